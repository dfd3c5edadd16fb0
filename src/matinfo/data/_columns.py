"""Columns about columns: what each column of a dataset is, in which unit, by which method, from which source."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from matinfo._validation import option_message
from matinfo.data._units import parse_unit

STATISTICS = ("sd", "n", "low", "high")

Role = Literal["structure", "recipe", "known", "target", "condition", "statistic", "method", "source", "group", "other"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset.

    Attributes
    ----------
    name : str
        Name in the table.
    role : str
        ``"structure"``, ``"recipe"``, ``"known"``, ``"target"``, ``"condition"``, ``"statistic"`` (``Tg_sd``,
        ``Tg_n``, ``Tg_low``, ``Tg_high``), ``"method"``, ``"source"``, ``"group"`` or ``"other"``.
    unit : str or None
        Unit as stated; None where none was stated.
    method, source : str or None
        For a target: names of the columns that hold its method and its source.
    """

    name: str
    role: Role
    unit: str | None = None
    method: str | None = None
    source: str | None = None

    @property
    def quantity(self) -> str | None:
        """What the unit measures, such as ``"temperature"``; None without a unit."""
        return None if self.unit is None else parse_unit(self.unit).quantity


@dataclass(frozen=True, slots=True)
class Schema:
    """Every column of a dataset, in table order, and the column that names the groups, if any."""

    columns: tuple[Column, ...]
    groups: str | None = None

    def __getitem__(self, name: str) -> Column:
        return {column.name: column for column in self.columns}[name]

    def names(self, *roles: Role) -> list[str]:
        """Names of the columns that have one of `roles`."""
        return [column.name for column in self.columns if column.role in roles]

    @property
    def structure(self) -> str | None:
        """Name of the structure column; None for recipes."""
        return next(iter(self.names("structure")), None)

    def update(self, *columns: Column) -> Schema:
        """Schema in which `columns` replace those of the same name, or come last."""
        new = {column.name: column for column in columns}
        kept = tuple(new.pop(column.name, column) for column in self.columns)
        return replace(self, columns=(*kept, *new.values()))

    def without(self, names: Iterable[str]) -> Schema:
        """Schema without the named columns."""
        gone = set(names)
        return replace(self, columns=tuple(column for column in self.columns if column.name not in gone))

    def statistics_of(self, target: str) -> dict[str, str]:
        """``{"sd": "Tg_sd", "n": "Tg_n"}`` out of merged replicates, ``"low"`` and ``"high"`` out of read bounds."""
        known = set(self.names("statistic"))
        return {kind: f"{target}_{kind}" for kind in STATISTICS if f"{target}_{kind}" in known}


def with_columns(frame: pd.DataFrame, new: Mapping[str, Any]) -> pd.DataFrame:
    """`frame` with columns replaced or added, all at once: a table that grows by column makes pandas warn."""
    return pd.DataFrame({name: frame[name] for name in frame.columns} | dict(new), index=frame.index)


def check_known(what: str, names: Iterable[str], known: Sequence[str]) -> None:
    """Raise ``ValueError`` with close matches for every name that is not in `known`."""
    there = set(known)
    missing = [name for name in names if name not in there]
    if missing:
        hints = []
        for name in missing:
            close = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
            folded = [other for other in known if other.casefold() == str(name).casefold()]
            close = list(dict.fromkeys([*folded, *close]))
            hints.append(f"{name!r}" + (f" (did you mean {' or '.join(map(repr, close))}?)" if close else ""))
        raise ValueError(f"{what} names unknown columns: {', '.join(hints)}. Known: {listed(known)}.")


def check_table_has(option: str, table: Any, needed: Sequence[str]) -> None:
    """Raise unless `table` is a DataFrame with the needed columns."""
    if not isinstance(table, pd.DataFrame):
        raise TypeError(option_message(option, f"a DataFrame with the columns {listed(needed)}", type(table).__name__))
    missing = [name for name in needed if name not in table.columns]
    if missing:
        raise ValueError(f"{option} has no columns {listed(missing)}. Needed are {listed(needed)}.")


def listed(names: Iterable[Any]) -> str:
    """Names for a message, at most ten of them."""
    shown = [repr(name) for name in names]
    return ", ".join(shown[:10]) + (f", ... ({len(shown)})" if len(shown) > 10 else "")


def column_table(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Name, role, unit, quantity, method, source and filled cells of every column."""
    rows = []
    for column in schema.columns:
        role = (
            f"{column.role}, group"
            if column.name == schema.groups != "group" and column.role != "group"
            else column.role
        )
        measured = frame[column.name].notna()
        rows.append(
            {
                "name": column.name,
                "role": role,
                "unit": column.unit,
                "quantity": column.quantity,
                "method": _distinct(frame, column.method, measured),
                "source": _distinct(frame, column.source, measured),
                "filled": int(measured.sum()),
            }
        )
    return pd.DataFrame(rows, dtype=object).set_index("name").astype({"filled": int})


def _distinct(frame: pd.DataFrame, column: str | None, measured: pd.Series) -> str | None:
    """What a method or source column says about the measured rows: the one text, or how many there are."""
    if column is None:
        return None
    texts = frame.loc[measured, column].dropna().astype(str).unique()
    return str(texts[0]) if len(texts) == 1 else f"{len(texts)} in column {column!r}"
