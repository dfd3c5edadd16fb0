"""Polymers of one monomer that opens: a double bond, or a ring that loses a part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rdkit import Chem

from matinfo.chem.reactions._group import Edit
from matinfo.chem.reactions._reaction import Reaction
from matinfo.chem.reactions._stretch import Stretch


@dataclass(frozen=True)
class ChainGrowth(Reaction):
    """A monomer with one place that opens.

    Attributes
    ----------
    name, needs : str
    opening : Edit
        From monomer to unit with two stars.
    closing : Edit
        From unit to monomer.
    n_atoms : int
        Atoms of the chain in a unit. -CH2- is a cell of polyethylene; ethylene makes two.
    most : int
        Places that a monomer may have.
    """

    name: str
    needs: str
    opening: Edit
    closing: Edit
    n_atoms: int = 2
    most: int = 1

    def units(self, monomers: Sequence[Chem.Mol]) -> Iterator[Chem.Mol]:
        if len(monomers) == 1 and self.opening.count(monomers[0]) <= self.most:
            yield from self.opening.all_products(monomers[0])

    def monomers(self, chain: Stretch) -> Iterator[tuple[Chem.Mol, ...]]:
        n_cells, rest = divmod(self.n_atoms, len(chain.cell.path))
        if rest or n_cells > 2:
            return
        for place in range(chain.first, chain.first + chain.period):
            piece = chain.piece(place, place + n_cells * chain.period, (0, 0))
            yield from ((mol,) for mol in self.closing.all_products(piece))
