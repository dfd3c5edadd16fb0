"""Sparse models: features that the lasso path finds again and again on halves of the rows."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_selection import SelectorMixin
from sklearn.linear_model import lars_path
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._parallel import map_chunks
from matinfo._validation import check_number
from matinfo._varies import varies
from matinfo.data._groups import check_groups
from matinfo.models._selection import equal_rows
from matinfo.models._sensitivity import FloatArray


class StabilitySelection(SelectorMixin, BaseEstimator):
    """Keep the features that enter the lasso path early on most halves of the rows.

    One lasso on all rows finds some features that stand in for others, and other ones if a row is left out. Here the
    rows are halved again and again; each half says which features enter its lasso path first; kept is what most halves
    say. With a linear regressor, ``Model(..., "lasso", select="stability")``, that is a sparse model with few named
    features, chosen anew in every calibration fold.

    Parameters
    ----------
    threshold : float, default=0.6
        Share of the halves that must name a feature, above a half.
    max_false : float, default=1.0
        How many features without influence may be expected among those kept. It says how far each path goes: the
        first ``sqrt((2 threshold - 1) max_false n_features)`` features count.
    n_pairs : int, default=50
        Number of times that the rows are halved; both halves are used.
    min_features : int, default=1
        So many of the most frequent features are kept even if fewer pass.
    random_state : int, RandomState or None, default=0
        Draws the halves.
    n_jobs : int, optional
        Number of joblib workers. Results are the same for every value.

    Attributes
    ----------
    frequencies_ : ndarray of shape (n_features,)
        Share of the halves that name each feature.
    support_ : ndarray of bool, shape (n_features,)
        What is kept.
    path_ : DataFrame
        How frequencies grow along the path: ``feature`` (column), ``n_entered`` (features on the path so far) and
        ``frequency``, for each feature that any half names.
    n_entered_ : int
        How many features of each path count.

    See Also
    --------
    RecursiveSelection : For regressors that see curvature; keeps more features, and asks the error how many.

    Notes
    -----
    Rows of one group (by default equal rows of `X`) are in the same half. The bound on false features is that of
    Meinshausen and Buehlmann; it holds where features without influence are exchangeable, and is a guide elsewhere.
    Features that are nearly equal share their frequency, and may fail together: merge them, or lower the threshold.

    References
    ----------
    N. Meinshausen and P. Buehlmann, J. R. Stat. Soc. B 72, 417 (2010). R. D. Shah and R. J. Samworth, J. R. Stat. Soc.
    B 75, 55 (2013), for pairs of halves.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import StabilitySelection
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(100, 50))
    >>> selection = StabilitySelection(n_pairs=20).fit(X, X[:, 3] - X[:, 7] + 0.5 * rng.normal(size=100))
    >>> selection.get_support(indices=True)
    array([3, 7])
    """

    def __init__(
        self,
        *,
        threshold: float = 0.6,
        max_false: float = 1.0,
        n_pairs: int = 50,
        min_features: int = 1,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.threshold = threshold
        self.max_false = max_false
        self.n_pairs = n_pairs
        self.min_features = min_features
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Follow the lasso path on every half of the rows.

        Parameters
        ----------
        X : array or DataFrame of shape (n, n_features)
            Numbers without holes.
        y : array-like of shape (n,)
        groups : array-like of shape (n,), optional
            Rows of one group are in the same half; by default equal rows of `X`.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            An option is out of range, or there are fewer than four groups.
        """
        check_number("threshold", self.threshold, low=0.5, high=1.0, next_step="Try 0.6.")
        check_number("max_false", self.max_false, low=0.0, open_ends=True)
        check_number("n_pairs", self.n_pairs, low=1, whole=True)
        check_number("min_features", self.min_features, low=0, whole=True)
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        names = equal_rows(X) if groups is None else check_groups(groups, len(y))
        codes = pd.factorize(names)[0]
        if codes.max() + 1 < 4:
            raise ValueError(f"stability selection needs at least 4 different rows; got n_samples = {codes.max() + 1}.")
        n_features = X.shape[1]
        wanted = np.sqrt(max(2.0 * self.threshold - 1.0, 1e-9) * self.max_false * n_features)
        self.n_entered_ = int(np.clip(round(wanted), 1, n_features))
        halves = _halves(codes, self.n_pairs, check_random_state(self.random_state))
        with _quiet():  # here as well: threads that leave it one by one switch warnings on for each other
            parts = map_chunks(_paths, halves, X, y, self.n_entered_, n_jobs=self.n_jobs, chunk_rows=10)
        orders = [order for part in parts for order in part]
        entered = np.zeros((self.n_entered_, n_features))
        for order in orders:
            entered[np.arange(len(order)), order] += 1.0
        frequencies = np.cumsum(entered, axis=0) / len(orders)
        self.frequencies_ = frequencies[-1]
        self.support_ = self.frequencies_ >= self.threshold
        if self.support_.sum() < self.min_features:
            most = np.argsort(-self.frequencies_, kind="stable")[: self.min_features]
            self.support_[most] = True
        named = np.flatnonzero(self.frequencies_ > 0)
        self.path_ = pd.DataFrame(
            {
                "feature": np.repeat(named, self.n_entered_),
                "n_entered": np.tile(np.arange(1, self.n_entered_ + 1), len(named)),
                "frequency": frequencies[:, named].T.ravel(),
            }
        )
        return self

    def _get_support_mask(self) -> npt.NDArray[np.bool_]:
        check_is_fitted(self, "support_")
        return np.asarray(self.support_)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags


def _halves(codes: npt.NDArray[np.intp], n_pairs: int, rng: np.random.RandomState) -> list[npt.NDArray[np.intp]]:
    """Rows of both halves of the groups, `n_pairs` times."""
    halves = []
    n_groups = int(codes.max()) + 1
    for _ in range(n_pairs):
        order = rng.permutation(n_groups)
        halves += [np.flatnonzero(np.isin(codes, half)) for half in np.array_split(order, 2)]
    return halves


def _paths(
    halves: list[npt.NDArray[np.intp]], X: FloatArray, y: FloatArray, n_entered: int
) -> list[npt.NDArray[np.intp]]:
    """Features in the order in which they enter the lasso path of each half, at most `n_entered`."""
    return [_path(X[rows], y[rows], n_entered) for rows in halves]


def _path(X: FloatArray, y: FloatArray, n_entered: int) -> npt.NDArray[np.intp]:
    centred = X - X.mean(axis=0)
    spread = np.sqrt((centred**2).mean(axis=0))
    used = np.flatnonzero(varies(np.abs(X).max(axis=0), spread))
    target = y - y.mean()
    if not len(used) or not target.any():
        return np.empty(0, dtype=np.intp)
    scaled = centred[:, used] / spread[used]
    with _quiet():
        _, _, coefficients = lars_path(scaled, target, method="lasso", max_iter=2 * n_entered)
    active = coefficients != 0.0
    ever = np.flatnonzero(active.any(axis=1))
    first = active[ever].argmax(axis=1)
    return used[ever[np.argsort(first, kind="stable")]][:n_entered]


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warning that a column equal to one on the path is dropped."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        yield
