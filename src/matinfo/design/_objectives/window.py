"""Properties that should lie within limits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

import numpy as np

from matinfo._validation import option_message
from matinfo.design._acquisition.window import log_probability_in_window
from matinfo.design._arrays import FloatArray
from matinfo.design._objectives.base import Objective, checked_name, convert_objective, unit_of, with_unit

Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Window(Objective):
    """One or several properties, each within limits; every value inside is as good as any other.

    Parameters
    ----------
    limits : mapping of str to (low, high)
        Limits of each property; None where it is open, as in ``{"Tg": (450, 550), "TC": (0.35, None)}``.
    unit : mapping of str to str, optional
        Units that the limits are in; converted to the units of the data.

    Attributes
    ----------
    names : tuple of str
        Properties, in the order of `limits`.
    units : dict of str to str or None
        Their units.

    See Also
    --------
    Target : As near to a value as can be.
    find_recipes : Recipes that meet a window, or the plain answer that there are none.

    Examples
    --------
    >>> import numpy as np
    >>> wish = Window({"Tg": (450, 550), "TC": (0.35, None)}, unit={"Tg": "K"})
    >>> wish.utility(np.array([[500.0, 0.4], [440.0, 0.4]])).round(3).tolist()
    [0.0, -0.1]
    >>> wish.describe()
    '450 K <= Tg <= 550 K and TC >= 0.35'
    """

    limits: Mapping[str, Limits]
    unit: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.limits, Mapping) or not self.limits:
            raise TypeError(
                option_message(
                    "limits", "a mapping of a property to (low, high)", self.limits, 'As in {"Tg": (450, 550)}.'
                )
            )
        problems = []
        checked: dict[str, Limits] = {}
        for name, ends in self.limits.items():
            checked_name("Window", name)
            low_high = _read_ends(ends)
            if isinstance(low_high, str):
                problems.append(f"{name!r}: {low_high}")
            else:
                checked[name] = low_high
        problems += [f"unit of {name!r}, which has no limits" for name in self.unit if name not in self.limits]
        if problems:
            raise ValueError("Window cannot be used: " + "; ".join(problems) + ".")
        object.__setattr__(self, "limits", checked)
        object.__setattr__(self, "unit", dict(self.unit))

    def __hash__(self) -> int:
        return hash((tuple(self.limits.items()), tuple(self.unit.items())))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.limits)

    @property
    def units(self) -> dict[str, str | None]:
        return {name: self.unit.get(name) for name in self.limits}

    @property
    def ends(self) -> tuple[FloatArray, FloatArray]:
        """Lower and upper limits as numbers, infinite where open."""
        low = [-math.inf if ends[0] is None else ends[0] for ends in self.limits.values()]
        high = [math.inf if ends[1] is None else ends[1] for ends in self.limits.values()]
        return np.array(low, dtype=np.float64), np.array(high, dtype=np.float64)

    def utility(self, values: FloatArray) -> FloatArray:
        """0 inside all windows, otherwise minus the distances outside, each over the width of its window."""
        low, high = self.ends
        values = np.asarray(values, dtype=np.float64)
        outside = np.maximum(np.maximum(low - values, values - high), 0.0)
        return np.where(np.isnan(values).any(axis=1), np.nan, -(outside / _scales(low, high)).sum(axis=1) + 0.0)

    def expected(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        """Log of the probability to lie inside; the utility where a prediction has no standard deviation."""
        return np.where(np.isnan(std).any(axis=1), self.utility(mean), self.log_success(mean, std))

    def log_improvement(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return self.log_success(mean, std)

    def log_probability(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return self.log_success(mean, std)

    def log_success(self, mean: FloatArray, std: FloatArray) -> FloatArray:
        """Log of the probability that all properties are inside, taken as independent given the candidate."""
        low, high = self.ends
        return np.asarray(log_probability_in_window(mean, std, low, high).sum(axis=1))

    def in_units(self, units: Mapping[str, str | None]) -> Self:
        functions = convert_objective(self.units, units)
        limits = {
            name: tuple(None if end is None else functions[name](end) for end in ends) if name in functions else ends
            for name, ends in self.limits.items()
        }
        merged = {name: unit_of(name, units, self.unit.get(name)) for name in self.limits}
        return replace(self, limits=limits, unit={name: unit for name, unit in merged.items() if unit})  # type: ignore[arg-type]

    def describe(self) -> str:
        return " and ".join(_as_text(name, ends, self.unit.get(name)) for name, ends in self.limits.items())


def _scales(low: FloatArray, high: FloatArray) -> FloatArray:
    """Width of a closed window, size of the limit of an open one."""
    width = high - low
    edge = np.abs(np.where(np.isfinite(low), low, high))
    return np.where(np.isfinite(width) & (width > 0.0), width, np.where(edge > 0.0, edge, 1.0))


def _read_ends(ends: Any) -> Limits | str:
    if not isinstance(ends, tuple | list) or len(ends) != 2:
        return f"the limits must be (low, high), got {ends!r}"
    for end in ends:
        if end is not None and (isinstance(end, bool) or not isinstance(end, int | float | np.number) or end != end):
            return f"a limit must be a number or None, got {end!r}"
    low, high = (None if end is None or math.isinf(end) else float(end) for end in ends)
    if low is None and high is None:
        return "one limit at least must be given"
    if low is not None and high is not None and not low < high:
        return f"low must be below high, got {low:g} and {high:g}"
    return low, high


def _as_text(name: str, ends: Limits, unit: str | None) -> str:
    low, high = ends
    if low is None:
        return f"{name} <= {with_unit(high or 0.0, unit)}"
    if high is None:
        return f"{name} >= {with_unit(low, unit)}"
    return f"{with_unit(low, unit)} <= {name} <= {with_unit(high, unit)}"
