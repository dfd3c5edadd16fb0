"""Names and options that go: they work for two minor versions, and say what to write instead."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def deprecated(instead: str, *, since: str, removed_in: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Mark a function or method: calling it warns.

    Parameters
    ----------
    instead : str
        What to write, such as ``"Model.predict_frame"``.
    since, removed_in : str
        Versions.

    Examples
    --------
    >>> @deprecated("new_name", since="0.2", removed_in="0.4")
    ... def old_name():
    ...     return 1
    """

    def mark(function: Callable[P, R]) -> Callable[P, R]:
        text = deprecation_message(function.__qualname__, instead, since=since, removed_in=removed_in)

        @functools.wraps(function)
        def warned(*args: P.args, **kwargs: P.kwargs) -> R:
            warnings.warn(text, FutureWarning, stacklevel=2)
            return function(*args, **kwargs)

        return warned

    return mark


def renamed_option(
    name: str, value: object, new_name: str, new_value: object, *, since: str, removed_in: str
) -> object:
    """Value of an option that has another name now; None is not given.

    Raises
    ------
    TypeError
        Both are given.
    """
    if value is None:
        return new_value
    if new_value is not None:
        raise TypeError(f"{name} is called {new_name} now; got both. Leave out {name}.")
    warnings.warn(deprecation_message(name, new_name, since=since, removed_in=removed_in), FutureWarning, stacklevel=3)
    return value


def deprecation_message(name: str, instead: str, *, since: str, removed_in: str) -> str:
    """One sentence a version, and what to write."""
    return f"{name} is deprecated since matinfo {since} and will be removed in {removed_in}. Write {instead}."
