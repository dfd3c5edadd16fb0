"""A smooth regressor that says how much its prediction depends on each feature."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_number
from matinfo._varies import varies

FloatArray = npt.NDArray[np.float64]

WIDTHS = (1.0, 8.0, 64.0)  # squared length scale over the number of features: wiggly to nearly linear
NOISES = np.logspace(-4, 1, 11)  # variance of the noise over that of the signal


class SensitivityRegressor(RegressorMixin, BaseEstimator):
    """Gaussian process with one length scale, whose mean squared slopes tell which features matter.

    It is made to rank features: a fit costs one eigenvalue decomposition for each of three length scales, and all
    slopes one product of matrices.

    Parameters
    ----------
    max_rows : int, default=1000
        With more training rows so many of them are drawn.
    random_state : int, RandomState or None, default=0
        Seed of that draw.

    Attributes
    ----------
    feature_importances_ : ndarray of shape (n_features,)
        Mean squared slope of the prediction along each standardised feature, over the training rows; the sum is 1, or
        0 where the prediction is constant.

    See Also
    --------
    RecursiveSelection : Drops the features that matter least.
    KernelBankRegressor : The Gaussian process to predict with.

    Notes
    -----
    Length scale and noise are those of the largest marginal likelihood on a grid. Mean squared slopes are the
    derivative-based global sensitivity measures of Sobol' and Kucherenko; unlike coefficients they also see features
    that act through curvature.

    References
    ----------
    I. M. Sobol' and S. Kucherenko, Math. Comput. Simul. 79, 3009 (2009).

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import SensitivityRegressor
    >>> X = np.random.default_rng(0).uniform(-1, 1, size=(60, 3))
    >>> model = SensitivityRegressor().fit(X, X[:, 1] ** 2)
    >>> int(model.feature_importances_.argmax())
    1
    """

    def __init__(self, *, max_rows: int = 1000, random_state: Any = 0) -> None:
        self.max_rows = max_rows
        self.random_state = random_state

    def fit(self, X: Any, y: Any) -> Self:
        """Choose length scale and noise, and take the slopes.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)

        Returns
        -------
        self
        """
        check_number("max_rows", self.max_rows, low=2, whole=True)
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64)
        if len(y) > self.max_rows:
            rows = np.sort(check_random_state(self.random_state).permutation(len(y))[: self.max_rows])
            X, y = X[rows], y[rows]
        self.centre_, spread = X.mean(axis=0), X.std(axis=0)
        used = varies(self.centre_, spread)
        self.spread_ = np.where(used, spread, np.inf)  # constant features become 0
        self.y_mean_ = float(y.mean())
        self.rows_ = (X - self.centre_) / self.spread_
        self.squared_length_, noise, kernel = self._choose(y - self.y_mean_, max(1, int(used.sum())))
        kernel[np.diag_indices_from(kernel)] += noise
        self.weights_ = np.linalg.solve(kernel, y - self.y_mean_)
        kernel[np.diag_indices_from(kernel)] -= noise
        slopes = kernel @ (self.weights_[:, None] * self.rows_) - (kernel @ self.weights_)[:, None] * self.rows_
        squares = np.asarray((slopes**2).mean(axis=0))
        self.feature_importances_ = squares / squares.sum() if squares.sum() > 0 else squares
        return self

    def predict(self, X: Any) -> FloatArray:
        """Predict values.

        Parameters
        ----------
        X : array of shape (n, n_features)

        Returns
        -------
        ndarray of shape (n,)
        """
        check_is_fitted(self, "weights_")
        X = (validate_data(self, X, reset=False, dtype=np.float64) - self.centre_) / self.spread_
        kernel = np.exp(-squared_distances(X, self.rows_) / (2.0 * self.squared_length_))
        return np.asarray(kernel @ self.weights_ + self.y_mean_, dtype=np.float64)

    def _choose(self, y: FloatArray, n_features: int) -> tuple[float, float, FloatArray]:
        """Squared length scale, noise and kernel with the largest marginal likelihood, signal variance left free."""
        distances = squared_distances(self.rows_, self.rows_)
        best = (np.inf, 1.0, 1.0, np.empty((0, 0)))
        for width in WIDTHS:
            kernel = np.exp(-distances / (2.0 * width * n_features))
            values, vectors = np.linalg.eigh(kernel)
            total = np.maximum(values, 0.0)[:, None] + NOISES
            fit = ((vectors.T @ y)[:, None] ** 2 / total).mean(axis=0)
            losses = np.log(np.maximum(fit, np.finfo(float).tiny)) + np.log(total).mean(axis=0)
            place = int(losses.argmin())
            if losses[place] < best[0]:
                best = (float(losses[place]), width * n_features, float(NOISES[place]), kernel)
        return best[1:]


def squared_distances(left: FloatArray, right: FloatArray) -> FloatArray:
    """Squared Euclidean distances between all rows, never below zero."""
    sums = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1) - 2.0 * left @ right.T
    return np.asarray(np.maximum(sums, 0.0), dtype=np.float64)
