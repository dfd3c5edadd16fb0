"""Upper confidence bound."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from matinfo._validation import check_number
from matinfo.design._arrays import FloatArray


def upper_confidence_bound(mean: ArrayLike, std: ArrayLike, *, beta: float = 2.0) -> FloatArray:
    """Mean plus `beta` standard deviations; larger values are better.

    Parameters
    ----------
    mean, std : array-like of shape (n,)
        Prediction.
    beta : float, default=2.0
        How many standard deviations of hope to add: 0 is greedy, large values only explore.

    Returns
    -------
    ndarray of shape (n,)
        In units of `mean`.

    References
    ----------
    N. Srinivas, A. Krause, S. Kakade, M. Seeger, Gaussian process optimization in the bandit setting, ICML 2010.

    Examples
    --------
    >>> upper_confidence_bound([1.0, 0.0], [0.1, 1.0])
    array([1.2, 2. ])
    """
    check_number("beta", beta, low=0.0)
    return np.asarray(mean, dtype=np.float64) + beta * np.asarray(std, dtype=np.float64)
