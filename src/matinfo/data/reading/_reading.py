"""What one cell was read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "exact", "range", "approximate", "plus-minus", "right-censored", "left-censored", "missing", "refused"
]  # fmt: skip

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value as it was read, with its bounds.

    Attributes
    ----------
    text : object
        What stood in the cell.
    kind : str
        ``"exact"``, ``"range"``, ``"approximate"``, ``"plus-minus"``, ``"right-censored"`` (above a bound),
        ``"left-censored"`` (below one), ``"missing"`` or ``"refused"``.
    value : float
        The number; the middle of a range; NaN where only a bound or nothing is known.
    low, high : float
        Bounds of the value; infinite on the open side of a censored value, NaN where unknown.
    unit : str or None
        Unit written in the cell; None where there was none, so that the unit of the column holds.
    flags : tuple of str
        What was done to read it, such as ``"decimal-comma"``, ``"unicode-minus"``, ``"note:DSC"``; for a refused cell
        the kind of the fault comes first.
    reason, suggestion : str
        For a refused cell, what is wrong and what to do; empty otherwise.
    """

    text: object
    kind: Kind
    value: float = NAN
    low: float = NAN
    high: float = NAN
    unit: str | None = None
    flags: tuple[str, ...] = ()
    reason: str = ""
    suggestion: str = ""
