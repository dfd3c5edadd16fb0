"""Errors on left-out materials, and what they say about new ones."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.exceptions import MatinfoWarning
from matinfo.models._least_spread import least_spread

FloatArray = npt.NDArray[np.float64]

_ROUNDING = 1e-9  # 0.9 of 10 rows are 9, not 9.000000000000002
_CELLS_AT_ONCE = 4_000_000  # of a table of new rows and left-out rows
_LEAST_OWN_SHARE = 0.1  # of the mean squared error that is not put down to measuring errors


class IntervalWarning(MatinfoWarning):
    """There are too few left-out groups for the coverage asked; the interval is infinite."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Scores of left-out rows: absolute error over predicted standard deviation.

    All groups of rows count alike, however many rows they have, and one more group with an infinite score stands for
    the new material. So the coverage is that of a new row of a new group.

    Attributes
    ----------
    scores : ndarray of shape (n,)
        Ascending; infinite where the standard deviation is zero and the error is not.
    weights : ndarray of shape (n,)
        Share of each score; with K groups they add up to ``K / (K + 1)``. By default every row is a group.
    folds : ndarray of int, shape (n,)
        Which regressor was fitted without the row.
    measuring_std : float
        Root mean square of the known standard deviations of the values; 0 where none were given.
    constant_std : float
        Stands in for the standard deviation of regressors that have none.
    least_std : float
        Added to predicted standard deviations, in quadrature: no material is known without error.

    References
    ----------
    Barber, Candes, Ramdas and Tibshirani 2021, Ann. Stat. 49, 486 (CV+ and jackknife+); Lei et al. 2018, J. Am. Stat.
    Assoc. 113, 1094 (scores divided by a predicted spread); Lee, Barber and Willett 2023, arXiv:2306.06342 (groups of
    rows that belong together).
    """

    scores: FloatArray
    weights: FloatArray | None = None
    folds: npt.NDArray[np.intp] | None = None
    measuring_std: float = 0.0
    constant_std: float = 1.0
    least_std: float = 0.0

    @classmethod
    def from_left_out(
        cls,
        y: FloatArray,
        mean: FloatArray,
        std: FloatArray,
        *,
        groups: npt.NDArray[Any] | None = None,
        y_std: FloatArray | None = None,
        folds: Sequence[npt.NDArray[np.intp]] = (),
        own_std: bool = True,
    ) -> Calibration:
        """Score the rows that have a left-out prediction.

        Parameters
        ----------
        y, mean, std : arrays of shape (n,)
            Measured value, left-out prediction, and its standard deviation.
        groups : array of shape (n,), optional
            Rows of one group count together as one.
        y_std : array of shape (n,), optional
            Known standard deviation of each value; it is added to the predicted one.
        folds : sequence of int arrays
            Rows of each fold.
        own_std : bool, default=True
            Whether `std` is predicted; otherwise it is 1 everywhere, and what the measuring errors leave unexplained
            takes its place where these are known.
        """
        known = np.isfinite(mean)
        error = np.abs(y[known] - mean[known])
        measuring, constant = 0.0, 1.0
        spread: FloatArray = std[known]
        if y_std is not None and known.any():
            measuring = float(np.sqrt(np.mean(y_std[known] ** 2)))
            if not own_std:
                total = float(np.mean(error**2))
                constant = math.sqrt(max(total - measuring**2, _LEAST_OWN_SHARE * total))
            spread = np.hypot(spread * constant, y_std[known])
        codes = np.arange(len(error)) if groups is None else np.unique(groups[known], return_inverse=True)[1]
        sizes = np.bincount(codes) if len(codes) else np.ones(0)
        weights = np.asarray(1.0 / (sizes[codes] * (len(sizes) + 1.0)), dtype=np.float64)
        least = least_spread(error, spread, weights) if own_std else 0.0
        spread = np.hypot(spread, least)
        scores: FloatArray = np.where(error > 0, np.inf, 0.0)  # where there is no standard deviation
        np.divide(error, spread, out=scores, where=spread > 0)
        fold_of = np.zeros(len(y), dtype=np.intp)
        for number, rows in enumerate(folds):
            fold_of[rows] = number
        order = np.argsort(scores, kind="stable")
        return cls(scores[order], weights[order], fold_of[known][order], measuring, constant, least)

    @property
    def n_groups(self) -> int:
        """Number of groups with left-out rows."""
        total = float(self._weights().sum())
        return round(total / (1.0 - total)) if total < 1.0 else 0

    @property
    def std_factor(self) -> float:
        """What the predicted standard deviation is multiplied with so that scores have unit mean square."""
        finite = np.isfinite(self.scores)
        if not finite.any():
            return 1.0
        return float(np.sqrt(np.average(self.scores[finite] ** 2, weights=self._weights()[finite])))

    def std(self, predicted: FloatArray) -> FloatArray:
        """Standard deviation of a new measurement."""
        return self._spread(predicted) * self.std_factor

    def half_width(self, coverage: float) -> float:
        """Multiple of the standard deviation on either side for the wanted coverage.

        Infinite, with an `IntervalWarning`, where ``coverage * (K + 1) > K`` for K groups: 90 % needs 9, 95 % needs 19.
        """
        total = np.cumsum(self._weights())
        if self._too_few(coverage):
            return float("inf")
        place = int(np.searchsorted(total, coverage - _ROUNDING))
        return float(self.scores[min(place, len(total) - 1)])

    def around(self, mean: FloatArray, std: FloatArray, coverage: float) -> FloatArray:
        """Ends around the prediction of the regressor of all rows ("cv"): shape (m, 2) for m new rows."""
        half, spread = self.half_width(coverage), self._spread(std)
        width = np.where(spread > 0, spread, 1.0) * half if np.isinf(half) else spread * half
        return np.column_stack([mean - width, mean + width])

    def around_parts(self, means: FloatArray, stds: FloatArray, coverage: float) -> FloatArray:
        """Ends from the regressors that were fitted without one fold each ("cv+").

        Parameters
        ----------
        means, stds : arrays of shape (n_folds, m)
            Predictions for m new rows.
        coverage : float

        Returns
        -------
        ndarray of shape (m, 2)
        """
        m = means.shape[1]
        if self._too_few(coverage):
            return np.tile([-np.inf, np.inf], (m, 1))
        folds = np.zeros(len(self.scores), dtype=np.intp) if self.folds is None else self.folds
        spreads, step = self._spread(stds), max(1, _CELLS_AT_ONCE // max(len(self.scores), 1))
        ends = np.empty((m, 2))
        for start in range(0, m, step):
            some = slice(start, start + step)
            centre = means[folds, some]
            with np.errstate(invalid="ignore"):  # an infinite score times a standard deviation of zero
                half = np.nan_to_num(self.scores[:, None] * spreads[folds, some], nan=np.inf, posinf=np.inf)
            ends[some, 0] = -self._weighted_quantile(half - centre, coverage)
            ends[some, 1] = self._weighted_quantile(half + centre, coverage)
        return ends

    def _weighted_quantile(self, values: FloatArray, coverage: float) -> FloatArray:
        """Smallest value of each column below which the weights reach the coverage."""
        order = np.argsort(values, axis=0, kind="stable")
        reached = np.cumsum(self._weights()[order], axis=0) >= coverage - _ROUNDING
        place = np.where(reached.any(axis=0), reached.argmax(axis=0), len(values) - 1)
        columns = np.arange(values.shape[1])
        return np.asarray(values[order[place, columns], columns], dtype=np.float64)

    def _weights(self) -> FloatArray:
        if self.weights is not None:
            return self.weights
        return np.full(len(self.scores), 1.0 / (len(self.scores) + 1.0))

    def _spread(self, std: FloatArray) -> FloatArray:
        return np.hypot(std * self.constant_std, math.hypot(self.measuring_std, self.least_std))

    def _too_few(self, coverage: float) -> bool:
        if float(self._weights().sum()) >= coverage - _ROUNDING:
            return False
        needed = math.ceil(coverage / (1.0 - coverage) - _ROUNDING)
        warnings.warn(
            f"a coverage of {coverage:g} needs at least {needed} left-out materials or groups; there are "
            f"{self.n_groups}. The interval is infinite. Ask for less coverage or add data.",
            IntervalWarning,
            stacklevel=5,
        )
        return True
