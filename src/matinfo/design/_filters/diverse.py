"""Not all alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matinfo._validation import check_number
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._filters.similarity import environment_counts, similarity_to


@dataclass(frozen=True)
class Diverse(Filter):
    """Of candidates that are alike only the first one, which is the best where the table is sorted.

    Parameters
    ----------
    similarity : float, default=0.6
        Candidates at least this similar to one that is kept before are dropped: 1 for the same environments, 0 for no
        environment in common.

    Notes
    -----
    This is sphere exclusion in the order of the table. Order the table by what you want most.
    """

    similarity: float = 0.6

    def __post_init__(self) -> None:
        check_number("similarity", self.similarity, low=0.0, high=1.0)

    @property
    def label(self) -> str:
        return f"less than {self.similarity:g} similar to a better one"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        counts = environment_counts([each.canonical for each in materials])
        kept: list[int] = []
        reasons = []
        for position, row in enumerate(counts):
            likeness = similarity_to(row, counts[kept]) if kept else np.zeros(0)
            if len(likeness) and likeness.max() >= self.similarity:
                nearest = materials[kept[int(likeness.argmax())]].canonical
                reasons.append(f"{likeness.max():.2f} similar to {nearest}")
            else:
                kept.append(position)
                reasons.append("")
        return reasons
