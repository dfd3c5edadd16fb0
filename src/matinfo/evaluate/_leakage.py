"""Leaks that can be seen: in the folds, and in the columns of a table."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from matinfo.evaluate._feature_leaks import find_scaled_columns, find_twins
from matinfo.evaluate._problems import LeakageError, LeakageWarning
from matinfo.evaluate._splits import Fold, count_leaks
from matinfo.evaluate._table import Table

Policy = Literal["warn", "raise", "ignore"]

OPT_OUT = 'Evaluator(leakage="ignore") says that all of this is wanted.'
SPLIT_ADVICE = (
    "Scores are too good for new materials. Leave cv=None, or pass a grouped splitter "
    "(matinfo.data.MaterialSplit); compare(..., groups=False) says that this is wanted."
)


@dataclass(frozen=True, slots=True)
class Leak:
    """One way in which knowledge of the test rows reaches a model.

    Attributes
    ----------
    check : str
        ``"folds"``, ``"target twin"`` or ``"scaled before the split"``.
    target : str
        The target concerned; "" where all are.
    column : str
        The column concerned; "" for a leak of the folds.
    message : str
        What was found, in one sentence.
    """

    check: str
    target: str
    column: str
    message: str


def find_leaks(splitter: Any, folds: Sequence[Fold], table: Table) -> list[Leak]:
    """Every leak that can be seen, in the folds first."""
    found = _in_folds(splitter, folds, table)
    found += [Leak("target twin", *twin) for twin in find_twins(table)]
    found += [Leak("scaled before the split", "", *scaled) for scaled in find_scaled_columns(table.X)]
    return found


def report_leaks(leaks: Sequence[Leak], policy: Policy, *, stacklevel: int) -> None:
    """Give one warning, or raise one error, for all leaks together.

    Raises
    ------
    LeakageError
        With ``policy="raise"``.
    """
    if not leaks or policy == "ignore":
        return
    lines = [leak.message for leak in leaks]
    if any(leak.check == "folds" for leak in leaks):
        lines.append(SPLIT_ADVICE)
    if any(leak.check != "folds" for leak in leaks):
        lines.append(OPT_OUT)
    text = "\n".join(lines)
    if policy == "raise":
        raise LeakageError(text)
    warnings.warn(text, LeakageWarning, stacklevel=stacklevel + 1)


def describe_shared_materials(folds: Sequence[Fold], table: Table) -> list[str]:
    """Sentences on materials that stand on both sides because groups are something else."""
    notes: list[str] = []
    if table.materials is None:
        return notes
    for target, own in _by_target(folds, table):
        shared, tested = count_leaks(own, table.materials)
        if shared and not count_leaks(own, table.groups)[0]:
            notes.append(
                f"Groups are not the materials: for {target!r}, {shared} of {tested} tested rows (all folds "
                "together) have their material among the training rows, in another group."
            )
    return notes


def _in_folds(splitter: Any, folds: Sequence[Fold], table: Table) -> list[Leak]:
    name = "The given list of folds" if isinstance(splitter, list) else type(splitter).__name__
    leaks = []
    for target, own in _by_target(folds, table):
        shared, tested = count_leaks(own, table.groups)
        if not shared:
            continue
        what, how = ("the same rows", "are training rows too")
        if table.groups is not None:
            what, how = ("rows of one material", "share their material with training rows")
        count = f"for {target!r}, {shared} of {tested} tested rows (all folds together) {how}."
        leaks.append(Leak("folds", target, "", f"{name} puts {what} on both sides: {count}"))
    return leaks


def _by_target(folds: Sequence[Fold], table: Table) -> list[tuple[str, list[Fold]]]:
    return [(target, [fold for fold in folds if fold.target == target]) for target in table.y.columns]
