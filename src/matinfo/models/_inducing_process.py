"""A Gaussian process for many rows, through a few thousand of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.linalg.blas import dsyrk
from scipy.linalg.lapack import dpotrs

from matinfo.models._exact_process import FloatArray, Folds, stable_cholesky

_ROWS_AT_ONCE = 2_048


@dataclass(frozen=True)
class InducingProcess:
    """Fully independent training conditional: rows speak to one another through the inducing rows only.

    Attributes
    ----------
    factor : array of shape (m, m)
        Cholesky factor of the covariance of the inducing rows.
    inner : array of shape (m, m)
        Cholesky factor of ``I + V diag(1 / noise) V'``, with ``V = factor^-1 K_mn``.
    alpha : array of shape (m,)
        Weights of the inducing rows in a prediction.

    References
    ----------
    Snelson and Ghahramani 2006, Sparse Gaussian processes using pseudo-inputs, NIPS 18; Quinonero-Candela and
    Rasmussen 2005, J. Mach. Learn. Res. 6, 1939.
    """

    factor: FloatArray
    inner: FloatArray
    alpha: FloatArray

    @classmethod
    def solve(
        cls,
        covariance: FloatArray,
        cross: npt.NDArray[np.float32],
        prior: FloatArray,
        target: FloatArray,
        noise: FloatArray,
        folds: Folds,
    ) -> tuple[InducingProcess, FloatArray, FloatArray]:
        """Solve, and predict each fold from the other rows.

        Parameters
        ----------
        covariance : array of shape (m, m)
            Kernel matrix of the inducing rows; it is overwritten.
        cross : float32 array of shape (n, m)
            Kernel values between all rows and the inducing ones; it is overwritten.
        prior : array of shape (n,)
            Kernel of each row with itself.
        target, noise : arrays of shape (n,)
            Values, and the variances of their errors.
        folds : sequence of int arrays

        Returns
        -------
        process : InducingProcess
        mean, variance : arrays of shape (n,)
            Of left-out rows, noise included; NaN in rows of no fold.
        """
        covariance[np.diag_indices_from(covariance)] += 1e-6 * np.diag(covariance).mean()
        factor = stable_cholesky(covariance)
        beyond = _whiten(factor, cross, prior)  # what the inducing rows cannot say about each row
        weight = 1.0 / (beyond + noise)
        gram, moment = _moments(cross, target, weight, slice(None))
        process = cls._from_moments(factor, gram.copy(), moment)
        mean, variance = np.full(len(target), np.nan), np.full(len(target), np.nan)
        for rows in folds:
            own_gram, own_moment = _moments(cross, target, weight, rows)
            inner = _inner_factor(gram - own_gram)
            solution, _ = dpotrs(inner, moment - own_moment, lower=1)
            left = cross[rows].astype(np.float64)
            mean[rows] = left @ solution
            half = solve_triangular(inner, left.T, lower=True, check_finite=False, overwrite_b=True)
            variance[rows] = beyond[rows] + np.einsum("ij,ij->j", half, half) + noise[rows]
        return process, mean, variance

    @classmethod
    def _from_moments(cls, factor: FloatArray, gram: FloatArray, moment: FloatArray) -> InducingProcess:
        inner = _inner_factor(gram)
        solution, _ = dpotrs(inner, moment, lower=1)
        alpha = solve_triangular(factor, solution, lower=True, trans="T", check_finite=False)
        return cls(factor, inner, alpha)

    def predict(self, cross: FloatArray, prior: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """Mean, and variance without noise, from kernel values between new and inducing rows."""
        mean = cross @ self.alpha
        if prior is None:
            return mean, np.empty(0)
        first = solve_triangular(self.factor, cross.T, lower=True, check_finite=False)
        second = solve_triangular(self.inner, first, lower=True, check_finite=False)
        return mean, prior - np.einsum("ij,ij->j", first, first) + np.einsum("ij,ij->j", second, second)

    def covariance(self, cross: FloatArray, prior: FloatArray) -> FloatArray:
        """Joint covariance of new rows without noise; `prior` is their kernel matrix."""
        first = solve_triangular(self.factor, cross.T, lower=True, check_finite=False)
        second = solve_triangular(self.inner, first, lower=True, check_finite=False)
        return prior - first.T @ first + second.T @ second


def _whiten(factor: FloatArray, cross: npt.NDArray[np.float32], prior: FloatArray) -> FloatArray:
    """Replace each row of `cross` by ``factor^-1 k``; return what is left of the prior variance."""
    left = prior.copy()
    for start in range(0, len(cross), _ROWS_AT_ONCE):
        rows = slice(start, start + _ROWS_AT_ONCE)
        white = solve_triangular(factor, cross[rows].T.astype(np.float64), lower=True, check_finite=False)
        left[rows] -= np.einsum("ij,ij->j", white, white)
        cross[rows] = white.T
    return np.maximum(left, 0.0)


def _moments(
    white: npt.NDArray[np.float32], target: FloatArray, weight: FloatArray, rows: npt.NDArray[np.intp] | slice
) -> tuple[FloatArray, FloatArray]:
    """Lower triangle of ``V W V'``, and ``V W y``, over some rows."""
    chosen = np.arange(len(target))[rows]
    gram, moment = np.zeros((white.shape[1], white.shape[1]), order="F"), np.zeros(white.shape[1])
    for start in range(0, len(chosen), _ROWS_AT_ONCE):
        part = chosen[start : start + _ROWS_AT_ONCE]
        block = white[part].astype(np.float64)
        moment += (weight[part] * target[part]) @ block
        block *= np.sqrt(weight[part])[:, None]
        gram = dsyrk(1.0, block.T, beta=1.0, c=gram, trans=0, lower=1, overwrite_c=1)
    return gram, moment


def _inner_factor(gram: FloatArray) -> FloatArray:
    gram[np.diag_indices_from(gram)] += 1.0
    return stable_cholesky(gram)
