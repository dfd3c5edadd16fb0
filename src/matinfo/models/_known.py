"""The known materials behind a prediction, by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo.chem import structure_column
from matinfo.models._inputs import Kind, material_column
from matinfo.models._kernels import FloatArray
from matinfo.models._targets import Targets


@dataclass(frozen=True, slots=True)
class KnownMaterials:
    """Labels, structures and measured values of the training rows.

    Attributes
    ----------
    labels : list of length n
    structures : list of str, length n, or None
        As they were written.
    targets : Targets
    """

    labels: Sequence[Any]
    structures: Sequence[str] | None
    targets: Targets

    @classmethod
    def of(cls, X: Any, labels: Sequence[Any], targets: Targets, kind: Kind) -> KnownMaterials:
        """Remember training rows and their labels."""
        structures = None if kind == "table" else list(structure_column(material_column(X, kind)).values)
        return cls(labels, structures, targets)

    def table(self, rows: Sequence[Any], places: npt.NDArray[np.intp], similarity: FloatArray) -> pd.DataFrame:
        """Table of the nearest training rows.

        Parameters
        ----------
        rows : sequence of length m
            Labels of the new rows.
        places : int array of shape (m, k)
            Training rows, the most similar first.
        similarity : array of shape (m, k)

        Returns
        -------
        DataFrame
            m * k rows.
        """
        m, k = places.shape
        flat = places.ravel().tolist()
        columns: dict[str, Any] = {
            "row": [label for label in rows for _ in range(k)],
            "rank": np.tile(np.arange(1, k + 1), m),
            "known": [self.labels[place] for place in flat],
        }
        if self.structures is not None:
            columns["structure"] = [self.structures[place] for place in flat]
        columns["similarity"] = similarity.ravel()
        measured = pd.DataFrame(self.targets.measured[flat], columns=pd.Index(self.targets.names))
        return pd.concat([pd.DataFrame(columns), measured], axis=1)
