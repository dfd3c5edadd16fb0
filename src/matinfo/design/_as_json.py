"""Frozen values of design as what JSON can hold, and back: ``{"kind": "Amount", "name": "resin", ...}``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_choice
from matinfo.design._objectives.desirability import Desirability
from matinfo.design._objectives.maximize import Maximize
from matinfo.design._objectives.minimize import Minimize
from matinfo.design._objectives.pareto import Pareto
from matinfo.design._objectives.target import Target
from matinfo.design._objectives.window import Window
from matinfo.design._space.amount import Amount
from matinfo.design._space.at_most import AtMost
from matinfo.design._space.choice import Choice
from matinfo.design._space.forbid_together import ForbidTogether
from matinfo.design._space.level import Level
from matinfo.design._space.linear import Linear
from matinfo.design._space.one_of import OneOf
from matinfo.design._space.option_descriptors import OptionDescriptors
from matinfo.design._space.sum_to import SumTo

_PARAMETERS = (Amount, Level, Choice, OptionDescriptors)
_CONSTRAINTS = (SumTo, Linear, AtMost, OneOf, ForbidTogether)
_OBJECTIVES = (Maximize, Minimize, Target, Window, Desirability, Pareto)
_MAPPING = "mapping"  # marks one in which a column or a property is itself called kind
_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (*_PARAMETERS, *_CONSTRAINTS, *_OBJECTIVES)}


def value_to_dict(value: Any) -> Any:
    """A parameter, constraint or objective as dicts, lists, strings and numbers; fields at their default are left out.

    See Also
    --------
    value_from_dict : The way back.
    """
    if is_dataclass(value) and not isinstance(value, type):
        given = [(each, getattr(value, each.name)) for each in fields(value)]
        return {"kind": type(value).__name__} | {
            each.name: value_to_dict(content) for each, content in given if not _is_default(each, content)
        }
    if isinstance(value, Mapping):
        items = {str(key): value_to_dict(content) for key, content in value.items()}
        return {"kind": _MAPPING, "items": items} if "kind" in items else items
    if isinstance(value, list | tuple):
        return [value_to_dict(content) for content in value]
    return value.item() if isinstance(value, np.generic) else value


def value_from_dict(description: Any) -> Any:
    """The value that `value_to_dict` described.

    Raises
    ------
    ValueError
        If a kind is unknown, or the described value is not valid.
    """
    if isinstance(description, Mapping):
        kind = description.get("kind", _MAPPING)
        items = description["items"] if "kind" in description and kind == _MAPPING else description
        inside = {key: value_from_dict(content) for key, content in items.items() if kind == _MAPPING or key != "kind"}
        if kind == _MAPPING:
            return inside
        check_choice("kind", kind, _KINDS)
        return _KINDS[kind](**inside)
    if isinstance(description, list):
        return tuple(value_from_dict(content) for content in description)
    return description


def _is_default(each: Any, content: Any) -> bool:
    if isinstance(content, pd.DataFrame):
        return False
    return bool(content == each.default) or (content == {} and each.default_factory is dict)
