"""Only what a listed reaction makes, and from which monomers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from matinfo._validation import check_choice
from matinfo.chem import REACTIONS, Route
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._structures.materials import read_materials


@dataclass(frozen=True, eq=False)
class MakeableBy(Filter):
    """Only repeat units that a polymerisation gives, on paper; the shortlist names it and its monomers.

    Parameters
    ----------
    reactions : tuple of str, optional
        Names from ``matinfo.chem.REACTIONS``; by default all.
    monomers : column of structures, optional
        Monomers that can be had; by default any.

    See Also
    --------
    find_routes : All routes to one repeat unit.
    MaxSAScore : For molecules, and for what no listed reaction gives.

    Notes
    -----
    The columns ``reaction`` and ``monomers`` are added to the shortlist, of the first route in the order of
    `reactions`.
    """

    reactions: tuple[str, ...] = ()
    monomers: Any = None
    _stock: frozenset[str] = field(init=False, repr=False, default=frozenset())

    def __post_init__(self) -> None:
        given = (self.reactions,) if isinstance(self.reactions, str) else tuple(self.reactions)
        for name in given:
            check_choice("reactions", name, REACTIONS)
        object.__setattr__(self, "reactions", given or tuple(REACTIONS))
        if self.monomers is not None:
            object.__setattr__(self, "_stock", frozenset(read_materials(self.monomers)))

    @property
    def label(self) -> str:
        names = "a listed reaction" if len(self.reactions) == len(REACTIONS) else " or ".join(self.reactions)
        return f"makeable by {names}" + (f" of {len(self._stock)} monomers" if self.monomers is not None else "")

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        return [self._reason(each) for each in materials]

    def notes(self, materials: Sequence[Material]) -> dict[str, list[str]]:
        routes = [self._routes(each)[0] for each in materials]
        return {
            "reaction": [route.reaction for route in routes],
            "monomers": [" + ".join(route.monomers) for route in routes],
        }

    # --- private ----------------------------------------------------------------------------------------------------

    def _listed(self, material: Material) -> list[Route]:
        routes = [route for route in material.routes if route.reaction in self.reactions]
        return sorted(routes, key=lambda route: self.reactions.index(route.reaction))

    def _routes(self, material: Material) -> list[Route]:
        return [
            each for each in self._listed(material) if self.monomers is None or self._stock.issuperset(each.monomers)
        ]

    def _reason(self, material: Material) -> str:
        if self._routes(material):
            return ""
        if material.cell.ends is None:
            return "is no repeat unit"
        listed = self._listed(material)
        if listed:
            missing = [monomer for monomer in listed[0].monomers if monomer not in self._stock]
            return f"{listed[0].reaction} needs {' and '.join(missing)}"
        if material.routes:
            return f"made by {material.routes[0].reaction} only"
        return "no listed reaction gives it"
