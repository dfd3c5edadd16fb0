"""Measured values as a user passes them: one column of numbers a property, with holes, in the order of the inputs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from matinfo.exceptions import RowProblem


def measured_columns(y: Any, labels: Sequence[Any] | None = None) -> tuple[pd.DataFrame, list[RowProblem]]:
    """Read one column of floats a property, holes as NaN; a problem for each cell that holds something else.

    Parameters
    ----------
    y : Series, DataFrame or array-like of shape (n,) or (n, n_properties)
        Numbers, also as text. A Series without a name and a single column of an array are called ``"y"``, several
        columns of an array ``"y0"``, ``"y1"`` and so on.
    labels : sequence of length n, optional
        Row labels for the problems, where `y` has none.

    Returns
    -------
    columns : DataFrame of shape (n, n_properties)
        Rows by position.
    problems : list of RowProblem
        Text that is no number, dates, and infinite values.

    Raises
    ------
    ValueError
        `y` has more than two dimensions, no column, or two columns of one name.
    """
    frame = _as_frame(y)
    if not frame.columns.is_unique or not len(frame.columns):
        raise ValueError(f"y must have columns with different names; got {list(frame.columns)}.")
    named = frame.index if labels is None or isinstance(y, pd.DataFrame | pd.Series) else labels
    columns, problems = {}, []
    for name in frame.columns:
        is_date = pd.api.types.is_datetime64_any_dtype(frame[name])  # pandas would count its nanoseconds
        numbers = pd.to_numeric(frame[name].astype(str) if is_date else frame[name], errors="coerce").astype(float)
        bad = (numbers.isna() & frame[name].notna()) | np.isinf(numbers)
        for position in np.flatnonzero(bad.to_numpy()).tolist():
            value = frame[name].iloc[position]
            problems.append(RowProblem(named[position], name, value, "not-a-number", "it is not a finite number."))
        columns[name] = numbers.to_numpy(dtype=np.float64)
    return pd.DataFrame(columns), problems


def check_same_order(X: Any, y: Any, name: str = "y") -> None:
    """Raise where inputs and `y` (or groups) carry the same row labels in another order: they were sorted apart."""
    if not (isinstance(X, pd.DataFrame | pd.Series) and isinstance(y, pd.DataFrame | pd.Series)):
        return
    if X.index.equals(y.index) or len(X) != len(y):
        return
    if X.index.is_unique and y.index.is_unique and X.index.isin(y.index).all():
        raise ValueError(
            f"X and {name} carry the same row labels in another order. Pass {name}.loc[X.index], or {name}.to_numpy() "
            "if the order is meant."
        )


def _as_frame(y: Any) -> pd.DataFrame:
    if isinstance(y, pd.DataFrame):
        frame = y.copy()
    elif isinstance(y, pd.Series):
        frame = y.to_frame("y" if y.name is None else y.name)
    else:
        array = np.asarray(y)
        if array.ndim not in (1, 2):
            raise ValueError(f"y must have one or two dimensions; got shape {array.shape}.")
        single = array.ndim == 1 or array.shape[1] == 1
        names = ["y"] if single else [f"y{place}" for place in range(array.shape[1])]
        frame = pd.DataFrame(array.reshape(len(array), -1), columns=names)
    frame.columns = pd.Index([str(name) for name in frame.columns])
    return frame
