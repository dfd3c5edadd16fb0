"""Amounts that add up to a total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matinfo._validation import check_number
from matinfo.design._arrays import FloatArray
from matinfo.design._space.constraint import (
    Constraint,
    Parameters,
    Range,
    choices_among,
    read_names,
    scaled,
    unknown_columns,
)
from matinfo.design._space.exact import exact
from matinfo.design._space.parameter import Parameter, Settings


@dataclass(frozen=True)
class SumTo(Constraint):
    """Amounts that add up to a total: 1, 100 %, or the 100 parts of rubber that phr is counted by.

    Parameters
    ----------
    names : sequence of str
        Columns of the amounts.
    total : float
        What they add up to.

    Attributes
    ----------
    columns : tuple of str
        Columns that the constraint is about.
    limits : tuple
        Least and largest sum as fractions, here equal.

    See Also
    --------
    Linear : Weighted sums within limits.

    Examples
    --------
    >>> SumTo(["natural rubber", "butadiene rubber"], 100).describe()
    'natural rubber + butadiene rubber = 100'
    """

    names: Sequence[str]
    total: float

    counts = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", read_names("names", self.names))
        check_number("total", self.total)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.names)

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        return (exact(self.total), exact(self.total))

    def problems(self, parameters: Parameters) -> list[str]:
        few = [] if len(self.names) > 1 else ["names must be two or more columns"]
        return few + unknown_columns(self.columns, parameters) + choices_among(self.columns, parameters)

    def terms(self, name: str, parameter: Parameter, settings: Settings) -> list[Range]:
        return scaled(settings, Fraction(1))

    def measure(self, values: Mapping[str, FloatArray], parameters: Parameters) -> FloatArray:
        return np.asarray(np.sum([values[name] for name in self.names], axis=0))

    def describe(self) -> str:
        return f"{' + '.join(self.names)} = {self.total:g}"
