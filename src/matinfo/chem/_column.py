"""The column of structures in whatever a user passes as X."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True, slots=True)
class StructureColumn:
    """Structures of a table with the names that messages need.

    Attributes
    ----------
    values : list of object
        One entry a row, unchecked.
    labels : list of object
        Row labels.
    name : str
        Column name, or ``""``.
    """

    values: list[Any]
    labels: list[Any]
    name: str = ""


def structure_column(X: Any) -> StructureColumn:
    """Read one column of structures.

    Parameters
    ----------
    X : list, Series, one-column DataFrame, or array of shape (n,) or (n, 1)
        Structure strings.

    Raises
    ------
    TypeError
        `X` is a single string, a number or None.
    ValueError
        `X` has more than one column.
    """
    if isinstance(X, str | bytes) or not hasattr(X, "__len__"):
        raise TypeError(f"X must be a column of structure strings; got {X!r}. Pass a list, for example ['*CC*'].")
    if isinstance(X, pd.DataFrame):
        if X.shape[1] != 1:
            raise ValueError(
                f"X must have one column of structures; got {X.shape[1]}: {list(X.columns)[:8]}. "
                "Select it, for example frame['psmiles']."
            )
        X = X.iloc[:, 0]
    if isinstance(X, pd.Series):
        name = "" if X.name is None else str(X.name)
        return StructureColumn(list(X), list(X.index), name)
    if isinstance(X, np.ndarray) and X.ndim > 1:
        if X.ndim != 2 or X.shape[1] != 1:
            raise ValueError(f"X must have shape (n,) or (n, 1); got {X.shape}. Select the column of structures.")
        X = X[:, 0]
    values = list(X)
    return StructureColumn(values, list(range(len(values))))
