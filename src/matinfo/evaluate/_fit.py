"""One fit of one model on one fold: the work that is done in parallel."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri
from sklearn.base import clone
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from matinfo._take_rows import take_rows
from matinfo.evaluate._chosen import chosen_options
from matinfo.evaluate._problems import EvaluationError
from matinfo.evaluate._protocol import accepts_groups, gives_intervals, gives_std
from matinfo.evaluate._splits import Fold
from matinfo.evaluate._table import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """What every fit shares."""

    coverage: float
    random_state: int | None
    raise_errors: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """Predictions of one fit, NaN where the model gives none; `failure` is the text of an error, or empty.

    `test` has shape (n_test, 4): prediction, standard deviation, lower and upper end of the interval.
    """

    train: Floats
    test: Floats
    fit_seconds: float = float("nan")
    train_seconds: float = float("nan")
    test_seconds: float = float("nan")
    normal_interval: bool = False
    failure: str = ""
    chosen: Mapping[str, Any] = field(default_factory=dict)


def run_jobs(
    jobs: Sequence[tuple[str, Fold]], models: Mapping[str, Any], table: Table, settings: Settings
) -> list[Outcome]:
    """Fit and predict for each (name of a model, fold).

    One thread a fit: linear algebra on more threads adds in another order, so the last digits would depend on the
    machine and on ``n_jobs``; and CPU seconds of different models stay comparable.

    Raises
    ------
    EvaluationError
        If a model raises and ``settings.raise_errors`` is set.
    """
    with threadpool_limits(limits=1):
        return [_run(name, models[name], fold, table, settings) for name, fold in jobs]


def _run(name: str, model: Any, fold: Fold, table: Table, settings: Settings) -> Outcome:
    try:
        return _fit_and_predict(model, fold, table, settings)
    except Exception as error:  # whatever a model of the user's raises gets the name of the model and the fold
        reason = f"{type(error).__name__}: {error}"
        if settings.raise_errors:
            raise EvaluationError(name, fold.target, fold.number, reason) from error
        nothing = np.full(fold.train.size, np.nan), np.full((fold.test.size, 4), np.nan)
        return Outcome(*nothing, failure=reason)


def _fit_and_predict(model: Any, fold: Fold, table: Table, settings: Settings) -> Outcome:
    fresh = _seeded(clone(model), settings.random_state)
    inputs, values = take_rows(table.X, fold.train), table.y[fold.target].to_numpy()[fold.train]
    groups = table.groups[fold.train] if table.groups is not None else None
    options = {"groups": groups} if groups is not None and accepts_groups(fresh) else {}

    start = time.process_time()
    fresh.fit(inputs, values, **options)
    fitted = time.process_time()
    train = _column("predict", fresh.predict(inputs), fold.train.size)
    trained = time.process_time()
    test, normal = np.empty((0, 4)), False
    if fold.test.size:  # a fold fixed beforehand may have no test row with a value of this target
        test, normal = _predict_test(fresh, take_rows(table.X, fold.test), fold.test.size, settings.coverage)
    tested = time.process_time()
    seconds = fitted - start, trained - fitted, tested - trained
    return Outcome(train, test, *seconds, normal, chosen=chosen_options(fresh))


def _predict_test(model: Any, inputs: Any, n_rows: int, coverage: float) -> tuple[Floats, bool]:
    """Columns prediction, std, low, high; and whether the interval is only prediction +- z std."""
    result = np.full((n_rows, 4), np.nan)
    with_std = gives_std(model)
    if with_std:
        mean, std = model.predict(inputs, return_std=True)
        result[:, 0] = _column("predict", mean, n_rows)
        result[:, 1] = _column("the standard deviation", std, n_rows)
    else:
        result[:, 0] = _column("predict", model.predict(inputs), n_rows)
    if gives_intervals(model):
        ends = np.asarray(model.predict_interval(inputs, coverage=coverage), dtype=np.float64)
        if ends.shape != (n_rows, 2):
            raise ValueError(f"predict_interval must give shape {(n_rows, 2)}; got {ends.shape}.")
        result[:, 2:] = ends
        return result, False
    if with_std:
        half = ndtri(0.5 + coverage / 2) * result[:, 1]
        result[:, 2], result[:, 3] = result[:, 0] - half, result[:, 0] + half
    return result, with_std


def _column(what: str, values: Any, n_rows: int) -> Floats:
    array = np.asarray(values, dtype=np.float64)
    if array.shape not in ((n_rows,), (n_rows, 1)):
        raise ValueError(f"{what} must give shape {(n_rows,)}; got {array.shape}.")
    return array.reshape(n_rows)


def _seeded(model: Any, seed: int | None) -> Any:
    """Give `seed` to every ``random_state`` that is None, also in the steps of a pipeline; others keep their own."""
    if seed is None:
        return model
    unset = {
        name: seed
        for name, value in model.get_params(deep=True).items()
        if value is None and (name == "random_state" or name.endswith("__random_state"))
    }
    return model.set_params(**unset) if unset else model
