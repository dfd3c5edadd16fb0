"""Level Q: QSPR descriptors of the infinite chain, made intensive.

Each descriptor is a sum over the atoms or bonds of one cell, divided by its heavy atoms. Sums over local surroundings
are exact for the infinite chain; descriptors of whole graphs are not, so none is used.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise
from math import pi

from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from matinfo.chem import Cell
from matinfo.featurize._base import Feature
from matinfo.featurize._crippen import crippen_contributions
from matinfo.featurize._groups import FUNCTIONAL_GROUPS, count_groups
from matinfo.featurize._tables import AROMATIC, ChainTable

# Bin edges of RDKit's SlogP_VSA and SMR_VSA (Labute 2000).
_LOGP_EDGES = (-0.4, -0.2, 0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
_REFRACTION_EDGES = (1.29, 1.82, 2.24, 2.45, 2.75, 3.05, 3.63, 3.8, 4.0)

# Labute: a bond is this much shorter [A] than the sum of the radii.
_SHORTER = {AROMATIC: 0.1, 2.0: 0.2, 3.0: 0.3}

# Bondi volumes [A^3] as used by Zhao et al. 2003, J. Org. Chem. 68, 7368, table 2.
_VOLUME = {
    1: 7.24, 5: 40.48, 6: 20.58, 7: 15.60, 8: 14.71, 9: 13.31, 14: 38.79, 15: 24.43, 16: 24.43, 17: 22.45,
    33: 26.52, 34: 28.73, 35: 26.52, 53: 32.52, 52: 36.62,
}  # fmt: skip
_VOLUME_OF_OTHERS = 30.0
_ELEMENTS = {"C": 6, "N": 7, "O": 8, "S": 16, "F": 9, "Cl": 17, "Br": 35, "I": 53, "Si": 14, "P": 15, "B": 5}
_COLUMN = {number: column for column, number in enumerate(_ELEMENTS.values())}
_LABUTE = "Labute 2000, J. Mol. Graph. Model. 18, 464"
_CRIPPEN = "Wildman and Crippen 1999, J. Chem. Inf. Comput. Sci. 39, 868"
_ZHAO = "Zhao et al. 2003, J. Org. Chem. 68, 7368"
_KIER = "Kier and Hall 1986, Molecular Connectivity in Structure-Activity Analysis"


def qspr_values(cell: Cell, table: ChainTable) -> list[float]:
    """Values of `qspr_features` for one cell."""
    composition, connections, surface = _composition(table), _connections(table), _surface_sums(cell, table)
    rings = ring_sums(cell, table)
    share = 1.0 / len(table.core)
    values = [value * share for value in (*composition, *connections, *surface, *rings, *count_groups(cell, table))]
    volume = van_der_waals_volume(table, rings)
    mass, (logp, refraction, polar) = composition[-1], surface[:3]
    return [*values, volume * share, refraction / volume, polar / volume, mass / volume, logp / volume]


def _composition(table: ChainTable) -> list[float]:
    """Atoms by element, hydrogens, hybridisation, aromaticity, charge, hydrogen bonding and mass."""
    elements = [0.0] * (len(_ELEMENTS) + 1)
    carbons = [0.0] * 3  # sp3, sp2, sp
    donors = acceptors = branch = 0.0
    for index in table.core:
        number = table.numbers[index]
        elements[_COLUMN.get(number, -1)] += 1
        branch += table.degrees[index] > 2
        if number == 6:
            carbons[min(table.unsaturated[index], 2)] += 1
        elif number in (7, 8):
            donors += table.hydrogens[index]
            acceptors += 1
    hydrogens = sum(table.hydrogens)
    flags = [sum(table.aromatic), sum(table.in_ring), sum(map(abs, table.charges))]
    mass = sum(table.masses) + 1.008 * hydrogens
    return [*elements, hydrogens, *carbons, *flags, branch, donors, acceptors, mass]


def _connections(table: ChainTable) -> list[float]:
    """Bonds in all, by order, rotatable and conjugated, and connectivity indices."""
    degrees, pi_bonds, valence = table.degrees, table.unsaturated, _valence_deltas(table)
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
    chi0 = sum(degrees[index] ** -0.5 for index in table.core if degrees[index])
    chi0v = sum(valence[index] ** -0.5 for index in table.core if valence[index] > 0)
    return [total, *by_order, rotatable, conjugated, chi0, chi1, chi0v, chi1v]


def _valence_deltas(table: ChainTable) -> list[float]:
    """Kier and Hall's valence delta of each atom."""
    outer = _outer_electrons()
    deltas = [0.0] * len(table.numbers)
    for index in table.core:
        number = table.numbers[index]
        inner = number - outer[number] - 1 if number > 10 else 1
        deltas[index] = (outer[number] - table.hydrogens[index]) / inner
    return deltas


@lru_cache(maxsize=1)
def _outer_electrons() -> list[int]:
    table = Chem.GetPeriodicTable()
    return [0, *(table.GetNOuterElecs(number) for number in range(1, 119))]


def _surface_sums(cell: Cell, table: ChainTable) -> list[float]:
    """Crippen logP and refraction, polar and Labute surface, and surface binned by logP and by refraction."""
    polar = rdMolDescriptors._CalcTPSAContribs(cell.mol)  # a star serves as well as the atom that stands there
    areas, hidden = _areas(table), _constants()[1]
    logp = refraction = polar_area = area = 0.0
    by_logp = [0.0] * (len(_LOGP_EDGES) + 1)
    by_refraction = [0.0] * (len(_REFRACTION_EDGES) + 1)
    for index, contributions in zip(table.core, crippen_contributions(table), strict=True):
        atom_logp, atom_refraction, hydrogen_logp, hydrogen_refraction = contributions
        logp += atom_logp + hydrogen_logp
        refraction += atom_refraction + hydrogen_refraction
        polar_area += polar[index]
        area += areas[index] - hidden[table.numbers[index]]
        by_logp[bisect_right(_LOGP_EDGES, atom_logp)] += areas[index]
        by_refraction[bisect_right(_REFRACTION_EDGES, atom_refraction)] += areas[index]
    return [logp, refraction, polar_area, area, *by_logp, *by_refraction]


def _areas(table: ChainTable) -> list[float]:
    """Labute's surface of each atom [A^2]: the sphere less what bonded atoms cover, one hydrogen among them."""
    radii, _ = _constants()
    hydrogen = radii[1]
    covered = [0.0] * len(radii_of := [radii[number] for number in table.numbers])
    for begin, end, order, _ in table.bonds:
        one, other = radii_of[begin], radii_of[end]
        distance = min(max(abs(one - other), one + other - _SHORTER.get(order, 0.0)), one + other)
        covered[begin] += other**2 - (one - distance) ** 2 / distance
        covered[end] += one**2 - (other - distance) ** 2 / distance
    return [
        pi * radius * (4 * radius - hidden - hydrogen**2 + hydrogen**2 / (radius + hydrogen))
        for radius, hidden in zip(radii_of, covered, strict=True)
    ]


@lru_cache(maxsize=1)
def _constants() -> tuple[list[float], list[float]]:
    """Labute's radii [A], and the surface [A^2] that each element takes from its hydrogen; by atomic number."""
    table = Chem.GetPeriodicTable()
    radii = [0.0, *(table.GetRb0(number) for number in range(1, 119))]
    hydrogen = radii[1]
    return radii, [pi * hydrogen * (radius**2 - radius**2 / (radius + hydrogen)) for radius in radii]


@lru_cache(maxsize=1)  # two levels ask, one after the other
def ring_sums(cell: Cell, table: ChainTable) -> tuple[float, ...]:
    """Rings by size and kind, spiro and bridgehead atoms, fused bonds; rings never cross from cell to cell."""
    if not cell.rings:
        return (0.0,) * 12
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
    return (*sizes, *kinds, float(fused), float(spiro), float(bridgeheads))


def van_der_waals_volume(table: ChainTable, rings: tuple[float, ...]) -> float:
    """Van der Waals volume [A^3] of one cell from atoms, bonds and rings."""
    heavy = sum(_VOLUME.get(table.numbers[index], _VOLUME_OF_OTHERS) for index in table.core)
    bonds = len(table.bonds) + sum(table.hydrogens)
    hydrogens = _VOLUME[1] * sum(table.hydrogens)
    aromatic, other = rings[5] + rings[6], rings[7] + rings[8]
    return max(heavy + hydrogens - 5.92 * bonds - 14.7 * aromatic - 3.8 * other, 1.0)


@lru_cache(maxsize=1)
def qspr_features() -> tuple[Feature, ...]:
    """Names, meanings, units and references of level Q, in order."""
    per = "1/heavy atom"
    found = [Feature(f"Q_{element}", f"{element} atoms", per) for element in _ELEMENTS]
    found += [
        Feature("Q_other_element", "atoms of any other element", per),
        Feature("Q_H", "hydrogens", per),
        Feature("Q_C_sp3", "sp3 carbons", per),
        Feature("Q_C_sp2", "sp2 carbons, aromatic ones included", per),
        Feature("Q_C_sp", "sp carbons", per),
        Feature("Q_aromatic_atoms", "aromatic atoms", per),
        Feature("Q_ring_atoms", "atoms in rings", per),
        Feature("Q_charged", "absolute formal charge", per),
        Feature("Q_branch_points", "atoms with more than two heavy neighbours", per),
        Feature("Q_H_bond_donors", "hydrogens on N or O", per),
        Feature("Q_H_bond_acceptors", "N and O atoms", per),
        Feature("Q_mass", "molar mass", "g/mol per heavy atom"),
        Feature("Q_bonds", "bonds, those to hydrogen included", per),
        Feature("Q_single_bonds", "single bonds between heavy atoms", per),
        Feature("Q_double_bonds", "double bonds", per),
        Feature("Q_triple_bonds", "triple bonds", per),
        Feature("Q_aromatic_bonds", "aromatic bonds", per),
        Feature("Q_rotatable_bonds", "single bonds outside rings between atoms that bear more", per),
        Feature("Q_conjugated_bonds", "single bonds between atoms that both have multiple or aromatic bonds", per),
        Feature("Q_chi0", "connectivity index, order 0", per, _KIER),
        Feature("Q_chi1", "connectivity index, order 1", per, _KIER),
        Feature("Q_chi0v", "valence connectivity index, order 0", per, _KIER),
        Feature("Q_chi1v", "valence connectivity index, order 1", per, _KIER),
        Feature("Q_logP", "octanol-water partition, logarithm", per, _CRIPPEN),
        Feature("Q_molar_refraction", "molar refraction", "cm3/mol per heavy atom", _CRIPPEN),
        Feature("Q_TPSA", "topological polar surface", "A^2 per heavy atom", "Ertl 2000, J. Med. Chem. 43, 3714"),
        Feature("Q_surface", "approximate accessible surface", "A^2 per heavy atom", _LABUTE),
    ]
    found += _binned("logP", "logP", _LOGP_EDGES) + _binned("refraction", "molar refraction", _REFRACTION_EDGES)
    found += [Feature(f"Q_ring{size}", f"rings of {size} atoms", per) for size in (3, 4, 5, 6)]
    found += [
        Feature("Q_ring7plus", "rings of seven or more atoms", per),
        Feature("Q_aromatic_carbocycles", "aromatic rings of carbon", per),
        Feature("Q_aromatic_heterocycles", "aromatic rings with a hetero atom", per),
        Feature("Q_other_carbocycles", "rings of carbon that are not aromatic", per),
        Feature("Q_other_heterocycles", "rings with a hetero atom that are not aromatic", per),
        Feature("Q_fused_bonds", "bonds that two rings share", per),
        Feature("Q_spiro_atoms", "spiro atoms", per),
        Feature("Q_bridgeheads", "bridgehead atoms", per),
    ]
    found += [
        Feature(f"Q_{name}", f"group {name.replace('_', ' ')}: {smarts}", per)
        for name, smarts in FUNCTIONAL_GROUPS.items()
    ]
    found += [
        Feature("Q_volume", "van der Waals volume", "A^3 per heavy atom", _ZHAO),
        Feature("Q_refraction_per_volume", "molar refraction over volume", "cm3/mol/A^3", _ZHAO),
        Feature("Q_TPSA_per_volume", "polar surface over volume", "1/A", _ZHAO),
        Feature("Q_mass_per_volume", "molar mass over volume", "g/mol/A^3", _ZHAO),
        Feature("Q_logP_per_volume", "logP over volume", "1/A^3", _ZHAO),
    ]
    return tuple(found)


def _binned(name: str, what: str, edges: tuple[float, ...]) -> list[Feature]:
    bounds = [float("-inf"), *edges, float("inf")]
    return [
        Feature(
            f"Q_surface_by_{name}_{index}",
            f"surface of atoms whose {what} lies in [{low:g}, {high:g})",
            "A^2 per heavy atom",
            _LABUTE,
        )
        for index, (low, high) in enumerate(pairwise(bounds))
    ]
