"""How much predictions need a group of columns: its values are exchanged between rows, all others stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from matinfo.interpret._changed import with_columns
from matinfo.interpret._donors import Donors, FloatArray, alike_donors, any_donors, as_numbers
from matinfo.interpret._predictor import Predictor

Method = Literal["permutation", "conditional"]
METHODS: tuple[Method, ...] = ("permutation", "conditional")


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are exchanged together; `level` is what they belong to."""

    name: str
    level: str
    columns: tuple[int, ...]


def importances(
    predict: Predictor,
    table: pd.DataFrame,
    y: FloatArray | None,
    groups: Sequence[Group],
    methods: Sequence[str],
    *,
    n_repeats: int,
    rng: np.random.RandomState,
    n_jobs: int | None,
) -> pd.DataFrame:
    """Measure how much is lost when columns hold the values of other rows.

    Parameters
    ----------
    predict : Predictor
        Called with tables like `table`.
    table : DataFrame of shape (n, n_columns)
    y : array of shape (n,), or None
        Measured values: what is lost is the rise of the root mean squared error. Without them, the root mean squared
        change of the prediction.
    groups : sequence of Group
    methods : sequence of {"permutation", "conditional"}
    n_repeats : int
    rng : RandomState
    n_jobs : int, optional

    Returns
    -------
    DataFrame
        One row a group and method: ``name``, ``level``, ``method``, ``importance`` (mean over repeats, in units of the
        property), ``std`` (over repeats) and ``n_columns``.
    """
    before = predict(table)
    numbers, places = as_numbers(table) if "conditional" in methods else (np.empty((0, 0)), [])
    tasks = []
    for group in groups:
        for method in methods:
            if method == "permutation":
                donors = any_donors(len(table), n_repeats, rng)
            else:
                own = [place for column in group.columns for place in places[column]]
                donors = alike_donors(numbers[:, own], np.delete(numbers, own, axis=1), n_repeats, rng)
            tasks.append((group, method, donors))
    losses = Parallel(n_jobs=n_jobs)(
        delayed(_losses)(predict, table, y, before, group.columns, donors) for group, _, donors in tasks
    )
    rows = [
        (group.name, group.level, method, float(loss.mean()), float(loss.std(ddof=1)), len(group.columns))
        for (group, method, _), loss in zip(tasks, losses, strict=True)
    ]
    return pd.DataFrame(rows, columns=["name", "level", "method", "importance", "std", "n_columns"])


def _losses(
    predict: Predictor,
    table: pd.DataFrame,
    y: FloatArray | None,
    before: FloatArray,
    columns: tuple[int, ...],
    donors: Donors,
) -> FloatArray:
    """What is lost in each repeat."""
    after = np.stack([predict(_exchanged(table, columns, rows)) for rows in donors])
    if y is None:
        return np.asarray(np.sqrt(((after - before) ** 2).mean(axis=1)))
    return np.asarray(np.sqrt(((after - y) ** 2).mean(axis=1)) - np.sqrt(((before - y) ** 2).mean()))


def _exchanged(table: pd.DataFrame, columns: tuple[int, ...], donors: Donors) -> pd.DataFrame:
    if all(kind == np.float64 for kind in table.dtypes):  # features: an array is much faster
        values = table.to_numpy(copy=True)
        values[:, list(columns)] = values[donors][:, list(columns)]
        return pd.DataFrame(values, columns=table.columns, index=table.index)
    return with_columns(table, {place: table.iloc[donors, place].array for place in columns})
