"""Scores per unit of cost."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray


def score_per_cost(log_scores: ArrayLike, cost: ArrayLike) -> FloatArray:
    """Logarithm of the expected gain of an experiment per unit of what it costs.

    Parameters
    ----------
    log_scores : array-like of shape (n,)
        Logarithms of expected gains, such as `log_expected_improvement` gives.
    cost : array-like of shape (n,)
        Cost of each experiment, in any unit, above 0.

    Returns
    -------
    ndarray of shape (n,)
        ``log_scores - log(cost)``.

    Raises
    ------
    ValueError
        If a cost is not above 0; all such rows are counted.

    References
    ----------
    J. Snoek, H. Larochelle, R. P. Adams, Practical Bayesian Optimization of Machine Learning Algorithms, NeurIPS 2012.

    Examples
    --------
    >>> score_per_cost([0.0, 0.0], [1.0, 2.0]).round(3).tolist()
    [0.0, -0.693]
    """
    costs = np.asarray(cost, dtype=np.float64)
    wrong = ~((costs > 0.0) & np.isfinite(costs))
    if wrong.any():
        first = costs.ravel()[wrong.ravel().argmax()]
        raise ValueError(option_message("cost", f"above 0 for every experiment ({wrong.sum()} are not)", float(first)))
    return np.asarray(log_scores, dtype=np.float64) - np.log(costs)
