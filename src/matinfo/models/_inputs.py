"""What kind of input a model was given."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pandas as pd

Kind = Literal["structures", "table"]


def input_kind(X: Any) -> Kind:
    """Tell a column of structures from a table of numbers."""
    if isinstance(X, pd.DataFrame):
        return "structures" if X.shape[1] == 1 and _has_text(X.iloc[:, 0]) else "table"
    if isinstance(X, pd.Series):
        return "structures" if _has_text(X) else "table"
    if isinstance(X, np.ndarray):
        if X.ndim == 2 and X.shape[1] != 1:
            return "table"
        return "structures" if X.dtype.kind in "OUT" and _has_text(X.ravel()) else "table"
    if isinstance(X, list | tuple):
        return "structures" if _has_text(X) else "table"
    return "table"


def _has_text(values: Any) -> bool:
    return any(isinstance(value, str) for value in values)


def take_rows(X: Any, rows: Any) -> Any:
    """Rows of a list, array or pandas object by a boolean mask."""
    if isinstance(X, pd.DataFrame | pd.Series):
        return X.iloc[np.flatnonzero(rows)]
    if isinstance(X, np.ndarray):
        return X[rows]
    return [value for value, keep in zip(X, rows, strict=True) if keep]
