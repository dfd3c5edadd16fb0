"""Leverage: how far a row lies from the middle of the training rows, in the directions in which these vary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matinfo._varies import varies
from matinfo.models._domain_kernels import named_columns_only
from matinfo.models._kernels import FloatArray

_ROWS_PER_COMPONENT = 5
_VARIANCE_KEPT = 0.95
_WILLIAMS = 3.0


@dataclass(frozen=True, slots=True)
class Leverage:
    """Hat values in the leading principal components of the standardised named features or columns.

    Components are kept until they carry 95 % of the variance, and at most one for every five training rows. Hashed
    counts and known numbers are left out. The value of a training row is its diagonal element of the hat matrix of a
    linear model on these components; the limit is three times their mean, ``3 (p + 1) / n``, as in a Williams plot.

    Attributes
    ----------
    columns : int array
        Columns that are looked at.
    centre, scale : arrays of shape (n_columns,)
    components : array of shape (n_columns, p)
        Scaled so that the squared length of a transformed row is its leverage without the share of the mean.
    n_rows : int
        Number of training rows.

    References
    ----------
    Tropsha, Gramatica and Gombar 2003, QSAR Comb. Sci. 22, 69.
    """

    columns: npt.NDArray[np.intp]
    centre: FloatArray
    scale: FloatArray
    components: FloatArray
    n_rows: int

    @classmethod
    def fitted(cls, X: FloatArray, blocks: Mapping[str, slice] | None) -> Leverage:
        """Find the components of the training rows."""
        columns = named_columns_only(X, blocks)
        block = X[:, columns]
        centre, spread = block.mean(axis=0), block.std(axis=0)
        scale = np.where(varies(centre, spread), spread, np.inf)
        triangle = np.linalg.qr((block - centre) / scale, mode="r")  # the same directions, many times faster
        _, sizes, directions = np.linalg.svd(triangle, full_matrices=False)
        carried = np.cumsum(sizes**2) / max(float((sizes**2).sum()), 1e-300)
        count = int(np.searchsorted(carried, _VARIANCE_KEPT)) + 1
        count = min(count, max(1, len(X) // _ROWS_PER_COMPONENT), int((sizes > 1e-9).sum()))
        return cls(columns, centre, scale, directions[:count].T / sizes[:count], len(X))

    @property
    def limit(self) -> float:
        """Value above which a row counts as far."""
        return _WILLIAMS * (self.components.shape[1] + 1) / self.n_rows

    def __call__(self, X: FloatArray) -> FloatArray:
        """Hat value of each row."""
        moved = ((X[:, self.columns] - self.centre) / self.scale) @ self.components
        return np.asarray(1.0 / self.n_rows + np.einsum("ij,ij->i", moved, moved), dtype=np.float64)
