"""Tables as they come from a laboratory, read into datasets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matinfo._validation import InvalidPolicy, check_invalid, check_number
from matinfo.data._dataset import Dataset
from matinfo.data._roles import NameOrPerTarget, UnitsOrNames
from matinfo.data.reading._check import check_table, open_reader
from matinfo.data.reading._reader import TableReader
from matinfo.data.reading._table_report import TableReport


def read_table(
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
    name: str = "",
    invalid: InvalidPolicy = "raise",
    **reading: Any,
) -> Dataset:
    """Read a messy table into a dataset; nothing is guessed, and everything that was changed can be listed.

    CSV and TSV files, Excel workbooks (extra ``excel``), JSON lines and DataFrames. Title rows, units in or below the
    header, merged cells, byte-order marks, thousands and decimal signs, empty, hidden and summary rows are dealt with.

    Parameters
    ----------
    table : path or DataFrame
        The table; the suffix of a file says its format.
    structure, recipe, targets, conditions, known : optional
        Roles of the columns, as in `Dataset`. A column may be named as in the file, without its unit, or by another
        name of the same property (see `find_term`). Units of the header hold where none is given. With neither
        `structure`, `recipe` nor `targets`, the roles are found by name.
    method, source : str or dict of str to str, optional
        Name of a column, or a constant, as in `Dataset`.
    groups : str, optional
        Column whose values are kept together by every split, as in `Dataset`.
    name : str, default=""
        Name of the dataset.
    invalid : {"raise", "nan"}, default="raise"
        What happens when cells cannot be used: one error that names all of them, or empty cells and one warning.
    **reading
        How the file is read. ``sheet``: name of the sheet, by default the first visible one. ``header``: row of the
        header, where it is not found. ``decimal``: ``"."`` or ``","``, which settles what ``1,234`` is. ``encoding``
        and ``separator`` of text files. ``hidden="keep"`` reads hidden rows too. ``structure_kind="polymer"`` or
        ``"molecule"`` refuses the other kind. ``structure_names=True`` reads names of polymers such as ``PMMA``.

    Returns
    -------
    Dataset
        Rows are labelled as in the file, counted from 1. Where a target has ranges, bounds or uncertainties, the
        columns ``Tg_low`` and ``Tg_high`` stand beside it; a value of which only a bound is known is empty.

    Raises
    ------
    InvalidRowsError
        With ``invalid="raise"``: names every cell that cannot be used.
    TableError
        If the file as a whole cannot be read.
    ValueError, UnitError
        If a name is no column, or header and `targets` state different units.
    MissingExtraError
        For workbooks without the extra ``excel``.

    See Also
    --------
    check_table : The report on every cell, with the same parameters.
    iter_table : The same in pieces, for files that do not fit into memory.

    Examples
    --------
    >>> import pandas as pd
    >>> import matinfo as mi
    >>> table = pd.DataFrame({"SMILES": ["*CC*", "*CC(*)C"], "Tg (°C)": ["\u2212110", "-15 to -5"]})
    >>> ds = mi.read_table(table, structure="SMILES", targets={"Tg": "degC"})
    >>> ds.frame.drop(columns="SMILES")
          Tg  Tg_low  Tg_high
    0 -110.0  -110.0   -110.0
    1  -10.0   -15.0     -5.0
    """
    check_invalid(invalid)
    report = check_table(
        table,
        structure=structure,
        recipe=recipe,
        targets=targets,
        conditions=conditions,
        known=known,
        method=method,
        source=source,
        groups=groups,
        **reading,
    )
    return report.dataset(invalid=invalid, name=name)


def iter_table(
    table: Any, rows: int = 10_000, *, invalid: InvalidPolicy = "raise", **options: Any
) -> Iterator[Dataset]:
    """Read a table in pieces; memory stays flat however long the file is.

    Parameters
    ----------
    table : path or DataFrame
        As in `read_table`.
    rows : int, default=10_000
        Rows of the file that are read at once.
    invalid : {"raise", "nan"}, default="raise"
        As in `read_table`, for each piece.
    **options
        Roles of the columns and ways to read, as in `read_table`.

    Returns
    -------
    iterator of Dataset
        Pieces with the same columns, bounds always among them. Pieces in which no target is measured are left out.

    See Also
    --------
    read_table : All rows at once.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.data import iter_table
    >>> table = pd.DataFrame({"SMILES": ["*CC*", "*CO*", "*CCO*"], "Tg (K)": [195, 190, 206]})
    >>> [len(part) for part in iter_table(table, 2)]
    [2, 1]
    """
    check_invalid(invalid)
    check_number("rows", rows, low=1, whole=True)
    return _pieces(open_reader(table, **options), rows, invalid)  # opened now, so that errors come from this call


def _pieces(reader: TableReader, rows: int, invalid: InvalidPolicy) -> Iterator[Dataset]:
    targets = [column.name for column in reader.plan.of("target")]
    for block in reader.blocks(rows):
        block.bounds = {name: (low, high, True) for name, (low, high, _) in block.bounds.items()}  # in every piece
        if block.frame[targets].notna().any(axis=None):
            yield TableReport(reader.sheet, reader.plan, block, ()).dataset(invalid=invalid)
