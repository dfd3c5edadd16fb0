"""Level Q: QSPR descriptors of the infinite chain, made intensive.

Each descriptor is a sum over the atoms, bonds or rings of one cell, divided by its heavy atoms or its volume.
Descriptors of whole graphs are not exact for the infinite chain, so none is used.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

import numpy as np

from matinfo.featurize._additive import ELEMENTS, LOGP_EDGES, REFRACTION_EDGES, CellSums
from matinfo.featurize._base import Feature, FloatArray
from matinfo.featurize._groups import FUNCTIONAL_GROUPS

_LABUTE = "Labute 2000, J. Mol. Graph. Model. 18, 464"
_CRIPPEN = "Wildman and Crippen 1999, J. Chem. Inf. Comput. Sci. 39, 868"
_ZHAO = "Zhao et al. 2003, J. Org. Chem. 68, 7368"
_KIER = "Kier and Hall 1986, Molecular Connectivity in Structure-Activity Analysis"


def qspr_values(sums: CellSums) -> FloatArray:
    """Values of `qspr_features`, one row a cell."""
    atoms, volume = sums.atoms[:, None], sums.volume[:, None]
    connectivity = np.stack([*sums.connectivity.T, *sums.bonds[:, 7:].T])[[0, 2, 1, 3]].T  # by order, plain first
    parts = [sums.composition, sums.bonds[:, :7], connectivity, sums.surface, sums.rings, sums.groups, volume]
    logp, refraction, polar = sums.surface[:, :3].T
    over_volume = np.stack([refraction, polar, sums.composition[:, -1], logp], axis=1) / volume
    return np.hstack([np.hstack(parts) / atoms, over_volume])


@lru_cache(maxsize=1)
def qspr_features() -> tuple[Feature, ...]:
    """Names, meanings, units and references of level Q, in order."""
    per = "1/heavy atom"
    found = [Feature(f"Q_{element}", f"{element} atoms", per) for element in ELEMENTS]
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
    found += _binned("logP", "logP", LOGP_EDGES) + _binned("refraction", "molar refraction", REFRACTION_EDGES)
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
