"""The default regressor: three views of few data, averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.svm import SVR
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_number
from matinfo.models._bank import narrow_columns, weighted_sums
from matinfo.models._kernel_bank import KernelBankRegressor, predict_in_chunks
from matinfo.models._kernels import FloatArray

Folds = Sequence[npt.NDArray[np.intp]]

_COMMON_COUNTS = 0.02  # share of rows in which a counted substructure must occur to be an input of the trees


class SmallDataRegressor(RegressorMixin, BaseEstimator):
    """Average of a Gaussian process, support vectors and extremely randomised trees on the same blocks of features.

    The process (`KernelBankRegressor`) weighs its kernels by evidence and knows how far a material lies from the known
    ones; the support vectors use the plain mean of the same kernels and shrug off outliers; the trees see thresholds.
    On tables of 300 to 6,000 materials the average is better than each of them.

    Parameters
    ----------
    n_estimators : int, default=200
        Number of trees; left-out predictions use half as many.
    min_samples_leaf : int, default=2
        Smallest number of rows in a leaf of the trees.
    C : float, default=3.0
        Penalty of the support vectors, for a target of unit variance.
    epsilon : float, default=0.05
        Width of their tube, in units of the standard deviation of the target.
    max_tuning_rows : int, default=1200
        As in `KernelBankRegressor`.
    random_state : int, RandomState or None, default=0
        Seeds the trees and draws the tuning rows.
    n_jobs : int, optional
        Number of joblib workers for the trees.

    Attributes
    ----------
    process_ : KernelBankRegressor
    support_vectors_ : sklearn.svm.SVR
        On precomputed kernel values.
    trees_ : sklearn.ensemble.ExtraTreesRegressor

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
        n_estimators: int = 200,
        min_samples_leaf: int = 2,
        C: float = 3.0,
        epsilon: float = 0.05,
        max_tuning_rows: int = 1200,
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.n_estimators = n_estimators
        self.min_samples_leaf = min_samples_leaf
        self.C = C
        self.epsilon = epsilon
        self.max_tuning_rows = max_tuning_rows
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None) -> Self:
        """Fit the three members.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice, optional
            Columns that belong together, as `FeatureStack.output_indices_`; by default all columns are one block.

        Returns
        -------
        self
        """
        self.fit_left_out(X, y, [], blocks=blocks)
        return self

    def fit_left_out(
        self, X: Any, y: Any, folds: Folds, *, blocks: Mapping[str, slice] | None = None
    ) -> tuple[FloatArray, FloatArray]:
        """Fit to all rows, and predict each fold from the other rows.

        Kernels are computed once and their weights are found once, on all rows; members are fitted anew for each fold.

        Parameters
        ----------
        X, y
            As in `fit`.
        folds : sequence of int arrays
            Rows of each fold.
        blocks : mapping of str to slice, optional
            As in `fit`.

        Returns
        -------
        mean, std : arrays of shape (n,)
            NaN in rows of no fold.
        """
        check_number("n_estimators", self.n_estimators, low=1, whole=True)
        check_number("min_samples_leaf", self.min_samples_leaf, low=1, whole=True)
        check_number("C", self.C, low=0.0, open_ends=True)
        check_number("epsilon", self.epsilon, low=0.0)
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        self.process_ = KernelBankRegressor(max_tuning_rows=self.max_tuning_rows, random_state=self.random_state)
        self.process_.fit(X, y, blocks=blocks)
        self.tree_columns_ = self._choose_tree_columns(X, blocks)
        (plain,) = weighted_sums(self.process_.kernels_, [self._plain_weights()], X, X)
        target = self.process_.target_
        self.support_vectors_ = self._new_support_vectors().fit(plain, target)
        self.trees_ = self._new_trees(self.n_estimators).fit(X[:, self.tree_columns_], y)
        self.trees_.set_params(n_jobs=1)  # threads add up predictions in any order, which changes the last digits
        mean, std = np.full(len(y), np.nan), np.full(len(y), np.nan)
        if not len(folds):
            return mean, std
        smooth, spread = self.process_.predict_left_out(folds)
        for rows in folds:
            others = np.setdiff1d(np.arange(len(y)), rows)
            vectors = self._new_support_vectors().fit(plain[np.ix_(others, others)], target[others])
            trees = self._new_trees(-(-self.n_estimators // 2)).fit(X[np.ix_(others, self.tree_columns_)], y[others])
            trees.set_params(n_jobs=1)
            robust = self._unscaled(vectors.predict(plain[np.ix_(rows, others)]))
            mean[rows], std[rows] = _combine(
                smooth[rows], robust, trees.predict(X[np.ix_(rows, self.tree_columns_)]), spread[rows]
            )
        return mean, std

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
        check_is_fitted(self, "trees_")
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return predict_in_chunks(self._predict_chunk, X, return_std=return_std)

    def _predict_chunk(self, X: FloatArray, *, return_std: bool) -> tuple[FloatArray, FloatArray]:
        process = self.process_
        weightings = [process.weights_, self._plain_weights()]
        cross, plain = weighted_sums(process.kernels_, weightings, X, process.X_fit_)
        smooth, spread = process.predict_from(cross, return_std=return_std)
        robust = self._unscaled(self.support_vectors_.predict(plain))
        return _combine(smooth, robust, self.trees_.predict(X[:, self.tree_columns_]), spread)

    def _plain_weights(self) -> FloatArray:
        """Equal weights for all kernels but the last, which is the smoothest and says little about one material."""
        count = len(self.process_.kernels_)
        used = max(count - 1, 1)
        return np.where(np.arange(count) < used, 1.0 / used, 0.0)

    def _unscaled(self, target: FloatArray) -> FloatArray:
        return target * self.process_.y_scale_ + self.process_.y_mean_

    def _choose_tree_columns(self, X: FloatArray, blocks: Mapping[str, slice] | None) -> npt.NDArray[np.intp]:
        narrow = narrow_columns(X, blocks)
        if not blocks or "cell" not in blocks:
            return narrow
        counts = np.arange(X.shape[1])[blocks["cell"]]
        common = counts[(X[:, counts] > 0).mean(axis=0) > _COMMON_COUNTS]
        return np.concatenate([narrow, common])

    def _new_support_vectors(self) -> SVR:
        vectors = SVR(kernel="precomputed", C=self.C, epsilon=self.epsilon, cache_size=500)
        vectors.random_state = 0  # else it draws from NumPy's global generator, though nothing in it is random
        return vectors

    def _new_trees(self, count: int) -> ExtraTreesRegressor:
        return ExtraTreesRegressor(
            count,
            max_features=0.3,
            min_samples_leaf=self.min_samples_leaf,
            random_state=self.random_state,
            n_jobs=self.n_jobs,
        )


def _combine(
    smooth: FloatArray, robust: FloatArray, trees: FloatArray, spread: FloatArray
) -> tuple[FloatArray, FloatArray]:
    members = np.stack([smooth, robust, trees])
    if not len(spread):
        return members.mean(axis=0), spread
    return members.mean(axis=0), np.sqrt(spread**2 + members.var(axis=0))
