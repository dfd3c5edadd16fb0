"""Alternatives for one place in a recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matinfo.design._space.constraint import Parameters, read_names
from matinfo.design._space.counting import CountUsed


@dataclass(frozen=True)
class OneOf(CountUsed):
    """Exactly one ingredient of a group is used: which plasticizer, and how much of it.

    Parameters
    ----------
    of : sequence of str
        Columns of the amounts of the alternatives.
    or_none : bool, default=False
        None of them is fine too.

    Attributes
    ----------
    limits : tuple
        Least and largest number as fractions.

    See Also
    --------
    AtMost : Several of a group.
    Choice : Alternatives whose amount does not vary.

    Examples
    --------
    >>> OneOf(["DOP", "TOTM"]).describe()
    'exactly one of DOP, TOTM'
    """

    of: Sequence[str]
    or_none: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "of", read_names("of", self.of))

    @property
    def limits(self) -> tuple[Fraction | None, Fraction | None]:
        return (None if self.or_none else Fraction(1), Fraction(1))

    def problems(self, parameters: Parameters) -> list[str]:
        few = [] if len(self.of) > 1 else ["of must be two or more columns"]
        return few + super().problems(parameters)

    def describe(self) -> str:
        return f"{'at most' if self.or_none else 'exactly'} one of {', '.join(self.of)}"
