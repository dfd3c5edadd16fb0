"""From a file, a path or a DataFrame to a sheet."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from matinfo._validation import option_message
from matinfo.data.reading._sheet import Sheet, SheetRow, TableError
from matinfo.data.reading._text_file import open_json_lines, open_text

OTHER_FORMATS = {
    ".xls": "Save it as .xlsx first.",
    ".xlsb": "Save it as .xlsx first.",
    ".ods": "Save it as .xlsx or .csv first.",
    ".numbers": "Export it as .csv first.",
    ".pdf": "Copy its table into a sheet first.",
    ".docx": "Copy its table into a sheet first.",
    ".pkl": "Pickle files can run code; export it as .csv.",
    ".zip": "Unpack it first; a saved dataset is read by matinfo.Dataset.load.",
}
WORKBOOKS = {".xlsx", ".xlsm"}
LINES = {".jsonl", ".ndjson"}


def open_sheet(
    table: Any, *, sheet: str | None = None, encoding: str | None = None, separator: str | None = None
) -> Sheet:
    """Open a table; the suffix of the file says how.

    Raises
    ------
    TableError
        If the file is of another format, or refused by a limit.
    MissingExtraError
        If a workbook is to be read without the extra ``excel``.
    """
    if isinstance(table, pd.DataFrame):
        return _frame_sheet(table)
    if not isinstance(table, str | os.PathLike):
        raise TypeError(option_message("table", "a path or a DataFrame", type(table).__name__))
    path = Path(table)
    if not path.is_file():
        near = (
            sorted(other.name for other in path.parent.glob("*") if other.is_file())[:8] if path.parent.is_dir() else []
        )
        hint = f" Files there: {', '.join(near)}." if near else ""
        raise FileNotFoundError(f"There is no file {path.name!r} in {str(path.parent)!r}.{hint}")
    suffix = path.suffix.lower()
    if suffix in OTHER_FORMATS:
        raise TableError(f"{path.name!r} is not read. {OTHER_FORMATS[suffix]}")
    digest = sha256_of(path)
    if suffix in WORKBOOKS:
        from matinfo.data.reading._workbook import open_workbook

        return open_workbook(path, digest, sheet)
    if sheet is not None:
        raise ValueError(option_message("sheet", "None for a file without sheets", sheet))
    if suffix in LINES:
        return open_json_lines(path, digest)
    return open_text(path, digest, encoding=encoding, separator=separator)


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _frame_sheet(frame: pd.DataFrame) -> Sheet:
    if isinstance(frame.columns, pd.MultiIndex):
        raise TableError("The DataFrame has column names of several levels. Join the levels first.")
    columns = [frame.iloc[:, place].tolist() for place in range(frame.shape[1])]
    labels = list(frame.index)

    def rows() -> Iterator[SheetRow]:
        for label, *cells in zip(labels, *columns, strict=True):
            yield SheetRow(label, cells)

    return Sheet("", "", "", rows, header=[str(name) for name in frame.columns])
