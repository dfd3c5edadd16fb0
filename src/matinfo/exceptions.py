"""Errors and warnings of matinfo.

Bad rows are collected and reported together: one `RowProblem` a row, one `InvalidRowsError` for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = [
    "InvalidRowsError",
    "InvalidRowsWarning",
    "InvalidSpaceError",
    "MatinfoError",
    "MatinfoWarning",
    "MissingExtraError",
    "NotAStructureStringError",
    "RecipeError",
    "RowProblem",
    "SavedModelError",
    "SavedModelWarning",
    "StructureError",
    "StructureWarning",
    "UnitError",
]

SHOWN_ROWS = 5
SHOWN_CHARACTERS = 60


class MatinfoError(Exception):
    """Base of every error that matinfo raises on purpose."""


class MatinfoWarning(UserWarning):
    """Base of every warning that matinfo gives."""


class StructureWarning(MatinfoWarning):
    """A structure is legal but odd: net charge, radical, solvent fragment, name behind the SMILES."""


class InvalidRowsWarning(MatinfoWarning):
    """Rows became NaN because ``invalid="nan"`` was asked for."""


class SavedModelWarning(MatinfoWarning):
    """A model was saved with other versions of what its predictions depend on."""


class SavedModelError(MatinfoError, ValueError):
    """A file is no saved model or must not be read as one, or a model cannot be saved."""


class UnitError(MatinfoError, ValueError):
    """A unit is unknown, or two units measure different things."""


class InvalidSpaceError(MatinfoError, ValueError):
    """Parameters and constraints of a space do not fit together; everything that is wrong is in `problems`.

    Attributes
    ----------
    summary : str
        What is wrong, in one sentence.
    problems : tuple of str
        Each parameter or constraint that is concerned, and why.
    next_step : str
        What to do.
    constraints : tuple
        Constraints that conflict, none of which can be left out; empty where the space fails for another reason.
    """

    def __init__(
        self, summary: str, problems: Sequence[str], next_step: str = "", constraints: tuple[Any, ...] = ()
    ) -> None:
        super().__init__(summary, tuple(problems), next_step, constraints)
        self.summary = summary
        self.problems = tuple(problems)
        self.next_step = next_step
        self.constraints = constraints

    def __str__(self) -> str:
        return "\n".join([self.summary, *(f"  {problem}" for problem in self.problems), self.next_step]).rstrip()


class MissingExtraError(MatinfoError, ImportError):
    """An optional package is needed; the message names the extra that brings it."""


class RecipeError(MatinfoError, ValueError):
    """A recipe is not what it says: amounts that cannot be, a sum that does not close, a number that is missing."""


class StructureError(MatinfoError, ValueError):
    """A string is not the structure that was asked for.

    Attributes
    ----------
    value : object
        What was given.
    code : str
        ``"invalid-smiles"``, ``"invalid-polymer"``, ``"too-big"``, ``"not-a-string"`` or ``"has-star"``.
    reason : str
        What is wrong, in one sentence.
    suggestion : str
        What to do next; may be empty.
    """

    def __init__(self, value: object, code: str, reason: str, suggestion: str = "") -> None:
        super().__init__(value, code, reason, suggestion)
        self.value = value
        self.code = code
        self.reason = reason
        self.suggestion = suggestion

    def __str__(self) -> str:
        tail = f" {self.suggestion}" if self.suggestion else ""
        return f"{shorten(self.value)} cannot be used ({self.code}): {self.reason}{tail}"


class NotAStructureStringError(StructureError, TypeError):
    """A structure must be a string; numbers, bytes, missing values and RDKit molecules are refused."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One row that cannot be used, and why.

    Attributes
    ----------
    label : object
        Index label of the row in the user's table.
    column : str
        Name of the column, or ``""`` where the input has no names.
    value : object
        The offending value.
    code, reason, suggestion : str
        As in `StructureError`.
    """

    label: Any
    column: str
    value: object
    code: str
    reason: str
    suggestion: str = ""

    def __str__(self) -> str:
        where = f"row {self.label!r}" + (f", column {self.column!r}" if self.column else "")
        tail = f" {self.suggestion}" if self.suggestion else ""
        return f"{where}: {shorten(self.value)} ({self.code}): {self.reason}{tail}"


class InvalidRowsError(MatinfoError, ValueError):
    """Some rows cannot be used; all of them are in `rows`.

    Attributes
    ----------
    rows : tuple of RowProblem
        Every bad row, in input order.
    total : int
        Number of rows looked at.
    """

    def __init__(self, rows: Sequence[RowProblem], total: int, next_step: str = "") -> None:
        super().__init__(tuple(rows), total, next_step)
        self.rows = tuple(rows)
        self.total = total
        self.next_step = next_step

    def __str__(self) -> str:
        return describe_rows(self.rows, self.total, self.next_step)


def describe_rows(rows: Sequence[RowProblem], total: int, next_step: str = "") -> str:
    """Text for a person: the count, the first rows with values and reasons, and what to type next."""
    verb = "row" if total == 1 else "rows"
    lines = [f"{len(rows)} of {total} {verb} cannot be used."]
    lines += [f"  {row}" for row in rows[:SHOWN_ROWS]]
    if len(rows) > SHOWN_ROWS:
        lines.append(f"  ... and {len(rows) - SHOWN_ROWS} more.")
    if next_step:
        lines.append(next_step)
    return "\n".join(lines)


def shorten(value: object) -> str:
    """``repr`` of a value, cut to a length that fits on a line; never raises."""
    if isinstance(value, str | bytes) and len(value) > SHOWN_CHARACTERS:
        return f"{value[:SHOWN_CHARACTERS]!r}... ({len(value)} characters)"
    try:
        text = repr(value)
    except Exception:  # a broken __repr__ of the user's must not hide the real problem
        text = f"<{type(value).__name__}>"
    return text if len(text) <= 2 * SHOWN_CHARACTERS else f"{text[: 2 * SHOWN_CHARACTERS]}..."
