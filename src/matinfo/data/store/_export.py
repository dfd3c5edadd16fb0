"""Tables for people: CSV and Excel with units in the header, in which no text opens as a formula."""

from __future__ import annotations

import csv
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from matinfo._missing import is_missing
from matinfo._writing import written_beside
from matinfo.data._columns import Schema
from matinfo.data.store._cells import ESCAPE, escape, frame_texts, to_texts, unescape
from matinfo.exceptions import InvalidRowsError, MissingExtraError, RowProblem

if TYPE_CHECKING:
    from matinfo.data._dataset import Dataset

SHEET = "data"
LONGEST_TEXT = 32_767  # characters of a cell, by the specification of Excel


def export_csv(dataset: Dataset, path: str | os.PathLike[str]) -> Path:
    """Write the table as CSV in UTF-8 with a byte-order mark, so that Excel shows every language."""
    _, texts = frame_texts(dataset._frame)
    return _write_csv(Path(path), _header(dataset._schema), list(texts.values()))


def export_notes(notes: pd.DataFrame, path: str | os.PathLike[str]) -> Path:
    """Write a report on a table as `export_csv` writes a dataset; what stood in the table opens as no formula here."""
    texts = [[None if is_missing(value) else str(value) for value in notes[name]] for name in notes.columns]
    return _write_csv(Path(path), list(notes.columns), [to_texts(column, "text") for column in texts])


def _write_csv(path: Path, header: Sequence[str], columns: Sequence[Sequence[str]]) -> Path:
    with written_beside(path) as new, new.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(map(escape, header))
        writer.writerows(zip(*columns, strict=True))
    return path


def export_excel(dataset: Dataset, path: str | os.PathLike[str]) -> Path:
    """Write the table as a workbook; texts are stored as texts, whatever they begin with.

    Raises
    ------
    InvalidRowsError
        If texts do not fit into cells of a workbook: openpyxl would cut them.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError:
        raise MissingExtraError('Workbooks need the extra "excel": pip install "matinfo[excel]".') from None
    frame = dataset._frame
    problems = list(_problems(frame, ILLEGAL_CHARACTERS_RE))
    if problems:
        raise InvalidRowsError(problems, len(frame), "Export with to_csv, or keep all of it with save.")
    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)

    def cell(value: Any) -> Any:
        if is_missing(value):
            return None
        number = isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max
        made = WriteOnlyCell(sheet, value=repr(value) if number else _in_cell(str(value)))
        made.data_type = "n" if number else "s"  # numbers with all their digits; a leading = is no formula
        made.quotePrefix = not number
        return made

    sheet.append([cell(text) for text in _header(dataset._schema)])
    for row in zip(*(frame[name].tolist() for name in frame.columns), strict=True):
        sheet.append([cell(value) for value in row])
    with written_beside(Path(path)) as new:
        book.save(new)
    return Path(path)


def _in_cell(text: str) -> str:
    """Text that `read_table` reads back as it is: it takes one sign off that looks like ours."""
    return text if unescape(text) == text else f"{ESCAPE}{text}"


def _problems(frame: pd.DataFrame, control_characters: re.Pattern[str]) -> Iterator[RowProblem]:
    """Texts that a workbook cannot hold."""
    for name in frame.columns:
        for label, value in frame[name].items():
            text = "" if isinstance(value, int | float) else _in_cell(str(value))
            if len(text) > LONGEST_TEXT:
                reason = f"a cell of a workbook holds {LONGEST_TEXT:,} characters, not {len(text):,}."
                yield RowProblem(label, name, value, "too-long", reason)
            elif control_characters.search(text):
                yield RowProblem(label, name, value, "control-character", "a workbook holds no control characters.")


def _header(schema: Schema) -> list[str]:
    """Names with units, such as ``Tg (degC)``."""
    return [f"{column.name} ({column.unit})" if column.unit else column.name for column in schema.columns]
