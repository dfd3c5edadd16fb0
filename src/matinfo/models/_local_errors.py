"""How well the known materials around a new one were predicted when they were left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinfo.models._domain_kernels import distance_kernel
from matinfo.models._kernels import BlockKernel, FloatArray

_NEAREST = 10
_FEWEST_ROWS = 30  # fewer errors do not tell one neighbourhood from another
_ROWS_AT_ONCE = 1024
_OUTSIDE_SHARE = 0.05
_MANY_ROWS = 8_000  # beyond which so many of them, evenly spread, give a limit
_SAME = 1.0 - 1e-9  # similarity of rows with the same features, but for rounding


@dataclass(frozen=True, slots=True)
class LocalErrors:
    """Mean left-out error of the nearest training rows, by standardised distance between named features.

    Attributes
    ----------
    kernel : BlockKernel
    known : array of shape (n, n_features)
        Training rows.
    errors : array of shape (n,)
        Their absolute left-out errors over the mean of these.
    nearest : int
        How many training rows are looked at: ten, or a tenth of all where there are fewer than 100.
    limit : float
        Value that 95 % of the training rows do not pass among rows of other groups.
    """

    kernel: BlockKernel
    known: FloatArray
    errors: FloatArray
    nearest: int
    limit: float

    @classmethod
    def fitted(
        cls,
        X: FloatArray,
        blocks: Mapping[str, slice] | None,
        codes: npt.NDArray[np.intp],
        errors: FloatArray,
    ) -> LocalErrors | None:
        """Set the limit; None where there are fewer than thirty errors.

        Parameters
        ----------
        X : array of shape (n, n_features)
        blocks : mapping of str to slice, optional
        codes : int array of shape (n,)
            Rows of one group do not stand for each other.
        errors : array of shape (n,)
            Absolute left-out errors over their mean; NaN where there is none.
        """
        rows = np.flatnonzero(np.isfinite(errors))
        if len(rows) < _FEWEST_ROWS:
            return None
        if len(rows) < len(X):  # else no copy of a table that may be large
            X, codes, errors = X[rows], codes[rows], errors[rows]
        count = min(_NEAREST, len(rows) // 10)
        around = cls(distance_kernel(X, blocks), X, errors, count, np.inf)
        some = spread_rows(len(X))
        limit = float(np.quantile(around._means(X[some], codes[some], codes), 1.0 - _OUTSIDE_SHARE))
        return cls(around.kernel, X, errors, count, limit)

    def __call__(self, X: FloatArray) -> FloatArray:
        """Mean error around each row, in units of the mean over all training rows; 0 where the row itself is known."""
        return self._means(X)

    def _means(
        self, X: FloatArray, own: npt.NDArray[np.intp] | None = None, codes: npt.NDArray[np.intp] | None = None
    ) -> FloatArray:
        means = np.empty(len(X))
        for start in range(0, len(X), _ROWS_AT_ONCE):
            some = slice(start, start + _ROWS_AT_ONCE)
            similarity = self.kernel(X[some], self.known)
            if own is not None and codes is not None:
                similarity[own[some, None] == codes[None, :]] = -np.inf
            places = np.argpartition(-similarity, self.nearest - 1, axis=1)[:, : self.nearest]
            means[some] = np.where(similarity.max(axis=1) < _SAME, self.errors[places].mean(axis=1), 0.0)
        return means


def spread_rows(n: int) -> npt.NDArray[np.intp]:
    """All of n rows, or 8,000 that are evenly spread."""
    return np.linspace(0, n - 1, min(n, _MANY_ROWS)).round().astype(np.intp)
