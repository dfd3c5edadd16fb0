"""Level Q: QSPR descriptors of the infinite chain, made intensive.

Each descriptor is a sum over the atoms of one cell, read from the middle of an open stretch of chain, and divided by
the heavy atoms of the cell. Sums over atoms are exact for the infinite chain; descriptors of whole graphs are not, so
none is used.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

from rdkit import Chem
from rdkit.Chem import rdMolDescriptors

from matinfo.chem import Cell, Patch
from matinfo.featurize._base import Feature
from matinfo.featurize._groups import FUNCTIONAL_GROUPS, count_groups

REACH = 4  # bonds; the widest atom type of Crippen's table and the widest group look no farther

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
_SP = {Chem.HybridizationType.SP3: 0, Chem.HybridizationType.SP2: 1, Chem.HybridizationType.SP: 2}
_ORDERS = {Chem.BondType.SINGLE: 0, Chem.BondType.DOUBLE: 1, Chem.BondType.TRIPLE: 2, Chem.BondType.AROMATIC: 3}
_LABUTE = "Labute 2000, J. Mol. Graph. Model. 18, 464"
_CRIPPEN = "Wildman and Crippen 1999, J. Chem. Inf. Comput. Sci. 39, 868"
_ZHAO = "Zhao et al. 2003, J. Org. Chem. 68, 7368"
_KIER = "Kier and Hall 1986, Molecular Connectivity in Structure-Activity Analysis"


def qspr_values(cell: Cell, patch: Patch) -> list[float]:
    """Values of `qspr_features` for one cell."""
    mol, core = patch.mol, patch.core
    composition, surface = _atom_sums(mol, core), _surface_sums(mol, core)
    bonds = _bond_sums(mol, core)
    rings = _ring_sums(cell)
    groups = count_groups(mol, set(core))
    share = 1.0 / len(core)
    sums = [*composition, *bonds, *surface, *rings, *groups]
    values = [value * share for value in sums]
    volume = _volume(mol, core, bonds[0], rings)
    refraction, polar = surface[1], surface[2]
    mass = composition[-1]
    return [*values, volume * share, refraction / volume, polar / volume, mass / volume, surface[0] / volume]


def _atom_sums(mol: Chem.Mol, core: list[int]) -> list[float]:
    """Atoms by element, hydrogens, hybridisation, aromaticity, charge, hydrogen bonding and mass."""
    elements = [0.0] * (len(_ELEMENTS) + 1)
    column = {number: index for index, number in enumerate(_ELEMENTS.values())}
    hybrid = [0.0, 0.0, 0.0]
    hydrogens = aromatic = ring = charged = donors = acceptors = mass = branch = 0.0
    for index in core:
        atom = mol.GetAtomWithIdx(index)
        number, bound = atom.GetAtomicNum(), atom.GetTotalNumHs()
        elements[column.get(number, -1)] += 1
        if number == 6 and (kind := _SP.get(atom.GetHybridization())) is not None:
            hybrid[kind] += 1
        hydrogens += bound
        aromatic += atom.GetIsAromatic()
        ring += atom.IsInRing()
        charged += abs(atom.GetFormalCharge())
        branch += atom.GetDegree() > 2
        if number in (7, 8):
            donors += bound
            acceptors += 1
        mass += atom.GetMass() + 1.008 * bound
    return [*elements, hydrogens, *hybrid, aromatic, ring, charged, branch, donors, acceptors, mass]


def _bond_sums(mol: Chem.Mol, core: list[int]) -> list[float]:
    """Bonds in all, by order, rotatable, and connectivity indices; a bond to a neighbouring cell counts half."""
    inside = set(core)
    orders = [0.0] * 4
    total = rotatable = conjugated = chi1 = chi1v = 0.0
    degree, valence = _delta_values(mol, core)
    for index in core:
        atom = mol.GetAtomWithIdx(index)
        total += 0.5 * atom.GetTotalNumHs()
        for bond in atom.GetBonds():
            other = bond.GetOtherAtom(atom)
            half = 0.5
            total += half
            if (kind := _ORDERS.get(bond.GetBondType())) is not None:
                orders[kind] += half
            conjugated += half * bond.GetIsConjugated()
            if not bond.IsInRing() and bond.GetBondType() == Chem.BondType.SINGLE:
                rotatable += half * (atom.GetDegree() > 1 and other.GetDegree() > 1)
            if other.GetIdx() not in inside:
                there, there_v = _delta_values(mol, [other.GetIdx()])
                degree, valence = {**degree, **there}, {**valence, **there_v}
            chi1 += half * (degree[index] * degree[other.GetIdx()]) ** -0.5
            product = valence[index] * valence[other.GetIdx()]
            chi1v += half * product**-0.5 if product > 0 else 0.0
    chi0 = sum(degree[index] ** -0.5 for index in core if degree[index])
    chi0v = sum(valence[index] ** -0.5 for index in core if valence[index] > 0)
    hydrogens = sum(mol.GetAtomWithIdx(index).GetTotalNumHs() for index in core)
    return [total + 0.5 * hydrogens, *orders, rotatable, conjugated, chi0, chi1, chi0v, chi1v]


def _delta_values(mol: Chem.Mol, atoms: list[int]) -> tuple[dict[int, int], dict[int, float]]:
    """Kier and Hall's delta (heavy neighbours) and valence delta of atoms."""
    degree, valence = {}, {}
    for index in atoms:
        atom = mol.GetAtomWithIdx(index)
        number = atom.GetAtomicNum()
        degree[index] = atom.GetDegree()
        outer = _outer_electrons()[number]
        core_electrons = number - outer - 1
        hydrogens = atom.GetTotalNumHs()
        valence[index] = (outer - hydrogens) / (core_electrons if number > 10 else 1)
    return degree, valence


@lru_cache(maxsize=1)
def _outer_electrons() -> list[int]:
    table = Chem.GetPeriodicTable()
    return [0, *(table.GetNOuterElecs(number) for number in range(1, 119))]


def _surface_sums(mol: Chem.Mol, core: list[int]) -> list[float]:
    """Crippen logP and refraction, polar and Labute surface, and surface binned by logP and by refraction."""
    crippen = rdMolDescriptors._CalcCrippenContribs(mol)
    polar = rdMolDescriptors._CalcTPSAContribs(mol)
    areas, _ = rdMolDescriptors._CalcLabuteASAContribs(mol, includeHs=True)
    logp = refraction = polar_area = area = 0.0
    by_logp = [0.0] * (len(_LOGP_EDGES) + 1)
    by_refraction = [0.0] * (len(_REFRACTION_EDGES) + 1)
    for index in core:
        atom_logp, atom_refraction = crippen[index]
        logp += atom_logp
        refraction += atom_refraction
        polar_area += polar[index]
        area += areas[index]
        by_logp[bisect_right(_LOGP_EDGES, atom_logp)] += areas[index]
        by_refraction[bisect_right(_REFRACTION_EDGES, atom_refraction)] += areas[index]
    return [logp, refraction, polar_area, area, *by_logp, *by_refraction]


def _ring_sums(cell: Cell) -> list[float]:
    """Rings by size and kind, spiro and bridgehead atoms, fused bonds; rings never cross from cell to cell."""
    info = cell.mol.GetRingInfo()
    sizes = [0.0] * 5  # 3, 4, 5, 6, 7 or more
    kinds = [0.0] * 4  # aromatic carbocycle, aromatic heterocycle, other carbocycle, other heterocycle
    for ring in info.AtomRings():
        atoms = [cell.mol.GetAtomWithIdx(index) for index in ring]
        sizes[min(len(ring), 7) - 3] += 1
        aromatic = all(atom.GetIsAromatic() for atom in atoms)
        hetero = any(atom.GetAtomicNum() != 6 for atom in atoms)
        kinds[(0 if aromatic else 2) + hetero] += 1
    fused = sum(info.NumBondRings(bond) > 1 for bond in range(cell.mol.GetNumBonds()))
    spiro = rdMolDescriptors.CalcNumSpiroAtoms(cell.mol)
    bridgeheads = rdMolDescriptors.CalcNumBridgeheadAtoms(cell.mol)
    return [*sizes, *kinds, float(fused), float(spiro), float(bridgeheads)]


def _volume(mol: Chem.Mol, core: list[int], bonds: float, rings: list[float]) -> float:
    """Van der Waals volume [A^3] of one cell from atoms, bonds and rings."""
    atoms = 0.0
    for index in core:
        atom = mol.GetAtomWithIdx(index)
        atoms += _VOLUME.get(atom.GetAtomicNum(), _VOLUME_OF_OTHERS) + _VOLUME[1] * atom.GetTotalNumHs()
    aromatic, other = rings[5] + rings[6], rings[7] + rings[8]
    return max(atoms - 5.92 * bonds - 14.7 * aromatic - 3.8 * other, 1.0)


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
        for index, (low, high) in enumerate(zip(bounds, bounds[1:], strict=False))
    ]
