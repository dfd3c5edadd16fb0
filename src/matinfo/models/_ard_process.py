"""A quick exact Gaussian process for small tables of numbers."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from scipy.linalg import solve_triangular
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_number
from matinfo._varies import centre_and_scale, varies
from matinfo.models._ard_likelihood import (
    ArdParameters,
    FloatArray,
    fit_parameters,
    known_variance_of,
    matern,
    solve_process,
    usual_parameters,
)
from matinfo.models._kernel_bank import MAX_ROWS


class ArdGaussianProcess(RegressorMixin, BaseEstimator):
    """Exact Gaussian process with a Matern 5/2 kernel and one length scale a column, for tables of numbers.

    Made for the loop of experiment and model: milliseconds a fit for some dozen rows, a standard deviation with or
    without the noise of the measurement, joint covariances, and results that are only supposed (`condition_on`).

    Parameters
    ----------
    bounds : array of shape (n_features, 2), optional
        Range of each column, on which its length scale is measured; by default the range of the training rows.
        Name them when more is known than the rows show, as in a campaign that begins with two experiments.
    max_iter : int, default=50
        Largest number of steps of the fit of length scales and noise.
    max_tuning_rows : int, default=400
        Length scales and noise are fitted on at most this many rows, evenly spread over the table; the process itself
        uses all rows.
    warm_start : bool, default=False
        Begin a fit at the length scales and the noise of the fit before.

    Attributes
    ----------
    length_scales_ : ndarray of shape (n_features,)
        In units of the columns; a column with a long one matters little.
    noise_std_ : float
        Standard deviation of the noise of one measurement, in units of y, beyond the errors given to `fit`.
    signal_std_ : float
        Standard deviation of the process, in units of y.
    log_density_ : float
        Log posterior density of length scales and noise, up to a constant.
    n_iter_ : int
        Steps of the fit.

    See Also
    --------
    KernelBankRegressor : Thousands of columns in blocks, as fingerprints have.
    sklearn.gaussian_process.GaussianProcessRegressor : Any kernel, at some ten times the cost.

    Notes
    -----
    Cost grows with the cube of the number of rows.

    References
    ----------
    Rasmussen and Williams 2006, Gaussian Processes for Machine Learning. Length scales are expected to grow with the
    root of the number of columns, as in Hvarfner, Hellsten and Nardi 2024, ICML.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import ArdGaussianProcess
    >>> X = np.linspace(0, 6, 15)[:, None]
    >>> process = ArdGaussianProcess().fit(X, np.sin(X[:, 0]))
    >>> mean, std = process.predict([[1.0], [30.0]], return_std=True)
    >>> bool(abs(mean[0] - np.sin(1.0)) < 0.05), bool(std[1] > 10 * std[0])
    (True, True)
    """

    parameters_: ArdParameters

    def __init__(
        self, *, bounds: Any = None, max_iter: int = 50, max_tuning_rows: int = 400, warm_start: bool = False
    ) -> None:
        self.bounds = bounds
        self.max_iter = max_iter
        self.max_tuning_rows = max_tuning_rows
        self.warm_start = warm_start

    def fit(self, X: Any, y: Any, *, y_std: Any = None) -> Self:
        """Fit length scales, noise and process.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        y_std : array of shape (n,), optional
            Standard error of each value, in units of y, where it is known; noise beyond it is still fitted. Repeated
            measurements may also stand as repeated rows.

        Returns
        -------
        self

        Raises
        ------
        ValueError
            More than 15,000 rows, or bounds or errors that do not fit the rows.
        """
        check_number("max_iter", self.max_iter, low=0, whole=True)
        check_number("max_tuning_rows", self.max_tuning_rows, low=2, whole=True)
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        if len(X) > MAX_ROWS:
            raise ValueError(f"a process compares all pairs of rows, too many above {MAX_ROWS:,}; got {len(X):,} rows.")
        start = self.parameters_ if self._may_warm_start(X.shape[1]) else usual_parameters(X.shape[1])
        self._set_scale(X)
        self.y_mean_, self.y_scale_ = centre_and_scale(y)
        self.X_fit_, self.target_ = self._scaled(X), (y - self.y_mean_) / self.y_scale_
        self.known_variance_ = known_variance_of(y_std, len(y), self.y_scale_)
        rows = np.unique(np.linspace(0, len(X) - 1, min(len(X), self.max_tuning_rows)).astype(int))
        self.parameters_, self.log_density_, self.n_iter_ = fit_parameters(
            self.X_fit_[rows], self.target_[rows], self.known_variance_[rows], start, max_iter=self.max_iter
        )
        return self._solve()

    def predict(self, X: Any, return_std: bool = False, return_cov: bool = False, *, with_noise: bool = True) -> Any:
        """Predict the mean, and the standard deviation or the joint covariance.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return standard deviations, in units of y.
        return_cov : bool, default=False
            Also return the covariance of all rows; not together with `return_std`.
        with_noise : bool, default=True
            Of a new measurement; else of the mean of endlessly many measurements.

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        covariance : array of shape (n, n)
            Only with ``return_cov=True``.

        Raises
        ------
        ValueError
            Both standard deviation and covariance asked for.
        """
        if return_std and return_cov:
            raise ValueError("return_std and return_cov cannot both be True. The diagonal of the covariance is std**2.")
        check_is_fitted(self, "weights_")
        X = self._scaled(validate_data(self, X, reset=False, dtype=np.float64))
        cross = matern(X, self.X_fit_, self.parameters_)
        mean = (cross @ self.weights_ + self.constant_) * self.y_scale_ + self.y_mean_
        if not (return_std or return_cov):
            return mean
        half = solve_triangular(self.factor_, cross.T, lower=True, check_finite=False)
        noise = self.parameters_.noise if with_noise else 0.0
        if return_std:
            variance = self.parameters_.signal - np.einsum("ij,ij->j", half, half)
            return mean, np.sqrt(np.maximum(variance, 0.0) + noise) * self.y_scale_
        covariance = matern(X, X, self.parameters_) - half.T @ half
        covariance[np.diag_indices_from(covariance)] += noise
        return mean, covariance * self.y_scale_**2

    def predict_left_out(self) -> tuple[FloatArray, FloatArray]:
        """Predict each training row from the others, length scales and noise held fixed; no refit is needed.

        Returns
        -------
        mean, std : arrays of shape (n,)
            Of a new measurement, in the order of the training rows.

        References
        ----------
        Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, eq. 5.12.
        """
        check_is_fitted(self, "weights_")
        inverse_root = solve_triangular(self.factor_, np.eye(len(self.target_)), lower=True, check_finite=False)
        variance = 1.0 / np.einsum("ij,ij->j", inverse_root, inverse_root)
        mean = (self.target_ - self.weights_ * variance) * self.y_scale_ + self.y_mean_
        return mean, np.sqrt(variance) * self.y_scale_

    def condition_on(self, X: Any, y: Any) -> ArdGaussianProcess:
        """Return a process that also knows these results, with the same length scales and noise; no refit.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
            Results, or suppositions: the predicted mean of experiments that are still running.

        Returns
        -------
        ArdGaussianProcess
            A new one; this one stays as it is.
        """
        check_is_fitted(self, "weights_")
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, reset=False)
        other: ArdGaussianProcess = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.X_fit_ = np.vstack([self.X_fit_, self._scaled(X)])
        other.target_ = np.r_[self.target_, (y - self.y_mean_) / self.y_scale_]
        other.known_variance_ = np.r_[self.known_variance_, np.zeros(len(y))]
        return other._solve()

    @property
    def length_scales_(self) -> FloatArray:
        """Length scales in units of the columns."""
        return self.parameters_.lengths * self.column_scale_

    @property
    def noise_std_(self) -> float:
        """Standard deviation of the noise of one measurement."""
        return float(np.sqrt(self.parameters_.noise) * self.y_scale_)

    @property
    def signal_std_(self) -> float:
        """Standard deviation of the process."""
        return float(np.sqrt(self.parameters_.signal) * self.y_scale_)

    # --- private ----------------------------------------------------------------------------------------------------

    def _solve(self) -> Self:
        self.factor_, self.weights_, self.constant_ = solve_process(
            self.X_fit_, self.target_, self.known_variance_, self.parameters_
        )
        return self

    def _may_warm_start(self, n_columns: int) -> bool:
        return self.warm_start and hasattr(self, "parameters_") and len(self.parameters_.lengths) == n_columns

    def _set_scale(self, X: FloatArray) -> None:
        ends = (
            np.column_stack([X.min(axis=0), X.max(axis=0)]) if self.bounds is None else np.asarray(self.bounds, float)
        )
        if ends.shape != (X.shape[1], 2) or not np.isfinite(ends).all() or (ends[:, 0] > ends[:, 1]).any():
            raise ValueError(f"bounds must hold low <= high for each of the {X.shape[1]} columns; got {self.bounds!r}.")
        width = ends[:, 1] - ends[:, 0]
        self.column_low_ = ends[:, 0]
        self.column_scale_ = np.where(varies(np.abs(ends).max(axis=1), width), width, 1.0)

    def _scaled(self, X: FloatArray) -> FloatArray:
        return (X - self.column_low_) / self.column_scale_
