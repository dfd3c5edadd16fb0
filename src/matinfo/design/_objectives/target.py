"""A property that should be near a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy.special import ndtr

from matinfo._validation import check_number
from matinfo.design._acquisition.confidence_bound import upper_confidence_bound
from matinfo.design._acquisition.target import log_expected_approach
from matinfo.design._acquisition.window import log_probability_in_window
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
class Target(PropertyObjective):
    """One property, as near to a value as can be.

    Parameters
    ----------
    name : str
        The property.
    value : float
        The value wanted.
    tolerance : float
        Distance from `value` within which the wish counts as met. The desirability falls from 1 at `value` to 0 at
        twice this distance.
    unit : str, optional
        Unit of `value` and `tolerance`; converted to the unit of the data.

    See Also
    --------
    Window : Every value within limits is as good as any other.

    Examples
    --------
    >>> import numpy as np
    >>> wish = Target("Tg", 400.0, tolerance=5.0, unit="K")
    >>> wish.utility(np.array([[398.0], [410.0]])).tolist()
    [-2.0, -10.0]
    """

    name: str
    value: float
    tolerance: float
    unit: str | None = None

    def __post_init__(self) -> None:
        checked_name("Target", self.name)
        check_number("value", self.value)
        check_number("tolerance", self.tolerance, low=0.0, open_ends=True)

    def utility(self, values: FloatArray) -> FloatArray:
        return -np.abs(column(values) - self.value)

    def expected(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return self.utility(mean)

    def bound(self, mean: FloatArray, std: FloatArray, known: FloatArray, *, beta: float) -> FloatArray:
        return upper_confidence_bound(self.utility(mean), column(std), beta=beta)

    def log_improvement(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return log_expected_approach(column(mean), column(std), self.value, -self.best(known))

    def log_probability(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        nearest = self.best(known)
        return log_probability_in_window(column(mean), column(std), self.value + nearest, self.value - nearest)

    def log_success(self, mean: FloatArray, std: FloatArray) -> FloatArray:
        low, high = self.value - self.tolerance, self.value + self.tolerance
        return log_probability_in_window(column(mean), column(std), low, high)

    def utility_moments(self, mean: FloatArray, std: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Moments of minus a folded normal distribution."""
        gap, scale = np.abs(mean - self.value), np.where(std > 0.0, std, 1.0)
        z = gap / scale
        away = np.sqrt(2.0 / np.pi) * scale * np.exp(-0.5 * z**2) + gap * (1.0 - 2.0 * ndtr(-z))
        variance = np.maximum(gap**2 + scale**2 - away**2, 0.0)
        return -np.where(std > 0.0, away, gap), np.where(std > 0.0, np.sqrt(variance), 0.0)

    def desirability(self, values: FloatArray) -> FloatArray:
        return np.clip(1.0 - np.abs(values - self.value) / (2.0 * self.tolerance), 0.0, 1.0)

    def desirability_problem(self) -> str | None:
        return None

    def in_units(self, units: Mapping[str, str | None]) -> Self:
        convert = convert_objective(self.units, units).get(self.name)
        unit = unit_of(self.name, units, self.unit)
        if convert is None:
            return replace(self, unit=unit)
        return replace(self, value=convert(self.value), tolerance=convert(self.tolerance, difference=True), unit=unit)

    def describe(self) -> str:
        return f"{self.name} = {self.value:g} +- {with_unit(self.tolerance, self.unit)}"
