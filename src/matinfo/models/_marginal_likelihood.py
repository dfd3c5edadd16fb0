"""Weights of kernels and relevances of columns by marginal likelihood under mild priors, with analytic gradients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs
from scipy.optimize import minimize

FloatArray = npt.NDArray[np.float64]

JITTER = 1e-9
_WEIGHTS, _NOISES = (1e-6, 1e3), (1e-7, 10.0)
_RELEVANCES = (1e-12, 3e3)
_FIRST_NOISE = 0.1
_WEIGHT_SD = 0.7  # of the logarithm of a weight; with few rows the likelihood alone would bet on one or two kernels
_RELEVANCE_SD = 1.0  # of the logarithm of the relevance of a column within its group
_GROUP_SD = 1.5  # of the logarithm of the relevance of a group


@dataclass(frozen=True)
class Evidence:
    """What the marginal likelihood compares: kernels as they are, and columns whose relevance is to be found.

    Attributes
    ----------
    kernels : array of shape (n_kernels, n, n)
    columns : array of shape (n, n_columns)
        Centred and scaled; their distances enter Matern kernels, one for each of `lengths`.
    groups : int array of shape (n_columns,)
        Group of each column, 0 .. G - 1. Columns of a group share a factor of relevance.
    lengths : tuple of float
        Length scales of the Matern kernels; the mean square distance is 1 before the fit.
    """

    kernels: FloatArray
    columns: FloatArray
    groups: npt.NDArray[np.intp]
    lengths: tuple[float, ...]

    @property
    def n_weights(self) -> int:
        """Number of kernels, those on distances included."""
        return len(self.kernels) + (len(self.lengths) if self.columns.shape[1] else 0)

    def first_relevances(self) -> FloatArray:
        """Equal shares for all groups, and within a group for all columns."""
        sizes = np.bincount(self.groups)
        return 0.5 / (len(sizes) * sizes[self.groups]) if len(sizes) else np.empty(0)


@dataclass(frozen=True)
class BankParameters:
    """What a bank has learned, in units of the variance of the target.

    Attributes
    ----------
    weights : array of shape (n_kernels + n_lengths,)
        First those of the fixed kernels, then those of the Matern kernels.
    noise : float
    relevances : array of shape (n_columns,)
    log_likelihood : float
        Without the priors.
    n_iter : int
        Steps of the fit.
    """

    weights: FloatArray
    noise: float
    relevances: FloatArray
    log_likelihood: float
    n_iter: int


def fit_parameters(
    evidence: Evidence, y: FloatArray, known_variance: FloatArray | None = None, *, max_iter: int = 30
) -> BankParameters:
    """Maximise the log marginal likelihood of ``y ~ N(0, sum_i w_i K_i + noise I)`` under log-normal priors.

    Weights have a prior of equal shares, relevances one of equal groups and equal columns within a group. With some
    hundred rows the priors keep both from running to what happens to fit; with more rows the likelihood decides.

    Parameters
    ----------
    evidence : Evidence
    y : array of shape (n,)
        Standardised targets.
    known_variance : array of shape (n,), optional
        Variance of the error of each target that is known beforehand.
    max_iter : int, default=30
        Largest number of L-BFGS steps. Few steps are a prior too: later ones fit the rows and not the property.

    Returns
    -------
    BankParameters

    References
    ----------
    Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eqs. 5.8 and 5.9 and section 5.1.
    """
    parts = _Parts(evidence, y, np.zeros(len(y)) if known_variance is None else known_variance)
    start, spread, bounds = parts.start(), parts.prior_spread(), parts.bounds()

    def negative_log_posterior(values: FloatArray) -> tuple[float, FloatArray]:
        value, gradient = parts.negative_log_likelihood(values)
        away = (values - start) / spread
        return value + 0.5 * float(away @ away), gradient + away / spread

    best = minimize(
        negative_log_posterior,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"maxiter": max_iter, "ftol": 1e-7},
    )
    weights, noise, relevances = parts.split(best.x)
    likelihood = -parts.negative_log_likelihood(best.x)[0]
    return BankParameters(weights, noise, relevances, likelihood, int(best.nit))


class _Parts:
    """The likelihood as a function of one array: logarithms of weights, noise, columns' relevances, group factors."""

    def __init__(self, evidence: Evidence, y: FloatArray, known_variance: FloatArray) -> None:
        self.evidence, self.y, self.known_variance = evidence, y, known_variance
        self.flat = np.ascontiguousarray(evidence.kernels).reshape(len(evidence.kernels), -1)
        self.squares = evidence.columns**2
        self.p, self.d = evidence.n_weights, evidence.columns.shape[1]
        self.n_groups = int(evidence.groups.max(initial=-1)) + 1

    def start(self) -> FloatArray:
        weights = np.full(self.p, (1.0 - _FIRST_NOISE) / self.p)
        return np.r_[np.log(np.r_[weights, _FIRST_NOISE, self.evidence.first_relevances()]), np.zeros(self.n_groups)]

    def prior_spread(self) -> FloatArray:
        return np.r_[
            np.full(self.p, _WEIGHT_SD), np.inf, np.full(self.d, _RELEVANCE_SD), np.full(self.n_groups, _GROUP_SD)
        ]

    def bounds(self) -> FloatArray:
        ends = [_WEIGHTS] * self.p + [_NOISES] + [_RELEVANCES] * self.d + [(1e-4, 1e4)] * self.n_groups
        return np.log(np.asarray(ends))

    def split(self, values: FloatArray) -> tuple[FloatArray, float, FloatArray]:
        """Weights, noise and relevances."""
        columns = values[self.p + 1 : self.p + 1 + self.d]
        factors = values[self.p + 1 + self.d :]
        relevances = np.exp(columns + factors[self.evidence.groups]) if self.d else np.empty(0)
        return np.exp(values[: self.p]), float(np.exp(values[self.p])), relevances

    def negative_log_likelihood(self, values: FloatArray) -> tuple[float, FloatArray]:
        weights, noise, relevances = self.split(values)
        n, fixed = len(self.y), len(self.flat)
        covariance = (weights[:fixed] @ self.flat).reshape(n, n)
        smooth, slopes = self._matern_kernels(relevances)
        for weight, kernel in zip(weights[fixed:], smooth, strict=True):
            covariance += weight * kernel
        covariance[np.diag_indices(n)] += noise + JITTER + self.known_variance
        factor, failed = dpotrf(covariance, lower=1, clean=1)
        if failed:
            return 1e25, np.zeros_like(values)
        alpha, _ = dpotrs(factor, self.y, lower=1)
        likelihood = -0.5 * float(self.y @ alpha) - float(np.log(np.diag(factor)).sum()) - 0.5 * n * np.log(2.0 * np.pi)
        half, _ = dpotri(factor, lower=1, overwrite_c=1)  # fills the lower triangle
        change = np.outer(alpha, alpha)  # twice the derivative of the likelihood by the covariance
        change -= half
        change -= np.tril(half, -1).T
        gradient = np.zeros_like(values)
        gradient[:fixed] = self.flat @ change.ravel()
        gradient[fixed : self.p] = [np.vdot(change, kernel) for kernel in smooth]
        gradient[: self.p] *= 0.5 * weights
        gradient[self.p] = 0.5 * noise * np.trace(change)
        if self.d:
            change *= sum(weight * slope for weight, slope in zip(weights[fixed:], slopes, strict=True))
            gradient[self.p + 1 :] = self._relevance_gradient(change, relevances)
        return -likelihood, -gradient

    def _matern_kernels(self, relevances: FloatArray) -> tuple[list[FloatArray], list[FloatArray]]:
        """Matern kernels, and their derivatives by the squared distance."""
        if not self.d:
            return [], []
        scaled = self.evidence.columns * np.sqrt(relevances)
        squares = scaled @ scaled.T
        norms = np.diag(squares).copy()
        squares *= -2.0
        squares += norms[:, None]
        squares += norms[None, :]
        distance = np.sqrt(np.maximum(squares, 0.0, out=squares), out=squares)
        distance[np.diag_indices_from(distance)] = 0.0
        kernels, slopes = [], []
        for length in self.evidence.lengths:
            steps = distance * (np.sqrt(5.0) / length)
            decay = np.exp(-steps)
            rise = decay * (steps + 1.0)
            slopes.append(rise * (-5.0 / (6.0 * length**2)))
            steps *= steps
            steps *= decay
            steps /= 3.0
            kernels.append(rise + steps)
        return kernels, slopes

    def _relevance_gradient(self, change: FloatArray, relevances: FloatArray) -> FloatArray:
        """Derivatives by the logarithms of relevances and group factors, without the squared differences in memory."""
        columns = self.evidence.columns
        by_column = change.sum(axis=1) @ self.squares - np.einsum("ij,ij->j", columns, change @ columns)
        by_column *= relevances
        return np.r_[by_column, np.bincount(self.evidence.groups, by_column, self.n_groups)]
