"""Length scales, signal and noise of a Matern 5/2 process with one length a column, by maximum posterior density."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs
from scipy.optimize import minimize

FloatArray = npt.NDArray[np.float64]

_ROOT_5 = np.sqrt(5.0)
_JITTER = 1e-8
_LENGTHS, _SIGNALS, _NOISES = (5e-3, 1e3), (1e-2, 1e2), (1e-6, 1e1)  # limits of the search
_LOG_LENGTH_SPREAD = 1.0  # priors of the logarithms: (centre, spread); the centre of a length is the root of d
_LOG_SIGNAL, _LOG_NOISE = (0.0, 0.5), (-4.0, 1.0)


@dataclass(frozen=True)
class ArdParameters:
    """What a process has learned: lengths in units of the scaled columns, variances in units of that of the target."""

    lengths: FloatArray
    signal: float
    noise: float

    def log_values(self) -> FloatArray:
        """Logarithms of all of them in one array, as the search sees them."""
        return np.log(np.r_[self.lengths, self.signal, self.noise])


def usual_parameters(n_columns: int) -> ArdParameters:
    """Values before any row is seen: lengths that grow with the root of the number of columns, little noise."""
    return ArdParameters(np.full(n_columns, 0.5 * np.sqrt(n_columns)), signal=1.0, noise=0.05)


def fit_parameters(
    X: FloatArray, y: FloatArray, known_variance: FloatArray, start: ArdParameters, *, max_iter: int
) -> tuple[ArdParameters, float, int]:
    """Maximise the marginal likelihood of ``y`` times the density of the priors.

    Lengths are log-normal around a value that grows with the root of the number of columns, so that the process stays
    as simple in ten columns as in two; noise is log-normal around 2 % of the variance; the signal around that of `y`.

    Parameters
    ----------
    X : array of shape (n, d)
        Columns scaled to about the unit interval.
    y : array of shape (n,)
        Standardised targets.
    known_variance : array of shape (n,)
        Variance of the error of each target that is known beforehand; zeros where nothing is known.
    start : ArdParameters
        Where the search begins.
    max_iter : int
        Largest number of L-BFGS steps.

    Returns
    -------
    parameters : ArdParameters
    log_density : float
        Log posterior density of the parameters, up to a constant.
    n_iter : int
        Steps taken.

    References
    ----------
    Hvarfner, Hellsten and Nardi 2024, Vanilla Bayesian optimization performs great in high dimensions, ICML.
    """
    squares = np.ascontiguousarray(((X[:, None, :] - X[None, :, :]) ** 2).reshape(-1, X.shape[1]).T)
    limits = np.log([_LENGTHS] * X.shape[1] + [_SIGNALS, _NOISES])
    best = minimize(
        _negative_log_posterior,
        np.clip(start.log_values(), limits[:, 0], limits[:, 1]),
        args=(squares, y, known_variance),
        jac=True,
        method="L-BFGS-B",
        bounds=limits,
        options={"maxiter": max_iter, "ftol": 1e-6, "gtol": 1e-3},
    )
    values = np.exp(best.x)
    return ArdParameters(values[:-2], float(values[-2]), float(values[-1])), -float(best.fun), max(int(best.nit), 1)


def matern(left: FloatArray, right: FloatArray, parameters: ArdParameters) -> FloatArray:
    """Covariance of the noise-free process between rows, shape (len(left), len(right))."""
    a, b = left / parameters.lengths, right / parameters.lengths
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1)[None, :] - 2.0 * (a @ b.T)
    r = _ROOT_5 * np.sqrt(np.maximum(squares, 0.0, out=squares))
    return parameters.signal * (1.0 + r + r * r / 3.0) * np.exp(-r)


def solve_process(
    X: FloatArray, y: FloatArray, known_variance: FloatArray, parameters: ArdParameters
) -> tuple[FloatArray, FloatArray, float]:
    """Lower Cholesky factor of the covariance, weights of the rows, and the constant mean that is most likely."""
    covariance = matern(X, X, parameters)
    covariance[np.diag_indices_from(covariance)] += known_variance + parameters.noise + _JITTER
    factor, failed = dpotrf(covariance, lower=1, clean=1)
    if failed:
        raise np.linalg.LinAlgError("the covariance of the rows is not positive definite")
    mean, residual_weights = _most_likely_mean(factor, y)
    return factor, residual_weights, mean


def _most_likely_mean(factor: FloatArray, y: FloatArray) -> tuple[float, FloatArray]:
    """Generalised least squares with one row of mean zero beside the data, and the weights of what is left."""
    both, _ = dpotrs(factor, np.column_stack([y, np.ones_like(y)]), lower=1)
    mean = float(both[:, 0].sum() / (both[:, 1].sum() + 1.0))
    return mean, both[:, 0] - mean * both[:, 1]


def _negative_log_posterior(
    log_values: FloatArray, squares: FloatArray, y: FloatArray, known_variance: FloatArray
) -> tuple[float, FloatArray]:
    """Value and gradient of what is minimised; the mean is the best one at each point, so it needs no gradient."""
    n, d = len(y), len(squares)
    inverse_squares = np.exp(-2.0 * log_values[:d])
    signal, noise = np.exp(log_values[d:])
    r = _ROOT_5 * np.sqrt(inverse_squares @ squares)
    decay = signal * np.exp(-r)
    smooth = (decay * (1.0 + r + r * r / 3.0)).reshape(n, n)
    covariance = smooth.copy()
    covariance[np.diag_indices(n)] += known_variance + noise + _JITTER
    factor, failed = dpotrf(covariance, lower=1, clean=1)
    if failed:
        return 1e25, np.zeros_like(log_values)
    mean, alpha = _most_likely_mean(factor, y)
    half, _ = dpotri(factor, lower=1)  # fills the lower triangle
    inverse = half + half.T
    inverse[np.diag_indices(n)] *= 0.5
    slope = np.outer(alpha, alpha) - inverse
    value = 0.5 * float((y - mean) @ alpha) + float(np.log(np.diag(factor)).sum()) + 0.5 * mean**2
    gradient = np.empty(d + 2)
    gradient[:d] = (5.0 / 6.0) * inverse_squares * (squares @ (slope.ravel() * decay * (1.0 + r)))
    gradient[d] = 0.5 * np.vdot(slope, smooth)
    gradient[d + 1] = 0.5 * noise * np.trace(slope)
    prior, prior_slope = _log_prior(log_values, d)
    return value - prior, -(gradient + prior_slope)


def _log_prior(log_values: FloatArray, d: int) -> tuple[float, FloatArray]:
    """Normal densities of the logarithms, and their slopes."""
    centre = np.r_[np.full(d, 0.5 * np.log(d)), _LOG_SIGNAL[0], _LOG_NOISE[0]]
    spread = np.r_[np.full(d, _LOG_LENGTH_SPREAD), _LOG_SIGNAL[1], _LOG_NOISE[1]]
    z = (log_values - centre) / spread
    return float(-0.5 * z @ z), -z / spread


def known_variance_of(y_std: Any, n: int, scale: float) -> FloatArray:
    """Square of the given standard errors in units of the standardised target; zeros where none are given."""
    if y_std is None:
        return np.zeros(n)
    errors = np.asarray(y_std, dtype=np.float64)
    if errors.shape != (n,) or not (np.isfinite(errors).all() and (errors >= 0).all()):
        raise ValueError(f"y_std must hold one finite number >= 0 for each of the {n} rows; got {y_std!r}.")
    return np.asarray((errors / scale) ** 2)
