"""Which sizes of rings may occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from matinfo._validation import check_number, option_message
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material


@dataclass(frozen=True)
class RingSizes(Filter):
    """Only rings of these sizes.

    Parameters
    ----------
    sizes : tuple of int, default=(5, 6)
    """

    sizes: tuple[int, ...] = (5, 6)

    def __post_init__(self) -> None:
        if isinstance(self.sizes, str) or not isinstance(self.sizes, Iterable):
            raise TypeError(option_message("sizes", "sizes such as (5, 6)", self.sizes))
        object.__setattr__(self, "sizes", tuple(self.sizes))
        for size in self.sizes:
            check_number("sizes", size, low=3, whole=True)

    @property
    def label(self) -> str:
        return "rings of " + ", ".join(map(str, self.sizes)) if self.sizes else "no rings"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        found = [sorted({len(ring) for ring in each.cell.mol.GetRingInfo().AtomRings()}) for each in materials]
        odd = [[size for size in sizes if size not in self.sizes] for sizes in found]
        return [f"has a ring of {sizes[0]}" if sizes else "" for sizes in odd]
