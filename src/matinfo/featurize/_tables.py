"""Atoms and bonds of one cell as plain lists: read from RDKit once, used by all levels of the fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rdkit import Chem

from matinfo.chem import Cell, Patch

_SP = {Chem.HybridizationType.SP: 1, Chem.HybridizationType.SP2: 2, Chem.HybridizationType.SP3: 3}


@dataclass(frozen=True, slots=True)
class AtomTable:
    """Heavy atoms of a cell; lists run over all its atoms, with zeros for stars and explicit hydrogens.

    Attributes
    ----------
    numbers, hydrogens, degrees, charges : list of int
        Atomic number, hydrogens of any isotope, heavy neighbours in the chain, formal charge.
    aromatic, in_ring : list of bool
    sp : list of int
        1, 2 or 3 for sp, sp2 and sp3; 0 for anything else. Amide nitrogens and aryl ether oxygens are sp2.
    masses : list of float
        Mass of the atom without its hydrogens [g/mol].
    """

    numbers: list[int]
    hydrogens: list[int]
    degrees: list[int]
    charges: list[int]
    aromatic: list[bool]
    in_ring: list[bool]
    sp: list[int]
    masses: list[float]


def read_atoms(cell: Cell, mol: Chem.Mol) -> AtomTable:
    """Read the atoms of `cell` from `mol`, which starts with them: the cell's molecule or a patch of it.

    Only a patch knows hybridisation at the ends of the cell.
    """
    size = cell.mol.GetNumAtoms()
    table = AtomTable(
        [0] * size, [0] * size, [0] * size, [0] * size, [False] * size, [False] * size, [0] * size, [0.0] * size
    )
    for index in cell.atoms:
        atom = mol.GetAtomWithIdx(index)
        table.numbers[index] = atom.GetAtomicNum()
        table.hydrogens[index] = atom.GetTotalNumHs()
        table.degrees[index] = atom.GetDegree()
        table.charges[index] = atom.GetFormalCharge()
        table.aromatic[index] = atom.GetIsAromatic()
        table.in_ring[index] = atom.IsInRing()
        table.sp[index] = _SP.get(atom.GetHybridization(), 0)
        table.masses[index] = atom.GetMass()
    if size > len(cell.atoms) + 2 * (cell.ends is not None):
        _count_explicit_hydrogens(cell, table)
    return table


def _count_explicit_hydrogens(cell: Cell, table: AtomTable) -> None:
    """Deuterium and tritium are atoms of RDKit's graph but no heavy atoms."""
    heavy = set(cell.atoms)
    for index in cell.atoms:
        light = sum(other not in heavy for other in cell.neighbours[index])
        table.hydrogens[index] += light
        table.degrees[index] -= light


class Bond(NamedTuple):
    """A bond between heavy atoms of a cell, or from its tail to the head of the next one.

    Attributes
    ----------
    begin, end : int
        Atoms of the cell.
    order : float
        1.5 for aromatic bonds.
    conjugated, in_ring : bool
    """

    begin: int
    end: int
    order: float
    conjugated: bool
    in_ring: bool


def read_bonds(cell: Cell, patch: Patch) -> list[Bond]:
    """Read every bond of the chain once a cell."""
    mol, inside = patch.mol, set(cell.atoms)
    bonds = []
    for index in range(cell.mol.GetNumBonds()):  # a patch starts with the bonds of its cell
        bond = mol.GetBondWithIdx(index)
        begin, end = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if begin in inside and end in inside:
            bonds.append(Bond(begin, end, bond.GetBondTypeAsDouble(), bond.GetIsConjugated(), bond.IsInRing()))
    if cell.ends is not None:
        head, tail, behind = cell.path[0], cell.path[-1], set(patch.right)
        bond = next(bond for bond in mol.GetAtomWithIdx(tail).GetBonds() if bond.GetOtherAtomIdx(tail) in behind)
        bonds.append(Bond(tail, head, bond.GetBondTypeAsDouble(), bond.GetIsConjugated(), in_ring=False))
    return bonds


@lru_cache(maxsize=1)
def symbols() -> tuple[str, ...]:
    """Element symbols by atomic number."""
    table = Chem.GetPeriodicTable()
    return ("*", *(table.GetElementSymbol(number) for number in range(1, 119)))
