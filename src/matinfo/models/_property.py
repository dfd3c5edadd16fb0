"""One property learned from features: regressor, options found by a search, and left-out errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.base import clone

from matinfo.data import MaterialSplit
from matinfo.models._algorithms import new_regressor
from matinfo.models._calibration import Calibration
from matinfo.models._kernels import FloatArray
from matinfo.models._left_out import Part, accepted_options, fit_left_out, predict_with_std
from matinfo.models._search import search_options
from matinfo.models._selected import SelectedRegressor, new_selector, select_features
from matinfo.models._targets import Targets
from matinfo.models._wrapping import predicts_std


@dataclass(frozen=True, slots=True)
class TrainingRows:
    """What a property is learned from.

    Attributes
    ----------
    X, y : arrays of shape (n, n_features) and (n,)
        NaN in `X` only in the block of known numbers.
    groups : int array of shape (n,)
        Rows of one group stay together.
    blocks : mapping of str to slice, or None
        Columns that belong together.
    y_std : array of shape (n,), or None
        Standard deviation of each value, where it is known.
    """

    X: FloatArray
    y: FloatArray
    groups: npt.NDArray[np.intp]
    blocks: Mapping[str, slice] | None = None
    y_std: FloatArray | None = None

    def take(self, rows: npt.NDArray[Any]) -> TrainingRows:
        """Some of the rows."""
        y_std = None if self.y_std is None else self.y_std[rows]
        return replace(self, X=self.X[rows], y=self.y[rows], groups=self.groups[rows], y_std=y_std)

    def folds(self, count: int, random_state: Any) -> list[npt.NDArray[np.intp]]:
        """Rows of each of `count` folds, or of fewer where there are fewer groups; none for one group.

        Raises
        ------
        ValueError
            A fold would leave one row to learn from.
        """
        n_groups = len(np.unique(self.groups))
        count = min(count, n_groups)
        if count < 2:
            return []
        splitter = MaterialSplit(count, random_state=random_state)
        folds = [test for _, test in splitter.split(np.zeros(len(self.y)), groups=self.groups)]
        if len(self.y) - max(map(len, folds)) < 2:
            raise ValueError(
                f"left-out errors need at least 3 different materials or groups; got {len(self.y)} rows of {n_groups}. "
                "Add measurements, or pass calibration_folds=0 and no search for a model without intervals."
            )
        return folds


@dataclass(frozen=True, slots=True)
class Learning:
    """How a property is learned; the options are those of `Model`."""

    regressor: Any
    effort: str | None
    search: str | None
    search_space: Mapping[str, Any] | None
    n_iter: int
    select: Any
    interval: str
    calibration_folds: int
    random_state: Any
    n_jobs: int | None


@dataclass(frozen=True, slots=True)
class Property:
    """A property that has been learned.

    Attributes
    ----------
    regressor : regressor
        Fitted on all rows.
    calibration : Calibration or None
        Scores of left-out rows; None where none were asked for.
    parts : list of Part
        Regressors fitted without one fold each; empty unless intervals are made of them.
    search : fitted search of scikit-learn, or None
    left_out, left_out_std : arrays of shape (n,)
        Prediction of each training row from the other folds, and its standard deviation; NaN without folds.
    """

    regressor: Any
    calibration: Calibration | None
    parts: Sequence[Part]
    search: Any
    left_out: FloatArray
    left_out_std: FloatArray

    @property
    def best_params(self) -> Any:
        """Options that were chosen by a search."""
        return None if self.search is None else self.search.best_params_

    def relative_errors(self, targets: Targets) -> FloatArray:
        """Absolute left-out error of each training row over their mean; NaN without folds."""
        errors = np.abs(targets.measured[:, 0] - self.left_out)
        known = errors[np.isfinite(errors)]
        return errors / known.mean() if len(known) and known.mean() > 0 else np.full(len(errors), np.nan)

    def predict(self, X: FloatArray, *, with_std: bool) -> tuple[FloatArray, FloatArray]:
        """Mean, and the standard deviation of a new measurement (NaN where it is not known or not asked for)."""
        if not with_std:
            return np.asarray(self.regressor.predict(X), dtype=np.float64), np.full(len(X), np.nan)
        mean, std = predict_with_std(self.regressor, X)
        if self.calibration is not None and len(self.calibration.scores):
            return mean, self.calibration.std(std)
        return mean, std if predicts_std(self.regressor) else np.full(len(mean), np.nan)

    def interval(self, X: FloatArray, coverage: float) -> FloatArray:
        """Lower and upper ends, shape (n, 2)."""
        if self.calibration is None:
            raise AttributeError("intervals need left-out errors; fit with calibration_folds=5.")
        if not self.parts:
            return self.calibration.around(*predict_with_std(self.regressor, X), coverage)
        predicted = [predict_with_std(part.regressor, X) for part in self.parts]
        means, stds = (np.stack(values) for values in zip(*predicted, strict=True))
        return self.calibration.around_parts(means, stds, coverage)


def fit_property(rows: TrainingRows, learning: Learning) -> Property:
    """Search options where that is asked for, fit to all rows, and score left-out rows."""
    regressor = new_regressor(
        learning.regressor,
        learning.effort,
        random_state=learning.random_state,
        n_jobs=learning.n_jobs,
        fill_holes="known" in (rows.blocks or {}),  # new rows may have holes even where no training row has one
    )
    selector = new_selector(learning.select, random_state=learning.random_state, n_jobs=learning.n_jobs)
    if selector is not None and np.isnan(rows.X).any():
        raise ValueError(
            "select needs features without holes; known numbers have some. Fill them, or leave out select."
        )
    search = None if learning.search is None else _search(regressor, _selected(rows, selector), learning)
    if search is not None:
        regressor = clone(regressor).set_params(**search.best_params_)
    if selector is not None:
        regressor = SelectedRegressor(selector, regressor)
    count = len(np.unique(rows.groups)) if learning.interval == "jackknife+" else learning.calibration_folds
    folds = rows.folds(count if learning.calibration_folds else 0, learning.random_state)
    fitted, mean, std, parts = fit_left_out(
        regressor,
        rows.X,
        rows.y,
        folds,
        keep_parts=learning.interval != "cv",
        blocks=rows.blocks,
        y_std=rows.y_std,
        groups=rows.groups,
    )
    calibration = None
    if learning.calibration_folds:
        calibration = Calibration.from_left_out(
            rows.y, mean, std, groups=rows.groups, y_std=rows.y_std, folds=folds, own_std=predicts_std(fitted)
        )
    spread = std if calibration is None or not len(calibration.scores) else calibration.std(std)
    return Property(fitted, calibration, parts, search, mean, spread)


def _selected(rows: TrainingRows, selector: Any) -> TrainingRows:
    """Rows with the features that are left once a selector has seen all of them: the search is made for these."""
    if selector is None:
        return rows
    features, blocks = select_features(clone(selector), rows.X, rows.y, rows.groups, rows.blocks)
    return replace(rows, X=features, blocks=blocks)


def _search(regressor: Any, rows: TrainingRows, learning: Learning) -> Any:
    folds = rows.folds(5, learning.random_state)
    if not folds:
        raise ValueError(
            f"search={learning.search!r} needs at least 2 materials or groups; got 1. Pass search=None or more data."
        )
    everything = np.arange(len(rows.y))
    return search_options(
        regressor,
        rows.X,
        rows.y,
        [(np.setdiff1d(everything, fold), fold) for fold in folds],
        search=str(learning.search),
        space=learning.search_space,
        n_iter=learning.n_iter,
        random_state=learning.random_state,
        n_jobs=learning.n_jobs,
        **accepted_options(regressor.fit, blocks=rows.blocks, y_std=rows.y_std),
    )
