"""What a report is made of, measured once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from sklearn.base import clone

from matinfo.data import Dataset
from matinfo.evaluate import Evaluator, Result, rmse
from matinfo.evaluate._protocol import accepts_groups
from matinfo.interpret import explain

NAME = "model"  # of the model in the comparison
EXPLAINED_ROWS = 100
N_REPEATS = 5  # of each importance
TEST_SHARE = 0.2  # of the split for domain and importances


@dataclass(frozen=True, eq=False)
class Findings:
    """Measured facts; the sections of a report only write them down.

    Attributes
    ----------
    model : estimator
        Not fitted.
    ds : Dataset
        Of one target.
    result : Result
        Of the model, as `NAME`, and the dummy.
    n_materials : int
    coverage : float
    random_state : int
    split : tuple of int
        Training and test rows of the one split for domain and importances.
    domain : dict of str to float
        ``share`` of the test rows inside, ``rmse_inside`` and ``rmse_outside``; empty for a model without a domain.
    importance : DataFrame or None
    no_importance : str
        Why there is none.
    worst : DataFrame
    """

    model: Any
    ds: Dataset
    result: Result
    n_materials: int
    coverage: float
    random_state: int
    split: tuple[int, int]
    domain: dict[str, float]
    importance: pd.DataFrame | None
    no_importance: str
    worst: pd.DataFrame

    @property
    def target(self) -> str:
        """Name of the property."""
        return self.ds.target_names[0]

    @property
    def unit(self) -> str:
        """Its unit, or an empty text."""
        return self.ds.units[self.target] or ""

    @property
    def kept_together(self) -> str:
        """What is never on both sides of a split: materials, or groups by the column that the dataset names."""
        roles = self.ds.columns["role"]
        named = [name for name, role in roles.items() if str(role).endswith("group")]
        return f"groups of {named[0]!r}" if named else "materials"

    @cached_property
    def scores(self) -> dict[str, dict[str, float]]:
        """Means and spreads over folds, for the model and the dummy."""
        rows = self.result.summary().to_dict("records")
        return {str(row["model"]): {str(name): value for name, value in row.items()} for row in rows}

    @cached_property
    def pooled(self) -> dict[str, float]:
        """Metrics of the model over all left-out rows at once."""
        rows = self.result.pooled().to_dict("records")
        return {str(name): value for row in rows if row["model"] == NAME for name, value in row.items()}

    @cached_property
    def predictions(self) -> pd.DataFrame:
        """Out-of-fold predictions of the model."""
        table = self.result.predictions()
        return table[table["model"] == NAME]

    @property
    def has_intervals(self) -> bool:
        """Whether every prediction has ends."""
        return bool(np.isfinite(self.predictions[["low", "high"]].to_numpy()).all())


def gather(
    model: Any,
    ds: Dataset,
    *,
    cv: Any,
    coverage: float,
    importance: bool,
    n_worst: int,
    random_state: int,
    n_jobs: int | None,
) -> Findings:
    """Judge `model` on folds, and look at one fit more closely."""
    evaluator = Evaluator(cv=cv, coverage=coverage, random_state=random_state, n_jobs=n_jobs)
    result = evaluator.compare({NAME: model}, ds)
    train, test = ds.split(TEST_SHARE, random_state=random_state)
    fitted = clone(model)
    options = {"groups": train.groups.to_numpy()} if accepts_groups(fitted) else {}
    fitted.fit(train.X, train.y, **options)
    table, reason = _importance(fitted, test, random_state, n_jobs) if importance else (None, "It was not asked for.")
    return Findings(
        model=model,
        ds=ds,
        result=result,
        n_materials=int(pd.unique(ds.materials).size),
        coverage=coverage,
        random_state=random_state,
        split=(len(train), len(test)),
        domain=_domain(fitted, test),
        importance=table,
        no_importance=reason,
        worst=_worst(result, ds, n_worst),
    )


def _importance(fitted: Any, test: Dataset, random_state: int, n_jobs: int | None) -> tuple[pd.DataFrame | None, str]:
    try:
        asked = explain(fitted, test.X, test.y, max_rows=EXPLAINED_ROWS, random_state=random_state, n_jobs=n_jobs)
        return asked.importance(n_repeats=N_REPEATS), ""
    except (TypeError, ValueError) as error:  # a model that only predicts from structures, or too few rows
        return None, str(error)


def _domain(fitted: Any, test: Dataset) -> dict[str, float]:
    if not hasattr(fitted, "in_domain"):
        return {}
    inside = np.asarray(fitted.in_domain(test.X), dtype=bool)
    truth, predicted = test.y.to_numpy(dtype=np.float64), np.asarray(fitted.predict(test.X), dtype=np.float64)
    return {
        "share": float(inside.mean()),
        "n_outside": int((~inside).sum()),
        "rmse_inside": rmse(truth[inside], predicted[inside]),
        "rmse_outside": rmse(truth[~inside], predicted[~inside]),
    }


def _worst(result: Result, ds: Dataset, n_worst: int) -> pd.DataFrame:
    table = result.predictions()
    table = table[table["model"] == NAME].assign(error=lambda own: own["y_pred"] - own["y_true"])
    order = np.argsort(-table["error"].abs().to_numpy(), kind="stable")[:n_worst]
    worst = table.iloc[order].reset_index(drop=True)
    inputs = ds.frame.iloc[worst["position"]]
    structures = inputs.loc[:, (ds.columns["role"] == "structure").to_numpy()]
    shown = structures.iloc[:, 0] if structures.shape[1] else ds.materials.iloc[worst["position"]]
    worst.insert(1, "material", shown.to_numpy())
    return worst[["row", "material", "fold", "y_true", "y_pred", "low", "high", "error"]]
