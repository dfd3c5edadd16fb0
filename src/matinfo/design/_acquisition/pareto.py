"""Pareto fronts, the volume that they dominate, and the expected growth of that volume."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import logsumexp, ndtr

from matinfo._validation import option_message
from matinfo.design._acquisition.window import log_probability_in_window
from matinfo.design._arrays import BoolArray, FloatArray, IntArray

_ROWS_AT_ONCE = 2048


def n_dominating(values: FloatArray) -> IntArray:
    """For each row, the number of rows that are at least as large everywhere and larger somewhere."""
    counts = np.zeros(len(values), dtype=np.int64)
    for start in range(0, len(values), _ROWS_AT_ONCE):
        part = values[start : start + _ROWS_AT_ONCE, None, :]
        better = (values[None] >= part).all(axis=2) & (values[None] > part).any(axis=2)
        counts[start : start + _ROWS_AT_ONCE] = better.sum(axis=1)
    return counts


def pareto_front(values: ArrayLike) -> BoolArray:
    """Tell which rows are dominated by no other row.

    Parameters
    ----------
    values : array-like of shape (n, n_objectives)
        Larger is better in each column. Rows with NaN are not on the front.

    Returns
    -------
    bool ndarray of shape (n,)
        True for the rows of the front; equal rows are on it together.

    Examples
    --------
    >>> pareto_front([[2.0, 1.0], [1.0, 2.0], [1.0, 1.0]])
    array([ True,  True, False])
    """
    rows = _matrix(values)
    known = ~np.isnan(rows).any(axis=1)
    front = np.zeros(len(rows), dtype=np.bool_)
    order = np.flatnonzero(known)[np.argsort(-rows[known].sum(axis=1), kind="stable")]
    kept = np.empty((0, rows.shape[1]))
    for row in order:  # a row can only be dominated by one with a larger sum, or an equal row
        dominated = ((kept >= rows[row]).all(axis=1) & (kept > rows[row]).any(axis=1)).any()
        if not dominated:
            front[row] = True
            kept = np.vstack([kept, rows[row]])
    return front


def hypervolume(values: ArrayLike, reference: ArrayLike) -> float:
    """Volume between a reference point and the front of some points.

    Parameters
    ----------
    values : array-like of shape (n, n_objectives)
        Larger is better in each column. Points that are not above `reference` in each column add nothing.
    reference : array-like of shape (n_objectives,)
        The worst point of interest.

    Returns
    -------
    float
        The volume, in the product of the units of the objectives.

    See Also
    --------
    log_expected_hypervolume_improvement : How much a candidate is expected to add.

    References
    ----------
    E. Zitzler, L. Thiele, Multiobjective Evolutionary Algorithms: A Comparative Case Study and the Strength Pareto
    Approach, IEEE Trans. Evol. Comput. 3 (1999) 257.

    Examples
    --------
    >>> hypervolume([[2.0, 1.0], [1.0, 2.0]], [0.0, 0.0])
    3.0
    """
    points, worst = _matrix(values), np.asarray(reference, dtype=np.float64)
    if worst.shape != (points.shape[1],):
        raise ValueError(option_message("reference", f"{points.shape[1]} numbers", reference))
    points = points[(points > worst).all(axis=1)] - worst
    return _volume(points[pareto_front(points)]) if len(points) else 0.0


def _volume(front: FloatArray) -> float:
    """Volume above the origin that the points of a front dominate, slice by slice along the last objective."""
    if front.shape[1] == 1:
        return float(front.max())
    order = front[np.argsort(-front[:, -1], kind="stable")]
    if front.shape[1] == 2:
        widths = np.maximum.accumulate(order[:, 0])
        heights = order[:, 1] - np.append(order[1:, 1], 0.0)
        return float(widths @ heights)
    volume, kept = 0.0, np.empty((0, front.shape[1] - 1))
    for place, point in enumerate(order):
        kept = kept[~(kept <= point[:-1]).all(axis=1)]
        if not (kept >= point[:-1]).all(axis=1).any():
            kept = np.vstack([kept, point[:-1]])
        below = order[place + 1, -1] if place + 1 < len(order) else 0.0
        if point[-1] > below:
            volume += (point[-1] - below) * _volume(kept)
    return volume


def log_expected_hypervolume_improvement(
    mean: ArrayLike, std: ArrayLike, front: ArrayLike, reference: ArrayLike
) -> FloatArray:
    """Logarithm of the expected growth of the hypervolume; larger values are better.

    Exact for any number of objectives: the space that no point of the front dominates is cut into boxes, and the
    expectation over each box is a product over the objectives, which are taken as independent given the candidate.
    The number of boxes grows as (number of points)^(number of objectives - 1).

    Parameters
    ----------
    mean, std : array-like of shape (n, n_objectives)
        Predictions of normal distributions; larger is better in each column.
    front : array-like of shape (m, n_objectives)
        Points so far; dominated ones change nothing.
    reference : array-like of shape (n_objectives,)
        The worst point of interest.

    Returns
    -------
    ndarray of shape (n,)
        ``-inf`` where the growth is below the smallest number.

    See Also
    --------
    hypervolume : The volume itself.

    References
    ----------
    M. Emmerich, A. Deutz, J. W. Klinkenberg, Hypervolume-based expected improvement: monotonicity properties and exact
    computation, IEEE CEC 2011. K. Yang, M. Emmerich, A. Deutz, T. Baeck, Efficient computation of expected hypervolume
    improvement using box decomposition algorithms, J. Glob. Optim. 75 (2019) 3.

    Examples
    --------
    >>> front, std = [[2.0, 1.0], [1.0, 2.0]], [[0.1, 0.1], [0.1, 0.1]]
    >>> log_expected_hypervolume_improvement([[3.0, 3.0], [0.5, 0.5]], std, front, [0.0, 0.0]).round(2).tolist()
    [1.79, -38.09]
    """
    mean, std = _matrix(mean), _matrix(std)
    low, high = _free_space(front, reference)
    growth = np.empty(len(mean))
    rows = max(1, 4_000_000 // max(low.size, 1))
    for start in range(0, len(mean), rows):
        here = slice(start, start + rows)
        edges = [_expected_length(mean[here, k], std[here, k], low[:, k], high[:, k]) for k in range(low.shape[1])]
        growth[here] = np.prod(edges, axis=0).sum(axis=1)
    with np.errstate(divide="ignore"):
        return np.log(growth)


def log_probability_not_dominated(
    mean: ArrayLike, std: ArrayLike, front: ArrayLike, reference: ArrayLike
) -> FloatArray:
    """Logarithm of the probability that a candidate lies above `reference` and is dominated by no point of `front`.

    Parameters
    ----------
    mean, std : array-like of shape (n, n_objectives)
        Predictions of normal distributions; larger is better in each column.
    front : array-like of shape (m, n_objectives)
        Points so far.
    reference : array-like of shape (n_objectives,)
        The worst point of interest.

    Returns
    -------
    ndarray of shape (n,)
        ``-inf`` where it is impossible.

    See Also
    --------
    log_expected_hypervolume_improvement : Counts by how much as well.

    Examples
    --------
    >>> log_probability_not_dominated([[1.0, 1.0]], [[1.0, 1.0]], [[1.0, 1.0]], [-9.0, -9.0]).round(3)
    array([-0.288])
    """
    mean, std = _matrix(mean), _matrix(std)
    low, high = _free_space(front, reference)
    logs = [
        log_probability_in_window(mean[:, [k]], std[:, [k]], low[None, :, k], high[None, :, k])
        for k in range(low.shape[1])
    ]
    return np.asarray(logsumexp(np.sum(logs, axis=0), axis=1))


def _free_space(front: ArrayLike, reference: ArrayLike) -> tuple[FloatArray, FloatArray]:
    worst, points = np.asarray(reference, dtype=np.float64), _matrix(front)
    points = points[(points > worst).all(axis=1)]
    return free_boxes(np.unique(points[pareto_front(points)], axis=0) if len(points) else points, worst)


def free_boxes(front: FloatArray, reference: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Cut the space above `reference` that no point of `front` dominates into disjoint boxes: lower and upper corners.

    Slices along the last objective: between two neighbouring values of it, only points at or above the upper one can
    dominate, and their other objectives make a problem with one dimension less.
    """
    n_objectives = len(reference)
    if n_objectives == 1:
        return np.array([[front[:, 0].max() if len(front) else reference[0]]]), np.array([[np.inf]])
    levels = np.unique(np.append(front[:, -1], reference[-1]))
    lows, highs = [], []
    for place, level in enumerate(levels):
        top = levels[place + 1] if place + 1 < len(levels) else np.inf
        above = front[front[:, -1] >= top, :-1]
        above = above[pareto_front(above)] if len(above) else above
        low, high = free_boxes(np.unique(above, axis=0), reference[:-1])
        lows.append(np.column_stack([low, np.full(len(low), level)]))
        highs.append(np.column_stack([high, np.full(len(high), top)]))
    return np.vstack(lows), np.vstack(highs)


def _expected_length(mean: FloatArray, std: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
    """E[min(Y, high) - low, if Y > low] for each row and box, of shape (n, n_boxes)."""
    return np.maximum(_excess(mean, std, low) - _excess(mean, std, high), 0.0)


def _excess(mean: FloatArray, std: FloatArray, level: FloatArray) -> FloatArray:
    """E[max(Y - level, 0)]; 0 for an infinite level."""
    finite = np.where(np.isinf(level), 0.0, level)
    scale = np.where(std > 0.0, std, 1.0)[:, None]
    gap = mean[:, None] - finite
    z = gap / scale
    value = np.where(
        std[:, None] > 0.0, scale * np.exp(-0.5 * z**2) / np.sqrt(2 * np.pi) + gap * ndtr(z), np.maximum(gap, 0.0)
    )
    return np.where(np.isinf(level), 0.0, value)


def _matrix(values: ArrayLike) -> FloatArray:
    rows = np.asarray(values, dtype=np.float64)
    if rows.ndim != 2:
        raise ValueError(f"values must be an array of shape (n, n_objectives); got shape {rows.shape}.")
    return rows
