"""How a fitted regressor says what it does not know: a standard deviation, votes of trees, a covariance, or draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from matinfo.design._arrays import FloatArray
from matinfo.evaluate._protocol import gives_std, has_parameter
from matinfo.exceptions import MatinfoError

_FORESTS = ("ForestRegressor", "TreesRegressor", "BaggingRegressor")


class NoUncertaintyError(MatinfoError, ValueError):
    """A choice or a search needs a standard deviation, and the model gives none."""


def mean_and_std(model: Any, X: Any) -> tuple[FloatArray, FloatArray]:
    """Prediction and standard deviation of each row; NaN for the latter where a model has none.

    Of the property itself, without the noise of one more measurement, where the model can tell them apart. A forest
    of scikit-learn has none of its own: the spread of its trees serves.
    """
    if gives_std(model):
        mean, std = model.predict(X, return_std=True, **_without_noise(model))
        return np.asarray(mean, dtype=np.float64), np.asarray(std, dtype=np.float64)
    if _is_forest(model):
        votes = _votes(model, X)
        return votes.mean(axis=0), votes.std(axis=0)
    return np.asarray(model.predict(X), dtype=np.float64), np.full(len(X), np.nan)


def draw_jointly(model: Any, X: Any, n_samples: int, rng: np.random.Generator) -> FloatArray:
    """Samples of all rows together, of shape (n_samples, n); each row by itself where a model knows no more.

    Raises
    ------
    NoUncertaintyError
        If the model gives no standard deviation either.
    """
    if hasattr(model, "draw"):
        return np.asarray(model.draw(X, n_samples, rng))
    if _is_forest(model):
        votes = _votes(model, X)
        return votes[rng.integers(len(votes), size=n_samples)]
    if has_parameter(model.predict, "return_cov"):
        mean, covariance = model.predict(X, return_cov=True, **_without_noise(model))
        return rng.multivariate_normal(mean, covariance, size=n_samples, method="eigh", check_valid="ignore")
    mean, std = mean_and_std(model, X)
    if np.isnan(std).any():
        raise NoUncertaintyError(
            f"{type(model).__name__} gives no standard deviation, so nothing can be drawn from it. "
            'Pass acquisition="greedy", or a model whose predict knows return_std, such as mi.Model.'
        )
    return mean + std * rng.standard_normal((n_samples, len(mean)))


def _without_noise(model: Any) -> dict[str, bool]:
    return {"with_noise": False} if has_parameter(model.predict, "with_noise") else {}


def _is_forest(model: Any) -> bool:
    return hasattr(model, "estimators_") and type(model).__name__.endswith(_FORESTS)


def _votes(forest: Any, X: Any) -> FloatArray:
    """Predictions of each tree, of shape (n_trees, n)."""
    numbers = np.asarray(X, dtype=np.float64)
    columns = getattr(forest, "estimators_features_", [slice(None)] * len(forest.estimators_))
    return np.stack([tree.predict(numbers[:, own]) for tree, own in zip(forest.estimators_, columns, strict=True)])
