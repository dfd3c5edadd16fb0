"""Which rows are the same experiment."""

from __future__ import annotations

import numbers
from collections.abc import Sequence
from typing import Any

import pandas as pd

RowKey = tuple[Any, ...]


def row_keys(frame: pd.DataFrame, columns: Sequence[str]) -> list[RowKey]:
    """One hashable key a row: numbers to ten significant digits, so that 0.1 + 0.2 is 0.3, and everything else as text.

    Parameters
    ----------
    frame : DataFrame
    columns : sequence of str
        What makes an experiment; other columns do not count.

    Returns
    -------
    list of tuple
    """
    parts = [[_cell(value) for value in frame[name].tolist()] for name in columns]
    return list(zip(*parts, strict=True))


def _cell(value: Any) -> Any:
    if isinstance(value, numbers.Real) and not isinstance(value, bool):
        return float(f"{float(value):.10g}")
    return str(value)
