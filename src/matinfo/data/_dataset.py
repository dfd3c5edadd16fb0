"""The dataset: rows of inputs and measured properties that know their units, methods and sources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from matinfo._validation import option_message
from matinfo.data._columns import Schema
from matinfo.data._roles import NameOrPerTarget, UnitsOrNames, build_schema, check_numbers, check_record
from matinfo.data._split import MaterialSplit, draw_test_rows
from matinfo.data._table_view import TableView
from matinfo.data._targets import convert_column, select_targets

if TYPE_CHECKING:
    from matinfo.data._curation_log import CurationLog


class Dataset(TableView):
    """Immutable rows of structures or recipes with measured properties.

    Every method returns a new dataset. What was done to it is told by `history`.

    Parameters
    ----------
    frame : DataFrame
        The table; it is copied. Row labels and column names must be unique.
    structure : str, optional
        Column of structures: PSMILES (two ``*``) or SMILES. Either this or `recipe`.
    recipe : list of str, or dict of str to unit, optional
        Columns of a recipe: amounts, levels, names of ingredients, process settings.
    targets : dict of str to unit, or list of str
        Measured properties. A list, or the unit None, states no unit. Empty cells are holes: not measured.
    conditions : dict of str to unit, or list of str, optional
        Columns that say under which conditions was measured. They are no part of `X`; `curate` averages replicates
        only where all of them agree.
    known : dict of str to unit, or list of str, optional
        Columns of numbers that are known of a material before its targets are, and are part of `X` beside the
        structure: measured properties, or conditions to predict for. Empty cells are holes: not known.
    method, source : str or dict of str to str, optional
        Name of a column, or a constant; a dict states them by target.
    groups : str, optional
        Column whose values are kept together by every split. By default rows of one material are.
    name : str, default=""
        Name of the dataset, shown in its ``repr``.
    record : dict of str to str, optional
        Where the data come from, such as ``licence``, ``citation``, ``url``, ``sha256``; saved with the dataset.

    Raises
    ------
    ValueError, TypeError
        If columns are missing (close matches are named), stand in two roles, or have no usable values.
    UnitError
        If a unit is unknown.
    InvalidRowsError
        If cells of a target are not numbers; all of them are named.

    See Also
    --------
    load_polymers : A dataset of well-known polymers to start from.
    MaterialSplit : The folds alone, for use inside scikit-learn.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"psmiles": ["*CC*", "*CC(*)C", "*CC(*)c1ccccc1"], "Tg": [-110.0, -10.0, 100.0]})
    >>> ds = Dataset(frame, structure="psmiles", targets={"Tg": "degC"}, method="DSC")
    >>> ds
    <Dataset: 3 rows of structures; Tg [degC] 3>
    >>> ds.convert("Tg", "K").y.round(2).tolist()
    [163.15, 263.15, 373.15]
    """

    __slots__ = ()

    def __init__(
        self,
        frame: pd.DataFrame,
        *,
        structure: str | None = None,
        recipe: UnitsOrNames | None = None,
        targets: UnitsOrNames,
        conditions: UnitsOrNames | None = None,
        known: UnitsOrNames | None = None,
        method: NameOrPerTarget = None,
        source: NameOrPerTarget = None,
        groups: str | None = None,
        name: str = "",
        record: Mapping[str, str] | None = None,
    ) -> None:
        table, schema = build_schema(
            frame,
            structure=structure,
            recipe=recipe,
            targets=targets,
            conditions=conditions,
            known=known,
            method=method,
            source=source,
            groups=groups,
        )
        table = check_numbers(table, schema.names("target", "known"))
        if not isinstance(name, str):
            raise TypeError(option_message("name", "a string", name))
        history = (f"made from {len(table)} rows",)
        kept = check_record(record)
        self._fill(_frame=table.copy(), _schema=schema, _name=name, _history=history, _keys=None, _record=kept)

    def select(self, *targets: str | Sequence[str], measured: str = "all") -> Dataset:
        """Keep the named targets and the rows in which they are measured.

        The number of rows left out is told by `history`. Columns of the other targets are left out as well.

        Parameters
        ----------
        *targets : str or sequence of str
            Names of targets.
        measured : {"all", "any"}, default="all"
            Keep rows where all of `targets` are measured, or at least one.

        Raises
        ------
        ValueError
            If a name is no target, or no row is left.
        """
        names = [name for given in targets for name in ([given] if isinstance(given, str) else given)]
        frame, schema, keep, step = select_targets(self._frame, self._schema, names, measured)
        keys = None if self._keys is None else self._keys[keep]
        return self._derive(frame.loc[keep], schema, step, keys)

    def convert(self, column: str, unit: str) -> Dataset:
        """Convert a target, recipe column or condition to another unit, together with its standard deviations.

        Parameters
        ----------
        column : str
            Name of the column.
        unit : str
            Unit wanted, such as ``"K"``.

        Raises
        ------
        UnitError
            If no unit was stated for the column, or the two units measure different things.

        See Also
        --------
        convert_unit : The same for numbers.
        """
        keys = None if column in self._schema.names("recipe") else self._keys
        return self._derive(*convert_column(self._frame, self._schema, column, unit), keys)

    def take(self, positions: Sequence[int] | np.ndarray) -> Dataset:
        """Rows at the given positions, in that order.

        Parameters
        ----------
        positions : sequence of int
            Positions from 0, as a splitter of scikit-learn gives them, or from the end where negative; no row twice.

        Raises
        ------
        TypeError, ValueError, IndexError
            If they are no whole numbers, name no row or one twice, or a row that is not there.
        """
        given = np.asarray(positions)
        if not given.size:
            raise ValueError("positions must name at least one row; got none.")
        if given.dtype.kind not in "iu" or given.ndim != 1:
            hint = "Of a mask take numpy.flatnonzero(mask)."
            raise TypeError(option_message("positions", "a list of whole numbers", positions, hint))
        rows = np.arange(len(self))[given]
        if len(np.unique(rows)) != len(rows):
            raise ValueError("positions must not name a row twice.")
        keys = None if self._keys is None else self._keys[rows]
        return self._derive(self._frame.iloc[rows], self._schema, f"take: {len(rows)} of {len(self)} rows", keys)

    def split(self, test_size: float = 0.2, *, random_state: Any = 0) -> tuple[Dataset, Dataset]:
        """Split into training and test rows; a group is never on both sides.

        Parameters
        ----------
        test_size : float or int, default=0.2
            Share of the rows in (0, 1), or number of rows, for the test side. Groups are whole, so the number may be
            missed by part of one group.
        random_state : int, RandomState or None, default=0
            Seed; 0 is a seed, None draws anew at every call.

        Returns
        -------
        train, test : Dataset

        Raises
        ------
        InvalidRowsError
            If structures cannot be read.
        ValueError
            If there is only one group.
        """
        test = draw_test_rows(self.groups.to_numpy(), test_size, check_random_state(random_state))
        return self.take(np.flatnonzero(~test)), self.take(np.flatnonzero(test))

    def folds(
        self, n_splits: int = 5, *, n_repeats: int = 1, random_state: Any = 0
    ) -> Iterator[tuple[Dataset, Dataset]]:
        """Cross-validation folds; a group is never on both sides.

        Parameters
        ----------
        n_splits, n_repeats, random_state
            As in `MaterialSplit`.

        Returns
        -------
        iterator of (train, test)
            Pairs of Dataset, ``n_splits * n_repeats`` of them.
        """
        splitter = MaterialSplit(n_splits, n_repeats=n_repeats, random_state=random_state)
        pairs = list(splitter.split(self._frame, groups=self.groups))  # now, so that errors come from this call
        return ((self.take(train), self.take(test)) for train, test in pairs)

    def merge(self, other: Dataset, *, allow_mixed_methods: bool = False) -> Dataset:
        """Append the rows of another dataset, converted to the units of this one.

        Targets and conditions are united; a target that only one side has is a hole on the other. Rows of one material
        stay apart until `curate` averages them.

        Parameters
        ----------
        other : Dataset
            Rows of the same kind. Its structure column takes the name of this one's; recipes must have the same
            columns.
        allow_mixed_methods : bool, default=False
            Agree to values of one target by different, or unstated, methods in one column.

        Returns
        -------
        Dataset
            Row labels are kept if all differ; otherwise rows are numbered from 0.

        Raises
        ------
        MixedMethodsError
            If methods of a shared target differ; the message tells the measured offset on shared materials.
        UnitError
            If units of a shared column measure different things, or only one side states a unit.
        ValueError
            If kinds, recipe columns or roles of columns differ.
        """
        from matinfo.data._merge import join_records, merge_datasets

        frame, schema, step = merge_datasets(self, other, allow_mixed_methods=allow_mixed_methods)
        known = self._schema.structure is not None and self._keys is not None and other._keys is not None
        keys = np.concatenate([self._keys, other._keys]) if known else None
        return self._derive(frame, schema, step, keys, join_records(self._record, other._record))

    def curate(
        self,
        *,
        ranges: Mapping[str, tuple[float | None, float | None]] | None = None,
        physical_limits: bool = True,
        merge_duplicates: bool = True,
        conflict_spread: float | Mapping[str, float] | None = None,
        conflicts: str = "keep",
        max_dropped: float = 0.2,
        remove: pd.DataFrame | None = None,
    ) -> tuple[Dataset, CurationLog]:
        """Remove rows that cannot be used and average replicates; every change is in the log.

        Parameters
        ----------
        ranges : dict of str to (low, high), optional
            Accepted values of targets, conditions or recipe columns, ends included, in the unit of the column; None
            leaves an end open.
        physical_limits : bool, default=True
            Refuse what cannot be: temperatures below 0 K, densities or amounts below zero, shares outside 0 to 100 %.
        merge_duplicates : bool, default=True
            Average rows of one material with the same conditions, method and group. Columns ``Tg_sd`` and ``Tg_n`` keep
            the standard deviation and the number of values.
        conflict_spread : float or dict of str to float, optional
            Largest accepted difference between replicates, in the unit of the target. By default half the standard
            deviation of that target over the table.
        conflicts : {"keep", "drop"}, default="keep"
            Average replicates that differ by more, and name them, or remove these values.
        max_dropped : float, default=0.2
            Share of rows above which a `CurationWarning` is given.
        remove : DataFrame, optional
            Rows of `propose_outliers` whose values are to go.

        Returns
        -------
        clean : Dataset
        log : CurationLog
            ``log.frame()`` has one row per change, ``log.summary()`` the counts by rule.

        Raises
        ------
        ValueError
            If an option is wrong, or no row is left.
        """
        from matinfo.data._curation import curate_dataset

        frame, schema, keys, log = curate_dataset(
            self,
            ranges=ranges,
            physical_limits=physical_limits,
            merge_duplicates=merge_duplicates,
            conflict_spread=conflict_spread,
            conflicts=conflicts,
            max_dropped=max_dropped,
            remove=remove,
        )
        return self._derive(frame, schema, f"curate: {log}", keys), log

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Save everything: values, units, methods, record and history.

        Parameters
        ----------
        path : path
            A folder, or a file that ends with ``.zip``. It will hold ``data.csv`` and ``dataset.json``.
        overwrite : bool, default=False
            Replace what is there. It is replaced only after all was written.

        Raises
        ------
        FileExistsError
            If `path` exists and `overwrite` is False.
        """
        from matinfo.data.store._saved import save_dataset

        save_dataset(self, path, overwrite=overwrite)

    @staticmethod
    def load(path: str | os.PathLike[str]) -> Dataset:
        """Load what `save` wrote; it equals the dataset that was saved, with the same record and history.

        Parameters
        ----------
        path : path
            The folder or zip file.

        Raises
        ------
        TableError
            If it is no saved dataset, or was changed since.
        """
        from matinfo.data.store._saved import load_dataset

        return load_dataset(path)

    def to_csv(self, path: str | os.PathLike[str]) -> None:
        """Export the table as CSV for people and spreadsheets: units in the header, no text opens as a formula.

        `read_table` takes off the sign ``'`` that stands before such texts. Roles, methods and history are not in the
        file; `save` keeps them.

        Parameters
        ----------
        path : path
            File to write; replaced in one step.
        """
        from matinfo.data.store._export import export_csv

        export_csv(self, path)

    def to_excel(self, path: str | os.PathLike[str]) -> None:
        """Export the table as a workbook, as `to_csv` does; needs the extra ``excel``.

        Parameters
        ----------
        path : path
            File to write; replaced in one step.

        Raises
        ------
        InvalidRowsError
            If texts are longer than a cell of a workbook, or hold control characters; all of them are named.
        """
        from matinfo.data.store._export import export_excel

        export_excel(self, path)

    def __repr__(self) -> str:
        measured = ", ".join(
            f"{name} [{self._schema[name].unit or 'no unit'}] {int(self._frame[name].notna().sum())}"
            for name in self.target_names
        )
        name = f" {self._name!r}" if self._name else ""
        rows = "1 row" if len(self) == 1 else f"{len(self)} rows"
        return f"<Dataset{name}: {rows} of {self.kind}s; {measured}>"

    def __eq__(self, other: object) -> bool:
        """Equal labels, values, roles, units, methods and sources; name and history are not looked at."""
        if not isinstance(other, Dataset):
            return NotImplemented
        return self._schema == other._schema and self._frame.equals(other._frame)

    def __hash__(self) -> int:
        return hash((self._schema, len(self._frame)))

    def _derive(
        self,
        frame: pd.DataFrame,
        schema: Schema,
        step: str,
        keys: np.ndarray | None,
        record: Mapping[str, str] | None = None,
    ) -> Dataset:
        """Dataset with one step more in its history; `keys` are the materials of its rows, where they are known."""
        new, history = object.__new__(Dataset), (*self._history, step)
        kept = {**self._record, **(record or {})}
        new._fill(_frame=frame.copy(), _schema=schema, _name=self._name, _history=history, _keys=keys, _record=kept)
        return new
