"""All cells of one column of measured values, with their bounds and what there is to say about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from matinfo.data.reading._numbers import DecimalSign
from matinfo.data.reading._reading import Reading
from matinfo.data.reading._value import in_unit, read_value

_THREE_DIGITS = re.compile(r"[+-]?\d{1,3}\.\d{3}")
REMARKS = {
    "thousands": "signs between thousands were taken out",
    "thousands-space": "blanks between thousands were taken out",
    "decimal-comma": "the comma was read as the decimal sign",
    "unicode-minus": "a dash was read as minus",
    "odd-char": "a sign of an East Asian keyboard was replaced",
    "ambiguous-unit": "its unit was read as the one of the column",
    "unit-differs": "it was converted to the unit of the column",
    "footnote": "the footnote was left out",
    "range": "a range; its middle and both ends are kept",
    "reversed": "the ends stand in reverse order",
    "approx": "an approximate value",
    "uncertainty": "the uncertainty is kept as bounds",
    "censored": "only a bound is known; there is no value",
    "excel-error": "an error of the spreadsheet was read as not measured",
}


class ValueReader:
    """Reads the cells of one column; the same text is read once."""

    def __init__(self, unit: str | None, decimal: DecimalSign) -> None:
        self.unit = unit
        self.decimal = decimal
        self._known: dict[str, Reading] = {}

    def read(self, cell: Any) -> Reading:
        """One cell, in the unit of the column."""
        if not isinstance(cell, str):
            return self._read(cell)
        if cell not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            self._known[cell] = self._read(cell)
        return self._known[cell]

    def _read(self, cell: Any) -> Reading:
        reading = read_value(cell, self.unit, decimal=self.decimal)
        return reading if self.unit is None else in_unit(reading, self.unit)


def refuse_points_of_thousands(readings: Sequence[Reading]) -> list[Reading]:
    """Refuse ``1.234`` in a column with decimal commas: the point may stand for thousands."""
    return [
        _ambiguous(reading)
        if isinstance(reading.text, str) and _THREE_DIGITS.fullmatch(reading.text.strip()) and reading.kind == "exact"
        else reading
        for reading in readings
    ]


def _ambiguous(reading: Reading) -> Reading:
    plain = str(reading.text).strip()
    reason = f"other cells have decimal commas, so it can be read as {plain.replace('.', '')} or as {plain}."
    return Reading(
        reading.text, "refused", flags=("two-readings",), reason=reason, suggestion="Say which with decimal='.' or ','."
    )


def remark(reading: Reading) -> str:
    """What was done to read a cell, in words; empty where it was read as it stands."""
    parts = [REMARKS[flag] for flag in reading.flags if flag in REMARKS]
    parts += [f"the remark {flag[5:]!r} was left out" for flag in reading.flags if flag.startswith("note:")]
    return "; ".join(parts)


def columns_of(readings: Sequence[Reading]) -> tuple[np.ndarray, np.ndarray, np.ndarray, bool]:
    """Values, lower and upper bounds, and whether any bound tells more than the value."""
    table = np.array([(reading.value, reading.low, reading.high) for reading in readings], dtype=float).reshape(-1, 3)
    told = any(reading.kind not in ("exact", "missing", "refused") for reading in readings)
    return table[:, 0], table[:, 1], table[:, 2], told
