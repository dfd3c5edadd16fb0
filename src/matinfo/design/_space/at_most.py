"""A limit on the number of ingredients used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matinfo._validation import check_number
from matinfo.design._space.constraint import Parameters, read_names
from matinfo.design._space.counting import CountUsed


@dataclass(frozen=True)
class AtMost(CountUsed):
    """At most `k` ingredients of a group are used (not 0).

    An amount whose `low` is above 0 is always used, unless it is ``optional=True``.

    Parameters
    ----------
    k : int
        Largest number of ingredients.
    of : sequence of str
        Columns of their amounts.
    at_least : int, default=0
        Smallest number of ingredients.

    Attributes
    ----------
    limits : tuple
        Least and largest number as fractions.

    See Also
    --------
    OneOf : Exactly one.
    ForbidTogether : Which do not go together.

    Examples
    --------
    >>> AtMost(2, of=["talc", "silica", "chalk"]).describe()
    'at most 2 of talc, silica, chalk'
    """

    k: int
    of: Sequence[str]
    at_least: int = 0

    def __post_init__(self) -> None:
        check_number("k", self.k, low=0, whole=True)
        check_number("at_least", self.at_least, low=0, high=self.k, whole=True)
        object.__setattr__(self, "of", read_names("of", self.of))

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        return (Fraction(int(self.at_least)) if self.at_least else None, Fraction(int(self.k)))

    def problems(self, parameters: Parameters) -> list[str]:
        few = [] if self.at_least <= len(self.of) else [f"at_least={self.at_least} of {len(self.of)} columns"]
        return few + super().problems(parameters)

    def describe(self) -> str:
        least = f"at least {self.at_least} and " if self.at_least else ""
        return f"{least}at most {self.k} of {', '.join(self.of)}"
