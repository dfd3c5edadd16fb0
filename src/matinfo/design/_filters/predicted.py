"""Predicted properties within limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._objectives.window import Limits, Window


@dataclass(frozen=True)
class Predicted(Filter):
    """Columns of the table within limits, such as predictions or ends of their intervals.

    Parameters
    ----------
    limits : mapping of str to (low, high)
        As of `Window`; None where open.
    """

    limits: Mapping[str, Limits]

    def __post_init__(self) -> None:
        Window(self.limits)  # checks them

    @property
    def columns(self) -> tuple[str, ...]:  # type: ignore[override]
        return tuple(self.limits)

    @property
    def label(self) -> str:
        return Window(self.limits).describe()

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        low, high = Window(self.limits).ends
        values = frame[list(self.limits)].to_numpy(dtype=np.float64)
        outside = ~((values >= low) & (values <= high))  # NaN is outside
        return [
            ", ".join(f"{name} = {value:.4g}" for name, value, out in zip(self.limits, row, wrong, strict=True) if out)
            for row, wrong in zip(values, outside, strict=True)
        ]
