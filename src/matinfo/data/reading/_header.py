"""Where the header of a sheet stands, and the names and units that it gives to the columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from matinfo._missing import is_blank
from matinfo.data._units import parse_unit
from matinfo.data.reading._numbers import plain_number
from matinfo.data.reading._sheet import SheetRow, TableError
from matinfo.exceptions import UnitError

LOOKED_AT = 60  # rows at the top of a sheet
LONGEST_NAME = 120  # characters
_WITH_UNIT = (
    re.compile(r"(?P<name>.+?)\s*[(\[{（［](?P<unit>[^()\[\]（）]*(?:\([^()]*\))?[^()\[\]（）]*)[)\]}）］]\s*"),
    re.compile(r"(?P<name>.+?)\s+/\s*(?P<unit>\S.*)"),
    re.compile(r"(?P<name>.+?),\s+(?P<unit>\S.*)"),
    re.compile(r"(?P<name>.+?)\s+in\s+(?P<unit>\S.*)"),
    re.compile(r"(?P<name>[^/()\[\]（）［］]+)/(?P<unit>K|[^\s/][^\s].*)"),
)
_UNCLEAR = re.compile(r"[^\s/]*[A-Za-z%°][^\s/]*/\S.*")  # the shape of a unit, such as W/m·K, which has two readings
_BRACKETS = {"(": ")", "[": "]", "（": "）", "［": "］"}
_SUFFIX = re.compile(r"(?P<name>.+)_(?P<unit>[^_]+)")
SUFFIX_UNITS = frozenset(
    ["K", "degC", "degF", "MPa", "GPa", "kPa", "Pa", "phr", "pct", "nm", "um", "mm", "eV", "Ha", "gcm3", "min", "mPas"]
)  # of names such as strength_MPa; other endings are not taken for units


@dataclass(frozen=True, slots=True)
class Heading:
    """Name, unit and place of a column.

    Attributes
    ----------
    place : int
        Position in the sheet, from 0.
    raw : str
        The header as it stands there.
    name : str
        The header without its unit; unique in the table.
    unit : str or None
        Unit in the header, or in the row below it.
    subtitle : str
        Other text in the row below.
    unclear : str
        A text in brackets that is written like a unit, but cannot be read as one.
    """

    place: int
    raw: str
    name: str
    unit: str | None = None
    subtitle: str = ""
    unclear: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Every text that stands for this column."""
        return tuple(dict.fromkeys(text for text in (self.name, self.raw, self.subtitle) if text))


@dataclass(frozen=True, slots=True)
class Header:
    """Headings, and how many rows lie above the first row of data."""

    headings: tuple[Heading, ...]
    skipped: int
    texts: tuple[str, ...]  # of the header row, to know it when it comes again


def find_header(rows: Sequence[SheetRow], wanted: Sequence[str], stated: int | None) -> Header:
    """Find the header in the first rows of a sheet.

    Parameters
    ----------
    rows : sequence of SheetRow
        The first rows.
    wanted : sequence of str
        Names of columns that the user gave; the row with most of them is the header.
    stated : int or None
        Label of the header row, where the user says it.

    Raises
    ------
    TableError
        If there is no such row.
    """
    if stated is not None:
        place = next((i for i, row in enumerate(rows) if row.label == stated), None)
        if place is None:
            raise TableError(f"header={stated!r}: there is no such row among the first {len(rows)}.")
    else:
        place = _by_wanted(rows, wanted)
        place = _by_shape(rows) if place is None else place
    texts = _texts(rows[place])
    below = rows[place + 1] if place + 1 < len(rows) else None
    units = _texts(below) if below is not None and _is_unit_row(below, texts) else {}
    headings = []
    for position in sorted({*texts, *units}):
        raw, subtitle = texts.get(position, ""), units.get(position, "")
        heading = make_heading(position, raw or subtitle)
        unit = unit_of(subtitle) if subtitle and raw else None
        headings.append(replace(heading, unit=unit or heading.unit, subtitle="" if unit else subtitle))
    return Header(unique(headings), place + (2 if units else 1), tuple(texts.values()))


def make_heading(place: int, raw: str) -> Heading:
    """Name and unit of one header text, such as ``Tg (°C)``, ``Tg [K]``, ``Tg / K`` or ``strength_MPa``."""
    text = " ".join(raw.split())[:LONGEST_NAME]
    for pattern in _WITH_UNIT:
        found = pattern.fullmatch(text)
        unit = unit_of(found["unit"]) if found else None
        words = found["name"].split() if found else []
        if pattern is _WITH_UNIT[-1] and len(words) > 1 and unit_of(words[-1]) is not None:
            continue  # "density g/cm3" is no "density g" in cm3
        if found and unit is not None:
            return Heading(place, text, found["name"].strip(), unit)
        if found and pattern is _WITH_UNIT[0] and _UNCLEAR.fullmatch(found["unit"].strip()):
            return Heading(place, text, found["name"].strip(), unclear=found["unit"].strip())
    found = _SUFFIX.fullmatch(text)
    if found and found["unit"] in SUFFIX_UNITS:
        return Heading(place, text, text, unit_of(found["unit"]))
    return Heading(place, text, text)


def unit_of(text: str) -> str | None:
    """The text as a unit, None where it is none."""
    text = text.strip()
    if text[:1] in _BRACKETS and text[-1:] == _BRACKETS[text[0]]:
        text = text[1:-1].strip()
    plain = {"C": "degC", "F": "degF", "-": "1", "\u2013": "1", "pct": "%", "gcm3": "g/cm3", "mPas": "mPa s"}.get(
        text, text
    )
    if not plain or len(plain) > 40 or plain_number(plain) not in (None, 1.0):
        return None
    try:
        return parse_unit(plain).symbol
    except UnitError:
        return None


def unique(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    """Headings with different names: a second ``Tg`` becomes ``Tg [K]``, a third one without unit ``Tg (2)``."""
    seen: dict[str, int] = {}
    made = []
    for heading in headings:
        name = heading.name or f"column {heading.place + 1}"
        if name in seen and heading.unit is not None and f"{name} [{heading.unit}]" not in seen:
            name = f"{name} [{heading.unit}]"
        count = seen.get(name, 0) + 1
        while count > 1 and f"{name} ({count})" in seen:
            count += 1
        seen[name] = count
        name = name if count == 1 else f"{name} ({count})"
        seen.setdefault(name, 1)
        made.append(replace(heading, name=name))
    return tuple(made)


def _by_wanted(rows: Sequence[SheetRow], wanted: Sequence[str]) -> int | None:
    names = {_folded(name) for name in wanted}
    best, most = None, 0
    for place, row in enumerate(rows):
        texts = _texts(row)
        found = {_folded(text) for text in texts.values()}
        found |= {_folded(make_heading(0, text).name) for text in texts.values()}
        if (hits := len(names & found)) > most:
            best, most = place, hits
    return best


def _by_shape(rows: Sequence[SheetRow]) -> int:
    """The first row that is filled as widely as the table, with texts that are no numbers."""
    filled = [sum(not is_blank(cell) for cell in row.cells) for row in rows]
    width = max(filled, default=0)
    if not width:
        raise TableError("The sheet is empty.")
    for place, row in enumerate(rows):
        texts = _texts(row)
        if filled[place] >= max(1, 0.5 * width) and len(texts) == filled[place]:
            numbers = sum(plain_number(text) is not None for text in texts.values())
            if numbers <= 0.2 * len(texts):
                return place
    raise TableError(
        f"No header was found in the first {len(rows)} rows. Say its row with header=, or write names above "
        "the columns."
    )


def _is_unit_row(row: SheetRow, header: dict[int, str]) -> bool:
    """Whether a row below the header holds units (and perhaps other short words), and nothing else."""
    texts = _texts(row)
    if not texts or len(texts) != sum(not is_blank(cell) for cell in row.cells):
        return False
    known = sum(unit_of(text) is not None for text in texts.values())
    short = all(len(text) <= 20 and plain_number(text) is None for text in texts.values())
    return short and 2 * known > len(texts) and set(texts) <= set(header) and len(texts) < len(header) + 1


def _texts(row: SheetRow) -> dict[int, str]:
    """Cells that hold text, by position."""
    texts = {}
    for place, cell in enumerate(row.cells):
        if isinstance(cell, str) and cell.strip():
            texts[place] = " ".join(cell.split())
    return texts


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
