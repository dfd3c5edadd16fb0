"""The members of the default regressor beside its Gaussian process, and how much each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from scipy.optimize import nnls
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor
from sklearn.svm import SVR

from matinfo.models._bank import narrow_columns
from matinfo.models._blocks import Columns, named_columns
from matinfo.models._kernels import FloatArray

_COMMON_COUNTS = 0.02  # share of rows in which a counted substructure must occur to be an input of the trees
_MOST_COLUMNS = 256  # in the order in which the process finds them relevant; more cost time and help little
FEW_COLUMNS = 40  # up to which every split of a tree looks at all of them
MANY_ROWS = 8_000  # beyond which the process is no longer exact, and trees see what it cannot
_LEAST_TREES = 50
_PRIOR_ROWS = 30.0  # as many rows speak for equal weights


def tree_columns(X: FloatArray, blocks: Mapping[str, slice] | None, relevances: FloatArray) -> Columns:
    """Columns that trees look at: the most relevant ones of all narrow blocks, and common substructures of a cell."""
    narrow = narrow_columns(X, blocks)
    chosen = np.sort(narrow[np.argsort(-relevances[narrow], kind="stable")[:_MOST_COLUMNS]])
    counts = named_columns(X.shape[1], blocks).get("cell")
    if counts is None:
        return chosen
    return np.union1d(chosen, counts[(X[:, counts] > 0).mean(axis=0) > _COMMON_COUNTS])


def count_of_trees(most: int, n_rows: int) -> int:
    """Fewer trees for many rows: each of them costs more, and boosting says most of what they could."""
    return most if n_rows <= MANY_ROWS else min(most, max(_LEAST_TREES, most * MANY_ROWS // n_rows))


def new_trees(count: int, n_columns: int, min_samples_leaf: int, random_state: Any, n_jobs: int | None) -> Any:
    """Extremely randomised trees."""
    return ExtraTreesRegressor(
        count,
        max_features=1.0 if n_columns <= FEW_COLUMNS else 0.3,
        min_samples_leaf=min_samples_leaf,
        random_state=random_state,
        n_jobs=n_jobs,
    )


def new_boosting(n_rows: int, n_columns: int, effort: str, random_state: Any) -> Any:
    """Boosted trees on binned columns, more and larger ones for more rows."""
    few, many = n_columns <= FEW_COLUMNS, n_rows > MANY_ROWS
    steps, leaves, rate, share = min(max(n_rows // (2 if few else 4), 100), 400 if few else 200), 15, 18.0, 0.3
    if many:  # more steps on fewer columns each: 600 on half as many make 5 % less error at 34,000 rows
        steps = min(max(300, n_rows // 55), 600)
        leaves, rate, share = 63, 36.0, 90.0 / steps
    if effort == "best":
        steps, leaves = 5 * steps, max(leaves, 31)
        rate, share = 1.7 * rate, 0.1
    return HistGradientBoostingRegressor(
        max_iter=steps,
        learning_rate=min(rate / steps, 0.12),
        max_leaf_nodes=leaves,
        min_samples_leaf=5,
        l2_regularization=1.0,
        max_features=1.0 if few else share,
        early_stopping=False,
        random_state=random_state,
    )


def new_support_vectors(C: float, epsilon: float) -> SVR:
    """Support vectors on kernel values that are given."""
    vectors = SVR(kernel="precomputed", C=C, epsilon=epsilon, cache_size=500)
    vectors.random_state = 0  # else it draws from NumPy's global generator, though nothing in it is random
    return vectors


def evidence_weights(left_out: FloatArray, y: FloatArray) -> FloatArray:
    """Weights of members, none negative and their sum one, that bring left-out predictions nearest to the target.

    Equal weights are the prior: with few rows little is known about which member is best.

    Parameters
    ----------
    left_out : array of shape (n, n_members)
        Predictions of rows that each member had not seen.
    y : array of shape (n,)

    Returns
    -------
    array of shape (n_members,)
    """
    count = left_out.shape[1]
    errors = left_out - y[:, None]
    scale = float(np.sqrt(np.mean(errors.mean(axis=1) ** 2)))
    if scale < 1e-9 * (float(np.abs(y).max(initial=0.0)) + 1e-300):
        return np.full(count, 1.0 / count)
    pull = np.sqrt(_PRIOR_ROWS) * float(errors.std(axis=0).mean() + scale)
    heavy = 1e4 * scale * np.sqrt(len(y))  # makes the sum one
    rows = np.vstack([errors, pull * np.eye(count), np.full(count, heavy)])
    weights, _ = nnls(rows, np.r_[np.zeros(len(y)), np.full(count, pull / count), heavy])
    return np.asarray(weights / weights.sum())
