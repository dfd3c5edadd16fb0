"""Everything that an object holds, to look at it or to put something else in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np

_NUMBERS = (str, bytes, bytearray, int, float, complex, bool, type(None), np.generic, range, slice)
_PLAIN = (*_NUMBERS, type, FunctionType, BuiltinFunctionType, MethodType, np.ufunc)


def every_object(root: Any) -> Iterator[Any]:
    """`root` and what it holds at any depth, each object once; numbers and texts are left out."""
    seen: dict[int, Any] = {}  # keeps objects that were made on the way, so that no id is used twice
    waiting = [root]
    while waiting:
        value = waiting.pop()
        if isinstance(value, _PLAIN) or id(value) in seen:
            continue
        seen[id(value)] = value
        yield value
        waiting.extend(part for _, part in _parts(value))


def replace_inside(root: Any, swap: Callable[[Any], Any]) -> Any:
    """Put ``swap(value)`` in the place of every object inside `root`, which is changed; shared objects stay shared.

    `swap` returns what it is given where nothing is to change. What it makes is not looked into.
    """
    done: dict[int, tuple[Any, Any]] = {}

    def visit(value: Any) -> Any:
        if isinstance(value, _PLAIN):
            return value
        if id(value) in done:
            return done[id(value)][1]
        new = swap(value)
        done[id(value)] = (value, new)
        if new is not value:
            return new
        if isinstance(value, tuple):
            parts = [visit(part) for part in value]
            if any(part is not old for part, old in zip(parts, value, strict=True)):
                made = type(value)(*parts) if hasattr(value, "_fields") else type(value)(parts)
                done[id(value)] = (value, made)
                return made
            return value
        for put, part in _places(value):
            changed = visit(part)
            if changed is not part:
                put(changed)
        return value

    return visit(root)


def _places(value: Any) -> Iterator[tuple[Callable[[Any], None], Any]]:
    """What `value` holds, each with the function that puts something else there."""
    for name, part in _parts(value):
        if isinstance(value, dict | list | np.ndarray):
            yield partial(value.__setitem__, name), part
        elif not isinstance(value, set | frozenset):
            yield partial(object.__setattr__, value, name), part


def _parts(value: Any) -> list[tuple[Any, Any]]:
    """Names or places, and what stands there."""
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list | tuple):
        return list(enumerate(value))
    if isinstance(value, set | frozenset):
        return [(None, part) for part in value]
    if isinstance(value, np.ndarray):
        return [(place, value[place]) for place in np.ndindex(value.shape)] if value.dtype == object else []
    parts = list(getattr(value, "__dict__", {}).items())
    for kind in type(value).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        slots = (slots,) if isinstance(slots, str) else slots
        parts += [(slot, getattr(value, slot)) for slot in slots if not slot.startswith("__") and hasattr(value, slot)]
    return parts
