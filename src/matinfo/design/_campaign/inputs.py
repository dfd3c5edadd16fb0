"""What a model is shown of a candidate."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd
from sklearn.pipeline import Pipeline

from matinfo._validation import option_message
from matinfo.design._candidates import CandidateSource

Kind = Literal["columns", "named numbers", "numbers"]


def kind_of_input(model: Any) -> Kind:
    """What a model wants to see of candidates.

    A pipeline, and a model that has a featurizer of its own (`matinfo.models.Model`), see the columns of the source;
    any other model sees what the source encodes them to, and the default model (None) sees it without names.
    """
    if model is None:
        return "numbers"
    return "columns" if isinstance(model, Pipeline) or hasattr(model, "featurizer") else "named numbers"


def shown_as(kind: Kind, source: CandidateSource, frame: pd.DataFrame) -> Any:
    """Candidates as a DataFrame or, without names, an array with one row each."""
    if kind == "columns":
        return frame[source.columns]
    numbers = source.encode(frame)
    return numbers if kind == "numbers" else pd.DataFrame(numbers, index=frame.index, columns=source.feature_names)


def check_model(model: Any) -> None:
    """Raise unless the model is None or follows the contract of a scikit-learn regressor."""
    if model is None:
        return
    if isinstance(model, type) or not (callable(getattr(model, "fit", None)) and hasattr(model, "predict")):
        raise TypeError(option_message("model", "a regressor with fit and predict, or None", model))
