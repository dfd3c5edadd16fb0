"""Known properties as inputs, with holes, and tables with holes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from matinfo.models._blocks import Columns, named_columns, surviving_blocks
from matinfo.models._kernel_bank import KernelBankRegressor
from matinfo.models._kernels import FloatArray

_TUNING_ROWS = 400
_LEAST_VALUES = 5  # with fewer values a hole gets their mean


@dataclass(frozen=True)
class KnownNumbers:
    """Fills the holes of the block ``known`` with what the other blocks predict, and marks them.

    In a table without blocks every column may have holes; they are filled with its mean.

    Attributes
    ----------
    columns : int array
        Columns of the block; without blocks, columns with holes.
    others : int array
        The other columns.
    fillers : list
        One regressor or mean for each column of the block.
    """

    columns: Columns
    others: Columns
    fillers: list[Any]

    @classmethod
    def fitted(cls, X: FloatArray, blocks: Mapping[str, slice] | None, random_state: Any) -> KnownNumbers | None:
        """Learn each known number from the other blocks; None where there is nothing to fill."""
        named = named_columns(X.shape[1], blocks)
        holes = np.flatnonzero(np.isnan(X).any(axis=0))
        columns = named.pop("known", holes if not blocks else np.empty(0, dtype=np.intp))
        if not len(columns):
            return None
        others = np.setdiff1d(np.arange(X.shape[1]), columns)
        places = surviving_blocks(blocks or {}, np.isin(np.arange(X.shape[1]), others))
        fillers: list[Any] = []
        for column in columns:
            has = np.isfinite(X[:, column])
            fillers.append(float(X[has, column].mean()) if has.any() else 0.0)
            if places and has.sum() >= _LEAST_VALUES:
                filler = KernelBankRegressor(max_tuning_rows=_TUNING_ROWS, random_state=random_state)
                fillers[-1] = filler.fit(X[np.ix_(has, others)], X[has, column], blocks=places)
        return cls(columns, others, fillers)

    def blocks(self, blocks: Mapping[str, slice] | None) -> dict[str, slice] | None:
        """Blocks of a completed table: the marks behind it belong to the known numbers, where these are the last."""
        if not blocks:
            return None
        start, stop = int(self.columns[0]), int(self.columns[-1]) + 1
        width = len(self.columns) + len(self.others)
        if stop < width:
            return {**blocks, "holes": slice(width, width + len(self.columns))}
        return {**blocks, "known": slice(start, stop + len(self.columns))}

    def complete(self, X: FloatArray) -> FloatArray:
        """Fill holes, and append one column a known number that is 1 where there was a hole."""
        holes = ~np.isfinite(X[:, self.columns])
        filled = np.hstack([X, holes])
        for column, missing, filler in zip(self.columns, holes.T, self.fillers, strict=True):
            if missing.any():
                rows = X[np.ix_(missing, self.others)]
                filled[missing, column] = filler if isinstance(filler, float) else filler.predict(rows)
        return filled


def refuse_holes_elsewhere(X: FloatArray, blocks: Mapping[str, slice] | None) -> None:
    """Raise where a number is missing or infinite, apart from holes in the block ``known`` or in a table."""
    wrong = ~np.isfinite(X)
    known = named_columns(X.shape[1], blocks).get("known" if blocks else "all", np.empty(0, dtype=np.intp))
    wrong[:, known] &= np.isinf(X[:, known])
    if wrong.any():
        rows = np.flatnonzero(wrong.any(axis=1))
        raise ValueError(
            f"Input X contains NaN or infinity in {len(rows)} rows, first in row {rows[0]}. Only the block named "
            "'known' may have holes, as NaN; without blocks, those that had some in fit. Fill them or leave rows out."
        )
