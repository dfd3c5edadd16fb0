"""Which kernels a table of features gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from matinfo.models._kernels import BlockKernel, FloatArray, MaternKernel, MinMaxKernel

WIDE = 1_000  # columns; wider blocks of counts get no Matern kernel and are no input of trees
_BLOCK_LENGTH = 2.0
_JOINT_LENGTHS = (1.0, 2.0, 4.0)


def make_bank(X: FloatArray, blocks: Mapping[str, slice] | None) -> list[BlockKernel]:
    """Choose kernels by what the columns look like.

    Blocks of counts (non-negative, mostly zero) get a MinMax kernel, narrow blocks a Matern kernel, and all narrow
    blocks together Matern kernels of three length scales.
    """
    everything = np.arange(X.shape[1])
    named = {name: everything[part] for name, part in blocks.items()} if blocks else {"all": everything}
    bank: list[BlockKernel] = [
        MinMaxKernel(f"{name} counts", columns) for name, columns in named.items() if are_counts(X[:, columns])
    ]
    narrow = {name: columns for name, columns in named.items() if is_narrow(X[:, columns])}
    if not narrow:
        return bank
    if len(narrow) > 1:
        bank += [
            MaternKernel.fitted(f"{name} Matern {_BLOCK_LENGTH:g}", columns, X, _BLOCK_LENGTH)
            for name, columns in narrow.items()
        ]
    together, name = np.concatenate(list(narrow.values())), "+".join(narrow)
    bank += [MaternKernel.fitted(f"{name} Matern {length:g}", together, X, length) for length in _JOINT_LENGTHS]
    return bank


def are_counts(block: FloatArray) -> bool:
    """Whether a block of columns looks like counts: non-negative and mostly zero."""
    return bool(block.shape[1] > 20 and (block >= 0).all() and (block == 0).mean() > 0.5)


def is_narrow(block: FloatArray) -> bool:
    """Whether a block is narrow enough for distances, or no counts."""
    return block.shape[1] <= WIDE or not are_counts(block)


def narrow_columns(X: FloatArray, blocks: Mapping[str, slice] | None) -> npt.NDArray[np.intp]:
    """Columns of all narrow blocks."""
    everything = np.arange(X.shape[1])
    parts = [everything[part] for part in (blocks or {"all": slice(None)}).values()]
    chosen = [columns for columns in parts if is_narrow(X[:, columns])]
    return np.concatenate(chosen) if chosen else everything


def weighted_sums(
    kernels: Sequence[BlockKernel], weightings: Sequence[FloatArray], left: FloatArray, right: FloatArray
) -> list[FloatArray]:
    """Sums of kernels, one for each weighting; a kernel is computed once, and not at all where no one wants it."""
    totals = [np.zeros((len(left), len(right))) for _ in weightings]
    for kernel, weights in zip(kernels, zip(*weightings, strict=True), strict=True):
        if any(weight > 0 for weight in weights):
            values = kernel(left, right)
            for total, weight in zip(totals, weights, strict=True):
                if weight > 0:
                    total += weight * values
    return totals
