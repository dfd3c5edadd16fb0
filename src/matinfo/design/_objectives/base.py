"""What every objective can do, and what the objectives of one property share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from matinfo._validation import option_message
from matinfo.data import convert_unit
from matinfo.design._arrays import FloatArray
from matinfo.design._objectives.nodes import over_nodes
from matinfo.exceptions import UnitError

TINY = 1e-300  # keeps logarithms finite


class Objective(ABC):
    """What is wanted of one or several properties.

    Arrays of values and predictions have one column a property, in the order of `names`, and are in the units of
    `units` (see `in_units`).

    Attributes
    ----------
    names : tuple of str
        Properties that must be measured.
    units : dict of str to str or None
        Unit of each property that the numbers of the objective are in; None where none was stated.
    """

    @property
    @abstractmethod
    def names(self) -> tuple[str, ...]: ...

    @property
    @abstractmethod
    def units(self) -> dict[str, str | None]: ...

    @abstractmethod
    def utility(self, values: FloatArray) -> FloatArray:
        """How good measured values (n, n_properties) are, of shape (n,); larger is better, NaN where one is missing."""

    @abstractmethod
    def in_units(self, units: Mapping[str, str | None]) -> Self:
        """Return the same wish in the units of the data; properties without a unit on either side stay as they are.

        Raises
        ------
        UnitError
            If two units measure different things; all such properties are named.
        """

    def gain(self, points: FloatArray, known: FloatArray) -> FloatArray:
        """What sure values `points` (n, n_properties) would improve on `known` (m, n_properties), each alone; >= 0."""
        best = self.best(known)
        utility = self.utility(points)
        return np.maximum(utility - (best if np.isfinite(best) else utility.min()), 0.0)

    def sampled(self, sample: FloatArray, known: FloatArray) -> FloatArray:
        """How good one joint sample (n, n_properties) is, of shape (n,)."""
        return self.utility(sample)

    def expected(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        """Expected utility of uncertain predictions, of shape (n,); one without a standard deviation counts as sure."""
        return over_nodes(self, mean, np.where(np.isnan(std), 0.0, std), lambda utility: utility.mean(axis=0))

    def bound(self, mean: FloatArray, std: FloatArray, known: FloatArray, *, beta: float) -> FloatArray:
        """Expected utility plus `beta` of its standard deviations."""
        return over_nodes(self, mean, std, lambda utility: utility.mean(axis=0) + beta * utility.std(axis=0))

    def log_improvement(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        """Log of the expected improvement over the best of `known`."""
        best = self.best(known)
        return over_nodes(self, mean, std, lambda utility: np.log(np.maximum(utility - best, 0.0).mean(axis=0) + TINY))

    def log_probability(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        """Log of the probability to exceed the best of `known`."""
        best = self.best(known)
        return over_nodes(self, mean, std, lambda utility: np.log((utility > best).mean(axis=0) + TINY))

    def log_success(self, mean: FloatArray, std: FloatArray) -> FloatArray | None:
        """Log of the probability that the wish is met, of shape (n,); None where there is more and less, but no met."""
        return None

    def best(self, known: FloatArray) -> float:
        """Largest utility among `known`, ``-inf`` where none is known."""
        utility = self.utility(known)
        utility = utility[~np.isnan(utility)]
        return float(utility.max()) if utility.size else -np.inf

    @abstractmethod
    def describe(self) -> str:
        """Say the wish in a few words, with numbers and units."""


class PropertyObjective(Objective):
    """Base of objectives of one property: dataclasses with `name` and `unit` among their fields."""

    name: str
    unit: str | None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name,)

    @property
    def units(self) -> dict[str, str | None]:
        return {self.name: self.unit}

    @abstractmethod
    def utility_moments(self, mean: FloatArray, std: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of the utility of predictions (n,) of this property."""

    @abstractmethod
    def desirability(self, values: FloatArray) -> FloatArray:
        """Desirability of measured values (n,) of this property, between 0 and 1."""

    @abstractmethod
    def desirability_problem(self) -> str | None:
        """Say what is missing for a desirability, or None."""


def checked_name(kind: str, name: object) -> None:
    """Raise unless `name` is a usable name of a property."""
    if not isinstance(name, str) or not name:
        raise TypeError(option_message("name", f"the property that {kind} is about, a string", name))


def convert_objective(
    units: Mapping[str, str | None], wanted: Mapping[str, str | None]
) -> dict[str, Callable[..., float]]:
    """Functions that convert numbers of each property from the units of an objective to the units of the data.

    They take a number, and ``difference=True`` for widths. Properties whose unit stays are not in the result.
    """
    problems, functions = [], dict[str, Callable[..., float]]()
    for name, unit in units.items():
        new = wanted.get(name)
        if unit is None or new is None or unit == new:
            continue
        try:
            convert_unit(1.0, unit, new)
        except UnitError as error:
            problems.append(f"{name!r}: {error}")
            continue
        functions[name] = _converter(unit, new)
    if problems:
        raise UnitError(
            "The units of the objective do not fit the data. " + " ".join(problems) + " State the unit of the data."
        )
    return functions


def _converter(unit: str, new: str) -> Callable[..., float]:
    def convert(value: float, *, difference: bool = False) -> float:
        return float(convert_unit(value, unit, new, difference=difference))

    return convert


def unit_of(name: str, units: Mapping[str, str | None], own: str | None) -> str | None:
    """Unit after `in_units`: that of the data where it states one."""
    return units.get(name) or own


def with_unit(value: float, unit: str | None) -> str:
    """``"450 K"``."""
    return f"{value:g} {unit}" if unit else f"{value:g}"


def column(values: Any) -> FloatArray:
    """The one column of an array of shape (n, 1)."""
    return np.asarray(values, dtype=np.float64).reshape(len(values), -1)[:, 0]
