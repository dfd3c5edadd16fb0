"""Blocks of recipe features: each knows its columns and computes them from filled cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import pandas as pd

from matinfo.featurize._base import Feature, FloatArray
from matinfo.featurize._recipe_cells import Cells

Units = Mapping[str, str | None]


class Block(Protocol):
    """Some columns of features."""

    def features(self, units: Units) -> list[Feature]:
        """Names and meanings of the columns."""
        ...

    def compute(self, cells: Cells) -> FloatArray:
        """Values of shape (n, number of columns); rows that have none are refused in `cells`."""
        ...


@dataclass(frozen=True, slots=True)
class Numbers:
    """Amounts and settings as they are."""

    columns: tuple[str, ...]

    def features(self, units: Units) -> list[Feature]:
        """One column a number."""
        return [Feature(name, name, units.get(name) or "") for name in self.columns]

    def compute(self, cells: Cells) -> FloatArray:
        """The numbers."""
        return cells.numbers[list(self.columns)].to_numpy()


@dataclass(frozen=True, slots=True)
class Shares:
    """Amounts divided by their sum, and the sum."""

    amounts: tuple[str, ...]

    def features(self, units: Units) -> list[Feature]:
        """One column an ingredient, and the total."""
        parts = [Feature(f"share_{name}", f"{name} divided by the sum of all amounts") for name in self.amounts]
        return [*parts, Feature("total_amount", "sum of all amounts", common_unit(self.amounts, units))]

    def compute(self, cells: Cells) -> FloatArray:
        """Zero where nothing is there."""
        amounts = cells.numbers[list(self.amounts)].to_numpy()
        total = amounts.sum(axis=1, keepdims=True)
        parts = np.divide(amounts, total, out=np.zeros_like(amounts), where=total != 0)
        return np.column_stack([parts, total])


@dataclass(frozen=True, slots=True)
class Names:
    """A column of names, one column a name; ``...=(new)`` is a name that was not in the fit."""

    column: str
    known: tuple[str, ...]

    def features(self, units: Units) -> list[Feature]:
        """One column a name, and one for all others."""
        known = [Feature(f"{self.column}={name}", f"1 where {self.column} is {name}") for name in self.known]
        return [*known, Feature(f"{self.column}=(new)", f"1 where {self.column} is a name that was not in the fit")]

    def compute(self, cells: Cells) -> FloatArray:
        """Zeros and ones; all zero where there is no name."""
        place = {name: number for number, name in enumerate(self.known)}
        values = np.zeros((len(cells.numbers), len(self.known) + 1))
        for row, name in enumerate(cells.names[self.column]):
            if name is not None:
                values[row, place.get(name, len(self.known))] = 1.0
        return values


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of ingredients that do the same job."""

    groups: dict[str, list[str]]

    def features(self, units: Units) -> list[Feature]:
        """One column a group."""
        return [
            Feature(f"total_{group}", f"sum of {', '.join(members)}", common_unit(members, units))
            for group, members in self.groups.items()
        ]

    def compute(self, cells: Cells) -> FloatArray:
        """The sums."""
        return np.column_stack([cells.numbers[members].sum(axis=1).to_numpy() for members in self.groups.values()])


@dataclass(frozen=True, slots=True)
class Ratio:
    """One sum of columns divided by another; nothing of nothing is zero."""

    name: str
    top: list[str]
    bottom: list[str]

    def features(self, units: Units) -> list[Feature]:
        """One column."""
        return [Feature(self.name, f"{' + '.join(self.top)} divided by {' + '.join(self.bottom)}")]

    def compute(self, cells: Cells) -> FloatArray:
        """The quotient; rows that divide something by nothing are refused."""
        top, bottom = (cells.numbers[side].sum(axis=1).to_numpy() for side in (self.top, self.bottom))
        for row in np.flatnonzero((bottom == 0) & (top != 0)).tolist():
            what = f"the ratio {self.name!r} divides {top[row]:g} by zero."
            advice = f"A share is always defined: ({self.top}, {[*self.top, *self.bottom]})."
            cells.refuse(row, self.name, 0.0, "divided-by-zero", what, advice)
        return np.divide(top, bottom, out=np.zeros_like(top), where=bottom != 0)[:, None]


@dataclass(frozen=True, slots=True)
class Mixture:
    """Properties of the mixture from those of its ingredients; an ingredient without a property has no part in it.

    Attributes
    ----------
    properties : DataFrame
        One row an amount, one column a property, NaN where an ingredient does not have it.
    how : {"mean", "sum"}
        Mean weighted by amount, or sum of amount times property.
    fallback : dict of str to float
        Mean over the training rows, for mixtures without any ingredient that has the property.
    """

    properties: pd.DataFrame
    how: Literal["mean", "sum"]
    fallback: dict[str, float]

    @classmethod
    def learn(cls, properties: pd.DataFrame, how: Literal["mean", "sum"], cells: Cells) -> Mixture:
        """Find what stands for a mixture that has no ingredient with the property."""
        means = pd.DataFrame(cls(properties, how, {})._mix(cells), columns=properties.columns)
        usable = np.setdiff1d(np.arange(len(means)), list(cells.problems))
        known = means.iloc[usable].mean().fillna(0.0)
        return cls(properties, how, {str(name): float(value) for name, value in known.items()})

    def features(self, units: Units) -> list[Feature]:
        """One column a property."""
        mean = self.how == "mean"
        what = "mean over ingredients, weighted by amount" if mean else "sum of amount times property"
        return [
            Feature(f"{self.how}_{name}", f"{name}: {what}", units.get(name) or "" if mean else "")
            for name in self.properties.columns
        ]

    def compute(self, cells: Cells) -> FloatArray:
        """The properties of the mixture."""
        mixed = self._mix(cells)
        return np.where(np.isnan(mixed), [self.fallback[str(name)] for name in self.properties.columns], mixed)

    def _mix(self, cells: Cells) -> FloatArray:
        amounts = cells.numbers[list(self.properties.index)].to_numpy()
        values = self.properties.to_numpy(dtype=np.float64)
        known = np.isfinite(values)
        sums = amounts @ np.where(known, values, 0.0)
        if self.how == "sum":
            return sums
        weights = amounts @ known.astype(np.float64)
        return np.divide(sums, weights, out=np.full_like(sums, np.nan), where=weights > 0)


def common_unit(names: Sequence[str], units: Units) -> str:
    """Unit of all the columns, or nothing where they differ or state none."""
    found = {units.get(name) for name in names}
    return (found.pop() or "") if len(found) == 1 else ""
