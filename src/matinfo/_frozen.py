"""Values that cannot be changed after they were made."""

from __future__ import annotations

from typing import Any, NoReturn


class Frozen:
    """Base of immutable classes with ``__slots__``; they can still be copied and pickled."""

    __slots__ = ()

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"A {type(self).__name__} cannot be changed: {name!r}. Make a new one.")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"A {type(self).__name__} cannot be changed: {name!r}. Make a new one.")

    def __getstate__(self) -> dict[str, Any]:
        slots = [slot for kind in type(self).__mro__ for slot in getattr(kind, "__slots__", ())]
        return {slot: getattr(self, slot) for slot in slots}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._fill(**state)

    def _fill(self, **values: Any) -> None:
        for slot, value in values.items():
            object.__setattr__(self, slot, value)
