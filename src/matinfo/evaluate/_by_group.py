"""How well predictions and intervals hold in parts of the data."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri
from scipy.stats import beta

from matinfo._validation import option_message
from matinfo.evaluate._metrics import Metric
from matinfo.evaluate._tabulate import score

Floats = NDArray[np.float64]
LEVELS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99)


def label_rows(by: Any, predictions: pd.DataFrame, n_bins: int) -> NDArray[Any]:
    """Group of every row of the predictions of one model and target.

    Parameters
    ----------
    by : "prediction", "fold" or labels
        Labels: a Series by row label, or an array with one entry a row of the table.
    predictions : DataFrame
        With columns ``row``, ``position``, ``fold`` and ``y_pred``.
    n_bins : int
        Bins of equal count for ``"prediction"``, numbered from 1; 0 for rows without a prediction.

    Raises
    ------
    ValueError
        If `by` is another word, or labels are missing.
    """
    if isinstance(by, str):
        if by == "fold":
            return predictions["fold"].to_numpy()
        if by == "prediction":
            order = predictions["y_pred"].rank(method="first").fillna(0.0).to_numpy()
            return np.asarray(np.ceil(order / max(order.max(), 1.0) * n_bins), dtype=np.intp)
        raise ValueError(option_message("by", "'prediction', 'fold', or one label a row", by))
    if isinstance(by, pd.Series) and by.index.is_unique and predictions["row"].isin(by.index).all():
        return by.loc[predictions["row"]].to_numpy()
    labels = np.asarray(by, dtype=object)
    if labels.ndim != 1 or len(labels) <= predictions["position"].max():
        expected = f"one label for each of the {predictions['position'].max() + 1} rows or more"
        raise ValueError(f"by must hold {expected}; got shape {labels.shape}.")
    return np.asarray(labels[predictions["position"].to_numpy()])


def score_groups(
    predictions: pd.DataFrame, labels: NDArray[Any], metrics: Sequence[Metric], coverage: float
) -> list[dict[str, Any]]:
    """One row a group: counts, means, metrics, the range in which the true coverage lies, and z scores."""
    rows = []
    group: Hashable
    for group, part in predictions.groupby(labels, sort=True, dropna=False):
        truth, predicted = part["y_true"].to_numpy(), part[["y_pred", "std", "low", "high"]].to_numpy()
        residual = predicted[:, 0] - truth
        row: dict[str, Any] = {
            "group": group,
            "n_rows": len(part),
            "y_pred_mean": float(predicted[:, 0].mean()),
            "bias": float(residual.mean()),
        }
        row |= {metric.name: score(metric, truth, predicted, coverage) for metric in metrics}
        if not np.isnan(predicted[:, 2:]).any():
            inside = int(((predicted[:, 2] <= truth) & (truth <= predicted[:, 3])).sum())
            row["coverage_low"], row["coverage_high"] = share_range(inside, len(part))
        if not np.isnan(predicted[:, 1]).any() and (predicted[:, 1] > 0).all():
            z = -residual / predicted[:, 1]
            row["z_mean"], row["z_sd"] = float(z.mean()), float(z.std(ddof=1)) if len(z) > 1 else float("nan")
        rows.append(row)
    return rows


def calibration_rows(z: Floats, levels: Sequence[float]) -> list[dict[str, float]]:
    """Share of rows within the central normal interval of each level, and the range of the true share."""
    rows = []
    for level in levels:
        inside = int((np.abs(z) <= ndtri(0.5 + level / 2)).sum())
        low, high = share_range(inside, len(z))
        rows.append({"nominal": level, "observed": inside / len(z), "low": low, "high": high})
    return rows


def share_range(count: int, n_rows: int, confidence: float = 0.95) -> tuple[float, float]:
    """Range in which a true share lies after `count` of `n_rows` were seen (Clopper and Pearson 1934).

    Examples
    --------
    >>> [round(end, 3) for end in share_range(9, 10)]
    [0.555, 0.997]
    """
    tail = (1.0 - confidence) / 2
    low = float(beta.ppf(tail, count, n_rows - count + 1)) if count else 0.0
    high = float(beta.ppf(1.0 - tail, count + 1, n_rows - count)) if count < n_rows else 1.0
    return low, high
