"""Structures for models that were fitted before: the first batch of a campaign that has nothing told yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from sklearn.exceptions import NotFittedError
from sklearn.utils.validation import check_is_fitted

from matinfo.design._arrays import FloatArray
from matinfo.design._campaign.suggest import Picks
from matinfo.design._candidates import CandidateSource
from matinfo.design._objectives.base import Objective
from matinfo.design._predictions import Predictions


def are_fitted(models: Mapping[str, Any]) -> bool:
    """Whether every property has a model that was fitted."""
    return all(model is not None and _is_fitted(model) for model in models.values())


def first_structures(
    source: CandidateSource, objective: Objective, models: Mapping[str, Any], n: int, rng: np.random.Generator
) -> Picks | None:
    """Structures that the fitted models expect to meet the wish; None for other sources and models not fitted."""
    find = getattr(source, "find", None)
    if find is None or not are_fitted(models):
        return None
    found = find(objective, models, n=n, n_particles=max(n, 200), n_calls=max(10 * n, 2000), rng=rng)
    mean = found.frame[list(objective.names)].to_numpy(dtype=np.float64)
    std = found.frame[[f"{name} sd" for name in objective.names]].to_numpy(dtype=np.float64)
    return Picks(found.frame[["structure"]], mean, std)


def fitted_prediction(models: Mapping[str, Any], frame: pd.DataFrame) -> tuple[FloatArray, FloatArray] | None:
    """Means and standard deviations of models that were fitted before; None where one was not."""
    return Predictions(tuple(models), models)(frame) if are_fitted(models) else None


def _is_fitted(model: Any) -> bool:
    try:
        check_is_fitted(model)
    except (NotFittedError, TypeError, AttributeError):  # also what follows no contract of scikit-learn
        return False
    return True
