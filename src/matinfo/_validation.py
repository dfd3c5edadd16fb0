"""Checks of options, with one message format for the whole library."""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

InvalidPolicy = Literal["raise", "nan"]


def option_message(name: str, expected: str, got: object, next_step: str = "") -> str:
    """``name must be expected; got value. Next step.``"""
    return f"{name} must be {expected}; got {got!r}.{' ' + next_step if next_step else ''}"


def check_choice(name: str, value: Any, choices: Iterable[Any], *, next_step: str = "") -> None:
    """Raise ``ValueError`` unless `value` is one of `choices`."""
    allowed = list(choices)
    if not any(_is_choice(value, choice) for choice in allowed):
        listed = ", ".join(repr(choice) for choice in allowed)
        raise ValueError(option_message(name, f"one of {listed}", value, next_step))


def _is_choice(value: Any, choice: Any) -> bool:
    """Whether a value is a choice; a text out of an array of numpy is, True is not 1."""
    if value is choice:
        return True
    same_kind = isinstance(value, type(choice)) and isinstance(value, bool) == isinstance(choice, bool)
    return same_kind and bool(value == choice)


def check_number(
    name: str,
    value: Any,
    *,
    low: float = float("-inf"),
    high: float = float("inf"),
    whole: bool = False,
    open_ends: bool = False,
    next_step: str = "",
) -> None:
    """Raise unless `value` is a finite number in [low, high], or in (low, high) with ``open_ends=True``."""
    kind = numbers.Integral if whole else numbers.Real
    if isinstance(value, bool) or not isinstance(value, kind):
        raise TypeError(option_message(name, "a whole number" if whole else "a number", value, next_step))
    number: Any = value
    inside = low < number < high if open_ends else low <= number <= high  # NaN is not
    if not inside:
        brackets = "()" if open_ends else "[]"
        raise ValueError(option_message(name, f"in {brackets[0]}{low}, {high}{brackets[1]}", value, next_step))
    if number in (math.inf, -math.inf):
        raise ValueError(option_message(name, "finite", value, next_step))


def check_rng(value: Any) -> None:
    """Raise unless `value` is a numpy Generator."""
    if not isinstance(value, np.random.Generator):
        raise TypeError(option_message("rng", "a numpy Generator", value, "As in rng=np.random.default_rng(0)."))


def check_invalid(value: Any) -> None:
    """Check the one policy word for bad rows."""
    check_choice("invalid", value, ("raise", "nan"))
