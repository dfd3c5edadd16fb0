"""Not known yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._structures.materials import read_materials


@dataclass(frozen=True, eq=False)
class Novel(Filter):
    """None of the known materials, however these were drawn.

    Parameters
    ----------
    than : column of structures
        The known ones; other fields may hold anything that `matinfo.chem.structure_column` takes.
    """

    than: Any
    _known: frozenset[str] = field(init=False, repr=False, default=frozenset())

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", frozenset(read_materials(self.than)))

    @property
    def label(self) -> str:
        return f"none of {len(self._known)} known materials"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        return ["is known" if each.canonical in self._known else "" for each in materials]
