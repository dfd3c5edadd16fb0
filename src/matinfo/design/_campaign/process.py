"""Any scikit-learn regressor, one for each property, as the random function that acquisition and batches need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import clone

from matinfo.design._arrays import FloatArray
from matinfo.design._campaign.spread import draw_jointly, mean_and_std
from matinfo.evaluate._protocol import has_parameter

Inputs = tuple[Any, ...]  # for each property the rows as its model wants them


@dataclass(frozen=True)
class PropertyModel:
    """A fitted regressor of one property, and the rows it was fitted to.

    Attributes
    ----------
    model : fitted regressor
    X : DataFrame or array
        Inputs, as the model wants them.
    y : ndarray of shape (n,)
    """

    model: Any
    X: Any
    y: FloatArray

    @classmethod
    def fit(cls, model: Any, X: Any, y: FloatArray, errors: FloatArray) -> Self:
        """Fit a clone to the rows that have a value; told errors are handed on where the model takes them."""
        rows = np.flatnonzero(np.isfinite(y))
        X, y, errors = take(X, rows), y[rows], errors[rows]
        fitted = clone(model)
        if has_parameter(fitted.fit, "y_std") and np.isfinite(errors).any():
            fitted.fit(X, y, y_std=np.where(np.isfinite(errors), errors, 0.0))
        else:
            fitted.fit(X, y)
        return cls(fitted, X, y)

    def posterior(self, X: Any) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation, each of shape (n,)."""
        return mean_and_std(self.model, X)

    def condition(self, X: Any, y: FloatArray) -> Self:
        """The model that has seen these values too."""
        if not np.isfinite(y).all():
            return self
        both, values = stack(self.X, X), np.r_[self.y, y]
        if hasattr(self.model, "condition_on"):
            return replace(self, model=self.model.condition_on(X, y), X=both, y=values)
        return replace(self, model=clone(self.model).fit(both, values), X=both, y=values)

    def draw(self, X: Any, n_samples: int, rng: np.random.Generator) -> FloatArray:
        """Joint samples of shape (n_samples, n)."""
        return draw_jointly(self.model, X, n_samples, rng)


@dataclass(frozen=True)
class SeparateModels:
    """One model for each property, taken as independent given the candidate; each sees rows in its own way."""

    models: tuple[PropertyModel, ...]

    def posterior(self, X: Inputs) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation, each of shape (n, n_properties)."""
        pairs = [model.posterior(rows) for model, rows in zip(self.models, X, strict=True)]
        return np.column_stack([mean for mean, _ in pairs]), np.column_stack([std for _, std in pairs])

    def condition(self, X: Inputs, Y: FloatArray) -> Self:
        """The process that has seen `Y` at `X` too; NaN where a property is not known."""
        return replace(self, models=tuple(m.condition(x, y) for m, x, y in zip(self.models, X, Y.T, strict=True)))

    def draw(self, X: Inputs, n_samples: int, rng: np.random.Generator) -> FloatArray:
        """Joint samples of shape (n_samples, n, n_properties)."""
        return np.stack([m.draw(rows, n_samples, rng) for m, rows in zip(self.models, X, strict=True)], axis=2)


def take(X: Any, rows: Any) -> Any:
    """Rows of a DataFrame or an array."""
    return X.iloc[rows] if isinstance(X, pd.DataFrame) else X[rows]


def stack(top: Any, bottom: Any) -> Any:
    """Two tables of one kind, one above the other."""
    if isinstance(top, pd.DataFrame):
        return pd.concat([top, bottom], ignore_index=True)
    return np.vstack([top, bottom])
