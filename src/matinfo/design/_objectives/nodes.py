"""Expectations over uncertain predictions where no closed form is known: fixed points, the same in every run."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from matinfo.design._arrays import FloatArray

_LOG2_NODES = 7
_ROWS_AT_ONCE = 4096


class HasUtility(Protocol):
    """Anything with a utility of values (n, n_properties)."""

    def utility(self, values: FloatArray) -> FloatArray:
        """Of shape (n,)."""
        ...


def over_nodes(
    objective: HasUtility, mean: FloatArray, std: FloatArray, summary: Callable[[FloatArray], FloatArray]
) -> FloatArray:
    """Summary of the utility (n_nodes, rows) of independent normal predictions (n, n_properties), of shape (n,)."""
    nodes = normal_nodes(mean.shape[1])
    parts = []
    for start in range(0, len(mean), _ROWS_AT_ONCE):
        here = slice(start, start + _ROWS_AT_ONCE)
        values = mean[here] + std[here] * nodes[:, None, :]
        utility = objective.utility(values.reshape(-1, mean.shape[1])).reshape(values.shape[:2])
        parts.append(summary(utility))
    return np.concatenate(parts) if parts else np.empty(0)


@lru_cache(maxsize=32)
def normal_nodes(n_properties: int) -> FloatArray:
    """Points of a Sobol sequence, in the middle of their cells, as standard normal numbers: (128, n_properties)."""
    points = qmc.Sobol(n_properties, scramble=False).random_base2(_LOG2_NODES)
    return np.asarray(ndtri(points + 0.5 / len(points)))
