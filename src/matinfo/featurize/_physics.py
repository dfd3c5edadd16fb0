"""Level P: physics of the infinite chain, computed and not learned.

Hueckel bands of the pi system, partial charges, and estimates for the bulk from additive volume, refraction and mass.
Parameters are those of the literature; none is fitted to data. A chain without a pi system has the levels of the sigma
bonds, and a molecule has bands of no width.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, islice
from math import log1p, sqrt
from typing import NamedTuple

import numpy as np

from matinfo.chem import Cell
from matinfo.featurize._additive import CellSums
from matinfo.featurize._base import Feature, FloatArray
from matinfo.featurize._huckel import FragmentLevels, solve_fragments, wave_numbers
from matinfo.featurize._peoe import ChargeGraph, charge_graph, partial_charges
from matinfo.featurize._pi_system import Fragment, pi_fragments
from matinfo.featurize._tables import ChainTable

# Sigma levels [|beta| above alpha]: the gap of polyethylene, about 7 to 8 eV, at |beta| = 2.5 eV.
SIGMA_HOMO, SIGMA_LUMO = -1.5, 1.5
_ENDLESS = 100  # centres that an endless fragment counts for
_PACKING = 0.681  # share of the volume of an amorphous polymer that its atoms fill
_AVOGADRO = 0.602214  # 1e-24 mol, for A^3 -> cm3/mol
_REFRACTION_LIMIT = 0.9  # of R/V, which would be 1 in a metal

_HUCKEL = "Van-Catledge 1980, J. Org. Chem. 45, 4801; Hoffmann 1987, Angew. Chem. Int. Ed. 26, 846"
_COULSON = "Coulson and Longuet-Higgins 1947, Proc. R. Soc. A 191, 39"
_PEOE = "Gasteiger and Marsili 1980, Tetrahedron 36, 3219"
_LORENTZ = "Lorentz-Lorenz; Askadskii 2003, Computational Materials Science of Polymers (packing 0.681)"


class PhysicsParts(NamedTuple):
    """What level P needs to know of one cell."""

    core: list[int]
    fragments: list[Fragment]
    points: list[int]
    graph: ChargeGraph


def physics_parts(cell: Cell, table: ChainTable) -> PhysicsParts:
    """Read one cell."""
    fragments = pi_fragments(cell, table)
    points = [wave_numbers(len(cell.path), len(one.alphas)) if one.endless else 1 for one in fragments]
    return PhysicsParts(table.core, fragments, points, charge_graph(table))


def physics_values(parts: Sequence[PhysicsParts], sums: CellSums) -> list[list[float]]:
    """Values of `physics_features` for each cell; bands and charges of all cells are computed together."""
    levels = iter(solve_fragments([one for part in parts for one in zip(part.fragments, part.points, strict=True)]))
    charges = partial_charges([part.graph for part in parts])
    volumes, masses = sums.volume.tolist(), sums.composition[:, -1].tolist()
    refractions = sums.surface[:, 1].tolist()
    values = []
    for row, part in enumerate(parts):
        solved = list(islice(levels, len(part.fragments)))
        values.append(
            [
                *_frontier(solved),
                *_pi_sums(part.fragments, solved, len(part.core), volumes[row]),
                *_charge_sums(part, *charges[row], volumes[row]),
                *_bulk(volumes[row], masses[row], refractions[row]),
            ]
        )
    return values


def _frontier(solved: list[FragmentLevels]) -> list[float]:
    """HOMO, LUMO, gap, widths of their bands, and the smallest gap within one fragment."""
    homo = max([SIGMA_HOMO, *(one.homo for one in solved)])
    lumo = min([SIGMA_LUMO, *(one.lumo for one in solved)])
    homo_width = max((one.homo_width for one in solved if one.homo > homo - 1e-9), default=0.0)
    lumo_width = max((one.lumo_width for one in solved if one.lumo < lumo + 1e-9), default=0.0)
    local = min([SIGMA_LUMO - SIGMA_HOMO, *(min(one.lumo, SIGMA_LUMO) - max(one.homo, SIGMA_HOMO) for one in solved)])
    return [homo, lumo, lumo - homo, homo_width, lumo_width, local]


def _pi_sums(fragments: list[Fragment], solved: list[FragmentLevels], atoms: int, volume: float) -> list[float]:
    """Energies, response and make-up of the pi system, per centre, heavy atom or volume."""
    alphas = [*chain.from_iterable(fragment.alphas for fragment in fragments)]
    electrons = [*chain.from_iterable(fragment.electrons for fragment in fragments)]
    centres = len(electrons)
    if not centres:
        return [0.0] * 13
    energy, resonance, softness, charge, order, square, bonds = map(sum, zip(*(one[4:] for one in solved), strict=True))
    mean_alpha = sum(alphas) / centres
    mean_order = order / bonds if bonds else 0.0
    spread = sqrt(max(square / bonds - mean_order**2, 0.0)) if bonds else 0.0
    sizes = [_ENDLESS if fragment.endless else len(fragment.alphas) for fragment in fragments]
    endless = sum(len(fragment.alphas) for fragment in fragments if fragment.endless)
    return [
        energy / centres,
        resonance / centres,
        softness / atoms,
        softness / volume,
        charge / atoms,
        mean_order,
        spread,
        centres / atoms,
        electrons.count(2) / atoms,
        mean_alpha,
        sqrt(sum([(alpha - mean_alpha) ** 2 for alpha in alphas]) / centres),
        endless / atoms,
        log1p(max(sizes)),
    ]


def _charge_sums(part: PhysicsParts, charges: FloatArray, on_hydrogen: FloatArray, volume: float) -> list[float]:
    """Extremes and spread of partial charges, and how strongly the bonds are polar."""
    hydrogens = part.graph.hydrogens.astype(float)
    core, atoms = charges[part.core], len(part.core)
    total = float(np.abs(core).sum() + hydrogens @ np.abs(on_hydrogen))
    square = float(core @ core + hydrogens @ on_hydrogen**2)
    begins, ends = part.graph.bonds
    polar = charges[begins] - charges[ends]
    moments = float(polar @ polar + hydrogens @ (charges - on_hydrogen) ** 2)
    extremes = [float(core.min()), float(core.max()), float(on_hydrogen.max())]
    return [*extremes, total / atoms, square / atoms, moments / atoms, moments / volume]


def _bulk(volume: float, mass: float, refraction: float) -> list[float]:
    """Density and optical estimates for the packed material."""
    molar_volume = volume * _AVOGADRO / _PACKING
    ratio = min(max(refraction / molar_volume, 0.0), _REFRACTION_LIMIT)
    square = (1 + 2 * ratio) / (1 - ratio)
    return [mass / molar_volume, ratio, sqrt(square), square]


@lru_cache(maxsize=1)
def physics_features() -> tuple[Feature, ...]:
    """Names, meanings, units and references of level P, in order."""
    level, atom = "|beta| above alpha", "1/heavy atom"
    rows = [
        ("homo", f"highest filled pi level, at least {SIGMA_HOMO} (sigma bonds)", level, _HUCKEL),
        ("lumo", f"lowest empty pi level, at most {SIGMA_LUMO} (sigma bonds)", level, _HUCKEL),
        ("gap", "LUMO less HOMO", "|beta|", _HUCKEL),
        (
            "homo_width",
            "levels reach so far down from the HOMO without a gap; 0 where conjugation ends",
            "|beta|",
            _HUCKEL,
        ),
        ("lumo_width", "levels reach so far up from the LUMO without a gap", "|beta|", _HUCKEL),
        ("local_gap", "smallest gap within one conjugated fragment", "|beta|", _HUCKEL),
        ("pi_energy", "energy of the pi electrons", "|beta|/centre", _HUCKEL),
        ("resonance", "energy of the pi electrons below that of electrons on single centres", "|beta|/centre", _HUCKEL),
        ("softness", "self-polarisability of the pi centres", "1/|beta| per heavy atom", _COULSON),
        ("softness_per_volume", "self-polarisability of the pi centres over volume", "1/(|beta| A^3)", _COULSON),
        ("pi_charge", "absolute net pi charges", "e per heavy atom", _COULSON),
        ("bond_order", "pi bond order, mean over the bonds between centres", "1", _COULSON),
        ("bond_alternation", "standard deviation of the pi bond orders", "1", _COULSON),
        ("pi_centres", "atoms of the pi system", atom, _HUCKEL),
        ("pi_donors", "atoms that bring two pi electrons", atom, _HUCKEL),
        ("pi_alpha", "Coulomb integral of the pi centres, mean", "|beta| below alpha", _HUCKEL),
        ("pi_alpha_spread", "Coulomb integral of the pi centres, standard deviation", "|beta|", _HUCKEL),
        ("endless_centres", "atoms whose conjugation runs through the whole chain", atom, _HUCKEL),
        ("log_conjugated", f"ln(1 + centres of the largest conjugated fragment; {_ENDLESS} if endless)", "1", _HUCKEL),
        ("charge_min", "lowest partial charge of a heavy atom", "e", _PEOE),
        ("charge_max", "highest partial charge of a heavy atom", "e", _PEOE),
        ("charge_hydrogen", "highest partial charge of a hydrogen", "e", _PEOE),
        ("charge", "absolute partial charges", "e per heavy atom", _PEOE),
        ("charge_square", "squares of the partial charges", "e^2 per heavy atom", _PEOE),
        ("bond_polarity", "squared difference of the partial charges of bonded atoms", "e^2 per heavy atom", _PEOE),
        ("bond_polarity_per_volume", "the same over volume", "e^2/A^3", _PEOE),
        ("density", "density at the packing of an amorphous polymer", "g/cm3", _LORENTZ),
        ("refraction_share", "molar refraction over molar volume, at most 0.9", "1", _LORENTZ),
        ("refractive_index", "refractive index n", "1", _LORENTZ),
        ("optical_permittivity", "n^2, the electronic part of the permittivity", "1", _LORENTZ),
    ]
    return tuple(Feature(f"P_{name}", meaning, unit, reference) for name, meaning, unit, reference in rows)
