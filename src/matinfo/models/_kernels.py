"""Kernels on blocks of features, each with unit diagonal on average.

A kernel works in steps, so that nothing is done twice: `encode` brings rows into the form that it compares (once for
the training rows, once for new ones), `compare` gives similarities or distances of encoded rows, `from_comparison`
turns them into kernel values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from matinfo._varies import varies
from matinfo.models._blocks import Columns

FloatArray = npt.NDArray[np.float64]

_TOP = 65_535  # largest 16-bit integer
_LEAST_RELEVANCE = 1e-7  # share of all relevance below which a column is not worth computing
_REACH = 2.0  # times the largest distance from the mean in training, beyond which a line is not drawn on
_SKEWED = 1.0  # skewness above which a column of positive values is compared by its logarithm
_ROWS_AT_ONCE = 1_536  # of the right side; their common columns stay in the cache of the processor


class BlockKernel(Protocol):
    """A kernel that has seen the training rows and compares any rows of the full feature table."""

    @property
    def name(self) -> str:
        """What the kernel compares."""
        ...

    def __call__(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right))."""
        ...


class BankKernel(BlockKernel, Protocol):
    """A kernel that works in steps."""

    @property
    def view(self) -> Any:
        """What encodes the rows; kernels of one view share encoded rows and what is computed from them."""
        ...

    def encode(self, X: FloatArray) -> Any:
        """Return rows of the feature table in the form in which they are compared."""
        ...

    def compare(self, left: Any, right: Any) -> FloatArray:
        """Return what all kernels of the view are computed from, for encoded rows."""
        ...

    def from_comparison(self, compared: FloatArray) -> FloatArray:
        """Return kernel values, in a new array."""
        ...

    def diagonal(self, encoded: Any) -> FloatArray:
        """Return the kernel of each encoded row with itself."""
        ...


@dataclass(frozen=True, eq=False)
class MinMaxKernel:
    """Count-Tanimoto similarity: sum of minima over sum of maxima of non-negative features.

    Fitted kernels compare 16-bit whole numbers: counts as they are, other numbers as multiples of a small unit (the
    largest row sum over 65,535). That is about ten times faster than floating point, and exact in any order.

    References
    ----------
    Ralaivola et al. 2005, Neural Networks 18, 1093.
    """

    name: str
    columns: Columns
    unit: float | None = None

    @classmethod
    def fitted(cls, name: str, columns: Columns, X: FloatArray) -> MinMaxKernel:
        """Choose the unit for training rows."""
        total, whole = 0.0, True
        for start in range(0, len(X), _ROWS_AT_ONCE):
            block = X[start : start + _ROWS_AT_ONCE][:, columns]
            whole = whole and bool((block == np.rint(block)).all())
            total = max(total, float(np.maximum(block, 0.0).sum(axis=1).max(initial=0.0)))
        return cls(name, columns, 1.0 if (whole and total <= _TOP) or total == 0 else total / (_TOP - len(columns)))

    @property
    def view(self) -> Any:
        """The kernel itself."""
        return self

    def encode(self, X: FloatArray) -> npt.NDArray[Any]:
        """Return the columns that are compared, in units of `unit`."""
        counts = np.maximum(X[:, self.columns], 0.0)
        if self.unit is None:
            return counts
        counts /= self.unit
        return np.minimum(np.rint(counts, out=counts), _TOP, out=counts).astype(np.uint16)

    def compare(self, left: npt.NDArray[Any], right: npt.NDArray[Any]) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right)); two empty rows have similarity 1."""
        wide = np.uint64 if left.dtype == np.uint16 else np.float64
        left_total = left.sum(axis=1, dtype=wide)
        values = np.empty((len(left), len(right)))
        for start in range(0, len(right), _ROWS_AT_ONCE):
            part, out = right[start : start + _ROWS_AT_ONCE], values[:, start : start + _ROWS_AT_ONCE]
            right_total = part.sum(axis=1, dtype=wide)
            minima = _sums_of_minima(left, part, min(left_total.max(initial=0), right_total.max(initial=0)))
            both_empty = np.ix_(left_total == 0, right_total == 0)
            np.add.outer(left_total.astype(np.float64), right_total.astype(np.float64), out=out)
            out -= minima  # sums of maxima
            out[both_empty] = 1.0
            np.divide(minima, out, out=out)
            out[both_empty] = 1.0
        return values

    def from_comparison(self, compared: FloatArray) -> FloatArray:
        """Return a copy."""
        return compared.copy()

    def diagonal(self, encoded: npt.NDArray[Any]) -> FloatArray:
        """Return ones."""
        return np.ones(len(encoded))

    def __call__(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right))."""
        return self.compare(self.encode(left), self.encode(right))


def _sums_of_minima(left: npt.NDArray[Any], right: npt.NDArray[Any], largest: Any) -> npt.NDArray[Any]:
    """Sum over columns of min(left_i, right_j), going only through the columns where a row of `left` is not zero.

    No sum exceeds `largest`, which says how many bits the sums need.
    """
    columns = np.ascontiguousarray(right.T)
    dtype: Any = left.dtype if left.dtype != np.uint16 or largest <= _TOP else np.uint32
    sums = np.empty((len(left), len(right)), dtype=dtype)
    space = np.empty(columns.shape, dtype=columns.dtype)
    places = np.flatnonzero(np.ascontiguousarray(left != 0))
    rows, filled = np.divmod(places, max(left.shape[1], 1))
    counts = left[rows, filled][:, None]
    ends = np.searchsorted(rows, np.arange(len(left) + 1)).tolist()
    for out, begin, end in zip(sums, ends, ends[1:], strict=False):
        minima = space[: end - begin]
        columns.take(filled[begin:end], axis=0, out=minima, mode="clip")
        np.minimum(minima, counts[begin:end], out=minima)
        np.add.reduce(minima, axis=0, out=out, dtype=dtype)
    return sums


@dataclass(frozen=True, eq=False)
class ScaledColumns:
    """Columns, centred and multiplied by a factor each: what distances and dot products are taken of.

    Skewed columns of positive values (ages, molar masses, sizes of cells) are compared by their logarithms: `shift` is
    added before, and is NaN for columns that are taken as they are.
    """

    columns: Columns
    centre: FloatArray
    factor: FloatArray
    shift: FloatArray

    @classmethod
    def standard(cls, columns: Columns, X: FloatArray) -> ScaledColumns:
        """Bring columns to mean 0 and standard deviation 1 over the training rows; constant columns do not count."""
        shift = _log_shifts(X[:, columns])
        view = cls(columns, np.zeros(len(columns)), np.ones(len(columns)), shift)
        block = view.encode(X)
        centre, spread = block.mean(axis=0), block.std(axis=0)
        kept = varies(centre, spread)
        return cls(columns[kept], centre[kept], 1.0 / spread[kept], shift[kept])

    def weighted(self, relevances: FloatArray) -> ScaledColumns:
        """Multiply squared differences in each column by its relevance; columns without any are left out."""
        kept = relevances > _LEAST_RELEVANCE * relevances.sum()
        factor = self.factor * np.sqrt(relevances)
        return ScaledColumns(self.columns[kept], self.centre[kept], factor[kept], self.shift[kept])

    def encode(self, X: FloatArray) -> FloatArray:
        """Return the scaled columns."""
        block = X[:, self.columns]
        logs = np.isfinite(self.shift)
        if logs.any():
            block[:, logs] = np.log(np.maximum(block[:, logs], 0.0) + self.shift[logs])
        block -= self.centre
        block *= self.factor
        return block


def _log_shifts(block: FloatArray) -> FloatArray:
    """What is added to each column before its logarithm is taken; NaN where the column had better stay as it is."""
    shift = np.full(block.shape[1], np.nan)
    positive = block > 0
    for index in np.flatnonzero((block >= 0).all(axis=0) & (positive.mean(axis=0) > 0.5)):
        values = block[:, index]
        least = 0.5 * float(np.quantile(values[positive[:, index]], 0.01))
        if _skewness(values) > _SKEWED and abs(_skewness(np.log(values + least))) < _skewness(values):
            shift[index] = least
    return shift


def _skewness(values: FloatArray) -> float:
    centred = values - values.mean()
    spread = float(np.sqrt(np.mean(centred**2)))
    return float(np.mean(centred**3)) / spread**3 if spread > 1e-12 * float(np.abs(values).max(initial=0.0)) else 0.0


@dataclass(frozen=True, eq=False)
class MaternKernel:
    """Matern kernel of smoothness 5/2 on scaled columns.

    References
    ----------
    Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 4.17.
    """

    name: str
    view: ScaledColumns
    length: float

    @classmethod
    def fitted(cls, name: str, columns: Columns, X: FloatArray, relative_length: float) -> MaternKernel:
        """Standardise on `X`, with a length scale relative to the median distance between its rows."""
        view = ScaledColumns.standard(columns, X)
        sample = view.encode(X[:: max(1, len(X) // 500)])
        distance = distances(sample, sample)
        typical = float(np.median(distance[distance > 0])) if (distance > 0).any() else 1.0
        return cls(name, view, relative_length * typical)

    def encode(self, X: FloatArray) -> FloatArray:
        """Return scaled columns."""
        return self.view.encode(X)

    def compare(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return distances."""
        return distances(left, right)

    def from_comparison(self, compared: FloatArray) -> FloatArray:
        """Return the kernel at these distances."""
        return matern(compared, self.length)

    def diagonal(self, encoded: FloatArray) -> FloatArray:
        """Return ones."""
        return np.ones(len(encoded))

    def __call__(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right))."""
        return self.from_comparison(self.compare(self.encode(left), self.encode(right)))


@dataclass(frozen=True, eq=False)
class LinearKernel:
    """Dot product of scaled columns: a line through all of them, with small coefficients.

    Values far outside the training rows are drawn in, so that a number that hardly varied in training cannot carry a
    prediction away.
    """

    name: str
    view: ScaledColumns
    limits: FloatArray

    @classmethod
    def fitted(cls, name: str, columns: Columns, X: FloatArray) -> LinearKernel:
        """Standardise on `X`; the mean of the diagonal over its rows is 1."""
        view = ScaledColumns.standard(columns, X)
        view = view.weighted(np.full(len(view.columns), 1.0 / max(len(view.columns), 1)))
        return cls(name, view, _REACH * np.abs(view.encode(X)).max(axis=0))

    def encode(self, X: FloatArray) -> FloatArray:
        """Return scaled columns."""
        return np.clip(self.view.encode(X), -self.limits, self.limits)

    def compare(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return dot products."""
        return left @ right.T

    def from_comparison(self, compared: FloatArray) -> FloatArray:
        """Return a copy."""
        return compared.copy()

    def diagonal(self, encoded: FloatArray) -> FloatArray:
        """Return squared lengths of the rows."""
        return np.einsum("ij,ij->i", encoded, encoded)

    def __call__(self, left: FloatArray, right: FloatArray) -> FloatArray:
        """Return the kernel matrix of shape (len(left), len(right))."""
        return self.compare(self.encode(left), self.encode(right))


def matern(distance: FloatArray, length: float) -> FloatArray:
    """Matern 5/2 of `distance`, in a new array."""
    steps = distance * (-np.sqrt(5.0) / length)
    decay = np.exp(steps)
    polynomial = steps / 3.0
    polynomial -= 1.0
    polynomial *= steps
    polynomial += 1.0
    decay *= polynomial
    return decay


def distances(a: FloatArray, b: FloatArray) -> FloatArray:
    """Euclidean distances by a matrix product: many times faster than one pair after the other.

    Rounding leaves about 1e-7 of the row norms where the distance is zero, far below the noise of any target.
    """
    squares = a @ b.T
    squares *= -2.0
    squares += np.einsum("ij,ij->i", a, a)[:, None]
    squares += np.einsum("ij,ij->i", b, b)[None, :]
    return np.sqrt(np.maximum(squares, 0.0, out=squares), out=squares)
