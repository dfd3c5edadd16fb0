"""What constraints that count used ingredients share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from matinfo.design._arrays import FloatArray
from matinfo.design._space.amount import Amount
from matinfo.design._space.constraint import Constraint, Parameters, Range, counted, unknown_columns
from matinfo.design._space.parameter import Parameter, Settings


class CountUsed(Constraint):
    """Base of frozen values that count which amounts `of` a group are not 0."""

    counts = True

    of: Sequence[str]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.of)

    def problems(self, parameters: Parameters) -> list[str]:
        return unknown_columns(self.columns, parameters) + not_amounts(self.columns, parameters)

    def terms(self, name: str, parameter: Parameter, settings: Settings) -> list[Range]:
        return counted(settings.used)

    def measure(self, values: Mapping[str, FloatArray], parameters: Parameters) -> FloatArray:
        return np.asarray(np.sum([values[name] != 0.0 for name in self.of], axis=0, dtype=np.float64))


def not_amounts(names: Sequence[str], parameters: Parameters) -> list[str]:
    """One sentence for each column that cannot be counted as used or absent."""
    found = []
    for name in names:
        parameter = parameters.get(name)
        if parameter is not None and not isinstance(parameter, Amount):
            found.append(f"{name!r} is a {type(parameter).__name__}; only an Amount can be absent")
        elif isinstance(parameter, Amount) and parameter.low < 0.0:
            found.append(f"{name!r} can be negative; only an Amount from 0 on can be absent")
    return found
