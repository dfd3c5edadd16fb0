"""The report on a table as text, for people who do not write Python."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matinfo._validation import check_choice
from matinfo.data.reading._messages import HEADINGS, KOREAN, LANGUAGES, ROLES_KO
from matinfo.data.reading._report import ACTIONS, CellNote
from matinfo.exceptions import shorten

if TYPE_CHECKING:
    from matinfo.data.reading._table_report import TableReport


def report_text(report: TableReport, language: str, limit: int | None) -> str:
    """All findings, grouped by what was done; at most `limit` a group."""
    check_choice("language", language, LANGUAGES)
    words = HEADINGS[language]
    name, sheet = report.source
    title = ", ".join(filter(None, [name, repr(sheet) if sheet else "", words["rows"].format(n=report.n_rows)]))
    lines = [title, "", words["columns"]]
    width = max(len(str(column)) for column in report.columns.index)
    for column, row in report.columns.iterrows():
        role = ROLES_KO[row["role"]] if language == "ko" else row["role"]
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        lines.append(f"  {column!s:<{width}}  {role:<10} {unit}".rstrip())
    for action in ACTIONS:
        notes = [note for note in report.notes if note.action == action]
        if not notes:
            continue
        lines += ["", words[action].format(n=len(notes))]
        lines += [f"  {_line(note, language)}" for note in notes[:limit]]
        if limit is not None and len(notes) > limit:
            lines.append(f"  {words['more'].format(n=len(notes) - limit)}")
    return "\n".join([*lines, "", words["to do"] if report.rejected else words["fine"]])


def _line(note: CellNote, language: str) -> str:
    words = HEADINGS[language]
    where = ", ".join(filter(None, [words["row"].format(row=note.row) if note.row is not None else "", note.column]))
    value = ""
    if note.action in ("rejected", "changed"):
        value = words["empty"] if note.value is None else shorten(str(note.value))
    said = f"{note.reason} {note.suggestion}".strip()
    if language == "ko":
        meant = re.search(r"Did you mean ('[^']*')", note.suggestion)
        said = KOREAN.get(note.code, said) + (f" 혹시 {meant[1]}입니까?" if meant else "")
    return ": ".join(filter(None, [where, value, said]))
