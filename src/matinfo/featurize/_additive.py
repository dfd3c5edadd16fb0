"""Sums over the atoms, bonds and rings of cells, from which levels Q and P are made.

Sums over local surroundings are exact for the infinite chain. `cell_parts` reads one cell; `cell_sums` sums many at
once, one row a cell, and what it finds for one does not depend on the others.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain
from math import pi
from typing import NamedTuple

import numpy as np
from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from matinfo.chem import Cell
from matinfo.featurize._atom_kinds import AtomKind, AtomKinds
from matinfo.featurize._base import FloatArray
from matinfo.featurize._crippen import crippen_contributions
from matinfo.featurize._groups import FUNCTIONAL_GROUPS, groups_at, groups_between
from matinfo.featurize._tables import AROMATIC, ChainTable, Site

ELEMENTS = {"C": 6, "N": 7, "O": 8, "S": 16, "F": 9, "Cl": 17, "Br": 35, "I": 53, "Si": 14, "P": 15, "B": 5}

# Bin edges of RDKit's SlogP_VSA and SMR_VSA (Labute 2000).
LOGP_EDGES = (-0.4, -0.2, 0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
REFRACTION_EDGES = (1.29, 1.82, 2.24, 2.45, 2.75, 3.05, 3.63, 3.8, 4.0)

# Labute: a bond is this much shorter [A] than the sum of the radii.
_SHORTER = {AROMATIC: 0.1, 2.0: 0.2, 3.0: 0.3}

# Bondi volumes [A^3] as used by Zhao et al. 2003, J. Org. Chem. 68, 7368, table 2.
_VOLUME = {
    1: 7.24, 5: 40.48, 6: 20.58, 7: 15.60, 8: 14.71, 9: 13.31, 14: 38.79, 15: 24.43, 16: 24.43, 17: 22.45,
    33: 26.52, 34: 28.73, 35: 26.52, 53: 32.52, 52: 36.62,
}  # fmt: skip
_VOLUME_OF_OTHERS = 30.0
_COLUMN = {number: column for column, number in enumerate(ELEMENTS.values())}
_GROUP = {name: column for column, name in enumerate(FUNCTIONAL_GROUPS)}


class CellSums(NamedTuple):
    """Sums over cells, one row a cell.

    Attributes
    ----------
    atoms : ndarray of shape (cells,)
        Heavy atoms.
    composition : ndarray of shape (cells, 23)
        Atoms by element (`ELEMENTS` and others), hydrogens, sp3, sp2 and sp carbons, aromatic atoms, ring atoms,
        absolute charge, branch points, donors and acceptors of hydrogen bonds, mass [g/mol].
    connectivity : ndarray of shape (cells, 2)
        Connectivity index of order 0, plain and by valence.
    bonds : ndarray of shape (cells, 9)
        Bonds in all, by order, rotatable and conjugated, connectivity index of order 1, plain and by valence.
    surface : ndarray of shape (cells, 26)
        Crippen logP and refraction, polar and Labute surface, surface binned by logP and by refraction.
    rings : ndarray of shape (cells, 12)
        Rings by size and kind, fused bonds, spiro and bridgehead atoms.
    groups : ndarray of shape (cells, 44)
        Functional groups.
    volume : ndarray of shape (cells,)
        Van der Waals volume [A^3].
    """

    atoms: FloatArray
    composition: FloatArray
    connectivity: FloatArray
    bonds: FloatArray
    surface: FloatArray
    rings: FloatArray
    groups: FloatArray
    volume: FloatArray


class CellParts(NamedTuple):
    """What is summed over one cell: its atoms by number of kind, and sums over its bonds and rings."""

    atoms: list[int]
    polar_surface: float
    bonds: list[float]
    rings: list[float]
    groups: list[str]


def cell_parts(cell: Cell, table: ChainTable, kinds: AtomKinds) -> CellParts:
    """Read one cell."""
    atoms, groups = kinds.numbers_of(table), groups_between(cell, table)
    return CellParts(atoms, _polar_surface(cell, table), _bond_sums(table), _ring_sums(cell, table), groups)


def cell_sums(parts: Sequence[CellParts], kinds: AtomKinds) -> CellSums:
    """Sum over each of the cells."""
    added = np.asarray([_added_by(kind) for kind in kinds.all()])
    sums = np.asarray([added[part.atoms].sum(axis=0) for part in parts])
    composition, connectivity, surface, spheres, groups = np.split(sums, _BORDERS, axis=1)
    surface[:, 2] = [part.polar_surface for part in parts]
    bonds, rings = np.asarray([part.bonds for part in parts]), np.asarray([part.rings for part in parts])
    for row, part in enumerate(parts):
        for name in part.groups:
            groups[row, _GROUP[name]] += 1
    # Zhao et al. 2003; aromatic rings take more room from the atoms than others.
    room = spheres[:, 0] - 5.92 * bonds[:, 0] - 14.7 * (rings[:, 5] + rings[:, 6]) - 3.8 * (rings[:, 7] + rings[:, 8])
    atoms = np.asarray([len(part.atoms) for part in parts], dtype=float)
    return CellSums(atoms, composition, connectivity, bonds, surface, rings, groups, np.maximum(room, 1.0))


_BORDERS = list(accumulate([len(ELEMENTS) + 12, 2, 4 + len(LOGP_EDGES) + 1 + len(REFRACTION_EDGES) + 1, 1]))


@lru_cache(maxsize=4096)
def _added_by(kind: AtomKind) -> list[float]:
    """What one atom adds to the composition, connectivity, surface, volume and groups of its cell."""
    site = kind.site
    groups = Counter(groups_at(site, kind.in_ring, kind.beyond))
    volume = _VOLUME.get(site.number, _VOLUME_OF_OTHERS) + _VOLUME[1] * site.hydrogens
    return [
        *_composition(kind),
        *_connectivity(site),
        *_surface(kind),
        volume,
        *(float(groups[name]) for name in FUNCTIONAL_GROUPS),
    ]


def _composition(kind: AtomKind) -> list[float]:
    number, aromatic, hydrogens, charge, around = site = kind.site
    elements = [0.0] * (len(ELEMENTS) + 1)
    elements[_COLUMN.get(number, -1)] = 1.0
    carbons = [0.0] * 3  # sp3, sp2, sp
    if number == 6:
        carbons[min(site.pi_bonds, 2)] = 1.0
    polar = number in (7, 8)
    donors, acceptors = hydrogens * polar, float(polar)
    flags = [aromatic, kind.in_ring, abs(charge), len(around) > 2]
    return [*elements, hydrogens, *carbons, *flags, donors, acceptors, kind.mass + 1.008 * hydrogens]


def _connectivity(site: Site) -> list[float]:
    degree, valence = len(site.around), _valence_delta(site.number, site.hydrogens)
    return [degree**-0.5 if degree else 0.0, valence**-0.5 if valence > 0 else 0.0]


@lru_cache(maxsize=4096)
def _valence_delta(number: int, hydrogens: int) -> float:
    """Kier and Hall's valence delta of an atom."""
    outer = _outer_electrons()[number]
    inner = number - outer - 1 if number > 10 else 1
    return (outer - hydrogens) / inner


@lru_cache(maxsize=1)
def _outer_electrons() -> list[int]:
    table = Chem.GetPeriodicTable()
    return [0, *(table.GetNOuterElecs(number) for number in range(1, 119))]


def _surface(kind: AtomKind) -> list[float]:
    """Crippen logP and refraction, room for the polar surface, Labute surface, and it in bins of the first two."""
    logp, refraction, hydrogen_logp, hydrogen_refraction = crippen_contributions(kind.site, kind.beyond)
    area = _area(kind.site)
    by_logp = [0.0] * (len(LOGP_EDGES) + 1)
    by_refraction = [0.0] * (len(REFRACTION_EDGES) + 1)
    by_logp[bisect_right(LOGP_EDGES, logp)] = by_refraction[bisect_right(REFRACTION_EDGES, refraction)] = area
    outside = area - _constants()[1][kind.site.number]
    return [logp + hydrogen_logp, refraction + hydrogen_refraction, 0.0, outside, *by_logp, *by_refraction]


def _area(site: Site) -> float:
    """Labute's surface of an atom [A^2]: the sphere less what bonded atoms cover, one hydrogen among them."""
    radii, _ = _constants()
    hydrogen, radius = radii[1], radii[site.number]
    covered = 0.0
    for order, number, *_ in site.around:
        other = radii[number]
        distance = min(max(abs(radius - other), radius + other - _SHORTER.get(order, 0.0)), radius + other)
        covered += other**2 - (radius - distance) ** 2 / distance
    return pi * radius * (4 * radius - covered - hydrogen**2 + hydrogen**2 / (radius + hydrogen))


@lru_cache(maxsize=1)
def _constants() -> tuple[list[float], list[float]]:
    """Labute's radii [A], and the surface [A^2] that each element takes from its hydrogen; by atomic number."""
    table = Chem.GetPeriodicTable()
    radii = [0.0, *(table.GetRb0(number) for number in range(1, 119))]
    hydrogen = radii[1]
    return radii, [pi * hydrogen * (radius**2 - radius**2 / (radius + hydrogen)) for radius in radii]


def _polar_surface(cell: Cell, table: ChainTable) -> float:
    areas = rdMolDescriptors._CalcTPSAContribs(cell.mol)  # a star serves as well as the atom that stands there
    return float(sum([areas[index] for index in table.core]))


def _bond_sums(table: ChainTable) -> list[float]:
    """Bonds in all, by order, rotatable and conjugated, connectivity index of order 1, plain and by valence."""
    degrees, pi_bonds = table.degrees, table.unsaturated
    valence = list(map(_valence_delta, table.numbers, table.hydrogens))
    orders = {1.0: 0.0, 2.0: 0.0, 3.0: 0.0, AROMATIC: 0.0}
    rotatable = conjugated = chi1 = chi1v = 0.0
    for begin, end, order, in_ring in table.bonds:
        orders[order] = orders.get(order, 0.0) + 1
        if order == 1.0:
            rotatable += not in_ring and degrees[begin] > 1 and degrees[end] > 1
            conjugated += pi_bonds[begin] > 0 and pi_bonds[end] > 0
        chi1 += (degrees[begin] * degrees[end]) ** -0.5
        product = valence[begin] * valence[end]
        chi1v += product**-0.5 if product > 0 else 0.0
    total = len(table.bonds) + sum(table.hydrogens)
    by_order = [orders[order] for order in (1.0, 2.0, 3.0, AROMATIC)]
    return [total, *by_order, rotatable, conjugated, chi1, chi1v]


def _ring_sums(cell: Cell, table: ChainTable) -> list[float]:
    """Rings by size and kind, fused bonds, spiro and bridgehead atoms; rings never cross from cell to cell."""
    if not cell.rings:
        return [0.0] * 12
    sizes = [0.0] * 5  # 3, 4, 5, 6, 7 or more
    kinds = [0.0] * 4  # aromatic carbocycle, aromatic heterocycle, other carbocycle, other heterocycle
    for ring in cell.rings:
        sizes[min(len(ring), 7) - 3] += 1
        aromatic = all(table.aromatic[index] for index in ring)
        hetero = any(table.numbers[index] != 6 for index in ring)
        kinds[(0 if aromatic else 2) + hetero] += 1
    uses = Counter(chain.from_iterable(cell.ring_bonds))
    fused = sum(count > 1 for count in uses.values())
    # Two aromatic rings share no single atom, and rings without a common bond have no bridge.
    spiro = rdMolDescriptors.CalcNumSpiroAtoms(cell.mol) if kinds[2] + kinds[3] > 1 else 0
    bridgeheads = rdMolDescriptors.CalcNumBridgeheadAtoms(cell.mol) if fused > 1 else 0
    return [*sizes, *kinds, float(fused), float(spiro), float(bridgeheads)]
