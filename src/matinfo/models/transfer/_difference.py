"""A line through what sources predict, and a regressor for what is left."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.linear_model import RidgeCV

from matinfo._varies import centre_and_scale, varies
from matinfo.models._blocks import blocks_behind
from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import accepted_options
from matinfo.models._wrapping import WrapsRegressor
from matinfo.models.transfer._signals import SOURCES

_PENALTIES = 10.0 ** np.arange(-3, 4)


class DifferenceRegressor(WrapsRegressor, RegressorMixin, BaseEstimator):
    """Offset and scale of what sources predict; the difference is learned from the features of the target.

    Parameters
    ----------
    regressor : regressor
        Learns the difference.

    Attributes
    ----------
    scale_ : array of shape (n_sources,)
        Slope of the target by each source, in their units.
    offset_ : float
    regressor_ : regressor

    References
    ----------
    Ramakrishnan et al. 2015, J. Chem. Theory Comput. 11, 2087 (difference learning); Minami et al. 2020,
    arXiv:2006.13228 (transformation of the output of a source).
    """

    def __init__(self, regressor: Any) -> None:
        self.regressor = regressor

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice], y_std: Any = None, groups: Any = None) -> Self:
        """Fit the line with the least left-one-out error, then the regressor.

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
        told = X[:, : self.width_]
        centre, spread = told.mean(axis=0), told.std(axis=0)
        spread = np.where(varies(centre, spread), spread, np.inf)
        mean, scale = centre_and_scale(y)
        line = RidgeCV(_PENALTIES).fit((told - centre) / spread, (y - mean) / scale)
        self.scale_ = line.coef_ * scale / spread
        self.offset_ = float(mean - self.scale_ @ centre)
        self.regressor_ = clone(self.regressor)
        options = accepted_options(
            self.regressor_.fit, blocks=blocks_behind(SOURCES, blocks), y_std=y_std, groups=groups
        )
        self.regressor_.fit(X[:, self.width_ :], y - self._line(X), **options)
        return self

    def _seen(self, X: Any) -> Any:
        return X[:, self.width_ :]

    def _restored(self, X: Any, mean: Any) -> Any:
        return self._line(X) + mean

    def _line(self, X: FloatArray) -> FloatArray:
        return np.asarray(X[:, : self.width_] @ self.scale_ + self.offset_)
