"""What amounts, levels and choices have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.design._arrays import BoolArray, FloatArray


@dataclass(frozen=True)
class Settings:
    """What a parameter may be: values, or one interval of values.

    Parameters
    ----------
    low, high : tuple of Fraction
        Ends of each setting; equal for a single value. For a choice the place of the option, which has no meaning as
        a number.
    """

    low: tuple[Fraction, ...]
    high: tuple[Fraction, ...]

    @classmethod
    def of(cls, values: list[Fraction]) -> Settings:
        """Settings that are single values."""
        return cls(tuple(values), tuple(values))

    @property
    def is_finite(self) -> bool:
        """Whether every setting is a single value."""
        return self.low == self.high

    @property
    def used(self) -> BoolArray:
        """For amounts: which settings are a use of the ingredient."""
        return np.array([bool(low or high) for low, high in zip(self.low, self.high, strict=True)])


class Parameter(ABC):
    """One column of a recipe: a frozen value."""

    name: str

    @abstractmethod
    def settings(self, *, zero_apart: bool) -> Settings:
        """What the parameter may be; `zero_apart` asks for absence as a setting of its own."""

    @abstractmethod
    def read(self, column: pd.Series) -> FloatArray:
        """Numbers of the cells: values, or the places of options; NaN for what is none."""

    @abstractmethod
    def problems(self, values: FloatArray) -> list[str | None]:
        """Say for each number of `read` what is wrong with it, or None."""

    @abstractmethod
    def write(self, values: FloatArray) -> Any:
        """Cells of the numbers."""

    @abstractmethod
    def encode(self, values: FloatArray) -> FloatArray:
        """Numbers for a model, of shape (n, len(feature_names)), each about 1 wide."""

    @property
    @abstractmethod
    def feature_names(self) -> list[str]:
        """Names of the columns of `encode`."""


def check_name(name: object) -> None:
    """Raise unless `name` can be the name of a column."""
    if not isinstance(name, str) or not name.strip():
        raise TypeError(option_message("name", "the name of a column, a string", name))


def read_numbers(column: pd.Series) -> FloatArray:
    """Numbers of a column; NaN for cells that are none."""
    return np.asarray(pd.to_numeric(column, errors="coerce"), dtype=np.float64)
