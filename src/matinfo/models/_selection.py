"""Recursive feature elimination with the error for every number of features."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from joblib import Parallel, delayed
from sklearn.base import BaseEstimator, clone
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_choice, check_number, option_message
from matinfo.data import MaterialSplit
from matinfo.data._groups import check_groups
from matinfo.models._blocks import Columns
from matinfo.models._scaled import ScaledRegressor, prepared
from matinfo.models._sensitivity import FloatArray, SensitivityRegressor

COARSE = 512  # features; above, half of them are dropped at a time


class RecursiveSelection(SelectorMixin, BaseEstimator):
    """Drop the least important features again and again, and keep the number with the smallest error.

    Inner folds repeat the whole elimination without their test rows: the error of each number of features is that of
    features which were chosen without the rows that they are tested on. As a step of a pipeline, or as
    ``select="rfe"`` of `Model`, the selection also stays inside the training rows of outer folds.

    Parameters
    ----------
    estimator : regressor, optional
        Gives ``feature_importances_`` or ``coef_`` after its fit, and the error on the inner folds. Default is
        `SensitivityRegressor`. One with ``coef_`` sees standardised features.
    step : float, default=0.15
        Share of the features that is dropped at a time, at least one; half of them while there are more than 512.
    rule : {"best", "one-standard-error"}, default="best"
        Keep the number with the smallest mean error, or the smallest number whose error lies within one standard error
        of that.
    min_features : int, default=1
        Where to stop.
    cv : int, default=5
        Inner folds, materials or groups kept together.
    random_state : int, RandomState or None, default=0
        Seed of the folds.
    n_jobs : int, optional
        Number of joblib workers; the inner folds are shared among them.

    Attributes
    ----------
    curve_ : DataFrame
        One row for each number of features, descending: ``n_features``, ``rmse`` (mean over folds, in units of `y`),
        ``standard_error`` (of that mean), ``best`` (bool, the smallest error) and ``kept`` (bool, the choice).
    n_features_ : int
        Number of features kept.
    support_ : ndarray of bool, shape (n_features,)
        Which.
    ranking_ : ndarray of int, shape (n_features,)
        1 for features that are kept, 2 for those dropped at the last step before, and so on.

    See Also
    --------
    matinfo.plotting.FeatureCurveDisplay : The picture of ``curve_``.
    sklearn.feature_selection.RFECV : The same idea with steps of equal size, without groups of materials.

    References
    ----------
    I. Guyon et al., Mach. Learn. 46, 389 (2002). C. Kim et al., J. Phys. Chem. C 122, 17575 (2018), figure 8, for
    the number of features of polymers at which the error is smallest.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import RecursiveSelection
    >>> X = np.random.default_rng(0).normal(size=(80, 12))
    >>> selection = RecursiveSelection().fit(X, X[:, 3] + np.sin(X[:, 7]))
    >>> selection.get_support(indices=True)
    array([3, 7])
    >>> selection.curve_.loc[selection.curve_["kept"], "n_features"].tolist()
    [2]
    """

    def __init__(
        self,
        estimator: Any = None,
        *,
        step: float = 0.15,
        rule: Literal["best", "one-standard-error"] = "best",
        min_features: int = 1,
        cv: int = 5,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.estimator = estimator
        self.step = step
        self.rule = rule
        self.min_features = min_features
        self.cv = cv
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Find the number of features on inner folds, then the features on all rows.

        Parameters
        ----------
        X : array or DataFrame of shape (n, n_features)
            Numbers without holes.
        y : array-like of shape (n,)
        groups : array-like of shape (n,), optional
            Rows of one group stay together in the inner folds; by default equal rows of `X`.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            If an option is out of range, or there are fewer groups than two.
        """
        self._check_options()
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        names = equal_rows(X) if groups is None else check_groups(groups, len(y))
        count = min(self.cv, len(np.unique(names.astype(str))))
        if count < 2:
            raise ValueError("selection needs at least 2 different materials or groups; got 1. Add rows.")
        sizes = shrinking_sizes(X.shape[1], self.step, self.min_features)
        splits = list(MaterialSplit(count, random_state=self.random_state).split(X, groups=names))
        estimator = SensitivityRegressor() if self.estimator is None else prepared(self.estimator)
        errors = Parallel(n_jobs=self.n_jobs)(
            delayed(_errors)(estimator, X, y, train, test, sizes) for train, test in splits
        )
        self.curve_ = self._curve(sizes, np.asarray(errors))
        self.n_features_ = int(self.curve_.loc[self.curve_["kept"], "n_features"].iloc[0])
        sizes = [size for size in sizes if size >= self.n_features_]
        path = [left for left, _ in eliminate(estimator, X, y, sizes)]
        self.ranking_ = np.full(X.shape[1], len(path), dtype=np.intp)
        for rank, columns in enumerate(path[1:]):
            self.ranking_[columns] = len(path) - 1 - rank
        self.support_ = self.ranking_ == 1
        return self

    def _curve(self, sizes: list[int], errors: FloatArray) -> pd.DataFrame:
        """Mean error and its standard error for each number of features, with the best and the kept one marked."""
        mean = errors.mean(axis=0)
        spread = errors.std(axis=0, ddof=1) / np.sqrt(len(errors))
        best = len(sizes) - 1 - int(mean[::-1].argmin())  # of equal errors that with the fewest features
        kept = best
        if self.rule == "one-standard-error":
            kept = int(np.flatnonzero(mean <= mean[best] + spread[best]).max())
        places = np.arange(len(sizes))
        return pd.DataFrame(
            {
                "n_features": sizes,
                "rmse": mean,
                "standard_error": spread,
                "best": places == best,
                "kept": places == kept,
            }
        )

    def _get_support_mask(self) -> npt.NDArray[np.bool_]:
        check_is_fitted(self, "support_")
        return np.asarray(self.support_)

    def _check_options(self) -> None:
        check_number("step", self.step, low=0.0, high=1.0, open_ends=True)
        check_choice("rule", self.rule, ("best", "one-standard-error"))
        check_number("min_features", self.min_features, low=1, whole=True)
        check_number("cv", self.cv, low=2, whole=True)

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.required = True
        return tags


def shrinking_sizes(n_features: int, step: float, smallest: int) -> list[int]:
    """Numbers of features from all to the smallest, each less by a share of the one before.

    Examples
    --------
    >>> shrinking_sizes(20, 0.3, 2)
    [20, 14, 10, 7, 5, 4, 3, 2]
    """
    sizes = [n_features]
    while sizes[-1] > smallest:
        share = max(step, 0.5) if sizes[-1] > COARSE else step
        sizes.append(max(smallest, min(sizes[-1] - 1, math.ceil(sizes[-1] * (1.0 - share)))))
    return sizes


def eliminate(estimator: Any, X: FloatArray, y: FloatArray, sizes: list[int]) -> Iterator[tuple[Columns, Any]]:
    """Yield the columns that are left at each size, ascending, and the estimator that was fitted to them."""
    left = np.arange(X.shape[1])
    for smaller in [*sizes[1:], 0]:
        fitted = clone(estimator).fit(X[:, left], y)
        yield left, fitted
        if smaller:
            order = np.argsort(-_importance(fitted), kind="stable")  # of equals the first stay
            left = left[np.sort(order[:smaller])]


def equal_rows(X: FloatArray) -> npt.NDArray[Any]:
    """Number of the first row that is equal to each row; -0.0 is 0.0."""
    first: dict[bytes, int] = {}
    return np.asarray(
        [first.setdefault(row.tobytes(), place) for place, row in enumerate(np.ascontiguousarray(X) + 0.0)]
    )


def _errors(
    estimator: Any, X: FloatArray, y: FloatArray, train: Columns, test: Columns, sizes: list[int]
) -> list[float]:
    """Root mean squared error on the test rows at each size of one elimination."""
    errors = []
    for left, fitted in eliminate(estimator, X[train], y[train], sizes):
        predicted = fitted.predict(X[np.ix_(test, left)])
        errors.append(float(np.sqrt(np.mean((predicted - y[test]) ** 2))))
    return errors


def _importance(fitted: Any) -> FloatArray:
    """Importance of each feature from ``feature_importances_`` or the size of ``coef_``."""
    if isinstance(fitted, ScaledRegressor):  # constant features got no coefficient
        importance = np.full(fitted.n_features_in_, -1.0)
        importance[fitted.columns_] = _importance(fitted.regressor_)
        return importance
    if hasattr(fitted, "feature_importances_"):
        return np.asarray(fitted.feature_importances_, dtype=np.float64)
    if hasattr(fitted, "coef_"):
        return np.abs(np.asarray(fitted.coef_, dtype=np.float64)).reshape(-1, fitted.n_features_in_).max(axis=0)
    expected = "a regressor that has feature_importances_ or coef_ after its fit"
    raise TypeError(option_message("estimator", expected, fitted, "Leave it out for the default."))
