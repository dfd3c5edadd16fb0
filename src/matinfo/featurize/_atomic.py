"""Level A: atomic triples of the infinite chain.

A triple is three bonded atoms i-j-k with centre j, each named by its element and its coordination number, hydrogens
included: ``O2-C3-O1`` stands in every ester. Counts are per heavy atom of the primitive cell.

References
----------
Kim et al. 2018, J. Phys. Chem. C 122, 17575 (hierarchical fingerprint, atomic level).
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations

from matinfo.featurize._base import Feature
from matinfo.featurize._tables import ChainTable, symbols

REFERENCE = "Kim et al. 2018, J. Phys. Chem. C 122, 17575"
OTHER = "A_other"


def atomic_triples(table: ChainTable) -> dict[str, float]:
    """Number of triples of each kind in one cell, divided by its heavy atoms."""
    symbol = symbols()
    names = [
        f"{symbol[number]}{degree + hydrogens}"
        for number, degree, hydrogens in zip(table.numbers, table.degrees, table.hydrogens, strict=True)
    ]
    counts: dict[str, int] = {}
    for centre in table.core:
        around = [names[other] for _, other in table.links[centre]] + ["H1"] * table.hydrogens[centre]
        for triple in _triples_around(names[centre], tuple(sorted(around))):
            counts[triple] = counts.get(triple, 0) + 1
    share = 1.0 / len(table.core)
    return {name: count * share for name, count in counts.items()}


@lru_cache(maxsize=1024)  # real polymers have some hundred surroundings
def _triples_around(centre: str, around: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{one}-{centre}-{other}" for one, other in combinations(around, 2))


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
