"""Structures for models that were fitted before: the first batch of a campaign that has nothing told yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from matinfo.design._arrays import FloatArray
from matinfo.design._campaign.history import History
from matinfo.design._campaign.suggest import Picks, untried
from matinfo.design._candidates import CandidateSource
from matinfo.design._objectives.base import Objective
from matinfo.design._predictions import Predictions, tells_std


def are_fitted(models: Mapping[str, Any]) -> bool:
    """Whether every property has a model that was fitted."""
    return all(model is not None and _is_fitted(model) for model in models.values())


def first_structures(
    source: CandidateSource,
    objective: Objective,
    models: Mapping[str, Any],
    history: History,
    n: int,
    rng: np.random.Generator,
) -> Picks | None:
    """New structures that the fitted models expect to meet the wish; None for other sources and models not fitted."""
    find = getattr(source, "find", None)
    if find is None or not are_fitted(models):
        return None
    wanted = n + len(history.tried)
    found = find(objective, models, n=wanted, n_particles=max(wanted, 200), n_calls=max(10 * wanted, 2000), rng=rng)
    frame = untried(found.frame, source, history.tried).head(n)
    mean = frame[list(objective.names)].to_numpy(dtype=np.float64)
    std = frame[[f"{name} sd" for name in objective.names]].to_numpy(dtype=np.float64)
    return Picks(frame[source.columns], mean, std)


def fitted_prediction(models: Mapping[str, Any], frame: pd.DataFrame) -> tuple[FloatArray, FloatArray] | None:
    """Means and standard deviations of models that were fitted before and tell both; None where one does not."""
    told = are_fitted(models) and all(map(tells_std, models.values()))
    return Predictions(tuple(models), models)(frame) if told else None


def _is_fitted(model: Any) -> bool:
    try:
        check_is_fitted(model)
    except (NotFittedError, TypeError, AttributeError):  # also what follows no contract of scikit-learn
        return False
    return True
