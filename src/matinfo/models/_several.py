"""Several properties on the same features, each with holes of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.models._calibration import Calibration
from matinfo.models._kernels import FloatArray
from matinfo.models._property import Learning, Property, TrainingRows, fit_property
from matinfo.models._targets import Targets

_CLEARLY = 1.645  # standard errors; one-sided 95 %


@dataclass(frozen=True, slots=True)
class Properties:
    """Several properties that have been learned.

    Attributes
    ----------
    names : list of str
    own : list of Property
        Learned from the features alone.
    informed : dict of int to Property
        Those that are learned better with the predictions of the other properties beside the features.
    """

    names: Sequence[str]
    own: Sequence[Property]
    informed: dict[int, Property]

    @property
    def used(self) -> list[Property]:
        """What predicts each property in the end."""
        return [self.informed.get(place, own) for place, own in enumerate(self.own)]

    @property
    def regressor(self) -> dict[str, Any]:
        """Fitted regressors by name of the property."""
        return {name: used.regressor for name, used in zip(self.names, self.used, strict=True)}

    @property
    def calibration(self) -> dict[str, Calibration | None]:
        """Scores of left-out rows by name of the property."""
        return {name: used.calibration for name, used in zip(self.names, self.used, strict=True)}

    @property
    def search(self) -> dict[str, Any]:
        """Fitted searches by name of the property."""
        return {name: used.search for name, used in zip(self.names, self.used, strict=True)}

    @property
    def best_params(self) -> dict[str, Any]:
        """Options that were chosen by a search, by name of the property."""
        return {name: used.best_params for name, used in zip(self.names, self.used, strict=True)}

    def relative_errors(self, targets: Targets) -> FloatArray:
        """Absolute left-out error of each training row over their mean, averaged over the properties measured on it."""
        errors = np.full(targets.measured.shape, np.nan)
        for place, used in enumerate(self.used):
            rows = np.flatnonzero(np.isfinite(targets.measured[:, place]))
            its_own = replace(targets, measured=targets.measured[rows][:, [place]])
            errors[rows, place] = used.relative_errors(its_own)
        known = np.isfinite(errors)
        total = np.where(known, errors, 0.0).sum(axis=1)
        return np.divide(total, known.sum(axis=1), out=np.full(len(errors), np.nan), where=known.any(axis=1))

    def predict(self, X: FloatArray, *, with_std: bool) -> tuple[FloatArray, FloatArray]:
        """Means and standard deviations, shape (n, n_properties) each."""
        guesses = self._guesses(X)
        mean, std = np.array(guesses), np.full(guesses.shape, np.nan)
        for place, used in enumerate(self.used):
            if with_std or place in self.informed:
                mean[:, place], std[:, place] = used.predict(self._inputs(X, guesses, place), with_std=with_std)
        return mean, std

    def interval(self, X: FloatArray, coverage: float) -> FloatArray:
        """Lower and upper ends, shape (n, n_properties, 2)."""
        guesses = self._guesses(X)
        return np.stack(
            [used.interval(self._inputs(X, guesses, place), coverage) for place, used in enumerate(self.used)], axis=1
        )

    def _guesses(self, X: FloatArray) -> FloatArray:
        return np.column_stack([own.predict(X, with_std=False)[0] for own in self.own])

    def _inputs(self, X: FloatArray, guesses: FloatArray, place: int) -> FloatArray:
        return _beside(X, guesses, place) if place in self.informed else X


def fit_properties(rows: TrainingRows, targets: Targets, y_std: FloatArray | None, learning: Learning) -> Properties:
    """Learn each property from the rows in which it is measured; then again with the others, where that is better.

    Parameters
    ----------
    rows : TrainingRows
        Features and groups of all rows; its target is not looked at.
    targets : Targets
        Of all rows, with holes.
    y_std : array of shape (n, n_properties), optional
    learning : Learning

    Notes
    -----
    The other properties enter as predictions, never as measured values, because a new material has none: left-out
    predictions where they were measured, plain ones elsewhere. They stay where the squared left-out errors fall by more
    than 1.6 standard errors, counted by group.
    """
    measured = [np.flatnonzero(np.isfinite(column)) for column in targets.measured.T]
    training = [
        replace(rows, y=targets.measured[:, place], y_std=None if y_std is None else y_std[:, place]).take(chosen)
        for place, chosen in enumerate(measured)
    ]
    own = [fit_property(its_rows, learning) for its_rows in training]
    fitted = Properties(targets.names, own, {})
    if len(own) < 2 or learning.calibration_folds == 0:
        return fitted
    guesses = fitted._guesses(rows.X)
    for place, chosen in enumerate(measured):
        left_out = own[place].left_out
        guesses[chosen, place] = np.where(np.isfinite(left_out), left_out, guesses[chosen, place])
    blocks = None
    if rows.blocks is not None:
        width = rows.X.shape[1]
        blocks = {**rows.blocks, "other properties": slice(width, width + len(own) - 1)}
    for place, (chosen, its_rows) in enumerate(zip(measured, training, strict=True)):
        wider = replace(its_rows, X=_beside(its_rows.X, guesses[chosen], place), blocks=blocks)
        informed = fit_property(wider, learning)
        if _is_better(its_rows, own[place].left_out, informed.left_out):
            fitted.informed[place] = informed
    return fitted


def _beside(X: FloatArray, guesses: FloatArray, place: int) -> FloatArray:
    return np.hstack([X, np.delete(guesses, place, axis=1)])


def _is_better(rows: TrainingRows, before: FloatArray, after: FloatArray) -> bool:
    gain = (before - rows.y) ** 2 - (after - rows.y) ** 2
    if not np.isfinite(gain).all():
        return False
    codes: npt.NDArray[np.intp] = np.unique(rows.groups, return_inverse=True)[1]
    by_group = np.bincount(codes, weights=gain) / np.bincount(codes)
    error = by_group.std(ddof=1) / np.sqrt(len(by_group)) if len(by_group) > 1 else np.inf
    return bool(by_group.mean() > _CLEARLY * error)
