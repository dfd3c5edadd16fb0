"""What a notebook shows of a dataset: columns with units and counts, and the first rows with drawn structures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matinfo._html import Html, card, element, facts, folded, listing, table
from matinfo.chem import structure_problems
from matinfo.chem._drawing import drawn

if TYPE_CHECKING:
    from matinfo.data._table_view import TableView

HEAD = 5  # rows
LOOKED_AT = 1000  # rows whose structures are read to count bad ones, so that a large table is shown at once
MOST_COLUMNS = 40  # lines of the table of columns


def dataset_card(ds: TableView) -> Html:
    """HTML of a dataset; its size does not grow with the number of rows."""
    return card(dataset_title(ds), dataset_lead(ds), *dataset_parts(ds))


def dataset_title(ds: TableView) -> str:
    """Name, or the word."""
    return ds.name or "Dataset"


def dataset_lead(ds: TableView) -> str:
    """One line: rows, kind, targets with units."""
    targets = ", ".join(f"{name} [{ds.units[name] or 'no unit'}]" for name in ds.target_names)
    known = "" if ds._keys is None else f" of {pd.unique(ds._keys).size:,} materials"
    return f"{len(ds):,} {'row' if len(ds) == 1 else 'rows'}{known}, {ds.kind}s; {targets}"


def dataset_parts(ds: TableView) -> list[Html]:
    """Table of columns, first rows, record and history."""
    record = [folded("Where the data come from", facts(ds.record))] if ds.record else []
    return [column_counts(ds), first_rows(ds), *record, folded("History", listing(ds.history))]


def column_counts(ds: TableView) -> Html:
    """One line a column: unit, role, method, source, and how many cells are filled, missing and bad."""
    columns = ds.columns.head(MOST_COLUMNS)
    bad = {name: _bad_cells(ds, name) for name in columns.index}
    lines = columns[["role", "unit", "method", "source"]].copy()
    lines.insert(0, "column", [str(name) for name in columns.index])
    lines["filled"] = columns["filled"]
    lines["missing"] = len(ds) - columns["filled"]
    lines["bad"] = [_marked(bad[name]) for name in columns.index]
    left_out = len(ds.columns) - len(columns)
    notes = [f"and {left_out} more columns"] if left_out else []
    if ds.kind == "structure" and len(ds) > LOOKED_AT and ds._keys is None:
        notes.append(f"bad structures were counted in the first {LOOKED_AT:,} rows")
    empty = [name for name in ("method", "source") if lines[name].isna().all()]
    return Html(table(lines.drop(columns=empty), right=("bad",)) + element("div", "; ".join(notes), class_="mi-lead"))


def first_rows(ds: TableView) -> Html:
    """The first rows, inputs and targets first, structures drawn."""
    order = ["structure", "target", "known", "recipe", "condition", "statistic", "method", "source", "group", "other"]
    names = sorted(ds._frame.columns, key=lambda name: order.index(ds._schema[name].role))
    head = ds._frame[names].head(HEAD).copy()
    if ds._schema.structure is not None:
        head[ds._schema.structure] = [drawn(value) for value in head[ds._schema.structure]]
    rest = len(ds) - len(head)
    more = element("div", f"and {rest:,} more rows", class_="mi-lead") if rest else ""
    return Html(table(head, units=ds.units, index=True) + more)


def _bad_cells(ds: TableView, name: str) -> int:
    """Structures that cannot be read, and numbers that are infinite."""
    column = ds._frame[name]
    if ds._schema[name].role == "structure":
        return 0 if ds._keys is not None else len(structure_problems(column.head(LOOKED_AT)))
    return int(np.isinf(column.to_numpy("float64", na_value=np.nan)).sum()) if column.dtype.kind == "f" else 0


def _marked(count: int) -> Html:
    return element("span", f"{count:,}", class_="mi-bad") if count else element("span", "0", class_="mi-missing")
