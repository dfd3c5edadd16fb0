"""What an empty cell of a recipe means."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np

from matinfo.featurize._base import Feature, FloatArray
from matinfo.featurize._recipe_cells import Cells

BlankPolicy = Literal["refuse", "absent", "flag"]

_MEANING = "the cell is empty (NaN), which may mean absent or not measured."


@dataclass(frozen=True, slots=True)
class Blanks:
    """Policy for empty cells, and what the training rows say about them.

    Attributes
    ----------
    policy : {"refuse", "absent", "flag"}
    medians : dict of str to float
        Of every column of numbers.
    flagged : tuple of str
        Columns that held blanks in the fit; with the policy "flag" each gets a column of its own.
    """

    policy: BlankPolicy
    medians: dict[str, float]
    flagged: tuple[str, ...]

    @classmethod
    def learn(cls, policy: BlankPolicy, cells: Cells) -> Blanks:
        """Medians and columns with blanks, over the rows that can be used."""
        usable = np.setdiff1d(np.arange(len(cells.numbers)), list(cells.problems))
        numbers = cells.numbers.iloc[usable]
        medians = {str(name): float(value) for name, value in numbers.median().fillna(0.0).items()}
        blank_numbers = [str(name) for name in numbers.columns if numbers[name].isna().any()]
        blank_names = [name for name, column in cells.names.items() if any(column[row] is None for row in usable)]
        return cls(policy, medians, (*blank_numbers, *blank_names) if policy == "flag" else ())

    def features(self) -> list[Feature]:
        """One column for each that held blanks."""
        return [Feature(f"blank_{name}", f"1 where {name} was not measured") for name in self.flagged]

    def fill(self, cells: Cells, amounts: Collection[str]) -> FloatArray:
        """Fill blanks whose meaning was told, refuse the rows of the others, and return the flags."""
        flags = [
            cells.numbers[name].isna() if name in cells.numbers else [word is None for word in cells.names[name]]
            for name in self.flagged
        ]
        for name in cells.numbers:
            blank = np.flatnonzero(cells.numbers[name].isna())
            absent = self.policy == "absent" and name in amounts
            if not absent and name not in self.flagged:
                for row in blank.tolist():
                    advice = "Write 0 where it is absent, or say what it means with blank= (and amounts=)."
                    cells.refuse(row, str(name), float("nan"), "blank", _MEANING, advice)
            if blank.size:
                filled = cells.numbers[name].to_numpy(copy=True)
                filled[blank] = 0.0 if absent else self.medians[str(name)]
                cells.numbers[name] = filled
        for name, column in cells.names.items():
            if self.policy != "absent" and name not in self.flagged:
                for row in [row for row, word in enumerate(column) if word is None]:
                    cells.refuse(row, name, None, "blank", _MEANING, "Write a name, or say what it means with blank=.")
        return np.asarray(flags, dtype=np.float64).reshape(len(self.flagged), len(cells.numbers)).T
