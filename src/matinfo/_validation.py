"""Checks of options, with one message format for the whole library."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from typing import Any, Literal

InvalidPolicy = Literal["raise", "nan"]


def option_message(name: str, expected: str, got: object, next_step: str = "") -> str:
    """``name must be expected; got value. Next step.``"""
    return f"{name} must be {expected}; got {got!r}.{' ' + next_step if next_step else ''}"


def check_choice(name: str, value: Any, choices: Iterable[Any], *, next_step: str = "") -> None:
    """Raise ``ValueError`` unless `value` is one of `choices`."""
    allowed = list(choices)
    if not any(value is choice or (type(value) is type(choice) and value == choice) for choice in allowed):
        listed = ", ".join(repr(choice) for choice in allowed)
        raise ValueError(option_message(name, f"one of {listed}", value, next_step))


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
    number = float(value)
    inside = low < number < high if open_ends else low <= number <= high
    if not inside or number != number:
        brackets = "()" if open_ends else "[]"
        raise ValueError(option_message(name, f"in {brackets[0]}{low}, {high}{brackets[1]}", value, next_step))


def check_invalid(value: Any) -> None:
    """Check the one policy word for bad rows."""
    check_choice("invalid", value, ("raise", "nan"))
