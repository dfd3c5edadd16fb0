"""A condition that can be set to a few given numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_number, option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._space.amount import ROUNDING
from matinfo.design._space.exact import exact
from matinfo.design._space.parameter import Parameter, Settings, check_name, read_numbers


@dataclass(frozen=True)
class Level(Parameter):
    """A number that can be set to given values only, such as the temperatures of the ovens at hand.

    Parameters
    ----------
    name : str
        Name of the column.
    values : sequence of float
        At least two different numbers; they are kept in rising order.
    unit : str, optional
        Unit of the numbers.

    See Also
    --------
    Amount : Evenly spaced values, or any value between bounds.
    Choice : Values without an order.

    Examples
    --------
    >>> Level("cure temperature", [160, 140, 150], unit="degC").values
    (140.0, 150.0, 160.0)
    """

    name: str
    values: Sequence[float]
    unit: str | None = None

    def __post_init__(self) -> None:
        check_name(self.name)
        if isinstance(self.values, str) or not np.iterable(self.values):
            raise TypeError(option_message("values", f"the numbers that {self.name!r} may have", self.values))
        for value in self.values:
            check_number("values", value)
        if len(set(self.values)) != len(self.values) or len(self.values) < 2:
            raise ValueError(option_message("values", f"two or more different numbers for {self.name!r}", self.values))
        object.__setattr__(self, "values", tuple(sorted(map(float, self.values))))

    def settings(self, *, zero_apart: bool) -> Settings:
        return Settings.of([exact(value) for value in self.values])

    def read(self, column: pd.Series) -> FloatArray:
        return read_numbers(column)

    def problems(self, values: FloatArray) -> list[str | None]:
        known = np.array(self.values)
        slack = ROUNDING * max(float(np.abs(known).max()), 1e-3)
        fine = (np.abs(values[:, None] - known) <= slack).any(axis=1)
        listed = ", ".join(f"{value:g}" for value in self.values)
        return [None if each else f"must be one of {listed}" for each in fine]

    def write(self, values: FloatArray) -> Any:
        return values

    def encode(self, values: FloatArray) -> FloatArray:
        low, high = self.values[0], self.values[-1]
        return ((values - low) / (high - low))[:, None]

    @property
    def feature_names(self) -> list[str]:
        return [self.name]
