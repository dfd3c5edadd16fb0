"""What fitted models say of candidates, all properties at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matinfo.design._arrays import FloatArray


class Predictions:
    """Means and standard deviations of all properties, each of shape (n, n_properties)."""

    def __init__(self, names: tuple[str, ...], models: Any) -> None:
        self.names, self.models = names, models
        if isinstance(models, Mapping):
            missing = [name for name in names if name not in models]
            if missing:
                raise ValueError(f"models must have one for each property of the wish; missing: {missing}.")

    def __call__(self, frame: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
        if isinstance(self.models, Mapping):
            pairs = [self.models[name].predict(frame, return_std=True) for name in self.names]
        else:
            pairs = [self.models.predict(frame, return_std=True)]
        mean, std = (np.column_stack([np.asarray(pair[k], dtype=np.float64) for pair in pairs]) for k in (0, 1))
        if mean.shape != (len(frame), len(self.names)):
            raise ValueError(
                f"models must predict {len(self.names)} properties, {list(self.names)}; got predictions of shape "
                f"{mean.shape}. Pass a mapping of each property to its model."
            )
        return mean, std
