"""Which columns are exchanged together: by level, by feature, by column of a recipe, or as the user says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from matinfo.interpret._importance import Group

_LEVEL = re.compile(r"^(?:\w+?__)?(?P<level>[AQMRP])_")
_HASHED = re.compile(r"^(?:\w+?__)?(?P<level>[a-z]+\d*)_\d{3,}$")
OTHER = "features"


def level_of(name: str) -> str:
    """Level that the name of a feature tells.

    Examples
    --------
    >>> level_of("M_side_chain_share"), level_of("morgan2_0012"), level_of("MolLogP")
    ('M', 'morgan2', 'features')
    """
    found = _LEVEL.match(name) or _HASHED.match(name)
    return found["level"] if found else OTHER


def level_groups(names: Sequence[str], blocks: Mapping[str, slice]) -> list[Group]:
    """One group for each block of a featurizer; without blocks, one for each level that the names tell."""
    levels = _levels(names, blocks)
    return [
        Group(level, level, tuple(place for place, each in enumerate(levels) if each == level))
        for level in dict.fromkeys(levels)
    ]


def feature_groups(features: pd.DataFrame, blocks: Mapping[str, slice]) -> list[Group]:
    """One group for each feature that has a name and varies; columns of hashed counts have none."""
    varies = (features.max() > features.min()).to_numpy()
    levels = _levels(list(features.columns), blocks)
    return [
        Group(name, levels[place], (place,))
        for place, name in enumerate(features.columns)
        if varies[place] and not _HASHED.match(name)
    ]


def column_groups(table: pd.DataFrame, choices: Mapping[str, str], groups: Mapping[str, Sequence[str]]) -> list[Group]:
    """One group for each column of a table; a column that names an ingredient goes with the one of its amount."""
    names = [str(name) for name in table.columns]
    amounts = {amount: which for which, amount in choices.items() if which in names and amount in names}
    member_of = {member: group for group, members in groups.items() for member in members}
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        found.setdefault(amounts.get(name, name), []).append(place)
    return [Group(name, member_of.get(name, "column"), tuple(places)) for name, places in found.items()]


def named_groups(names: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> list[Group]:
    """Groups as the user names them.

    Raises
    ------
    ValueError
        A name is not among `names`.
    """
    place = {name: position for position, name in enumerate(names)}
    unknown = [member for members in wanted.values() for member in members if member not in place]
    if unknown:
        raise ValueError(f"by names {unknown[:5]}, which are neither columns of X nor features. See .features.columns.")
    return [Group(name, name, tuple(place[member] for member in members)) for name, members in wanted.items()]


def _levels(names: Sequence[str], blocks: Mapping[str, slice]) -> list[str]:
    levels = np.asarray([level_of(name) for name in names], dtype=object)
    for block, columns in blocks.items():
        levels[columns] = block
    return levels.tolist()
