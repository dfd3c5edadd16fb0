"""A few sources out of many, chosen by errors on left-out rows of the target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state

from matinfo._varies import centre_and_scale
from matinfo.data import MaterialSplit
from matinfo.models._blocks import blocks_behind, moved
from matinfo.models._exact_process import ExactProcess
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._kernels import FloatArray
from matinfo.models._marginal_likelihood import JITTER
from matinfo.models.transfer._signals import SOURCES

_MOST_SOURCES = 5
_WEIGHTS = (0.3, 1.0, 3.0)  # of a source beside the structure, in units of the variance of the target
_LEAST_GAIN = 0.02  # share of the mean squared error that another source must take away
_FOLDS = 5


class ShotgunRegressor(RegressorMixin, BaseEstimator):
    """Predictions of the sources that help, beside the features of the target.

    Sources are added one by one: each time the one that lowers the error on left-out rows of the target most, by at
    least 2 % of its square, and five at most. Within this search the kernel of the structure is held.

    Parameters
    ----------
    random_state : int, RandomState or None, default=0
        Deals the folds.

    Attributes
    ----------
    chosen_ : list of int
        Places of the sources, the most helpful first.
    regressor_ : KernelBankRegressor

    References
    ----------
    Yamada et al. 2019, ACS Cent. Sci. 5, 1717 (shotgun transfer).
    """

    def __init__(self, *, random_state: Any = 0) -> None:
        self.random_state = random_state

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice], y_std: Any = None, groups: Any = None) -> Self:
        """Choose sources, and fit a process to them and to the features.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice
            ``"sources"`` first, then those of the target.
        y_std, groups : arrays of shape (n,), optional

        Returns
        -------
        self
        """
        self.width_ = blocks[SOURCES].stop
        others = blocks_behind(SOURCES, blocks)
        alone = KernelBankRegressor(random_state=self.random_state)
        alone.weigh(X[:, self.width_ :], y, blocks=others, y_std=y_std)
        structure = alone.training_covariance()
        noise = np.full(len(y), alone.noise_ + JITTER) + alone.known_variance_
        mean, scale = centre_and_scale(y)
        folds = self._folds(len(y), groups)
        self.chosen_ = _chosen(X[:, : self.width_], (y - mean) / scale, structure, noise, folds)
        count = len(self.chosen_)
        seen = moved(others, count)
        if count:
            seen = {SOURCES: slice(0, count), **seen}
        self.regressor_ = KernelBankRegressor(random_state=self.random_state)
        self.regressor_.fit(self._seen(X), y, blocks=seen, y_std=y_std)
        return self

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict as the process does.

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
        return self.regressor_.predict(self._seen(X), return_std=return_std)

    def _seen(self, X: FloatArray) -> FloatArray:
        return np.hstack([X[:, self.chosen_], X[:, self.width_ :]])

    def _folds(self, n: int, groups: Any) -> list[npt.NDArray[np.intp]]:
        codes = np.arange(n) if groups is None else groups
        count = min(_FOLDS, len(np.unique(codes)))
        if count < 2:
            return []
        seed = check_random_state(self.random_state).randint(2**31)
        return [test for _, test in MaterialSplit(count, random_state=seed).split(np.zeros(n), groups=codes)]


def _chosen(
    told: FloatArray, target: FloatArray, structure: FloatArray, noise: FloatArray, folds: list[Any]
) -> list[int]:
    """Sources by forward selection on squared errors of left-out rows."""
    if not folds:
        return []
    spread = told.std(axis=0)
    lines = (told - told.mean(axis=0)) / np.where(spread > 0, spread, 1.0)

    def error(covariance: FloatArray) -> float:
        left_out, _ = ExactProcess.solve(covariance.copy(), target, noise).left_out(target, folds)
        return float(np.mean((left_out - target) ** 2))

    chosen: list[int] = []
    covariance, best = structure, error(structure)
    while len(chosen) < min(_MOST_SOURCES, told.shape[1]):
        candidates = [
            (error(covariance + weight * np.outer(lines[:, place], lines[:, place])), place, weight)
            for place in range(told.shape[1])
            if place not in chosen
            for weight in _WEIGHTS
        ]
        found, place, weight = min(candidates)
        if found > (1.0 - _LEAST_GAIN) * best:
            break
        best, covariance = found, covariance + weight * np.outer(lines[:, place], lines[:, place])
        chosen.append(place)
    return chosen
