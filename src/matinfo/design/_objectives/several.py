"""What objectives that are made of objectives of one property each share."""

from __future__ import annotations

from collections.abc import Sequence

from matinfo._validation import option_message
from matinfo.design._objectives.base import Objective, PropertyObjective


class SeveralObjectives(Objective):
    """Base of dataclasses with `objectives` among their fields."""

    objectives: Sequence[PropertyObjective]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(part.name for part in self.objectives)

    @property
    def units(self) -> dict[str, str | None]:
        return {part.name: part.unit for part in self.objectives}


def check_parts(kind: str, parts: Sequence[PropertyObjective], *, fewest: int) -> tuple[PropertyObjective, ...]:
    """Return the parts as a tuple, or raise one error that names all that is wrong with them."""
    if not isinstance(parts, list | tuple):
        raise TypeError(option_message("objectives", 'a list such as [Maximize("strength"), Minimize("cost")]', parts))
    strangers = [part for part in parts if not isinstance(part, PropertyObjective)]
    if strangers:
        raise TypeError(option_message("objectives", "Maximize, Minimize or Target objects", strangers[0]))
    problems = [] if len(parts) >= fewest else [f"needs at least {fewest} objectives, got {len(parts)}"]
    names = [part.name for part in parts]
    problems += [f"{name!r} stands there more than once" for name in dict.fromkeys(names) if names.count(name) > 1]
    if problems:
        raise ValueError(f"{kind} cannot be used: " + "; ".join(problems) + ".")
    return tuple(parts)
