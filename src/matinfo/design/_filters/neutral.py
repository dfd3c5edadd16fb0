"""No charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material


@dataclass(frozen=True)
class Neutral(Filter):
    """No net charge, and no radicals; zwitterions and nitro groups pass."""

    @property
    def label(self) -> str:
        return "neutral"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        reasons = []
        for each in materials:
            atoms = list(each.cell.mol.GetAtoms())
            charge = sum(atom.GetFormalCharge() for atom in atoms)
            radical = any(atom.GetNumRadicalElectrons() for atom in atoms if atom.GetAtomicNum())
            reasons.append(f"charge {charge:+d}" if charge else "radical" if radical else "")
        return reasons
