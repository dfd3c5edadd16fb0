"""Backbone and side chains, found on the chain and not on the drawing."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matinfo.chem._cell import Cell


def backbone_atoms(cell: Cell) -> list[int]:
    """Heavy atoms of the backbone, ascending; empty for a small molecule.

    The backbone is the shortest way along the chain, every ring that shares a bond with it, and every ring fused to
    one of those. A ring that shares only one atom with it (cardo groups such as 9,9-fluorenylidene) is a side chain.
    """
    found = set(cell.path)
    bonds = bonds_along(cell.path)
    grew = True
    while grew:
        grew = False
        for ring, sides in zip(cell.rings, cell.ring_bonds, strict=True):
            if not sides.isdisjoint(bonds) and not sides <= bonds:
                bonds |= sides
                found.update(ring)
                grew = True
    return sorted(found)


def bonds_along(way: list[int]) -> set[tuple[int, int]]:
    """Bonds on a way from atom to atom, each as (lower, higher) atom."""
    return {(one, other) if one < other else (other, one) for one, other in pairwise(way)}


def side_chains(cell: Cell) -> list[list[int]]:
    """Heavy atoms of each side chain, ascending; a side chain is what hangs together once the backbone is gone.

    Counter-ions hang on nothing and are no side chains.
    """
    heavy = set(cell.atoms)
    walls = set(cell.backbone)
    chains = []
    for root in cell.backbone:
        for start in cell.neighbours[root]:
            if start in walls or start not in heavy:
                continue
            members = [start]
            walls.add(start)
            for atom in members:  # grows while it is read
                for other in cell.neighbours[atom]:
                    if other not in walls and other in heavy:
                        walls.add(other)
                        members.append(other)
            chains.append(sorted(members))
    return chains
