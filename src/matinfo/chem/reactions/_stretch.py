"""A stretch of an infinite chain, long enough to cut whole repeat units out of it at any bond."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rdkit import Chem

from matinfo.chem._cell import Cell
from matinfo.chem._ends import star_indices

_REACH = 5  # bonds that a pattern looks along the chain
_CLOSED = 7  # label of ends that are joined


@dataclass(frozen=True)
class Stretch:
    """Several primitive cells in a row, with the bonds where the chain can be cut, from head to tail.

    Attributes
    ----------
    cell : Cell
        Primitive cell of a chain.
    """

    cell: Cell

    @cached_property
    def margin(self) -> int:
        """Cells on either side of the part that is looked at, so that groups are whole there."""
        return 1 + _REACH // len(self.cell.path)

    @cached_property
    def mol(self) -> Chem.Mol:
        """The open chain."""
        return self.cell.oligomer(2 * self.margin + 3)

    @cached_property
    def path(self) -> tuple[int, ...]:
        """Atoms on the shortest way between the stars, these included."""
        first, last = star_indices(self.mol)
        return tuple(Chem.GetShortestPath(self.mol, first, last))

    @cached_property
    def bonds(self) -> list[tuple[int, int, int]]:
        """Bonds of the path that lie in no ring: index of the bond, atom before it, atom behind it."""
        found = []
        for before, after in pairwise(self.path):
            bond = self.mol.GetBondBetweenAtoms(before, after)
            if not bond.IsInRing():
                found.append((bond.GetIdx(), before, after))
        return found

    @cached_property
    def period(self) -> int:
        """Number of such bonds in one cell."""
        return (len(self.bonds) - 1) // (2 * self.margin + 3)

    @property
    def first(self) -> int:
        """Place in `bonds` of the first one that has whole margins before it."""
        return self.margin * self.period

    def ring(self, n_cells: int) -> Chem.Mol:
        """Several cells joined to a ring."""
        if n_cells not in self._rings:
            closed = self.piece(self.first, self.first + n_cells * self.period, (_CLOSED, _CLOSED))
            self._rings[n_cells] = joined(closed)
        return self._rings[n_cells]

    def piece(self, start: int, stop: int, labels: tuple[int, int] = (1, 2)) -> Chem.Mol:
        """Cut out what lies between two places of `bonds`; its ends are stars with these isotopes as labels."""
        cuts = [self.bonds[start], self.bonds[stop]]
        # RDKit puts the first label on the dummy that stands for the begin atom, beside the end atom.
        dummies = []
        for (bond, before, _), (behind_is, before_is) in zip(cuts, ((labels[0], 9), (9, labels[1])), strict=True):
            begins_before = self.mol.GetBondWithIdx(bond).GetBeginAtomIdx() == before
            dummies.append((behind_is, before_is) if begins_before else (before_is, behind_is))
        kinds = [self.mol.GetBondWithIdx(bond).GetBondType() for bond, _, _ in cuts]
        parts = Chem.FragmentOnBonds(self.mol, [bond for bond, _, _ in cuts], dummyLabels=dummies, bondTypes=kinds)
        inside = cuts[0][2]
        atoms = next(atoms for atoms in Chem.GetMolFrags(parts) if inside in atoms)
        return Chem.MolFromSmiles(Chem.MolFragmentToSmiles(parts, atoms, canonical=False))

    @cached_property
    def _rings(self) -> dict[int, Chem.Mol]:
        """Rings by number of cells: several reactions look at the same ones."""
        return {}


def joined(mol: Chem.Mol) -> Chem.Mol:
    """The molecule with the two stars that have one isotope as label taken out and their neighbours bonded."""
    parameters = Chem.MolzipParams()
    parameters.label = Chem.MolzipLabel.Isotope
    whole = Chem.molzip(mol, parameters)
    Chem.SanitizeMol(whole)
    return whole
