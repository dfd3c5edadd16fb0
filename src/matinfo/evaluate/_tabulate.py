"""From predictions of all fits to two tidy tables: scores and out-of-fold predictions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from matinfo.evaluate._fit import Outcome
from matinfo.evaluate._metrics import Metric
from matinfo.evaluate._splits import Fold
from matinfo.evaluate._table import Table


def tabulate(
    jobs: Sequence[tuple[str, Fold]],
    outcomes: Sequence[Outcome],
    table: Table,
    metrics: Sequence[Metric],
    coverage: float,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores (one row per model, target, fold and side) and predictions (one row per model and test row)."""
    scores, predictions = [], []
    for (name, fold), outcome in zip(jobs, outcomes, strict=True):
        values = table.y[fold.target]
        n_train, n_test = fold.train.size, fold.test.size
        on_train = np.full((n_train, 4), np.nan)  # intervals are judged on test rows only
        on_train[:, 0] = outcome.train
        sides = {
            "train": (fold.train, on_train, outcome.train_seconds),
            "test": (fold.test, outcome.test, outcome.test_seconds),
        }
        for side, (rows, predicted, seconds) in sides.items():
            scores.append(
                {
                    "model": name,
                    "target": fold.target,
                    "fold": fold.number,
                    "side": side,
                    "n_train": n_train,
                    "n_test": n_test,
                }
                | {metric.name: score(metric, values.to_numpy()[rows], predicted, coverage) for metric in metrics}
                | {"fit_seconds": outcome.fit_seconds, "predict_seconds": seconds}
            )
        tested = pd.DataFrame(outcome.test, columns=["y_pred", "std", "low", "high"])
        tested.insert(0, "row", _as_column(table.y.index[fold.test]))
        tested.insert(1, "position", fold.test)
        tested.insert(2, "model", name)
        tested.insert(3, "target", fold.target)
        tested.insert(4, "fold", fold.number)
        tested.insert(5, "y_true", values.to_numpy()[fold.test])
        predictions.append(tested)
    filled = [part for part in predictions if len(part)] or predictions[:1]
    return pd.DataFrame(scores), pd.concat(filled, ignore_index=True)


def tabulate_chosen(jobs: Sequence[tuple[str, Fold]], outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """One row for each option that a model chose in a fold."""
    rows = [
        (name, fold.target, fold.number, option, value)
        for (name, fold), outcome in zip(jobs, outcomes, strict=True)
        for option, value in outcome.chosen.items()
    ]
    return pd.DataFrame(rows, columns=["model", "target", "fold", "option", "value"])


def score(metric: Metric, y_true: NDArray[np.float64], predicted: NDArray[np.float64], coverage: float) -> float:
    """One metric on columns prediction, std, low, high; NaN without rows and where a needed prediction is NaN."""
    needed = predicted[:, 2:] if metric.of_intervals else predicted[:, 0]
    if not len(needed) or np.isnan(needed).any():
        return float("nan")
    if metric.of_intervals:
        return float(metric.function(y_true, needed[:, 0], needed[:, 1], coverage))
    return float(metric.function(y_true, needed))


def describe_undefined(scores: pd.DataFrame, predictions: pd.DataFrame, metrics: Sequence[Metric]) -> list[str]:
    """Sentences on NaN scores of fits that worked, and on NaN predictions."""
    notes = []
    worked = scores[(scores["side"] == "test") & scores["fit_seconds"].notna()]
    points = [metric.name for metric in metrics if not metric.of_intervals]
    for (model, target), part in worked.groupby(["model", "target"], sort=False):
        for name in points:
            undefined = int(part[name].isna().sum())
            if undefined:
                small = int((part["n_test"] < 2).sum())
                notes.append(
                    f"{name} of {model!r} for {target!r} is NaN in {undefined} of {len(part)} folds, so is its mean "
                    f"({small} folds have fewer than 2 test rows). See pooled()."
                )
    missing = predictions[predictions["y_pred"].isna()].merge(worked[["model", "target", "fold"]])
    for (model, target), part in missing.groupby(["model", "target"], sort=False):
        notes.append(
            f"{model!r} predicted NaN for {len(part)} test rows of {target!r}, first for {part['row'].iloc[0]!r}."
        )
    return notes


def _as_column(labels: pd.Index) -> pd.Series:
    """Row labels as a plain column; labels of several levels become tuples."""
    return pd.Series(labels.to_flat_index() if isinstance(labels, pd.MultiIndex) else labels).reset_index(drop=True)
