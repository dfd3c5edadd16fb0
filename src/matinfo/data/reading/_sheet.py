"""A table as it stands in a file: numbered rows of raw cells, and what the file says about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from matinfo.exceptions import MatinfoError

MAX_COLUMNS = 2_000


class TableError(MatinfoError, ValueError):
    """A file cannot be read as a table: too large, of another format, in an unknown encoding, or without a header."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its label in the file (1 is the first), its cells, whether it is hidden, and cells filled by merging."""

    label: Any
    cells: list[Any]
    hidden: bool = False
    filled: frozenset[int] = frozenset()
    formulas: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one sheet; `open_rows` starts from the top each time, so that memory stays flat.

    Attributes
    ----------
    file, name : str
        Name of the file without its folder, and of the sheet; ``""`` where there is none.
    sha256 : str
        Digest of the file; ``""`` for tables in memory.
    open_rows : callable
        Returns an iterator of `SheetRow`.
    header : list of str, optional
        Column names where the format brings them, as JSON lines and DataFrames do.
    remarks : tuple of (code, text)
        What to tell about the file as a whole.
    hidden_columns : frozenset of int
        Positions of hidden columns.
    """

    file: str
    name: str
    sha256: str
    open_rows: Callable[[], Iterator[SheetRow]]
    header: list[str] | None = None
    remarks: tuple[tuple[str, str], ...] = ()
    hidden_columns: frozenset[int] = field(default_factory=frozenset)
