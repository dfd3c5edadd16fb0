"""Which elements may occur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from rdkit import Chem

from matinfo._validation import option_message
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material


@dataclass(frozen=True)
class AllowedElements(Filter):
    """Only these elements, hydrogen aside.

    Parameters
    ----------
    symbols : tuple of str
        Element symbols, such as ``("C", "N", "O")``.
    """

    symbols: tuple[str, ...]

    def __post_init__(self) -> None:
        table = Chem.GetPeriodicTable()
        known = {table.GetElementSymbol(number) for number in range(1, 119)}
        object.__setattr__(self, "symbols", tuple(self.symbols))
        unknown = [symbol for symbol in self.symbols if symbol not in known]
        if unknown or not self.symbols:
            raise ValueError(option_message("symbols", "symbols of elements", unknown or self.symbols))

    @property
    def label(self) -> str:
        return "elements " + ", ".join(self.symbols)

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        allowed = {"*", "H", *self.symbols}
        found = [sorted({atom.GetSymbol() for atom in each.cell.mol.GetAtoms()} - allowed) for each in materials]
        return [f"has {', '.join(symbols)}" if symbols else "" for symbols in found]
