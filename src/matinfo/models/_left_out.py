"""Fit a regressor, and predict every fold of its training rows from the others."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone

from matinfo.models._kernels import FloatArray
from matinfo.models._scaled import predicts_std


def fit_left_out(
    regressor: Any,
    X: FloatArray,
    y: FloatArray,
    folds: Sequence[npt.NDArray[np.intp]],
    blocks: Mapping[str, slice] | None,
) -> tuple[Any, FloatArray, FloatArray]:
    """Fit to all rows and predict left-out folds; a regressor that can do both at less cost does it itself.

    Parameters
    ----------
    regressor : regressor
        Not fitted; it is cloned. May have ``fit_left_out(X, y, folds, blocks=None)`` that returns mean and std.
    X, y : arrays of shape (n, n_features) and (n,)
    folds : sequence of int arrays
        Rows of each fold.
    blocks : mapping of str to slice, optional
        Handed to regressors whose ``fit`` takes it.

    Returns
    -------
    fitted : regressor
    mean, std : arrays of shape (n,)
        NaN without folds. A regressor without a standard deviation gets 1 everywhere, so that scores are errors.
    """
    fitted = clone(regressor)
    options = accepted_options(regressor, blocks=blocks)
    if hasattr(fitted, "fit_left_out"):
        mean, std = fitted.fit_left_out(X, y, folds, **options)
        return fitted, mean, std
    fitted.fit(X, y, **options)
    mean, std = np.full(len(y), np.nan), np.full(len(y), np.nan)
    for rows in folds:
        others = np.setdiff1d(np.arange(len(y)), rows)
        part = clone(regressor).fit(X[others], y[others], **options)
        mean[rows], std[rows] = predict_with_std(part, X[rows])
    return fitted, mean, std


def accepted_options(regressor: Any, **options: Any) -> dict[str, Any]:
    """Those of the options that are given and that ``fit`` of the regressor names."""
    named = inspect.signature(regressor.fit).parameters
    return {name: value for name, value in options.items() if value is not None and name in named}


def predict_with_std(regressor: Any, X: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Predict mean and standard deviation; a regressor without one gets 1 everywhere."""
    if predicts_std(regressor):
        mean, std = regressor.predict(X, return_std=True)
        return np.asarray(mean, dtype=np.float64), np.asarray(std, dtype=np.float64)
    mean = np.asarray(regressor.predict(X), dtype=np.float64)
    return mean, np.ones(len(mean))
