"""One structure as filters look at it: read once, capped where descriptors need it."""

from __future__ import annotations

from functools import cached_property

from rdkit import Chem, rdBase

from matinfo.chem import Cell, Route, find_routes

_PERIODS = 3  # groups that lie across the ends of the drawing are whole in the middle


class Material:
    """A repeat unit or molecule by its canonical string; what is derived from it is kept.

    Attributes
    ----------
    canonical : str
    """

    def __init__(self, canonical: str) -> None:
        self.canonical = canonical

    @cached_property
    def cell(self) -> Cell:
        """The primitive cell, or the molecule."""
        return Cell.from_canonical(self.canonical)

    @cached_property
    def capped(self) -> Chem.Mol:
        """The cell with CH3 in place of its stars, as scores for molecules need it."""
        mol = Chem.RWMol(self.cell.mol)
        for index in self.cell.ends or ():
            mol.GetAtomWithIdx(index).SetAtomicNum(6)
        with rdBase.BlockLogs():
            Chem.SanitizeMol(mol)
            Chem.AssignStereochemistry(mol, cleanIt=True, force=True)  # a star differs from every other neighbour
        return mol.GetMol()

    @cached_property
    def stretch(self) -> Chem.Mol:
        """A piece of the chain, long enough to hold every group that lies across the ends of the cell."""
        return self.cell.mol if self.cell.ends is None else self.cell.oligomer(_PERIODS)

    @cached_property
    def routes(self) -> list[Route]:
        """How it can be made; nothing for a molecule."""
        return [] if self.cell.ends is None else find_routes(self.canonical)
