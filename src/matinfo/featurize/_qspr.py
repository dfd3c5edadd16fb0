"""Level Q: QSPR descriptors of the infinite chain, made intensive.

Each descriptor is a sum over the atoms of one cell, read from the middle of an open stretch of chain, and divided by
the heavy atoms of the cell. Sums over atoms are exact for the infinite chain; descriptors of whole graphs are not, so
none is used.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from itertools import chain, pairwise
from math import pi

from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from matinfo.chem import Cell, Patch
from matinfo.featurize._base import Feature
from matinfo.featurize._crippen import crippen_contributions
from matinfo.featurize._groups import FUNCTIONAL_GROUPS, count_groups
from matinfo.featurize._tables import AtomTable, Bond, read_bonds

REACH = 3  # bonds; the widest group looks as far, hybridisation too, Crippen's atom types only 2

# Bin edges of RDKit's SlogP_VSA and SMR_VSA (Labute 2000).
_LOGP_EDGES = (-0.4, -0.2, 0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6)
_REFRACTION_EDGES = (1.29, 1.82, 2.24, 2.45, 2.75, 3.05, 3.63, 3.8, 4.0)

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


def qspr_values(cell: Cell, patch: Patch, atoms: AtomTable) -> list[float]:
    """Values of `qspr_features` for one cell."""
    bonds = read_bonds(cell, patch)
    composition = _composition(cell.atoms, atoms)
    connections = _connections(cell.atoms, atoms, bonds)
    surface = _surface_sums(patch, atoms, bonds)
    rings = _ring_sums(cell, atoms)
    groups = count_groups(patch.mol, set(patch.core), set(atoms.numbers))
    share = 1.0 / len(cell.atoms)
    values = [value * share for value in (*composition, *connections, *surface, *rings, *groups)]
    volume = _volume(cell.atoms, atoms, connections[0], rings)
    mass, (logp, refraction, polar) = composition[-1], surface[:3]
    return [*values, volume * share, refraction / volume, polar / volume, mass / volume, logp / volume]


def _composition(core: list[int], atoms: AtomTable) -> list[float]:
    """Atoms by element, hydrogens, hybridisation, aromaticity, charge, hydrogen bonding and mass."""
    elements = [0.0] * (len(_ELEMENTS) + 1)
    hybrid = [0.0] * 4
    donors = acceptors = branch = 0.0
    for index in core:
        number = atoms.numbers[index]
        elements[_COLUMN.get(number, -1)] += 1
        branch += atoms.degrees[index] > 2
        if number == 6:
            hybrid[atoms.sp[index]] += 1
        elif number in (7, 8):
            donors += atoms.hydrogens[index]
            acceptors += 1
    hydrogens = sum(atoms.hydrogens)
    _, sp, sp2, sp3 = hybrid
    ring, aromatic, charged = sum(atoms.in_ring), sum(atoms.aromatic), sum(map(abs, atoms.charges))
    mass = sum(atoms.masses) + 1.008 * hydrogens
    return [*elements, hydrogens, sp3, sp2, sp, aromatic, ring, charged, branch, donors, acceptors, mass]


def _connections(core: list[int], atoms: AtomTable, bonds: list[Bond]) -> list[float]:
    """Bonds in all, by order, rotatable and conjugated, and connectivity indices."""
    degrees, valence = atoms.degrees, _valence_deltas(core, atoms)
    orders = {1.0: 0.0, 2.0: 0.0, 3.0: 0.0, 1.5: 0.0}
    rotatable = conjugated = chi1 = chi1v = 0.0
    for bond in bonds:
        degree = degrees[bond.begin] * degrees[bond.end]
        orders[bond.order] = orders.get(bond.order, 0.0) + 1
        conjugated += bond.conjugated
        if bond.order == 1.0 and not bond.in_ring:
            rotatable += degrees[bond.begin] > 1 and degrees[bond.end] > 1
        chi1 += degree**-0.5
        product = valence[bond.begin] * valence[bond.end]
        chi1v += product**-0.5 if product > 0 else 0.0
    total = len(bonds) + sum(atoms.hydrogens)
    by_order = [orders[order] for order in (1.0, 2.0, 3.0, 1.5)]
    chi0 = sum(degrees[index] ** -0.5 for index in core if degrees[index])
    chi0v = sum(valence[index] ** -0.5 for index in core if valence[index] > 0)
    return [total, *by_order, rotatable, conjugated, chi0, chi1, chi0v, chi1v]


def _valence_deltas(core: list[int], atoms: AtomTable) -> list[float]:
    """Kier and Hall's valence delta of each atom."""
    outer = _outer_electrons()
    deltas = [0.0] * len(atoms.numbers)
    for index in core:
        number = atoms.numbers[index]
        inner = number - outer[number] - 1 if number > 10 else 1
        deltas[index] = (outer[number] - atoms.hydrogens[index]) / inner
    return deltas


@lru_cache(maxsize=1)
def _outer_electrons() -> list[int]:
    table = Chem.GetPeriodicTable()
    return [0, *(table.GetNOuterElecs(number) for number in range(1, 119))]


def _surface_sums(patch: Patch, atoms: AtomTable, bonds: list[Bond]) -> list[float]:
    """Crippen logP and refraction, polar and Labute surface, and surface binned by logP and by refraction."""
    polar = rdMolDescriptors._CalcTPSAContribs(patch.mol)
    areas, _ = rdMolDescriptors._CalcLabuteASAContribs(patch.mol, includeHs=True)
    hidden = _hydrogen_overlaps()
    logp = refraction = polar_area = area = 0.0
    by_logp = [0.0] * (len(_LOGP_EDGES) + 1)
    by_refraction = [0.0] * (len(_REFRACTION_EDGES) + 1)
    contributions = crippen_contributions(patch.core, atoms, bonds)
    for index, (atom_logp, atom_refraction, h_logp, h_refraction) in zip(patch.core, contributions, strict=True):
        logp += atom_logp + h_logp
        refraction += atom_refraction + h_refraction
        polar_area += polar[index]
        area += areas[index] - hidden[atoms.numbers[index]]
        by_logp[bisect_right(_LOGP_EDGES, atom_logp)] += areas[index]
        by_refraction[bisect_right(_REFRACTION_EDGES, atom_refraction)] += areas[index]
    return [logp, refraction, polar_area, area, *by_logp, *by_refraction]


@lru_cache(maxsize=1)
def _hydrogen_overlaps() -> list[float]:
    """Surface [A^2] that each element takes from the hydrogens' share in Labute's sum, by atomic number."""
    table = Chem.GetPeriodicTable()
    radii = [table.GetRb0(number) for number in range(1, 119)]
    hydrogen = radii[0]
    return [0.0, *(pi * hydrogen * (radius**2 - radius**2 / (radius + hydrogen)) for radius in radii)]


def _ring_sums(cell: Cell, atoms: AtomTable) -> list[float]:
    """Rings by size and kind, spiro and bridgehead atoms, fused bonds; rings never cross from cell to cell."""
    info = cell.mol.GetRingInfo()
    if not info.NumRings():
        return [0.0] * 12
    sizes = [0.0] * 5  # 3, 4, 5, 6, 7 or more
    kinds = [0.0] * 4  # aromatic carbocycle, aromatic heterocycle, other carbocycle, other heterocycle
    for ring in info.AtomRings():
        sizes[min(len(ring), 7) - 3] += 1
        aromatic = all(atoms.aromatic[index] for index in ring)
        hetero = any(atoms.numbers[index] != 6 for index in ring)
        kinds[(0 if aromatic else 2) + hetero] += 1
    uses = Counter(chain.from_iterable(info.BondRings()))
    fused = sum(count > 1 for count in uses.values())
    spiro = rdMolDescriptors.CalcNumSpiroAtoms(cell.mol)
    bridgeheads = rdMolDescriptors.CalcNumBridgeheadAtoms(cell.mol)
    return [*sizes, *kinds, float(fused), float(spiro), float(bridgeheads)]


def _volume(core: list[int], atoms: AtomTable, bonds: float, rings: list[float]) -> float:
    """Van der Waals volume [A^3] of one cell from atoms, bonds and rings."""
    heavy = sum(_VOLUME.get(atoms.numbers[index], _VOLUME_OF_OTHERS) for index in core)
    hydrogens = _VOLUME[1] * sum(atoms.hydrogens)
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
        Feature("Q_conjugated_bonds", "conjugated bonds", per),
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
