"""Scores by structure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def scores_of(structures: Sequence[str], values: npt.ArrayLike) -> dict[str, float]:
    """The score of each structure; ``-inf`` where the value is NaN, so that it ranks behind all others."""
    scores = np.asarray(values, dtype=np.float64)
    return dict(zip(structures, np.where(np.isnan(scores), -np.inf, scores).tolist(), strict=True))
