"""A Gaussian process over a bank of kernels."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import check_choice, check_number
from matinfo._varies import centre_and_scale
from matinfo.models._ard_likelihood import known_variance_of
from matinfo.models._bank import (
    LENGTHS,
    Bank,
    each_kernel,
    encode_rows,
    make_bank,
    take_encoded,
    weighted_diagonal,
    weighted_sum,
)
from matinfo.models._exact_process import ExactProcess, Folds
from matinfo.models._inducing_process import InducingProcess
from matinfo.models._kernels import BankKernel, FloatArray, MaternKernel, MinMaxKernel
from matinfo.models._marginal_likelihood import JITTER, BankParameters, Evidence, fit_parameters

PREDICT_ROWS = 1024
MAX_ROWS = 15_000  # a kernel matrix of this many rows takes 1.8 GB, and several are held at once
REFIT_ROWS = 600  # up to which left-out predictions have weights and relevances of their own
_LIGHTEST = 1e-5  # share of the prior variance below which a kernel is not worth computing


class KernelBankRegressor(RegressorMixin, BaseEstimator):
    """Gaussian process whose kernel is a weighted sum over blocks of features, fitted by marginal likelihood.

    Each block of counts (non-negative, mostly zero) gets a MinMax kernel. All narrow blocks together get a linear
    kernel and Matern kernels of three length scales, in which every column has a relevance of its own; a block named
    ``known`` (measured properties) gets a linear and a Matern kernel besides. Weights, relevances and noise have mild
    priors of equal shares; they say which level of structure, and which features,
    explain the target. Up to `max_exact_rows` rows the process is exact, beyond that rows speak to one another through
    `n_inducing` of them.

    Parameters
    ----------
    max_tuning_rows : int, default=1200
        Weights and relevances are fitted on at most this many rows, drawn at random; the process uses all rows.
    max_iter : int, default=30
        Largest number of steps of the fit of weights and relevances.
    max_exact_rows : int, default=8000
        Tables with more rows go through inducing rows.
    n_inducing : int, default=4000
        Number of inducing rows, drawn at random.
    random_state : int, RandomState or None, default=0
        Draws the tuning rows and the inducing rows.

    Attributes
    ----------
    kernels_ : list
        The kernels, each with a `name`.
    weights_ : ndarray of shape (n_kernels,)
        Their weights, in units of the variance of y.
    relevances_ : ndarray of shape (n_features,)
        Share of each column in the squared distance of the Matern kernels; 0 for columns of no narrow block.
    noise_ : float
        Variance of the noise beyond `y_std`, in units of the variance of y.
    log_likelihood_ : float
        Log marginal likelihood of the standardised targets of the tuning rows.
    n_iter_ : int
        Steps of the fit of the weights.

    See Also
    --------
    SmallDataRegressor : This process together with trees, boosting and support vectors.

    Notes
    -----
    Cost grows with the cube of the number of rows up to `max_exact_rows`, and in proportion to it beyond: on one core
    seconds for 1,000 rows, half a minute for 5,000, some minutes for 50,000.

    References
    ----------
    Rasmussen and Williams 2006, Gaussian Processes for Machine Learning, chapters 2, 5 and 8.

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

    def __init__(
        self,
        *,
        max_tuning_rows: int = 1200,
        max_iter: int = 30,
        max_exact_rows: int = 8000,
        n_inducing: int = 4000,
        random_state: Any = 0,
    ) -> None:
        self.max_tuning_rows = max_tuning_rows
        self.max_iter = max_iter
        self.max_exact_rows = max_exact_rows
        self.n_inducing = n_inducing
        self.random_state = random_state

    def fit(self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None, y_std: Any = None) -> Self:
        """Fit weights, relevances, noise and process.

        Parameters
        ----------
        X : array of shape (n, n_features)
        y : array of shape (n,)
        blocks : mapping of str to slice, optional
            Columns that belong together, as `FeatureStack.output_indices_`; by default all columns are one block.
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

        Up to 600 rows all is fitted anew without the fold. With more rows the fold has little say in the weights and
        relevances, and they are kept.

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
            NaN in rows of no fold. The standard deviation is that of a new measurement without the errors `y_std`.
        """
        self.weigh(X, y, blocks=blocks, y_std=y_std)
        covariance = self.training_covariance() if self.is_exact_ else None
        if len(self.target_) > REFIT_ROWS:
            return self.solve(folds, covariance)
        left_out = self.solve([], covariance)
        X, y = np.asarray(X, dtype=np.float64), np.asarray(y, dtype=np.float64)
        for rows in folds:
            part, known = self.without(rows, X, y, blocks=blocks, y_std=y_std)
            part.solve([], known)
            for values, found in zip(left_out, part.predict(X[rows], return_std=True), strict=True):
                values[rows] = found
        return left_out

    def predict(self, X: Any, return_std: bool = False, return_cov: bool = False) -> Any:
        """Predict the mean, and the standard deviation or joint covariance of new measurements.

        Parameters
        ----------
        X : array of shape (n, n_features)
        return_std : bool, default=False
            Also return the standard deviation, noise included, in units of y.
        return_cov : bool, default=False
            Also return the covariance of all rows, noise on its diagonal; not together with `return_std`.

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
        check_is_fitted(self, "process_")
        X = validate_data(self, X, reset=False, dtype=np.float64)
        if return_cov:
            return self._predict_with_covariance(X)
        return predict_in_chunks(self._predict_chunk, X, return_std=return_std)

    def kernel_table(self, by: Literal["kernel", "block"] = "kernel") -> pd.DataFrame:
        """Say how much of the prior variance each kernel or each block of features carries.

        Parameters
        ----------
        by : {"kernel", "block"}, default="kernel"
            Blocks share linear and Matern kernels in proportion to the relevance of their columns.

        Returns
        -------
        DataFrame
            Columns `kernel` or `block`, and `share`, the largest share first; the noise is a row of its own.
        """
        check_is_fitted(self, "process_")
        check_choice("by", by, ("kernel", "block"))
        shares: dict[str, float] = {}
        for kernel, weight in zip(self.kernels_, self.weights_, strict=True):
            for name, part in self._parts_of(kernel) if by == "block" else [(kernel.name, 1.0)]:
                shares[name] = shares.get(name, 0.0) + part * weight
        table = pd.DataFrame({by: [*shares, "noise"], "share": [*shares.values(), self.noise_]})
        table["share"] /= table["share"].sum()
        return table.sort_values("share", ascending=False, ignore_index=True, kind="stable")

    # --- steps of the fit, for regressors that share the kernels ------------------------------------------------------

    def weigh(self, X: Any, y: Any, *, blocks: Mapping[str, slice] | None = None, y_std: Any = None) -> Self:
        """Choose kernels and fit their weights; `solve` makes the process of them."""
        self._check_options()
        X, y = validate_data(self, X, y, y_numeric=True, dtype=np.float64, ensure_min_samples=2)
        self.y_mean_, self.y_scale_ = centre_and_scale(y)
        self.target_ = (y - self.y_mean_) / self.y_scale_
        self.known_variance_ = known_variance_of(y_std, len(y), self.y_scale_)
        self.is_exact_ = len(X) <= self.max_exact_rows
        random = check_random_state(self.random_state)
        tuning = drawn_rows(len(X), self.max_tuning_rows, random)
        anchors = np.arange(len(X)) if self.is_exact_ else drawn_rows(len(X), self.n_inducing, random)
        bank = make_bank(X, blocks)
        self.blocks_ = bank.block_columns
        self._take_parameters(bank, self.tune(bank, X[tuning], tuning), X.shape[1])
        self.anchors_ = encode_rows(self.kernels_, X[anchors])
        self._rows = self.anchors_ if self.is_exact_ else encode_rows(self.kernels_, X)
        return self

    def without(
        self,
        rows: npt.NDArray[np.intp],
        X: FloatArray,
        y: FloatArray,
        *,
        blocks: Mapping[str, slice] | None,
        y_std: Any,
    ) -> tuple[KernelBankRegressor, FloatArray]:
        """Weights and covariance from the other rows; `solve` makes the process of them."""
        others = np.setdiff1d(np.arange(len(y)), rows)
        known = None if y_std is None else np.asarray(y_std)[others]
        part = clone(self).weigh(X[others], y[others], blocks=blocks, y_std=known)
        return part, part.training_covariance()

    def tune(self, bank: Bank, X: FloatArray, rows: npt.NDArray[np.intp]) -> BankParameters:
        """Fit weights, relevances and noise on some rows."""
        encoded = encode_rows(bank.kernels, X)
        stack = np.empty((len(bank.kernels), len(X), len(X)))
        for place, values in zip(stack, each_kernel(bank.kernels, encoded, encoded), strict=True):
            place[:] = values
        evidence = Evidence(stack, bank.columns.encode(X), bank.groups, LENGTHS)
        return fit_parameters(evidence, self.target_[rows], self.known_variance_[rows], max_iter=self.max_iter)

    def training_covariance(self) -> FloatArray:
        """Weighted sum of kernels between all training rows, without noise."""
        return weighted_sum(self.kernels_, self.weights_, self._rows, self._rows)

    def solve(self, folds: Folds, covariance: FloatArray | None) -> tuple[FloatArray, FloatArray]:
        """Make the process, and predict left-out folds; `covariance` is overwritten."""
        noise = self.noise_ + JITTER + self.known_variance_
        if covariance is not None:
            exact = ExactProcess.solve(covariance, self.target_, noise)
            mean, variance = exact.left_out(self.target_, folds) if len(folds) else (np.full(len(noise), np.nan),) * 2
            self.process_: ExactProcess | InducingProcess = exact
        else:
            cross = self._cross_values()
            prior = weighted_diagonal(self.kernels_, self.weights_, self._rows)
            inner = weighted_sum(self.kernels_, self.weights_, self.anchors_, self.anchors_)
            self.process_, mean, variance = InducingProcess.solve(inner, cross, prior, self.target_, noise, folds)
        del self._rows
        spread = np.sqrt(np.maximum(variance - self.known_variance_, self.noise_))
        return mean * self.y_scale_ + self.y_mean_, spread * self.y_scale_

    def encode(self, X: FloatArray) -> list[Any]:
        """New rows as the kernels compare them."""
        return encode_rows(self.kernels_, X)

    def cross_values(self, encoded: list[Any]) -> FloatArray:
        """Weighted sum of kernels between new rows and the training or inducing rows."""
        return weighted_sum(self.kernels_, self.weights_, encoded, self.anchors_)

    def predict_from(self, encoded: list[Any], cross: FloatArray, *, return_std: bool) -> tuple[FloatArray, FloatArray]:
        """Predict from kernel values; without `return_std` the second array is empty."""
        prior = weighted_diagonal(self.kernels_, self.weights_, encoded) if return_std else None
        mean, variance = self.process_.predict(cross, prior)
        spread = np.sqrt(np.maximum(variance, 0.0) + self.noise_)  # of no rows without `return_std`
        return mean * self.y_scale_ + self.y_mean_, spread * self.y_scale_

    # --- private ----------------------------------------------------------------------------------------------------

    def _check_options(self) -> None:
        check_number("max_tuning_rows", self.max_tuning_rows, low=2, whole=True)
        check_number("max_iter", self.max_iter, low=0, whole=True)
        check_number("max_exact_rows", self.max_exact_rows, low=1, whole=True)
        check_number("n_inducing", self.n_inducing, low=1, whole=True)

    def _take_parameters(self, bank: Bank, parameters: BankParameters, n_features: int) -> None:
        self.kernels_ = bank.finished(parameters.relevances)
        self.weights_, self.noise_ = parameters.weights, parameters.noise
        self.weights_[self.weights_ < _LIGHTEST * self.weights_.sum()] = 0.0
        self.relevances_ = np.zeros(n_features)
        if len(parameters.relevances):
            self.relevances_[bank.columns.columns] = parameters.relevances / parameters.relevances.sum()
        self.log_likelihood_, self.n_iter_ = parameters.log_likelihood, parameters.n_iter

    def _cross_values(self) -> npt.NDArray[np.float32]:
        n = len(self.target_)
        cross = np.empty((n, len(self.anchors_[0])), dtype=np.float32)
        for start in range(0, n, PREDICT_ROWS):
            rows = slice(start, start + PREDICT_ROWS)
            cross[rows] = self.cross_values(take_encoded(self._rows, rows))
        return cross

    def _predict_chunk(self, X: FloatArray, *, return_std: bool) -> tuple[FloatArray, FloatArray]:
        encoded = self.encode(X)
        return self.predict_from(encoded, self.cross_values(encoded), return_std=return_std)

    def _predict_with_covariance(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        encoded = self.encode(X)
        prior = weighted_sum(self.kernels_, self.weights_, encoded, encoded)
        cross = self.cross_values(encoded)
        mean, _ = self.process_.predict(cross, None)
        covariance = self.process_.covariance(cross, prior)
        covariance[np.diag_indices_from(covariance)] += self.noise_
        return mean * self.y_scale_ + self.y_mean_, covariance * self.y_scale_**2

    def _parts_of(self, kernel: BankKernel) -> list[tuple[str, float]]:
        """Blocks that a kernel compares, and their parts of it."""
        if isinstance(kernel, MinMaxKernel):
            return [(kernel.name.removesuffix(" counts"), 1.0)]
        inside = [name for name, columns in self.blocks_.items() if np.isin(kernel.view.columns, columns).all()]
        if inside:
            return [(inside[0], 1.0)]
        relevance = self.relevances_ if isinstance(kernel, MaternKernel) else np.full(len(self.relevances_), 1.0)
        sums = {name: float(relevance[columns].sum()) for name, columns in self.blocks_.items()}
        total = sum(sums.values())
        return [(name, value / total) for name, value in sums.items()]


def drawn_rows(n: int, most: int, random: Any) -> npt.NDArray[np.intp]:
    """All rows, or `most` of them drawn at random, in ascending order."""
    return np.arange(n) if n <= most else np.sort(random.permutation(n)[:most])


def predict_in_chunks(predict: Callable[..., tuple[FloatArray, FloatArray]], X: FloatArray, *, return_std: bool) -> Any:
    """Predict some rows at a time, so that kernel values between new and training rows stay small."""
    starts = range(0, len(X), PREDICT_ROWS)
    parts = [predict(X[start : start + PREDICT_ROWS], return_std=return_std) for start in starts]
    mean = np.concatenate([part[0] for part in parts])
    return (mean, np.concatenate([part[1] for part in parts])) if return_std else mean
