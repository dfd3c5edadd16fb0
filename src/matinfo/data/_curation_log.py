"""The log of a curation: one entry for every row or value that was changed, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Literal

import pandas as pd

from matinfo.exceptions import MatinfoWarning

Action = Literal["dropped", "blanked", "merged", "averaged", "kept"]


class CurationWarning(MatinfoWarning):
    """Curation removed a large share of the rows."""


@dataclass(frozen=True, slots=True)
class CurationEntry:
    """One change.

    Attributes
    ----------
    rule : str
        ``"unparsable"``, ``"odd-structure"``, ``"non-finite"``, ``"out-of-range"``, ``"not-measured"``,
        ``"conflict"``, ``"duplicate"`` or ``"outlier"``.
    label : object
        Label of the row in the table that was curated.
    column : str
        Column that the rule looked at.
    value : object
        What stood there.
    threshold : object
        What the value was compared with.
    action : str
        ``"dropped"``: the row is gone. ``"blanked"``: the value is gone, the row stays. ``"merged"``: the row went into
        row `into`. ``"averaged"``: the value was replaced by the mean of the replicates. ``"kept"``: named only.
    into : object
        For merged rows, the label of the row that now stands for them.
    spread : float
        For conflicts and averages, the largest minus the smallest of the replicates, in the unit of the column.
    detail : str
        The reason in words.
    grade : str
        For conflicts, how far the replicates are apart: ``"minor"`` up to twice the threshold, ``"major"`` up to four
        times, ``"severe"`` beyond; ``""`` for all other rules.
    """

    rule: str
    label: Any
    column: str
    value: Any
    threshold: Any
    action: Action
    into: Any = None
    spread: float = float("nan")
    detail: str = ""
    grade: str = ""


class CurationLog:
    """What a curation changed.

    Every row that went in either came out, or has exactly one entry with the action ``"dropped"`` or ``"merged"``:
    ``rows_in == rows_out + n_dropped + n_merged``.

    Parameters
    ----------
    entries : sequence of CurationEntry
        The changes, in the order of the rules.
    rows_in, rows_out : int
        Number of rows before and after.

    See Also
    --------
    Dataset.curate : Makes the log.
    """

    __slots__ = ("_entries", "_rows_in", "_rows_out")

    def __init__(self, entries: Sequence[CurationEntry], *, rows_in: int, rows_out: int) -> None:
        self._entries = tuple(entries)
        self._rows_in = rows_in
        self._rows_out = rows_out

    @property
    def entries(self) -> tuple[CurationEntry, ...]:
        """Every change."""
        return self._entries

    @property
    def rows_in(self) -> int:
        """Number of rows before."""
        return self._rows_in

    @property
    def rows_out(self) -> int:
        """Number of rows after."""
        return self._rows_out

    @property
    def n_dropped(self) -> int:
        """Number of rows that were removed."""
        return self._count("dropped")

    @property
    def n_merged(self) -> int:
        """Number of rows that went into another row of the same material."""
        return self._count("merged")

    def frame(self) -> pd.DataFrame:
        """One row per change, with the attributes of `CurationEntry` as columns."""
        names = [field.name for field in fields(CurationEntry)]
        rows = [[getattr(entry, name) for name in names] for entry in self._entries]
        return pd.DataFrame(rows, columns=names, dtype=object).astype({"spread": "float64"})

    def summary(self) -> pd.DataFrame:
        """Number of entries by rule and action."""
        counts: dict[tuple[str, str], int] = {}
        for entry in self._entries:
            counts[entry.rule, entry.action] = counts.get((entry.rule, entry.action), 0) + 1
        rows = [(rule, action, count) for (rule, action), count in counts.items()]
        return pd.DataFrame(rows, columns=["rule", "action", "entries"])

    def __len__(self) -> int:
        return len(self._entries)

    def __str__(self) -> str:
        parts = [f"{self.rows_in} rows in, {self.rows_out} out"]
        counts = self.summary()
        for action, rows in counts.groupby("action", sort=False):
            rules = ", ".join(f"{rule} {count}" for rule, count in zip(rows["rule"], rows["entries"], strict=True))
            parts.append(f"{rows['entries'].sum()} {action} ({rules})")
        return "; ".join(parts)

    def __repr__(self) -> str:
        return f"<CurationLog: {self}>"

    def _count(self, action: Action) -> int:
        return sum(entry.action == action for entry in self._entries)
