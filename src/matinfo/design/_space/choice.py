"""A choice between things without an order, such as fillers or solvents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._space.option_descriptors import OptionDescriptors, read_descriptors
from matinfo.design._space.parameter import Parameter, Settings, check_name


@dataclass(frozen=True)
class Choice(Parameter):
    """One of several things that have no order.

    Parameters
    ----------
    name : str
        Name of the column.
    options : sequence of str
        Two or more different things.
    descriptors : "smiles", mapping or DataFrame, optional
        What makes options alike, so that a result with one says something about its relatives: a table of numbers with
        the options as its index, a mapping of each option to its SMILES, or ``"smiles"`` where the options are SMILES
        themselves. Without it every option is as far from each other (one column per option).

    See Also
    --------
    OneOf : One ingredient of a group, with the amount of it.

    Examples
    --------
    >>> solvent = Choice("solvent", ["toluene", "xylene", "water"], descriptors={
    ...     "toluene": "Cc1ccccc1", "xylene": "Cc1ccccc1C", "water": "O"})
    >>> toluene, xylene, water = solvent.encode(solvent.read(["toluene", "xylene", "water"]))
    >>> bool(abs(toluene - xylene).sum() < abs(toluene - water).sum())
    True
    """

    name: str
    options: Sequence[str]
    descriptors: str | Mapping[str, str] | pd.DataFrame | OptionDescriptors | None = None

    def __post_init__(self) -> None:
        check_name(self.name)
        if isinstance(self.options, str) or not np.iterable(self.options):
            raise TypeError(option_message("options", f"the names that {self.name!r} may have", self.options))
        options = tuple(self.options)
        strange = [option for option in options if not isinstance(option, str)]
        if strange:
            raise TypeError(
                option_message("options", f"strings for {self.name!r}", strange[0], "Use Level for numbers.")
            )
        if len(set(options)) != len(options) or len(options) < 2:
            raise ValueError(option_message("options", f"two or more different names for {self.name!r}", self.options))
        object.__setattr__(self, "options", options)
        object.__setattr__(self, "descriptors", read_descriptors(self.name, options, self.descriptors))

    def settings(self, *, zero_apart: bool) -> Settings:
        return Settings.of([Fraction(place) for place in range(len(self.options))])

    def read(self, column: pd.Series | Sequence[Any]) -> FloatArray:
        places = {option: float(place) for place, option in enumerate(self.options)}
        return np.array([places.get(cell, np.nan) if isinstance(cell, str) else np.nan for cell in column])

    def problems(self, values: FloatArray) -> list[str | None]:
        listed = ", ".join(map(repr, self.options))
        return [f"must be one of {listed}" if np.isnan(value) else None for value in values]

    def write(self, values: FloatArray) -> Any:
        return np.array(self.options, dtype=object)[values.astype(np.int64)]

    def encode(self, values: FloatArray) -> FloatArray:
        known = ~np.isnan(values)
        numbers = np.eye(len(self.options))
        if isinstance(self.descriptors, OptionDescriptors):
            numbers = np.array(self.descriptors.values)
        encoded = np.full((len(values), numbers.shape[1]), np.nan)
        encoded[known] = numbers[values[known].astype(np.int64)]
        return encoded

    @property
    def feature_names(self) -> list[str]:
        if isinstance(self.descriptors, OptionDescriptors):
            return [f"{self.name}: {name}" for name in self.descriptors.names]
        return [f"{self.name} = {option}" for option in self.options]
