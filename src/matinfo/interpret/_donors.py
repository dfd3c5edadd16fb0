"""Rows that lend their values to others: any row, or one where the rest of the columns lets expect the same values."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo._varies import varies

FloatArray = npt.NDArray[np.float64]

Donors = npt.NDArray[np.intp]

NEAREST = 5  # donors among which one is drawn, as is usual in predictive mean matching
FOLDS = 5
PENALTIES = np.logspace(-3, 2, 6)  # of ridge regression, relative to the mean squared norm of a row


def any_donors(n_rows: int, n_repeats: int, rng: np.random.RandomState) -> Donors:
    """Permutations of the rows, shape (n_repeats, n_rows)."""
    return np.stack([rng.permutation(n_rows) for _ in range(n_repeats)])


def alike_donors(own: FloatArray, rest: FloatArray, n_repeats: int, rng: np.random.RandomState) -> Donors:
    """Draw for each row one of the rows for which the rest lets expect nearly the same values.

    Parameters
    ----------
    own : array of shape (n, n_own)
        Columns whose values are lent.
    rest : array of shape (n, n_rest)
        All others.
    n_repeats : int
    rng : RandomState

    Returns
    -------
    array of int, shape (n_repeats, n)

    Notes
    -----
    Predictive mean matching (R. J. A. Little, J. Bus. Econ. Stat. 6, 287 (1988)): ridge regression predicts `own` from
    `rest` on left-out folds; the five rows with the nearest predictions are donors. Where the rest tells nothing about
    these columns, every row is.
    """
    own, rest = standardised(own), standardised(rest)
    expected = _expected(own, rest, rng)
    if expected is None:
        return any_donors(len(own), n_repeats, rng)
    squares = (expected**2).sum(axis=1)
    distances = squares[:, None] + squares - 2.0 * expected @ expected.T
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1, kind="stable")[:, : min(NEAREST, len(own) - 1)]
    drawn = rng.randint(nearest.shape[1], size=(n_repeats, len(own)))
    return nearest[np.arange(len(own)), drawn]


def as_numbers(table: pd.DataFrame) -> tuple[FloatArray, list[list[int]]]:
    """Numbers of a table, names as one column each; and which of them belong to each column of the table."""
    if all(kind == np.float64 for kind in table.dtypes):
        return table.to_numpy(), [[place] for place in range(table.shape[1])]
    parts, places, width = [], [], 0
    for position in range(table.shape[1]):
        column = table.iloc[:, position]
        part = column.to_frame() if pd.api.types.is_numeric_dtype(column) else pd.get_dummies(column)
        parts.append(part.to_numpy(dtype=np.float64))
        places.append(list(range(width, width + part.shape[1])))
        width += part.shape[1]
    return np.hstack(parts), places


def standardised(X: FloatArray) -> FloatArray:
    """Columns of zero mean and unit variance; holes and constant columns are 0."""
    known = np.isfinite(X)
    count = np.maximum(known.sum(axis=0), 1)
    filled = np.where(known, X, 0.0)
    centre = filled.sum(axis=0) / count
    centred = np.where(known, X - centre, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / count)
    return np.divide(centred, spread, out=np.zeros_like(centred), where=varies(centre, spread))


def _expected(own: FloatArray, rest: FloatArray, rng: np.random.RandomState) -> FloatArray | None:
    """Left-out predictions of `own` with the best penalty; None where the mean is as good."""
    n_rows = len(own)
    kernel = rest @ rest.T
    scale = np.trace(kernel) / n_rows
    if scale == 0.0 or n_rows < 2 * FOLDS:
        return None
    kernel /= scale
    predicted = np.zeros((len(PENALTIES), *own.shape))
    for fold in np.array_split(rng.permutation(n_rows), FOLDS):
        others = np.setdiff1d(np.arange(n_rows), fold)
        mean = own[others].mean(axis=0)
        values, vectors = np.linalg.eigh(kernel[np.ix_(others, others)])
        turned, cross = vectors.T @ (own[others] - mean), kernel[np.ix_(fold, others)] @ vectors
        for place, penalty in enumerate(PENALTIES):
            shrunk = turned / (np.maximum(values, 0.0) + penalty * len(others) / n_rows)[:, None]
            predicted[place, fold] = mean + cross @ shrunk
    errors = ((predicted - own) ** 2).mean(axis=(1, 2))
    best = int(errors.argmin())
    return predicted[best] if errors[best] < (own**2).mean() else None
