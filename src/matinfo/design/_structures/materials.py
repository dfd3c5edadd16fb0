"""A column of structures as canonical strings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from matinfo.chem import canonical_materials, structure_column


def read_materials(X: Any) -> npt.NDArray[np.object_]:
    """Canonical strings of a column of structures; odd ones give no warning, bad rows one error that names them all."""
    column = structure_column(X)
    return canonical_materials(column.values, labels=column.labels, column=column.name, warn=False)
