"""What an experiment costs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from matinfo._validation import check_number, option_message
from matinfo.design._arrays import FloatArray

_FIXED = 'The price of an experiment as such is cost={"": ...}.'


class PriceList:
    """Cost of candidates as a fixed part and a price for each unit of a column.

    Parameters
    ----------
    prices : mapping of str to float
        Price by column; under ``""`` the fixed part of every experiment.
    columns : list of str
        Columns of the candidates.
    """

    def __init__(self, prices: Mapping[str, float], columns: list[str]) -> None:
        if not isinstance(prices, Mapping) or not prices:
            raise TypeError(
                option_message("cost", 'a mapping of columns to prices, as in {"": 50, "resin": 2}', prices)
            )
        unknown = [name for name in prices if name and name not in columns]
        if unknown:
            raise ValueError(f"cost must name columns of the candidates, {columns}; got also {unknown}.")
        for name, price in prices.items():
            check_number(f"cost[{name!r}]", price)
        self.prices = {name: float(price) for name, price in prices.items()}

    def __call__(self, frame: pd.DataFrame) -> FloatArray:
        """Cost of each row, above 0."""
        cost = np.full(len(frame), self.prices.get("", 0.0))
        for name, price in self.prices.items():
            if name:
                cost += price * _amounts(name, frame[name])
        if not (cost > 0.0).all():
            raise ValueError(option_message("cost", "above 0 for every candidate", float(cost.min()), _FIXED))
        return cost


def _amounts(name: str, column: pd.Series) -> FloatArray:
    if not pd.api.types.is_numeric_dtype(column):
        raise ValueError(
            option_message("cost", f"prices of numbers; column {name!r} has others", column.iloc[0], _FIXED)
        )
    return column.to_numpy(np.float64)
