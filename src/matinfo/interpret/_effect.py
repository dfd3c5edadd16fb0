"""Partial effects: predictions along one feature or column, all others as they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.inspection import partial_dependence

from matinfo.interpret._predictor import Predictor


class _Fitted(RegressorMixin, BaseEstimator):
    """A predictor as scikit-learn wants it for its inspection."""

    def __init__(self, predict: Predictor, columns: pd.Index) -> None:
        self.predict_rows = predict
        self.columns = columns

    def fit(self, X: Any, y: Any = None) -> Any:
        raise NotImplementedError("it is fitted")

    def predict(self, X: Any) -> npt.NDArray[np.float64]:
        return self.predict_rows(X if isinstance(X, pd.DataFrame) else pd.DataFrame(X, columns=self.columns))

    def __sklearn_is_fitted__(self) -> bool:
        return True


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
    """
    place = [str(column) for column in table.columns].index(name)
    result = partial_dependence(
        _Fitted(predict, table.columns),
        table,
        [place],
        kind="individual",
        method="brute",
        grid_resolution=grid,
        categorical_features=None if pd.api.types.is_numeric_dtype(table.dtypes.iloc[place]) else [place],
    )
    values, lines = result["grid_values"][0], result["individual"][0]
    return pd.DataFrame(
        {
            "name": name,
            "value": np.repeat(np.asarray(values), len(table)),
            "row": np.tile(np.asarray(table.index, dtype=object), len(values)),
            "prediction": lines.T.ravel(),
        }
    )
