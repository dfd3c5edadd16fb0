"""What every polymerisation does."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence

from rdkit import Chem

from matinfo.chem.reactions._stretch import Stretch


class Reaction(ABC):
    """A polymerisation, read both ways.

    Neither way has to be strict about the other: a route counts only when its monomers give back the unit.

    Attributes
    ----------
    name : str
    needs : str
        What the monomers are, for people.
    """

    name: str
    needs: str

    def places(self, monomer: Chem.Mol) -> frozenset[str]:
        """Where a molecule can stand: "alone", or as the "first" or the "second" of two monomers."""
        return frozenset({"alone"} if any(True for _ in self.units([monomer])) else ())

    @abstractmethod
    def units(self, monomers: Sequence[Chem.Mol]) -> Iterator[Chem.Mol]:
        """Repeat units, each with two stars, that the monomers give; none where they do not fit."""

    @abstractmethod
    def monomers(self, chain: Stretch) -> Iterator[tuple[Chem.Mol, ...]]:
        """Monomers that may give the chain."""


def marked_pattern(smarts: str) -> tuple[Chem.Mol, int, int]:
    """A pattern, and the places in it of the atoms with the map numbers 1 and 2."""
    pattern = Chem.MolFromSmarts(smarts)
    numbers = [atom.GetAtomMapNum() for atom in pattern.GetAtoms()]
    return pattern, numbers.index(1), numbers.index(2)


def stars(mol: Chem.Mol) -> list[Chem.Atom]:
    """Attachment points."""
    return [atom for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
