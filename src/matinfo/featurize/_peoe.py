"""Partial charges by equalisation of orbital electronegativity, on the infinite chain.

The cells of a chunk are one big graph without bonds from cell to cell: one iteration serves them all.

References
----------
Gasteiger and Marsili 1980, Tetrahedron 36, 3219.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matinfo.featurize._tables import ChainTable

FloatArray = npt.NDArray[np.float64]
IndexArray = npt.NDArray[np.intp]

_DONORS = (7, 8, 16)
_STEPS = 6
_DAMPING = 0.5
_HYDROGEN = (7.17, 6.24, -0.56)
_HYDROGEN_CATION = 20.02  # electronegativity of H+

# Electronegativity a + b q + c q^2 [V] by atomic number, for sp3, sp2 and sp atoms.
_ELECTRONEGATIVITY = {
    5: [(5.98, 6.82, 1.605), (6.42, 6.807, 1.322), (6.42, 6.807, 1.322)],
    6: [(7.98, 9.18, 1.88), (8.79, 9.32, 1.51), (10.39, 9.45, 0.73)],
    7: [(11.54, 10.82, 1.36), (12.87, 11.15, 0.85), (15.68, 11.70, -0.27)],
    8: [(14.18, 12.92, 1.39), (17.07, 13.79, 0.47), (17.07, 13.79, 0.47)],
    9: [(14.66, 13.85, 2.31)] * 3,
    14: [(7.30, 6.567, 0.657), (7.905, 6.748, 0.443), (7.905, 6.748, 0.443)],
    15: [(8.90, 8.24, 0.96), (9.665, 8.530, 0.735), (9.665, 8.530, 0.735)],
    16: [(10.14, 9.13, 1.38), (10.88, 9.485, 1.325), (10.88, 9.485, 1.325)],
    17: [(11.00, 9.69, 1.35)] * 3,
    35: [(10.08, 8.47, 1.16)] * 3,
    53: [(9.90, 7.96, 0.96)] * 3,
}  # fmt: skip
_OTHERS = [(7.5, 7.0, 1.0)] * 3  # metals and rare elements: less electronegative than carbon


class ChargeGraph(NamedTuple):
    """What partial charges of one cell follow from.

    Attributes
    ----------
    numbers, pi_bonds, charges, hydrogens : ndarray of shape (atoms,)
        Atomic number, pi bonds, formal charge and hydrogens of each atom of the table.
    bonds : ndarray of shape (2, bonds)
        First and second atom of each bond.
    """

    numbers: IndexArray
    pi_bonds: IndexArray
    charges: IndexArray
    hydrogens: IndexArray
    bonds: IndexArray


def charge_graph(table: ChainTable) -> ChargeGraph:
    """Read one cell."""
    atoms = np.asarray([table.numbers, _pi_bonds(table), table.charges, table.hydrogens], dtype=np.intp)
    ends = [[bond.begin for bond in table.bonds], [bond.end for bond in table.bonds]]
    numbers, pi_bonds, charges, hydrogens = atoms
    return ChargeGraph(numbers, pi_bonds, charges, hydrogens, np.asarray(ends, dtype=np.intp))


def partial_charges(graphs: Sequence[ChargeGraph]) -> list[tuple[FloatArray, FloatArray]]:
    """Charge [e] of each atom of each cell, and of each hydrogen on it; zeros where there is none."""
    stops = np.cumsum([len(graph.numbers) for graph in graphs])
    starts, n = [0, *stops[:-1].tolist()], int(stops[-1])
    numbers, pi_bonds, formal, hydrogens = (np.concatenate(field) for field in list(zip(*graphs, strict=True))[:4])
    bonds = np.concatenate([graph.bonds + start for graph, start in zip(graphs, starts, strict=True)], axis=1)
    # The equal hydrogens of an atom are one more centre, n places behind it, with a bond that counts for each of them.
    a, b, c = np.vstack([_parameters()[numbers, pi_bonds], np.tile(_HYDROGEN, (n, 1))]).T
    cation = a + b + c  # electronegativity of the atom without one of its electrons
    cation[n:] = _HYDROGEN_CATION
    charges = np.concatenate([formal, np.zeros(n)])
    atoms = np.arange(n)
    begins, ends = np.concatenate([bonds, (atoms + n, atoms)], axis=1)
    counts = np.concatenate([np.ones(bonds.shape[1]), hydrogens])
    damping = 1.0
    for _ in range(_STEPS):
        damping *= _DAMPING
        pull = a + charges * (b + charges * c)
        difference = pull[ends] - pull[begins]
        flow = damping * difference / cation[np.where(difference > 0, begins, ends)]
        charges = charges + np.bincount(begins, flow, 2 * n) - np.bincount(ends, counts * flow, 2 * n)
    on_hydrogen = np.where(hydrogens > 0, charges[n:], 0.0)
    return list(zip(np.split(charges[:n], stops[:-1]), np.split(on_hydrogen, stops[:-1]), strict=True))


@lru_cache(maxsize=1)
def _parameters() -> FloatArray:
    """Electronegativity parameters by atomic number and number of pi bonds; shape (119, 3, 3)."""
    return np.asarray([_ELECTRONEGATIVITY.get(number, _OTHERS) for number in range(119)])


def _pi_bonds(table: ChainTable) -> list[int]:
    """Number of pi bonds of each atom, at most 2; a lone pair of N, O or S beside a multiple bond counts as one."""
    unsaturated = table.unsaturated
    found = [min(number, 2) for number in unsaturated]
    for index in table.core:
        if not found[index] and table.numbers[index] in _DONORS:
            found[index] = int(any(unsaturated[other] for _, other in table.links[index]))
    return found
