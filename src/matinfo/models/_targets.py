"""Measured values that a model learns, read and checked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import column_or_1d

from matinfo._measured import measured_columns
from matinfo.exceptions import InvalidRowsError, RowProblem
from matinfo.models._kernels import FloatArray
from matinfo.models._rows import row_labels


@dataclass(frozen=True, slots=True)
class Targets:
    """Measured values of one property or of several.

    Attributes
    ----------
    measured : array of shape (n, n_properties)
        NaN where a property was not measured; never for one property.
    names : list of str
    single : bool
        Whether one column was given as such, so that predictions have shape (n,).
    """

    measured: FloatArray
    names: list[str]
    single: bool

    def take(self, rows: npt.NDArray[Any]) -> Targets:
        """Some of the rows."""
        return replace(self, measured=self.measured[rows])


def read_targets(y: Any, labels: list[Any]) -> Targets:
    """Read one finite number a row; with several columns, at least one.

    Parameters
    ----------
    y : array-like of shape (n,) or (n, n_properties)
    labels : list of length n
        Row labels of X, for messages where `y` has none.

    Raises
    ------
    InvalidRowsError
        Names every row without a measured value, and every value that is no number or infinite.
    ValueError
        `y` is missing or has another length than X, two properties have one name, or one has fewer than two values.
    """
    if y is None:
        raise ValueError("fit requires y to be passed, but the target y is None.")
    y = y if isinstance(y, pd.Series | pd.DataFrame) else np.asarray(y)
    shape = np.shape(y)
    single = len(shape) != 2 or shape[1] == 1
    if single:
        column_or_1d(y, warn=True)  # scikit-learn's error for another shape, and its warning for a column
    if len(y) != len(labels):
        raise ValueError(f"X and y must have the same length; got {len(labels)} rows and {len(y)} values.")
    labels = row_labels(y) if isinstance(y, pd.Series | pd.DataFrame) else labels
    columns, problems = measured_columns(y, labels)
    values, names = columns.to_numpy(), list(columns.columns)
    empty = pd.DataFrame(y).isna().all(axis=1).to_numpy()
    problems += [
        RowProblem(labels[row], names[0], float("nan"), "no-target", "there is no finite number.")
        for row in np.flatnonzero(empty).tolist()
    ]
    place = {label: row for row, label in enumerate(labels)}
    problems.sort(key=lambda problem: place[problem.label])
    if problems:
        raise InvalidRowsError(problems, len(values), 'Leave rows without a measurement out, as ds.select("Tg") does.')
    counts = np.isfinite(values).sum(axis=0)
    if not single and (few := [name for name, count in zip(names, counts, strict=True) if count < 2]):
        raise ValueError(f"every property needs at least 2 measured values; {few} have fewer. Leave them out of y.")
    return Targets(values, names, single)


def read_y_std(y_std: Any, targets: Targets) -> FloatArray | None:
    """Read known standard deviations: shape of the targets, not negative; holes only where nothing was measured."""
    if y_std is None:
        return None
    values = np.asarray(y_std, dtype=np.float64)
    if values.ndim == 1:
        values = values[:, None]
    if values.shape != targets.measured.shape:
        raise ValueError(f"y_std must have the shape of y: {targets.measured.shape}; got {np.shape(y_std)}.")
    known = values[np.isfinite(targets.measured)]
    if not (np.isfinite(known) & (known >= 0.0)).all():
        raise ValueError(
            "y_std must be a finite number of at least 0 for every measured value. Where the scatter is not known, "
            "pass that of a typical measurement."
        )
    return values
