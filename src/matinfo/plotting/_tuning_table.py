"""What a search over the options of a regressor found, as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message

SCORE_COLUMNS = ("score", "score_sd", "train_score", "rank", "scoring", "is_error")


def tuning_table(search: Any) -> pd.DataFrame:
    """Read what a search found as a tidy table.

    Parameters
    ----------
    search : GridSearchCV, RandomizedSearchCV, halving search, or Model with a search
        Fitted. Of a `matinfo.models.Model` of several targets take ``model.search_["Tg"]``.

    Returns
    -------
    DataFrame
        One row a candidate: one column an option (named as the regressor names it, ``C`` and not ``regressor__C``);
        ``score`` (mean over the inner folds), ``score_sd`` (over these folds), ``train_score`` where the search kept
        it, ``rank``, ``scoring`` (what was scored) and ``is_error``. Scores that scikit-learn has made negative are
        errors, and positive here.

    Raises
    ------
    TypeError
        If `search` is no search, or has several scores.

    Examples
    --------
    >>> from sklearn.datasets import make_regression
    >>> from sklearn.ensemble import ExtraTreesRegressor
    >>> from sklearn.model_selection import GridSearchCV
    >>> from matinfo.plotting import tuning_table
    >>> X, y = make_regression(60, 4, random_state=0)
    >>> search = GridSearchCV(ExtraTreesRegressor(20, random_state=0), {"max_leaf_nodes": [5, 20]}, scoring="r2")
    >>> tuning_table(search.fit(X, y))[["max_leaf_nodes", "scoring"]]
       max_leaf_nodes scoring
    0               5      r2
    1              20      r2
    """
    search = getattr(search, "search_", search)
    if isinstance(search, dict):
        first = next(iter(search))
        raise TypeError(f"the model has several targets; take the search of one, such as model.search_[{first!r}].")
    if not hasattr(search, "cv_results_"):
        next_step = 'Fit a GridSearchCV, or mi.Model(search="grid").'
        raise TypeError(option_message("search", "a fitted search, or a fitted model with one", search, next_step))
    results = search.cv_results_
    if "mean_test_score" not in results:
        raise TypeError("the search has several scores; make one with a single scoring=.")
    scoring = search.scoring if isinstance(search.scoring, str) else "score"
    sign = -1.0 if scoring.startswith("neg_") else 1.0
    names = [name for name in results if name.startswith("param_")]
    shorts = [name.rpartition("__")[2] or name for name in (key.removeprefix("param_") for key in names)]
    kept = shorts if len(set(shorts)) == len(shorts) else [name.removeprefix("param_") for name in names]
    values = {short: list(np.ma.getdata(results[name])) for short, name in zip(kept, names, strict=True)}
    table = pd.DataFrame({name: _column(column) for name, column in values.items()})
    table["score"] = sign * results["mean_test_score"]
    table["score_sd"] = results["std_test_score"]
    if "mean_train_score" in results:
        table["train_score"] = sign * results["mean_train_score"]
    table["rank"] = results["rank_test_score"]
    if "n_resources" in results:  # of a halving search: the same candidate on ever more rows, the last one counts
        table = table.drop_duplicates(list(values), keep="last", ignore_index=True)
    return table.assign(scoring=scoring.removeprefix("neg_").replace("_", " "), is_error=sign < 0)


def _column(values: list[Any]) -> pd.Series:
    """Numbers as numbers; None stays None, for it is an option and no hole."""
    column = pd.Series(values, dtype=object)
    return column if any(value is None for value in values) else column.infer_objects()
