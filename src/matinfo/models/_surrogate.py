"""What a designer asks by default: a smooth and a stepwise view of few experiments, side by side."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.tree import ExtraTreeRegressor
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_number
from matinfo.models._ard_likelihood import FloatArray
from matinfo.models._ard_process import ArdGaussianProcess

_FEWEST_TO_WEIGH = 6  # rows; with fewer, errors on rows left out say little


class SurrogateRegressor(RegressorMixin, BaseEstimator):
    """Mixture of a Gaussian process and extremely randomised trees, for choosing the next experiment.

    Smooth properties are foretold best by the process, plateaus, thresholds and noisy small tables by the trees. A
    prediction is a mixture of both, weighed by how well each foretells experiments that it was not shown; where they
    disagree the standard deviation is wide, and there is something to learn.

    Parameters
    ----------
    bounds : array of shape (n_features, 2), optional
        As in `ArdGaussianProcess`.
    n_estimators : int, default=48
        Number of trees.
    random_state : int, RandomState or None, default=0
        Seeds the trees.

    Attributes
    ----------
    process_ : ArdGaussianProcess
    trees_ : list of sklearn.tree.ExtraTreeRegressor
    times_drawn_ : ndarray of int, shape (n_estimators, n)
        How often each row was drawn for each tree; rows that were not drawn judge it.
    weight_ : float
        Share of the process in the mixture; the trees have the rest.

    See Also
    --------
    SmallDataRegressor : For prediction rather than for choosing: more members, no joint distribution.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.models import SurrogateRegressor
    >>> X = np.linspace(0, 6, 20)[:, None]
    >>> model = SurrogateRegressor().fit(X, np.sin(X[:, 0]))
    >>> mean, std = model.predict([[1.0], [9.0]], return_std=True)
    >>> bool(abs(mean[0] - np.sin(1.0)) < 0.2), bool(std[1] > std[0])
    (True, True)
    """

    def __init__(self, *, bounds: Any = None, n_estimators: int = 48, random_state: Any = 0) -> None:
        self.bounds = bounds
        self.n_estimators = n_estimators
        self.random_state = random_state

    def fit(self, X: Any, y: Any, *, y_std: Any = None) -> Self:
        """Fit both members.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        y_std : array of shape (n,), optional
            Standard error of each value, where it is known.

        Returns
        -------
        self
        """
        check_number("n_estimators", self.n_estimators, low=1, whole=True)
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        self.process_ = ArdGaussianProcess(bounds=self.bounds).fit(X, y, y_std=y_std)
        self.X_fit_, self.y_fit_ = X, y
        self._fit_trees()
        self.weight_ = self._weigh()
        return self

    def predict(self, X: Any, return_std: bool = False, *, with_noise: bool = True) -> Any:
        """Predict the mean, and the standard deviation of the mixture.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return the standard deviation, in units of y.
        with_noise : bool, default=True
            Of a new measurement; else of the mean of endlessly many measurements.

        Returns
        -------
        mean : array of shape (n,)
        std : array of shape (n,)
            Only with ``return_std=True``.
        """
        check_is_fitted(self, "weight_")
        X = validate_data(self, X, reset=False, dtype=np.float64)
        trees = self._predict_trees(X)
        stepwise, w = trees.mean(axis=0), self.weight_
        if not return_std:
            return w * self.process_.predict(X) + (1.0 - w) * stepwise
        smooth, std = self.process_.predict(X, return_std=True, with_noise=False)
        variance = w * std**2 + (1.0 - w) * trees.var(axis=0) + w * (1.0 - w) * (smooth - stepwise) ** 2
        noise = self.process_.noise_std_ if with_noise else 0.0
        return w * smooth + (1.0 - w) * stepwise, np.sqrt(variance + noise**2)

    def draw(self, X: Any, n_samples: int, rng: np.random.Generator) -> FloatArray:
        """Draw whole functions: some from the process, some trees.

        Parameters
        ----------
        X : array of shape (n, n_features)
        n_samples : int
            Number of functions.
        rng : numpy.random.Generator
            Source of random numbers.

        Returns
        -------
        array of shape (n_samples, n)
            Values without the noise of a measurement.
        """
        check_is_fitted(self, "weight_")
        X = validate_data(self, X, reset=False, dtype=np.float64)
        from_process = int(rng.binomial(n_samples, self.weight_))
        trees = self._predict_trees(X)
        stepwise = trees[rng.integers(len(trees), size=n_samples - from_process)]
        mean, covariance = self.process_.predict(X, return_cov=True, with_noise=False)
        covariance[np.diag_indices_from(covariance)] += 1e-8 * self.process_.signal_std_**2
        smooth = rng.multivariate_normal(mean, covariance, size=from_process, method="cholesky")
        return np.vstack([smooth, stepwise])

    def condition_on(self, X: Any, y: Any) -> SurrogateRegressor:
        """Return a model that also knows these results; length scales, noise and weight are held.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
            Results, or suppositions.

        Returns
        -------
        SurrogateRegressor
            A new one; this one stays as it is.
        """
        check_is_fitted(self, "weight_")
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, reset=False)
        other: SurrogateRegressor = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other.process_ = self.process_.condition_on(X, y)
        other.X_fit_, other.y_fit_ = np.vstack([self.X_fit_, X]), np.r_[self.y_fit_, y]
        other._fit_trees()
        return other

    @property
    def noise_std_(self) -> float:
        """Standard deviation of the noise of one measurement, as the process sees it."""
        return self.process_.noise_std_

    # --- private ----------------------------------------------------------------------------------------------------

    def _fit_trees(self) -> None:
        """Each tree on a draw of the rows with replacement.

        One by one: what an ensemble does around its trees takes longer than trees of few rows themselves.
        """
        rng = check_random_state(self.random_state)
        n = len(self.y_fit_)
        X = np.asarray(self.X_fit_, dtype=np.float32)
        self.times_drawn_ = np.stack(
            [np.bincount(rng.randint(n, size=n), minlength=n) for _ in range(self.n_estimators)]
        )
        self.trees_ = [
            ExtraTreeRegressor(random_state=rng).fit(
                X, self.y_fit_, sample_weight=times.astype(float), check_input=False
            )
            for times in self.times_drawn_
        ]

    def _weigh(self) -> float:
        """Share of the process: the smaller its squared error on rows left out beside that of the trees, the larger."""
        if len(self.y_fit_) < _FEWEST_TO_WEIGH:
            return 0.5
        smooth, _ = self.process_.predict_left_out()
        not_drawn = self.times_drawn_ == 0
        votes = np.where(not_drawn, self._predict_trees(self.X_fit_), 0.0).sum(axis=0)
        seen = not_drawn.any(axis=0)
        stepwise = votes[seen] / not_drawn.sum(axis=0)[seen]
        errors = [float(np.mean((self.y_fit_[seen] - each) ** 2)) for each in (smooth[seen], stepwise)]
        return errors[1] / sum(errors) if sum(errors) > 0 else 0.5

    def _predict_trees(self, X: FloatArray) -> FloatArray:
        """Predictions of each tree, of shape (n_estimators, n)."""
        X = np.asarray(X, dtype=np.float32)
        return np.stack([tree.tree_.predict(X)[:, 0] for tree in self.trees_])
