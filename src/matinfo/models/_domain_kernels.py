"""What likeness means in a domain: one kernel for structures or tables, another for numbers with holes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinfo._varies import varies
from matinfo.models._bank import are_counts, is_narrow, narrow_columns
from matinfo.models._kernels import BlockKernel, FloatArray, MaternKernel, MinMaxKernel

_NEVER_VARIED = 1e-6  # of its size; a number that differs by more from one that was constant in training is new


@dataclass(frozen=True)
class SharedNumbersKernel:
    """Matern kernel of smoothness 5/2 on the mean squared distance over the numbers that both rows have.

    Rows that share no number are as like as can be.
    """

    name: str
    columns: npt.NDArray[np.intp]
    centre: FloatArray
    scale: FloatArray

    @classmethod
    def fitted(cls, name: str, columns: npt.NDArray[np.intp], X: FloatArray) -> SharedNumbersKernel:
        """Standardise on `X`."""
        block = np.ma.masked_invalid(X[:, columns])
        centre, spread = block.mean(axis=0).filled(0.0), block.std(axis=0).filled(0.0)
        never = _NEVER_VARIED * np.where(centre == 0.0, 1.0, np.abs(centre))
        return cls(name, columns, centre, np.where(varies(centre, spread), spread, never))

    def __call__(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right))."""
        a, has_a = self._standardised(left)
        b, has_b = self._standardised(right)
        squares = (a**2) @ has_b.T + has_a @ (b**2).T - 2.0 * a @ b.T
        shared = has_a @ has_b.T
        mean = np.divide(np.maximum(squares, 0.0), shared, out=np.zeros_like(squares), where=shared > 0)
        distance = np.sqrt(5.0 * mean)
        return np.asarray(np.exp(-distance) * (1.0 + distance * (1.0 + distance / 3.0)), dtype=np.float64)

    def _standardised(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        block = (X[:, self.columns] - self.centre) / self.scale
        has = np.isfinite(block)
        return np.where(has, block, 0.0), has.astype(np.float64)


@dataclass(frozen=True)
class ProductKernel:
    """Rows are alike where both kernels say so."""

    name: str
    first: BlockKernel
    second: BlockKernel

    def __call__(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right))."""
        return self.first(left, right) * self.second(left, right)


def domain_kernel(X: FloatArray, blocks: Mapping[str, slice] | None) -> BlockKernel:
    """Count-Tanimoto on circular environments or other hashed counts, else standardised distance.

    Where numbers are known beside structures, rows are alike if both are.
    """
    if blocks and "known" in blocks:
        places = np.arange(X.shape[1])
        numbers = SharedNumbersKernel.fitted("known numbers", places[blocks["known"]], X)
        structures = {name: part for name, part in blocks.items() if name != "known"}
        return ProductKernel("structures and known numbers", domain_kernel(X, structures), numbers)
    columns = np.concatenate([np.arange(X.shape[1])[part] for part in (blocks or {"all": slice(None)}).values()])
    if blocks and "morgan" in blocks:
        columns = np.arange(X.shape[1])[blocks["morgan"]]
        if are_counts(X[:, columns]):
            return MinMaxKernel("morgan counts", columns)
    elif not is_narrow(X[:, columns]):  # hashed counts: distances would not see environments that no training row has
        return MinMaxKernel("counts", columns)
    return distance_kernel(X, blocks)


def distance_kernel(X: FloatArray, blocks: Mapping[str, slice] | None) -> BlockKernel:
    """Standardised distance between named features or columns; hashed counts and known numbers are left out."""
    return MaternKernel.fitted("standardised distance", named_columns_only(X, blocks), X, 1.0)


def named_columns_only(X: FloatArray, blocks: Mapping[str, slice] | None) -> npt.NDArray[np.intp]:
    """Columns of named features or of a table, without hashed counts and known numbers."""
    if blocks is None or "known" not in blocks:
        return np.asarray(narrow_columns(X, blocks), dtype=np.intp)
    kept = {name: part for name, part in blocks.items() if name != "known"}
    return np.setdiff1d(narrow_columns(X, kept), np.arange(X.shape[1])[blocks["known"]])
