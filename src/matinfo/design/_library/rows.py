"""Rows of a file with one structure each, read one after the other."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from matinfo._validation import option_message
from matinfo.data.reading._sheet import TableError
from matinfo.data.reading._text_file import open_text

STRUCTURE_COLUMNS = ("structure", "psmiles", "smiles")
LINES = {".smi", ".smiles"}  # a structure and perhaps its name on each line, without a header


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """Label, structure and cells that are handed on, as they are written in the file."""

    label: str
    structure: str
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Library:
    """A file of structures.

    Attributes
    ----------
    path : Path
    label, structure : str or None
        Columns; without a label rows are counted from 1, as data rows of the file.
    keep : tuple of str
        Columns that are handed on.
    separator : str or None
    encoding : str or None
    """

    path: Path
    structure: str | None = None
    label: str | None = None
    keep: tuple[str, ...] = ()
    separator: str | None = None
    encoding: str | None = None

    def rows(self, start: int = 0) -> Iterator[LibraryRow]:
        """Rows from the given one on; empty lines are no rows."""
        return islice(self._lines() if self._is_lines else self._table(), start, None)

    def check(self) -> None:
        """Raise if the file is not there, or has not the columns."""
        if not self.path.is_file():
            raise FileNotFoundError(f"There is no file {self.path.name!r} in {str(self.path.parent)!r}.")
        next(self.rows(), None)

    @property
    def header(self) -> list[str]:
        """Names of the first columns of the output."""
        return [self.label or "row", self.structure or "structure", *self.keep]

    def count(self) -> int:
        """About how many rows there are: lines of the file."""
        with _binary(self.path) as stream:
            lines = sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
        return lines if self._is_lines else max(0, lines - 1)

    @property
    def _is_lines(self) -> bool:
        return any(suffix.lower() in LINES for suffix in self.path.suffixes)

    def _lines(self) -> Iterator[LibraryRow]:
        if self.keep:
            raise ValueError(option_message("keep", "empty for a file without columns", list(self.keep)))
        with _binary(self.path) as stream:
            number = 0
            for line in stream:
                cells = line.decode(self.encoding or "utf-8").split(None, 1)
                if cells:
                    number += 1
                    yield LibraryRow(cells[1].strip() if len(cells) > 1 else str(number), cells[0])

    def _table(self) -> Iterator[LibraryRow]:
        sheet = open_text(self.path, "", encoding=self.encoding, separator=self.separator)
        rows = (row.cells for row in sheet.open_rows() if any(row.cells))
        header = [name.strip() for name in next(rows, [])]
        structure = _place(header, self.structure)
        label = None if self.label is None else _place(header, self.label)
        kept = [_place(header, name) for name in self.keep]
        for number, cells in enumerate(rows, start=1):
            cells += [""] * (len(header) - len(cells))
            yield LibraryRow(
                str(number) if label is None else cells[label], cells[structure], tuple(cells[each] for each in kept)
            )


def batches(rows: Iterator[LibraryRow], size: int) -> Iterator[list[LibraryRow]]:
    """Lists of at most `size` rows."""
    while batch := list(islice(rows, size)):
        yield batch


def _place(header: Sequence[str], name: str | None) -> int:
    wanted = STRUCTURE_COLUMNS if name is None else (name,)
    for place, title in enumerate(header):
        if title == name or (name is None and title.casefold() in wanted):
            return place
    if name is None:
        raise TableError(f"No column is called {', '.join(wanted)}; there are {header}. Name it with structure=.")
    raise TableError(f"There is no column {name!r}; there are {header}.")


def _binary(path: Path) -> Any:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")
