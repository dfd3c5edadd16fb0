"""Constraints as sums of whole numbers over the settings of columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, gcd, lcm

import numpy as np

from matinfo.design._arrays import IntArray
from matinfo.design._space.constraint import Constraint, Parameters
from matinfo.design._space.parameter import Settings

OPEN = 2**60  # stands for a limit that is not there
_LARGEST = 2**50  # of a running sum


@dataclass(frozen=True)
class FractionSum:
    """A sum over columns of a term that depends on the setting, and its limits.

    Parameters
    ----------
    terms : tuple of tuple of Fraction
        For each column the term of each setting.
    low, high : Fraction or None
        Limits; None where open.
    """

    terms: tuple[tuple[Fraction, ...], ...]
    low: Fraction | None
    high: Fraction | None

    @property
    def range(self) -> tuple[Fraction, Fraction]:
        """Least and largest sum that the settings can reach."""
        least = sum((min(column) for column in self.terms), Fraction(0))
        return least, sum((max(column) for column in self.terms), Fraction(0))

    def whole(self) -> WholeSum | None:
        """The same sum in multiples of its common denominator; None where the numbers get too large."""
        unit = Fraction(1, lcm(*(term.denominator for column in self.terms for term in column)))
        if max(map(abs, self.range)) / unit > _LARGEST:
            return None
        return self.in_units(unit)

    def rounded(self, parts: int) -> WholeSum:
        """The sum in `parts` parts of its range, with limits so loose that every row that keeps to it stays."""
        least, most = self.range
        return self.in_units(max(most - least, Fraction(1, 10**9)) / parts, slack=len(self.terms))

    def in_units(self, unit: Fraction, *, slack: int = 0) -> WholeSum:
        """The sum in multiples of `unit`, with terms rounded down and the lower limit lowered by `slack`."""
        columns = tuple(np.array([floor(term / unit) for term in column], dtype=np.int64) for column in self.terms)
        low = None if self.low is None else ceil(self.low / unit) - slack
        return _reduced(columns, low, None if self.high is None else floor(self.high / unit))


@dataclass(frozen=True)
class WholeSum:
    """A sum of whole numbers and its limits, which belong to the range.

    Parameters
    ----------
    columns : tuple of int arrays of shape (n_settings,)
        What each setting of each column adds.
    low, high : int
        Limits.
    """

    columns: tuple[IntArray, ...]
    low: int
    high: int


def _reduced(columns: tuple[IntArray, ...], low: int | None, high: int | None) -> WholeSum:
    """The same sum in numbers as small as can be: from the least term of each column on, in steps that all share."""
    least = [int(column.min()) for column in columns]
    step = gcd(*(int(each) for column in columns for each in np.diff(column))) or 1
    return WholeSum(
        tuple((column - own) // step for column, own in zip(columns, least, strict=True)),
        -OPEN if low is None else max(-OPEN, -((sum(least) - low) // step)),
        OPEN if high is None else min(OPEN, (high - sum(least)) // step),
    )


def sums_of(constraint: Constraint, parameters: Parameters, settings: Sequence[Settings]) -> list[FractionSum]:
    """Sums that a constraint puts limits on: one, or two where intervals have least and largest terms."""
    low, high = constraint.limits
    least, most = [], []
    for (name, parameter), each in zip(parameters.items(), settings, strict=True):
        terms = constraint.terms(name, parameter, each) if name in constraint.columns else None
        pairs = terms or [(Fraction(0), Fraction(0))] * len(each.low)
        least.append(tuple(pair[0] for pair in pairs))
        most.append(tuple(pair[1] for pair in pairs))
    if least == most:
        return [FractionSum(tuple(least), low, high)]
    upper = [] if high is None else [FractionSum(tuple(least), None, high)]
    return upper + ([] if low is None else [FractionSum(tuple(most), low, None)])


def no_sum(settings: Sequence[Settings]) -> FractionSum:
    """A sum that every row keeps to, for columns that no constraint ties."""
    return FractionSum(tuple((Fraction(0),) * len(each.low) for each in settings), None, None)
