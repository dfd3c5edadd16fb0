"""Inputs, targets and groups of one comparison, aligned row by row and checked once."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matinfo._measured import check_same_order, measured_columns
from matinfo.data import Dataset, material_groups
from matinfo.data._groups import check_groups
from matinfo.exceptions import InvalidRowsError


@dataclass(frozen=True, slots=True)
class Table:
    """What is compared on; `groups` is None where the user opted out, `materials` where they are not told apart."""

    X: Any
    y: pd.DataFrame
    groups: NDArray[Any] | None
    materials: NDArray[Any] | None
    units: Mapping[str, str]
    notes: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.y)

    def rows_with(self, target: str) -> NDArray[np.intp]:
        """Positions of the rows that have a value of this target."""
        return np.flatnonzero(self.y[target].notna().to_numpy())


def read_table(X: Any, y: Any, groups: Any | Literal[False] | None, *, by_source: bool = False) -> Table:
    """Bring a `Dataset`, or arrays of any kind, into one form without changing them.

    A `Dataset` as `y`, beside features of its rows, brings values, units and groups. With `by_source` the groups of a
    `Dataset` are its sources; without a `Dataset` they have to be given.

    Raises
    ------
    TypeError
        If `y` is missing, or given beside a `Dataset` as X; if X is sparse and there are no groups.
    ValueError
        If lengths differ, or X and y carry the same labels in another order.
    InvalidRowsError
        If a value of y is not a number or infinite, a structure in X cannot be read, or a row has no group.
    """
    units: Mapping[str, str] = {}
    materials = None
    if isinstance(X, Dataset):
        if y is not None:
            raise TypeError("y must be left out with a Dataset, which has its own. Call compare(models, ds).")
        X, y = X.X, X
    if isinstance(y, Dataset):
        ds = y
        y, units = ds.y, {name: ds.units[name] or "" for name in ds.target_names}
        if groups is None:
            groups = _sources(ds) if by_source else ds.groups
        with contextlib.suppress(InvalidRowsError):  # rows grouped by another column may hold structures for no parser
            materials = ds.materials.to_numpy()
    elif y is None:
        raise TypeError("y must be given beside X. Call compare(models, X, y), or compare(models, ds) with a Dataset.")
    if by_source and (groups is None or groups is False):
        raise ValueError("groups must name the source of every row for question='source'. Pass groups=labels.")
    values = _read_targets(y)
    n_rows = X.shape[0] if hasattr(X, "shape") else len(X)
    if n_rows != len(values):
        raise ValueError(f"X has {n_rows} rows and y has {len(values)}. Pass rows that belong together.")
    values.index = _labels(X, y, n_rows)
    notes = []
    for target in values.columns:
        holes = int(values[target].isna().sum())
        if holes == n_rows:
            raise ValueError(f"Target {target!r} has no value in {n_rows} rows. Leave it out.")
        if holes:
            notes.append(f"{target}: {holes} of {n_rows} rows have no value and are left out for this target.")
    check_same_order(X, groups, "groups")
    if isinstance(groups, bool) and not groups:
        notes.append("groups=False: rows of one material may stand on both sides of a split; this is not checked.")
        return Table(X, values, None, None, units, tuple(notes))
    if groups is None:
        notes.append("No groups given: rows of one material, by structure or by the whole row of X, are kept together.")
        rows = X if hasattr(X, "shape") else pd.DataFrame(X)  # plain lists get the types of their numbers
        return Table(X, values, material_groups(rows), None, units, tuple(notes))
    return Table(X, values, check_groups(groups, n_rows), materials, units, tuple(notes))


def _sources(ds: Dataset) -> pd.Series:
    """Source of every row of a dataset.

    Raises
    ------
    ValueError
        If the dataset has no column of sources, or several.
    """
    columns = ds.columns
    names = list(columns.index[columns["role"] == "source"])
    if len(names) != 1:
        what = f"columns {names}" if names else "none"
        raise ValueError(
            f"question='source' needs one column of sources; the dataset has {what}. "
            "Select one target, or name the column: Dataset(..., source='doi')."
        )
    return ds.frame[names[0]]


def _read_targets(y: Any) -> pd.DataFrame:
    """Float columns, one a target, holes as NaN."""
    columns, problems = measured_columns(y)
    if problems:
        raise InvalidRowsError(
            problems, len(columns), "Repair these cells, or empty them: rows without a value are left out."
        )
    return columns


def _labels(X: Any, y: Any, n_rows: int) -> pd.Index:
    """Labels of the rows: those of y, else of X, else positions."""
    of_y = y.index if isinstance(y, pd.DataFrame | pd.Series) else None
    of_x = X.index if isinstance(X, pd.DataFrame | pd.Series) else None
    check_same_order(X, y)
    if of_y is not None:
        return of_y
    return of_x if of_x is not None else pd.RangeIndex(n_rows)
