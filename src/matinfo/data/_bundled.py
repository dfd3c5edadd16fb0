"""Tables that come with the package."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def bundled_text(name: str) -> str:
    """Content of a bundled file."""
    return files("matinfo.data").joinpath("tables", name).read_text(encoding="utf-8")


def bundled_rows(name: str) -> list[dict[str, str]]:
    """Rows of a bundled CSV file, by column."""
    return list(csv.DictReader(io.StringIO(bundled_text(name), newline="")))
