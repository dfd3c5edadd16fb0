"""Things that must not meet in one recipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from matinfo._validation import option_message
from matinfo.design._arrays import BoolArray, FloatArray
from matinfo.design._space.choice import Choice
from matinfo.design._space.constraint import Constraint, Parameters, Range, counted, read_names, unknown_columns
from matinfo.design._space.counting import not_amounts
from matinfo.design._space.exact import exact
from matinfo.design._space.level import Level
from matinfo.design._space.parameter import Parameter, Settings


@dataclass(frozen=True)
class ForbidTogether(Constraint):
    """Ingredients, options and levels that must not all meet in one recipe.

    Parameters
    ----------
    used : sequence of str, optional
        Columns of amounts: the combination is met where all of them are not 0.
    where : mapping of str to value or list of values, optional
        Columns of choices and levels: the combination is met where each has one of these values too.

    Attributes
    ----------
    columns : tuple of str
        Columns that the constraint is about.
    limits : tuple
        Least and largest number of conditions met.

    See Also
    --------
    AtMost : A limit on the number of ingredients.

    Examples
    --------
    >>> ForbidTogether(["sulfur", "peroxide"]).describe()
    'not together: sulfur, peroxide'
    >>> ForbidTogether(["peroxide"], where={"oven": [140, 160]}).describe()
    'not together: peroxide, oven 140 or 160'
    """

    used: Sequence[str] = ()
    where: Mapping[str, Any] = field(default_factory=dict)

    counts = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "used", read_names("used", self.used))
        if not isinstance(self.where, Mapping):
            raise TypeError(option_message("where", "a mapping of columns to values", self.where))
        lists = {
            name: tuple(values) if isinstance(values, list | tuple) else (values,)
            for name, values in self.where.items()
        }
        object.__setattr__(self, "where", lists)

    def __hash__(self) -> int:
        return hash((self.used, tuple(self.where.items())))

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.used, *self.where)

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        return (None, Fraction(len(self.columns) - 1))

    def problems(self, parameters: Parameters) -> list[str]:
        found = [] if len(self.columns) > 1 else ["two columns or more are needed"]
        found += unknown_columns(self.columns, parameters) + not_amounts(self.used, parameters)
        for name, values in self.where.items():
            parameter = parameters.get(name)
            if isinstance(parameter, Choice):
                strange = [value for value in values if value not in parameter.options]
            elif isinstance(parameter, Level):
                strange = [value for value in values if value not in parameter.values]
            else:
                strange = []
                if parameter is not None:
                    found.append(f"{name!r} is an Amount; it belongs to used")
            found += [f"{value!r} is no value of {name!r}" for value in strange]
        return found

    def terms(self, name: str, parameter: Parameter, settings: Settings) -> list[Range]:
        if name in self.used:
            return counted(settings.used)
        return counted(self._meets(name, parameter, np.array([float(value) for value in settings.low])))

    def measure(self, values: Mapping[str, FloatArray], parameters: Parameters) -> FloatArray:
        met = [values[name] != 0.0 for name in self.used]
        met += [self._meets(name, parameters[name], values[name]) for name in self.where]
        return np.asarray(np.sum(met, axis=0, dtype=np.float64))

    def _meets(self, name: str, parameter: Parameter, values: FloatArray) -> BoolArray:
        wanted = self.where[name]
        if isinstance(parameter, Choice):
            wanted = [parameter.options.index(value) for value in wanted]
        return np.asarray(np.isclose(values[:, None], [float(exact(each)) for each in wanted], rtol=1e-9).any(axis=1))

    def describe(self) -> str:
        where = [f"{name} {' or '.join(map(str, values))}" for name, values in self.where.items()]
        return f"not together: {', '.join([*self.used, *where])}"
