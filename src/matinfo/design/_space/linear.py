"""Weighted sums within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from matinfo._validation import check_number, option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._space.constraint import Constraint, Parameters, Range, choices_among, scaled, unknown_columns
from matinfo.design._space.exact import exact
from matinfo.design._space.parameter import Parameter, Settings


@dataclass(frozen=True)
class Linear(Constraint):
    """A weighted sum of amounts and levels within limits, such as the cost of a recipe.

    Parameters
    ----------
    coefficients : mapping of str to float
        Weight of each column.
    low, high : float, optional
        Limits of the sum, which belong to the range; at least one must be given. Ratios are sums too: "at least twice
        as much resin as hardener" is ``Linear({"resin": 1, "hardener": -2}, low=0)``.

    Attributes
    ----------
    columns : tuple of str
        Columns that the constraint is about.
    limits : tuple
        Least and largest sum as fractions; None where open.

    See Also
    --------
    SumTo : A sum of amounts that is fixed.

    Examples
    --------
    >>> Linear({"resin": 4.5, "filler": 0.8}, high=3.0).describe()
    '4.5 resin + 0.8 filler <= 3'
    """

    coefficients: Mapping[str, float]
    low: float | None = None
    high: float | None = None

    counts = False

    def __post_init__(self) -> None:
        if not isinstance(self.coefficients, Mapping) or not self.coefficients:
            raise TypeError(option_message("coefficients", "a mapping of columns to numbers", self.coefficients))
        for name, value in self.coefficients.items():
            check_number(f"coefficients[{name!r}]", value)
        if self.low is None and self.high is None:
            raise ValueError("low or high must be given; got neither.")
        for label in ("low", "high"):
            if getattr(self, label) is not None:
                check_number(label, getattr(self, label))
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(option_message("low", f"at most high={self.high:g}", self.low))
        object.__setattr__(self, "coefficients", {name: float(value) for name, value in self.coefficients.items()})

    def __hash__(self) -> int:
        return hash((tuple(self.coefficients.items()), self.low, self.high))

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.coefficients)

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        return (None if self.low is None else exact(self.low), None if self.high is None else exact(self.high))

    def problems(self, parameters: Parameters) -> list[str]:
        return unknown_columns(self.columns, parameters) + choices_among(self.columns, parameters)

    def terms(self, name: str, parameter: Parameter, settings: Settings) -> list[Range]:
        return scaled(settings, exact(self.coefficients[name]))

    def measure(self, values: Mapping[str, FloatArray], parameters: Parameters) -> FloatArray:
        return np.asarray(sum(weight * values[name] for name, weight in self.coefficients.items()))

    def describe(self) -> str:
        text = " + ".join(f"{weight:g} {name}" for name, weight in self.coefficients.items()).replace("+ -", "- ")
        low = "" if self.low is None else f"{self.low:g} <= "
        high = "" if self.high is None else f" <= {self.high:g}"
        return f"{low}{text}{high}"
