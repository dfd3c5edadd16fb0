"""Partial effects: predictions along one feature or column, all others as they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo.interpret._changed import with_columns
from matinfo.interpret._predictor import Predictor

_QUANTILES = (0.05, 0.95)  # between which a number is varied


def partial_effect(predict: Predictor, table: pd.DataFrame, name: str, *, grid: int) -> pd.DataFrame:
    """Predict every row with each value of one column.

    Parameters
    ----------
    predict : Predictor
    table : DataFrame of shape (n, n_columns)
    name : str
        Column that is changed.
    grid : int
        Number of values between the 5 % and the 95 % quantile.

    Returns
    -------
    DataFrame
        ``name``, ``value``, ``row`` (label) and ``prediction``: n_grid * n rows.

    Raises
    ------
    ValueError
        The column has no value.

    References
    ----------
    A. Goldstein et al., J. Comput. Graph. Stat. 24, 44 (2015), for one line a row.
    """
    place = [str(column) for column in table.columns].index(name)
    column = table.iloc[:, place]
    values = _grid_values(column.dropna(), grid)
    if not len(values):
        raise ValueError(f"column {name!r} has no value in {len(table)} rows. Ask for another, or pass other rows.")
    kept_type: Any = None if pd.api.types.is_numeric_dtype(column) else column.dtype  # else whole numbers stay whole
    lines = [predict(with_columns(table, {place: pd.array([value] * len(table), dtype=kept_type)})) for value in values]
    return pd.DataFrame(
        {
            "name": name,
            "value": np.repeat(np.asarray(values), len(table)),
            "row": np.tile(np.asarray(table.index, dtype=object), len(values)),
            "prediction": np.concatenate(lines),
        }
    )


def _grid_values(known: pd.Series, grid: int) -> Any:
    """All values of a column, in their order, where they are few or no numbers; else equal steps between quantiles."""
    values = known.unique()
    if not pd.api.types.is_numeric_dtype(known) or pd.api.types.is_bool_dtype(known):
        return np.asarray(sorted(values, key=str), dtype=object)
    numbers = np.sort(np.asarray(values, dtype=np.float64))
    if len(numbers) < grid:
        return numbers
    low, high = np.quantile(known.to_numpy(dtype=np.float64), _QUANTILES)
    return np.linspace(low, high, grid) if low < high else np.linspace(numbers[0], numbers[-1], grid)
