"""Columns of a table that know what they should not: twins of the target, and columns scaled over all rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from matinfo.data._groups import as_frame, structure_place
from matinfo.evaluate._table import Table

Floats = NDArray[np.float64]

TWIN = 0.999  # correlation, of values or of ranks, from which on a column is the target in other words
NAMESAKE = 0.9  # the same for a column that has the name of the target in its own
FEWEST = 20  # materials; a series of fewer may well rise with one factor
SCREENED = 300  # rows for a first look, which saves the full look at most columns
EXACT = 1e-6  # of one standard deviation
SHOWN = 5  # names of columns in a message


def find_twins(table: Table) -> Iterator[tuple[str, str, str]]:
    """Yield (target, column, sentence) for columns that are, or exactly determine, the target."""
    frame = _columns(table.X)
    if frame is None:
        return
    groups = np.arange(len(table)) if table.groups is None else table.groups
    for target in table.y.columns:
        rows = table.rows_with(target)
        rows = rows[~pd.Series(groups[rows]).duplicated().to_numpy()]  # replicates prove nothing: one row a material
        values = table.y[target].to_numpy()[rows]
        if len(rows) < FEWEST or not np.ptp(values) > 0:
            continue
        part = frame.iloc[rows]
        for place in _suspects(part, values):
            name = str(frame.columns[place])
            if reason := _twin(part.iloc[:, place], values, name, target):
                yield target, name, f"Column {name!r} knows the target {target!r}: {reason} ({len(rows)} materials)."


def find_scaled_columns(X: Any) -> Iterator[tuple[str, str]]:
    """Yield (columns, sentence) where columns were standardised, or rotated by PCA, over all rows of the table."""
    frame = _columns(X)
    if frame is None or len(frame) < FEWEST:
        return
    numeric = frame.select_dtypes("number")
    values = numeric.to_numpy(dtype=np.float64)
    with np.errstate(invalid="ignore"):
        mean, spread = values.mean(axis=0), values.std(axis=0)
        centred = (np.abs(mean) <= EXACT * spread) & (spread > 0)
        unbiased = spread * np.sqrt(len(values) / (len(values) - 1))  # as pandas has it
        unit = centred & (np.minimum(np.abs(spread - 1.0), np.abs(unbiased - 1.0)) <= EXACT)
    if unit.any():
        what = "have mean 0 and standard deviation 1 over all rows"
        yield _scaled(numeric, unit, what, "they were standardised", "make_pipeline(StandardScaler(), model)")
    elif centred.sum() >= 2:
        rest = np.corrcoef(values[:, centred], rowvar=False) - np.eye(int(centred.sum()))
        if np.abs(rest).max() <= EXACT:
            what = "have mean 0 and are not correlated over all rows"
            yield _scaled(numeric, centred, what, "they are components of a PCA", "make_pipeline(PCA(), model)")


def _scaled(frame: pd.DataFrame, chosen: NDArray[np.bool_], what: str, so: str, call: str) -> tuple[str, str]:
    names = _listed(frame, chosen)
    return names, (
        f"{chosen.sum()} of {frame.shape[1]} columns {what} ({names}): {so} before the split, test rows included. "
        f"Put that step into the pipeline: {call}."
    )


def _columns(X: Any) -> pd.DataFrame | None:
    """The columns of a table; None for structures and for what cannot be looked into."""
    if hasattr(X, "toarray"):
        return None
    frame = as_frame(X)
    if structure_place(frame) is not None and frame.shape[1] == 1:
        return None
    return frame.infer_objects()


def _suspects(part: pd.DataFrame, values: Floats) -> Iterator[int]:
    """Positions of columns that a first look on some rows does not clear."""
    rows = np.linspace(0, len(part) - 1, min(len(part), SCREENED)).astype(np.intp)
    some, y = part.iloc[rows], values[rows]
    ranks = _standard(rankdata(y))
    for place in range(part.shape[1]):
        column = some.iloc[:, place]
        if not pd.api.types.is_numeric_dtype(column.dtype) or column.hasnans:
            yield place
            continue
        x = column.to_numpy(dtype=np.float64)
        if not np.ptp(x) > 0:
            continue
        alike = abs(float(_standard(rankdata(x)) @ ranks)) / len(y)
        linear = abs(float(_standard(x) @ _standard(y))) / len(y)
        if max(alike, linear) > NAMESAKE - 0.1 or _is_function(x, y):
            yield place


def _twin(column: pd.Series, values: Floats, name: str, target: str) -> str:
    """Why a column is a twin of the target; empty where it is none."""
    codes, known = pd.factorize(column)
    filled = codes >= 0
    if filled.sum() < FEWEST or len(known) < 2:
        return ""
    y = values[filled]
    if np.ptp(y) > 0 and pd.api.types.is_numeric_dtype(column.dtype):
        x = column.to_numpy(dtype=np.float64)[filled]
        linear = float(_standard(x) @ _standard(y)) / len(y)
        alike = float(_standard(rankdata(x)) @ _standard(rankdata(y))) / len(y)
        if abs(linear) >= TWIN:
            return f"their correlation is {linear:.5f}"
        if abs(alike) >= TWIN and len(known) > 2:
            return f"their rank correlation is {alike:.5f}"
        if abs(linear) >= NAMESAKE and target.casefold() in name.casefold():
            return f"it bears its name, and their correlation is {linear:.3f}"
    if _is_function(codes[filled], y):
        return f"each of its {len(known)} values goes with one value of the target"
    return ""


def _is_function(x: NDArray[Any], y: Floats) -> bool:
    """Whether equal `x` always means equal `y`, on evidence: two rows a value or more, and five values of y."""
    order = np.argsort(x, kind="stable")
    same = x[order][1:] == x[order][:-1]
    if 2 * same.sum() < len(x) or len(np.unique(y)) < 5:
        return False
    return bool((y[order][1:] == y[order][:-1])[same].all())


def _standard(values: NDArray[Any]) -> Floats:
    spread = values.std()
    return np.asarray((values - values.mean()) / (spread if spread > 0 else 1.0), dtype=np.float64)


def _listed(frame: pd.DataFrame, chosen: NDArray[np.bool_]) -> str:
    names = [str(name) for name in frame.columns[chosen]]
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
