"""Expected improvement of the distance to a target value."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp

from matinfo.design._acquisition.improvement import log_expected_improvement
from matinfo.design._arrays import FloatArray

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_WIDE = 1.0  # standard deviations over the distance, above which the density is smooth over the whole triangle
_LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)


def log_expected_approach(mean: ArrayLike, std: ArrayLike, target: float, distance: float) -> FloatArray:
    """Logarithm of the expected gain in nearness to `target`; larger values are better.

    Parameters
    ----------
    mean, std : array-like of shape (n,)
        Prediction of a normal distribution.
    target : float
        Value wanted.
    distance : float
        Distance of the nearest value so far.

    Returns
    -------
    ndarray of shape (n,)
        ``log E[max(distance - abs(Y - target), 0)]``; ``-inf`` where `distance` is 0 already.

    See Also
    --------
    log_expected_improvement : For more is better.

    Examples
    --------
    >>> log_expected_approach([400.0, 300.0], [10.0, 10.0], target=400.0, distance=5.0).round(2).tolist()
    [-0.02, -48.29]
    """
    mean, std = np.broadcast_arrays(np.asarray(mean, dtype=np.float64), np.asarray(std, dtype=np.float64))
    if not distance > 0.0:
        return np.full(mean.shape, -np.inf)
    below = -np.abs(mean - target)  # by symmetry: the mean lies below the target, which is moved to 0
    scale = np.where(std > 0.0, std, distance)
    steps = [log_expected_improvement(below, std, strike) for strike in (-distance, 0.0, distance)]
    with np.errstate(invalid="ignore", divide="ignore"):
        gone = 2.0 * np.exp(steps[1] - steps[0]) - np.exp(steps[2] - steps[0])
        narrow = np.where(np.isneginf(steps[0]), -np.inf, steps[0] + np.log1p(-np.minimum(gone, 1.0)))
    half = 0.5 * distance
    y = np.concatenate([half * (_NODES - 1.0), half * (_NODES + 1.0)])
    payoff = np.log(distance - np.abs(y)) + np.log(half * np.concatenate([_WEIGHTS, _WEIGHTS]))
    z = (y - below[..., None]) / scale[..., None]
    wide = logsumexp(payoff - 0.5 * z**2, axis=-1) - np.log(scale) - _LOG_SQRT_2PI
    return np.where(std > _WIDE * distance, wide, narrow)
