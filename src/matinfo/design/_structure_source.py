"""What all sources of structures share."""

from __future__ import annotations

from typing import Any

import pandas as pd

from matinfo.design._arrays import FloatArray
from matinfo.design._filters.similarity import N_ENVIRONMENTS, environment_counts
from matinfo.design._find_structures import FoundStructures, find_structures
from matinfo.design._objectives.base import Objective
from matinfo.design._structures.materials import read_materials


class StructureSource:
    """Base of candidate sources whose one column is a structure."""

    search_budget = 3000
    """Candidates that a search in a campaign scores at most: structures are slow to make and to predict."""

    @property
    def columns(self) -> list[str]:
        """The one column that a model sees."""
        return ["structure"]

    @property
    def feature_names(self) -> list[str]:
        """Names of the columns of `encode`."""
        return [f"environment_{number}" for number in range(N_ENVIRONMENTS)]

    def encode(self, frame: pd.DataFrame) -> FloatArray:
        """Counts of circular environments, for a model that has no featurizer."""
        return environment_counts(list(frame["structure"]))

    def canonical(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The same structures as canonical strings: two drawings of one material are one candidate."""
        return frame.assign(structure=read_materials(frame["structure"]))

    def find(self, wish: Objective, models: Any, **options: Any) -> FoundStructures:
        """Find structures with wanted properties, as `find_structures` does.

        Parameters
        ----------
        wish, models
            As of `find_structures`.
        **options
            Others of its options; ``rng`` is needed.
        """
        return find_structures(self, wish, models, **options)
