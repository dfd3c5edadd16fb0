"""How a fitted regressor says what it does not know: a standard deviation, votes of trees, a covariance, or draws."""

from __future__ import annotations

from typing import Any

import numpy as np

from matinfo.design._arrays import FloatArray
from matinfo.evaluate._protocol import gives_std, has_parameter

_FORESTS = ("ForestRegressor", "TreesRegressor", "BaggingRegressor")


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
    """Samples of all rows together, of shape (n_samples, n); each row by itself where a model knows no more."""
    if hasattr(model, "draw"):
        return np.asarray(model.draw(X, n_samples, rng))
    if _is_forest(model):
        votes = _votes(model, X)
        return votes[rng.integers(len(votes), size=n_samples)]
    if has_parameter(model.predict, "return_cov"):
        mean, covariance = model.predict(X, return_cov=True, **_without_noise(model))
        return rng.multivariate_normal(mean, covariance, size=n_samples, method="eigh", check_valid="ignore")
    mean, std = mean_and_std(model, X)
    return mean + std * rng.standard_normal((n_samples, len(mean)))


def _without_noise(model: Any) -> dict[str, bool]:
    return {"with_noise": False} if has_parameter(model.predict, "with_noise") else {}


def _is_forest(model: Any) -> bool:
    return hasattr(model, "estimators_") and type(model).__name__.endswith(_FORESTS)


def _votes(forest: Any, X: Any) -> FloatArray:
    """Predictions of each tree, of shape (n_trees, n)."""
    numbers = np.asarray(X, dtype=np.float64)
    return np.stack([tree.predict(numbers) for tree in forest.estimators_])
