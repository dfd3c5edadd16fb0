"""A regressor as what JSON can hold: its class and its options; what it learned follows from the data."""

from __future__ import annotations

import importlib
import math
from collections.abc import Mapping
from typing import Any

from sklearn.base import BaseEstimator

_TRUSTED = ("sklearn", "matinfo")  # packages from which a campaign file may name a class


def describe_model(model: Any) -> Any:
    """Class and options of an estimator of scikit-learn or matinfo; otherwise the note that it must be passed again."""
    if model is None:
        return None
    if isinstance(model, Mapping):
        return {"for each": {name: describe_model(each) for name, each in model.items()}}
    try:
        return _describe(model)
    except TypeError:
        return {"pass again": type(model).__name__}


def restore_model(note: Any) -> Any:
    """The estimator that `describe_model` described, unfitted.

    Raises
    ------
    ValueError
        If the model could not be described and has to be passed again, or is not from a trusted package.
    """
    if note is None:
        return None
    if "for each" in note:
        return {name: restore_model(each) for name, each in note["for each"].items()}
    if "pass again" in note:
        raise ValueError(f"the model of this campaign, {note['pass again']}, is not in the file. Pass it: model=...")
    return _restore(note)


def _describe(value: Any) -> Any:
    if isinstance(value, BaseEstimator):
        kind = type(value)
        if kind.__module__.partition(".")[0] not in _TRUSTED:
            raise TypeError(kind.__name__)
        options = value.get_params(deep=False)
        given = {name: _describe(part) for name, part in options.items() if _differs(value, name, part)}
        return {"class": f"{_public_module(kind)}.{kind.__name__}", "options": given}
    if isinstance(value, float) and not math.isfinite(value):
        return {"float": str(float(value))}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple):
        return {"tuple": [_describe(part) for part in value]}
    if isinstance(value, list):
        return [_describe(part) for part in value]
    raise TypeError(type(value).__name__)


def _restore(note: Any) -> Any:
    if isinstance(note, list):
        return [_restore(part) for part in note]
    if not isinstance(note, Mapping):
        return note
    if "float" in note:
        return float(note["float"])
    if "tuple" in note:
        return tuple(_restore(part) for part in note["tuple"])
    module, _, name = note["class"].rpartition(".")
    kind = getattr(importlib.import_module(module), name, None) if module.partition(".")[0] in _TRUSTED else None
    if not (isinstance(kind, type) and issubclass(kind, BaseEstimator)):
        raise ValueError(f"the file names {note['class']!r}, which is no estimator of scikit-learn or matinfo.")
    return kind(**{option: _restore(part) for option, part in note["options"].items()})


def _differs(estimator: Any, name: str, value: Any) -> bool:
    """Whether an option is not at its default."""
    default = type(estimator)().get_params(deep=False).get(name) if _has_defaults(type(estimator)) else object()
    return not (type(value) is type(default) and value == default)


def _has_defaults(kind: Any) -> bool:
    try:
        kind()
    except TypeError:
        return False
    return True


def _public_module(kind: type) -> str:
    """The module without its private last parts: sklearn.ensemble rather than sklearn.ensemble._forest."""
    parts = kind.__module__.split(".")
    while parts[-1].startswith("_"):
        parts.pop()
    return ".".join(parts)
