"""Tables of pandas inside a model, as lists and arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class SavedTable:
    """What a DataFrame or a Series holds.

    Attributes
    ----------
    names : list
        Of the columns; the name alone, for a Series.
    labels : list
        Of the rows.
    columns : list of array
    is_series : bool
    """

    names: Sequence[Any]
    labels: Sequence[Any]
    columns: Sequence[Any]
    is_series: bool

    @classmethod
    def of(cls, table: pd.DataFrame | pd.Series) -> SavedTable:
        """Take a table apart."""
        if isinstance(table, pd.Series):
            return cls([table.name], table.index.tolist(), [_values(table)], True)
        columns = [_values(table.iloc[:, place]) for place in range(table.shape[1])]
        return cls(table.columns.tolist(), table.index.tolist(), columns, False)

    def table(self) -> pd.DataFrame | pd.Series:
        """Put the table together."""
        index = pd.Index(self.labels)
        if self.is_series:
            return pd.Series(self.columns[0], index=index, name=self.names[0])
        made = pd.concat([pd.Series(column, index=index) for column in self.columns], axis=1) if self.columns else None
        frame = pd.DataFrame(index=index) if made is None else made
        return frame.set_axis(pd.Index(self.names), axis=1)


def _values(column: pd.Series) -> np.ndarray[Any, Any]:
    kept = column.dtype.kind in "biufc" and isinstance(column.dtype, np.dtype)
    return column.to_numpy() if kept else column.to_numpy(dtype=object)
