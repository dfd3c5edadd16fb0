"""Why rows were chosen, as a table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial.distance import cdist
from scipy.stats import norm

from matinfo.design._arrays import FloatArray
from matinfo.design._campaign.history import History
from matinfo.design._candidates import CandidateSource
from matinfo.design._row_keys import row_keys


def explain_rows(
    source: CandidateSource,
    history: History,
    frame: pd.DataFrame,
    prediction: tuple[FloatArray, FloatArray] | None,
    coverage: float,
) -> pd.DataFrame:
    """One row a candidate: predictions with their ends, the nearest known experiment, the reason, what limits it."""
    table = pd.DataFrame(index=frame.index)
    for place, name in enumerate(history.names):
        if prediction is None:
            table[[name, f"{name}_low", f"{name}_high"]] = np.nan
            continue
        mean, std = (part[:, place] for part in prediction)
        half = norm.ppf(0.5 + coverage / 2.0) * std
        table[name], table[f"{name}_low"], table[f"{name}_high"] = mean, mean - half, mean + half
    table["nearest"], table["distance"] = _nearest(source, history, frame)
    asked = pd.DataFrame([dict(each.row) for each in history.suggestions], columns=list(history.columns))
    reasons = dict(zip(row_keys(asked, history.columns), (each.why for each in history.suggestions), strict=True))
    table["why"] = [reasons.get(key, "not asked for") for key in row_keys(frame, history.columns)]
    table["binding"] = _binding(source, frame)
    return table


def _nearest(source: CandidateSource, history: History, frame: pd.DataFrame) -> tuple[list[Any], FloatArray]:
    """Label of the nearest experiment that was told, and the distance in encoded columns, each about 1 wide."""
    if not history.made:
        return [None] * len(frame), np.full(len(frame), np.nan)
    distances = cdist(source.encode(frame), source.encode(history.rows))
    place = distances.argmin(axis=1)
    return [history.rows.index[i] for i in place], distances.min(axis=1)


def _binding(source: CandidateSource, frame: pd.DataFrame) -> list[str]:
    """Constraints that a row exhausts, where the source can say."""
    binding = getattr(source, "binding", None)
    return [""] * len(frame) if binding is None else ["; ".join(each) for each in binding(frame)]
