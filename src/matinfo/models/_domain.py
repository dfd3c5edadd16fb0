"""The domain of validity: how near the nearest known materials are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.models._domain_kernels import domain_kernel
from matinfo.models._kernels import FloatArray
from matinfo.models._leverage import Leverage
from matinfo.models._local_errors import LocalErrors, spread_rows

_NEAREST = 3
_OUTSIDE_SHARE = 0.05  # share of the training materials that would count as outside when left out
_ROWS_AT_ONCE = 1024
_ROUNDING = 1e-9  # the similarity of one pair of rows depends in the last digits on the rows computed along with it


class Domain:
    """Whether a material is like the training ones, and lies among materials that were predicted well.

    **Likeness** is the mean similarity to the three nearest training materials. Structures are compared by their
    circular environments, or by other hashed counts where the featurizer gives them (MinMax kernel); tables and other
    features are compared by standardised distance. The threshold is the similarity that 95 % of the training rows reach
    when rows of their own group are left out (where all rows are one group, when the row itself is left out); of more
    than 8,000 rows, a sample of so many.

    **Reliability** is the mean left-out error of the ten nearest training rows, by standardised distance between named
    features. The limit is the value that 95 % of the training rows do not pass among rows of other groups. It needs
    thirty left-out errors; without them likeness alone decides.

    Parameters
    ----------
    X : array of shape (n, n_features)
        Features of the training rows.
    blocks : mapping of str to slice, optional
        Columns that belong together.
    groups : int array of shape (n,)
        Rows of one group do not vouch for each other.
    hold_constants : bool, default=False
        For tables: rows that differ in a column that is constant in training have similarity 0: an ingredient or a
        condition that was never varied. Not for structures, where rare features are constant in many small tables.
    errors : array of shape (n,), optional
        Absolute left-out errors over their mean; NaN where there is none.

    Attributes
    ----------
    threshold : float
        Rows with a lower similarity are outside.
    local_errors : LocalErrors or None
        ``domain.local_errors(features)`` is the error around each row, ``domain.local_errors.limit`` what is accepted.
    leverage : Leverage
        Another view that decides nothing: ``domain.leverage(features)`` and ``domain.leverage.limit``.
    """

    def __init__(
        self,
        X: FloatArray,
        blocks: Mapping[str, slice] | None,
        groups: npt.NDArray[Any],
        *,
        hold_constants: bool = False,
        errors: FloatArray | None = None,
    ) -> None:
        self.kernel = domain_kernel(X, blocks)
        self.leverage = Leverage.fitted(X, blocks)
        self.known = X
        self.constants = (
            np.flatnonzero(X.min(axis=0) == X.max(axis=0)) if hold_constants else np.empty(0, dtype=np.intp)
        )
        codes = np.unique(groups, return_inverse=True)[1]
        codes = codes if codes.any() else np.arange(len(X))
        own = self._left_out(codes)
        self.local_errors = None if errors is None else LocalErrors.fitted(X, blocks, codes, errors)
        self.threshold = float(np.quantile(own, _OUTSIDE_SHARE)) - _ROUNDING

    def contains(self, X: FloatArray) -> npt.NDArray[np.bool_]:
        """Say of each row whether it is like the training rows, and among rows that were predicted well."""
        inside = self.similarity(X) >= self.threshold
        if self.local_errors is not None:
            inside &= self.local_errors(X) <= self.local_errors.limit
        return inside

    def similarity(self, X: FloatArray) -> FloatArray:
        """Mean similarity of each row to its nearest training rows, between 0 and 1."""
        starts = range(0, len(X), _ROWS_AT_ONCE)
        similarity = np.concatenate([self._nearest(X[start : start + _ROWS_AT_ONCE]) for start in starts])
        new = ~np.isclose(X[:, self.constants], self.known[0, self.constants], rtol=1e-9, atol=1e-12).all(axis=1)
        similarity[new] = 0.0
        return similarity

    def nearest(self, X: FloatArray, k: int) -> tuple[npt.NDArray[np.intp], FloatArray]:
        """The `k` training rows most similar to each row, and their similarity; shape (len(X), k) each."""
        k = min(k, len(self.known))
        places, values = np.empty((len(X), k), dtype=np.intp), np.empty((len(X), k))
        for start in range(0, len(X), _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            similarity = self.kernel(X[some], self.known)
            places[some] = np.argsort(-similarity, axis=1, kind="stable")[:, :k]
            values[some] = np.take_along_axis(similarity, places[some], axis=1)
        return places, values

    def _left_out(self, codes: npt.NDArray[Any]) -> FloatArray:
        chosen = spread_rows(len(codes))
        parts = [chosen[start : start + _ROWS_AT_ONCE] for start in range(0, len(chosen), _ROWS_AT_ONCE)]
        return np.concatenate([self._nearest(self.known[rows], codes[rows], codes) for rows in parts])

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
