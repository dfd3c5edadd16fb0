"""A Gaussian process of known covariance on all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs

FloatArray = npt.NDArray[np.float64]
Folds = Sequence[npt.NDArray[np.intp]]


@dataclass(frozen=True)
class ExactProcess:
    """Cholesky factor of the covariance of the training rows, and their weights in a prediction.

    References
    ----------
    Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, algorithm 2.1 and section 5.4.2.
    """

    factor: FloatArray
    alpha: FloatArray

    @classmethod
    def solve(cls, covariance: FloatArray, target: FloatArray, noise: FloatArray) -> ExactProcess:
        """Solve for n rows; `noise` is the variance of each value, and `covariance` is overwritten."""
        covariance[np.diag_indices_from(covariance)] += noise
        factor = stable_cholesky(covariance)
        return cls(factor, dpotrs(factor, target, lower=1)[0])

    def predict(self, cross: FloatArray, prior: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """Mean, and variance without noise, from kernel values between new and training rows.

        `prior` holds the kernel of each new row with itself; without it no variance is computed.
        """
        mean = cross @ self.alpha
        if prior is None:
            return mean, np.empty(0)
        half = solve_triangular(self.factor, cross.T, lower=True, check_finite=False)
        return mean, prior - np.einsum("ij,ij->j", half, half)

    def covariance(self, cross: FloatArray, prior: FloatArray) -> FloatArray:
        """Joint covariance of new rows without noise; `prior` is their kernel matrix."""
        half = solve_triangular(self.factor, cross.T, lower=True, check_finite=False)
        return prior - half.T @ half

    def left_out(self, target: FloatArray, folds: Folds) -> tuple[FloatArray, FloatArray]:
        """Mean, and variance with noise, of each fold from the other rows; NaN in rows of no fold."""
        inverse = dpotri(self.factor, lower=1)[0]  # one triangle only
        mean, variance = np.full(len(target), np.nan), np.full(len(target), np.nan)
        for rows in folds:
            half = inverse[np.ix_(rows, rows)]
            block = np.linalg.inv(half + half.T - np.diag(np.diag(half)))
            mean[rows] = target[rows] - block @ self.alpha[rows]
            variance[rows] = np.diag(block)
        return mean, variance


def stable_cholesky(matrix: FloatArray) -> FloatArray:
    """Lower factor of a matrix that is positive definite up to rounding; the diagonal grows until it is."""
    diagonal = np.diag(matrix).copy()
    for share in (0.0, 1e-10, 1e-8, 1e-6, 1e-4):
        matrix[np.diag_indices_from(matrix)] = diagonal * (1.0 + share)
        factor, failed = dpotrf(matrix, lower=1, clean=1)
        if not failed:
            return factor
    raise np.linalg.LinAlgError("the covariance of the rows is not positive definite")
