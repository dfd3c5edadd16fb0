"""Folds that every model shares, and the check that no material stands on both sides."""

from __future__ import annotations

import numbers
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import KFold, PredefinedSplit

from matinfo._validation import check_number, option_message
from matinfo.data import MaterialSplit
from matinfo.evaluate._table import Table, take

Positions = NDArray[np.intp]
DEFAULT_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Fold:
    """Positions in the table of the training and the test rows of one fold of one target."""

    target: str
    number: int
    train: Positions
    test: Positions


def choose_splitter(cv: Any, *, grouped: bool, random_state: int | None) -> Any:
    """Turn ``None`` or a whole number into grouped (or shuffled) folds; leave splitters and lists of folds as they are.

    Raises
    ------
    TypeError, ValueError
        If `cv` is none of these.
    """
    if cv is None or (isinstance(cv, numbers.Integral) and not isinstance(cv, bool)):
        n_splits = DEFAULT_FOLDS if cv is None else int(cv)
        check_number("cv", n_splits, low=2, whole=True)
        if grouped:
            return MaterialSplit(n_splits=n_splits, random_state=random_state)
        return KFold(n_splits, shuffle=True, random_state=random_state)
    if isinstance(cv, bool | str) or not (hasattr(cv, "split") or hasattr(cv, "__iter__")):
        expected = "None, a whole number, a splitter of scikit-learn or a list of (train, test) positions"
        raise TypeError(option_message("cv", expected, cv))
    return cv if hasattr(cv, "split") else list(cv)


def make_folds(cv: Any, table: Table, target: str) -> list[Fold]:
    """Folds of one target, over the rows that have a value of it.

    A splitter sees only these rows, so that all folds are filled. Folds that were fixed beforehand (`PredefinedSplit`,
    a list of positions) count over the whole table; rows without a value are then taken out of each fold.

    Raises
    ------
    ValueError
        If there are no folds, or a fold has no training row.
    """
    have = table.rows_with(target)
    if isinstance(cv, list | PredefinedSplit):
        pairs = cv if isinstance(cv, list) else list(cv.split())
        pairs = [tuple(np.intersect1d(_positions(side, len(table)), have) for side in pair) for pair in pairs]
    else:
        groups = {"groups": table.groups[have]} if table.groups is not None and takes_groups(cv) else {}
        inputs, values = take(table.X, have), table.y[target].to_numpy()[have]
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
        return np.flatnonzero(chosen)
    return np.arange(n_rows, dtype=np.intp)[chosen.astype(np.intp)]  # an IndexError beyond the table, also for lists
