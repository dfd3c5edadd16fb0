"""Rows of whatever a user passes as inputs."""

from __future__ import annotations

from typing import Any

import numpy as np


def take_rows(X: Any, rows: Any) -> Any:
    """Rows of a list, array, sparse matrix or pandas object, in the type that the user chose.

    Parameters
    ----------
    X : sequence, array, sparse matrix, Series or DataFrame of n rows
    rows : array of int, or of bool of shape (n,)
        Positions, or which rows.
    """
    places = np.asarray(rows)
    places = np.flatnonzero(places) if places.dtype == bool else places
    if hasattr(X, "iloc"):
        return X.iloc[places]
    return X[places] if hasattr(X, "shape") else [X[place] for place in places.tolist()]
