"""Excel workbooks, looked at before they are loaded: a small file can ask for more memory than a computer has."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from matinfo.data.reading._sheet import Sheet, SheetRow, TableError
from matinfo.exceptions import MissingExtraError

MAX_ROWS, MAX_WIDTH, MAX_CELLS = 200_000, 500, 5_000_000
MAX_MEMBER = 200 * 2**20  # bytes of one unpacked part
MAX_STRINGS = 64 * 2**20  # bytes of the table of texts, which is held in memory
MAX_RATIO, RATIO_FROM = 200, 2**20  # unpacked to packed; small parts may be dense
EXCEL_ROWS = 2**20  # a row with a higher number is no row of a workbook
_TEXT_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')  # shown as it is: the % of 0.0"%" is no percentage
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)(?::([A-Z]{1,3})(\d+))?")


@dataclass
class _Outline:
    """What the XML of a sheet says about its rows, without their values."""

    width: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # top, left, bottom, right; 1-based
    has_formulas: bool = False
    n_cells: int = 0
    n_filled: int = 0  # cells that vertical merging fills


def open_workbook(path: Path, sha256: str, sheet: str | None) -> Sheet:
    """Open one sheet of a workbook, the first visible one by default.

    Raises
    ------
    TableError
        If the file is refused by a limit, damaged, protected, or has no such sheet.
    MissingExtraError
        Without openpyxl and defusedxml.
    """
    try:
        import defusedxml.ElementTree  # noqa: F401
        import openpyxl
    except ImportError:
        raise MissingExtraError('Workbooks need the extra "excel": pip install "matinfo[excel]".') from None
    with _readable(path), zipfile.ZipFile(path) as archive:
        _check_members(path, archive)
        parts = _sheet_parts(path, archive)
        name = _choose(path, parts, sheet)
        outline = _outline(path, name, archive, parts[name][0])
    fills = _fills(outline)

    def rows() -> Iterator[SheetRow]:
        with _readable(path), ExitStack() as opened:
            book = openpyxl.load_workbook(path, read_only=True, data_only=False)
            opened.callback(book.close)
            values = openpyxl.load_workbook(path, read_only=True, data_only=True) if outline.has_formulas else None
            if values is not None:
                opened.callback(values.close)
            yield from _rows(book[name], None if values is None else values[name], outline, fills)

    others = [other for other in parts if other != name]
    remarks = [
        ("other-sheets", f"Only sheet {name!r} was read; there are {len(others)} more: {', '.join(others)[:200]}.")
    ]
    hidden = frozenset(column - 1 for column in outline.hidden_columns)
    return Sheet(path.name, name, sha256, rows, remarks=tuple(remarks if others else ()), hidden_columns=hidden)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """One error for whatever a damaged archive, broken XML or a document type makes the parsers raise."""
    try:
        yield
    except TableError:
        raise
    except Exception as error:
        raise TableError(f"{path.name!r} is no readable .xlsx workbook ({error}). Save it again from Excel.") from None


def _check_members(path: Path, archive: zipfile.ZipFile) -> None:
    for member in archive.infolist():
        size, packed = member.file_size, max(member.compress_size, 1)
        limit = MAX_STRINGS if member.filename.endswith("sharedStrings.xml") else MAX_MEMBER
        if size > limit or (size > RATIO_FROM and size / packed > MAX_RATIO):
            raise TableError(
                f"{path.name!r} unpacks to {size / 2**20:,.0f} MiB from {packed / 2**20:,.2f} MiB in one part, which "
                "no laboratory table does. Save the table itself as .csv."
            )
        if member.flag_bits & 1:
            raise TableError(f"{path.name!r} is protected by a password. Save it without one.")


def _sheet_parts(path: Path, archive: zipfile.ZipFile) -> dict[str, tuple[str, bool]]:
    """Name of every sheet, with the part of the archive that holds it and whether it is visible."""
    from defusedxml.ElementTree import fromstring

    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in fromstring(archive.read("xl/_rels/workbook.xml.rels"), forbid_dtd=True)
    }
    parts = {}
    for element in fromstring(archive.read("xl/workbook.xml"), forbid_dtd=True).iter():
        if _local(element.tag) == "sheet":
            key = next((value for name, value in element.attrib.items() if _local(name) == "id" and name != "id"), None)
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if "worksheet" in part:
                parts[element.get("name", "")] = (part, element.get("state", "visible") == "visible")
    if not parts:
        raise TableError(f"{path.name!r} has no sheet with cells.")
    return parts


def _choose(path: Path, parts: dict[str, tuple[str, bool]], sheet: str | None) -> str:
    if sheet is None:
        return next((name for name, (_, visible) in parts.items() if visible), next(iter(parts)))
    if sheet not in parts:
        raise TableError(f"{path.name!r} has no sheet {sheet!r}. Sheets: {', '.join(map(repr, parts))}.")
    return sheet


def _outline(path: Path, name: str, archive: zipfile.ZipFile, part: str) -> _Outline:
    """Walk through the XML of a sheet once; stop at the first cell that lies beyond the limits."""
    from defusedxml.ElementTree import iterparse

    outline, row = _Outline(), 0
    with archive.open(part) as stream:
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            tag = _local(element.tag)
            if event == "start":
                if tag == "row":
                    row = int(element.get("r", row + 1))
                    if row > EXCEL_ROWS:
                        raise TableError(f"{path.name!r}, sheet {name!r}: row {row:,} is beyond what Excel can hold.")
                    if element.get("hidden") in ("1", "true"):
                        outline.hidden_rows.add(row)
                elif tag == "c":
                    _count_cell(path, name, outline, row, element.get("r", ""))
                continue
            if tag == "f":
                outline.has_formulas = True
            elif tag == "col" and element.get("hidden") in ("1", "true"):
                last = min(int(element.get("max", 0)), MAX_WIDTH)
                outline.hidden_columns.update(range(int(element.get("min", 1)), last + 1))
            elif tag == "mergeCell" and (found := _REFERENCE.fullmatch(element.get("ref", ""))) and found[3]:
                _count_merged(path, name, outline, found)
            if tag in ("row", "mergeCell"):
                element.clear()
    return outline


def _count_cell(path: Path, name: str, outline: _Outline, row: int, reference: str) -> None:
    found = _REFERENCE.fullmatch(reference)
    column = _column(found[1]) if found else 1
    outline.width = max(outline.width, column)
    outline.n_cells += 1
    if row > MAX_ROWS or column > MAX_WIDTH:
        raise TableError(
            f"{path.name!r}, sheet {name!r}: there is a cell {reference}, far outside a table of at most {MAX_ROWS:,} "
            f"rows and {MAX_WIDTH} columns. Delete it, or save the table itself as .csv."
        )
    if outline.n_cells > MAX_CELLS:
        raise TableError(f"{path.name!r}, sheet {name!r}: more than {MAX_CELLS:,} cells. Save the table as .csv.")


def _count_merged(path: Path, name: str, outline: _Outline, found: re.Match[str]) -> None:
    top, bottom = int(found[2]), int(found[4])
    outline.merged.append((top, _column(found[1]), bottom, _column(found[3])))
    outline.n_filled += max(min(bottom, MAX_ROWS) - top, 0)
    if outline.n_filled > MAX_CELLS:
        raise TableError(f"{path.name!r}, sheet {name!r}: more than {MAX_CELLS:,} merged cells. Unmerge them.")


def _fills(outline: _Outline) -> dict[int, dict[int, int]]:
    """For every row, the columns that a vertically merged cell fills, with the row that holds its value."""
    fills: dict[int, dict[int, int]] = {}
    for top, left, bottom, _ in outline.merged:
        for row in range(top + 1, min(bottom, MAX_ROWS) + 1):
            fills.setdefault(row, {})[left - 1] = top
    return fills


def _rows(sheet: Any, values: Any, outline: _Outline, fills: dict[int, dict[int, int]]) -> Iterator[SheetRow]:
    cached = None if values is None else values.iter_rows(max_col=outline.width)
    tops: dict[tuple[int, int], Any] = {}
    sources = {(top, column) for row in fills.values() for column, top in row.items()}
    for number, cells in enumerate(sheet.iter_rows(max_col=max(outline.width, 1)), start=1):
        results = None if cached is None else next(cached)
        row, formulas = [], []
        for place, cell in enumerate(cells):
            value = _value(cell)
            if results is not None and cell.data_type == "f":
                result = _value(results[place])
                if result is not None:
                    formulas.append(place)
                    value = result
                else:
                    value = value if isinstance(value, str) else "=(array)"
            row.append(value)
        for place, top in fills.get(number, {}).items():
            if place < len(row) and row[place] is None:
                row[place] = tops.get((top, place))
        filled = frozenset(fills.get(number, {}))
        for place in {column for top, column in sources if top == number} if sources else ():
            tops[number, place] = row[place] if place < len(row) else None
        yield SheetRow(number, row, number in outline.hidden_rows, filled, frozenset(formulas))


def _value(cell: Any) -> Any:
    """Value of a cell; a number that is shown as a percentage keeps its sign, as 5 % is stored as 0.05."""
    value = cell.value
    if isinstance(value, int | float) and not isinstance(value, bool) and _is_percentage(cell):
        return f"{value * 100:.12g}%"
    return value


def _is_percentage(cell: Any) -> bool:
    return "%" in _TEXT_IN_FORMAT.sub("", cell.number_format or "")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]
