"""Private file, public name: classes report the package that a user imports them from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def publish(namespace: dict[str, Any], names: Iterable[str]) -> None:
    """Set ``__module__`` of the named classes and functions to the package whose ``globals()`` these are."""
    for name in names:
        namespace[name].__module__ = namespace["__name__"]
