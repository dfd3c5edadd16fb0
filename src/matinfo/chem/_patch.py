"""A stretch of the open chain around one cell, long enough for local features to see the infinite chain.

The cell keeps its atoms and indices; whole blocks of its neighbours are added on both sides until each side shows the
wanted number of bonds of chain. The stretch is cut only at bridging bonds, so rings stay whole, and ends in stars.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdkit import Chem

_FLAGS = (
    Chem.SanitizeFlags.SANITIZE_SYMMRINGS
    | Chem.SanitizeFlags.SANITIZE_SETCONJUGATION
    | Chem.SanitizeFlags.SANITIZE_SETHYBRIDIZATION
)


@dataclass(frozen=True, slots=True)
class Patch:
    """A stretch of open chain with one cell in its middle.

    Attributes
    ----------
    mol : rdkit.Chem.Mol
        Rings, conjugation and hybridisation are perceived; the two ends are stars.
    core : list of int
        Heavy atoms of the cell.
    left, right : list of int
        Heavy atoms before its head and behind its tail.
    """

    mol: Chem.Mol
    core: list[int]
    left: list[int]
    right: list[int]


@dataclass(frozen=True, slots=True)
class Block:
    """Atoms of a cell that hang together when its bridging backbone bonds are cut.

    Attributes
    ----------
    entry, exit : int
        Backbone atoms on its head side and tail side.
    atoms : list of int
        All atoms of the block.
    length : int
        Number of backbone atoms on the shortest way through.
    order : rdkit.Chem.BondType
        Order of the bond before its entry.
    """

    entry: int
    exit: int
    atoms: list[int]
    length: int
    order: Chem.BondType


def grow_patch(mol: Chem.Mol, ends: tuple[int, int], blocks: list[Block], core: list[int], reach: int) -> Patch:
    """Add blocks on both sides of a cell until `reach` bonds of chain are in sight."""
    head_star, tail_star = ends
    grown = Chem.RWMol(mol)
    left = _add_side(grown, mol, _leftwards(blocks, reach), head_star, blocks[0].entry)
    right = _add_side(grown, mol, _rightwards(blocks, reach), tail_star, blocks[-1].exit)
    grown.UpdatePropertyCache(strict=False)
    Chem.SanitizeMol(grown, _FLAGS)
    return Patch(grown.GetMol(), core, left, right)


@dataclass(frozen=True, slots=True)
class _Step:
    """A block to add: the atom that bonds inwards, the atom that goes on outwards, and the order of the bonds."""

    block: Block
    inner: int
    outer: int
    order: Chem.BondType
    next_order: Chem.BondType


def _leftwards(blocks: list[Block], reach: int) -> Iterator[_Step]:
    seen, position = 0, 0
    while seen < reach:
        block, nearer = blocks[position - 1], blocks[position]
        yield _Step(block, block.exit, block.entry, nearer.order, block.order)
        seen += block.length
        position = (position - 1) % len(blocks)


def _rightwards(blocks: list[Block], reach: int) -> Iterator[_Step]:
    seen, position = 0, 0
    while seen < reach:
        block, farther = blocks[position], blocks[(position + 1) % len(blocks)]
        yield _Step(block, block.entry, block.exit, block.order, farther.order)
        seen += block.length
        position = (position + 1) % len(blocks)


def _add_side(grown: Chem.RWMol, mol: Chem.Mol, steps: Iterator[_Step], star: int, anchor: int) -> list[int]:
    """Add blocks outwards from `anchor`; the star of that side moves to the far end. Returns the new heavy atoms."""
    added: list[int] = []
    order = Chem.BondType.SINGLE
    grown.RemoveBond(star, anchor)
    for step in steps:
        new = {old: grown.AddAtom(mol.GetAtomWithIdx(old)) for old in step.block.atoms}
        for old in step.block.atoms:
            for bond in mol.GetAtomWithIdx(old).GetBonds():
                begin, end = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
                if begin == old and end in new:
                    count = grown.AddBond(new[begin], new[end], bond.GetBondType())
                    if bond.GetIsAromatic():
                        grown.GetBondWithIdx(count - 1).SetIsAromatic(True)
        grown.AddBond(new[step.inner], anchor, step.order)
        anchor, order = new[step.outer], step.next_order
        added += [new[old] for old in step.block.atoms if mol.GetAtomWithIdx(old).GetAtomicNum() > 1]
    grown.AddBond(star, anchor, order)
    return added
