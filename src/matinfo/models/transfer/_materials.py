"""Names of materials, each structure read once."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.chem import structure_column
from matinfo.data import material_groups


class MaterialNames:
    """Remembers the canonical form of structures while sources are compared with a target."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def of_structures(self, X: Any) -> npt.NDArray[Any]:
        """Names of a column of structures, shape (n,)."""
        column = list(structure_column(X).values)
        new = list(dict.fromkeys(value for value in column if value not in self._names))
        if new:
            self._names |= dict(zip(new, material_groups(new).tolist(), strict=True))
        names = np.empty(len(column), dtype=object)
        names[:] = [self._names[value] for value in column]
        return names

    def of_rows(self, features: Any) -> npt.NDArray[Any]:
        """Names of rows of a table, shape (n,)."""
        return material_groups(features)
