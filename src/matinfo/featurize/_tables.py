"""Atoms and bonds of one cell of the infinite chain as plain lists, read from RDKit once and used by all levels.

Each bond of the chain stands once, the one from the tail to the head of the next cell included. What an atom is bonded
to is therefore the same wherever the cell was cut, and sums over atoms and bonds are exact without any oligomer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np
from rdkit import Chem

from matinfo.chem import Cell

AROMATIC = 1.5


class Bond(NamedTuple):
    """A bond between two heavy atoms; `order` is 1.5 for aromatic bonds."""

    begin: int
    end: int
    order: float
    in_ring: bool


class Site(NamedTuple):
    """An atom and what it is bonded to; chemistry that looks one bond far cannot tell equal sites apart.

    Attributes
    ----------
    number, aromatic, hydrogens, charge
        Atomic number, aromaticity, number of hydrogens of any isotope, formal charge.
    around : tuple of (order, number, aromatic, charge)
        Bond order and heavy neighbour, sorted.
    """

    number: int
    aromatic: bool
    hydrogens: int
    charge: int
    around: tuple[tuple[float, int, bool, int], ...]

    @property
    def connections(self) -> int:
        """Number of neighbours, hydrogens included."""
        return len(self.around) + self.hydrogens

    @property
    def pi_bonds(self) -> int:
        """Number of its pi bonds; an aromatic atom has one."""
        return self.aromatic + sum([int(order) - 1 for order, *_ in self.around if order in (2.0, 3.0)])

    def count(self, order: float, numbers: frozenset[int] | None = None, *, aromatic: bool | None = None) -> int:
        """Number of neighbours of a kind; single and aromatic bonds count as one order, as in plain SMARTS."""
        return sum(
            (order == 1.0 if one == AROMATIC else one == order)
            and (numbers is None or number in numbers)
            and (aromatic is None or is_aromatic == aromatic)
            for one, number, is_aromatic, _ in self.around
        )


@dataclass(frozen=True, eq=False)
class ChainTable:
    """Heavy atoms and bonds of one cell; lists run over its atoms, with zeros for stars and explicit hydrogens.

    Attributes
    ----------
    core : list of int
        Heavy atoms of the cell.
    numbers, hydrogens, degrees, charges : list of int
        Atomic number, hydrogens of any isotope, heavy neighbours in the chain, formal charge.
    aromatic, in_ring : list of bool
    masses : list of float
        Mass of the atom without its hydrogens [g/mol].
    bonds : list of Bond
    """

    core: list[int]
    numbers: list[int]
    hydrogens: list[int]
    degrees: list[int]
    charges: list[int]
    aromatic: list[bool]
    in_ring: list[bool]
    masses: list[float]
    bonds: list[Bond]

    @cached_property
    def links(self) -> list[list[tuple[float, int]]]:
        """Order of the bond and index of each heavy neighbour of each atom."""
        links: list[list[tuple[float, int]]] = [[] for _ in self.numbers]
        for begin, end, order, _ in self.bonds:
            links[begin].append((order, end))
            links[end].append((order, begin))
        return links

    @cached_property
    def sites(self) -> list[Site]:
        """Each atom with what it is bonded to."""
        bare = list(zip(self.numbers, self.aromatic, self.charges, strict=True))
        around = [tuple(sorted([(order, *bare[other]) for order, other in links])) for links in self.links]
        return list(map(Site, self.numbers, self.aromatic, self.hydrogens, self.charges, around))

    @cached_property
    def unsaturated(self) -> list[int]:
        """Number of pi bonds of each atom; aromatic atoms have one."""
        found = [int(flag) for flag in self.aromatic]
        for begin, end, order, _ in self.bonds:
            if order in (2.0, 3.0):
                found[begin] += int(order) - 1
                found[end] += int(order) - 1
        return found


def read_table(cell: Cell) -> ChainTable:
    """Read the atoms and bonds of a cell."""
    mol, core = cell.mol, cell.atoms
    size = mol.GetNumAtoms()
    numbers, hydrogens, degrees, charges = [0] * size, [0] * size, [0] * size, [0] * size
    aromatic, in_ring, masses = [False] * size, [False] * size, [0.0] * size
    for index in core:
        atom = mol.GetAtomWithIdx(index)
        numbers[index] = atom.GetAtomicNum()
        hydrogens[index] = atom.GetTotalNumHs()
        charges[index] = atom.GetFormalCharge()
        aromatic[index] = atom.GetIsAromatic()
        masses[index] = atom.GetMass()
    for index in chain.from_iterable(cell.rings):
        in_ring[index] = True
    bonds = _read_bonds(cell)
    for begin, end, _, _ in bonds:
        degrees[begin] += 1
        degrees[end] += 1
    if size > len(core) + 2 * (cell.ends is not None):
        _count_explicit_hydrogens(cell, hydrogens)
    return ChainTable(core, numbers, hydrogens, degrees, charges, aromatic, in_ring, masses, bonds)


def _read_bonds(cell: Cell) -> list[Bond]:
    """Bonds between heavy atoms by their atoms, and last the one to the next cell."""
    orders = Chem.GetAdjacencyMatrix(cell.mol, useBO=True, force=True)
    orders = np.maximum(orders, orders.T)  # a dative bond counts at one of its ends only
    inside, in_ring = set(cell.atoms), set().union(*cell.ring_bonds)
    begins, ends = np.nonzero(np.triu(orders))
    values = orders[begins, ends].tolist()
    bonds = [
        Bond(*atoms, order, atoms in in_ring)
        for atoms, order in zip(zip(begins.tolist(), ends.tolist(), strict=True), values, strict=True)
        if inside.issuperset(atoms)
    ]
    if cell.ends is not None:
        head, tail = cell.path[0], cell.path[-1]
        bonds.append(Bond(tail, head, orders[cell.ends[0], head], in_ring=False))
    return bonds


def _count_explicit_hydrogens(cell: Cell, hydrogens: list[int]) -> None:
    """Deuterium and tritium are atoms of RDKit's graph but no heavy atoms."""
    heavy = set(cell.atoms)
    for index in cell.atoms:
        hydrogens[index] += sum(other not in heavy for other in cell.neighbours[index])


@lru_cache(maxsize=1)
def symbols() -> tuple[str, ...]:
    """Element symbols by atomic number."""
    table = Chem.GetPeriodicTable()
    return ("*", *(table.GetElementSymbol(number) for number in range(1, 119)))
