"""A column of structures as canonical strings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
from rdkit import Chem, rdBase

from matinfo.chem import canonical_materials, parse_report, structure_column


def read_materials(X: Any) -> npt.NDArray[np.object_]:
    """Canonical strings of a column of structures; odd ones give no warning, bad rows one error that names them all."""
    column = structure_column(X)
    next_step = "Mend these rows or leave them out."
    return canonical_materials(column.values, labels=column.labels, column=column.name, warn=False, next_step=next_step)


def read_written(strings: Iterable[str]) -> list[str | None]:
    """Canonical strings of structures that were just written; None where one is no structure.

    RDKit writes a few aromatic structures in a way that it cannot read again; these are none either.
    """
    canonical, _ = parse_report(strings, odd=[])
    with rdBase.BlockLogs():
        return [string if string and Chem.MolFromSmiles(string) is not None else None for string in canonical]
