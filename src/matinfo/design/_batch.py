"""Several experiments at once: by believing predictions, or by joint samples."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from matinfo._validation import check_number
from matinfo.design._arrays import FloatArray, IntArray
from matinfo.design._objectives.base import Objective
from matinfo.design._process import ConditionalProcess


def believer_batch(
    process: ConditionalProcess,
    X: FloatArray,
    n: int,
    score: Callable[[ConditionalProcess], FloatArray],
) -> IntArray:
    """Pick one candidate after another, each time as if the ones before had come out as predicted.

    Parameters
    ----------
    process : ConditionalProcess
        The model.
    X : ndarray of shape (m, n_features)
        Encoded candidates.
    n : int
        Number of picks; fewer where there are fewer candidates.
    score : callable
        Takes a process and returns scores of all candidates (m,).

    Returns
    -------
    int ndarray of shape (n,)
        Rows of `X`, in the order in which they were picked.

    See Also
    --------
    joint_batch : Weighs what the members of a batch can do for each other.

    References
    ----------
    D. Ginsbourger, R. Le Riche, L. Carraro, Kriging Is Well-Suited to Parallelize Optimization, in: Computational
    Intelligence in Expensive Optimization Problems, Springer 2010.
    """
    check_number("n", n, low=1, whole=True)
    picked: list[int] = []
    for _ in range(min(n, len(X))):
        scores = np.where(np.isnan(values := score(process)), -np.inf, values)
        scores[picked] = -np.inf
        open_rows = np.setdiff1d(np.arange(len(X)), picked)
        best = int(open_rows[scores[open_rows].argmax()])
        picked.append(best)
        if len(picked) < n:
            process = process.condition(X[[best]], process.posterior(X[[best]])[0])
    return np.array(picked, dtype=np.int64)


def joint_batch(
    process: ConditionalProcess,
    X: FloatArray,
    n: int,
    objective: Objective,
    *,
    X_known: FloatArray,
    rng: np.random.Generator,
    n_samples: int = 256,
) -> IntArray:
    """Pick the batch whose best member is expected to gain most, one candidate after another (greedy q-EI).

    The settings tested are sampled together with the candidates, so that noise in the best value so far is part of the
    expectation. For a `Pareto` objective the gain is the growth of the hypervolume.

    Parameters
    ----------
    process : ConditionalProcess
        The model.
    X : ndarray of shape (m, n_features)
        Encoded candidates; some hundreds, as joint samples cost the cube of their number.
    n : int
        Number of picks; fewer where there are fewer candidates.
    objective : Objective
        What is wanted.
    X_known : ndarray of shape (n_known, n_features)
        Encoded settings that were tested.
    rng : numpy.random.Generator
        Source of random numbers.
    n_samples : int, default=256
        Number of joint samples.

    Returns
    -------
    int ndarray of shape (n,)
        Rows of `X`, in the order in which they were picked.

    See Also
    --------
    believer_batch : Quicker, and for any acquisition function.

    References
    ----------
    J. T. Wilson, F. Hutter, M. P. Deisenroth, Maximizing acquisition functions for Bayesian optimization, NeurIPS 2018.
    B. Letham, B. Karrer, G. Ottoni, E. Bakshy, Constrained Bayesian Optimization with Noisy Experiments, Bayesian Anal.
    14 (2019) 495.
    """
    check_number("n", n, low=1, whole=True)
    check_number("n_samples", n_samples, low=1, whole=True)
    samples = process.draw(np.vstack([X, X_known]), n_samples, rng)
    points, known = samples[:, : len(X)], samples[:, len(X) :]
    picked: list[int] = []
    for _ in range(min(n, len(X))):
        gains = np.mean([objective.gain(each, seen) for each, seen in zip(points, known, strict=True)], axis=0)
        gains[picked] = -1.0
        best = int(gains.argmax())
        picked.append(best)
        known = np.concatenate([known, points[:, [best]]], axis=1)
    return np.array(picked, dtype=np.int64)
