"""Holes of known numbers filled, for regressors that take none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.impute import SimpleImputer

from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import accepted_options
from matinfo.models._scaled import predicts_std


class FilledRegressor(RegressorMixin, BaseEstimator):
    """Fill holes with the median of the training rows, and add a column that says where a hole was.

    Parameters
    ----------
    regressor : regressor
        Fitted on features without holes; the columns that mark them form the block ``"holes"``.

    Attributes
    ----------
    regressor_ : regressor
        The fitted one.
    """

    wraps_regressor = True

    def __init__(self, regressor: Any) -> None:
        self.regressor = regressor

    def fit(
        self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None, y_std: FloatArray | None = None
    ) -> Self:
        """Learn the medians, and fit the regressor.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice, optional
        y_std : array of shape (n,), optional
            Both are handed to regressors that take them.

        Returns
        -------
        self
        """
        self.imputer_ = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True).fit(X)
        filled = self.imputer_.transform(X)
        if blocks is not None:
            blocks = {**blocks, "holes": slice(np.shape(X)[1], filled.shape[1])}
        self.regressor_ = clone(self.regressor)
        self.regressor_.fit(filled, y, **accepted_options(self.regressor_.fit, blocks=blocks, y_std=y_std))
        return self

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict as the regressor does, with its standard deviation where it has one.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``; NaN where the regressor has none.
        """
        filled = self.imputer_.transform(X)
        if not return_std:
            return self.regressor_.predict(filled)
        if not predicts_std(self.regressor_):
            return self.regressor_.predict(filled), np.full(len(filled), np.nan)
        return self.regressor_.predict(filled, return_std=True)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
