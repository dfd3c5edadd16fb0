"""Rows that a model cannot learn from, named all together."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo._validation import InvalidPolicy
from matinfo.chem import report_problems
from matinfo.exceptions import RowProblem
from matinfo.models._kernels import FloatArray


def row_labels(X: Any) -> list[Any]:
    """Index labels of a pandas object, else positions."""
    if isinstance(X, pd.DataFrame | pd.Series):
        return list(X.index)
    if hasattr(X, "__array__") and not hasattr(X, "shape"):
        X = np.asarray(X)
    if not hasattr(X, "shape") and not hasattr(X, "__len__"):
        raise TypeError(f"X must be a table, or a column of structures; got {X!r}. Pass a DataFrame.")
    return list(range(X.shape[0] if hasattr(X, "shape") else len(X)))


def report_unusable(
    features: FloatArray, labels: list[Any], names: npt.NDArray[Any] | None, invalid: InvalidPolicy
) -> None:
    """Raise for rows with features that are not finite, or warn once; the first such feature of a row is named.

    Parameters
    ----------
    features : array of shape (n, n_features)
    labels : list of length n
    names : array of shape (n_features,), optional
        Names of the columns of a table.
    invalid : {"raise", "nan"}
    """
    bad = ~np.isfinite(features)
    rows = np.flatnonzero(bad.any(axis=1))
    problems = []
    for row, place in zip(rows.tolist(), bad[rows].argmax(axis=1).tolist(), strict=True):
        name = f"feature {place}" if names is None else str(names[place])
        value = float(features[row, place])
        problems.append(RowProblem(labels[row], name, value, "not-finite", "the value is NaN or infinite (inf)."))
    report_problems(problems, len(features), invalid)
