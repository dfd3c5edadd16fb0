"""Holes of known numbers filled, for regressors that take none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.impute import SimpleImputer
from sklearn.utils.metaestimators import available_if

from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import accepted_options
from matinfo.models._wrapping import WrapsRegressor


def _leaves_out_by_itself(filled: FilledRegressor) -> bool:
    return hasattr(filled.regressor, "fit_left_out")


class FilledRegressor(WrapsRegressor, RegressorMixin, BaseEstimator):
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
        filled, blocks = self._fill(X, blocks)
        self.regressor_.fit(filled, y, **accepted_options(self.regressor_.fit, blocks=blocks, y_std=y_std))
        return self

    @available_if(_leaves_out_by_itself)  # type: ignore[untyped-decorator]
    def fit_left_out(
        self,
        X: Any,
        y: Any,
        folds: Sequence[npt.NDArray[np.intp]],
        *,
        blocks: Mapping[str, slice] | None = None,
        y_std: FloatArray | None = None,
    ) -> Any:
        """Fit to all rows and predict each fold from the others, where the regressor does so by itself.

        The medians are those of all rows, left-out ones included; all else is as the regressor does it.

        Parameters
        ----------
        X, y
            As in `fit`.
        folds : sequence of int arrays
            Rows of each fold.
        blocks, y_std
            As in `fit`.

        Returns
        -------
        mean, std : arrays of shape (n,)
        """
        filled, blocks = self._fill(X, blocks)
        options = accepted_options(self.regressor_.fit_left_out, blocks=blocks, y_std=y_std)
        return self.regressor_.fit_left_out(filled, y, folds, **options)

    def _fill(self, X: Any, blocks: Mapping[str, slice] | None) -> tuple[FloatArray, Mapping[str, slice] | None]:
        self.imputer_ = SimpleImputer(strategy="median", add_indicator=True, keep_empty_features=True).fit(X)
        self.regressor_ = clone(self.regressor)
        filled = self.imputer_.transform(X)
        if blocks is not None and filled.shape[1] > np.shape(X)[1]:
            blocks = {**blocks, "holes": slice(np.shape(X)[1], filled.shape[1])}
        return filled, blocks

    def _seen(self, X: Any) -> Any:
        return self.imputer_.transform(X)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags
