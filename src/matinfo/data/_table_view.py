"""What a dataset says about itself: inputs, values, groups, columns, units, record and history."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from matinfo._frozen import Frozen
from matinfo.data._columns import Schema, column_table
from matinfo.data._groups import check_groups, recipe_keys, structure_keys


class TableView(Frozen):
    """Properties of a dataset; what makes a new dataset stands in `Dataset`."""

    __slots__ = ("_frame", "_history", "_keys", "_name", "_record", "_schema")

    _frame: pd.DataFrame
    _schema: Schema
    _name: str
    _history: tuple[str, ...]
    _keys: np.ndarray | None
    _record: Mapping[str, str]

    def __len__(self) -> int:
        return len(self._frame)

    @property
    def X(self) -> pd.Series | pd.DataFrame:
        """Inputs: a Series of structures, or a DataFrame of recipes or of structures with known numbers; a copy."""
        known = self._schema.names("known")
        if self._schema.structure is not None and not known:
            return self._frame[self._schema.structure].copy()
        return self._frame[[*self._schema.names("structure", "recipe"), *known]].copy()

    @property
    def y(self) -> pd.Series | pd.DataFrame:
        """Measured values: a Series for one target, a DataFrame for several; a copy."""
        names = self.target_names
        return self._frame[names[0]].copy() if len(names) == 1 else self._frame[names].copy()

    @property
    def groups(self) -> pd.Series:
        """Group of every row: the column named by ``groups=``, else the material.

        Raises
        ------
        InvalidRowsError
            If structures cannot be read, or cells of the group column are empty.
        """
        if self._schema.groups is not None:
            groups = self._frame[self._schema.groups]
            check_groups(groups, len(self))
            return groups.copy()
        return self.materials.rename("group")

    @property
    def materials(self) -> pd.Series:
        """Material of every row: the canonical structure, or the content of the recipe as text.

        Raises
        ------
        InvalidRowsError
            If structures cannot be read.
        """
        if self._keys is None:
            name = self._schema.structure
            if name is not None:
                keys = structure_keys(self._frame[name], name)
            else:
                keys = recipe_keys(self._frame[self._schema.names("recipe")])
            self._fill(_keys=keys)  # found once: rows never change
        return pd.Series(np.array(self._keys), index=self._frame.index, name="material", dtype=object)

    @property
    def conditions(self) -> pd.DataFrame:
        """Columns of conditions; a copy, perhaps without columns."""
        return self._frame[self._schema.names("condition")].copy()

    @property
    def frame(self) -> pd.DataFrame:
        """The whole table, with the columns that play no role; a copy."""
        return self._frame.copy()

    @property
    def columns(self) -> pd.DataFrame:
        """Columns about columns: role, unit, quantity, method, source and number of filled cells, by name."""
        return column_table(self._frame, self._schema)

    @property
    def kind(self) -> str:
        """``"structure"`` or ``"recipe"``."""
        return "structure" if self._schema.structure is not None else "recipe"

    @property
    def target_names(self) -> list[str]:
        """Names of the targets."""
        return self._schema.names("target")

    @property
    def units(self) -> dict[str, str | None]:
        """Unit of every target, recipe column and condition; None where none was stated."""
        return {name: self._schema[name].unit for name in self._schema.names("target", "recipe", "known", "condition")}

    @property
    def name(self) -> str:
        """Name of the dataset."""
        return self._name

    @property
    def record(self) -> dict[str, str]:
        """Where the data come from: file, sha256, licence, citation, as far as stated; a copy."""
        return dict(self._record)

    @property
    def sha256(self) -> str:
        """Hash of all values with their row labels and column names, as it stands in a saved dataset."""
        from matinfo.data.store._saved import digest

        return digest(self._frame)

    @property
    def history(self) -> tuple[str, ...]:
        """What was done so far, one sentence a step, with row counts."""
        return self._history

    def _repr_html_(self) -> str:
        from matinfo.data._dataset_card import dataset_card

        return dataset_card(self)
