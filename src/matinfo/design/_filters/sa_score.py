"""How hard a structure looks to make."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from rdkit import Chem, RDConfig

from matinfo._validation import check_number
from matinfo.chem import canonicalize
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material


def sa_score(structure: str) -> float:
    """Synthetic accessibility score, from 1 (easy) to 10 (hard).

    A repeat unit is scored with CH3 at its ends: RDKit's score takes a bare ``*`` for a rare environment and makes
    poly(methyl methacrylate) 5.2.

    Parameters
    ----------
    structure : str
        Repeat unit or molecule.

    Returns
    -------
    float

    References
    ----------
    Ertl and Schuffenhauer 2009, J. Cheminf. 1, 8.

    Examples
    --------
    >>> from matinfo.design import sa_score
    >>> sa_score("*CC(C)(*)C(=O)OC") < 3 < sa_score("*C1C2C3C4C1C5C2C3C45*")
    True
    """
    return _score(Material(canonicalize(structure)))


@dataclass(frozen=True)
class MaxSAScore(Filter):
    """Not harder to make than this, by the synthetic accessibility score of the capped unit (see `sa_score`).

    Parameters
    ----------
    limit : float, default=4.0
        From 1 (easy) to 10 (hard); most known polymers lie below 4.
    """

    limit: float = 4.0

    def __post_init__(self) -> None:
        check_number("limit", self.limit, low=1.0, high=10.0)

    @property
    def label(self) -> str:
        return f"SA score <= {self.limit:g}"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        scores = [_score(each) for each in materials]
        return ["" if score <= self.limit else f"SA score {score:.1f}" for score in scores]


def _score(material: Material) -> float:
    return _scorer()(material.capped)


@cache
def _scorer() -> Callable[[Chem.Mol], float]:
    path = Path(RDConfig.RDContribDir) / "SA_Score" / "sascorer.py"  # part of RDKit's wheel, but no module of it
    spec = importlib.util.spec_from_file_location("matinfo_rdkit_sascorer", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return lambda mol: float(module.calculateScore(mol))
