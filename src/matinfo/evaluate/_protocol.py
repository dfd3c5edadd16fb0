"""What a model must be able to do; concrete models are never named here."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyRegressor
from sklearn.pipeline import Pipeline

from matinfo.evaluate._splits import takes_groups


@runtime_checkable
class Predicts(Protocol):
    """Anything that follows the scikit-learn contract of a regressor."""

    def fit(self, X: Any, y: Any) -> Any:
        """Learn from rows `X` and values `y` of shape (n,)."""
        ...

    def predict(self, X: Any) -> Any:
        """Predict values of shape (n,)."""
        ...


@runtime_checkable
class PredictsWithStd(Predicts, Protocol):
    """A regressor that also gives one standard deviation a row, in the unit of the target."""

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict values of shape (n,), or the pair (values, standard deviations)."""
        ...


@runtime_checkable
class PredictsIntervals(Predicts, Protocol):
    """A regressor that also gives prediction intervals."""

    def predict_interval(self, X: Any, coverage: float = 0.9) -> NDArray[np.float64]:
        """Predict lower and upper ends, shape (n, 2), that should hold the share `coverage` of true values."""
        ...


def gives_std(model: object) -> bool:
    """Whether ``model.predict(X, return_std=True)`` is understood; a pipeline hands it to its last step."""
    last = model.steps[-1][1] if isinstance(model, Pipeline) else model
    if isinstance(last, DummyRegressor):  # its standard deviation is zero for every row, which is no uncertainty
        return False
    return has_parameter(getattr(last, "predict", None), "return_std")


def gives_intervals(model: object) -> bool:
    """Whether ``model.predict_interval(X, coverage=...)`` exists."""
    return has_parameter(getattr(model, "predict_interval", None), "coverage")


def accepts_groups(model: object) -> bool:
    """Whether ``model.fit(X, y, groups=...)`` is understood and used.

    That is so where the signature names `groups`, and in a search over parameters whose own splitter needs groups.
    """
    fit = getattr(model, "fit", None)
    if has_parameter(fit, "groups"):
        return True
    inner = getattr(model, "cv", None)
    return hasattr(inner, "split") and hasattr(model, "estimator") and takes_groups(inner)


def has_parameter(function: Callable[..., object] | None, name: str) -> bool:
    """Whether a callable names this parameter in its signature."""
    if function is None:
        return False
    try:
        return name in inspect.signature(function).parameters
    except (TypeError, ValueError):  # a builtin without a signature
        return False
