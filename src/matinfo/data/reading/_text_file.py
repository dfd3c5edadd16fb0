"""Comma-, semicolon- and tab-separated files, and JSON lines: encoding and separator are found, or asked for."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from matinfo._validation import option_message
from matinfo.data.reading._sheet import MAX_COLUMNS, Sheet, SheetRow, TableError

SEPARATORS = (",", ";", "\t", "|")
SAMPLE_ROWS = 50
LONGEST_LINE = 1_000_000  # characters
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
OLD_ENCODINGS = ("cp949", "cp932", "gb18030", "cp1252")  # Korean, Japanese, Chinese and western Windows


def open_text(path: Path, sha256: str, *, encoding: str | None, separator: str | None) -> Sheet:
    """Open a separated file.

    Raises
    ------
    TableError
        If it is no text, or in an encoding that cannot be known.
    """
    encoding = encoding or _encoding(path)
    remarks = () if encoding in ("utf-8", "utf-8-sig") else (("encoding", f"The file was read as {encoding}."),)
    with _opened(path, encoding) as stream:
        sample = [line for line in (stream.readline(LONGEST_LINE) for _ in range(SAMPLE_ROWS)) if line]
    stated = sample[0].strip() if sample else ""
    skip = stated.casefold().startswith("sep=") and len(stated) == 5  # a line that tells the separator to Excel
    if separator is None:
        separator = stated[4] if skip else "\t" if path.suffix.lower() in (".tsv", ".tab") else _separator(sample)
    if not isinstance(separator, str) or len(separator) != 1 or separator in '"\r\n':
        raise ValueError(option_message("separator", "one sign, such as ';'", separator))

    def rows() -> Iterator[SheetRow]:
        with _opened(path, encoding) as stream:
            try:
                for number, cells in enumerate(csv.reader(stream, delimiter=separator), start=1):
                    if len(cells) > MAX_COLUMNS:
                        raise TableError(f"{path.name!r}, row {number}: {len(cells):,} cells; at most {MAX_COLUMNS:,}.")
                    if not (skip and number == 1):
                        yield SheetRow(number, list(cells))
            except csv.Error as error:
                raise TableError(f"{path.name!r} is no table of separated values: {error}.") from None

    return Sheet(path.name, "", sha256, rows, remarks=remarks)


def open_json_lines(path: Path, sha256: str) -> Sheet:
    """Open a file with one JSON object a line; columns come in the order in which they first appear."""
    names: dict[str, None] = {}
    for _, record in _records(path):
        names.update(dict.fromkeys(record))
        if len(names) > MAX_COLUMNS:
            raise TableError(f"{path.name!r} has more than {MAX_COLUMNS:,} columns.")
    header = list(names)

    def rows() -> Iterator[SheetRow]:
        for number, record in _records(path):
            yield SheetRow(number, [record.get(name) for name in header])

    return Sheet(path.name, "", sha256, rows, header=header)


def _records(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with _opened(path, _encoding(path)) as stream:
        for number, line in enumerate(stream, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict):
                raise TableError(
                    f"{path.name!r}, line {number}: no JSON object. Every line must be one, such as {{...}}."
                )
            yield number, record


@contextmanager
def _opened(path: Path, encoding: str) -> Iterator[TextIO]:
    """The file as text; one error for an encoding that is unknown, and for one that the file is not in."""
    try:
        stream = path.open(encoding=encoding, newline="")
    except LookupError:
        raise TableError(f"encoding={encoding!r} is unknown. Try 'utf-8', 'cp949', 'cp932' or 'cp1252'.") from None
    with stream:
        try:
            yield stream
        except UnicodeError as error:
            raise TableError(f"{path.name!r} is not in {encoding} ({error}). Try another encoding=.") from None


def _encoding(path: Path) -> str:
    """UTF-8, or what a byte-order mark says; every other encoding is for the user to choose."""
    with path.open("rb") as stream:
        start = stream.read(4)
        for mark, name in BYTE_ORDER_MARKS:
            if start.startswith(mark):
                return name
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            while block := stream.read(1 << 20):
                if b"\0" in block:
                    raise TableError(f"{path.name!r} is no text file. Save the table as .xlsx or .csv.")
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            raise TableError(_which_encoding(path)) from None
    return "utf-8"


def _which_encoding(path: Path) -> str:
    """The first line that is not ASCII as each likely encoding reads it, so that a person can choose."""
    with path.open("rb") as stream:
        line = next((line for line in stream if not line.isascii()), b"")[:200].strip()
    shown = []
    for name in OLD_ENCODINGS:
        try:
            shown.append(f"  encoding={name!r}: {line.decode(name)[:60]!r}")
        except UnicodeDecodeError:
            continue
    readings = "\n".join(shown)
    return f"{path.name!r} is not in UTF-8. Choose the reading that makes sense, or save the file as UTF-8:\n{readings}"


def _separator(lines: list[str]) -> str:
    """The separator that cuts most lines into the same number of cells, more than one."""
    best, best_score = ",", (0.0, 0)
    for separator in SEPARATORS:
        try:
            counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if cells)
        except csv.Error:
            continue
        width, rows = max(counts.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
        score = (rows / sum(counts.values()), width) if width > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = separator, score
    return best
