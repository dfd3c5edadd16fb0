"""What the questions are asked of: anything that predicts, and its inner step from features where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.pipeline import Pipeline

from matinfo._validation import option_message

FloatArray = npt.NDArray[np.float64]


@runtime_checkable
class PredictsFromFeatures(Protocol):
    """A model that tells its features, and predicts from changed ones."""

    def features(self, X: Any) -> pd.DataFrame:
        """Named features of rows, shape (n, n_features)."""
        ...

    def predict_features(self, features: Any) -> Any:
        """Predict from such features."""
        ...


@dataclass(frozen=True, slots=True)
class Predictor:
    """One property of a model, predicted from rows as the user gives them or from features.

    Attributes
    ----------
    model : object with ``predict``
    from_features : bool
        Whether it is called with features.
    place : int or None
        Which of several properties.
    """

    model: Any
    from_features: bool = False
    place: int | None = None

    def __call__(self, X: Any) -> FloatArray:
        """Predict values of shape (n,)."""
        if not self.from_features:
            values = self.model.predict(X)
        elif isinstance(self.model, PredictsFromFeatures):
            values = self.model.predict_features(X)
        else:
            last = self.model.steps[-1][1]
            values = last.predict(X if hasattr(last, "feature_names_in_") else np.asarray(X))
        values = np.asarray(values, dtype=np.float64)
        return values if values.ndim == 1 else values[:, self.place or 0]


def features_of(model: Any, X: Any) -> pd.DataFrame | None:
    """Named features that the last step of a model sees; None for a model without such a step."""
    if isinstance(model, PredictsFromFeatures):
        return model.features(X)
    if not isinstance(model, Pipeline) or len(model.steps) < 2:
        return None
    before = model[:-1]
    values = before.transform(X)
    if isinstance(values, pd.DataFrame):
        return values.set_axis([str(name) for name in values.columns], axis=1)
    values = values.toarray() if hasattr(values, "toarray") else np.asarray(values)
    try:
        names = [str(name) for name in before.get_feature_names_out()]
    except (AttributeError, ValueError):  # a step without names
        names = [f"feature {place}" for place in range(values.shape[1])]
    return pd.DataFrame(values, columns=names, index=X.index if isinstance(X, pd.DataFrame | pd.Series) else None)


def blocks_of(model: Any, n_features: int) -> dict[str, slice]:
    """Columns that a featurizer keeps apart, by name, where it tells and they are the last step's features."""
    parts = [getattr(model, "featurizer_", None)]
    if isinstance(model, Pipeline):
        parts = [step for _, step in reversed(model.steps[:-1])]
    for part in parts:
        blocks = getattr(part, "output_indices_", None)
        if blocks and max(block.stop for block in blocks.values()) == n_features:
            return {str(name): block for name, block in blocks.items() if block.stop > block.start}
    return {}


def recipe_parts(model: Any) -> tuple[dict[str, str], dict[str, Sequence[str]]]:
    """Columns of names with their columns of amounts, and groups of ingredients, where a featurizer was told."""
    parts = [getattr(model, "featurizer_", None)]
    if isinstance(model, Pipeline):
        parts = [step for _, step in model.steps]
    choices: dict[str, str] = {}
    groups: dict[str, Sequence[str]] = {}
    for part in parts:
        choices |= dict(getattr(part, "choices", None) or {})
        groups |= dict(getattr(part, "groups", None) or {})
    return choices, groups


def place_of(model: Any, target: str | None) -> int | None:
    """Place of a property among those of a model.

    Raises
    ------
    ValueError
        There are several and none is named, or the name is not known.
    """
    names = list(getattr(model, "target_names_", []))
    if target is None and len(names) < 2:
        return None
    if target not in names:
        raise ValueError(option_message("target", f"one of the properties {names}", target))
    return names.index(target)
