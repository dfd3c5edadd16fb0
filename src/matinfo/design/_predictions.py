"""What fitted models say of candidates, all properties at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matinfo.design._arrays import FloatArray


class Predictions:
    """Means and standard deviations of all properties, each of shape (n, n_properties).

    One model may stand for several properties, or for all of them: it is asked once. Which of its columns is which
    property is told by its ``target_names_``, where these are names of properties, or by their order.

    Parameters
    ----------
    names : tuple of str
        Properties, in the order of the columns.
    models : regressor or mapping of str to regressor
        Fitted.

    Attributes
    ----------
    models : list of regressor
        Each once.

    Raises
    ------
    ValueError
        If a property has no model, or a model predicts another number of properties than it stands for.
    """

    def __init__(self, names: tuple[str, ...], models: Any) -> None:
        by_name = models if isinstance(models, Mapping) else dict.fromkeys(names, models)
        missing = [name for name in names if name not in by_name]
        if missing:
            raise ValueError(f"models must have one for each property of the wish; missing: {missing}.")
        self.names = names
        self.models = list({id(by_name[name]): by_name[name] for name in names}.values())
        self._asked = [[name for name in names if by_name[name] is model] for model in self.models]

    def __call__(self, frame: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
        mean, std = np.empty((2, len(frame), len(self.names)))
        for model, asked in zip(self.models, self._asked, strict=True):
            told = [np.asarray(part, dtype=np.float64) for part in model.predict(frame, return_std=True)]
            told_mean, told_std = (part.reshape(len(frame), -1) for part in told)
            for name, column in zip(asked, _columns(model, asked, told_mean.shape[1]), strict=True):
                place = self.names.index(name)
                mean[:, place], std[:, place] = told_mean[:, column], told_std[:, column]
        return mean, std


def _columns(model: Any, asked: list[str], n_columns: int) -> list[int]:
    """Columns of the predictions in which the properties stand."""
    own = list(getattr(model, "target_names_", ()))
    if len(own) == n_columns and set(asked) <= set(own):
        return [own.index(name) for name in asked]
    if len(asked) != n_columns:
        raise ValueError(
            f"a model must predict the {len(asked)} properties {asked}; got predictions of {n_columns}"
            + (f", {own}. " if own else ". ")
            + "Pass a mapping of each property to its model."
        )
    return list(range(n_columns))
