"""A table with other values in some of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd


def with_columns(table: pd.DataFrame, changed: Mapping[int, Any]) -> pd.DataFrame:
    """Copy a table, with new values in the columns at some places; two columns may have one name.

    Parameters
    ----------
    table : DataFrame of shape (n, n_columns)
    changed : mapping of int to array of shape (n,)
        New values by place; a column takes their type.
    """
    parts = [
        pd.Series(changed[place], index=table.index, name=name) if place in changed else table.iloc[:, place]
        for place, name in enumerate(table.columns)
    ]
    return pd.concat(parts, axis=1)
