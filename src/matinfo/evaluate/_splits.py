"""Folds that every model shares, and the check that no material stands on both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import PredefinedSplit

from matinfo._take_rows import take_rows
from matinfo.evaluate._table import Table

Positions = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Fold:
    """Positions in the table of the training and the test rows of one fold of one target."""

    target: str
    number: int
    train: Positions
    test: Positions


def make_folds(cv: Any, table: Table, target: str) -> list[Fold]:
    """Folds of one target, over the rows that have a value of it.

    A splitter sees only these rows, so that all folds are filled. Folds that were fixed beforehand (`PredefinedSplit`,
    a list of positions) count over the whole table; rows without a value are then taken out of each fold. A row that
    is named twice, as in a bootstrap, counts twice.

    Raises
    ------
    ValueError
        If there are no folds, a fold has no training row, or a mask has another length than the table.
    """
    have = table.rows_with(target)
    if isinstance(cv, list | PredefinedSplit):
        pairs = cv if isinstance(cv, list) else list(cv.split())
        sides = [[_positions(side, len(table)) for side in pair] for pair in pairs]
        pairs = [tuple(side[np.isin(side, have)] for side in pair) for pair in sides]
    else:
        groups = {"groups": table.groups[have]} if table.groups is not None and takes_groups(cv) else {}
        inputs, values = take_rows(table.X, have), table.y[target].to_numpy()[have]
        pairs = [
            tuple(have[_positions(side, have.size)] for side in pair) for pair in cv.split(inputs, values, **groups)
        ]
    folds = [Fold(target, number, train, test) for number, (train, test) in enumerate(pairs)]
    empty = [fold.number for fold in folds if fold.train.size == 0]
    if empty or not folds:
        what = f"no training row in fold {empty[0]}" if folds else "no folds"
        raise ValueError(f"cv gives {what} of target {target!r} ({have.size} rows). Take fewer folds: cv=3.")
    return folds


def count_leaks(folds: list[Fold], groups: NDArray[Any] | None) -> tuple[int, int]:
    """Test rows whose group (or which themselves) also stand among the training rows, and all test rows."""
    leaks = 0
    for fold in folds:
        train, test = (fold.train, fold.test) if groups is None else (groups[fold.train], groups[fold.test])
        seen = set(train.tolist())
        leaks += sum(label in seen for label in test.tolist())
    return leaks, sum(fold.test.size for fold in folds)


def takes_groups(cv: Any) -> bool:
    """Whether a splitter wants groups; those of scikit-learn say so, and some warn when they get them for nothing."""
    if not type(cv).__module__.startswith("sklearn.") or not hasattr(cv, "get_metadata_routing"):
        return True
    return "groups" in cv.get_metadata_routing().consumes("split", ["groups"])


def _positions(side: Any, n_rows: int) -> Positions:
    chosen = np.asarray(side)
    if chosen.dtype == bool:
        if len(chosen) != n_rows:
            raise ValueError(f"a mask in cv must have one entry a row: {n_rows} rows, {len(chosen)} entries.")
        return np.flatnonzero(chosen)
    return np.arange(n_rows, dtype=np.intp)[chosen.astype(np.intp)]  # an IndexError beyond the table, also for lists
