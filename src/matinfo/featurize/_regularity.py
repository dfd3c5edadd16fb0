"""Level R: how regular the chain is, which decides whether it can crystallise.

Sizes are those of the primitive cell, so they do not change when the repeat unit is written twice.
"""

from __future__ import annotations

from functools import lru_cache
from math import log

from rdkit import Chem

from matinfo.chem import Cell
from matinfo.featurize._base import Feature
from matinfo.featurize._tables import ChainTable

_CENTRES = frozenset({6, 14})  # carbon and silicon bear two substituents beside the chain


def regularity_values(cell: Cell, table: ChainTable) -> list[float]:
    """Values of `regularity_features` for one cell; a small molecule has no chain, so only its size counts."""
    path = cell.path
    tactic = len(tactic_atoms(cell, table))
    methylenes = sum(table.numbers[index] == 6 and table.hydrogens[index] == 2 for index in path)
    return [
        float(reads_alike_both_ways(cell, table)),
        tactic / len(path) if path else 0.0,
        float(tactic),
        float(tactic > 0),
        log(len(path)) if path else 0.0,
        log(len(cell.atoms)),
        float(methylenes),
        float(methylenes % 2),
        log(1 + max(map(len, cell.side_chains), default=0)),
    ]


def tactic_atoms(cell: Cell, table: ChainTable) -> list[int]:
    """Atoms of the chain with two different substituents, whose configuration can vary from unit to unit."""
    backbone = set(cell.backbone)
    ranks: list[int] = []
    found = []
    for index in cell.path:
        if table.numbers[index] not in _CENTRES or table.unsaturated[index] or table.in_ring[index]:
            continue
        hanging = [other for _, other in table.links[index] if other not in backbone]
        if len(hanging) == 2 and not table.hydrogens[index]:
            ranks = ranks or list(Chem.CanonicalRankAtoms(cell.mol, breakTies=False))
            if ranks[hanging[0]] != ranks[hanging[1]]:
                found.append(index)
        elif len(hanging) == 1 and table.hydrogens[index] == 1:
            found.append(index)
    return found


def reads_alike_both_ways(cell: Cell, table: ChainTable) -> bool:
    """Whether the atoms along the chain, and how many hang on them, come in the same order from both ends.

    Rings on the way count as rings only: there the shortest way may go round on either side.
    """
    if not cell.path:
        return False
    size = {atom: len(chain) for chain in cell.side_chains for atom in chain}
    word = []
    for index in cell.path:
        hanging = sorted(size.get(other, 0) for _, other in table.links[index])
        ring = table.in_ring[index]
        word.append(None if ring else (table.numbers[index], table.hydrogens[index], table.charges[index], *hanging))
    backwards = word[::-1]
    return any(word[start:] + word[:start] == backwards for start in range(len(word)))


@lru_cache(maxsize=1)
def regularity_features() -> tuple[Feature, ...]:
    """Names, meanings and units of the regularity of the chain, in order."""
    way, cell = "1/chain bond", "1/cell"
    rows = [
        ("reversible", "1 when the chain reads the same from both ends, else 0", "1"),
        ("tactic_share", "chain atoms with two different substituents, which may be tactic", way),
        ("tactic_atoms", "the same, in one primitive cell", cell),
        ("has_tactic_atom", "1 when there is one, else 0", "1"),
        ("log_path", "natural logarithm of the chain atoms in one primitive cell", "1"),
        ("log_cell", "natural logarithm of the heavy atoms in one primitive cell", "1"),
        ("methylenes", "CH2 along the chain in one primitive cell", cell),
        ("odd_methylenes", "1 when their number is odd, else 0 (odd-even effect)", "1"),
        ("log_side_chain", "natural logarithm of 1 + heavy atoms of the biggest side chain", "1"),
    ]
    return tuple(Feature(f"R_{name}", meaning, unit) for name, meaning, unit in rows)
