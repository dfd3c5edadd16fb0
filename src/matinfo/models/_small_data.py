"""The default regressor: several views of few data, weighed by evidence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.model_selection import KFold
from sklearn.utils import assert_all_finite, check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_choice, check_number
from matinfo.models._exact_process import Folds
from matinfo.models._filled_numbers import KnownNumbers, refuse_holes_elsewhere
from matinfo.models._kernel_bank import REFIT_ROWS, KernelBankRegressor, predict_in_chunks
from matinfo.models._kernels import FloatArray
from matinfo.models._members import (
    MANY_ROWS,
    count_of_trees,
    evidence_weights,
    new_boosting,
    new_support_vectors,
    new_trees,
    tree_columns,
)
from matinfo.models._trend import blocks_beside_sums, fit_trend

_MAX_VECTOR_ROWS = 6_000  # support vectors take minutes beyond
_MIN_BOOSTED_ROWS = 150  # with fewer rows boosting adds nothing
_MIN_EVIDENCE_ROWS = 30  # with fewer rows all members count alike


class SmallDataRegressor(RegressorMixin, BaseEstimator):
    """Weighted average of a Gaussian process, support vectors, extremely randomised trees and boosting.

    The process (`KernelBankRegressor`) weighs kernels and features by evidence and knows how far a material lies from
    the known ones; the support vectors use its kernel and shrug off outliers; trees and boosting see thresholds. Each
    member predicts folds of the training rows that it has not seen; weights that are best there, drawn towards equal
    ones where rows are few, make the average.

    Parameters
    ----------
    effort : {"fast", "default", "best"}, default="default"
        ``"fast"`` takes the process and few trees, with less tuning; ``"best"`` tunes the process on more rows and
        boosts five times as long, with larger trees.
    n_estimators : int, default=200
        Number of trees, fewer beyond 8,000 rows; left-out predictions use half as many.
    min_samples_leaf : int, default=2
        Smallest number of rows in a leaf of the trees.
    C : float, default=3.0
        Penalty of the support vectors, for a target of unit variance.
    epsilon : float, default=0.05
        Width of their tube, in units of the standard deviation of the target.
    random_state : int, RandomState or None, default=0
        Seeds the trees and the boosting, and draws folds and rows.
    n_jobs : int, optional
        Number of joblib workers for the trees.

    Attributes
    ----------
    known_ : object or None
        Fills holes of the block named ``known``: measured properties that stand beside the structure.
    trend_ : object or None
        Law that the members correct: a sum where the target is nearly one and a block of features is named ``sums``
        or ``levels``, or a parabola of known numbers where these carry half of the target.
    process_ : KernelBankRegressor
    support_vectors_ : sklearn.svm.SVR or None
        On values of the kernel of the process; None for more than 6,000 rows.
    trees_ : sklearn.ensemble.ExtraTreesRegressor
    boosting_ : sklearn.ensemble.HistGradientBoostingRegressor or None
        None for fewer than 150 rows.
    member_weights_ : dict of str to float
        Weight of each member in the average.

    See Also
    --------
    KernelBankRegressor : The Gaussian process alone.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import SmallDataRegressor
    >>> X = np.linspace(0, 6, 40)[:, None]
    >>> model = SmallDataRegressor(n_estimators=50).fit(X, np.sin(X[:, 0]))
    >>> bool(abs(model.predict([[1.0]])[0] - np.sin(1.0)) < 0.1)
    True
    """

    def __init__(
        self,
        *,
        effort: Literal["fast", "default", "best"] = "default",
        n_estimators: int = 200,
        min_samples_leaf: int = 2,
        C: float = 3.0,
        epsilon: float = 0.05,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.effort = effort
        self.n_estimators = n_estimators
        self.min_samples_leaf = min_samples_leaf
        self.C = C
        self.epsilon = epsilon
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None, y_std: Any = None) -> Self:
        """Fit the members, and their weights on five folds of the rows.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice, optional
            Columns that belong together, as `FeatureStack.output_indices_`; by default all columns are one block. A
            last block named ``known`` may hold NaN where a number is not known.
        y_std : array of shape (n,), optional
            Standard deviation of the error of each value, in units of y, where it is known, as from replicates.

        Returns
        -------
        self
        """
        self.fit_left_out(X, y, [], blocks=blocks, y_std=y_std)
        return self

    def fit_left_out(
        self, X: Any, y: Any, folds: Folds, *, blocks: Mapping[str, slice] | None = None, y_std: Any = None
    ) -> tuple[FloatArray, FloatArray]:
        """Fit to all rows, and predict each fold from the other rows.

        Members are fitted anew for each fold; beyond 600 rows with the kernels and the weights that all rows gave. The
        same left-out predictions give the weights of the members. Beyond 8,000 rows the first fold alone has rows
        enough for that, and the others are not predicted.

        Parameters
        ----------
        X, y
            As in `fit`.
        folds : sequence of int arrays
            Rows of each fold.
        blocks, y_std
            As in `fit`.

        Returns
        -------
        mean, std : arrays of shape (n,)
            NaN in rows that were not left out. The standard deviation is that of a new measurement without the errors
            `y_std`.
        """
        self._check_options()
        X, y = validate_data(
            self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2, ensure_all_finite=False
        )
        assert_all_finite(y, input_name="y")
        refuse_holes_elsewhere(X, blocks)
        self.known_ = KnownNumbers.fitted(X, blocks, self.random_state)
        if self.known_ is not None:
            X, blocks = self.known_.complete(X), self.known_.blocks(blocks)
        folds = folds if len(y) <= MANY_ROWS else folds[:1]
        inner = folds if len(folds) else self._own_folds(len(y))
        self.trend_ = fit_trend(X, y, blocks)
        trend = np.zeros(len(y)) if self.trend_ is None else self.trend_.predict(X)
        y, blocks = y - trend, blocks_beside_sums(len(y), blocks)
        smooth, spread, robust = self._fit_kernel_members(X, y, inner, blocks, y_std)
        trees, boosting = self._fit_tree_members(X, y, inner, blocks, y_std)
        left_out = {"process": smooth, "support vectors": robust, "trees": trees, "boosting": boosting}
        members = {name: values for name, values in left_out.items() if values is not None}
        seen = np.isfinite(smooth)
        table = np.column_stack(list(members.values()))
        weights = np.full(len(members), 1.0 / len(members))
        if seen.sum() >= _MIN_EVIDENCE_ROWS:
            weights = evidence_weights(table[seen], y[seen])
        self.member_weights_ = dict(zip(members, map(float, weights), strict=True))
        if not len(folds):
            return np.full(len(y), np.nan), np.full(len(y), np.nan)
        mean, std = _combine(table, weights, spread)
        return mean + trend, std

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict the mean, and the standard deviation of a new measurement.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return the standard deviation: that of the process, widened where the members disagree.

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        """
        check_is_fitted(self, "member_weights_")
        X = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite=False)
        if self.known_ is not None:
            X = self.known_.complete(X)
        refuse_holes_elsewhere(X, {"filled": slice(None)})
        return predict_in_chunks(self._predict_chunk, X, return_std=return_std)

    def _predict_chunk(self, X: FloatArray, *, return_std: bool) -> tuple[FloatArray, FloatArray]:
        encoded = self.process_.encode(X)
        cross = self.process_.cross_values(encoded)
        smooth, spread = self.process_.predict_from(encoded, cross, return_std=return_std)
        members = [smooth]
        if self.support_vectors_ is not None:
            cross /= self.process_.weights_.sum()
            members.append(self._unscaled(self.support_vectors_.predict(cross)))
        shown = X[:, self.tree_columns_]
        members.append(self.trees_.predict(shown))
        if self.boosting_ is not None:
            members.append(self.boosting_.predict(shown))
        mean, std = _combine(np.column_stack(members), np.asarray([*self.member_weights_.values()]), spread)
        return (mean if self.trend_ is None else mean + self.trend_.predict(X)), std

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True  # in the block of known numbers
        return tags

    # --- private ----------------------------------------------------------------------------------------------------

    def _check_options(self) -> None:
        check_choice("effort", self.effort, ("fast", "default", "best"))
        check_number("n_estimators", self.n_estimators, low=1, whole=True)
        check_number("min_samples_leaf", self.min_samples_leaf, low=1, whole=True)
        check_number("C", self.C, low=0.0, open_ends=True)
        check_number("epsilon", self.epsilon, low=0.0)

    def _own_folds(self, n: int) -> Folds:
        if self.effort == "fast" or n < _MIN_EVIDENCE_ROWS:
            return []
        seed = check_random_state(self.random_state).randint(2**31)
        folds = [test for _, test in KFold(5, shuffle=True, random_state=seed).split(np.empty(n))]
        return folds if n <= MANY_ROWS else folds[:1]

    def _fit_kernel_members(
        self, X: FloatArray, y: FloatArray, folds: Folds, blocks: Mapping[str, slice] | None, y_std: Any
    ) -> tuple[FloatArray, FloatArray, FloatArray | None]:
        """Fit process and support vectors; return left-out means and standard deviations of one, means of the other."""
        process = KernelBankRegressor(**_PROCESS[self.effort], random_state=self.random_state)
        self.process_ = process.weigh(X, y, blocks=blocks, y_std=y_std)
        self.support_vectors_, robust = None, None
        covariance = process.training_covariance() if process.is_exact_ else None
        if covariance is not None and len(y) <= _MAX_VECTOR_ROWS and self.effort != "fast":
            kernel = covariance / process.weights_.sum()
            self.support_vectors_ = new_support_vectors(self.C, self.epsilon).fit(kernel, process.target_)
            robust = np.full(len(y), np.nan)
        if len(y) <= REFIT_ROWS:
            smooth, spread = process.solve([], covariance)
            for rows in folds:
                smooth[rows], spread[rows], found = self._without(rows, X, y, blocks, y_std)
                if robust is not None:
                    robust[rows] = found
            return smooth, spread, robust
        if robust is not None:
            for rows in folds:
                others = np.setdiff1d(np.arange(len(y)), rows)
                vectors = new_support_vectors(self.C, self.epsilon)
                vectors.fit(kernel[np.ix_(others, others)], process.target_[others])
                robust[rows] = self._unscaled(vectors.predict(kernel[np.ix_(rows, others)]))
        return *process.solve(folds, covariance), robust

    def _without(
        self,
        rows: npt.NDArray[np.intp],
        X: FloatArray,
        y: FloatArray,
        blocks: Mapping[str, slice] | None,
        y_std: Any,
    ) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Predict rows by a process and support vectors that were fitted to the others alone."""
        part, covariance = self.process_.without(rows, X, y, blocks=blocks, y_std=y_std)
        total = part.weights_.sum()
        vectors = new_support_vectors(self.C, self.epsilon).fit(covariance / total, part.target_)
        part.solve([], covariance)
        encoded = part.encode(X[rows])
        cross = part.cross_values(encoded)
        smooth, spread = part.predict_from(encoded, cross, return_std=True)
        return smooth, spread, vectors.predict(cross / total) * part.y_scale_ + part.y_mean_

    def _fit_tree_members(
        self, X: FloatArray, y: FloatArray, folds: Folds, blocks: Mapping[str, slice] | None, y_std: Any
    ) -> tuple[FloatArray, FloatArray | None]:
        """Fit trees and boosting; return their left-out predictions."""
        self.tree_columns_ = tree_columns(X, blocks, self.process_.relevances_)
        shown, weight = X[:, self.tree_columns_], None
        if y_std is not None:  # values with large errors count less, as in the process
            weight = 1.0 / (self.process_.noise_ + self.process_.known_variance_ + 1e-3)
        count = count_of_trees(self.n_estimators, len(y))
        self.trees_, self.boosting_ = self._new_trees(count), self._new_boosting(len(y))

        def left_out(member: Any, part: Any) -> FloatArray:
            member.fit(shown, y, weight)
            predicted = np.full(len(y), np.nan)
            for rows in folds:
                others = np.setdiff1d(np.arange(len(y)), rows)
                fitted = clone(part).fit(shown[others], y[others], None if weight is None else weight[others])
                predicted[rows] = _in_one_thread(fitted).predict(shown[rows])
            return predicted

        trees = left_out(self.trees_, self._new_trees(-(-count // 2)))
        _in_one_thread(self.trees_)
        return trees, None if self.boosting_ is None else left_out(self.boosting_, self.boosting_)

    def _unscaled(self, target: FloatArray) -> FloatArray:
        return target * self.process_.y_scale_ + self.process_.y_mean_

    def _new_trees(self, count: int) -> Any:
        columns = len(self.tree_columns_)
        return new_trees(count, columns, self.min_samples_leaf, self.random_state, self.n_jobs)

    def _new_boosting(self, n_rows: int) -> Any:
        if self.effort == "fast" or n_rows < _MIN_BOOSTED_ROWS:
            return None
        return new_boosting(n_rows, len(self.tree_columns_), self.effort, self.random_state)


_PROCESS: dict[str, dict[str, int]] = {
    "fast": {"max_tuning_rows": 600, "max_iter": 20, "n_inducing": 2000},
    "default": {},
    "best": {"max_tuning_rows": 2000, "n_inducing": 6000},
}


def _in_one_thread(trees: Any) -> Any:
    """Threads add up predictions in any order, which changes the last digits."""
    return trees.set_params(n_jobs=1) if "n_jobs" in trees.get_params() else trees


def _combine(members: FloatArray, weights: FloatArray, spread: FloatArray) -> tuple[FloatArray, FloatArray]:
    mean = members @ weights
    if not len(spread):
        return mean, spread
    return mean, np.sqrt(spread**2 + (members - mean[:, None]) ** 2 @ weights)
