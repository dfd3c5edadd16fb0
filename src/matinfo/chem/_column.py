"""The column of structures in whatever a user passes as X."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matinfo.chem._rows import parse_report

MOLECULES_LOOKED_AT = 50
_NOT_IN_NAMES = frozenset("()[]=#1234567890c")  # characters of most molecules that abbreviations such as PP lack


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


def holds_structures(column: pd.Series) -> bool:
    """Whether most cells are repeat units, or all of them read as molecules and look like no abbreviations.

    Only the texts of the column are looked at, and of molecules the first 50.
    """
    strings = pd.unique(np.asarray([value for value in column if isinstance(value, str)], dtype=object)).tolist()
    if sum("*" in string for string in strings) > len(strings) / 2:
        return True
    some = strings[:MOLECULES_LOOKED_AT]
    if sum(bool(_NOT_IN_NAMES & set(string)) for string in some) <= len(some) / 2:
        return False
    return not parse_report(some, odd=[])[1]
