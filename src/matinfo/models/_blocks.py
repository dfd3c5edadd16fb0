"""Blocks of columns: where they lie in a table, and where when columns are taken out or put before them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Columns = npt.NDArray[np.intp]


def named_columns(n_columns: int, blocks: Mapping[str, slice] | None) -> dict[str, Columns]:
    """Columns of each block; without blocks all columns are one."""
    everything = np.arange(n_columns)
    return {name: everything[part] for name, part in blocks.items()} if blocks else {"all": everything}


def surviving_blocks(blocks: Mapping[str, slice], support: npt.NDArray[np.bool_]) -> dict[str, slice]:
    """Where blocks of columns lie once columns are taken out; a block without any column left is gone.

    Parameters
    ----------
    blocks : mapping of str to slice
        As ``output_indices_`` of a `FeatureStack`.
    support : ndarray of bool, shape (n_features,)
        Columns that are left.

    Returns
    -------
    dict of str to slice

    Examples
    --------
    >>> import numpy as np
    >>> surviving_blocks({"A": slice(0, 2), "Q": slice(2, 3), "M": slice(3, 5)}, np.array([1, 0, 0, 1, 1], dtype=bool))
    {'A': slice(0, 1, None), 'M': slice(1, 3, None)}
    """
    before = np.concatenate([[0], np.cumsum(support)])
    left = {name: slice(int(before[block.start]), int(before[block.stop])) for name, block in blocks.items()}
    return {name: block for name, block in left.items() if block.stop > block.start}


def moved(blocks: Mapping[str, slice], by: int) -> dict[str, slice]:
    """Blocks of columns that stand further behind, or further before."""
    return {name: slice(part.start + by, part.stop + by) for name, part in blocks.items()}


def blocks_behind(first: str, blocks: Mapping[str, slice]) -> dict[str, slice]:
    """All blocks but the first, as they stand in a table without it."""
    return moved({name: part for name, part in blocks.items() if name != first}, -blocks[first].stop)
