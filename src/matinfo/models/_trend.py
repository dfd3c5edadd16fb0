"""A target that is nearly a sum, over atoms, bonds and groups or over monomers: the sum first, models for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matinfo.models._bank import varying_columns
from matinfo.models._blocks import Columns, named_columns
from matinfo.models._kernels import FloatArray

_BLOCKS = ("sums", "levels")  # sums over a cell or molecule; what the levels of monomers say of a copolymer
_ADDITIVE = 0.95  # share of the variance that left-out sums must explain
_ROWS_PER_COLUMN = 2
_PENALTIES = 10.0 ** np.arange(-5, 4)


@dataclass(frozen=True)
class AdditiveTrend:
    """Ridge regression on sums per cell or molecule.

    Energies, heat capacities and polarizabilities grow with the size of a molecule. A table of sums explains nearly all
    of them; kernels and trees are left with what does not add up.
    """

    columns: Columns
    slopes: FloatArray
    constant: float

    @classmethod
    def fitted(cls, X: FloatArray, y: FloatArray, blocks: Mapping[str, slice] | None) -> AdditiveTrend | None:
        """Fit to the blocks named ``sums`` and ``levels``; None without any, or where the target is no such sum.

        The penalty is the one with the least left-one-out error.
        """
        named = named_columns(X.shape[1], blocks)
        columns = np.concatenate([named[name] for name in _BLOCKS if name in named] or [np.empty(0, dtype=np.intp)])
        columns, centre, spread = varying_columns(X, columns)
        if not len(columns) or len(X) < _ROWS_PER_COLUMN * len(columns):
            return None
        target = y - y.mean()
        left, values, right = np.linalg.svd((X[:, columns] - centre) / spread, full_matrices=False)
        moments = left.T @ target
        best, slopes = np.inf, np.empty(0)
        for penalty in _PENALTIES:
            kept = values**2 / (values**2 + penalty)
            leverage = np.minimum(left**2 @ kept + 1.0 / len(y), 0.999)
            error = float(np.mean(((target - left @ (kept * moments)) / (1.0 - leverage)) ** 2))
            if error < best:
                best, slopes = error, right.T @ (kept * moments / np.maximum(values, 1e-12)) / spread
        if best > (1.0 - _ADDITIVE) * float(np.mean(target**2)):
            return None
        return cls(columns, slopes, float(y.mean() - centre @ slopes))

    def predict(self, X: FloatArray) -> FloatArray:
        """Values of the sum."""
        return X[:, self.columns] @ self.slopes + self.constant


def blocks_beside_sums(n_rows: int, blocks: Mapping[str, slice] | None) -> Mapping[str, slice] | None:
    """Blocks for the members: without the sums, once there are rows enough to say whether the target is one."""
    if not blocks or "sums" not in blocks:
        return blocks
    others = {name: part for name, part in blocks.items() if name != "sums"}
    width = blocks["sums"].stop - blocks["sums"].start
    return others if others and n_rows >= _ROWS_PER_COLUMN * width else blocks
