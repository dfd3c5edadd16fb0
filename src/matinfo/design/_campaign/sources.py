"""Candidate sources as what JSON can hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matinfo.design._candidates import CandidateSource
from matinfo.design._pool import Pool
from matinfo.design._reaction_space import ReactionSpace
from matinfo.design._space.recipe_space import RecipeSpace
from matinfo.design._structure_generator import StructureGenerator

_KINDS: dict[str, Any] = {kind.__name__: kind for kind in (Pool, ReactionSpace, RecipeSpace, StructureGenerator)}


def describe_source(source: CandidateSource) -> dict[str, Any]:
    """Kind and description, or the note that the source must be passed again."""
    if type(source).__name__ not in _KINDS:
        return {"pass again": type(source).__name__}
    try:
        return {"kind": type(source).__name__, **source.to_dict()}
    except TypeError:
        return {"pass again": type(source).__name__}


def restore_source(description: Mapping[str, Any]) -> Any:
    """The source that `describe_source` described.

    Raises
    ------
    ValueError
        If the source has to be passed again.
    """
    if "pass again" in description:
        kind = description["pass again"]
        raise ValueError(f"the candidates of this campaign, a {kind}, are not in the file. Pass them: candidates=...")
    return _KINDS[description["kind"]].from_dict({key: value for key, value in description.items() if key != "kind"})
