"""The model that a designer takes when none is named: the one place where design knows a concrete model."""

from __future__ import annotations

from typing import Any

import numpy as np

from matinfo.models import KernelBankRegressor, SurrogateRegressor

_MOST_COLUMNS = 60  # with more, one length scale a column is more than few experiments can tell


def default_model(n_features: int, seed: int) -> Any:
    """Return an unfitted regressor for encoded candidates, whose features are about 1 wide.

    Parameters
    ----------
    n_features : int
    seed : int
        For what is random in it.

    Returns
    -------
    SurrogateRegressor, or KernelBankRegressor for the many columns of a fingerprint
    """
    if n_features > _MOST_COLUMNS:
        return KernelBankRegressor(random_state=seed)
    return SurrogateRegressor(bounds=np.tile([0.0, 1.0], (n_features, 1)), random_state=seed)
