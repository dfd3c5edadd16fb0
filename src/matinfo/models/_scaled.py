"""Standardised inputs and target around a regressor that needs them."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils.validation import validate_data

from matinfo._varies import centre_and_scale, varies
from matinfo.models._wrapping import WrapsRegressor

_SCALE_SENSITIVE = (
    "sklearn.cross_decomposition",
    "sklearn.gaussian_process",
    "sklearn.kernel_ridge",
    "sklearn.linear_model",
    "sklearn.neighbors",
    "sklearn.neural_network",
    "sklearn.svm",
)


class ScaledRegressor(WrapsRegressor, RegressorMixin, BaseEstimator):
    """Standardise features and target for a regressor whose options are meant for unit variance.

    The penalty and the tube of an SVR, the length scale of a Gaussian process or the penalty of ridge regression mean
    nothing on raw features of very different size. Features that are constant in training are not used.

    Parameters
    ----------
    regressor : scikit-learn regressor
        Fitted on features and target of zero mean and unit variance.

    Attributes
    ----------
    regressor_ : scikit-learn regressor
        The fitted one.

    Examples
    --------
    >>> from sklearn.svm import SVR
    >>> from matinfo.models import ScaledRegressor
    >>> X = [[1000.0 * i, 0.001 * i] for i in range(10)]
    >>> model = ScaledRegressor(SVR()).fit(X, [500.0 + i for i in range(10)])
    >>> bool(abs(model.predict([X[5]])[0] - 505.0) < 1.0)
    True
    """

    def __init__(self, regressor: Any) -> None:
        self.regressor = regressor

    def fit(self, X: Any, y: Any) -> Self:
        """Learn means and spreads, and fit the regressor.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)

        Returns
        -------
        self
        """
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64)
        self.centre_, spread = X.mean(axis=0), X.std(axis=0)
        used = varies(self.centre_, spread)
        self.columns_ = np.flatnonzero(used) if used.any() else np.arange(X.shape[1])
        self.spread_ = np.where(used, spread, 1.0)
        self.y_mean_, self.y_scale_ = centre_and_scale(y)
        self.regressor_ = clone(self.regressor).fit(self._scaled(X), (y - self.y_mean_) / self.y_scale_)
        return self

    def _seen(self, X: Any) -> Any:
        return self._scaled(validate_data(self, X, reset=False, dtype=np.float64))

    def _restored(self, X: Any, mean: Any) -> Any:
        return mean * self.y_scale_ + self.y_mean_

    def _unit(self) -> float:
        return self.y_scale_

    def _scaled(self, X: Any) -> Any:
        return ((X - self.centre_) / self.spread_)[:, self.columns_]


def prepared(regressor: Any) -> Any:
    """Wrap a regressor that needs standardised data; leave all others as they are."""
    return ScaledRegressor(regressor) if type(regressor).__module__.startswith(_SCALE_SENSITIVE) else regressor
