"""Splits that never put one material on both sides."""

from __future__ import annotations

import numbers
from collections.abc import Iterator
from typing import Any, ClassVar

import numpy as np
import pandas as pd
from sklearn.model_selection import BaseCrossValidator
from sklearn.utils import check_random_state, indexable

from matinfo._validation import check_number
from matinfo.data._groups import check_groups, material_groups


class MaterialSplit(BaseCrossValidator):
    """Cross-validation in which a material is never in training and test at once.

    Groups are shuffled and dealt to folds of near-equal size. Every row stands in exactly one test fold per repeat.

    Parameters
    ----------
    n_splits : int, default=5
        Number of folds, at least 2.
    n_repeats : int, default=1
        How often the folds are dealt anew.
    random_state : int, RandomState or None, default=0
        Seed of the shuffling; the default gives the same folds at every call, so that models are compared on the same
        rows. None deals other folds at every call.

    See Also
    --------
    sklearn.model_selection.GroupKFold : One fixed set of folds, groups given by hand.
    sklearn.model_selection.LeaveOneGroupOut : To ask about new sources one at a time.
    material_groups : The groups that are used where none are given.

    Examples
    --------
    >>> X = ["*CCO*", "*COC*", "*CC*", "*CC(*)C", "*CC(*)c1ccccc1"]
    >>> for train, test in MaterialSplit(n_splits=2).split(X):
    ...     print({0, 1} <= set(train.tolist()) or {0, 1} <= set(test.tolist()))
    True
    True
    """

    # scikit-learn's metadata routing: cross_validate(..., params={"groups": ...}) hands the groups on
    __metadata_request__split: ClassVar[dict[str, Any]] = {"groups": True}

    def __init__(self, n_splits: int = 5, *, n_repeats: int = 1, random_state: Any = 0) -> None:
        self.n_splits = n_splits
        self.n_repeats = n_repeats
        self.random_state = random_state

    def split(self, X: Any, y: Any = None, groups: Any = None) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield positions of training and test rows.

        Parameters
        ----------
        X : list, Series, ndarray or DataFrame of shape (n,) or (n, k)
            Structures or recipes. Not looked into when `groups` is given.
        y : array-like of shape (n,), optional
            Ignored.
        groups : array-like of shape (n,), optional
            Group of every row; by default the material, from `X`.

        Yields
        ------
        train, test : ndarray of int
            Positions in `X`, ascending.

        Raises
        ------
        InvalidRowsError
            If structures cannot be read, or groups are missing.
        ValueError
            If there are fewer groups than folds.
        """
        self._check_options()
        X, y, groups = indexable(X, y, groups)
        n_rows = X.shape[0] if hasattr(X, "shape") else len(X)
        names = material_groups(X) if groups is None else check_groups(groups, n_rows)
        rng = check_random_state(self.random_state)
        for _ in range(self.n_repeats):
            yield from sides_of(deal_groups(names, self.n_splits, rng))

    def get_n_splits(self, X: Any = None, y: Any = None, groups: Any = None) -> int:
        """Number of train-test pairs: folds times repeats."""
        self._check_options()
        return int(self.n_splits * self.n_repeats)

    def _check_options(self) -> None:
        check_number("n_splits", self.n_splits, low=2, whole=True)
        check_number("n_repeats", self.n_repeats, low=1, whole=True)


def deal_groups(groups: np.ndarray, n_splits: int, rng: np.random.RandomState) -> np.ndarray:
    """Fold number of every row: shuffled groups, the largest dealt first, each to the fold with the fewest rows."""
    codes, names = pd.factorize(groups)
    if len(names) < n_splits:
        raise ValueError(
            f"{n_splits} folds need at least {n_splits} groups; got {len(names)} in {len(groups)} rows. "
            f"{_fewer(len(names))}"
        )
    sizes = np.bincount(codes)
    order = rng.permutation(len(names))
    order = order[np.argsort(-sizes[order], kind="stable")]
    fold_of_group = np.empty(len(names), dtype=np.intp)
    rows_in_fold = np.zeros(n_splits, dtype=np.intp)
    for group in order:
        fold = int(np.argmin(rows_in_fold))
        fold_of_group[group] = fold
        rows_in_fold[fold] += sizes[group]
    return fold_of_group[codes]


def sides_of(fold_of_row: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Training and test rows, each fold tested in turn, in the order of their numbers or names."""
    for fold in np.unique(fold_of_row):
        yield np.flatnonzero(fold_of_row != fold), np.flatnonzero(fold_of_row == fold)


def draw_test_rows(groups: np.ndarray, test_size: float, rng: np.random.RandomState) -> np.ndarray:
    """Mask of test rows: whole groups in random order, as long as they fit into the wanted number of rows."""
    n_rows = len(groups)
    codes, names = pd.factorize(groups)
    if len(names) < 2:
        raise ValueError(f"A split needs at least 2 groups; got {len(names)} in {n_rows} rows. {_fewer(len(names))}")
    if isinstance(test_size, numbers.Integral):
        check_number("test_size", test_size, low=1, high=n_rows - 1, whole=True)
        wanted = int(test_size)
    else:
        check_number("test_size", test_size, low=0, high=1, open_ends=True)
        wanted = max(1, round(test_size * n_rows))
    sizes = np.bincount(codes)
    order = rng.permutation(len(names))
    chosen, count = np.zeros(len(names), dtype=bool), 0
    for group in order:
        if count + sizes[group] <= min(wanted, n_rows - 1):
            chosen[group] = True
            count += sizes[group]
    if not chosen.any():
        chosen[order[np.argmin(sizes[order])]] = True
    return chosen[codes]


def _fewer(n_groups: int) -> str:
    if n_groups < 2:
        return "All rows are one group: add materials, or name another column with groups=."
    return f"Try n_splits={n_groups}."
