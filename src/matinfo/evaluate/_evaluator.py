"""The same protocol for every model: folds that do not leak, metrics on train and test, a dummy beside."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import pandas as pd
from sklearn.dummy import DummyRegressor

from matinfo._parallel import map_chunks
from matinfo._validation import check_choice, check_number, option_message
from matinfo.evaluate._fit import Outcome, Settings, run_jobs
from matinfo.evaluate._leakage import Leak, Policy, describe_shared_materials, find_leaks, report_leaks
from matinfo.evaluate._learning_curve import SHARES, LearningCurve, check_sizes, growing_folds
from matinfo.evaluate._metrics import INTERVAL_METRICS, Metric, find_metrics
from matinfo.evaluate._problems import FailedFitWarning
from matinfo.evaluate._protocol import Predicts
from matinfo.evaluate._questions import Question, check_question, choose_splitter
from matinfo.evaluate._result import Result
from matinfo.evaluate._splits import Fold, make_folds
from matinfo.evaluate._table import Table, read_table
from matinfo.evaluate._tabulate import describe_undefined, tabulate, tabulate_chosen

DUMMY = "dummy"


class Evaluator:
    """Compare models on the same folds, with rows of one material never on both sides of a split.

    Parameters
    ----------
    cv : None, int, splitter or list of (train, test) positions, default None
        None gives 5 folds, and a whole number that many, which keep rows of one material together
        (`matinfo.data.MaterialSplit`). Any splitter of scikit-learn may stand in; if it puts rows of one material on
        both sides, a `LeakageWarning` says how many.
    question : {None, "material", "row", "cluster", "class", "source", "extrapolation"}, default None
        What is asked, by name, in place of a splitter: a new material (the default), another row whatever its
        material, a material unlike those in training (`ClusterSplit`), a new polymer class (`ClassSplit`), a new source
        (one at a time; those of the Dataset, or `groups`), or values beyond those in training (`ExtrapolationSplit`).
        A whole number in `cv` then is the number of folds.
    metrics : sequence of str or Metric, default ("r2", "rmse", "mae")
        Among "r2", "rmse", "mae", "coverage", "interval_width" and "interval_score", or metrics of your own. The
        last three are added by themselves where a model gives intervals.
    random_state : int or None, default 0
        Seed of the default folds and of every ``random_state`` in the models that is None. With None nothing is
        seeded, and two runs differ.
    coverage : float, default 0.9
        What prediction intervals are asked to cover, between 0 and 1.
    errors : {"raise", "nan"}, default "raise"
        What happens when a model raises in a fold: stop with its name and the fold, or keep NaN scores there, give
        one `FailedFitWarning` and say so in ``result.notes``.
    leakage : {"warn", "raise", "ignore"}, default "warn"
        What to do about leaks that can be seen in folds and columns (`LeakageWarning` lists the checks): one warning
        for all of them, one `LeakageError`, or neither. ``result.leakage()`` has them as a table in any case.
    n_jobs : int or None, default None
        Processes that share the fits (joblib). Numbers do not depend on it, seconds do.

    See Also
    --------
    sklearn.model_selection.cross_validate : One model, one target, any scorer.

    Examples
    --------
    >>> import numpy as np
    >>> from matinfo.evaluate import Evaluator
    >>> from sklearn.linear_model import LinearRegression
    >>> x = np.arange(20.0)
    >>> y = 2 * x + (-1) ** x
    >>> result = Evaluator(metrics=("rmse",)).compare({"line": LinearRegression()}, x.reshape(-1, 1), y)
    >>> result.summary()[["model", "rmse_test"]].round(1)
       model  rmse_test
    0   line        1.2
    1  dummy       11.7
    """

    def __init__(
        self,
        *,
        cv: Any = None,
        question: Question | None = None,
        metrics: Iterable[str | Metric] = ("r2", "rmse", "mae"),
        random_state: int | None = 0,
        coverage: float = 0.9,
        errors: Literal["raise", "nan"] = "raise",
        leakage: Policy = "warn",
        n_jobs: int | None = None,
    ) -> None:
        self.cv = cv
        self.question = question
        self.metrics = metrics
        self.random_state = random_state
        self.coverage = coverage
        self.errors = errors
        self.leakage = leakage
        self.n_jobs = n_jobs

    def compare(
        self, models: Mapping[str, Predicts], X: Any, y: Any = None, groups: Any | Literal[False] | None = None
    ) -> Result:
        """Fit every model, and a dummy that predicts the mean, on every fold of every target.

        Parameters
        ----------
        models : mapping of str to estimator
            Regressors by name; each is cloned for each fit. The name "dummy" is taken.
        X : Dataset, list of str, Series, DataFrame, array or sparse matrix, n rows
            A `matinfo.data.Dataset` alone, or inputs that go with `y`.
        y : Series, DataFrame or array of shape (n,) or (n, n_targets), or Dataset, optional
            Values, one column a target. NaN is a hole: the row is left out for that target only. A Dataset, beside
            features of its rows as `X`, brings values, units and groups.
        groups : array-like of shape (n,), False or None, default None
            One label a row; rows with one label are one material. None takes those of the Dataset, else the material by
            `matinfo.data.material_groups`. False opts out of grouping and of the check. Models whose ``fit`` names
            `groups` get the labels of their training rows.

        Returns
        -------
        Result
            Scores, summary, out-of-fold predictions and paired differences as DataFrames.

        Raises
        ------
        TypeError, ValueError
            If an option, a model or the shape of the input is wrong.
        InvalidRowsError
            If values or structures cannot be read; all bad rows together.
        EvaluationError
            If a model raises and ``errors="raise"``.
        LeakageError
            If folds or columns leak, and ``leakage="raise"``; nothing was fitted then.

        Warns
        -----
        LeakageWarning
            If folds or columns leak, and ``leakage="warn"``.
        FailedFitWarning
            If a model raises and ``errors="nan"``.

        See Also
        --------
        Result.summary : One row for each model and target.

        Examples
        --------
        >>> from matinfo.evaluate import Evaluator
        >>> from sklearn.linear_model import Ridge
        >>> X, y = [[1.0], [2.0], [3.0], [4.0]], [2.0, 4.0, 6.0, 8.0]
        >>> result = Evaluator(cv=2).compare({"ridge": Ridge()}, X, y)
        >>> len(result.frame())  # 2 models x 1 target x 2 folds x 2 sides
        8
        """
        metrics = self._check_options()
        models = _with_dummy(models)
        table, folds, leaks = self._prepare(X, y, groups)
        notes = [*table.notes, *(leak.message for leak in leaks), *describe_shared_materials(folds, table)]

        jobs = [(name, fold) for name in models for fold in folds]
        outcomes = self._run(jobs, models, table)
        notes += _describe_outcomes(jobs, outcomes, self.coverage)
        metrics = _with_interval_metrics(metrics, outcomes)
        scores, predictions = tabulate(jobs, outcomes, table, metrics, self.coverage)
        notes += describe_undefined(scores, predictions, metrics)
        chosen = tabulate_chosen(jobs, outcomes)
        return Result(
            scores, predictions, chosen, metrics, dict(table.units), self.coverage, tuple(notes), tuple(leaks)
        )

    def learning_curve(
        self,
        models: Mapping[str, Predicts],
        X: Any,
        y: Any = None,
        groups: Any | Literal[False] | None = None,
        *,
        sizes: Iterable[float] = SHARES,
        n_repeats: int = 1,
    ) -> LearningCurve:
        """Fit every model, and a dummy, on growing parts of the training rows of every fold; test rows stay the same.

        Parameters
        ----------
        models, X, y, groups
            As in `compare`.
        sizes : sequence of int or float, default=(0.0625, 0.125, 0.25, 0.5, 1.0)
            Training rows, as whole numbers, or as shares of the training rows of the smallest fold. Parts are nested:
            a smaller one lies in every larger one. Materials are whole, so a part may have a few rows more.
        n_repeats : int, default=1
            How often materials are drawn anew in each fold; small parts scatter most.

        Returns
        -------
        LearningCurve
            Scores by model, fold, repeat and size as DataFrames.

        Raises
        ------
        TypeError, ValueError, InvalidRowsError, EvaluationError, LeakageError
            As in `compare`; also if sizes are larger than the training rows of a fold.

        See Also
        --------
        matinfo.plotting.LearningCurveDisplay : The picture.

        Examples
        --------
        >>> import numpy as np
        >>> from sklearn.linear_model import Ridge
        >>> from matinfo.evaluate import Evaluator
        >>> rng = np.random.default_rng(0)
        >>> X = rng.normal(size=(60, 10))
        >>> y = X.sum(axis=1) + rng.normal(size=60)
        >>> curve = Evaluator(cv=3).learning_curve({"ridge": Ridge()}, X, y, sizes=[10, 40])
        >>> curve.summary().query("model == 'ridge'")[["size", "rmse_test"]].round(1)
           size  rmse_test
        0    10        2.3
        1    40        1.1
        """
        metrics = self._check_options()
        sizes = check_sizes(sizes, n_repeats)
        models = _with_dummy(models)
        table, folds, leaks = self._prepare(X, y, groups)
        parts = list(growing_folds(folds, table.groups, sizes, n_repeats, self.random_state))
        jobs = [(name, part.fold) for name in models for part in parts]
        outcomes = self._run(jobs, models, table)

        notes = [*table.notes, *(leak.message for leak in leaks), *_describe_outcomes(jobs, outcomes, self.coverage)]
        metrics = _with_interval_metrics(metrics, outcomes)
        scores, _ = tabulate(jobs, outcomes, table, metrics, self.coverage)
        asked = [(part.repeat, part.size) for _ in models for part in parts for _side in ("train", "test")]
        scores.insert(3, "repeat", [repeat for repeat, _ in asked])
        scores.insert(4, "size", [size for _, size in asked])
        return LearningCurve(scores, metrics, dict(table.units), tuple(notes))

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"Evaluator({options})"

    def _prepare(self, X: Any, y: Any, groups: Any) -> tuple[Table, list[Fold], list[Leak]]:
        """Table and folds, checked for leaks."""
        table = read_table(X, y, groups, by_source=self.question == "source")
        splitter = choose_splitter(
            self.cv, question=self.question, grouped=table.groups is not None, random_state=self.random_state
        )
        folds = [fold for target in table.y.columns for fold in make_folds(splitter, table, target)]
        leaks = find_leaks(splitter, folds, table)
        asked_for = [leak for leak in leaks if leak.check == "folds" and self.question == "row"]
        report_leaks([leak for leak in leaks if leak not in asked_for], self.leakage, stacklevel=3)
        return table, folds, leaks

    def _run(self, jobs: list[tuple[str, Fold]], models: Mapping[str, Any], table: Table) -> list[Outcome]:
        settings = Settings(self.coverage, self.random_state, self.errors == "raise")
        chunks = map_chunks(run_jobs, jobs, models, table, settings, n_jobs=self.n_jobs, chunk_rows=1)
        return [outcome for chunk in chunks for outcome in chunk]

    def _check_options(self) -> tuple[Metric, ...]:
        check_number("coverage", self.coverage, low=0.0, high=1.0, open_ends=True)
        check_choice("errors", self.errors, ("raise", "nan"))
        check_choice("leakage", self.leakage, ("warn", "raise", "ignore"))
        check_question(self.question)
        if self.random_state is not None:
            check_number("random_state", self.random_state, low=0, high=2**32 - 1, whole=True)
        return find_metrics(self.metrics)


def _with_dummy(models: Mapping[str, Predicts]) -> dict[str, Any]:
    """Check the models and add the dummy as the last one."""
    if not isinstance(models, Mapping) or not models:
        raise TypeError(option_message("models", "a dictionary of models by name", models, 'Write {"SVR": SVR()}.'))
    for name, model in models.items():
        if not isinstance(name, str) or name == DUMMY:
            raise ValueError(option_message("models", f"named by strings other than {DUMMY!r}", name))
        if isinstance(model, type) or not isinstance(model, Predicts) or not hasattr(model, "get_params"):
            expected = "an estimator of scikit-learn: fit, predict and get_params"
            raise TypeError(option_message(f"models[{name!r}]", expected, model, "Pass an instance, not a class."))
    return {**models, DUMMY: DummyRegressor(strategy="mean")}


def _with_interval_metrics(metrics: tuple[Metric, ...], outcomes: list[Outcome]) -> tuple[Metric, ...]:
    """Add coverage and its companions where a model gives intervals; a metric of the user's keeps its name."""
    if not any(pd.notna(outcome.test[:, 2]).any() for outcome in outcomes):
        return metrics
    names = {metric.name for metric in metrics}
    return metrics + tuple(metric for metric in INTERVAL_METRICS if metric.name not in names)


def _describe_outcomes(jobs: list[tuple[str, Fold]], outcomes: list[Outcome], coverage: float) -> list[str]:
    """Notes on failures (with one warning for all of them) and on intervals that assume normal errors."""
    failures = [
        f"{name!r} failed in fold {fold.number} of {fold.target!r}: {outcome.failure}"
        for (name, fold), outcome in zip(jobs, outcomes, strict=True)
        if outcome.failure
    ]
    if failures:
        text = f"{len(failures)} of {len(jobs)} fits failed; their scores are NaN.\n" + "\n".join(failures[:5])
        warnings.warn(f"{text}\nAll of them are in result.notes.", FailedFitWarning, stacklevel=3)
    normal = dict.fromkeys(name for (name, _), outcome in zip(jobs, outcomes, strict=True) if outcome.normal_interval)
    assumed = [
        f"{name!r} gives a standard deviation only; its {coverage:.0%} interval assumes normal errors."
        for name in normal
    ]
    return failures + assumed
