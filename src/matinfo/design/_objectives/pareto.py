"""Several properties, none of which can be improved without loss in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from matinfo._validation import check_number
from matinfo.design._acquisition.confidence_bound import upper_confidence_bound
from matinfo.design._acquisition.pareto import (
    log_expected_hypervolume_improvement,
    log_probability_not_dominated,
    n_dominating,
)
from matinfo.design._arrays import FloatArray
from matinfo.design._objectives.base import PropertyObjective, convert_objective
from matinfo.design._objectives.several import SeveralObjectives, check_parts

_BELOW = 0.1  # share of the range of the front that the reference point lies below its worst values


@dataclass(frozen=True)
class Pareto(SeveralObjectives):
    """Several properties at once, without a stated trade between them: the whole front is searched.

    Parameters
    ----------
    objectives : sequence of Maximize, Minimize or Target
        Two or more.
    reference : mapping of str to float, optional
        For each property the worst value that is still of interest, in the unit of its objective; progress is the
        volume between it and the front. By default a tenth of the range of the measured front below its worst values.

    Attributes
    ----------
    names : tuple of str
        Properties, in the order of the objectives.
    units : dict of str to str or None
        Their units.

    See Also
    --------
    Desirability : Where the trade is known.
    hypervolume, pareto_front : The functions behind it.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> wish = mi.Pareto([mi.Maximize("strength"), mi.Minimize("cost")])
    >>> measured = np.array([[20.0, 5.0], [10.0, 1.0], [9.0, 2.0]])
    >>> wish.oriented(measured).tolist()
    [[20.0, -5.0], [10.0, -1.0], [9.0, -2.0]]
    >>> wish.utility(measured).tolist()
    [0.0, 0.0, -1.0]
    """

    objectives: Sequence[PropertyObjective]
    reference: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = check_parts("Pareto", self.objectives, fewest=2)
        names = [part.name for part in parts]
        if self.reference and set(self.reference) != set(names):
            raise ValueError(f"reference must have one value for each of {names}; got {list(self.reference)}.")
        for name, value in self.reference.items():
            check_number(f"reference[{name!r}]", value)
        object.__setattr__(self, "objectives", parts)
        object.__setattr__(self, "reference", {name: float(self.reference[name]) for name in names if self.reference})

    def __hash__(self) -> int:
        return hash((self.objectives, tuple(self.reference.items())))

    def utility(self, values: FloatArray) -> FloatArray:
        """Minus the number of rows that are better in all properties: 0 on the front."""
        oriented = self.oriented(values)
        return np.where(np.isnan(oriented).any(axis=1), np.nan, -n_dominating(oriented).astype(np.float64) + 0.0)

    def gain(self, points: FloatArray, known: FloatArray) -> FloatArray:
        """Growth of the hypervolume by each point alone."""
        return np.exp(self.log_improvement(points, np.zeros_like(points), known))

    def moments(self, mean: FloatArray, std: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Means and standard deviations of the utilities, each of shape (n, n_properties)."""
        pairs = [part.utility_moments(mean[:, k], std[:, k]) for k, part in enumerate(self.objectives)]
        return np.column_stack([each for each, _ in pairs]), np.column_stack([each for _, each in pairs])

    def sampled(self, sample: FloatArray, known: FloatArray) -> FloatArray:
        return self.gain(sample, known)

    def expected(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        return self.gain(mean, known)

    def bound(self, mean: FloatArray, std: FloatArray, known: FloatArray, *, beta: float) -> FloatArray:
        front, reference = self._front(known)
        hope = upper_confidence_bound(*self.moments(mean, std), beta=beta)
        return log_expected_hypervolume_improvement(hope, np.zeros_like(hope), front, reference)

    def log_improvement(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        """Log of the expected growth of the hypervolume."""
        return log_expected_hypervolume_improvement(*self.moments(mean, std), *self._front(known))

    def log_probability(self, mean: FloatArray, std: FloatArray, known: FloatArray) -> FloatArray:
        """Log of the probability that no known point dominates the new one, and that it is above the reference."""
        return log_probability_not_dominated(*self.moments(mean, std), *self._front(known))

    def oriented(self, values: FloatArray) -> FloatArray:
        """Utility of each property, (n, n_properties): larger is better in each column."""
        values = np.asarray(values, dtype=np.float64)
        return np.column_stack([part.utility(values[:, [k]]) for k, part in enumerate(self.objectives)])

    def reference_point(self, values: FloatArray) -> FloatArray:
        """Oriented reference point, from `reference` or from measured values (n, n_properties)."""
        if self.reference:
            return self.oriented(np.array([[self.reference[name] for name in self.names]]))[0]
        oriented = self.oriented(values)
        known = oriented[~np.isnan(oriented).any(axis=1)]
        front = known[n_dominating(known) == 0]
        worst, span = front.min(axis=0), np.ptp(front, axis=0)
        return worst - _BELOW * np.where(span > 0.0, span, np.maximum(np.abs(worst), 1.0))

    def _front(self, known: FloatArray) -> tuple[FloatArray, FloatArray]:
        known = known[~np.isnan(known).any(axis=1)]
        return self.oriented(known), self.reference_point(known)

    def in_units(self, units: Mapping[str, str | None]) -> Self:
        functions = convert_objective(self.units, units)
        reference = {
            name: functions[name](value) if name in functions else value for name, value in self.reference.items()
        }
        return replace(self, objectives=tuple(part.in_units(units) for part in self.objectives), reference=reference)

    def describe(self) -> str:
        return "Pareto front of " + ", ".join(part.describe() for part in self.objectives)
