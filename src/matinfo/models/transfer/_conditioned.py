"""Source processes, conditioned on rows that share no material with the target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from scipy.linalg import solve_triangular

from matinfo.models._bank import encode_rows, weighted_diagonal, weighted_sum
from matinfo.models._exact_process import ExactProcess
from matinfo.models._kernels import BankKernel, FloatArray
from matinfo.models._marginal_likelihood import JITTER
from matinfo.models.transfer._signals import Signals
from matinfo.models.transfer._source import Source

_MOST_ROWS = 2_000  # of a source; more cost time and change the little that a few labels can use even less
_FEWEST_ROWS = 20


@dataclass(frozen=True, eq=False)
class ConditionedSource:
    """The function behind a source, in units of the standard deviation of its values, given its rows.

    Attributes
    ----------
    view : int
        Which features it looks at.
    kernels : list of BankKernel
    weights : array of shape (n_kernels,)
    anchors : list
        Encoded rows of the source.
    process : ExactProcess
    """

    view: int
    kernels: Sequence[BankKernel]
    weights: FloatArray
    anchors: list[Any]
    process: ExactProcess

    def compare(self, left: list[Any], right: list[Any]) -> FloatArray:
        """Prior covariance of encoded rows."""
        return weighted_sum(self.kernels, self.weights, left, right)

    def variance(self, encoded: list[Any]) -> FloatArray:
        """Prior variance of encoded rows."""
        return weighted_diagonal(self.kernels, self.weights, encoded)

    def encode(self, features: FloatArray) -> list[Any]:
        """Rows as the kernels compare them."""
        return encode_rows(self.kernels, features)

    def told(self, encoded: list[Any]) -> tuple[FloatArray, FloatArray]:
        """Posterior mean of rows, and their covariance with the anchors over its factor, shape (n_anchors, n)."""
        cross = self.compare(encoded, self.anchors)
        half = solve_triangular(self.process.factor, cross.T, lower=True, check_finite=False)
        return cross @ self.process.alpha, half


@dataclass(frozen=True, eq=False)
class ConditionedSources:
    """The processes of all sources that have one; it is shared and never copied."""

    sources: tuple[ConditionedSource, ...]

    @classmethod
    def of(cls, signals: Signals | None, rng: np.random.Generator) -> ConditionedSources:
        """Condition each process on up to 2,000 rows of its source; none without signals."""
        found = []
        for number, view in enumerate(() if signals is None else signals.views):
            found += [_conditioned(source, number, rng) for source in view.sources]
        return cls(tuple(source for source in found if source is not None))

    def __sklearn_clone__(self) -> Self:
        return self


def _conditioned(source: Source, view: int, rng: np.random.Generator) -> ConditionedSource | None:
    process, rows = source.process, source.rows
    if process is None or rows is None or len(rows.y) < _FEWEST_ROWS:
        return None
    chosen = np.arange(len(rows.y))
    if len(chosen) > _MOST_ROWS:
        chosen = np.sort(rng.permutation(chosen)[:_MOST_ROWS])
    trend = getattr(source.regressor, "trend_", None)
    target = rows.y[chosen] if trend is None else rows.y[chosen] - trend.predict(rows.features[chosen])
    anchors = process.encode(rows.features[chosen])
    covariance = weighted_sum(process.kernels_, process.weights_, anchors, anchors)
    noise = np.full(len(chosen), process.noise_ + JITTER)
    standard = (target - process.y_mean_) / process.y_scale_
    solved = ExactProcess.solve(covariance, standard, noise)
    return ConditionedSource(view, process.kernels_, process.weights_, anchors, solved)
