"""Everything that a model says of new rows in one table, the rows read once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matinfo.models._rows import row_labels

if TYPE_CHECKING:
    from matinfo.models._model import Model

UNUSABLE = "a value is missing or not finite."  # where the reader has no better reason


def prediction_frame(model: Model, X: Any, coverage: float) -> pd.DataFrame:
    """Predict every row that can be used, and say what is wrong with the others.

    Parameters
    ----------
    model : Model
        Fitted.
    X : column of n structures, or table of shape (n, n_features)
    coverage : float

    Returns
    -------
    DataFrame
        As `Model.predict_frame`.
    """
    _check_names(model.target_names_)
    features, reasons = model.reader_.read_report(model, X, model.domain_.known.shape[1])
    usable = model.reader_.usable(features)
    n_rows, names = len(usable), model.target_names_
    mean, std = np.full((2, n_rows, len(names)), np.nan)
    ends = np.full((n_rows, len(names), 2), np.nan)
    inside = np.zeros(n_rows, dtype=bool)
    if usable.any():
        good = features[usable]
        inputs = model._inputs(X, features, usable)
        told_mean, told_std = model.learned_.predict(inputs, with_std=True)
        mean[usable], std[usable] = told_mean.reshape(len(good), -1), told_std.reshape(len(good), -1)
        if hasattr(model, "predict_interval"):
            ends[usable] = model.learned_.interval(inputs, coverage).reshape(len(good), -1, 2)
        inside[usable] = model.domain_.contains(good)
    columns: dict[str, Any] = {}
    for place, name in enumerate(names):
        columns |= dict(zip(_columns_of(name), (mean[:, place], std[:, place], *ends[:, place].T), strict=True))
    problems = [reasons.get(row, "" if good else UNUSABLE) for row, good in enumerate(usable.tolist())]
    return pd.DataFrame(columns | {"in_domain": inside, "problem": problems}, index=row_labels(X))


def _columns_of(name: str) -> list[str]:
    return [name, f"{name}_std", f"{name}_low", f"{name}_high"]


def _check_names(names: list[str]) -> None:
    columns = [column for name in names for column in _columns_of(name)] + ["in_domain", "problem"]
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise ValueError(
            f"predict_frame would have two columns named {twice}. Rename these columns of y, and fit again."
        )
