"""One cell of a column of measured values: exact, range, about, plus-minus, censored, missing, or refused."""

from __future__ import annotations

import datetime
import math
import numbers
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_missing
from matinfo._validation import check_choice
from matinfo.data._unit_table import LIKELY_MEANT
from matinfo.data._units import convert_unit, parse_unit
from matinfo.data.reading._numbers import (
    DASHES,
    MINUS,
    DecimalSign,
    Number,
    NumberProblem,
    finite,
    match_number,
    plain_number,
)
from matinfo.data.reading._reading import Kind, Reading
from matinfo.exceptions import UnitError, shorten

LONGEST_VALUE = 200  # characters; a longer text is a remark, not a value
LONGEST_UNIT = 40

BLANKS = " \t\r\n\u00a0\ufeff\u200b"
# fmt: off
MISSING = frozenset([
    "", "-", "--", "\u2013", "\u2014", "\u2212", "...", "\u2026", "/", "?", ".", "n/a", "na", "n.a.", "n. a.", "nan",
    "none", "null", "nil", "<na>", "nat", "n.d.", "n. d.", "nd", "n.m.", "n.r.", "tbd", "missing", "empty", "unknown",
    "not measured", "not determined", "not detected", "미측정", "없음", "未測定", "なし", "測定不可",
])
EXCEL_ERRORS = frozenset([
    "#div/0!", "#n/a", "#name?", "#null!", "#num!", "#ref!", "#value!", "#spill!", "#calc!", "#getting_data",
])
# fmt: on
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[ t]\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{1,2}:\d\d(?::\d\d)?"
    rf"|{_MONTH}[-/. ]\d{{1,4}}|\d{{1,2}}[-/. ]{_MONTH}(?:[-/. ]\d{{2,4}})?"
    r"|\d{1,2}月\d{1,2}日|\d{1,2}월 ?\d{1,2}일"
)
_CENSORED = re.compile(r"(?P<sign>>=|=>|<=|=<|[><≥≤≧≦⩾⩽＞＜])\s*")
_ABOUT = re.compile(
    r"(?:[~∼≈≃≅～〜]|c\.\s?a\.|ca\.?(?=\s|\d)|c\.|circa|approx\.?|approximately|about|약|約|およそ)\s*", re.I
)
_TO = re.compile(rf"\s*(?:to|bis|~|∼|～|〜|…|\.\.\.?|[{DASHES}]|[{MINUS}])\s*", re.I)
_PLUS_MINUS = re.compile(rf"\s*(?:±|\+\s?/?\s?[{MINUS}])\s*")
_LAST_DIGITS = re.compile(r"\((\d{1,3})\)(?=\s|$|[^\d.,(])")
_NOTE = re.compile(r"\s*\((?P<note>[^()]*)\)\s*$")
_CITATION = re.compile(r"\s*\[(?P<note>[\w ,;–-]{1,20})\]\s*$")
_FOOTNOTE_MARK = re.compile(r"\s*(?P<note>[*†‡§¶#]+)\s*$")
_WRAPPED = re.compile(r"\((?P<inner>[^()]*[±-][^()]*)\)(?P<unit>.*)")
_RAISED_DIGITS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]")
_CALCULATED = re.compile(r"^[\d\s.,()]+(?:\*\*|[*/^+])[\d\s.,()*/^+-]+$")
_ODD_SIGNS = {"℃": "°C", "℉": "°F", "％": "%", "㎫": "MPa", "㎪": "kPa", "㎏": "kg", "㎜": "mm", "㎛": "um"}


def read_value(cell: Any, unit: str | None = None, *, decimal: DecimalSign = None) -> Reading:
    """Read one cell of a column of measured values, without guessing.

    Parameters
    ----------
    cell : object
        Text such as ``"105"``, ``"95-105 °C"``, ``"~105"``, ``"105 ± 3"``, ``">300"``, ``"1.2x10^3"``; or a number.
    unit : str, optional
        Unit of the column. A unit in the cell must measure the same; the value is not converted.
    decimal : {".", ","}, optional
        Which sign stands before the decimals. Without it a number that can be read in two ways, such as ``1,234``, is
        refused and both readings are named.

    Returns
    -------
    Reading
        Never raises for a cell: what cannot be read comes back with ``kind="refused"`` and a reason.

    Raises
    ------
    UnitError
        If `unit` is unknown.

    See Also
    --------
    read_table : Reads whole files this way.

    Examples
    --------
    >>> from matinfo.data import read_value
    >>> reading = read_value("250–260 °C", "degC")
    >>> reading.value, reading.low, reading.high
    (255.0, 250.0, 260.0)
    >>> read_value(">300 (dec.)", "degC").low
    300.0
    >>> read_value("1,234").reason
    'it can be read as 1234 (thousands) or as 1.234 (decimal comma).'
    >>> read_value("1,234", decimal=".").value
    1234.0
    """
    check_choice("decimal", decimal, (None, ".", ","))
    if unit is not None:
        parse_unit(unit)
    try:
        return _read(cell, unit, decimal)
    except NumberProblem as problem:
        return Reading(cell, "refused", flags=(problem.flag,), reason=problem.reason, suggestion=problem.suggestion)


def _read(cell: Any, column: str | None, decimal: DecimalSign) -> Reading:
    if not isinstance(cell, str):
        return _object(cell)
    text = cell.strip(BLANKS)
    if len(text) > LONGEST_VALUE:
        raise NumberProblem("text", f"it is a text of {len(text):,} characters.", "Give one value a cell.")
    if decimal != ",":
        number = plain_number(text)
        if number is not None:
            return Reading(cell, "exact", number, number, number)
    folded = text.casefold()
    if folded in MISSING or folded in EXCEL_ERRORS:
        return Reading(cell, "missing", flags=("excel-error" if folded in EXCEL_ERRORS else "missing",) if text else ())
    _refuse_other_kinds(text, folded)
    return _parts(cell, text, column, decimal)


def _object(cell: Any) -> Reading:
    if is_missing(cell):
        return Reading(cell, "missing")
    if isinstance(cell, datetime.date | datetime.time | datetime.timedelta | pd.Timestamp):
        raise _date(str(cell))
    if isinstance(cell, bool | np.bool_):
        raise NumberProblem("boolean", "it is true or false, not a number.")
    if isinstance(cell, numbers.Real | Decimal):
        try:
            number = float(cell)
        except OverflowError:
            number = math.inf
        if math.isinf(number):
            raise NumberProblem("infinite", "the value is infinite.", "Write a bound as '>300'.")
        return Reading(cell, "exact", number, number, number)
    raise NumberProblem("text", f"it is of type {type(cell).__name__}, not a number.")


def _refuse_other_kinds(text: str, folded: str) -> None:
    if folded.startswith("="):
        raise NumberProblem("formula", "it is a formula, which is never calculated.", "Paste the value itself.")
    if folded in ("true", "false", "wahr", "falsch"):
        raise NumberProblem("boolean", "it is true or false, not a number.")
    if _DATE.fullmatch(folded):
        raise _date(text)


def _date(text: str) -> NumberProblem:
    return NumberProblem(
        "excel-date",
        f"{text!r} is a date; spreadsheets make dates of entries such as '2-10'.",
        "Look up the entry and type it as text, such as '2 to 10'.",
    )


def _parts(cell: str, text: str, column: str | None, decimal: DecimalSign) -> Reading:
    """Take a text apart from the outside: notes, what stands before the number, numbers, unit."""
    flags: list[str] = []
    for odd, plain in _ODD_SIGNS.items():
        if odd in text:
            text = text.replace(odd, plain)
            flags.append("odd-char")
    if re.search(r"\d", text) and not re.search(r"[0-9]", text):
        flags.append("odd-char")  # full-width or Arabic digits
    wrapped = _WRAPPED.fullmatch(text)
    if wrapped is not None:
        text = f"{wrapped['inner']} {wrapped['unit']}".strip()
    text = _without_notes(text, flags)
    bound = _CENSORED.match(text)
    about = None if bound else _ABOUT.match(text)
    start = bound.end() if bound else about.end() if about else 0
    number = match_number(text, start, decimal=decimal)
    if number is None:
        raise _no_number(cell, text)
    flags += number.flags
    rest = text[number.end :]
    spread = _spread(rest, number, decimal)
    second = None if spread else _second(rest, decimal, flags)
    if spread is not None:
        rest = rest[spread[1] :]
    elif second is not None:
        rest = rest[second[1] :]
    if (bound or about) and (spread or second):
        raise _no_number(cell, text)
    stated = _unit(rest, column, flags, cell, text)
    value = number.value
    if bound:
        above = bound["sign"][0] in ">≥≧⩾＞" or bound["sign"] == "=>"
        low, high = (value, math.inf) if above else (-math.inf, value)
        kind: Kind = "right-censored" if above else "left-censored"
        return Reading(cell, kind, math.nan, low, high, stated, _told("censored", flags))
    if about:
        return Reading(cell, "approximate", value, unit=stated, flags=_told("approx", flags))
    if spread is not None:
        return Reading(
            cell, "plus-minus", value, value - spread[0], value + spread[0], stated, _told("uncertainty", flags)
        )
    if second is not None:
        return _range(cell, value, second[0], stated, flags)
    return Reading(cell, "exact", value, value, value, stated, tuple(dict.fromkeys(flags)))


def _told(first: str, flags: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([first, *flags]))


def _without_notes(text: str, flags: list[str]) -> str:
    """Text without remarks in parentheses, citations and footnote marks at its end."""
    for _ in range(3):
        note, citation, mark = _NOTE.search(text), _CITATION.search(text), _FOOTNOTE_MARK.search(text)
        if note and not note["note"].strip().isdigit():
            flags.append(f"note:{note['note'].strip()}")
            text = text[: note.start()]
        elif (found := citation or mark) and re.search(r"\d", text[: found.start()]):
            flags.append("footnote")
            text = text[: found.start()]
    return text.strip(BLANKS)


def _spread(rest: str, number: Number, decimal: DecimalSign) -> tuple[float, int] | None:
    """Uncertainty behind a number, ``± 3`` or ``(3)`` in units of the last digit, and where it ends."""
    last_digits = _LAST_DIGITS.match(rest)
    if last_digits:
        return finite(float(f"{last_digits[1]}e{-number.decimals}"), last_digits[0]), last_digits.end()
    sign = _PLUS_MINUS.match(rest)
    if sign is None:
        return None
    size = match_number(rest, sign.end(), decimal=decimal)
    if size is None or size.value < 0:
        raise NumberProblem("text", "no number stands behind '±'.")
    return size.value, size.end


def _second(rest: str, decimal: DecimalSign, flags: list[str]) -> tuple[float, int] | None:
    """The other end of a range, and where it ends."""
    inner = re.match(r"\s*(?P<unit>[^\d\s+-][^\d]*?)?\s*$", rest)
    if inner is not None:
        return None
    first_unit = re.match(
        rf"\s*(?P<unit>(?!to\b|bis\b)[^\W\d_°%][^\W\d_%]*|°\s?[CF]|%)(?=\s*(?:to\b|bis\b|[{MINUS}{DASHES}~～〜]))", rest
    )
    start = first_unit.end() if first_unit else 0
    sign = _TO.match(rest, start)
    number = match_number(rest, sign.end(), decimal=decimal) if sign else None
    if number is None:
        return None
    if first_unit and first_unit["unit"].strip() not in rest[number.end :]:
        raise NumberProblem("unit", "the two ends of the range have different units.", "Give both in one unit.")
    flags += number.flags
    return number.value, number.end


def _range(cell: str, first: float, second: float, stated: str | None, flags: list[str]) -> Reading:
    reversed_ = second < first
    if reversed_ and 0 <= second < 100 <= first and second != 0 and len(f"{second:g}") < len(f"{first:g}"):
        digits = f"{first:g}"
        longer = digits[: len(digits) - len(f"{second:g}")] + f"{second:g}"
        raise NumberProblem(
            "two-readings",
            f"it can be read as {first:g} to {longer}, or as {second:g} to {first:g}.",
            "Write both ends in full.",
        )
    low, high = min(first, second), max(first, second)
    extra = ["reversed"] if reversed_ else []
    return Reading(cell, "range", (low + high) / 2, low, high, stated, _told("range", [*extra, *flags]))


def _unit(rest: str, column: str | None, flags: list[str], cell: str, text: str) -> str | None:
    """Unit behind the number, compared with that of the column; a single letter may be a footnote."""
    attached = rest[:1] not in ("", " ", "\u00a0")
    rest = rest.strip(BLANKS)
    if not rest:
        return None
    if len(rest) > LONGEST_UNIT or re.match(r"[\d+\-*/^(,;.]", rest) or _RAISED_DIGITS.match(rest):
        raise _no_number(cell, text)
    if rest == "%" and column is not None and column.endswith("%"):
        return column
    quantity = None if column is None else parse_unit(column)
    meant = LIKELY_MEANT.get(rest)
    if meant is not None and quantity is not None and parse_unit(meant).dimension == quantity.dimension:
        flags.append("ambiguous-unit")
        rest = meant
    try:
        stated = parse_unit(rest)
    except UnitError as error:
        if attached and re.fullmatch(r"[a-z]", rest):
            flags.append("footnote")
            return None
        if re.search(r"\d", rest):
            raise _no_number(cell, text) from None
        raise NumberProblem("unit", f"{shorten(rest)} behind the number is not known: {error}", "") from None
    if quantity is not None and stated.dimension != quantity.dimension:
        if attached and re.fullmatch(r"[a-z]", rest):
            raise NumberProblem(
                "two-readings", f"{rest!r} may be a footnote or a unit.", "Take the footnote out of the cell."
            )
        raise NumberProblem(
            "unit",
            f"{rest!r} ({stated.quantity}) stands in a column of {column!r} ({quantity.quantity}).",
            "Check the value, or move it to its column.",
        )
    if (
        column is not None
        and quantity is not None
        and (stated.factor, stated.offset) != (quantity.factor, quantity.offset)
    ):
        flags.append("unit-differs")
    return stated.symbol


def _no_number(cell: str, text: str) -> NumberProblem:
    if _holds_several(text):
        return NumberProblem("two-values", "more than one value stands in the cell.", "Give one value a row.")
    if _CALCULATED.match(text):
        return NumberProblem("expression", "it is a calculation, which is never done.", "Type the result.")
    if _RAISED_DIGITS.search(text):
        return NumberProblem("two-readings", "a raised digit may be a power or a footnote.", "Write 1.2e3, or '[1]'.")
    return NumberProblem("text", f"{shorten(cell)} is no number.", "Leave the cell empty where nothing was measured.")


def _holds_several(text: str) -> bool:
    """Whether a separator stands between two digits, and nothing but digits and signs around them."""
    digits = [found.start() for found in re.finditer(r"\d", text)]
    if not digits or re.search(r"[A-Za-z*^(]", text):
        return False
    return re.search(r"[,;/\n|]", text[digits[0] : digits[-1]]) is not None


def in_unit(reading: Reading, column: str) -> Reading:
    """The reading in the unit of its column; bounds are converted with the value."""
    if reading.unit is None or reading.unit == column:
        return reading
    value, low, high = (
        convert_unit(number, reading.unit, column) for number in (reading.value, reading.low, reading.high)
    )
    return replace(reading, value=value, low=low, high=high, unit=column)
