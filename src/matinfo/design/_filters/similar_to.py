"""Not too much like known materials, or not too little."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_number, option_message
from matinfo.design._arrays import FloatArray
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._filters.similarity import environment_counts, similarity_to
from matinfo.design._structures.materials import read_materials


@dataclass(frozen=True, eq=False)
class SimilarTo(Filter):
    """Similarity to the nearest of some materials within limits.

    Parameters
    ----------
    known : column of structures
    low, high : float
        From 0 (no environment in common) to 1 (the same). A low limit keeps candidates near what is known, a high one
        keeps them away from it.
    """

    known: Any
    low: float = 0.0
    high: float = 1.0
    _counts: FloatArray = field(init=False, repr=False, default_factory=lambda: np.empty((0, 0)))
    _names: list[str] = field(init=False, repr=False, default_factory=list)

    def __post_init__(self) -> None:
        check_number("low", self.low, low=0.0, high=1.0)
        check_number("high", self.high, low=self.low, high=1.0)
        names = sorted(set(read_materials(self.known)))
        if not names:
            raise ValueError(option_message("known", "one structure or more", self.known))
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_counts", environment_counts(names))

    @property
    def label(self) -> str:
        return f"{self.low:g} to {self.high:g} similar to one of {len(self._names)} materials"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        reasons = []
        for row in environment_counts([each.canonical for each in materials]):
            likeness = similarity_to(row, self._counts)
            nearest = int(likeness.argmax())
            inside = self.low <= likeness[nearest] <= self.high
            reasons.append("" if inside else f"{likeness[nearest]:.2f} similar to {self._names[nearest]}")
        return reasons
