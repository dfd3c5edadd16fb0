"""Standardised inputs and target around a regressor that needs them."""

from __future__ import annotations

import inspect
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.dummy import DummyRegressor
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._varies import centre_and_scale, varies

_SCALE_SENSITIVE = (
    "sklearn.cross_decomposition",
    "sklearn.gaussian_process",
    "sklearn.kernel_ridge",
    "sklearn.linear_model",
    "sklearn.neighbors",
    "sklearn.neural_network",
    "sklearn.svm",
)


class ScaledRegressor(RegressorMixin, BaseEstimator):
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

    wraps_regressor = True

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

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict in the units of y.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return the standard deviation; NaN where the regressor has none.

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        """
        check_is_fitted(self, "regressor_")
        X = self._scaled(validate_data(self, X, reset=False, dtype=np.float64))
        told = predict_as(self.regressor_, X, return_std)
        return (self._unscaled(told[0]), told[1] * self.y_scale_) if return_std else self._unscaled(told)

    def _unscaled(self, target: Any) -> Any:
        return target * self.y_scale_ + self.y_mean_

    def _scaled(self, X: Any) -> Any:
        return ((X - self.centre_) / self.spread_)[:, self.columns_]


def prepared(regressor: Any) -> Any:
    """Wrap a regressor that needs standardised data; leave all others as they are."""
    return ScaledRegressor(regressor) if type(regressor).__module__.startswith(_SCALE_SENSITIVE) else regressor


def predicts_std(regressor: Any) -> bool:
    """Whether ``predict(X, return_std=True)`` works."""
    inner, _ = unwrapped(regressor)
    if isinstance(inner, DummyRegressor):  # its standard deviation is zero for every row, which is no uncertainty
        return False
    return "return_std" in inspect.signature(inner.predict).parameters


def predict_as(regressor: Any, X: Any, return_std: bool) -> Any:
    """Predict as a regressor does, for what wraps it; the standard deviation is NaN where it has none."""
    if not return_std:
        return regressor.predict(X)
    if predicts_std(regressor):
        return regressor.predict(X, return_std=True)
    mean = regressor.predict(X)
    return mean, np.full(len(mean), np.nan)


def unwrapped(regressor: Any) -> tuple[Any, str]:
    """Regressor inside our wrappers, and the prefix of its options there."""
    prefix = ""
    while getattr(type(regressor), "wraps_regressor", False):
        regressor, prefix = regressor.regressor, f"{prefix}regressor__"
    return regressor, prefix
