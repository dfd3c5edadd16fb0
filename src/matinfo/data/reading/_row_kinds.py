"""Rows that are no data: blank ones, a header that comes again, hidden rows, averages and other summaries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from matinfo._missing import is_blank
from matinfo.data.reading._sheet import SheetRow

LONGEST_WORD = 40  # characters
_SUMMARY = re.compile(
    r"(?:the )?(?:mean|average|avg|ave|arithmetic mean|median|std|std?\.? ?dev|stdev|sd|s\.d\.|standard deviation|"
    r"variance|cv|rsd|sum|total|subtotal|grand total|min|minimum|max|maximum|count)"
    r"(?: ?\(.*\)| of .*| values?|[ :=].{0,20}|\.)?"
)
_SUMMARY_EAST = re.compile(
    r"(?:평균|표준편차|합계|총계|최대|최소|중앙값|平均|標準偏差|合計|総計|最大|最小|中央値)(?:값|値)?.{0,10}"
)
_SUMMARY_FORMULA = re.compile(
    r"=\s*(?:average|median|stdev|stdev\.s|stdev\.p|sum|subtotal|min|max|count|var)\w*[.\w]*\(", re.I
)


def is_blank_row(row: SheetRow) -> bool:
    """Whether a row holds nothing of its own; cells that merging filled do not count."""
    return all(is_blank(cell) or place in row.filled for place, cell in enumerate(row.cells))


def is_header_again(row: SheetRow, texts: Iterable[str]) -> bool:
    """Whether a row repeats the header."""
    own = [" ".join(cell.split()) for cell in row.cells if isinstance(cell, str) and cell.strip()]
    return len(own) > 1 and own == list(texts)


def summary_word(row: SheetRow, data_places: Iterable[int], structure_place: int | None) -> str | None:
    """The word or formula that makes a row a summary of others; None where it is a row of its own.

    A word counts where the row begins and outside the columns of data (`data_places`), a formula inside. A row with a
    structure is never a summary: a sample may be called ``mean``.
    """
    if structure_place is not None and not _blank_at(row, structure_place):
        return None
    data = set(data_places)
    own = [(p, cell) for p, cell in enumerate(row.cells) if p not in row.filled and not is_blank(cell)]
    for number, (place, cell) in enumerate(own):
        if not isinstance(cell, str):
            continue
        text = unicodedata.normalize("NFKC", cell).strip().casefold()
        if place in data:
            if structure_place is not None and _SUMMARY_FORMULA.match(text):
                return cell.strip()
        elif number == 0 and len(text) <= LONGEST_WORD and (_SUMMARY.fullmatch(text) or _SUMMARY_EAST.fullmatch(text)):
            return cell.strip()
    return None


def _blank_at(row: SheetRow, place: int) -> bool:
    return place >= len(row.cells) or is_blank(row.cells[place]) or place in row.filled
