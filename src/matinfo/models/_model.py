"""A model: featurizer, regressor, uncertainty and domain of validity in one scikit-learn regressor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from matinfo._measured import check_same_order
from matinfo._take_rows import take_rows
from matinfo._validation import InvalidPolicy, check_number
from matinfo.data import material_groups
from matinfo.data._groups import check_groups
from matinfo.models._domain import Domain
from matinfo.models._inputs import material_column
from matinfo.models._kernels import FloatArray
from matinfo.models._known import KnownMaterials
from matinfo.models._knows_domain import KnowsDomain
from matinfo.models._model_card import ShowsCard
from matinfo.models._model_options import check_options
from matinfo.models._prediction_frame import prediction_frame
from matinfo.models._property import Learning, Property, TrainingRows, fit_property
from matinfo.models._reader import Reader
from matinfo.models._rows import row_labels
from matinfo.models._several import Properties, fit_properties
from matinfo.models._targets import Targets, read_targets, read_y_std
from matinfo.models.saving._savable import Savable


def _is_calibrated(model: Model) -> bool:
    calibration = getattr(model, "calibration_", True)
    scores = calibration.values() if isinstance(calibration, dict) else [calibration]
    if model.calibration_folds == 0 or any(score is None for score in scores):
        raise AttributeError("intervals need left-out errors; fit the model with calibration_folds=5.")
    return True


class Model(ShowsCard, RegressorMixin, KnowsDomain, Savable, BaseEstimator):
    """Predict a property from structures or recipes, say how sure that is, and where it holds.

    Parameters
    ----------
    featurizer : transformer, optional
        Turns `X` into numbers. By default structures get the levels A, Q, M, R and P of `PolymerFingerprint` and
        counts of environments, atom pairs and torsions; a table of numbers is used as it is, and a table with names
        of ingredients or settings goes through `RecipeFeatures`.
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
    select : {None, "rfe", "stability"} or selector, default=None
        Use only some of the features, selected anew in every fit and in every calibration fold: "rfe" is
        `RecursiveSelection`; "stability" is `StabilitySelection`, which with "lasso" makes a sparse model; any selector
        of scikit-learn may stand in. The fitted one is ``model.regressor_.selector_``.
    interval : {"cv", "cv+", "jackknife+"}, default="cv"
        How intervals are made from left-out errors: around the prediction of the regressor of all rows; or by the
        regressors that were fitted without one fold each, which are kept; or without one group each, a fit for every
        material.
    calibration_folds : int, default=5
        Folds for the left-out errors behind intervals and standard deviations; 0 leaves them out, and saves the time
        of that many fits. Jackknife+ has a fold for every group.
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
    kind_ : {"structures", "structures with numbers", "table"}
        What `X` was.
    target_names_ : list of str
        Names of the properties.
    regressor_ : regressor
        Fitted on all rows. With several properties this and the next, `search_` and `best_params_` are dictionaries by
        name.
    calibration_ : Calibration or None
        Left-out errors; None with ``calibration_folds=0``.
    learned_ : Property or Properties
        What predictions and intervals come from; `Properties` of several columns of `y` tells by ``informed`` which of
        them use predictions of the others.
    domain_ : Domain
        Likeness to the training rows, errors around a row and leverage, with their limits.
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
        select: Any = None,
        interval: Literal["cv", "cv+", "jackknife+"] = "cv",
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
        self.select = select
        self.interval = interval
        self.calibration_folds = calibration_folds
        self.memory = memory
        self.invalid = invalid
        self.random_state = random_state
        self.n_jobs = n_jobs

    def fit(self, X: Any, y: Any, groups: Any = None, y_std: Any = None) -> Self:
        """Fit featurizer, regressor, calibration and domain.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            Structures as list, Series, one-column DataFrame or array; a DataFrame with one column of structures and
            columns of numbers that are known beside them, with empty cells where they are not; recipes as DataFrame or
            array of numbers.
        y : array-like of shape (n,) or (n, n_properties)
            Measured property; rows without a value are refused. Several properties are learned from the same features,
            each from the rows in which it is measured (NaN elsewhere).
        groups : array-like of shape (n,), optional
            Rows of one group stay together in the inner folds; by default rows of one material.
        y_std : array-like of the shape of y, optional
            Standard deviation of each value where it is known, such as the standard error of a mean of replicates.

        Returns
        -------
        self

        Raises
        ------
        InvalidRowsError
            Rows hold no usable structure, empty cells of a recipe, no finite target or no group; all are named.
        ValueError
            An option is wrong, lengths differ, X and y (or groups, y_std) carry the same row labels in another order,
            or two columns of y have one name.
        """
        check_options(self)
        reader = Reader.new(self, X, invalid=self.invalid, memory=self.memory, n_jobs=self.n_jobs)
        labels = reader.labels(X)
        targets = read_targets(y, labels)
        for name, given in (("y", y), ("groups", groups), ("y_std", y_std)):
            check_same_order(X, given, name)
        features = reader.fit(self, X, targets.measured[:, 0])
        spread = read_y_std(y_std, targets)
        groups = None if groups is None else check_groups(groups, len(features))
        usable = reader.usable(features)
        if usable.sum() < 2:
            raise ValueError(f"a model needs at least 2 usable rows; got n_samples = {usable.sum()}. Add measurements.")
        if not usable.all():  # only with invalid="nan"; a warning was given
            X, features, targets = take_rows(X, usable), features[usable], targets.take(usable)
            labels = [label for label, good in zip(labels, usable, strict=True) if good]
            groups = None if groups is None else groups[usable]
            spread = None if spread is None else spread[usable]
        if groups is None:
            groups = material_groups(features if reader.featurizer is None else material_column(X, reader.kind))
        codes = pd.factorize(groups)[0]
        self.reader_, self.kind_, self.featurizer_ = reader, reader.kind, reader.featurizer
        self.target_names_ = targets.names
        self._learn(X, TrainingRows(features, targets.measured[:, 0], codes, reader.blocks), targets, spread)
        self.domain_ = Domain(
            features,
            reader.blocks,
            codes,
            hold_constants=reader.holds_constants,
            errors=self.learned_.relative_errors(targets),
        )
        self.known_ = KnownMaterials.of(X, labels, targets, reader.kind)
        self.__dict__.pop("card_", None)  # of a model that was loaded, and is fitted anew
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
        mean : ndarray of shape (n,), or (n, n_properties) for several properties
            In units of `y`; NaN only in unusable rows, with ``invalid="nan"``.
        std : ndarray of the same shape
            Only with ``return_std=True``.
        """
        mean, std = self._predicted(X, *self._read(X), with_std=return_std)
        return (mean, std) if return_std else mean

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
        ndarray of shape (n, 2), or (n, n_properties, 2) for several properties
            Lower and upper ends, in units of `y`.

        Warns
        -----
        IntervalWarning
            Too few materials (or groups) for the coverage; the ends are infinite.

        Notes
        -----
        Absolute errors on left-out materials are divided by the predicted standard deviation and ranked; the rank that
        the coverage asks for gives the width. Groups count alike, however many rows they have. The coverage is an
        average over materials like the training ones and says nothing about others: see `in_domain`.
        """
        check_number("coverage", coverage, low=0.0, high=1.0, open_ends=True)
        features, usable = self._read(X)
        ends = self._aligned(usable, 2)
        if usable.any():
            ends[usable] = self.learned_.interval(self._inputs(X, features, usable), coverage)
        return ends

    def predict_frame(self, X: Any, coverage: float = 0.9) -> pd.DataFrame:
        """Predict value, standard deviation, interval and domain at once; rows that cannot be used say why.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.
        coverage : float, default=0.9
            Of the intervals.

        Returns
        -------
        DataFrame
            With the row labels of `X`; for a property ``Tg`` the columns ``Tg``, ``Tg_std``, ``Tg_low`` and
            ``Tg_high``, NaN where it is not known; then ``in_domain``, and ``problem``, empty for a usable row.
        """
        check_is_fitted(self, "learned_")
        check_number("coverage", coverage, low=0.0, high=1.0, open_ends=True)
        return prediction_frame(self, X, coverage)

    def features(self, X: Any) -> pd.DataFrame:
        """Return what the regressor sees of materials, by name.

        Parameters
        ----------
        X : column of n structures, or table of shape (n, n_features)
            As in `fit`.

        Returns
        -------
        DataFrame of shape (n, n_features)
            With the row labels of `X`; NaN in unusable rows, with ``invalid="nan"``.
        """
        check_is_fitted(self, "learned_")
        features = self.reader_.read(self, X)
        return pd.DataFrame(features, index=row_labels(X), columns=self.reader_.names(self, features.shape[1]))

    def predict_features(self, features: Any) -> FloatArray:
        """Predict from features, such as changed ones that no material has.

        Parameters
        ----------
        features : array or DataFrame of shape (n, n_features)
            As `features` returns them, without unusable rows.

        Returns
        -------
        ndarray of shape (n,), or (n, n_properties) for several properties
        """
        check_is_fitted(self, "learned_")
        return self.learned_.predict(np.asarray(features, dtype=np.float64), with_std=False)[0]

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.target_tags.multi_output = True
        return tags

    # --- private ----------------------------------------------------------------------------------------------------

    def _read(self, X: Any) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
        check_is_fitted(self, "learned_")
        features = self.reader_.read(self, X)
        return features, self.reader_.usable(features)

    def _inputs(self, X: Any, features: FloatArray, usable: npt.NDArray[np.bool_]) -> FloatArray:
        """What predictions are made from, in usable rows."""
        return features[usable]

    def _predicted(
        self, X: Any, features: FloatArray, usable: npt.NDArray[np.bool_], *, with_std: bool
    ) -> tuple[FloatArray, FloatArray]:
        mean, std = self._aligned(usable), self._aligned(usable)
        if usable.any():
            inputs = self._inputs(X, features, usable)
            mean[usable], std[usable] = self.learned_.predict(inputs, with_std=with_std)
        return mean, std

    def _aligned(self, usable: npt.NDArray[np.bool_], *more: int) -> FloatArray:
        """NaN for every row, in the shape of predictions."""
        several = (len(self.target_names_),) if isinstance(self.learned_, Properties) else ()
        return np.full((len(usable), *several, *more), np.nan)

    def _learn(self, X: Any, rows: TrainingRows, targets: Targets, y_std: FloatArray | None) -> None:
        learning = self._learning()
        if targets.single:
            known = None if y_std is None else y_std[:, 0]
            self.learned_: Property | Properties = fit_property(replace(rows, y_std=known), learning)
        else:
            self.learned_ = fit_properties(rows, targets, y_std, learning)
        self.regressor_, self.calibration_ = self.learned_.regressor, self.learned_.calibration
        for name in ("search_", "best_params_"):  # of an earlier fit with a search
            self.__dict__.pop(name, None)
        if self.search is not None:
            self.search_, self.best_params_ = self.learned_.search, self.learned_.best_params

    def _learning(self) -> Learning:
        return Learning(
            self.regressor,
            self.effort,
            self.search,
            self.search_space,
            self.n_iter,
            self.select,
            self.interval,
            self.calibration_folds,
            self.random_state,
            self.n_jobs,
        )
