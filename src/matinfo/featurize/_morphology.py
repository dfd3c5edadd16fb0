"""Level M: morphology of the infinite chain: rings along it, side chains, stiffness of the main chain.

References
----------
Kim et al. 2018, J. Phys. Chem. C 122, 17575 (hierarchical fingerprint, morphological level).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from matinfo.chem import Cell
from matinfo.featurize._base import Feature
from matinfo.featurize._tables import ChainTable

REFERENCE = "Kim et al. 2018, J. Phys. Chem. C 122, 17575"
FARTHEST_RING = 30  # bonds; farther rings count as this far
LONGEST_RUN = 30  # atoms; polyethylene has no end of methylenes


def morphology_values(cell: Cell, table: ChainTable) -> list[float]:
    """Values of `morphology_features` for one cell; a small molecule has no backbone and no side chain."""
    return [
        *_ring_distances(cell),
        *_backbone_make_up(cell, table),
        *_backbone_stiffness(cell, table),
        *_side_chain_shape(cell, table),
    ]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _ring_distances(cell: Cell) -> list[float]:
    """Whether there are two rings to speak of, and bonds from each ring system to the nearest other one."""
    systems = _ring_systems(cell)
    owner = {atom: number for number, system in enumerate(systems) for atom in system}
    nearest = [distance for system in systems if (distance := _to_next_ring(cell, system, owner)) is not None]
    if not nearest:
        return [0.0, 0.0, 0.0, 0.0, 0.0]
    mean = sum(nearest) / len(nearest)
    return [1.0, float(min(nearest)), mean, float(max(nearest)), 1.0 / mean]


def _ring_systems(cell: Cell) -> list[set[int]]:
    systems: list[set[int]] = []
    for ring in cell.rings:
        merged = set(ring)
        for system in [system for system in systems if system & merged]:
            systems.remove(system)
            merged |= system
        systems.append(merged)
    return systems


def _to_next_ring(cell: Cell, system: set[int], owner: dict[int, int]) -> int | None:
    """Bonds from a ring system to the nearest other ring system of the infinite chain; None without any."""
    front = [(atom, 0) for atom in system]
    seen = set(front)
    number = owner[front[0][0]]
    for distance in range(1, FARTHEST_RING + 1):
        front = [
            (other, shift + step)
            for atom, shift in front
            for other, step in cell.links[atom]
            if (other, shift + step) not in seen
        ]
        seen.update(front)
        if any(owner.get(atom, number) != number or (atom in owner and shift != 0) for atom, shift in front):
            return distance
        if not front:
            return None
    return FARTHEST_RING


def _backbone_make_up(cell: Cell, table: ChainTable) -> list[float]:
    """What the backbone is made of, as shares of its table."""
    backbone = cell.backbone
    n = len(backbone)
    numbers = [table.numbers[index] for index in backbone]
    walls = set(backbone)
    bearing = sum(any(other not in walls for _, other in table.links[index]) for index in backbone)
    return [
        _ratio(n, len(cell.atoms)),
        _ratio(sum(table.in_ring[index] for index in backbone), n),
        _ratio(sum(table.aromatic[index] for index in backbone), n),
        _ratio(sum(not table.unsaturated[index] for index in backbone), n),
        _ratio(sum(number != 6 for number in numbers), n),
        _ratio(numbers.count(8), n),
        _ratio(numbers.count(7), n),
        _ratio(numbers.count(16), n),
        _ratio(numbers.count(14), n),
        _ratio(bearing, n),
        _ratio(sum(table.degrees[index] == 4 for index in backbone), n),
    ]


def _backbone_stiffness(cell: Cell, table: ChainTable) -> list[float]:
    """How long and how stiff the way along the chain is."""
    n = len(cell.path)
    bonds = _path_bonds(cell, table)
    flexible = [order == 1.0 and not in_ring for order, in_ring in bonds]
    methylene = [_is_methylene(table, index) for index in cell.path]
    stretches = _ring_stretches(cell, [in_ring for _, in_ring in bonds])
    rings = [len(stretch) for stretch in stretches]
    return [
        _ratio(n, len(cell.atoms)),
        _ratio(n, len(cell.backbone)),
        _ratio(sum(flexible), n),
        float(longest_run(flexible)),
        float(longest_run([not bond for bond in flexible])),
        float(longest_run(methylene)),
        _ratio(sum(methylene), n),
        _ratio(len(rings), n),
        _ratio(sum(rings), n),
        float(max(rings, default=0)),
        *(_ratio(count, n) for count in _ring_links(cell, stretches)),
    ]


def _path_bonds(cell: Cell, table: ChainTable) -> list[tuple[float, bool]]:
    """Order and ring membership of the bonds along the chain; the last one leads to the next cell."""
    if cell.ends is None:
        return []
    bonds = {frozenset(atoms): (order, in_ring) for *atoms, order, in_ring in table.bonds[:-1]}
    return [*(bonds[frozenset(pair)] for pair in pairwise(cell.path)), table.bonds[-1][2:]]


def _is_methylene(table: ChainTable, index: int) -> bool:
    return table.numbers[index] == 6 and table.hydrogens[index] == 2 and not table.in_ring[index]


def longest_run(marks: Sequence[bool]) -> int:
    """Length of the longest run of True in a periodic sequence, at most `LONGEST_RUN`.

    Examples
    --------
    >>> longest_run([True, False, True]), longest_run([True])
    (2, 30)
    """
    if all(marks):
        return LONGEST_RUN if marks else 0
    start = list(marks).index(False)
    best = run = 0
    for mark in [*marks[start:], *marks[:start]]:
        run = run + 1 if mark else 0
        best = max(best, run)
    return min(best, LONGEST_RUN)


def _ring_stretches(cell: Cell, in_ring: list[bool]) -> list[list[int]]:
    """Stretches of the way along the chain that run through rings."""
    stretches: list[list[int]] = []
    inside = False
    for before, after, ring in zip(cell.path, cell.path[1:], in_ring, strict=False):
        if ring:
            if not inside:
                stretches.append([before])
            stretches[-1].append(after)
        inside = ring
    return stretches


def _ring_links(cell: Cell, stretches: list[list[int]]) -> list[int]:
    """Number of single six-membered rings that the chain passes in ortho, meta and para position."""
    six = [set(ring) for ring in cell.rings if len(ring) == 6]
    counts = [0, 0, 0]
    for stretch in stretches:
        if len(stretch) <= 4 and any(ring.issuperset(stretch) for ring in six):
            counts[len(stretch) - 2] += 1
    return counts


def _side_chain_shape(cell: Cell, table: ChainTable) -> list[float]:
    """Share, number, length and make-up of the side chains."""
    chains = cell.side_chains
    members = [index for chain in chains for index in chain]
    lengths = [_length(cell, chain) for chain in chains]
    n = len(members)
    backbone = len(cell.backbone)
    bonds, rotatable = _side_chain_bonds(table, set(members))
    return [
        _ratio(n, len(cell.atoms)),
        _ratio(len(chains), backbone),
        _ratio(sum(len(chain) == 1 for chain in chains), backbone),
        float(max(lengths, default=0)),
        _ratio(sum(lengths), len(lengths)),
        float(max(map(len, chains), default=0)),
        _ratio(n, len(chains)),
        _ratio(sum(table.in_ring[index] for index in members), n),
        _ratio(sum(table.aromatic[index] for index in members), n),
        _ratio(sum(table.numbers[index] != 6 for index in members), n),
        _ratio(sum(_is_methylene(table, index) for index in members), n),
        _ratio(rotatable, bonds),
    ]


def _side_chain_bonds(table: ChainTable, members: set[int]) -> tuple[int, int]:
    """Number of bonds of side chains, those to the backbone included, and how many of them can turn."""
    bonds = [bond for bond in table.bonds if bond.begin in members or bond.end in members] if members else []
    turning = sum(
        bond.order == 1.0 and not bond.in_ring and table.degrees[bond.begin] > 1 and table.degrees[bond.end] > 1
        for bond in bonds
    )
    return len(bonds), turning


def _length(cell: Cell, chain: list[int]) -> int:
    """Number of bonds from the backbone to the farthest atom of a side chain."""
    inside, walls = set(chain), set(cell.backbone)
    front = {atom for atom in chain if any(other in walls for other in cell.neighbours[atom])}
    seen = set(front)
    length = 0
    while front:
        length += 1
        front = {other for atom in front for other in cell.neighbours[atom] if other in inside} - seen
        seen |= front
    return length


@lru_cache(maxsize=1)
def morphology_features() -> tuple[Feature, ...]:
    """Names, meanings and units of level M, in order."""
    backbone, way, side = "1/backbone atom", "1/chain bond", "1/side-chain atom"
    rows = [
        ("has_ring_pair", "1 when each ring of the chain has another one in sight, else 0", "1"),
        ("ring_distance_min", "bonds between nearest ring systems, smallest", "bonds"),
        ("ring_distance_mean", "bonds between nearest ring systems, mean over ring systems", "bonds"),
        ("ring_distance_max", "bonds between nearest ring systems, largest", "bonds"),
        ("ring_proximity", "inverse of the mean ring distance; 0 without a ring pair", "1/bond"),
        ("backbone_share", "backbone atoms", "1/heavy atom"),
        ("backbone_ring_atoms", "backbone atoms in rings", backbone),
        ("backbone_aromatic_atoms", "aromatic backbone atoms", backbone),
        ("backbone_saturated", "backbone atoms with single bonds only", backbone),
        ("backbone_heteroatoms", "backbone atoms other than carbon", backbone),
        ("backbone_O", "oxygen in the backbone", backbone),
        ("backbone_N", "nitrogen in the backbone", backbone),
        ("backbone_S", "sulfur in the backbone", backbone),
        ("backbone_Si", "silicon in the backbone", backbone),
        ("backbone_substituted", "backbone atoms that bear a side chain", backbone),
        ("backbone_quaternary", "backbone atoms with four heavy neighbours", backbone),
        ("path_share", "atoms on the shortest way along the chain", "1/heavy atom"),
        ("path_per_backbone", "atoms on the shortest way along the chain", backbone),
        ("flexible_bonds", "single bonds outside rings along the chain", way),
        ("flexible_run", f"longest run of flexible bonds along the chain, at most {LONGEST_RUN}", "bonds"),
        ("stiff_run", f"longest run of bonds along the chain that cannot turn, at most {LONGEST_RUN}", "bonds"),
        ("methylene_run", f"longest run of CH2 along the chain, at most {LONGEST_RUN}", "atoms"),
        ("methylene_share", "CH2 along the chain", way),
        ("ring_stretches", "ring systems that the chain passes", way),
        ("ring_stretch_atoms", "atoms on the way through rings", way),
        ("ring_stretch_max", "longest way through one ring system", "atoms"),
        ("ortho_links", "six-membered rings passed in ortho position", way),
        ("meta_links", "six-membered rings passed in meta position", way),
        ("para_links", "six-membered rings passed in para position", way),
        ("side_chain_share", "side-chain atoms", "1/heavy atom"),
        ("side_chains", "side chains", backbone),
        ("side_chains_of_one_atom", "side chains of a single heavy atom (CH3, F, =O)", backbone),
        ("side_chain_length_max", "bonds from the backbone to the farthest atom of a side chain, largest", "bonds"),
        ("side_chain_length_mean", "the same, mean over side chains", "bonds"),
        ("side_chain_atoms_max", "heavy atoms of the biggest side chain", "atoms"),
        ("side_chain_atoms_mean", "heavy atoms a side chain", "atoms"),
        ("side_chain_ring_atoms", "side-chain atoms in rings", side),
        ("side_chain_aromatic_atoms", "aromatic side-chain atoms", side),
        ("side_chain_heteroatoms", "side-chain atoms other than carbon", side),
        ("side_chain_methylene", "CH2 in side chains", side),
        ("side_chain_rotatable", "share of side-chain bonds that can turn", "1"),
    ]
    return tuple(Feature(f"M_{name}", meaning, unit, REFERENCE) for name, meaning, unit in rows)
