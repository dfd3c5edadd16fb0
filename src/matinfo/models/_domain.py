"""The domain of validity: how near the nearest known materials are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.models._bank import are_counts, narrow_columns
from matinfo.models._kernels import BlockKernel, FloatArray, MaternKernel, MinMaxKernel

_NEAREST = 3
_OUTSIDE_SHARE = 0.05  # share of the training materials that would count as outside when left out
_ROWS_AT_ONCE = 1024


class Domain:
    """Mean similarity to the three nearest training materials, with a threshold from the training materials.

    Structures are compared by their circular environments (MinMax kernel), tables by standardised distance. The
    threshold is the similarity that 95 % of the training rows reach when rows of their own group are left out.

    Attributes
    ----------
    threshold : float
        Rows with a lower similarity are outside.
    """

    def __init__(self, X: FloatArray, blocks: Mapping[str, slice] | None, groups: npt.NDArray[Any]) -> None:
        self.kernel = _domain_kernel(X, blocks)
        self.known = X
        codes = np.unique(groups, return_inverse=True)[1]
        own = np.concatenate(
            [
                self._nearest(X[start : start + _ROWS_AT_ONCE], codes[start : start + _ROWS_AT_ONCE], codes)
                for start in range(0, len(X), _ROWS_AT_ONCE)
            ]
        )
        finite = own[np.isfinite(own)]
        self.threshold = float(np.quantile(finite, _OUTSIDE_SHARE)) if len(finite) else -np.inf

    def similarity(self, X: FloatArray) -> FloatArray:
        """Mean similarity of each row to its nearest training rows, between 0 and 1."""
        starts = range(0, len(X), _ROWS_AT_ONCE)
        return np.concatenate([self._nearest(X[start : start + _ROWS_AT_ONCE]) for start in starts])

    def _nearest(
        self, X: FloatArray, codes: npt.NDArray[Any] | None = None, known: npt.NDArray[Any] | None = None
    ) -> FloatArray:
        similarity = self.kernel(X, self.known)
        if codes is not None and known is not None:
            similarity[codes[:, None] == known[None, :]] = -np.inf
        k = min(_NEAREST, similarity.shape[1])
        nearest = -np.partition(-similarity, k - 1, axis=1)[:, :k]
        counted = np.isfinite(nearest)
        total = np.where(counted, nearest, 0.0).sum(axis=1)
        return np.divide(total, counted.sum(axis=1), out=np.full(len(X), -np.inf), where=counted.any(axis=1))


def _domain_kernel(X: FloatArray, blocks: Mapping[str, slice] | None) -> BlockKernel:
    if blocks and "morgan" in blocks:
        columns = np.arange(X.shape[1])[blocks["morgan"]]
        if are_counts(X[:, columns]):
            return MinMaxKernel("morgan counts", columns)
    return MaternKernel.fitted("standardised distance", narrow_columns(X, blocks), X, 1.0)
