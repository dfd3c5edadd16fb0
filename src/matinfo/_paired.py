"""Paired comparison of two models over overlapping training sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from matinfo._validation import check_number


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Mean difference between two models over folds, and how sure it is; made by `corrected_paired_test`.

    Attributes
    ----------
    difference : float
        Mean over folds.
    standard_error : float
        Of that mean, corrected for shared training rows; NaN with fewer than two folds.
    t, p_value : float
        Student's t of k - 1 degrees of freedom and the two-sided p value; NaN also where all differences are equal.
    low, high : float
        Ends of the confidence interval.
    """

    difference: float
    standard_error: float
    t: float
    p_value: float
    low: float
    high: float


def holm(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """P values corrected for their number by Holm's step-down rule; NaN stays NaN and is not counted.

    The smallest of m is multiplied by m, the next by m - 1, and so on; none is smaller than the one before.

    Parameters
    ----------
    p_values : ndarray of shape (m,)

    Returns
    -------
    ndarray of shape (m,)

    References
    ----------
    S. Holm, Scand. J. Stat. 6, 65 (1979).

    Examples
    --------
    >>> holm(np.array([0.04, 0.01, 0.03])).round(2).tolist()
    [0.06, 0.03, 0.06]
    """
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    corrected = np.full(p_values.shape, np.nan)
    factors = np.arange(len(order), 0, -1)
    corrected[order] = np.minimum(np.maximum.accumulate(factors * p_values[order]), 1.0)
    return corrected


def corrected_paired_test(
    differences: ArrayLike, n_train: ArrayLike, n_test: ArrayLike, *, confidence: float = 0.95
) -> PairedTest:
    """Corrected resampled t test of the differences between two models on the same folds.

    The folds share training rows, so their differences are not independent, and the usual standard error is too small.
    Nadeau and Bengio replace the variance of the mean, s^2 / k, by s^2 (1 / k + n_test / n_train), with s^2 the sample
    variance of the k differences, and compare with Student's t of k - 1 degrees of freedom.

    Parameters
    ----------
    differences : array-like of shape (k,)
        Score of one model minus score of the other, fold by fold.
    n_train, n_test : array-like of shape (k,) or number
        Rows in each fold; the ratio of their means is taken where folds differ in size.
    confidence : float, default 0.95
        Of the two-sided interval `low` to `high`.

    Returns
    -------
    PairedTest
        Mean difference, standard error, t, two-sided p value and interval.

    See Also
    --------
    scipy.stats.ttest_rel : Right for independent pairs, too sure of itself for folds.

    References
    ----------
    C. Nadeau and Y. Bengio, Mach. Learn. 52, 239 (2003), section 4.

    Examples
    --------
    >>> from matinfo.evaluate import corrected_paired_test
    >>> test = corrected_paired_test([1.0, 2.0, 3.0], n_train=20, n_test=10)
    >>> round(test.standard_error ** 2, 6)  # s^2 = 1, so 1/3 + 10/20
    0.833333
    """
    check_number("confidence", confidence, low=0.0, high=1.0, open_ends=True)
    values = np.asarray(differences, dtype=np.float64)
    k = values.size
    mean = float(np.mean(values)) if k else float("nan")
    nan = float("nan")
    if k < 2 or not np.isfinite(values).all():
        return PairedTest(mean, nan, nan, nan, nan, nan)
    ratio = float(np.asarray(n_test, dtype=float).mean() / np.asarray(n_train, dtype=float).mean())
    error = float(np.sqrt(np.var(values, ddof=1) * (1 / k + ratio)))
    if error == 0.0:  # the same difference in every fold: nothing to estimate its spread from
        return PairedTest(mean, 0.0, nan, nan, mean, mean)
    t = mean / error
    half = float(stats.t.ppf(0.5 + confidence / 2, k - 1)) * error
    return PairedTest(mean, error, t, float(2 * stats.t.sf(abs(t), k - 1)), mean - half, mean + half)
