"""An amount, or a condition, that may be set to any value within bounds, or to steps of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_number, option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._space.exact import exact
from matinfo.design._space.parameter import Parameter, Settings, check_name, read_numbers

ROUNDING = 1e-9  # of the size of a number: what still counts as equal


@dataclass(frozen=True)
class Amount(Parameter):
    """An amount of an ingredient, or a process condition, between two bounds.

    Parameters
    ----------
    name : str
        Name of the column.
    low, high : float
        Bounds, which belong to the range.
    step : float, optional
        Only ``low``, ``low + step``, ``low + 2 step``, ... can be set, as on a balance or a controller. Without it
        every value between the bounds can.
    unit : str, optional
        Unit of the numbers.
    optional : bool, default=False
        The ingredient may also be left out, although `low` is above 0: either 0, or `low` to `high`.

    See Also
    --------
    Level : A few given values at uneven distances.

    Examples
    --------
    >>> Amount("carbon black", 20, 60, step=10, unit="phr", optional=True).values
    (0.0, 20.0, 30.0, 40.0, 50.0, 60.0)
    """

    name: str
    low: float
    high: float
    step: float | None = None
    unit: str | None = None
    optional: bool = False

    def __post_init__(self) -> None:
        check_name(self.name)
        check_number("low", self.low)
        check_number("high", self.high)
        if not self.low < self.high:
            raise ValueError(option_message("low", f"below high={self.high:g} for {self.name!r}", self.low))
        if self.step is not None:
            check_number("step", self.step, low=0.0, high=self.high - self.low + ROUNDING)
            if self.step == 0.0:
                raise ValueError(option_message("step", "above 0", self.step, "Leave it out for any value."))
        if self.optional and self.low < 0.0:
            raise ValueError(option_message("low", f"0 or more where {self.name!r} is optional", self.low))

    @property
    def values(self) -> tuple[float, ...]:
        """Values that can be set; empty where any value between the bounds can."""
        return tuple(map(float, self._grid()))

    def settings(self, *, zero_apart: bool) -> Settings:
        if self.step is not None:
            return Settings.of(self._grid())
        low, high = exact(self.low), exact(self.high)
        if self.optional or (zero_apart and low == 0):
            return Settings((Fraction(0), low), (Fraction(0), high))
        return Settings((low,), (high,))

    def read(self, column: pd.Series) -> FloatArray:
        return read_numbers(column)

    def problems(self, values: FloatArray) -> list[str | None]:
        slack = ROUNDING * max(abs(self.low), abs(self.high), 1e-3)
        absent = self.optional & (values == 0.0)
        inside = (values >= self.low - slack) & (values <= self.high + slack)
        on_step = np.ones(len(values), dtype=np.bool_)
        if self.step is not None:
            steps = (values - self.low) / self.step
            on_step = np.abs(steps - np.round(steps)) * self.step <= slack
            inside &= values <= self.values[-1] + slack
        bounds = f"must be {'0 or ' if self.optional else ''}between {self.low:g} and {self.high:g}{self._unit()}"
        texts: list[str | None] = []
        for value, fine, outside, step in zip(values, absent, ~inside, on_step, strict=True):
            if np.isnan(value):
                texts.append("must be a number")
            elif fine or (not outside and step):
                texts.append(None)
            else:
                texts.append(bounds if outside else f"must be {self.low:g} plus steps of {self.step:g}{self._unit()}")
        return texts

    def write(self, values: FloatArray) -> Any:
        return values

    def encode(self, values: FloatArray) -> FloatArray:
        low = min(self.low, 0.0) if self.optional else self.low
        return ((values - low) / (self.high - low))[:, None]

    @property
    def feature_names(self) -> list[str]:
        return [self.name]

    def _grid(self) -> list[Fraction]:
        if self.step is None:
            return []
        low, step = exact(self.low), exact(self.step)
        grid = [low + i * step for i in range(floor((exact(self.high) - low) / step) + 1)]
        return [Fraction(0), *grid] if self.optional and grid[0] > 0 else grid

    def _unit(self) -> str:
        return f" {self.unit}" if self.unit else ""
