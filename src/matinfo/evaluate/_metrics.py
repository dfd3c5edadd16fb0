"""Metrics: plain functions on arrays, and a registry of them by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matinfo._validation import check_choice, check_number, option_message

Better = Literal["high", "low", "nominal"]


def r2(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Coefficient of determination, 1 - SS_residual / SS_total; 1 is perfect, 0 is no better than the mean.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        Measured and predicted values, in the same unit.

    Returns
    -------
    float
        NaN where it is undefined: fewer than two rows, or `y_true` constant. (`sklearn.metrics.r2_score` agrees on
        the first and by default puts 1.0 or 0.0 in place of the second.)

    See Also
    --------
    rmse : An error in the unit of the property, which does not depend on the spread of the test rows.

    Examples
    --------
    >>> from matinfo.evaluate import r2
    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 4.0])
    0.5
    """
    truth, predicted = _columns(y_true=y_true, y_pred=y_pred)
    if truth.size < 2 or not np.ptp(truth) > 0:
        return float("nan")
    return float(1.0 - np.sum((truth - predicted) ** 2) / np.sum((truth - truth.mean()) ** 2))


def rmse(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Root of the mean squared error, in the unit of the property.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        Measured and predicted values, in the same unit.

    Returns
    -------
    float
        NaN without rows.

    See Also
    --------
    mae : Weighs a few large errors less.

    Examples
    --------
    >>> from matinfo.evaluate import rmse
    >>> rmse([1.0, 2.0], [4.0, 5.0])
    3.0
    """
    truth, predicted = _columns(y_true=y_true, y_pred=y_pred)
    return float(np.sqrt(np.mean((truth - predicted) ** 2))) if truth.size else float("nan")


def mae(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Mean absolute error, in the unit of the property.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n,)
        Measured and predicted values, in the same unit.

    Returns
    -------
    float
        NaN without rows.

    See Also
    --------
    rmse : Weighs large errors more.

    Examples
    --------
    >>> from matinfo.evaluate import mae
    >>> mae([1.0, 2.0], [4.0, 6.0])
    3.5
    """
    truth, predicted = _columns(y_true=y_true, y_pred=y_pred)
    return float(np.mean(np.abs(truth - predicted))) if truth.size else float("nan")


def coverage(y_true: ArrayLike, low: ArrayLike, high: ArrayLike) -> float:
    """Share of measured values inside their interval, ends included.

    Parameters
    ----------
    y_true, low, high : array-like of shape (n,)
        Measured values and the ends of their intervals, in the same unit.

    Returns
    -------
    float
        Between 0 and 1; NaN without rows or where an end is NaN. Read it beside `interval_width`: endless intervals
        cover everything.

    See Also
    --------
    interval_score : One number for width and coverage together.

    Examples
    --------
    >>> from matinfo.evaluate import coverage
    >>> coverage([1.0, 2.0, 3.0, 9.0], [0, 0, 0, 0], [3, 3, 3, 3])
    0.75
    """
    truth, lower, upper = _columns(y_true=y_true, low=low, high=high)
    if not truth.size or np.isnan([truth, lower, upper]).any():
        return float("nan")
    return float(np.mean((lower <= truth) & (truth <= upper)))


def interval_width(low: ArrayLike, high: ArrayLike) -> float:
    """Mean width of intervals, in the unit of the property.

    Parameters
    ----------
    low, high : array-like of shape (n,)
        Ends of the intervals.

    Returns
    -------
    float
        NaN without rows.

    See Also
    --------
    coverage : Whether the intervals hold what they promise.

    Examples
    --------
    >>> from matinfo.evaluate import interval_width
    >>> interval_width([0.0, 1.0], [2.0, 5.0])
    3.0
    """
    lower, upper = _columns(low=low, high=high)
    return float(np.mean(upper - lower)) if lower.size else float("nan")


def interval_score(y_true: ArrayLike, low: ArrayLike, high: ArrayLike, *, coverage: float = 0.9) -> float:
    """Mean interval score (Winkler score): width plus a fine for each value outside. Smaller is better.

    With a = 1 - `coverage`, a row scores high - low, plus (2 / a) (low - y) if y lies below, or (2 / a) (y - high) if
    it lies above.

    Parameters
    ----------
    y_true, low, high : array-like of shape (n,)
        Measured values and the ends of their intervals, in the same unit.
    coverage : float, default 0.9
        What the intervals promise, between 0 and 1.

    Returns
    -------
    float
        In the unit of the property; NaN without rows.

    Raises
    ------
    ValueError
        If `coverage` is not between 0 and 1.

    See Also
    --------
    coverage : Easier to explain, but blind to width.

    References
    ----------
    R. L. Winkler, J. Am. Stat. Assoc. 67, 187 (1972). T. Gneiting and A. E. Raftery, J. Am. Stat. Assoc. 102, 359
    (2007), equation 43.

    Examples
    --------
    >>> from matinfo.evaluate import interval_score
    >>> interval_score([5.0], [0.0], [4.0], coverage=0.5)  # 4 + (2 / 0.5) * 1
    8.0
    """
    check_number("coverage", coverage, low=0.0, high=1.0, open_ends=True)
    truth, lower, upper = _columns(y_true=y_true, low=low, high=high)
    if not truth.size:
        return float("nan")
    outside = np.maximum(lower - truth, 0.0) + np.maximum(truth - upper, 0.0)
    return float(np.mean(upper - lower + 2.0 / (1.0 - coverage) * outside))


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric: a function on arrays, and how to read its number.

    Parameters
    ----------
    name : str
        Column name in the results.
    function : callable
        ``function(y_true, y_pred) -> float``; with ``of_intervals=True`` it is
        ``function(y_true, low, high, coverage) -> float``.
    better : {"low", "high", "nominal"}, default "low"
        Which direction is good; "nominal" means closest to the promised coverage.
    of_intervals : bool, default False
        Whether it looks at prediction intervals. Such a metric is taken on test rows only, and is NaN for a model
        without intervals.
    in_target_unit : bool, default True
        Whether the number has the unit of the target, or none.
    meaning : str, default ""
        One sentence for a person.

    Examples
    --------
    A metric of your own:

    >>> import numpy as np
    >>> from matinfo.evaluate import Evaluator, Metric
    >>> worst = Metric("worst", lambda y_true, y_pred: float(np.max(np.abs(y_true - y_pred))), meaning="largest error")
    >>> Evaluator(metrics=("rmse", worst)).metrics[1].name
    'worst'
    """

    name: str
    function: Callable[..., float]
    better: Better = "low"
    of_intervals: bool = False
    in_target_unit: bool = True
    meaning: str = ""

    @property
    def gap_formula(self) -> str:
        """How the train-test gap is formed, so that a positive gap always means "worse on test"; "" for intervals."""
        if self.of_intervals:
            return ""
        first, second = ("train", "test") if self.better == "high" else ("test", "train")
        return f"{self.name}_{first} - {self.name}_{second}"

    def gap(self, train: float, test: float) -> float:
        """The gap by `gap_formula`."""
        return train - test if self.better == "high" else test - train


def _width(y_true: ArrayLike, low: ArrayLike, high: ArrayLike, promised: float) -> float:
    return interval_width(low, high)


def _coverage(y_true: ArrayLike, low: ArrayLike, high: ArrayLike, promised: float) -> float:
    return coverage(y_true, low, high)


def _score(y_true: ArrayLike, low: ArrayLike, high: ArrayLike, promised: float) -> float:
    return interval_score(y_true, low, high, coverage=promised)


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("r2", r2, "high", in_target_unit=False, meaning="share of the variance that is explained"),
        Metric("rmse", rmse, meaning="root of the mean squared error"),
        Metric("mae", mae, meaning="mean absolute error"),
        Metric("coverage", _coverage, "nominal", True, False, meaning="share of true values inside their interval"),
        Metric("interval_width", _width, "low", True, meaning="mean width of the intervals"),
        Metric("interval_score", _score, "low", True, meaning="width plus a fine for each value outside"),
    )
}
INTERVAL_METRICS = tuple(metric for metric in METRICS.values() if metric.of_intervals)


def find_metrics(metrics: Iterable[str | Metric]) -> tuple[Metric, ...]:
    """Look names up, and keep metrics that are given as such.

    Raises
    ------
    TypeError
        If `metrics` is a single string.
    ValueError
        If a name is unknown or given twice, or if there is none.
    """
    if isinstance(metrics, str):
        raise TypeError(option_message("metrics", "a tuple of names", metrics, f"Write metrics=({metrics!r},)."))
    found: list[Metric] = []
    for metric in metrics:
        if not isinstance(metric, Metric):
            check_choice("metrics", metric, METRICS, next_step="For one of your own pass a matinfo.evaluate.Metric.")
            metric = METRICS[metric]
        found.append(metric)
    names = [metric.name for metric in found]
    if not names or len(set(names)) < len(names):
        raise ValueError(option_message("metrics", "one or more different names", tuple(names)))
    return tuple(found)


def _columns(**arrays: ArrayLike) -> list[NDArray[np.float64]]:
    """Float columns of equal length; a column (n, 1) against a row (n,) would broadcast to nonsense."""
    columns = [np.asarray(values, dtype=np.float64) for values in arrays.values()]
    shapes = [column.shape for column in columns]
    if any(len(shape) != 1 for shape in shapes) or len(set(shapes)) > 1:
        got = ", ".join(f"{name} {shape}" for name, shape in zip(arrays, shapes, strict=True))
        raise ValueError(f"Arrays must be one-dimensional and of equal length; got {got}. Use values.ravel().")
    return columns
