"""Probability that a property lies within a window."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import log_ndtr, ndtr

from matinfo.design._arrays import FloatArray

_LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)
_NARROW = 1e-4  # half-width in standard deviations, below which the density is taken as exponential within the window


def log_probability_in_window(mean: ArrayLike, std: ArrayLike, low: ArrayLike, high: ArrayLike) -> FloatArray:
    """Logarithm of the probability that low <= Y <= high, also far in either tail.

    Parameters
    ----------
    mean, std : array-like of shape (n,)
        Prediction of a normal distribution. Where `std` is 0 the answer is sure.
    low, high : float or array-like of shape (n,)
        Ends of the window; ``-inf`` and ``inf`` where it is open.

    Returns
    -------
    ndarray of shape (n,)
        0 where the window is certain, ``-inf`` where it is impossible or empty.

    See Also
    --------
    Window : The objective that uses it.

    Examples
    --------
    >>> log_probability_in_window([500.0, 300.0], [20.0, 5.0], 450.0, 550.0).round(3).tolist()
    [-0.012, -454.321]
    """
    mean, std, low, high = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (mean, std, low, high)))
    sure = std <= 0.0
    scale = np.where(sure, 1.0, std)
    a, b = (low - mean) / scale, (high - mean) / scale
    inside = np.where((low <= mean) & (mean <= high), 0.0, -np.inf)
    return np.where(low > high, -np.inf, np.where(sure, inside, _log_difference(a, b)))


def _log_difference(a: FloatArray, b: FloatArray) -> FloatArray:
    """log(Phi(b) - Phi(a)) for a <= b."""
    flip = a > 0.0  # both ends in the upper tail: the lower tail has the digits
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    upper, lower = log_ndtr(b), log_ndtr(a)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        tail = upper + np.log(-np.expm1(lower - upper))
        across = np.log1p(-ndtr(a) - ndtr(-b))  # the ends on either side of the mean: what is outside is small
        value = np.where((a < 0.0) & (b > 0.0), across, tail)
        middle, half = 0.5 * (a + b), 0.5 * (b - a)
        tilt = np.abs(middle) * half
        width = np.log(2.0 * half) + np.where(
            tilt < 1e-8, 0.0, np.log(np.sinh(np.maximum(tilt, 1e-8)) / np.maximum(tilt, 1e-8))
        )
        narrow = -0.5 * middle**2 - _LOG_SQRT_2PI + width
    return np.where((half < _NARROW) & (tilt < 700.0), narrow, value)
