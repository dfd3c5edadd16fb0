"""Errors on left-out materials, and what they say about new ones."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinfo.exceptions import MatinfoWarning

FloatArray = npt.NDArray[np.float64]


class IntervalWarning(MatinfoWarning):
    """There are too few left-out errors for the coverage asked; the interval is infinite."""


@dataclass(frozen=True)
class Calibration:
    """Scores of left-out rows: absolute error over predicted standard deviation.

    Attributes
    ----------
    scores : ndarray of shape (n,)
        Ascending; infinite where the standard deviation is zero and the error is not.

    References
    ----------
    Lei et al. 2018, J. Am. Stat. Assoc. 113, 1094 (locally weighted conformal); Vovk 2015, Ann. Math. Artif. Intell.
    74, 9 (cross-conformal).
    """

    scores: FloatArray

    @classmethod
    def from_left_out(cls, y: FloatArray, mean: FloatArray, std: FloatArray) -> Calibration:
        """Score the rows that have a left-out prediction."""
        known = np.isfinite(mean)
        error = np.abs(y[known] - mean[known])
        without_std = np.where(error > 0, np.inf, 0.0)
        scores = np.divide(error, std[known], out=without_std, where=std[known] > 0)
        return cls(np.sort(scores))

    @property
    def std_factor(self) -> float:
        """What the predicted standard deviation is multiplied with so that scores have unit mean square."""
        finite = self.scores[np.isfinite(self.scores)]
        return float(np.sqrt(np.mean(finite**2))) if len(finite) else 1.0

    def half_width(self, coverage: float) -> float:
        """Multiple of the predicted standard deviation on either side for the wanted coverage.

        Infinite, with an `IntervalWarning`, when ``ceil(coverage * (n + 1)) > n``: 90 % needs 9 rows, 95 % needs 19.
        """
        n = len(self.scores)
        rank = math.ceil(round(coverage * (n + 1), 9))
        if rank > n:
            needed = math.ceil(coverage / (1.0 - coverage) - 1e-9)
            warnings.warn(
                f"a coverage of {coverage:g} needs at least {needed} left-out rows; there are {n}. "
                "The interval is infinite. Ask for less coverage or add data.",
                IntervalWarning,
                stacklevel=3,
            )
            return float("inf")
        return float(self.scores[rank - 1])
