"""From rows of raw cells to a clean table and the notes on it, block by block."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_blank
from matinfo._validation import check_choice
from matinfo.chem import structure_problems
from matinfo.data._columns import with_columns
from matinfo.data.reading._column_values import ValueReader, columns_of, refuse_points_of_thousands, remark
from matinfo.data.reading._header import LOOKED_AT, Header, Heading, find_header, make_heading, unique
from matinfo.data.reading._numbers import DecimalSign, plain_number
from matinfo.data.reading._plan import PlannedColumn, PlannedRole, Roles, make_plan
from matinfo.data.reading._reading import Reading
from matinfo.data.reading._report import Action, CellNote
from matinfo.data.reading._row_kinds import is_blank_row, is_header_again, summary_word
from matinfo.data.reading._sheet import Sheet, SheetRow, TableError
from matinfo.data.reading._value import MISSING
from matinfo.data.store._cells import unescape
from matinfo.data.terms._polymer_names import ambiguous_polymer_name, repeat_unit_of_name

BLOCK_ROWS = 5_000  # raw cells of so many rows are held at once
LARGEST_WHOLE = 2**63 - 1  # of numpy's integers

_LABEL = re.compile(r"0\d+|\d{16,}")  # of lots and samples; as numbers they would lose digits

VALUES: tuple[PlannedRole, ...] = ("target", "condition", "known")  # roles of columns of measured values


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How cells are read; the words are those of `read_table`."""

    sheet: str | None = None
    header: int | None = None
    decimal: DecimalSign = None
    encoding: str | None = None
    separator: str | None = None
    hidden: str = "leave out"
    structure_kind: Any = None
    structure_names: bool = False

    def check(self) -> None:
        """Raise for a word that none of them knows."""
        check_choice("decimal", self.decimal, (None, ".", ","))
        check_choice("hidden", self.hidden, ("leave out", "keep"))
        check_choice("structure_kind", self.structure_kind, (None, "polymer", "molecule"))
        check_choice("structure_names", self.structure_names, (True, False))


@dataclass(slots=True)
class Block:
    """Rows that were read together: the table, whether any bound tells more than its value, and the notes."""

    frame: pd.DataFrame
    bounds: dict[str, tuple[np.ndarray, np.ndarray, bool]]
    notes: list[CellNote]
    rows_seen: int


class TableReader:
    """Reads one sheet: finds the header, plans the roles, and gives the rows in blocks."""

    def __init__(self, sheet: Sheet, roles: Roles, options: ReadingOptions) -> None:
        self.sheet = sheet
        self.options = options
        head = list(islice(sheet.open_rows(), LOOKED_AT))
        self.header = self._find_header(head, roles)
        where = f"{sheet.file!r}" if sheet.file else "The table"
        self.plan = make_plan(self._filled(head), roles, subject=where)
        self._recipe_is_number: dict[int, bool] = {}
        self._with_decimal_commas: set[int] = set()  # places of columns in which one was seen
        self._readers = {
            column.place: ValueReader(column.unit, options.decimal) for column in self.plan.of(*VALUES, "recipe")
        }

    def notes(self) -> list[CellNote]:
        """Notes on the file and its columns."""
        notes = [self._note(None, "", None, "noted", code, text) for code, text in self.sheet.remarks]
        for name, code, reason, suggestion in self.plan.notes:
            notes.append(self._note(None, name, None, "noted", code, reason, suggestion))
        for column in self.plan.columns:
            if column.place in self.sheet.hidden_columns:
                notes.append(self._note(None, column.name, None, "noted", "hidden-column", "The column is hidden."))
        return notes

    def blocks(self, size: int) -> Iterator[Block]:
        """Blocks of at most `size` rows of the file."""
        rows = islice(self.sheet.open_rows(), self.header.skipped, None)
        while part := list(islice(rows, size)):
            yield self._read(part)

    def read_all(self) -> Block:
        """All rows; read a second time where a later block shows that the points of an earlier one mislead."""
        reading = self.blocks(BLOCK_ROWS)
        blocks = list(islice(reading, 1))
        known = set(self._with_decimal_commas)
        blocks += reading
        return join_blocks(blocks if known == self._with_decimal_commas else self.blocks(BLOCK_ROWS))

    def _find_header(self, head: Sequence[SheetRow], roles: Roles) -> Header:
        if self.sheet.header is not None:
            headings = [make_heading(place, text) for place, text in enumerate(self.sheet.header)]
            return Header(unique(headings), 0, ())
        return find_header(head, roles.wanted(), self.options.header)

    def _filled(self, head: Sequence[SheetRow]) -> list[Heading]:
        """Headings, and columns that have cells but no heading; such a column is named by its place."""
        headings = list(self.header.headings)
        named = {heading.place for heading in headings}
        filled = {
            place for row in head[self.header.skipped :] for place, cell in enumerate(row.cells) if not is_blank(cell)
        }
        headings += [Heading(place, "", "") for place in sorted(filled - named)]
        return list(unique(sorted(headings, key=lambda heading: heading.place)))

    def _read(self, rows: Sequence[SheetRow]) -> Block:
        notes: list[CellNote] = []
        kept = [row for row in rows if not self._set_aside(row, notes)]
        readings = {column.place: self._readings(column, kept, notes) for column in self.plan.of(*VALUES)}
        places = self._rows_of_data(kept, readings, notes)
        kept = [kept[place] for place in places]
        columns: dict[str, Any] = {}
        bounds = {}
        for column in self.plan.columns:
            if column.role in VALUES:
                values, low, high, told = columns_of([readings[column.place][place] for place in places])
                columns[column.name], bounds[column.name] = values, (low, high, told)
            elif column.role == "recipe":
                columns[column.name] = self._recipe(column, kept, notes)
            else:
                cells = [self._text(row, column.place) for row in kept]
                notes += self._merged(column, kept)
                structures = column.role == "structure"
                read = self._structures(column, kept, cells, notes) if structures else _typed(cells, kept)
                columns[column.name] = read
        order = {row.label: place for place, row in enumerate(rows)}
        notes.sort(key=lambda note: order[note.row])
        frame = pd.DataFrame(columns, index=pd.Index([row.label for row in kept]))
        return Block(frame, bounds, notes, len(rows))

    def _rows_of_data(
        self, rows: Sequence[SheetRow], readings: Mapping[int, list[Reading]], notes: list[CellNote]
    ) -> list[int]:
        """Places of the rows that have an input or a value; one with a value alone is told to lack its input."""
        plan = self.plan
        targets = [readings[column.place] for column in plan.of("target")]
        places = []
        for place, (row, given) in enumerate(zip(rows, self._has_input(rows), strict=True)):
            measured = any(column[place].kind not in ("missing", "refused") for column in targets)
            if given or measured:
                places.append(place)
            else:
                notes.append(self._note(row.label, "", None, "set aside", "no-data", "Neither input nor value."))
            if measured and not given:
                name = plan.structure.name if plan.structure else "recipe"
                hint = "Fill the cell, or leave the row out."
                notes.append(self._note(row.label, name, None, "rejected", "no-input", "the cell is empty.", hint))
        return places

    def _has_input(self, rows: Sequence[SheetRow]) -> list[bool]:
        """Whether each row has a structure, or anything in its recipe."""
        places = [column.place for column in self.plan.of("structure", "recipe")]
        return [any(self._text(row, place) is not None for place in places) for row in rows]

    def _set_aside(self, row: SheetRow, notes: list[CellNote]) -> bool:
        if is_blank_row(row):
            return True
        found: tuple[str, str, str] | None = None
        if is_header_again(row, self.header.texts):
            found = ("header-again", "The row repeats the header.", "")
        elif row.hidden and self.options.hidden == "leave out":
            found = ("hidden-row", "The row is hidden in the file.", "Show it, or pass hidden='keep'.")
        else:
            data = [column.place for column in self.plan.of("structure", "recipe", *VALUES)]
            structure = self.plan.structure
            word = summary_word(row, data, None if structure is None else structure.place)
            if word is not None:
                found = ("summary-row", f"{word!r}: the row sums up other rows.", "")
        if found is None:
            return False
        value = next((cell for cell in row.cells if not is_blank(cell)), None)
        notes.append(self._note(row.label, "", value, "set aside", *found))
        return True

    def _readings(self, column: PlannedColumn, rows: Sequence[SheetRow], notes: list[CellNote]) -> list[Reading]:
        reader = self._readers[column.place]
        readings = [reader.read(_cell(row, column.place)) for row in rows]
        if any("decimal-comma" in reading.flags for reading in readings):
            self._with_decimal_commas.add(column.place)
        if column.place in self._with_decimal_commas:
            readings = refuse_points_of_thousands(readings)
        for row, reading in zip(rows, readings, strict=True):
            if reading.kind == "refused":
                notes.append(self._refused(row, column, reading))
                continue
            said = remark(reading) if reading.flags else ""
            if column.place in row.formulas:
                said = "; ".join(filter(None, [said, "the last result of a formula"]))
            if column.place in row.filled and reading.kind != "missing":
                said = "; ".join(filter(None, [said, "filled from a merged cell"]))
            if said:
                code = "formula" if column.place in row.formulas else (*reading.flags, "merged-cell")[0]
                cell = _cell(row, column.place)
                notes.append(self._note(row.label, column.name, cell, "changed", code.partition(":")[0], f"{said}."))
        return readings

    def _merged(self, column: PlannedColumn, rows: Sequence[SheetRow]) -> list[CellNote]:
        cells = [(row, _cell(row, column.place)) for row in rows if column.place in row.filled]
        said = "filled from a merged cell."
        return [
            self._note(row.label, column.name, cell, "changed", "merged-cell", said)
            for row, cell in cells
            if cell is not None
        ]

    def _refused(self, row: SheetRow, column: PlannedColumn, reading: Reading) -> CellNote:
        cell = _cell(row, column.place)
        return self._note(
            row.label, column.name, cell, "rejected", reading.flags[0], reading.reason, reading.suggestion
        )

    def _structures(
        self, column: PlannedColumn, rows: Sequence[SheetRow], cells: list[Any], notes: list[CellNote]
    ) -> list[Any]:
        """Structures that can be read; None for the others. Names become structures only where that was asked for."""
        labels = [row.label for row in rows]
        bad = {} if self.options.structure_kind == "molecule" else self._names(column, labels, cells, notes)
        places = [place for place, cell in enumerate(cells) if place not in bad and not is_blank(cell)]
        values = [cells[place] for place in places]
        for problem in structure_problems(values, places, column.name, kind=self.options.structure_kind):
            cell, label = problem.value, labels[problem.label]
            bad[problem.label] = self._note(
                label, column.name, cell, "rejected", problem.code, problem.reason, problem.suggestion
            )
        notes += [bad[place] for place in sorted(bad)]
        return [None if place in bad or is_blank(cell) else cell for place, cell in enumerate(cells)]

    def _names(
        self, column: PlannedColumn, labels: Sequence[Any], cells: list[Any], notes: list[CellNote]
    ) -> dict[int, CellNote]:
        """Names of polymers among the structures: put into their places where that was asked for, refused otherwise."""
        bad = {}
        for place, cell in enumerate(cells):
            if not isinstance(cell, str) or "*" in cell:
                continue
            unit, meanings = repeat_unit_of_name(cell), ambiguous_polymer_name(cell)
            if unit is not None and self.options.structure_names:
                said = f"the name was read as {unit}."
                notes.append(self._note(labels[place], column.name, cell, "changed", "polymer-name", said))
                cells[place] = unit
                continue
            if unit is None and not meanings:
                continue
            said = "this is the name of a polymer" + (", which is also a SMILES." if _is_smiles(cell) else ".")
            hint = f"Did you mean {unit!r}? Pass structure_names=True to read names of polymers."
            hint = hint if unit else f"It may be {' or '.join(meanings)}. Give the repeat unit."
            bad[place] = self._note(labels[place], column.name, cell, "rejected", "polymer-name", said, hint)
        return bad

    def _recipe(self, column: PlannedColumn, rows: Sequence[SheetRow], notes: list[CellNote]) -> Any:
        """Amounts as numbers, names as text: by the unit, or by what most cells are."""
        cells = [_cell(row, column.place) for row in rows]
        if column.place not in self._recipe_is_number:
            filled = [cell for cell in cells if not is_blank(cell)]
            numbers = sum(self._readers[column.place].read(cell).kind != "refused" for cell in filled)
            self._recipe_is_number[column.place] = column.unit is not None or 2 * numbers >= len(filled)
        if not self._recipe_is_number[column.place]:
            return [self._text(row, column.place) for row in rows]
        values, _, _, _ = columns_of(self._readings(column, rows, notes))
        return values

    def _text(self, row: SheetRow, place: int) -> Any:
        """Cell of a column that holds no values: blanks around it and the sign before a formula are taken off."""
        cell = _cell(row, place)
        if is_blank(cell):
            return None
        if isinstance(cell, datetime.date | datetime.time):
            return cell.isoformat()
        if not isinstance(cell, str):
            return cell
        text = cell.strip()
        return None if text.casefold() in MISSING else unescape(text)

    def _note(
        self, row: Any, column: str, value: Any, action: Action, code: str, reason: str, suggestion: str = ""
    ) -> CellNote:
        return CellNote(self.sheet.file, self.sheet.name, row, column, value, action, code, reason, suggestion)


def _typed(cells: list[Any], rows: Sequence[SheetRow]) -> Any:
    """Cells for pandas to find a type for; objects where a whole number is too large, which pandas 2.2 cannot see."""
    large = any(isinstance(cell, int) and abs(cell) > LARGEST_WHOLE for cell in cells)
    return pd.Series(cells, index=[row.label for row in rows], dtype=object) if large else cells


def join_blocks(blocks: Iterable[Block]) -> Block:
    """All blocks as one."""
    parts = list(blocks)
    if not parts:
        raise TableError("There is no row below the header.")
    if len(parts) == 1:
        return parts[0]
    frame = pd.concat([part.frame for part in parts])
    names = list(parts[0].bounds)
    bounds = {
        name: (
            np.concatenate([part.bounds[name][0] for part in parts]),
            np.concatenate([part.bounds[name][1] for part in parts]),
            any(part.bounds[name][2] for part in parts),
        )
        for name in names
    }
    return Block(frame, bounds, [note for part in parts for note in part.notes], sum(part.rows_seen for part in parts))


def numbers_where_all_are(frame: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Columns without a role as numbers, where every filled cell is a plain one; ``007`` is a label."""
    new = {}
    for name in names:
        cells = frame[name].tolist()
        if any(isinstance(cell, str) and _LABEL.fullmatch(cell) for cell in cells):
            continue
        values = [np.nan if is_blank(cell) else plain_number(cell) if isinstance(cell, str) else cell for cell in cells]
        if all(map(_fits_a_float, values)):
            new[name] = pd.Series(values, index=frame.index, dtype="float64")
    return with_columns(frame, new)


def _fits_a_float(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, float) or abs(value) < 2**1023


def _cell(row: SheetRow, place: int) -> Any:
    return row.cells[place] if place < len(row.cells) else None


def _is_smiles(text: str) -> bool:
    return not structure_problems([text])
