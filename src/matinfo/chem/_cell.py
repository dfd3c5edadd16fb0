"""One primitive cell of a material, with the chain closed on itself as a graph (never as a molecule).

A closed ring of repeat units would give RDKit rings that the chain does not have, and exponentially many of them for
p-phenylenes. The quotient graph (the head's neighbours include the tail) and the open patch serve instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rdkit import Chem, rdBase

from matinfo.chem._backbone import backbone_atoms, bonds_along, side_chains
from matinfo.chem._chain import distances, neighbour_lists
from matinfo.chem._ends import star_indices
from matinfo.chem._patch import Block, Patch, grow_patch

# A canonical string says itself which atoms are aromatic; finding that out again takes half the time of reading.
_AS_WRITTEN = Chem.SmilesParserParams()
_AS_WRITTEN.sanitize = _AS_WRITTEN.removeHs = False
_NOT_WRITTEN = (
    Chem.SanitizeFlags.SANITIZE_PROPERTIES
    | Chem.SanitizeFlags.SANITIZE_SYMMRINGS
    | Chem.SanitizeFlags.SANITIZE_FINDRADICALS
    | Chem.SanitizeFlags.SANITIZE_SETCONJUGATION
    | Chem.SanitizeFlags.SANITIZE_SETHYBRIDIZATION
)


@dataclass(frozen=True)
class Cell:
    """Primitive cell of an infinite chain, or a small molecule.

    Attributes
    ----------
    mol : rdkit.Chem.Mol
        Atoms of the cell; a chain also has its two stars.
    ends : tuple of int or None
        Indices of the stars, head and tail.
    """

    mol: Chem.Mol
    ends: tuple[int, int] | None

    @classmethod
    def from_canonical(cls, canonical: str) -> Cell:
        """Read a string that `canonicalize` returned, which needs no checks any more."""
        with rdBase.BlockLogs():
            if any(mark in canonical for mark in "@/\\"):
                mol = Chem.MolFromSmiles(canonical)
            else:
                mol = Chem.MolFromSmiles(canonical, _AS_WRITTEN)
                Chem.SanitizeMol(mol, _NOT_WRITTEN)
        stars = star_indices(mol)
        return cls(mol, (stars[0], stars[1]) if stars else None)

    @cached_property
    def atoms(self) -> list[int]:
        """Indices of the heavy atoms of the cell, without stars; all atoms where none is heavy (H2, H+)."""
        drawn = [index for index in range(self.mol.GetNumAtoms()) if index not in (self.ends or ())]
        if self.mol.GetNumHeavyAtoms() == len(drawn):
            return drawn
        return [index for index in drawn if self.mol.GetAtomWithIdx(index).GetAtomicNum() > 1] or drawn

    @cached_property
    def rings(self) -> list[list[int]]:
        """Atoms of each ring, in order around it; read once, as RDKit's lists are slow to walk."""
        return [list(ring) for ring in self.mol.GetRingInfo().AtomRings()]

    @cached_property
    def ring_bonds(self) -> list[set[tuple[int, int]]]:
        """Bonds of each ring as (lower, higher) atom."""
        return [bonds_along([*ring, ring[0]]) for ring in self.rings]

    @cached_property
    def path(self) -> list[int]:
        """Atoms on the shortest way from head to tail, in order; empty for a small molecule."""
        return list(Chem.GetShortestPath(self.mol, *self.ends))[1:-1] if self.ends else []

    @cached_property
    def links(self) -> list[list[tuple[int, int]]]:
        """Neighbours of each atom in the infinite chain as (atom, shift).

        `shift` is +1 for an atom of the next cell, -1 for one of the cell before, else 0. Stars have no neighbours.
        """
        lists = [[(other, 0) for other in others] for others in self._drawn_neighbours]
        if self.ends is None:
            return lists
        head_star, tail_star = self.ends
        head, tail = self.path[0], self.path[-1]
        lists[head][lists[head].index((head_star, 0))] = (tail, -1)
        lists[tail][lists[tail].index((tail_star, 0))] = (head, 1)
        lists[head_star], lists[tail_star] = [], []
        return lists

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """Neighbours in the quotient graph; the only atom of ``*C*`` is its own neighbour twice."""
        return [[other for other, _ in others] for others in self.links]

    @cached_property
    def backbone(self) -> list[int]:
        """Heavy atoms of the backbone, ascending; empty for a small molecule."""
        return backbone_atoms(self)

    @cached_property
    def side_chains(self) -> list[list[int]]:
        """Heavy atoms of each side chain, ascending."""
        return side_chains(self)

    def patch(self, reach: int) -> Patch:
        """Return a stretch of the open chain whose core sees at least `reach` bonds of chain on either side."""
        if self.ends is None:
            return Patch(self.mol, self.atoms, [], [])
        longer = [known for known in self._patches if known >= reach]
        if longer:
            return self._patches[min(longer)]
        self._patches[reach] = grow_patch(self.mol, self.ends, self._blocks, self.atoms, reach)
        return self._patches[reach]

    def oligomer(self, n: int) -> Chem.Mol:
        """Join `n` cells head to tail; the stars stay at both ends."""
        assert self.ends is not None
        head_star, tail_star = self.ends
        whole = Chem.Mol()
        for copy in range(n):
            unit = Chem.Mol(self.mol)
            unit.GetAtomWithIdx(head_star).SetIsotope(copy)  # stars with one label are joined; 0 is no label
            unit.GetAtomWithIdx(tail_star).SetIsotope((copy + 1) % n)
            whole = Chem.CombineMols(whole, unit)
        parameters = Chem.MolzipParams()
        parameters.label = Chem.MolzipLabel.Isotope
        with rdBase.BlockLogs():  # it says so when it turns a mark of a double bond round
            mol = Chem.molzip(whole, parameters)  # keeps marks of stereochemistry
        Chem.SanitizeMol(mol)
        return mol

    @cached_property
    def _patches(self) -> dict[int, Patch]:
        """Patches by reach: several featurizers look at the same cell."""
        return {}

    @cached_property
    def _drawn_neighbours(self) -> list[list[int]]:
        return neighbour_lists(self.mol)

    @cached_property
    def _blocks(self) -> list[Block]:
        assert self.ends is not None
        order = self.mol.GetBondBetweenAtoms(self.ends[0], self.path[0]).GetBondType()
        stretches = [([self.path[0]], order)]
        for before, after in zip(self.path, self.path[1:], strict=False):
            bond = self.mol.GetBondBetweenAtoms(before, after)
            if bond.IsInRing():
                stretches[-1][0].append(after)
            else:
                stretches.append(([after], bond.GetBondType()))
        blocks = []
        for stretch, order in stretches:
            walls = {*self.path, *self.ends}.difference(stretch)
            atoms = list(distances(self._drawn_neighbours, stretch[0], walls))
            blocks.append(Block(stretch[0], stretch[-1], atoms, len(stretch), order))
        return blocks
