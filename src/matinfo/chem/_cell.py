"""One primitive cell of a material, with the chain closed on itself as a graph (never as a molecule).

A closed ring of repeat units would give RDKit rings that the chain does not have, and exponentially many of them for
p-phenylenes. The quotient graph (the head's neighbours include the tail) and the open patch serve instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rdkit import Chem

from matinfo.chem._chain import neighbour_lists
from matinfo.chem._parse import parse_structure

_FLAGS = (
    Chem.SanitizeFlags.SANITIZE_SYMMRINGS
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
        """Read a string that `canonicalize` returned."""
        parsed = parse_structure(canonical)
        return cls(parsed.mol, parsed.ends)

    @cached_property
    def atoms(self) -> list[int]:
        """Indices of the heavy atoms of the cell, without stars; all atoms where none is heavy (H2, H+)."""
        heavy = [i for i in range(self.mol.GetNumAtoms()) if self.mol.GetAtomWithIdx(i).GetAtomicNum() > 1]
        return heavy or list(range(self.mol.GetNumAtoms()))

    @cached_property
    def path(self) -> list[int]:
        """Atoms on the shortest way from head to tail, in order; empty for a small molecule."""
        return list(Chem.GetShortestPath(self.mol, *self.ends))[1:-1] if self.ends else []

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """Neighbours in the quotient graph: the head's previous atom is the tail, and the other way round.

        An atom that is head and tail at once (``*C*``) is its own neighbour twice.
        """
        lists = neighbour_lists(self.mol)
        if self.ends is None:
            return lists
        head_star, tail_star = self.ends
        head, tail = self.path[0], self.path[-1]
        lists[head][lists[head].index(head_star)] = tail
        lists[tail][lists[tail].index(tail_star)] = head
        lists[head_star] = lists[tail_star] = []
        return lists

    def patch(self, reach: int) -> Patch:
        """Return a stretch of the open chain whose core sees at least `reach` bonds of chain on either side."""
        if self.ends is None:
            return Patch(self.mol, [self.atoms])
        each_side = -(-reach // len(self.path))
        return open_chain(self, 2 * each_side + 1)


@dataclass(frozen=True, slots=True)
class Patch:
    """A stretch of open chain: a list of copies of the cell.

    Attributes
    ----------
    mol : rdkit.Chem.Mol
        With rings, conjugation and hybridisation perceived; stars stay at its two ends.
    copies : list of list of int
        Indices of the heavy atoms of each copy, in the order of `Cell.atoms`.
    """

    mol: Chem.Mol
    copies: list[list[int]]

    @property
    def core(self) -> list[int]:
        """Atoms of the middle copy."""
        return self.copies[len(self.copies) // 2]


def open_chain(cell: Cell, copies: int) -> Patch:
    """Join `copies` of a cell head to tail."""
    assert cell.ends is not None
    head_star, tail_star = cell.ends
    head, tail = cell.path[0], cell.path[-1]
    size = cell.mol.GetNumAtoms()
    order = cell.mol.GetBondBetweenAtoms(head_star, head).GetBondType()
    mol = Chem.RWMol(cell.mol)
    for _ in range(copies - 1):
        mol.InsertMol(cell.mol)
    mol.BeginBatchEdit()
    for copy in range(copies - 1):
        mol.AddBond(copy * size + tail, (copy + 1) * size + head, order)
        mol.RemoveAtom(copy * size + tail_star)
        mol.RemoveAtom((copy + 1) * size + head_star)
    mol.CommitBatchEdit()
    removed = {copy * size + tail_star for copy in range(copies - 1)}
    removed |= {copy * size + head_star for copy in range(1, copies)}
    kept = [index for index in range(copies * size) if index not in removed]
    new_index = {old: new for new, old in enumerate(kept)}
    mol.UpdatePropertyCache(strict=False)
    Chem.SanitizeMol(mol, _FLAGS)
    return Patch(mol.GetMol(), [[new_index[copy * size + atom] for atom in cell.atoms] for copy in range(copies)])
