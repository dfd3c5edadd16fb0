"""What was refused, changed or left out when a table was read: one note a cell, row, column or file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import pandas as pd

from matinfo.exceptions import RowProblem

Action = Literal["rejected", "changed", "set aside", "noted"]
ACTIONS: tuple[Action, ...] = ("rejected", "changed", "set aside", "noted")


@dataclass(frozen=True, slots=True)
class CellNote:
    """One thing to know about a table that was read.

    Attributes
    ----------
    file, sheet : str
        Where it is.
    row : object
        Label of the row in the file, counted from 1; None for a whole column or file.
    column : str
        Name of the column; ``""`` for a whole row or file.
    value : object
        What stands there.
    action : str
        ``"rejected"``: the cell cannot be used. ``"changed"``: it was read as something else than it literally is.
        ``"set aside"``: the row or column is no data. ``"noted"``: nothing was done.
    code : str
        Kind of the finding, such as ``"excel-date"``, ``"unit-differs"``, ``"summary-row"``, ``"no-unit"``.
    reason, suggestion : str
        What is the matter and what to do, in words.
    """

    file: str
    sheet: str
    row: Any
    column: str
    value: Any
    action: Action
    code: str
    reason: str
    suggestion: str = ""

    @property
    def problem(self) -> RowProblem:
        """The note as a problem of a row."""
        return RowProblem(self.row, self.column, self.value, self.code, self.reason, self.suggestion)


def notes_frame(notes: Sequence[CellNote]) -> pd.DataFrame:
    """One row a note, with the attributes of `CellNote` as columns."""
    names = [field.name for field in fields(CellNote)]
    return pd.DataFrame([[getattr(note, name) for name in names] for note in notes], columns=names, dtype=object)


def notes_summary(notes: Sequence[CellNote]) -> pd.DataFrame:
    """Number of notes by action and code, in the order of severity."""
    counts: dict[tuple[str, str], int] = {}
    for note in notes:
        counts[note.action, note.code] = counts.get((note.action, note.code), 0) + 1
    rows = [(action, code, count) for (action, code), count in counts.items()]
    rows.sort(key=lambda row: (ACTIONS.index(row[0]), -row[2], row[1]))
    return pd.DataFrame(rows, columns=["action", "code", "notes"])
