"""A model: featurizer, regressor, uncertainty and domain of validity in one scikit-learn regressor."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Self, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, validate_data

from matinfo._validation import InvalidPolicy, check_choice, check_invalid, check_number
from matinfo.chem import structure_column
from matinfo.data import MaterialSplit, material_groups
from matinfo.data._groups import check_groups
from matinfo.featurize import Featurizer, StructureFeaturizer
from matinfo.models._algorithms import new_regressor
from matinfo.models._calibration import Calibration
from matinfo.models._defaults import default_features
from matinfo.models._domain import Domain
from matinfo.models._inputs import check_same_kind, input_kind, refuse_text, take_rows
from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import accepted_options, fit_left_out, predict_with_std
from matinfo.models._rows import read_target, report_unusable, row_labels
from matinfo.models._scaled import predicts_std
from matinfo.models._search import SEARCHES, search_options


def _is_calibrated(model: Model) -> bool:
    if model.calibration_folds == 0 or getattr(model, "calibration_", True) is None:
        raise AttributeError("intervals need left-out errors; fit the model with calibration_folds=5.")
    return True


class Model(RegressorMixin, BaseEstimator):
    """Predict a property from structures or recipes, say how sure that is, and where it holds.

    Parameters
    ----------
    featurizer : transformer, optional
        Turns `X` into numbers. By default structures get the levels A, Q, M and R of `PolymerFingerprint` and counts of
        environments, atom pairs and torsions; a table of numbers is used as it is.
    regressor : {"ridge", "lasso", "krr", "svr", "rf", "et", "gb", "gp", "mlp"} or regressor, optional
        Learns from the numbers; default is `SmallDataRegressor`. Regressors of scikit-learn that need it (SVR, ridge,
        Gaussian process, ...) see standardised features and a standardised target.
    effort : {"fast", "default", "best"}, optional
        How much time the default regressor may take; not for others.
    search : {None, "grid", "random", "halving"}, default=None
        Search options of the regressor inside the training rows, materials kept together: every combination of
        ``matinfo.models.SEARCH_SPACES``; `n_iter` draws from ``matinfo.models.SEARCH_DISTRIBUTIONS``; or these draws on
        few rows first, the best of them on more (successive halving).
    search_space : dict of str to list or distribution, optional
        Options of the regressor to search instead, such as ``{"C": [1, 10, 100]}`` or ``{"C": loguniform(1, 100)}``.
    n_iter : int, default=30
        Draws of a random or halving search.
    calibration_folds : int, default=5
        Folds for the left-out errors behind intervals and standard deviations; 0 leaves them out, and saves the time
        of that many fits.
    memory : str, path or joblib.Memory, optional
        Folder in which the featurizers keep the features of every material, for later runs and for other processes.
    invalid : {"raise", "nan"}, default="raise"
        What to do with rows that hold no usable structure, or an empty cell in a table: raise one error that names
        them all, or leave them out of the fit and predict NaN for them, with one warning.
    random_state : int, RandomState or None, default=0
        Seeds the folds, the searches, and regressors that are not given as objects.
    n_jobs : int, optional
        Number of joblib workers of the default featurizer, the search, and regressors that are not given as objects.

    Attributes
    ----------
    featurizer_ : transformer
        Fitted; None for a table without a featurizer.
    regressor_ : regressor
        Fitted on all rows.
    calibration_ : Calibration or None
        Left-out errors; None with ``calibration_folds=0``.
    domain_ : Domain
        Similarity to the training rows, and its threshold.
    search_ : GridSearchCV, RandomizedSearchCV or HalvingRandomSearchCV
        Only with a search: the fitted one; ``cv_results_`` tells the error of every candidate.
    best_params_ : dict
        Only with a search: the options that were chosen.

    See Also
    --------
    matinfo.evaluate.Evaluator : Compare models on folds that keep materials together.
    sklearn.pipeline.Pipeline : Featurizer and regressor without intervals and domain.

    Examples
    --------
    >>> import matinfo as mi
    >>> from sklearn.linear_model import Ridge
    >>> data = mi.load_polymers().select("Tg")
    >>> model = mi.Model(mi.PolymerFingerprint("AQ"), Ridge()).fit(data.X, data.y)
    >>> mean, std = model.predict(["*CC(*)c1ccc(C)cc1"], return_std=True)
    >>> bool(300 < mean[0] < 450), bool(std[0] > 0)
    (True, True)
    """

    def __init__(
        self,
        featurizer: Any = None,
        regressor: Any = None,
        *,
        effort: Literal["fast", "default", "best"] | None = None,
        search: Literal["grid", "random", "halving"] | None = None,
        search_space: Mapping[str, Any] | None = None,
        n_iter: int = 30,
        calibration_folds: int = 5,
        memory: Any = None,
        invalid: InvalidPolicy = "raise",
        random_state: Any = 0,
        n_jobs: int | None = None,
    ) -> None:
        self.featurizer = featurizer
        self.regressor = regressor
        self.effort = effort
        self.search = search
        self.search_space = search_space
        self.n_iter = n_iter
        self.calibration_folds = calibration_folds
        self.memory = memory
        self.invalid = invalid
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, groups: Any = None) -> Self:
        """Fit featurizer, regressor, calibration and domain.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            Structures as list, Series, one-column DataFrame or array; recipes as DataFrame or array of numbers.
        y : array-like of shape (n,)
            Measured property; rows without a value are refused.
        groups : array-like of shape (n,), optional
            Rows of one group stay together in the inner folds; by default rows of one material.

        Returns
        -------
        self

        Raises
        ------
        InvalidRowsError
            Rows hold no usable structure, empty cells, no finite target or no group; all of them are named.
        """
        self._check_options()
        for name in ("best_params_", "search_"):  # of an earlier fit with a search
            self.__dict__.pop(name, None)
        self.kind_ = input_kind(X)
        features, y = self._fit_features(X, y)
        groups = None if groups is None else check_groups(groups, len(y))
        usable = np.isfinite(features).all(axis=1)
        if usable.sum() < 2:
            raise ValueError(f"a model needs at least 2 usable rows; got n_samples = {usable.sum()}. Add measurements.")
        if not usable.all():  # only with invalid="nan"; a warning was given
            X, features, y = take_rows(X, usable), features[usable], y[usable]
            groups = None if groups is None else groups[usable]
        if groups is None:
            groups = material_groups(features if self.featurizer_ is None else X)
        groups = pd.factorize(groups)[0]
        blocks = getattr(self.featurizer_, "output_indices_", None)
        folds = self._folds(groups)
        regressor = self._choose_regressor(features, y, groups, blocks)
        self.regressor_, mean, std = fit_left_out(regressor, features, y, folds, blocks)
        self.calibration_ = Calibration.from_left_out(y, mean, std) if self.calibration_folds else None
        self.domain_ = Domain(features, blocks, groups, hold_constants=self.featurizer_ is None)
        return self

    def predict(self, X: Any, return_std: bool = False) -> Any:
        """Predict the property of materials.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.
        return_std : bool, default=False
            Also return the standard deviation of a new measurement, scaled so that it fits the left-out errors. A
            regressor without a standard deviation of its own gets the root mean square of these errors everywhere;
            NaN without left-out errors (``calibration_folds=0``, or all rows in one group).

        Returns
        -------
        mean : ndarray of shape (n,)
            In units of `y`; NaN only in unusable rows, with ``invalid="nan"``.
        std : ndarray of shape (n,)
            Only with ``return_std=True``.
        """
        features, usable = self._features_of(X)
        mean = np.full(len(usable), np.nan)
        std = np.full(len(usable), np.nan)
        if usable.any():
            mean[usable], std[usable] = self._predict(features[usable], with_std=return_std)
        if not return_std:
            return mean
        if self.calibration_ is not None and len(self.calibration_.scores):
            return mean, std * self.calibration_.std_factor
        return mean, std if predicts_std(self.regressor_) else np.full(len(mean), np.nan)

    @available_if(_is_calibrated)  # type: ignore[untyped-decorator]
    def predict_interval(self, X: Any, coverage: float = 0.9) -> FloatArray:
        """Predict an interval that holds a new measurement with the wanted coverage.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.
        coverage : float, default=0.9
            Wanted share of new materials of the same kind whose value lies inside.

        Returns
        -------
        ndarray of shape (n, 2)
            Lower and upper ends, in units of `y`.

        Warns
        -----
        IntervalWarning
            Too few training rows for the coverage; the ends are infinite.

        Notes
        -----
        Absolute errors on left-out materials, divided by the predicted standard deviation, are ranked; the rank that
        the coverage asks for gives the width (cross-conformal prediction with locally weighted scores). The coverage
        is an average over materials like the training ones and says nothing about others: see `in_domain`.
        """
        check_number("coverage", coverage, low=0.0, high=1.0, open_ends=True)
        check_is_fitted(self, "regressor_")
        features, usable = self._features_of(X)
        ends = np.full((len(usable), 2), np.nan)
        if usable.any():
            mean, std = self._predict(features[usable], with_std=True)
            half = cast(Calibration, self.calibration_).half_width(coverage)
            width = np.where(std > 0, std, 1.0) * half if np.isinf(half) else std * half
            ends[usable] = np.column_stack([mean - width, mean + width])
        return ends

    def in_domain(self, X: Any) -> npt.NDArray[np.bool_]:
        """Say which materials are like the training ones.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        ndarray of bool, shape (n,)
            True where the mean similarity to the three nearest training materials reaches the value that 95 % of the
            training materials reach among themselves; False in rows without a usable structure.
        """
        features, usable = self._features_of(X)
        inside = np.zeros(len(usable), dtype=bool)
        if usable.any():
            inside[usable] = self.domain_.similarity(features[usable]) >= self.domain_.threshold
        return inside

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        return tags

    # --- private ----------------------------------------------------------------------------------------------------

    def _check_options(self) -> None:
        check_invalid(self.invalid)
        check_choice("effort", self.effort, (None, "fast", "default", "best"))
        check_choice("search", self.search, (None, *SEARCHES))
        check_number("n_iter", self.n_iter, low=1, whole=True)
        if self.search_space is not None and self.search is None:
            raise ValueError("search_space needs a search; got search=None. Pass search='grid' or search='random'.")
        check_number("calibration_folds", self.calibration_folds, low=0, whole=True)
        if self.calibration_folds == 1:
            raise ValueError("calibration_folds must be 0 or at least 2; got 1. Try 5.")

    def _fit_features(self, X: Any, y: Any) -> tuple[FloatArray, FloatArray]:
        self.featurizer_ = None
        if self.featurizer is None and self.kind_ == "table":
            refuse_text(X)
            features = validate_data(self, X, dtype=np.float64, ensure_all_finite=False, ensure_min_samples=2)
            values = read_target(y, self._labels(X, len(features)))
        else:
            values = read_target(y, row_labels(X) if self.kind_ == "table" else structure_column(X).labels)
            self._remember_columns(X)
            self.featurizer_ = self._new_featurizer()
            features = np.asarray(self.featurizer_.fit_transform(X, values), dtype=np.float64)
        self._report_unusable(features, X)
        return features, values

    def _new_featurizer(self) -> Any:
        featurizer = default_features(self.n_jobs) if self.featurizer is None else clone(self.featurizer)
        for part in (featurizer, *featurizer.get_params().values()):  # also inside a pipeline or a column transformer
            if isinstance(part, Featurizer) and self.invalid == "nan":
                part.set_params(invalid="nan")
            if isinstance(part, StructureFeaturizer) and part.memory is None:
                part.set_params(memory=self.memory)
        return featurizer

    def _remember_columns(self, X: Any) -> None:
        self.n_features_in_ = X.shape[1] if len(getattr(X, "shape", ())) == 2 else 1
        if isinstance(X, pd.DataFrame):
            self.feature_names_in_ = np.asarray([str(name) for name in X.columns], dtype=object)
        else:
            self.__dict__.pop("feature_names_in_", None)  # of an earlier fit

    def _features_of(self, X: Any) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
        check_is_fitted(self, "regressor_")
        check_same_kind(self.kind_, X)
        if self.featurizer_ is None:
            refuse_text(X)
            features = validate_data(self, X, reset=False, dtype=np.float64, ensure_all_finite=False)
        else:
            features = np.asarray(self.featurizer_.transform(X), dtype=np.float64)
        self._report_unusable(features, X)
        return features, np.isfinite(features).all(axis=1)

    def _report_unusable(self, features: FloatArray, X: Any) -> None:
        if isinstance(self.featurizer_, Featurizer):
            return  # it has raised or warned by itself, and gives NaN for nothing else
        names = getattr(self, "feature_names_in_", None) if self.featurizer_ is None else None
        report_unusable(features, self._labels(X, len(features)), names, self.invalid)

    def _labels(self, X: Any, n_rows: int) -> list[Any]:
        return row_labels(X) if isinstance(X, pd.DataFrame | pd.Series) else list(range(n_rows))

    def _predict(self, features: FloatArray, *, with_std: bool) -> tuple[FloatArray, FloatArray]:
        if not with_std:
            return np.asarray(self.regressor_.predict(features), dtype=np.float64), np.full(len(features), np.nan)
        return predict_with_std(self.regressor_, features)

    def _folds(self, groups: npt.NDArray[Any]) -> list[npt.NDArray[np.intp]]:
        count = min(self.calibration_folds, len(np.unique(groups)))
        if count < 2:
            return []
        splitter = MaterialSplit(count, random_state=self.random_state)
        return [test for _, test in splitter.split(np.zeros(len(groups)), groups=groups)]

    def _choose_regressor(
        self, features: FloatArray, y: FloatArray, groups: npt.NDArray[Any], blocks: Mapping[str, slice] | None
    ) -> Any:
        regressor = new_regressor(self.regressor, self.effort, random_state=self.random_state, n_jobs=self.n_jobs)
        if self.search is None:
            return regressor
        if (count := len(np.unique(groups))) < 2:
            raise ValueError(
                f"search={self.search!r} needs at least 2 materials or groups; got 1. Pass search=None or more data."
            )
        splits = MaterialSplit(min(5, count), random_state=self.random_state)
        self.search_ = search_options(
            regressor,
            features,
            y,
            list(splits.split(features, groups=groups)),
            search=self.search,
            space=self.search_space,
            n_iter=self.n_iter,
            random_state=self.random_state,
            n_jobs=self.n_jobs,
            **accepted_options(regressor, blocks=blocks),
        )
        self.best_params_ = self.search_.best_params_
        return clone(regressor).set_params(**self.best_params_)
