"""Values that look wrong, proposed with a score; nothing is removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from sklearn.base import clone
from sklearn.ensemble import IsolationForest

from matinfo._validation import check_choice, check_number
from matinfo.data._columns import check_known
from matinfo.data._split import MaterialSplit

if TYPE_CHECKING:
    from matinfo.data._dataset import Dataset

METHODS = ("robust_z", "isolation_forest", "residual")
THRESHOLDS = {"robust_z": 3.5, "isolation_forest": 0.6, "residual": 3.5}
FEWEST_ROWS = 8
NORMAL = 1.4826  # median absolute deviation of a normal distribution, as its standard deviation


def propose_outliers(
    dataset: Dataset,
    *,
    target: str | None = None,
    method: str = "robust_z",
    model: Any = None,
    features: Any = None,
    threshold: float | None = None,
    random_state: Any = 0,
) -> pd.DataFrame:
    """List values that look wrong, with a score; look at them, and hand those that are to ``ds.curate(remove=...)``.

    Parameters
    ----------
    dataset : Dataset
        Rows to look at.
    target : str, optional
        Name of the target; not needed where there is one.
    method : {"robust_z", "isolation_forest", "residual"}, default="robust_z"
        ``"robust_z"``: distance from the median in median absolute deviations. ``"isolation_forest"``: how easily a
        row is cut off from the others by its inputs and its value. ``"residual"``: robust z of the difference from
        what `model` predicts for materials that it has not seen; finds values that are usual, but not for this
        material.
    model : estimator, optional
        For ``"residual"``: anything with ``fit`` and ``predict`` that takes the inputs of the dataset.
    features : transformer, optional
        For ``"isolation_forest"``: turns the inputs into numbers, such as a featurizer. Without it, the columns of a
        recipe that are numbers are used; for structures it is needed.
    threshold : float, optional
        Score above which a value is listed: 3.5 by default for the z scores (Iglewicz and Hoaglin 1993), 0.6 for the
        forest, whose scores near 0.5 are usual and near 1 are not (Liu et al. 2008).
    random_state : int, RandomState or None, default=0
        Seed of the forest and of the folds.

    Returns
    -------
    DataFrame
        One row a proposal, worst first, labelled as in the dataset: ``target``, ``value``, ``expected`` (median or
        prediction), ``score``, ``threshold``, ``method``.

    Raises
    ------
    ValueError
        If an option is wrong, or fewer than 8 rows are measured.

    See Also
    --------
    Dataset.curate : Removes what you hand to it, and logs it.

    References
    ----------
    B. Iglewicz and D. C. Hoaglin, How to Detect and Handle Outliers, ASQC Quality Press (1993).
    F. T. Liu, K. M. Ting and Z.-H. Zhou, Isolation forest, ICDM (2008) 413.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.data import propose_outliers
    >>> tg = mi.load_polymers(properties="Tg")
    >>> propose_outliers(tg)[["value", "expected", "threshold"]]
                       value  expected  threshold
    polybenzimidazole  700.0     320.0        3.5
    """
    check_choice("method", method, METHODS)
    names = dataset.target_names
    if target is None and len(names) > 1:
        raise ValueError(f"The dataset has several targets ({', '.join(names)}). Name one with target=.")
    target = target or names[0]
    check_known("target", [target], names)
    limit = THRESHOLDS[method] if threshold is None else threshold
    check_number("threshold", limit, low=0)
    values = dataset._frame[target].replace([np.inf, -np.inf], np.nan)
    rows = np.flatnonzero(values.notna())
    if len(rows) < FEWEST_ROWS:
        raise ValueError(f"{len(rows)} rows have a value of {target!r}; at least {FEWEST_ROWS} are needed.")
    measured = dataset.take(rows)
    y = values.to_numpy(dtype=float)[rows]
    if method == "robust_z":
        expected = np.full(len(y), np.median(y))
        scores = robust_z(y)
    elif method == "residual":
        expected = _predicted(measured, y, model, random_state)
        scores = robust_z(y - expected)
    else:
        expected = np.full(len(y), np.median(y))
        table = np.column_stack([_features(measured, features), y])
        forest = IsolationForest(n_estimators=200, random_state=random_state).fit(table)
        scores = -forest.score_samples(table)
    found = pd.DataFrame(
        {"target": target, "value": y, "expected": expected, "score": scores, "threshold": limit, "method": method},
        index=measured._frame.index,
    )
    return found[scores > limit].sort_values("score", ascending=False, kind="stable")


def robust_z(values: np.ndarray) -> np.ndarray:
    """Distance from the median in robust standard deviations; infinite where more than half of the values agree."""
    distance = np.abs(values - np.median(values))
    spread = NORMAL * float(np.median(distance))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(distance == 0, 0.0, distance / spread)


def _predicted(dataset: Dataset, y: np.ndarray, model: Any, random_state: Any) -> np.ndarray:
    """Predictions for materials that were left out of the fit."""
    if model is None:
        raise ValueError("method='residual' needs a model, such as model=matinfo.Model().")
    X, groups = dataset.X, dataset.groups.to_numpy()
    n_groups = len(set(groups))
    if n_groups < 2:
        raise ValueError("method='residual' predicts materials that were left out; all rows are one. Try 'robust_z'.")
    predicted = np.empty(len(y))
    splits = MaterialSplit(min(5, n_groups), random_state=random_state)
    for train, test in splits.split(X, groups=groups):
        predicted[test] = clone(model).fit(X.iloc[train], y[train]).predict(X.iloc[test])
    return predicted


def _features(dataset: Dataset, features: Any) -> np.ndarray:
    if features is not None:
        return np.asarray(clone(features).fit_transform(dataset.X), dtype=float)
    if dataset.kind == "structure":
        raise ValueError(
            "method='isolation_forest' needs features for structures, such as features=matinfo.Descriptors()."
        )
    numbers = dataset._frame[dataset._schema.names("recipe")].select_dtypes("number")
    return numbers.fillna(numbers.median()).fillna(0.0).to_numpy(dtype=float)
