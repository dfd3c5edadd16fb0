"""What every constraint can say of itself, so that one machine serves all: a sum over the columns, and its limits."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._space.choice import Choice
from matinfo.design._space.parameter import Parameter, Settings

Parameters = Mapping[str, Parameter]
Range = tuple[Fraction, Fraction]


class Constraint(ABC):
    """A frozen value: low <= sum over columns of a term of each <= high.

    Linear constraints add coefficient times value. Counting constraints add 1 for each column that meets a condition.
    """

    counts: bool  # a counting constraint, whose amounts need absence as a setting of its own

    @property
    @abstractmethod
    def columns(self) -> tuple[str, ...]:
        """Columns that the constraint is about."""

    @property
    @abstractmethod
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        """Least and largest sum; None where open."""

    @abstractmethod
    def problems(self, parameters: Parameters) -> list[str]:
        """Say what is wrong with the constraint, given the parameters of the space."""

    @abstractmethod
    def terms(self, name: str, parameter: Parameter, settings: Settings) -> list[Range]:
        """Least and largest term of a column for each of its settings."""

    @abstractmethod
    def measure(self, values: Mapping[str, FloatArray], parameters: Parameters) -> FloatArray:
        """The sum for rows of numbers, of shape (n,)."""

    @abstractmethod
    def describe(self) -> str:
        """The constraint in the form in which it was typed."""


def unknown_columns(names: Sequence[str], parameters: Parameters) -> list[str]:
    """One sentence for each name that the space does not have, and for each that stands there twice."""
    found = [f"{name!r} is no parameter of the space" for name in dict.fromkeys(names) if name not in parameters]
    return found + [f"{name!r} stands there more than once" for name in dict.fromkeys(names) if names.count(name) > 1]


def choices_among(names: Sequence[str], parameters: Parameters) -> list[str]:
    """One sentence for each column that has no order and so cannot be added up."""
    return [f"{name!r} is a Choice and has no number" for name in names if isinstance(parameters.get(name), Choice)]


def read_names(label: str, names: object) -> tuple[str, ...]:
    """A sequence of names as a tuple."""
    if isinstance(names, str) or not isinstance(names, Sequence) or not all(isinstance(name, str) for name in names):
        raise TypeError(option_message(label, "a list of names of columns", names))
    return tuple(names)


def scaled(settings: Settings, coefficient: Fraction) -> list[Range]:
    """Ranges of coefficient times value."""
    pairs = zip(settings.low, settings.high, strict=True)
    ranges = [(coefficient * low, coefficient * high) for low, high in pairs]
    return ranges if coefficient >= 0 else [(high, low) for low, high in ranges]


def counted(meets: Sequence[bool] | np.ndarray) -> list[Range]:
    """1 where a setting meets the condition, otherwise 0."""
    return [(Fraction(int(each)), Fraction(int(each))) for each in meets]
