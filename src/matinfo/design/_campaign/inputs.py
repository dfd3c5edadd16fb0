"""What a model is shown of a candidate."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sklearn.pipeline import Pipeline

from matinfo._validation import option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._candidates import CandidateSource


class ModelInputs:
    """Rows of candidates as the model wants them: the columns themselves, or their numbers.

    A pipeline, and a model that has a featurizer of its own (`matinfo.models.Model`), see the columns of the source. So
    does any model where all columns are numbers. Else it sees what the source encodes them to.

    Parameters
    ----------
    source : CandidateSource
    model : regressor or None
        None for the default model, which sees encoded numbers.
    """

    def __init__(self, source: CandidateSource, model: Any) -> None:
        self.source = source
        self.encoded = model is None or not (isinstance(model, Pipeline) or hasattr(model, "featurizer"))
        self.as_array = model is None

    def __call__(self, frame: pd.DataFrame) -> Any:
        """Return a DataFrame or an array with one row a candidate."""
        if not self.encoded:
            return frame[self.source.columns]
        numbers: FloatArray = self.source.encode(frame)
        if self.as_array:
            return numbers
        return pd.DataFrame(numbers, index=frame.index, columns=self.source.feature_names)


def check_model(model: Any) -> None:
    """Raise unless the model is None or follows the contract of a scikit-learn regressor."""
    if model is None:
        return
    if isinstance(model, type) or not (callable(getattr(model, "fit", None)) and hasattr(model, "predict")):
        raise TypeError(option_message("model", "a regressor with fit and predict, or None", model))
