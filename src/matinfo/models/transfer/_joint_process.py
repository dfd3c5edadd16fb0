"""One Gaussian process over the target and its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.linalg.lapack import dpotrf, dpotri, dpotrs
from scipy.optimize import minimize
from sklearn.base import BaseEstimator, RegressorMixin

from matinfo._varies import centre_and_scale
from matinfo.models._bank import weighted_diagonal
from matinfo.models._blocks import moved
from matinfo.models._exact_process import ExactProcess
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._kernels import FloatArray
from matinfo.models._marginal_likelihood import JITTER
from matinfo.models.transfer._conditioned import ConditionedSources

_FIRST_NOISE, _FIRST_OWN = 0.1, 0.3
_LOADING_SD = 0.7  # over the root of the number of sources
_LOG_SD = 1.0  # of the logarithm of a variance


class JointProcess(RegressorMixin, BaseEstimator):
    """Target as a sum of the latent functions of its sources, each times a loading, and of a function of its own.

    Each source is a Gaussian process that has been conditioned on its rows, so that a target with few rows learns a
    loading for each source, and how much is its own. What is its own has two parts: one looks at materials as the
    sources do on average, the other as the target would by itself. Without sources that help the loadings go to zero,
    and what is left is the process of the target alone. Rows of several properties need not belong to the same
    materials.

    Parameters
    ----------
    sources : ConditionedSources
    loadings : bool, default=True
        Without loadings the values of the sources are not used, only their kernels: what they have learned about
        features, weights and lengths.
    random_state : int, RandomState or None, default=0
        Seeds the process of the target alone.

    Attributes
    ----------
    loadings_ : array of shape (n_sources,)
        In units of the standard deviations of target and source.
    own_ : array of shape (2,)
        Variance of the two parts that are the target's own, over that of the target.
    noise_ : float
        Variance of the noise over that of the target.

    References
    ----------
    Goovaerts 1997, Geostatistics for Natural Resources Evaluation, section 4.2.3 (coregionalisation); Bonilla, Chai and
    Williams 2007, NIPS 20 (multi-task Gaussian processes); Kennedy and O'Hagan 2000, Biometrika 87, 1 (conditioning on
    the cheaper task first).
    """

    def __init__(self, sources: ConditionedSources, *, loadings: bool = True, random_state: Any = 0) -> None:
        self.sources = sources
        self.loadings = loadings
        self.random_state = random_state

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice], y_std: Any = None) -> Self:
        """Fit loadings, variances and noise by marginal likelihood under mild priors.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice
            Blocks ``view 0``, ``view 1``, ... hold the features of the sources, all others those of the target.
        y_std : array of shape (n,), optional

        Returns
        -------
        self
        """
        self.blocks_ = dict(blocks)
        own_blocks = {name: part for name, part in blocks.items() if not name.startswith("view ")}
        self.start_ = min(part.start for part in own_blocks.values())
        self.alone_ = KernelBankRegressor(random_state=self.random_state)
        self.alone_.weigh(X[:, self.start_ :], y, blocks=moved(own_blocks, -self.start_), y_std=y_std)
        own = self.alone_.training_covariance()
        self.own_size_ = _sample_variance(own)
        self.y_mean_, self.y_scale_ = centre_and_scale(y)
        target = (y - self.y_mean_) / self.y_scale_
        self.rows_ = self._encode(X)
        told = [source.told(rows) for source, rows in zip(self.sources.sources, self.rows_, strict=True)]
        priors = [source.compare(rows, rows) for source, rows in zip(self.sources.sources, self.rows_, strict=True)]
        self.halves_ = [half for _, half in told]
        means = np.column_stack([mean for mean, _ in told])
        self.centre_ = means.mean(axis=0)
        self.sizes_ = [_sample_variance(prior) * len(priors) for prior in priors]
        parts = _Parts(
            means - self.centre_,
            np.stack([prior - half.T @ half for prior, half in zip(priors, self.halves_, strict=True)]),
            np.stack(
                [sum(prior / size for prior, size in zip(priors, self.sizes_, strict=True)), own / self.own_size_]
            ),
            target,
            self.alone_.known_variance_,
            with_loadings=self.loadings,
        )
        best = parts.fitted()
        self.loadings_, self.own_, self.noise_, self.log_likelihood_ = best
        covariance = parts.covariance(self.loadings_, self.own_)
        noise = np.full(len(y), self.noise_ + JITTER) + self.alone_.known_variance_
        self.process_ = ExactProcess.solve(covariance, target - parts.means @ self.loadings_, noise)
        self.alone_.solve([], own)  # so that it can encode and compare new rows
        return self

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict the mean, and the standard deviation of a new measurement.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        """
        sources = self.sources.sources
        alone = self.alone_.encode(X[:, self.start_ :])
        cross = self.alone_.cross_values(alone) * (self.own_[1] / self.own_size_)
        mean, prior = np.zeros(len(X)), np.zeros(len(X))
        for place, (source, rows) in enumerate(zip(sources, self._encode(X), strict=True)):
            told, half = source.told(rows)
            between = source.compare(rows, self.rows_[place])
            square = self.loadings_[place] ** 2
            share = self.own_[0] / self.sizes_[place]
            cross += share * between + square * (between - half.T @ self.halves_[place])
            mean += self.loadings_[place] * (told - self.centre_[place])
            variance = source.variance(rows)
            prior += square * (variance - np.einsum("ij,ij->j", half, half)) + share * variance
        added, _ = self.process_.predict(cross, None)
        mean = (mean + added) * self.y_scale_ + self.y_mean_
        if not return_std:
            return mean
        prior += self.own_[1] / self.own_size_ * weighted_diagonal(self.alone_.kernels_, self.alone_.weights_, alone)
        half = solve_triangular(self.process_.factor, cross.T, lower=True, check_finite=False)
        spread = np.maximum(prior - np.einsum("ij,ij->j", half, half), 0.0) + self.noise_
        return mean, np.sqrt(spread) * self.y_scale_

    def _encode(self, X: FloatArray) -> list[list[Any]]:
        return [source.encode(X[:, self.blocks_[f"view {source.view}"]]) for source in self.sources.sources]


def _sample_variance(covariance: FloatArray) -> float:
    """Variance among the rows of a draw, on average; smooth kernels with large weights have little of it."""
    return max(float(np.trace(covariance) / len(covariance) - covariance.mean()), 1e-12)


@dataclass(frozen=True)
class _Parts:
    """Negative log posterior of loadings, logarithms of two variances, and logarithm of the noise."""

    means: FloatArray  # (n, n_sources)
    uncertain: FloatArray  # (n_sources, n, n): posterior covariance of each source
    own: FloatArray  # (2, n, n)
    target: FloatArray
    known_variance: npt.NDArray[np.float64]
    with_loadings: bool

    def fitted(self) -> tuple[FloatArray, FloatArray, float, float]:
        """Loadings, variances of the own parts, noise, and log likelihood."""
        k = self.means.shape[1]
        start = np.r_[np.zeros(k), np.log([_FIRST_OWN, _FIRST_OWN, _FIRST_NOISE])]
        if self.with_loadings:  # ridge regression on the means
            gram = self.means.T @ self.means + len(self.target) * 0.5 * np.eye(k)
            start[:k] = np.linalg.solve(gram, self.means.T @ self.target)
        prior = np.r_[np.zeros(k), start[k:]]
        spread = np.r_[np.full(k, _LOADING_SD / np.sqrt(k)), _LOG_SD, _LOG_SD, 3.0]
        limits = [(-5.0, 5.0) if self.with_loadings else (0.0, 0.0)] * k + [(-14.0, 3.0)] * 3

        def negative_log_posterior(values: FloatArray) -> tuple[float, FloatArray]:
            value, gradient = self.negative_log_likelihood(values)
            away = (values - prior) / spread
            return value + 0.5 * float(away @ away), gradient + away / spread

        best = minimize(
            negative_log_posterior, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 60}
        ).x
        likelihood = -self.negative_log_likelihood(best)[0]
        return best[:k], np.exp(best[k : k + 2]), float(np.exp(best[k + 2])), likelihood

    def covariance(self, loadings: FloatArray, own: FloatArray) -> FloatArray:
        """Covariance of the rows without noise."""
        return np.asarray(np.tensordot(loadings**2, self.uncertain, 1) + np.tensordot(own, self.own, 1))

    def negative_log_likelihood(self, values: FloatArray) -> tuple[float, FloatArray]:
        """Value and gradient."""
        n, k = self.means.shape
        loadings, own, noise = values[:k], np.exp(values[k : k + 2]), float(np.exp(values[k + 2]))
        covariance = self.covariance(loadings, own)
        covariance[np.diag_indices(n)] += noise + JITTER + self.known_variance
        factor, failed = dpotrf(covariance, lower=1, clean=1)
        if failed:
            return 1e25, np.zeros_like(values)
        rest = self.target - self.means @ loadings
        alpha, _ = dpotrs(factor, rest, lower=1)
        value = 0.5 * float(rest @ alpha) + float(np.log(np.diag(factor)).sum()) + 0.5 * n * np.log(2.0 * np.pi)
        half, _ = dpotri(factor, lower=1)
        inverse = half + np.tril(half, -1).T
        change = inverse - np.outer(alpha, alpha)  # twice the derivative by the covariance
        gradient = np.empty_like(values)
        gradient[:k] = loadings * np.einsum("kij,ij->k", self.uncertain, change) - self.means.T @ alpha
        gradient[k : k + 2] = 0.5 * own * np.einsum("kij,ij->k", self.own, change)
        gradient[k + 2] = 0.5 * noise * np.trace(change)
        return value, gradient
