"""What the results told so far say of any candidate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from matinfo.design._arrays import FloatArray
from matinfo.design._campaign.default_model import default_model
from matinfo.design._campaign.history import History
from matinfo.design._campaign.inputs import kind_of_input, shown_as
from matinfo.design._campaign.process import Inputs, PropertyModel, SeparateModels
from matinfo.design._candidates import CandidateSource

FEWEST = 2  # settings with a measured value that a model of a property needs


@dataclass(frozen=True)
class Knowledge:
    """Models of all properties, fitted when they are first needed.

    Attributes
    ----------
    source : CandidateSource
    models : mapping of str to regressor or None
        For each property; None for the default.
    seed : int
        For what is random in the default model.
    history : History
        With the outcomes to learn from.
    """

    source: CandidateSource
    models: Mapping[str, Any]
    seed: int
    history: History

    @property
    def is_enough(self) -> bool:
        """Whether every property has values of two settings."""
        measured = np.isfinite(self.history.setting_values)
        return bool(len(measured)) and bool((measured.sum(axis=0) >= FEWEST).all())

    @cached_property
    def process(self) -> SeparateModels:
        """The fitted models."""
        X = self.inputs(self.history.rows)
        values, errors = self.history.measured, self.history.errors
        unfitted = [
            default_model(len(self.source.feature_names), self.seed) if model is None else model
            for model in self.models.values()
        ]
        return SeparateModels(
            tuple(PropertyModel.fit(model, X[k], values[:, k], errors[:, k]) for k, model in enumerate(unfitted))
        )

    @cached_property
    def known(self) -> FloatArray:
        """Predicted values of the settings that were tested, NaN where a property was not measured.

        Predicted rather than measured ones: the largest measured value owes part of its size to luck. Where no setting
        has all properties measured, predictions also stand in for those that are missing.
        """
        mean, _ = self.process.posterior(self.inputs(self.history.setting_rows))
        measured = np.isfinite(self.history.setting_values)
        if measured.all(axis=1).any():
            return np.where(measured, mean, np.nan)
        return np.where(measured.any(axis=1, keepdims=True), mean, np.nan)

    def inputs(self, frame: pd.DataFrame) -> Inputs:
        """What the model of each property is shown of candidates; models of one kind see the same."""
        kinds = [kind_of_input(model) for model in self.models.values()]
        shown = {kind: shown_as(kind, self.source, frame) for kind in dict.fromkeys(kinds)}
        return tuple(shown[kind] for kind in kinds)

    def predict(self, frame: pd.DataFrame) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of each property, of shape (n, n_properties)."""
        return self.process.posterior(self.inputs(frame))

    @property
    def noise(self) -> float | None:
        """Standard deviation of a measurement of the first property: from repeats, told errors, or the model."""
        told = self.history.errors[:, 0]
        mean_told = np.sqrt(np.nanmean(told**2)) if np.isfinite(told).any() else np.nan
        fitted = getattr(self.process.models[0].model, "noise_std_", np.nan)
        known = [float(noise) for noise in (self.history.noise[0], mean_told, fitted) if np.isfinite(noise)]
        return known[0] if known else None
