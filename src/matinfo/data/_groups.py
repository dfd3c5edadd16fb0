"""Which rows are one material."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_missing
from matinfo.exceptions import InvalidRowsError, RowProblem

SIGNIFICANT_DIGITS = 12  # 0.1 + 0.2 and 0.3 phr are one amount


def material_groups(X: Any) -> np.ndarray:
    """Name the material of every row, so that rows of one material can be kept together.

    Structures are compared by their canonical form, however they are written; recipes by all their columns, with whole
    numbers compared by all their digits, others to 12 significant digits, and empty cells equal to empty cells. Where
    one column of a table holds structures (``*`` in most cells, or texts that all read as molecules), the structure
    alone is the material, whatever numbers stand beside it.

    Parameters
    ----------
    X : list, Series, ndarray or DataFrame
        Structures (one column of strings) or recipes (a table of amounts, levels and names). Shape (n,) or (n, k).

    Returns
    -------
    ndarray of str, shape (n,)
        One name per row, the same for rows of one material: the canonical structure, or the content of the recipe.

    Raises
    ------
    InvalidRowsError
        If structures cannot be read; all of them are named.
    TypeError
        If `X` is sparse or has other than one or two dimensions.

    See Also
    --------
    MaterialSplit : Uses these groups when none are given.
    matinfo.chem.canonical_materials : The canonical structures themselves.

    Examples
    --------
    >>> names = material_groups(["*CCO*", "*COC*", "*CC*"])
    >>> bool(names[0] == names[1]), bool(names[0] == names[2])
    (True, False)
    >>> material_groups([[100.0, 2.0], [100.0, 5.0]]).tolist()
    ['0=100; 1=2', '0=100; 1=5']
    """
    frame = as_frame(X)
    place = structure_place(frame)
    if place is None:
        return recipe_keys(frame)
    column = frame.columns[place]
    # a column without a name, or of an unnamed Series, has no name worth showing
    return structure_keys(frame.iloc[:, place], column if isinstance(column, str) else "")


def as_frame(X: Any) -> pd.DataFrame:
    """A list, Series, array or DataFrame of rows as a DataFrame, not copied."""
    if isinstance(X, pd.DataFrame):
        return X
    if isinstance(X, pd.Series):
        return X.to_frame()
    if hasattr(X, "toarray") or not hasattr(X, "__len__") or isinstance(X, str | bytes):
        raise TypeError(f"X must be structures or a table of recipes; got {type(X).__name__}. Give groups by hand.")
    values = X if isinstance(X, np.ndarray) else _array(X)
    if values.ndim not in (1, 2):
        raise TypeError(f"X must have one or two dimensions; got {values.ndim}. Give groups by hand.")
    return pd.DataFrame(values).infer_objects()


def structure_place(frame: pd.DataFrame) -> int | None:
    """Position of the one column of structures; None where rows are recipes."""
    texts = [place for place, kind in enumerate(frame.dtypes) if not pd.api.types.is_numeric_dtype(kind)]
    if texts and frame.shape[1] > 1:
        from matinfo.chem._column import holds_structures  # RDKit is loaded when there is text to look at, not before

        texts = [place for place in texts if holds_structures(frame.iloc[:, place])]
    return texts[0] if len(texts) == 1 else None


def structure_keys(structures: pd.Series, column: str = "") -> np.ndarray:
    """Canonical structure of every row; one error for all rows that cannot be read."""
    from matinfo.chem import canonical_materials  # RDKit is loaded when a structure has to be read, not before

    next_step = (
        "Try clean, log = ds.curate(); log.frame() then lists every row that was left out. Without a Dataset, "
        "remove or correct these rows, or give groups by hand."
    )
    labels = list(structures.index)
    keys = canonical_materials(structures.tolist(), labels=labels, column=column, warn=False, next_step=next_step)
    return np.asarray(keys, dtype=object)


def recipe_keys(frame: pd.DataFrame) -> np.ndarray:
    """Content of every row as text, such as ``"NR_phr=100; S_phr=2"``."""
    columns = [[f"{name}={text}" for text in _texts(frame.iloc[:, place])] for place, name in enumerate(frame.columns)]
    keys = np.empty(len(frame), dtype=object)
    for row, parts in enumerate(zip(*columns, strict=True)):
        keys[row] = "; ".join(parts)
    return keys


def check_groups(groups: Any, n_rows: int) -> np.ndarray:
    """Groups given by hand, as an array without holes and of the right length."""
    series = groups if isinstance(groups, pd.Series) else pd.Series(np.asarray(groups).tolist(), dtype=object)
    if len(series) != n_rows:
        raise ValueError(f"groups must have one entry per row: {n_rows} rows, {len(series)} groups.")
    column = str(series.name or "groups")
    problems = [
        RowProblem(label, column, None, "no-group", "the row belongs to no group.")
        if is_missing(value)
        else RowProblem(label, column, value, "no-group", f"a {type(value).__name__} is no name of a group.")
        for label, value in series.items()
        if is_missing(value) or not isinstance(value, Hashable)
    ]
    if problems:
        raise InvalidRowsError(problems, n_rows, "Fill the group of these rows, or leave the rows out.")
    return series.to_numpy(dtype=object)


def _array(X: Sequence[Any]) -> np.ndarray:
    if X and isinstance(X[0], list | tuple | np.ndarray):
        return np.asarray(X, dtype=object)
    values = np.empty(len(X), dtype=object)
    values[:] = list(X)
    return values


def _texts(column: pd.Series) -> list[str]:
    """Cell contents as text: 100 and 100.0 alike, -0.0 as 0, every missing value as an empty text."""
    texts = []
    for value, missing in zip(column.tolist(), column.isna().tolist(), strict=True):
        if missing:
            texts.append("")
        elif isinstance(value, str | bool):
            texts.append(repr(value))
        elif isinstance(value, int | np.integer) or (isinstance(value, float) and value.is_integer()):
            texts.append(str(int(value)))  # all digits: they may be the number of a sample
        elif isinstance(value, float | np.number):
            texts.append(f"{value:.{SIGNIFICANT_DIGITS}g}")
        else:
            texts.append(str(value))
    return texts
