"""What an experiment costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray


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
        self.prices = {name: float(price) for name, price in prices.items()}

    def __call__(self, frame: pd.DataFrame) -> FloatArray:
        """Cost of each row."""
        fixed = self.prices.get("", 0.0)
        parts: list[Any] = [price * frame[name].to_numpy(np.float64) for name, price in self.prices.items() if name]
        return np.asarray(np.sum(parts, axis=0) + np.full(len(frame), fixed))
