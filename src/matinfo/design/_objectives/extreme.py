"""What `Maximize` and `Minimize` share: one property, as large or as small as can be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

import numpy as np

from matinfo._validation import check_number, option_message
from matinfo.design._acquisition.confidence_bound import upper_confidence_bound
from matinfo.design._acquisition.improvement import log_expected_improvement, log_probability_of_improvement
from matinfo.design._arrays import FloatArray
from matinfo.design._objectives.base import (
    PropertyObjective,
    checked_name,
    column,
    convert_objective,
    unit_of,
    with_unit,
)


@dataclass(frozen=True)
class Extreme(PropertyObjective):
    """One property in one direction, ``sign`` +1 or -1."""

    sign: ClassVar[float]

    name: str
    low: float | None = None
    high: float | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        checked_name(type(self).__name__, self.name)
        for label in ("low", "high"):
            if getattr(self, label) is not None:
                check_number(label, getattr(self, label))
        if self.low is not None and self.high is not None and not self.low < self.high:
            raise ValueError(option_message("low", f"below high={self.high:g}", self.low))

    def utility(self, values: FloatArray) -> FloatArray:
        return self.sign * column(values)

    def expected(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return self.utility(mean)

    def bound(self, mean: FloatArray, std: FloatArray, known: FloatArray, *, beta: float) -> FloatArray:
        return upper_confidence_bound(self.utility(mean), column(std), beta=beta)

    def log_improvement(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return log_expected_improvement(self.utility(mean), column(std), self.best(known))

    def log_probability(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return log_probability_of_improvement(self.utility(mean), column(std), self.best(known))

    def utility_moments(self, mean: FloatArray, std: FloatArray) -> tuple[FloatArray, FloatArray]:
        return self.sign * mean, std

    def desirability(self, values: FloatArray) -> FloatArray:
        low, high = self._ends()
        share = np.clip((values - low) / (high - low), 0.0, 1.0)
        return share if self.sign > 0 else 1.0 - share

    def desirability_problem(self) -> str | None:
        if self.low is None or self.high is None:
            good = "high" if self.sign > 0 else "low"
            return f"{type(self).__name__}({self.name!r}) needs low= and high=: its desirability is 1 from {good} on"
        return None

    def in_units(self, units: Mapping[str, str | None]) -> Self:
        convert = convert_objective(self.units, units).get(self.name, _same)
        low, high = (None if end is None else convert(end) for end in (self.low, self.high))
        return replace(self, low=low, high=high, unit=unit_of(self.name, units, self.unit))

    def _ends(self) -> tuple[float, float]:
        problem = self.desirability_problem()
        if self.low is None or self.high is None:
            raise ValueError(f"{problem}.")
        return self.low, self.high

    def describe(self) -> str:
        ends = "" if self.low is None else f" from {with_unit(self.low, self.unit)}"
        ends += "" if self.high is None else f" to {with_unit(self.high, self.unit)}"
        return f"{type(self).__name__.lower()} {self.name}{ends}"


def _same(value: float) -> float:
    return value
