"""What dropping rows does to a score: with them, without them, and whether the model or only the test got easier."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.data import CurationLog, Dataset
from matinfo.evaluate._evaluator import Evaluator
from matinfo.evaluate._protocol import Predicts
from matinfo.evaluate._splits import Fold

SETTINGS = (("all", "all"), ("kept", "kept"), ("kept", "all"))  # rows of training, rows of test


def compare_curation(
    models: Mapping[str, Predicts], dataset: Dataset, *, evaluator: Evaluator | None = None, **curation: Any
) -> tuple[pd.DataFrame, CurationLog]:
    """Score models with and without the rows that a curation drops, on the same folds.

    Dropping outliers raises a score for two reasons: the model learns from better rows, or the test lost its hard ones.
    Only the first is a gain. So every model is also trained on the kept rows and tested on all.

    Parameters
    ----------
    models : mapping of str to estimator
        Regressors by name.
    dataset : Dataset
        Not curated yet.
    evaluator : Evaluator, optional
        Folds and metrics; by default five folds by material or group.
    **curation
        As in `Dataset.curate`, such as ``ranges={"strength": (5, 40)}``; replicates are not merged here.

    Returns
    -------
    scores : DataFrame
        Three rows a model (and the dummy) and target: ``model``, ``target``, ``trained_on`` and ``tested_on`` ("all" or
        "kept"), ``n_train`` (mean over folds), ``n_test`` (all folds), ``dropped`` (share of the values of this target
        that curation dropped or blanked), and the mean over folds of each metric on test rows.
    log : CurationLog
        Every dropped row with rule, value and threshold.

    Raises
    ------
    TypeError, ValueError
        As `Evaluator.compare` and `Dataset.curate` do.

    Warns
    -----
    CurationWarning
        More than a fifth of the rows is dropped; another share is ``max_dropped=``.

    See Also
    --------
    matinfo.data.Dataset.curate : The rules.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.evaluate import Evaluator, compare_curation
    >>> from sklearn.linear_model import Ridge
    >>> frame = mi.make_rubber_compounds(60).frame
    >>> data = mi.Dataset(frame, recipe=["oil_phr", "silica_phr"], targets={"hardness": "Shore A"}, groups="series")
    >>> scores, log = compare_curation(
    ...     {"ridge": Ridge()}, data, evaluator=Evaluator(cv=2), ranges={"hardness": (40, 80)}
    ... )
    >>> scores.loc[scores["model"] == "ridge", ["trained_on", "tested_on"]].to_numpy().tolist()
    [['all', 'all'], ['kept', 'kept'], ['kept', 'all']]
    """
    if not isinstance(dataset, Dataset):
        raise TypeError(option_message("dataset", "a Dataset, which knows how to curate", type(dataset).__name__))
    if curation.pop("merge_duplicates", False):
        raise ValueError("merge_duplicates must be False here: merged rows have no partner to be compared with.")
    evaluator = Evaluator() if evaluator is None else evaluator
    clean, log = dataset.curate(merge_duplicates=False, **curation)
    kept = clean.frame.reindex(dataset.frame.index)[dataset.target_names]
    table, folds, _ = evaluator._prepare(dataset, None, None)
    rows = []
    for target in dataset.target_names:
        own = [fold for fold in folds if fold.target == target]
        whole = {"all": table.rows_with(target), "kept": np.flatnonzero(kept[target].notna())}
        dropped = 1 - len(whole["kept"]) / len(whole["all"])
        values = table.y[target].rename(target)
        for trained_on, tested_on in SETTINGS:
            pairs = _restricted(own, whole[trained_on], whole[tested_on])
            options = vars(evaluator) | {"cv": pairs, "question": None, "leakage": "ignore"}  # leaks were told above
            groups = False if table.groups is None else table.groups
            result = Evaluator(**options).compare(models, table.X, values, groups)
            about = {"trained_on": trained_on, "tested_on": tested_on}
            sizes = {"n_train": np.mean([len(train) for train, _ in pairs]), "n_test": sum(len(t) for _, t in pairs)}
            for _, scores in result.summary().iterrows():
                head = {"model": scores["model"], "target": target} | about | sizes | {"dropped": dropped}
                rows.append(head | {metric.name: scores[f"{metric.name}_test"] for metric in result.metrics})
    return pd.DataFrame(rows).sort_values(["target", "model"], kind="stable", ignore_index=True), log


def _restricted(folds: list[Fold], train: np.ndarray, test: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Folds in which each side has only the given rows; a fold that loses a side is left out."""
    pairs = [(np.intersect1d(fold.train, train), np.intersect1d(fold.test, test)) for fold in folds]
    return [pair for pair in pairs if len(pair[0]) and len(pair[1])]
