"""Fit a regressor, and predict every fold of its training rows from the others."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone

from matinfo.models._kernels import FloatArray
from matinfo.models._wrapping import predicts_std

# Regressors that predict left-out rows by themselves fit their options to all rows once. With few rows that makes
# errors too small: 90 % intervals of the Gaussian process held 87 % at 32 and at 100 rows (benchmarks/intervals.py).
REFIT_BELOW = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A regressor that was fitted without the given rows."""

    regressor: Any
    rows: npt.NDArray[np.intp]


def fit_left_out(
    regressor: Any,
    X: FloatArray,
    y: FloatArray,
    folds: Sequence[npt.NDArray[np.intp]],
    *,
    blocks: Mapping[str, slice] | None = None,
    y_std: FloatArray | None = None,
    groups: npt.NDArray[Any] | None = None,
    keep_parts: bool = False,
) -> tuple[Any, FloatArray, FloatArray, list[Part]]:
    """Fit to all rows and predict left-out folds; with many rows, a regressor that can do both at less cost does so.

    Parameters
    ----------
    regressor : regressor
        Not fitted; it is cloned. May have ``fit_left_out(X, y, folds, blocks=None)`` that returns mean and std.
    X, y : arrays of shape (n, n_features) and (n,)
    folds : sequence of int arrays
        Rows of each fold.
    blocks : mapping of str to slice, optional
    y_std, groups : arrays of shape (n,), optional
        They are handed to regressors whose ``fit`` takes them.
    keep_parts : bool, default=False
        Also return the regressors that were fitted without one fold each.

    Returns
    -------
    fitted : regressor
    mean, std : arrays of shape (n,)
        NaN without folds. A regressor without a standard deviation gets 1 everywhere, so that scores are errors.
    parts : list of Part
        Empty unless they are kept.
    """
    fitted = clone(regressor)
    if hasattr(fitted, "fit_left_out") and not keep_parts and len(y) >= REFIT_BELOW:
        options = accepted_options(fitted.fit_left_out, blocks=blocks, y_std=y_std)
        return fitted, *fitted.fit_left_out(X, y, folds, **options), []
    fitted.fit(X, y, **accepted_options(fitted.fit, blocks=blocks, y_std=y_std, groups=groups))
    mean, std = np.full(len(y), np.nan), np.full(len(y), np.nan)
    parts = []
    for rows in folds:
        others = np.setdiff1d(np.arange(len(y)), rows)
        known = None if y_std is None else y_std[others]
        own = None if groups is None else groups[others]
        part = clone(regressor)
        part.fit(X[others], y[others], **accepted_options(part.fit, blocks=blocks, y_std=known, groups=own))
        mean[rows], std[rows] = predict_with_std(part, X[rows])
        parts.append(Part(part, rows))
    return fitted, mean, std, parts if keep_parts else []


def accepted_options(function: Any, **options: Any) -> dict[str, Any]:
    """Those of the options that are given and that the function names."""
    named = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if value is not None and name in named}


def predict_with_std(regressor: Any, X: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Predict mean and standard deviation; a regressor without one gets 1 everywhere."""
    if predicts_std(regressor):
        mean, std = regressor.predict(X, return_std=True)
        return np.asarray(mean, dtype=np.float64), np.asarray(std, dtype=np.float64)
    mean = np.asarray(regressor.predict(X), dtype=np.float64)
    return mean, np.ones(len(mean))
