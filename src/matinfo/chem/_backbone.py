"""Backbone and side chains, found on the chain and not on the drawing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matinfo.chem._cell import Cell


def backbone_atoms(cell: Cell) -> list[int]:
    """Heavy atoms of the backbone, ascending; empty for a small molecule.

    The backbone is the shortest way along the chain, every ring that shares a bond with it, and every ring fused to
    one of those. A ring that shares only one atom with it (cardo groups such as 9,9-fluorenylidene) is a side chain.
    """
    found = set(cell.path)
    on_way = {frozenset(pair) for pair in zip(cell.path, cell.path[1:], strict=False)}
    rings = [list(ring) for ring in cell.mol.GetRingInfo().AtomRings()]
    sides = [{frozenset(pair) for pair in zip(ring, ring[1:] + ring[:1], strict=True)} for ring in rings]
    bonds = set(on_way)
    grew = True
    while grew:
        grew = False
        for index, ring_bonds in enumerate(sides):
            if ring_bonds & bonds and not ring_bonds <= bonds:
                bonds |= ring_bonds
                found.update(rings[index])
                grew = True
    return sorted(found)


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
