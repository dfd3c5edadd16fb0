"""Which kernels a table of features gets, and sums of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo._varies import varies
from matinfo.models._blocks import Columns, named_columns
from matinfo.models._kernels import (
    BankKernel,
    FloatArray,
    LinearKernel,
    MaternKernel,
    MinMaxKernel,
    ScaledColumns,
)

WIDE = 1_000  # columns; wider blocks of counts get no distances and are no input of trees
SIGNALS = ("sources", "hidden")  # blocks that other data made: a line and a curve of each stand beside the structure
LENGTHS = (0.25, 1.0, 4.0)  # of the Matern kernels, where the root mean square distance is 1
_ROWS_AT_ONCE = 1_024  # on the left side; on the right side so many that common columns stay in the processor's cache
_ROWS_OPPOSITE = 1_536


@dataclass(frozen=True)
class Bank:
    """Kernels that need no fit, and the columns on which Matern kernels will be built when relevances are known.

    Attributes
    ----------
    kernels : list of BankKernel
    columns : ScaledColumns
        Columns of all narrow blocks, standardised.
    groups : int array
        Block of each of these columns.
    block_columns : dict of str to int array
        Varying columns of each narrow block.
    """

    kernels: list[BankKernel]
    columns: ScaledColumns
    groups: npt.NDArray[np.intp]
    block_columns: dict[str, Columns]

    def finished(self, relevances: FloatArray) -> list[BankKernel]:
        """All kernels: the fixed ones, and Matern kernels of several lengths on columns scaled by their relevance."""
        if not len(relevances):
            return self.kernels
        view, name = self.columns.weighted(relevances), "+".join(self.block_columns)
        return [*self.kernels, *(MaternKernel(f"{name} Matern {length:g}", view, length) for length in LENGTHS)]


def make_bank(X: FloatArray, blocks: Mapping[str, slice] | None) -> Bank:
    """Choose kernels by what the columns look like.

    Blocks of counts (non-negative, mostly zero) get a MinMax kernel. All narrow blocks together get a linear kernel,
    and Matern kernels of three length scales in which each column has a relevance of its own. A block named ``known``
    gets a linear and a Matern kernel besides.
    """
    named = named_columns(X.shape[1], blocks)
    kernels: list[BankKernel] = [
        MinMaxKernel.fitted(f"{name} counts", columns, X)
        for name, columns in named.items()
        if are_counts(X[:, columns])
    ]
    for name, columns in named.items():
        if name in SIGNALS:
            kernels += _line_and_curve(name, columns, X)
    narrow = {n: columns for n, columns in named.items() if n not in SIGNALS and is_narrow(X[:, columns])}
    together = np.concatenate([*narrow.values(), np.empty(0, dtype=np.intp)])
    view = ScaledColumns.standard(together, X)
    block_of = np.repeat(np.arange(len(narrow)), [len(columns) for columns in narrow.values()])
    varying = block_of[np.isin(together, view.columns)]
    present, groups = np.unique(varying, return_inverse=True)
    names = [list(narrow)[index] for index in present]
    block_columns = {name: view.columns[groups == group] for group, name in enumerate(names)}
    if len(view.columns):
        kernels.append(LinearKernel.fitted(f"{'+'.join(names)} linear", view.columns, X))
        kernels += _of_known_numbers(X, named.get("known", np.empty(0, dtype=np.intp)))
    elif not kernels:  # nothing varies: one kernel that is 1 everywhere
        kernels.append(MinMaxKernel("constant", np.empty(0, dtype=np.intp)))
    return Bank(kernels, view, groups, block_columns)


def _of_known_numbers(X: FloatArray, columns: Columns) -> list[BankKernel]:
    """Kernels on the known numbers alone, which say more of the target than a column of the structure does.

    A line and a smooth curve: n**2 of the refractive index is the larger part of the permittivity, and the structure
    adds the rest.
    """
    columns = columns[np.ptp(X[:, columns], axis=0) > 0]
    return _line_and_curve("known numbers", columns, X) if len(columns) else []


def _line_and_curve(name: str, columns: Columns, X: FloatArray) -> list[BankKernel]:
    return [
        LinearKernel.fitted(f"{name} linear", columns, X),
        MaternKernel.fitted(f"{name} Matern", columns, X, 1.0),
    ]


def varying_columns(X: FloatArray, columns: Columns) -> tuple[Columns, FloatArray, FloatArray]:
    """Those of the columns that vary, with their means and standard deviations."""
    centre, spread = X[:, columns].mean(axis=0), X[:, columns].std(axis=0)
    kept = varies(centre, spread)
    return columns[kept], centre[kept], spread[kept]


def are_counts(block: FloatArray) -> bool:
    """Whether a block of columns looks like counts: non-negative and mostly zero."""
    return bool(block.shape[1] > 20 and (block >= 0).all() and (block == 0).mean() > 0.5)


def is_narrow(block: FloatArray) -> bool:
    """Whether a block is narrow enough for distances, or no counts."""
    return block.shape[1] <= WIDE or not are_counts(block)


def narrow_columns(X: FloatArray, blocks: Mapping[str, slice] | None) -> Columns:
    """Columns of all narrow blocks; all columns where none is."""
    chosen = [columns for columns in named_columns(X.shape[1], blocks).values() if is_narrow(X[:, columns])]
    return np.concatenate(chosen) if chosen else np.arange(X.shape[1])


def encode_rows(kernels: Sequence[BankKernel], X: FloatArray) -> list[Any]:
    """Rows of the feature table as each kernel compares them; kernels that follow one another share what they can."""
    encoded: list[Any] = []
    for index, kernel in enumerate(kernels):
        shared = index > 0 and kernel.view is kernels[index - 1].view
        encoded.append(encoded[-1] if shared else kernel.encode(X))
    return encoded


def take_encoded(encoded: list[Any], rows: Any) -> list[Any]:
    """Some of the rows."""
    taken: list[Any] = []
    for index, part in enumerate(encoded):
        taken.append(taken[-1] if index > 0 and part is encoded[index - 1] else part[rows])
    return taken


def each_kernel(kernels: Sequence[BankKernel], left: list[Any], right: list[Any]) -> Iterator[FloatArray]:
    """Values of one kernel after the other, between encoded rows."""
    compared: Any = None
    for index, kernel in enumerate(kernels):
        if index == 0 or kernel.view is not kernels[index - 1].view:
            compared = kernel.compare(left[index], right[index])
        yield kernel.from_comparison(compared)


def weighted_sum(kernels: Sequence[BankKernel], weights: FloatArray, left: list[Any], right: list[Any]) -> FloatArray:
    """Weighted sum of kernels between encoded rows; a kernel without weight is not computed."""
    wanted = np.flatnonzero(weights > 0).tolist()
    chosen = [kernels[index] for index in wanted]
    left, right = [left[index] for index in wanted], [right[index] for index in wanted]
    n_left, n_right = len(left[0]), len(right[0])
    total = np.zeros((n_left, n_right))
    for start, beginning in product(range(0, n_left, _ROWS_AT_ONCE), range(0, n_right, _ROWS_OPPOSITE)):
        rows, columns = slice(start, start + _ROWS_AT_ONCE), slice(beginning, beginning + _ROWS_OPPOSITE)
        block = each_kernel(chosen, take_encoded(left, rows), take_encoded(right, columns))
        for weight, values in zip(weights[wanted], block, strict=True):
            values *= weight
            total[rows, columns] += values
    return total


def weighted_diagonal(kernels: Sequence[BankKernel], weights: FloatArray, encoded: list[Any]) -> FloatArray:
    """Weighted sum of kernels of each row with itself."""
    total = np.zeros(len(encoded[0]))
    for kernel, weight, part in zip(kernels, weights, encoded, strict=True):
        total += weight * kernel.diagonal(part)
    return total
