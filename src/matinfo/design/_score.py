"""One score per candidate: an acquisition function applied to what an objective makes of a prediction."""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from matinfo._validation import check_choice
from matinfo.design._arrays import FloatArray
from matinfo.design._objectives.base import Objective

Given = TypeVar("Given")

ACQUISITIONS = ("ei", "greedy", "pi", "ucb", "thompson", "variance", "random")


def acquisition_score(
    acquisition: str,
    objective: Objective,
    mean: FloatArray,
    std: FloatArray,
    *,
    known: FloatArray,
    beta: float = 2.0,
    sample: FloatArray | None = None,
    rng: np.random.Generator | None = None,
) -> FloatArray:
    """Score candidates; the one with the largest score is the next experiment.

    Parameters
    ----------
    acquisition : {"ei", "greedy", "pi", "ucb", "thompson", "variance", "random"}
        ``"ei"`` is the expected improvement; for a `Window` the probability to lie inside, for a `Pareto` the expected
        growth of the hypervolume. ``"greedy"`` takes the best prediction, ``"variance"`` the least sure one.
    objective : Objective
        What is wanted.
    mean, std : ndarray of shape (n, n_properties)
        Predictions, in the order of ``objective.names``.
    known : ndarray of shape (m, n_properties)
        Values of the settings that were tested. With noisy measurements pass their predicted means: the largest
        measured value owes part of its size to luck. Rows with NaN do not count.
    beta : float, default=2.0
        For ``"ucb"``: how many standard deviations of hope to add.
    sample : ndarray of shape (n, n_properties), optional
        For ``"thompson"``: one joint sample of all candidates.
    rng : numpy.random.Generator, optional
        For ``"random"``.

    Returns
    -------
    ndarray of shape (n,)
        Scores; for ``"ei"`` and ``"pi"`` they are logarithms.

    Raises
    ------
    ValueError
        If the acquisition is unknown, or what it needs was not given.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> mean, std = np.array([[1.0], [2.0]]), np.array([[2.0], [0.1]])
    >>> acquisition_score("greedy", mi.Maximize("strength"), mean, std, known=np.array([[1.5]])).tolist()
    [1.0, 2.0]
    >>> acquisition_score("ei", mi.Maximize("strength"), mean, std, known=np.array([[1.5]])).round(2).tolist()
    [-0.56, -0.69]
    """
    check_choice("acquisition", acquisition, ACQUISITIONS)
    match acquisition:
        case "ei":
            return objective.log_improvement(mean, std, known)
        case "pi":
            return objective.log_probability(mean, std, known)
        case "greedy":
            return objective.expected(mean, std, known)
        case "ucb":
            return objective.bound(mean, std, known, beta=beta)
        case "thompson":
            return objective.sampled(_given("sample", sample, acquisition), known)
        case "variance":
            largest = std.max(axis=0)  # properties have different units
            return np.asarray((std / np.where(largest > 0.0, largest, 1.0)).mean(axis=1))
        case _:
            return _given("rng", rng, acquisition).random(len(mean))


def _given(name: str, value: Given | None, acquisition: str) -> Given:
    if value is None:
        raise ValueError(f"{name} must be given for acquisition={acquisition!r}; got None.")
    return value
