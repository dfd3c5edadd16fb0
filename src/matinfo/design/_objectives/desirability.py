"""Several properties in one number between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._objectives.base import PropertyObjective
from matinfo.design._objectives.several import SeveralObjectives, check_parts


@dataclass(frozen=True)
class Desirability(SeveralObjectives):
    """Weighted geometric mean of the desirabilities of several properties.

    One property that is useless makes the whole useless. Where the trade between properties is not known in advance,
    `Pareto` asks for less.

    Parameters
    ----------
    objectives : sequence of Maximize, Minimize or Target
        `Maximize` and `Minimize` need both `low` and `high`.
    weights : sequence of float, optional
        Weight of each objective; equal by default.

    Attributes
    ----------
    names : tuple of str
        Properties, in the order of the objectives.
    units : dict of str to str or None
        Their units.

    See Also
    --------
    Pareto : All trades that cannot be improved on.

    References
    ----------
    G. Derringer, R. Suich, Simultaneous Optimization of Several Response Variables, J. Qual. Technol. 12 (1980) 214.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> wish = mi.Desirability([mi.Maximize("strength", low=10, high=20), mi.Minimize("cost", low=1, high=5)])
    >>> wish.utility(np.array([[20.0, 1.0], [15.0, 3.0], [9.0, 1.0]])).round(3).tolist()
    [1.0, 0.5, 0.0]
    """

    objectives: Sequence[PropertyObjective]
    weights: Sequence[float] | None = None

    def __post_init__(self) -> None:
        parts = check_parts("Desirability", self.objectives, fewest=1)
        missing = [problem for part in parts if (problem := part.desirability_problem())]
        if missing:
            raise ValueError("Desirability cannot be used: " + "; ".join(missing) + ".")
        object.__setattr__(self, "objectives", parts)
        if self.weights is not None:
            weights = np.asarray(self.weights, dtype=np.float64)
            if weights.shape != (len(parts),) or not (np.isfinite(weights) & (weights > 0.0)).all():
                raise ValueError(option_message("weights", f"{len(parts)} positive numbers", self.weights))
            object.__setattr__(self, "weights", tuple(weights.tolist()))

    @property
    def shares(self) -> FloatArray:
        """Weights that sum to one."""
        weights = np.ones(len(self.objectives)) if self.weights is None else np.asarray(self.weights)
        return np.asarray(weights / weights.sum())

    def utility(self, values: FloatArray) -> FloatArray:
        values = np.asarray(values, dtype=np.float64)
        columns = [part.desirability(values[:, place]) for place, part in enumerate(self.objectives)]
        return np.prod([each**share for each, share in zip(columns, self.shares, strict=True)], axis=0)

    def in_units(self, units: Mapping[str, str | None]) -> Self:
        return replace(self, objectives=tuple(part.in_units(units) for part in self.objectives))

    def describe(self) -> str:
        return "desirability of " + ", ".join(part.describe() for part in self.objectives)
