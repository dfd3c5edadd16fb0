"""Checking a table without making a dataset of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from matinfo.data._columns import check_known
from matinfo.data._roles import NameOrPerTarget, UnitsOrNames
from matinfo.data.reading._open import open_sheet
from matinfo.data.reading._plan import Roles
from matinfo.data.reading._reader import ReadingOptions, TableReader
from matinfo.data.reading._table_report import TableReport


def check_table(
    table: Any,
    *,
    structure: str | None = None,
    recipe: UnitsOrNames | None = None,
    targets: UnitsOrNames | None = None,
    conditions: UnitsOrNames | None = None,
    known: UnitsOrNames | None = None,
    method: NameOrPerTarget = None,
    source: NameOrPerTarget = None,
    groups: str | None = None,
    sheet: str | None = None,
    header: int | None = None,
    decimal: str | None = None,
    encoding: str | None = None,
    separator: str | None = None,
    hidden: str = "leave out",
    structure_kind: str | None = None,
    structure_names: bool = False,
) -> TableReport:
    """Read a table and tell everything that was refused, changed or left out.

    Parameters
    ----------
    table, structure, recipe, targets, conditions, known, method, source, groups
        As in `read_table`.
    sheet, header, decimal, encoding, separator, hidden, structure_kind, structure_names
        As in `read_table`.

    Returns
    -------
    TableReport
        ``report.frame()`` has one row a finding; ``report.dataset()`` makes the dataset.

    Raises
    ------
    TableError
        If the file as a whole cannot be read.

    See Also
    --------
    read_table : The dataset alone.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.data import check_table
    >>> table = pd.DataFrame({"SMILES": ["*CC*", "*CC*(C)", "*CO*"], "Tg (°C)": ["-110", "ca. -10", "1,234"]})
    >>> report = check_table(table)
    >>> [(note.row, note.column, note.code) for note in report.rejected]
    [(1, 'SMILES', 'invalid-polymer'), (2, 'Tg', 'two-readings')]
    >>> report.rejected[0].suggestion
    "Did you mean '*CC(*)(C)'?"
    """
    reader = open_reader(
        table,
        structure=structure,
        recipe=recipe,
        targets=targets,
        conditions=conditions,
        known=known,
        method=method,
        source=source,
        groups=groups,
        sheet=sheet,
        header=header,
        decimal=decimal,
        encoding=encoding,
        separator=separator,
        hidden=hidden,
        structure_kind=structure_kind,
        structure_names=structure_names,
    )
    return TableReport(reader.sheet, reader.plan, reader.read_all(), reader.notes())


def open_reader(table: Any, **options: Any) -> TableReader:
    """Reader of a table whose header was found and whose columns have roles; the options are those of `check_table`."""
    of_columns, of_reading = ([field.name for field in fields(kind)] for kind in (Roles, ReadingOptions))
    check_known("options", options, [*of_columns, *of_reading])
    roles = Roles(**{name: value for name, value in options.items() if name in of_columns})
    reading = ReadingOptions(**{name: value for name, value in options.items() if name in of_reading})
    reading.check()
    sheet = open_sheet(table, sheet=reading.sheet, encoding=reading.encoding, separator=reading.separator)
    return TableReader(sheet, roles, reading)
