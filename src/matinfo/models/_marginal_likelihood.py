"""Weights of a sum of kernels by marginal likelihood under a mild prior, with analytic gradients."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.linalg import LinAlgError, cho_factor, cho_solve
from scipy.linalg.lapack import dpotri
from scipy.optimize import minimize

FloatArray = npt.NDArray[np.float64]

_SMALLEST_WEIGHT, _LARGEST_WEIGHT = 1e-6, 1e3
_SMALLEST_NOISE = 1e-6
_FIRST_NOISE = 0.1
_PRIOR_SD = 0.7  # of the logarithm of a weight; with few rows the likelihood alone would bet on one or two kernels


def fit_weights(
    kernels: list[FloatArray], y: FloatArray, *, max_iter: int = 60
) -> tuple[FloatArray, float, float, int]:
    """Maximise the log marginal likelihood of ``y ~ N(0, sum_i w_i K_i + noise I)`` and a prior of equal weights.

    The prior is log-normal around equal shares of the variance. With some hundred rows it keeps the weights from
    running to the kernels that happen to fit; with more rows the likelihood decides.

    Parameters
    ----------
    kernels : list of arrays of shape (n, n)
        Kernel matrices with unit diagonal.
    y : array of shape (n,)
        Standardised targets.
    max_iter : int, default=60
        Largest number of L-BFGS steps.

    Returns
    -------
    weights : array of shape (len(kernels),)
    noise : float
        Variance of the noise, in units of the variance of `y`.
    log_likelihood : float
        Without the prior.
    n_iter : int
        Steps taken.

    References
    ----------
    Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eqs. 5.8 and 5.9.
    """
    start = np.log(np.r_[np.full(len(kernels), (1.0 - _FIRST_NOISE) / len(kernels)), _FIRST_NOISE])
    bounds = [(np.log(_SMALLEST_WEIGHT), np.log(_LARGEST_WEIGHT))] * len(kernels)
    bounds.append((np.log(_SMALLEST_NOISE), np.log(10.0)))
    best = minimize(
        _negative_log_posterior,
        start,
        args=(kernels, y, start[:-1]),
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": max_iter, "ftol": 1e-7},
    )
    values = np.exp(best.x)
    likelihood = -_negative_log_likelihood(best.x, kernels, y)[0]
    return values[:-1], float(values[-1]), likelihood, int(best.nit)


def _negative_log_posterior(
    log_values: FloatArray, kernels: list[FloatArray], y: FloatArray, centre: FloatArray
) -> tuple[float, FloatArray]:
    value, gradient = _negative_log_likelihood(log_values, kernels, y)
    away = (log_values[:-1] - centre) / _PRIOR_SD
    return value + 0.5 * float(away @ away), gradient + np.r_[away / _PRIOR_SD, 0.0]


def _negative_log_likelihood(
    log_values: FloatArray, kernels: list[FloatArray], y: FloatArray
) -> tuple[float, FloatArray]:
    values = np.exp(log_values)
    covariance = np.zeros_like(kernels[0])
    for weight, kernel in zip(values[:-1], kernels, strict=True):
        covariance += weight * kernel
    covariance[np.diag_indices_from(covariance)] += values[-1] + 1e-10
    try:
        factor, _ = cho_factor(covariance, lower=True, overwrite_a=True, check_finite=False)
    except LinAlgError:
        return 1e25, np.zeros_like(log_values)
    alpha = cho_solve((factor, True), y, check_finite=False)
    half_log_det = float(np.log(np.diag(factor)).sum())
    inverse, _ = dpotri(factor, lower=1, overwrite_c=1)
    # dpotri fills the lower triangle; traces need it once, the diagonal half as much.
    lower = np.tril(inverse, -1)
    diagonal = np.diag(inverse)
    gradient = np.empty_like(values)
    for index, kernel in enumerate(kernels):
        trace = 2.0 * np.einsum("ij,ij->", lower, kernel) + diagonal @ np.diag(kernel)
        gradient[index] = 0.5 * (alpha @ kernel @ alpha - trace)
    gradient[-1] = 0.5 * (alpha @ alpha - diagonal.sum())
    likelihood = -0.5 * float(y @ alpha) - half_log_det - 0.5 * len(y) * np.log(2.0 * np.pi)
    return -likelihood, -gradient * values
