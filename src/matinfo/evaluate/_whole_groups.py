"""Rows of one group are never torn apart by a split on another question."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matinfo.data._groups import check_groups


def keep_whole(labels: NDArray[Any], groups: Any) -> NDArray[Any]:
    """Give all rows of a group the label that most of them have (of equals the first).

    Parameters
    ----------
    labels : ndarray of shape (n,)
        Cluster, class or fold of every row.
    groups : array-like of shape (n,)
        Group of every row.

    Returns
    -------
    ndarray of shape (n,)

    Examples
    --------
    >>> import numpy as np
    >>> keep_whole(np.array([0, 1, 1, 2]), ["a", "a", "a", "b"]).tolist()
    [1, 1, 1, 2]
    """
    codes = pd.factorize(check_groups(groups, len(labels)))[0]
    kinds, names = pd.factorize(labels)
    votes = np.zeros((codes.max() + 1, len(names)), dtype=np.intp)
    np.add.at(votes, (codes, kinds), 1)
    return np.asarray(np.asarray(names)[votes.argmax(axis=1)][codes])
