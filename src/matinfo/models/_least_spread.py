"""The spread that no prediction falls below, however sure its model is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# of the root mean squared standard deviation; not more, so that what the model says far from known rows still counts
_SHARES = np.geomspace(0.05, 1.0, 20)
_FEWEST = 10  # errors that can tell anything


def least_spread(error: FloatArray, std: FloatArray, weights: FloatArray) -> float:
    """Constant part of the spread under which left-out errors are most likely.

    A process that fits its rows without noise is sure of materials that it knows, and of left-out ones that look like
    them; their errors are many times its standard deviation. Errors are taken for normal, with the variance
    ``k * (std**2 + least**2)`` for the best k.

    Parameters
    ----------
    error, std, weights : arrays of shape (n,)
        Absolute error of left-out rows, predicted standard deviation, weight of each row.

    Returns
    -------
    float
        At least 1/20 of the root mean squared `std`; 0 where all are equal, or rows are too few.
    """
    if len(error) < _FEWEST or not error.any() or np.ptp(std) <= 1e-12 * std.max():
        return 0.0
    share = weights / weights.sum()
    candidates = _SHARES * np.sqrt(share @ std**2)
    variances = std**2 + candidates[:, None] ** 2
    loss = np.log((error**2 / variances) @ share) + np.log(variances) @ share
    return float(candidates[loss.argmin()])
