"""How heavy a repeat unit or molecule may be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from rdkit.Chem import Descriptors

from matinfo._validation import check_number, option_message
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material


@dataclass(frozen=True)
class MolarMass(Filter):
    """Molar mass of the repeat unit or molecule within limits [g/mol].

    Parameters
    ----------
    low, high : float, optional
        Open where None.
    """

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            if getattr(self, name) is not None:
                check_number(name, getattr(self, name), next_step="None leaves an end open.")
        low, high = self._ends
        if not low < high or (self.low is None and self.high is None):
            raise ValueError(option_message("low, high", "one limit at least, low below high", (self.low, self.high)))

    @property
    def _ends(self) -> tuple[float, float]:
        return -math.inf if self.low is None else self.low, math.inf if self.high is None else self.high

    @property
    def label(self) -> str:
        ends = [f"{self.low:g} <=" if self.low is not None else "", "molar mass"]
        return " ".join([*ends, f"<= {self.high:g}" if self.high is not None else ""]).strip() + " g/mol"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        masses = [float(Descriptors.MolWt(each.cell.mol)) for each in materials]  # a star weighs nothing
        low, high = self._ends
        return ["" if low <= mass <= high else f"{mass:.0f} g/mol" for mass in masses]
