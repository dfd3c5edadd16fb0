"""Level A: atomic triples of the infinite chain.

A triple is three bonded atoms i-j-k with centre j, each named by its element and its coordination number, hydrogens
included: ``O2-C3-O1`` stands in every ester. Counts are per heavy atom of the primitive cell.

References
----------
Kim et al. 2018, J. Phys. Chem. C 122, 17575 (hierarchical fingerprint, atomic level).
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations

from matinfo.chem import Cell
from matinfo.featurize._base import Feature

REFERENCE = "Kim et al. 2018, J. Phys. Chem. C 122, 17575"
OTHER = "A_other"


def atomic_triples(cell: Cell) -> Counter[str]:
    """Number of triples of each kind in one cell, divided by its heavy atoms."""
    atoms = {index: cell.mol.GetAtomWithIdx(index) for index in cell.atoms}
    names = {index: f"{atom.GetSymbol()}{atom.GetTotalDegree()}" for index, atom in atoms.items()}
    counts: Counter[str] = Counter()
    for centre, atom in atoms.items():
        # An explicit hydrogen atom (an isotope) is no heavy atom, so it has no name of its own.
        around = [names.get(other, "H1") for other in cell.neighbours[centre]]
        around += ["H1"] * atom.GetTotalNumHs()
        middle = names[centre]
        for one, other in combinations(sorted(around), 2):
            counts[f"{one}-{middle}-{other}"] += 1
    share = 1.0 / len(cell.atoms)
    return Counter({name: count * share for name, count in counts.items()})


def triple_feature(triple: str) -> Feature:
    """Describe a triple such as ``O2-C3-O1``."""
    left, centre, right = triple.split("-")
    return Feature(
        f"A_{triple}",
        f"bonded atoms {left}, {centre} (centre), {right} (element and number of neighbours, hydrogens included)",
        "1/heavy atom",
        REFERENCE,
    )


def other_feature() -> Feature:
    """Describe the column of triples that were not seen in fit."""
    return Feature(OTHER, "triples of kinds not seen in fit, all together", "1/heavy atom", REFERENCE)
