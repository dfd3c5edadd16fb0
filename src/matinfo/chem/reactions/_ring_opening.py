"""Polymers of a ring that opens at one of its bonds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdkit import Chem

from matinfo.chem.reactions._reaction import Reaction, marked_pattern
from matinfo.chem.reactions._stretch import Stretch

_LARGEST, _LARGEST_DIMER = 17, 8  # atoms around a ring of one cell, of several


@dataclass(frozen=True)
class RingOpening(Reaction):
    """A ring made of one or several primitive cells: opened at any bond, it gives the same chain.

    Attributes
    ----------
    name, needs : str
    opens_at : str
        SMARTS of the group that opens, with the ring bond between atoms 1 and 2; it says which rings open.
    cells : tuple of int
        Primitive cells in a ring: 1, and 2 for dimers such as lactide.
    most : int
        Such groups in a monomer.
    """

    name: str
    needs: str
    opens_at: str
    cells: tuple[int, ...] = (1,)
    most: int = 1

    def units(self, monomers: Sequence[Chem.Mol]) -> Iterator[Chem.Mol]:
        if len(monomers) > 1:
            return
        pattern, first, second = self._pattern
        matches = monomers[0].GetSubstructMatches(pattern)
        if len(matches) > self.most:
            return
        for match in matches:
            bond = monomers[0].GetBondBetweenAtoms(match[first], match[second])
            unit = Chem.FragmentOnBonds(monomers[0], [bond.GetIdx()], dummyLabels=[(0, 0)])
            if not Chem.SanitizeMol(unit, catchErrors=True):
                yield unit

    def monomers(self, chain: Stretch) -> Iterator[tuple[Chem.Mol, ...]]:
        if any(chain.cell.mol.GetAtomWithIdx(index).GetIsAromatic() for index in chain.cell.path):
            return  # such rings are not strained, or cannot be
        for n_cells in self.cells:
            around = n_cells * len(chain.cell.path)
            if 3 <= around <= (_LARGEST if n_cells == 1 else _LARGEST_DIMER):
                ring = chain.ring(n_cells)
                if ring.HasSubstructMatch(self._pattern[0]):
                    yield (ring,)

    @cached_property
    def _pattern(self) -> tuple[Chem.Mol, int, int]:
        return marked_pattern(self.opens_at)
