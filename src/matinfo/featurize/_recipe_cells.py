"""Cells of a table of recipes: numbers, names, blanks, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_blank
from matinfo.chem._amounts import describe_amount
from matinfo.exceptions import RowProblem

MANY_NAMES = 20  # a column with more different texts than this, mostly used once, names rows and not ingredients


@dataclass(frozen=True, slots=True)
class Cells:
    """What a table says, and which of its rows cannot be used.

    Attributes
    ----------
    numbers : DataFrame of float
        NaN where a cell is blank or cannot be used.
    names : dict of str to list of (str or None)
        Columns of text, without spaces around the words; None where a cell is blank or cannot be used.
    problems : dict of int to RowProblem
        By position of the row; the first problem of a row is told.
    """

    numbers: pd.DataFrame
    names: dict[str, list[str | None]]
    problems: dict[int, RowProblem]

    def refuse(self, row: int, column: str, value: Any, code: str, reason: str, advice: str = "") -> None:
        """Note that a row cannot be used, unless that is known already."""
        self.problems.setdefault(row, RowProblem(self.numbers.index[row], column, value, code, reason, advice))


def table_of(X: Any) -> pd.DataFrame:
    """Table of what a user passes as X; the columns of an array are named by their position."""
    if isinstance(X, pd.DataFrame):
        frame = X.rename(columns=str)
    elif hasattr(X, "toarray"):
        raise TypeError("Sparse data is not read; got a sparse X. Pass X.toarray() or a DataFrame.")
    else:
        values = X if isinstance(X, np.ndarray) else np.asarray(X, dtype=object)
        if values.dtype.kind == "c":
            raise ValueError("Complex data not supported: a table of recipes holds real numbers and text.")
        if values.ndim != 2:
            shape = f"Expected 2D array, got {values.ndim}D array instead"
            raise ValueError(f"X must be a table. {shape}. Reshape your data, or pass a DataFrame.")
        frame = pd.DataFrame(values, columns=[str(place) for place in range(values.shape[1])]).infer_objects()
    if not frame.columns.is_unique:
        twice = sorted(set(frame.columns[frame.columns.duplicated()]))
        raise ValueError(f"column names must be unique; got {twice} more than once. Rename or drop one of each.")
    for what, count in zip(("sample", "feature"), frame.shape, strict=True):
        if count == 0:
            raise ValueError(f"Found array with 0 {what}(s) (shape={frame.shape}) while a minimum of 1 is required.")
    return frame


def read_cells(
    frame: pd.DataFrame,
    numbers: Sequence[str],
    names: Sequence[str],
    amounts: Collection[str],
    problems: Mapping[int, RowProblem],
) -> Cells:
    """Read columns of numbers and of names.

    Parameters
    ----------
    frame : DataFrame
    numbers, names : sequence of str
        Columns of each kind.
    amounts : collection of str
        Those of `numbers` that cannot be negative.
    problems : mapping of int to RowProblem
        What is wrong already.
    """
    empty = pd.DataFrame(np.nan, index=frame.index, columns=list(numbers))
    cells = Cells(empty, {}, dict(problems))
    for name in numbers:
        cells.numbers[name] = _read_numbers(frame[name], name in amounts, cells)
    for name in names:
        cells.names[name] = _read_names(frame[name], cells)
    return cells


def holds_names(column: pd.Series) -> bool:
    """Whether a column holds text.

    Raises
    ------
    TypeError
        Cells are neither numbers nor text, or some are the one and some the other.
    """
    if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype.kind != "c":
        return False
    filled = [value for value in column.tolist() if not is_blank(value)]
    texts = [value for value in filled if isinstance(value, str)]
    if filled and len(texts) == len(filled):
        return True
    odd = texts or [value for value in filled if not isinstance(value, bool | int | float | np.number | np.bool_)]
    if odd:
        raise TypeError(
            f"column {column.name!r}: every argument must be a string or a real number, the same in the whole column; "
            f"{len(odd)} of {len(column)} cells are something else, such as {odd[0]!r}."
        )
    return False


def distinct_names(column: str, names: Sequence[str | None]) -> list[str]:
    """Names of a column in order; raise where nearly every row has its own."""
    known = sorted({name for name in names if name is not None})
    if len(known) > max(MANY_NAMES, len(names) // 2):
        raise ValueError(
            f"column {column!r} holds {len(known)} different texts in {len(names)} rows, so it names rows rather than "
            f"ingredients or settings. Leave it out, for example frame.drop(columns=[{column!r}])."
        )
    return known


def _read_numbers(column: pd.Series, is_amount: bool, cells: Cells) -> np.ndarray:
    name = str(column.name)
    if pd.api.types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan).copy()
    else:
        values = np.full(len(column), np.nan)
        for row, value in enumerate(column.tolist()):
            if isinstance(value, bool | int | float | np.number | np.bool_) and not is_blank(value):
                values[row] = float(value)
            elif not is_blank(value):
                cells.refuse(row, name, value, "not-a-number", "the column held numbers in the fit.")
    for row in np.flatnonzero(np.isinf(values) | ((values < 0) & is_amount)).tolist():
        value = float(values[row])
        told = describe_amount(value) if is_amount else ("not-finite", "the value is infinite (inf).", "")
        cells.refuse(row, name, value, *told)
        values[row] = np.nan
    return values


def _read_names(column: pd.Series, cells: Cells) -> list[str | None]:
    names: list[str | None] = []
    for row, value in enumerate(column.tolist()):
        names.append(value.strip() or None if isinstance(value, str) else None)
        if names[-1] is None and not is_blank(value):
            cells.refuse(row, str(column.name), value, "not-a-name", "the column held text in the fit.")
    return names
