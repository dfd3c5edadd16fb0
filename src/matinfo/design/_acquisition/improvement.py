"""Expected improvement and probability of improvement, as logarithms that stay finite far from the incumbent."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import erfcx, log_ndtr, ndtr

from matinfo.design._arrays import FloatArray

_LOG_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)
_LOG_SQRT_HALF_PI = 0.5 * np.log(0.5 * np.pi)
_FAR = -100.0  # below this many standard deviations the asymptotic series is exact to the last digits


def log_expected_improvement(mean: ArrayLike, std: ArrayLike, best: ArrayLike) -> FloatArray:
    """Logarithm of the expected improvement over `best`; larger values are better.

    Parameters
    ----------
    mean, std : array-like of shape (n,)
        Prediction of a normal distribution. Where `std` is 0 the improvement is certain.
    best : float or array-like of shape (n,)
        Value to improve on. With noisy measurements this should be the largest predicted mean of the settings tested,
        as the largest measured value owes part of its size to luck.

    Returns
    -------
    ndarray of shape (n,)
        log E[max(Y - best, 0)], to about 10 digits also where the improvement itself underflows; ``-inf`` where it is
        impossible.

    See Also
    --------
    log_probability_of_improvement : Ignores by how much; greedier.
    upper_confidence_bound : Explores by a stated number of standard deviations.

    References
    ----------
    S. Ament, S. Daulton, D. Eriksson, M. Balandat, E. Bakshy, Unexpected Improvements to Expected Improvement for
    Bayesian Optimization, NeurIPS 2023.

    Examples
    --------
    >>> log_expected_improvement([1.0, 0.0, -50.0], [1.0, 1.0, 1.0], best=1.0).round(3).tolist()
    [-0.919, -2.485, -1309.284]
    """
    mean, std, best = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (mean, std, best)))
    sure = std <= 0.0
    scale = np.where(sure, 1.0, std)
    value = np.log(scale) + _log_h((mean - best) / scale)
    with np.errstate(divide="ignore"):
        certain = np.log(np.maximum(mean - best, 0.0))
    return np.where(sure, certain, value)


def log_probability_of_improvement(mean: ArrayLike, std: ArrayLike, best: ArrayLike) -> FloatArray:
    """Logarithm of the probability to exceed `best`; larger values are better.

    Parameters
    ----------
    mean, std : array-like of shape (n,)
        Prediction of a normal distribution.
    best : float or array-like of shape (n,)
        Value to exceed.

    Returns
    -------
    ndarray of shape (n,)
        log P(Y > best); where `std` is 0, 0 or ``-inf``.

    See Also
    --------
    log_expected_improvement : Counts by how much as well.

    Examples
    --------
    >>> log_probability_of_improvement([1.0, 0.0], [1.0, 0.0], best=1.0).round(3)
    array([-0.693,   -inf])
    """
    mean, std, best = np.broadcast_arrays(*(np.asarray(part, dtype=np.float64) for part in (mean, std, best)))
    sure = std <= 0.0
    z = (mean - best) / np.where(sure, 1.0, std)
    return np.where(sure, np.where(mean > best, 0.0, -np.inf), log_ndtr(z))


def _log_h(z: FloatArray) -> FloatArray:
    """log(phi(z) + z Phi(z)): the log of the expected improvement of a standard normal over -z."""
    near = np.maximum(z, -1.0)
    value = np.log(np.exp(-0.5 * near**2 - _LOG_SQRT_2PI) + near * ndtr(near))
    middle = np.clip(z, _FAR, -1.0)
    ratio = np.log(erfcx(-middle / np.sqrt(2.0)) * -middle) + _LOG_SQRT_HALF_PI
    value = np.where(z < -1.0, -0.5 * middle**2 - _LOG_SQRT_2PI + np.log(-np.expm1(ratio)), value)
    far = np.minimum(z, _FAR)
    inverse = far**-2.0
    series = np.log1p(-inverse * (3.0 - inverse * (15.0 - inverse * 105.0)))
    return np.where(z < _FAR, -0.5 * far**2 - _LOG_SQRT_2PI + np.log(inverse) + series, value)
