"""A Gaussian process over a bank of kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_number
from matinfo.models._bank import make_bank, weighted_sums
from matinfo.models._kernels import FloatArray
from matinfo.models._marginal_likelihood import fit_weights

PREDICT_ROWS = 1024
MAX_ROWS = 15_000  # a kernel matrix of this many rows takes 1.8 GB, and several are held at once
_LIGHTEST = 1e-5  # share of the prior variance below which a kernel is not worth computing


class KernelBankRegressor(RegressorMixin, BaseEstimator):
    """Gaussian process whose kernel is a weighted sum over blocks of features, weights by marginal likelihood.

    Each block of counts (non-negative, mostly zero) gets a MinMax kernel, each narrow block a Matern kernel, and all
    narrow blocks together get Matern kernels of three length scales. The weights say which level of structure explains
    the target.

    Parameters
    ----------
    max_tuning_rows : int, default=1200
        Weights are fitted on at most this many rows, drawn at random; the process itself uses all rows.
    max_iter : int, default=60
        Largest number of steps of the fit of the weights.
    random_state : int, RandomState or None, default=0
        Draws the tuning rows.

    Attributes
    ----------
    kernels_ : list
        The kernels, each with a `name`.
    weights_ : ndarray of shape (n_kernels,)
        Their weights, in units of the variance of y.
    noise_ : float
        Variance of the noise in the same units.
    log_likelihood_ : float
        Log marginal likelihood of the standardised targets of the tuning rows.
    n_iter_ : int
        Steps of the fit of the weights.

    Notes
    -----
    Cost grows with the cube of the number of rows: seconds for 2,000 rows, about half a minute for 6,000.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import KernelBankRegressor
    >>> X = np.linspace(0, 6, 30)[:, None]
    >>> gp = KernelBankRegressor().fit(X, np.sin(X[:, 0]))
    >>> mean, std = gp.predict([[1.0], [30.0]], return_std=True)
    >>> bool(abs(mean[0] - np.sin(1.0)) < 0.02), bool(std[1] > 10 * std[0])
    (True, True)
    """

    def __init__(self, *, max_tuning_rows: int = 1200, max_iter: int = 60, random_state: Any = 0) -> None:
        self.max_tuning_rows = max_tuning_rows
        self.max_iter = max_iter
        self.random_state = random_state

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None) -> Self:
        """Fit weights, noise and process.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice, optional
            Columns that belong together, as `FeatureStack.output_indices_`; by default all columns are one block.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            More than 15,000 rows.
        """
        check_number("max_tuning_rows", self.max_tuning_rows, low=2, whole=True)
        check_number("max_iter", self.max_iter, low=0, whole=True)
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        if len(X) > MAX_ROWS:
            raise ValueError(
                f"kernels compare all pairs of rows, too many above {MAX_ROWS:,} rows; got {len(X):,}. "
                "Pass trees or boosting, for example mi.Model(regressor=HistGradientBoostingRegressor())."
            )
        self.y_mean_, self.y_scale_ = centre_and_scale(y)
        self.kernels_ = make_bank(X, blocks)
        self.X_fit_, self.target_ = X, (y - self.y_mean_) / self.y_scale_
        self._fit_weights()
        return self._solve(self._covariance(X, X))

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict the mean, and the standard deviation of a new measurement.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return the standard deviation, noise included, in units of y.

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        """
        check_is_fitted(self, "alpha_")
        X = validate_data(self, X, reset=False, dtype=np.float64)
        return predict_in_chunks(self._predict_chunk, X, return_std=return_std)

    def _predict_chunk(self, X: FloatArray, *, return_std: bool) -> tuple[FloatArray, FloatArray]:
        return self.predict_from(self._covariance(X, self.X_fit_), return_std=return_std)

    def predict_from(self, cross: FloatArray, *, return_std: bool) -> tuple[FloatArray, FloatArray]:
        """Predict from kernel values between new and training rows.

        Parameters
        ----------
        cross : array of shape (n, n_training)
            The weighted sum of kernels.
        return_std : bool
            Whether to compute the standard deviation; else an empty array is returned for it.

        Returns
        -------
        mean, std : arrays of shape (n,)
        """
        mean = cross @ self.alpha_ * self.y_scale_ + self.y_mean_
        if not return_std:
            return mean, np.empty(0)
        half = solve_triangular(self.factor_, cross.T, lower=True, check_finite=False)
        variance = self.weights_.sum() + self.noise_ - np.einsum("ij,ij->j", half, half)
        return mean, np.sqrt(np.maximum(variance, self.noise_)) * self.y_scale_

    def predict_left_out(self, folds: Sequence[npt.NDArray[np.intp]]) -> tuple[FloatArray, FloatArray]:
        """Predict each fold of the training rows from the others, weights and noise held fixed; no refit is needed.

        Parameters
        ----------
        folds : sequence of int arrays
            Training rows of each fold; together every row once.

        Returns
        -------
        mean, std : arrays of shape (n,)
            In the order of the training rows.

        References
        ----------
        Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, section 5.4.2 (here for blocks of rows).
        """
        check_is_fitted(self, "alpha_")
        inverse = cho_solve((self.factor_, True), np.eye(len(self.alpha_)), check_finite=False)
        mean, std = np.empty(len(self.alpha_)), np.empty(len(self.alpha_))
        for rows in folds:
            block = np.linalg.inv(inverse[np.ix_(rows, rows)])
            mean[rows] = self.target_[rows] - block @ self.alpha_[rows]
            std[rows] = np.sqrt(np.maximum(np.diag(block), self.noise_))
        return mean * self.y_scale_ + self.y_mean_, std * self.y_scale_

    def kernel_table(self) -> pd.DataFrame:
        """Say how much of the prior variance each kernel carries.

        Returns
        -------
        DataFrame
            Columns `kernel` and `share`, the largest share first; the noise is a row of its own.
        """
        check_is_fitted(self, "weights_")
        names = [*(kernel.name for kernel in self.kernels_), "noise"]
        values = np.r_[self.weights_, self.noise_]
        table = pd.DataFrame({"kernel": names, "share": values / values.sum()})
        return table.sort_values("share", ascending=False, ignore_index=True)

    def _fit_weights(self) -> None:
        n = len(self.X_fit_)
        rows = np.arange(n)
        if n > self.max_tuning_rows:
            rows = np.sort(check_random_state(self.random_state).permutation(n)[: self.max_tuning_rows])
        matrices = [kernel(self.X_fit_[rows], self.X_fit_[rows]) for kernel in self.kernels_]
        self.weights_, self.noise_, self.log_likelihood_, self.n_iter_ = fit_weights(
            matrices, self.target_[rows], max_iter=self.max_iter
        )
        self.weights_[self.weights_ < _LIGHTEST * self.weights_.sum()] = 0.0

    def _solve(self, covariance: FloatArray) -> Self:
        covariance = covariance.copy()
        covariance[np.diag_indices_from(covariance)] += self.noise_ + 1e-10
        self.factor_, _ = cho_factor(covariance, lower=True, overwrite_a=True, check_finite=False)
        self.alpha_ = cho_solve((self.factor_, True), self.target_, check_finite=False)
        return self

    def _covariance(self, left: FloatArray, right: FloatArray) -> FloatArray:
        return weighted_sums(self.kernels_, [self.weights_], left, right)[0]


def centre_and_scale(y: FloatArray) -> tuple[float, float]:
    """Mean and standard deviation of a target; a constant target has scale 1."""
    spread = float(y.std())
    return float(y.mean()), spread if spread > 1e-12 * max(abs(float(y.mean())), 1.0) else 1.0


def predict_in_chunks(predict: Callable[..., tuple[FloatArray, FloatArray]], X: FloatArray, *, return_std: bool) -> Any:
    """Predict some rows at a time, so that kernel values between new and training rows stay small."""
    starts = range(0, len(X), PREDICT_ROWS)
    parts = [predict(X[start : start + PREDICT_ROWS], return_std=return_std) for start in starts]
    mean = np.concatenate([part[0] for part in parts])
    return (mean, np.concatenate([part[1] for part in parts])) if return_std else mean
