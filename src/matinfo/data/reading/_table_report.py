"""The report on a table that was read, and the dataset that comes out of it."""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence

import pandas as pd

from matinfo._validation import InvalidPolicy, check_invalid
from matinfo.data._columns import Column, with_columns
from matinfo.data._dataset import Dataset
from matinfo.data.reading._plan import Plan
from matinfo.data.reading._reader import Block, numbers_where_all_are
from matinfo.data.reading._report import CellNote, notes_frame, notes_summary
from matinfo.data.reading._report_text import report_text
from matinfo.data.reading._sheet import Sheet, TableError
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, describe_rows

NEXT_STEP = (
    'Correct them in the file, or pass invalid="nan" to leave these cells empty; matinfo.check_table(...).frame() '
    "lists all of them, with suggestions."
)


class TableReport:
    """What was read from a table: rows, and a note on every cell that was refused, changed or left out.

    Parameters
    ----------
    sheet, plan, block
        Where the table came from, the roles of its columns, and its rows; made by `check_table`.
    notes : sequence of CellNote
        Notes on the file and its columns.

    See Also
    --------
    read_table : The dataset in one call.
    """

    def __init__(self, sheet: Sheet, plan: Plan, block: Block, notes: Sequence[CellNote]) -> None:
        self._sheet = sheet
        self._plan = plan
        self._block = block
        self._notes = (*notes, *block.notes)

    @property
    def notes(self) -> tuple[CellNote, ...]:
        """Every note."""
        return self._notes

    @property
    def rejected(self) -> tuple[CellNote, ...]:
        """Cells that cannot be used."""
        return tuple(note for note in self._notes if note.action == "rejected")

    @property
    def n_rows(self) -> int:
        """Number of rows of data."""
        return len(self._block.frame)

    @property
    def columns(self) -> pd.DataFrame:
        """Name, heading in the file, role and unit of every column."""
        rows = [(column.name, column.heading, column.role, column.unit) for column in self._plan.columns]
        return pd.DataFrame(rows, columns=["name", "heading", "role", "unit"], dtype=object).set_index("name")

    def frame(self) -> pd.DataFrame:
        """One row a note: file, sheet, row, column, value, action, code, reason, suggestion."""
        return notes_frame(self._notes)

    def summary(self) -> pd.DataFrame:
        """Number of notes by action and code."""
        return notes_summary(self._notes)

    @property
    def source(self) -> tuple[str, str]:
        """Names of the file and of the sheet, as far as there are any."""
        return self._sheet.file, self._sheet.name

    def text(self, *, language: str = "en", limit: int | None = 20) -> str:
        """The report for people.

        Parameters
        ----------
        language : {"en", "ko"}, default="en"
            English or Korean.
        limit : int or None, default=20
            Findings of each kind that are listed; None lists all.

        Returns
        -------
        str
        """
        return report_text(self, language, limit)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Write every note as CSV for a spreadsheet, in which no text of the table opens as a formula.

        Parameters
        ----------
        path : path
            File to write; replaced in one step.
        """
        from matinfo.data.store._export import export_notes

        export_notes(self.frame(), path)

    def dataset(self, *, invalid: InvalidPolicy = "raise", name: str = "") -> Dataset:
        """Make the dataset.

        Parameters
        ----------
        invalid : {"raise", "nan"}, default="raise"
            With ``"nan"`` rejected cells are left empty, with one warning.
        name : str, default=""
            Name of the dataset.

        Returns
        -------
        Dataset
            Rows are labelled as in the file, counted from 1. Where a target has ranges, bounds or uncertainties, the
            columns ``Tg_low`` and ``Tg_high`` stand beside it; a value of which only a bound is known is empty.

        Raises
        ------
        InvalidRowsError
            With ``invalid="raise"``: names every rejected cell, once.
        """
        check_invalid(invalid)
        problems = [note.problem for note in self.rejected]
        if problems and invalid == "raise":
            raise InvalidRowsError(problems, self._block.rows_seen, NEXT_STEP)
        if problems:
            text = describe_rows(problems, self._block.rows_seen, "These cells are empty in the dataset.")
            warnings.warn(text, InvalidRowsWarning, stacklevel=2)
        return make_dataset(self._sheet, self._plan, self._block, self._step(), name=name)

    def _step(self) -> str:
        counts = self.summary().groupby("action", sort=False)["notes"].sum()
        told = ", ".join(f"{count} {action}" for action, count in counts.items() if action != "noted")
        where = f"read from {self._sheet.file!r}" if self._sheet.file else "read from a table"
        where += f", sheet {self._sheet.name!r}" if self._sheet.name else ""
        return f"{where}: {self.n_rows} rows" + (f" ({told})" if told else "")

    def __repr__(self) -> str:
        return f"<TableReport: {self._step()}>"


def make_dataset(sheet: Sheet, plan: Plan, block: Block, step: str, *, name: str = "") -> Dataset:
    """Dataset of the rows of a block, with the bounds of its targets where they tell more than the values."""
    if not len(block.frame):
        raise TableError(f"{block.rows_seen} rows were read below the header, and none of them is data.")
    frame = numbers_where_all_are(block.frame, [column.name for column in plan.of("other")])
    if plan.structure is not None:
        frame[plan.structure.name] = frame[plan.structure.name].astype(object)
    units = {role: {c.name: c.unit for c in plan.of(role)} for role in ("recipe", "target", "condition", "known")}
    recipe = None if plan.structure is not None else units["recipe"]
    dataset = Dataset(
        frame,
        structure=plan.structure.name if plan.structure else None,
        recipe=recipe,
        targets=units["target"],
        conditions=units["condition"] or None,
        known=units["known"] or None,
        method=plan.method,
        source=plan.source,
        groups=plan.groups,
        name=name,
    )
    columns, bounds = [], {}
    for column in plan.of("target"):
        low, high, told = block.bounds[column.name]
        if told:
            for kind, values in (("low", low), ("high", high)):
                bounds[f"{column.name}_{kind}"] = values
                columns.append(Column(f"{column.name}_{kind}", "statistic", column.unit))
    record = {"file": sheet.file, "sheet": sheet.name, "sha256": sheet.sha256}
    return dataset._derive(
        with_columns(dataset._frame, bounds),
        dataset._schema.update(*columns),
        step,
        None,
        record={key: value for key, value in record.items() if value},
    )
