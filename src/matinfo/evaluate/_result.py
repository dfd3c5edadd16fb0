"""What a comparison found, as tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd

from matinfo._paired import PairedTest, corrected_paired_test, holm
from matinfo._validation import check_choice, check_number
from matinfo.evaluate._by_group import LEVELS, calibration_rows, label_rows, score_groups
from matinfo.evaluate._leakage import Leak
from matinfo.evaluate._metrics import Metric
from matinfo.evaluate._result_card import result_card
from matinfo.evaluate._tabulate import score


@dataclass(frozen=True, repr=False, eq=False)
class Result:
    """Scores and out-of-fold predictions of several models on the same folds; made by `Evaluator.compare`.

    Every method returns a new DataFrame. A number that is undefined stays NaN and makes its mean NaN: R2 of fewer than
    two rows or of a constant target, interval metrics of a model without intervals or on the training side, scores of
    a fit that failed. `notes` says where this happened.

    Attributes
    ----------
    metrics : tuple of Metric
        The metrics that were taken, in the order of the columns.
    units : dict of str to str
        Unit of each target where it is known.
    coverage : float
        What the prediction intervals promise.
    notes : tuple of str
        What a reader of the numbers should know: rows left out, leaks, failures, assumptions.
    leaks : tuple of Leak
        What the checks for leakage found.

    See Also
    --------
    matinfo.plotting.ParityDisplay : Predicted against measured values.
    """

    _scores: pd.DataFrame
    _predictions: pd.DataFrame
    _chosen: pd.DataFrame
    metrics: tuple[Metric, ...]
    units: Mapping[str, str] = field(default_factory=dict)
    coverage: float = 0.9
    notes: tuple[str, ...] = ()
    leaks: tuple[Leak, ...] = ()

    @property
    def models(self) -> list[str]:
        """Names of the models in the order given, the dummy last."""
        return list(dict.fromkeys(self._scores["model"]))

    @property
    def targets(self) -> list[str]:
        """Names of the targets."""
        return list(dict.fromkeys(self._scores["target"]))

    def frame(self) -> pd.DataFrame:
        """One row per model, target, fold and side.

        Returns
        -------
        DataFrame
            Columns ``model``, ``target``, ``fold`` (from 0), ``side`` ("train" or "test"), ``n_train``, ``n_test``
            (rows), one column a metric, ``fit_seconds`` and ``predict_seconds`` (CPU time of the process on one thread;
            ``predict_seconds`` is for the rows of that side, on test with standard deviation and interval).

        See Also
        --------
        summary : The same, averaged over folds.
        """
        return self._scores.copy()

    def summary(self) -> pd.DataFrame:
        """One row per model and target: means and spread over folds, and the train-test gap.

        Returns
        -------
        DataFrame
            ``model``, ``target``, ``n_folds``; for each metric ``<metric>_test`` (mean over folds),
            ``<metric>_test_sd`` (sample standard deviation over folds; NaN for one fold), ``<metric>_train`` (mean) and
            ``<metric>_gap``; at last the mean ``fit_seconds`` and ``predict_seconds`` (test side).

        See Also
        --------
        describe : Meaning, formula and unit of every column.
        pooled : Metrics over all out-of-fold predictions at once, for folds that are too small to score one by one.
        differences : Whether one model is better than another beyond the noise of the folds.

        Notes
        -----
        The gap is test - train for errors (``rmse_gap`` = rmse_test - rmse_train) and train - test where high is good
        (``r2_gap`` = r2_train - r2_test), so a positive gap always means "worse on test". Metrics of intervals have
        test columns only.
        """
        rows = []
        for model, target, scores in self._parts():
            train, test = scores[scores["side"] == "train"], scores[scores["side"] == "test"]
            row: dict[str, object] = {"model": model, "target": target, "n_folds": len(test)}
            for metric in self.metrics:
                values = test[metric.name].to_numpy()
                row[f"{metric.name}_test"] = mean = float(np.mean(values))
                with np.errstate(invalid="ignore"):  # intervals that are infinite have no spread
                    row[f"{metric.name}_test_sd"] = float(np.std(values, ddof=1)) if len(values) > 1 else float("nan")
                if not metric.of_intervals:
                    row[f"{metric.name}_train"] = on_train = float(np.mean(train[metric.name].to_numpy()))
                    row[f"{metric.name}_gap"] = metric.gap(on_train, mean)
            row["fit_seconds"] = float(np.mean(test["fit_seconds"].to_numpy()))
            row["predict_seconds"] = float(np.mean(test["predict_seconds"].to_numpy()))
            rows.append(row)
        return pd.DataFrame(rows)

    def describe(self) -> pd.DataFrame:
        """Meaning, formula and unit of the metric columns of `summary`.

        Returns
        -------
        DataFrame
            Columns ``column``, ``meaning``, ``formula`` and ``unit`` ("unit of the target", or "" for a bare number).
        """
        rows = []
        for metric in self.metrics:
            unit = "unit of the target" if metric.in_target_unit else ""
            name, meaning = metric.name, metric.meaning
            texts = [(f"{name}_test", f"{meaning}, on test rows", "mean over folds")]
            texts += [(f"{name}_test_sd", f"spread of {name}_test", "sample standard deviation over folds")]
            if not metric.of_intervals:
                texts += [(f"{name}_train", f"{meaning}, on training rows", "mean over folds")]
                texts += [(f"{name}_gap", "train-test gap; positive is worse on test", metric.gap_formula)]
            rows += [{"column": column, "meaning": what, "formula": how, "unit": unit} for column, what, how in texts]
        return pd.DataFrame(rows)

    def predictions(self) -> pd.DataFrame:
        """Out-of-fold predictions: every test row of every fold.

        Returns
        -------
        DataFrame
            ``row`` (label of the row), ``position`` (its place in the table, from 0), ``model``, ``target``, ``fold``,
            ``y_true``, ``y_pred``, ``std``, ``low``, ``high``, in the unit of the target. The last three are NaN where
            a model does not give them.

        See Also
        --------
        pooled : Metrics on this table.
        """
        return self._predictions.copy()

    def pooled(self) -> pd.DataFrame:
        """One row per model and target: each metric over all out-of-fold predictions at once.

        Returns
        -------
        DataFrame
            ``model``, ``target``, ``n_rows`` and one column a metric. With repeated folds a row of the input counts
            once for each time that it was tested. Pooled R2 compares with the mean of all rows, and so differs from the
            mean of R2 over folds.

        See Also
        --------
        summary : Means over folds, with their spread.
        """
        rows = []
        for model, target, _ in self._parts():
            part = self._predictions_of(model, target)
            truth, predicted = part["y_true"].to_numpy(), part[["y_pred", "std", "low", "high"]].to_numpy()
            values = {metric.name: score(metric, truth, predicted, self.coverage) for metric in self.metrics}
            rows.append({"model": model, "target": target, "n_rows": len(part), **values})
        return pd.DataFrame(rows)

    def differences(self, baseline: str = "dummy", *, metric: str = "rmse", confidence: float = 0.95) -> pd.DataFrame:
        """Paired differences from one model, fold by fold on test rows, with their uncertainty.

        Parameters
        ----------
        baseline : str, default "dummy"
            The model to compare with.
        metric : str, default "rmse"
            Name of one of the metrics that were taken.
        confidence : float, default 0.95
            Of the two-sided interval.

        Returns
        -------
        DataFrame
            One row per other model and target: ``model``, ``target``, ``baseline``, ``metric``, ``n_folds``,
            ``difference`` (mean over folds of model - baseline: negative is better for errors, positive for R2),
            ``standard_error`` (corrected for shared training rows), ``t``, ``p_value`` (two-sided), ``low`` and
            ``high`` (ends of the interval), and ``p_holm``: the p value corrected by Holm's rule for the number of
            models that are compared on that target. With several models believe this one: of ten equal models one
            is below p = 0.1 by luck.

        Raises
        ------
        ValueError
            If the model or the metric is not in this result.

        See Also
        --------
        corrected_paired_test : The formula and its source.
        """
        check_choice("baseline", baseline, self.models)
        names = [known.name for known in self.metrics]
        check_choice("metric", metric, names, next_step=f"Take it too: Evaluator(metrics=({metric!r}, ...)).")
        tested = {
            (model, target): scores[scores["side"] == "test"].set_index("fold")
            for model, target, scores in self._parts()
        }
        rows = []
        for (model, target), scores in tested.items():
            if model == baseline:
                continue
            differences = scores[metric] - tested[baseline, target][metric]
            test = corrected_paired_test(differences, scores["n_train"], scores["n_test"], confidence=confidence)
            head = {"model": model, "target": target, "baseline": baseline, "metric": metric, "n_folds": len(scores)}
            rows.append(head | dict(zip(_TEST_COLUMNS, astuple(test), strict=True)))
        columns = ["model", "target", "baseline", "metric", "n_folds", *_TEST_COLUMNS]
        frame = pd.DataFrame(rows, columns=columns)
        frame["p_holm"] = frame.groupby("target")["p_value"].transform(lambda values: holm(values.to_numpy()))
        return frame

    def by_group(self, by: Any = "prediction", *, n_bins: int = 10) -> pd.DataFrame:
        """One row per model, target and group of rows: each metric over the out-of-fold predictions in the group.

        A coverage of 90 % over all rows can hide 99 % for easy materials and 60 % for hard ones; this table shows it.

        Parameters
        ----------
        by : {"prediction", "fold"}, Series or array-like, default="prediction"
            Bins of equal count by predicted value; folds; or one label a row: a Series by row label, or an array with
            one entry for each row of the table, such as polymer classes, clusters or sources.
        n_bins : int, default=10
            Number of bins; with 10 they are deciles, numbered from 1. Rows that a failed fit left without a prediction
            are group 0.

        Returns
        -------
        DataFrame
            ``model``, ``target``, ``group`` (NaN for rows without a label), ``n_rows``, ``y_pred_mean``, ``bias`` (mean
            of prediction - truth), one column a metric; for models with intervals ``coverage_low`` and
            ``coverage_high`` (95 % range of the true coverage of the group by Clopper and Pearson), and for models with
            a standard deviation ``z_mean`` and ``z_sd`` of (truth - prediction) / std, which should be 0 and 1.

        Raises
        ------
        ValueError
            If `by` is another word, or has too few labels.

        See Also
        --------
        pooled : The same over all rows.
        matinfo.plotting.CoverageDisplay : The picture.
        """
        check_number("n_bins", n_bins, low=1, whole=True)
        rows = []
        for model, target, _ in self._parts():
            part = self._predictions_of(model, target)
            groups = score_groups(part, label_rows(by, part, n_bins), self.metrics, self.coverage)
            rows += [{"model": model, "target": target} | row for row in groups]
        return pd.DataFrame(rows)

    def calibration(self, levels: Sequence[float] = LEVELS) -> pd.DataFrame:
        """Whether predicted standard deviations are right: promised against observed shares of normal intervals.

        Parameters
        ----------
        levels : sequence of float
            Promised shares, between 0 and 1.

        Returns
        -------
        DataFrame
            One row per model with standard deviations, target and level: ``model``, ``target``, ``n_rows``,
            ``nominal``, ``observed`` (share of rows whose error is within that many std), ``low`` and
            ``high`` (95 % range of the true share).

        See Also
        --------
        by_group : With ``z_mean`` and ``z_sd`` by group.
        """
        for level in levels:
            check_number("levels", level, low=0.0, high=1.0, open_ends=True)
        rows = []
        for model, target, _ in self._parts():
            part = self._predictions_of(model, target)
            std = part["std"].to_numpy()
            if np.isnan(std).any() or not (std > 0).all():
                continue
            z = (part["y_true"].to_numpy() - part["y_pred"].to_numpy()) / std
            head = {"model": model, "target": target, "n_rows": len(part)}
            rows += [head | row for row in calibration_rows(z, levels)]
        return pd.DataFrame(rows, columns=["model", "target", "n_rows", "nominal", "observed", "low", "high"])

    def chosen(self) -> pd.DataFrame:
        """What models chose by themselves in each fold: options of an inner search, number of features, penalties.

        A search that stands inside the model (``GridSearchCV``, ``Model(search="grid")``) sees the training rows of its
        fold only, so the scores are those of nested cross-validation; this table says whether the choice is stable.

        Returns
        -------
        DataFrame
            ``model``, ``target``, ``fold``, ``option`` and ``value``; no row for models that choose nothing.

        See Also
        --------
        frame : The scores of the same folds.
        """
        return self._chosen.copy()

    def leakage(self) -> pd.DataFrame:
        """What the checks for leakage found.

        Returns
        -------
        DataFrame
            ``check`` ("folds", "target twin" or "scaled before the split"), ``target``, ``column`` and ``message``; no
            row where nothing was found. `LeakageWarning` says what is looked at, and what cannot be seen.

        See Also
        --------
        matinfo.evaluate.LeakageWarning : The checks.
        """
        return pd.DataFrame([asdict(leak) for leak in self.leaks], columns=[column.name for column in fields(Leak)])

    def __repr__(self) -> str:
        n_folds = self._scores.groupby(["model", "target"])["fold"].nunique().max()
        metrics = [metric.name for metric in self.metrics]
        return (
            f"Result(models={self.models}, targets={self.targets}, folds={n_folds}, metrics={metrics}, "
            f"notes={len(self.notes)})"
        )

    def _repr_html_(self) -> str:
        return result_card(self)

    def _predictions_of(self, model: str, target: str) -> pd.DataFrame:
        return self._predictions[(self._predictions["model"] == model) & (self._predictions["target"] == target)]

    def _parts(self) -> list[tuple[str, str, pd.DataFrame]]:
        """Scores of each model and target, in the order in which they were asked for."""
        groups = self._scores.groupby(["model", "target"], sort=False)
        return [(str(model), str(target), scores) for (model, target), scores in groups]


_TEST_COLUMNS = [column.name for column in fields(PairedTest)]
