"""Functional groups of polymer chemistry, counted on the infinite chain.

The SMARTS say what a group is. Each is counted at one of its atoms (`_at_...`), from what that atom and its neighbours
are bonded to, or at a bond or a ring: the count then does not depend on where the chain is cut, and takes a tenth of
the time of matching patterns.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import comb

from matinfo.chem import Cell
from matinfo.featurize._atom_kinds import Beyond
from matinfo.featurize._tables import AROMATIC, ChainTable, Site

FUNCTIONAL_GROUPS: dict[str, str] = {
    "ester": "[CX3](=O)([#6])[OX2][#6;!$(C=O)]",
    "carboxylic_acid": "[CX3](=O)[OX2H,OX1-]",
    "anhydride": "[OX2]([CX3]=O)[CX3]=O",
    "carbonate": "[CX3](=O)([OX2][#6])[OX2][#6]",
    "amide": "[CX3](=O)([#6])[NX3;!$(N(C=O)C=O)]",
    "imide": "[NX3]([CX3]=O)[CX3]=O",
    "urethane": "[CX3](=O)([OX2][#6])[NX3]",
    "urea": "[CX3](=O)([NX3])[NX3]",
    "ketone": "[CX3](=O)([#6])[#6]",
    "aldehyde": "[CX3H1](=O)[#6]",
    "aliphatic_ether": "[OX2]([CX4])[CX4]",
    "aryl_alkyl_ether": "[OX2](c)[CX4]",
    "diaryl_ether": "[OX2](c)c",
    "alcohol": "[OX2H][CX4]",
    "phenol": "[OX2H]c",
    "nitrile": "[CX2]#[NX1]",
    "nitro": "[NX3+](=O)[O-]",
    "primary_amine": "[NX3H2][#6;!$(C=O)]",
    "secondary_amine": "[NX3H1]([#6;!$(C=O)])[#6;!$(C=O)]",
    "tertiary_amine": "[NX3]([#6;!$(C=O)])([#6;!$(C=O)])[#6;!$(C=O)]",
    "imine": "[CX3]=[NX2]",
    "azo": "[NX2]=[NX2]",
    "quaternary_nitrogen": "[NX4+]",
    "sulfone": "[SX4](=O)(=O)([#6])[#6]",
    "sulfonyl_other": "[SX4](=O)(=O)[!#6]",
    "sulfide": "[SX2]([#6])[#6]",
    "thiol": "[SX2H]",
    "siloxane": "[Si][OX2][Si]",
    "silicon_carbon": "[Si][#6]",
    "phosphazene": "P=N",
    "phosphorus_oxygen": "P=O",
    "trifluoromethyl": "[CX4](F)(F)F",
    "difluoromethylene": "[CX4;!$(C(F)(F)F)](F)F",
    "carbon_chlorine": "[#6]Cl",
    "carbon_bromine": "[#6]Br",
    "methyl": "[CX4H3]",
    "methylene": "[CX4H2;!R]",
    "quaternary_carbon": "[CX4H0]",
    "vinylene": "[CX3;!a]=[CX3;!a]",
    "alkyne": "[CX2]#[CX2]",
    "para_phenylene": "c1(!@[*])[cH][cH]c(!@[*])[cH][cH]1",
    "meta_phenylene": "c1(!@[*])[cH]c(!@[*])[cH][cH][cH]1",
    "ortho_substituents": "c(!@[*]):c!@[*]",
    "biaryl_bond": "c-!@c",
}

_CARBON, _OXYGEN = frozenset({6}), frozenset({8})


def groups_at(site: Site, in_ring: bool, beyond: Beyond) -> tuple[str, ...]:
    """Names of the groups that are counted at an atom, each as often as it occurs there."""
    if site.aromatic:
        found = {}
    elif site.number == 6:
        found = _at_carbonyl(site, beyond) if _is_carbonyl(site) else _at_carbon(site, in_ring)
    elif site.number == 7:
        found = _at_nitrogen(site, beyond)
    elif site.number == 8:
        found = _at_oxygen(site, [other for order, other in beyond if order == 1.0])
    elif site.number == 16:
        found = _at_sulfur(site)
    else:
        found = {"silicon_carbon": site.count(1.0, _CARBON)} if site.number == 14 else {}
    if site.number == 6:
        found |= {
            "carbon_chlorine": site.count(1.0, frozenset({17})),
            "carbon_bromine": site.count(1.0, frozenset({35})),
        }
    return tuple(Counter(found).elements())


def groups_between(cell: Cell, table: ChainTable) -> list[str]:
    """Names of the groups that are counted at a bond or a ring, each as often as it occurs in a cell."""
    sites, aromatic = table.sites, table.aromatic
    found = _around_rings(cell, table)
    for begin, end, order, in_ring in table.bonds:
        if order in (2.0, 3.0):
            found += _at_multiple_bond(sites[begin], sites[end], order)
        elif order == 1.0 and not in_ring and aromatic[begin] and aromatic[end]:
            found += ["biaryl_bond"] * (table.numbers[begin] == table.numbers[end] == 6)
    return found


@lru_cache(maxsize=4096)
def _is_carbonyl(site: Site) -> bool:
    return site.number == 6 and not site.aromatic and site.count(2.0, _OXYGEN, aromatic=False) > 0


def _at_carbon(site: Site, in_ring: bool) -> dict[str, int]:
    if site.connections != 4:
        return {}
    fluorine = site.count(1.0, frozenset({9}))
    return {
        "trifluoromethyl": comb(fluorine, 3),
        "difluoromethylene": int(fluorine == 2),
        "methyl": int(site.hydrogens == 3),
        "methylene": int(site.hydrogens == 2 and not in_ring),
        "quaternary_carbon": int(site.hydrogens == 0),
    }


def _at_carbonyl(site: Site, beyond: Beyond) -> dict[str, int]:
    if site.connections != 3:
        return {}
    carbons = site.count(1.0, _CARBON)
    oxygens = [other for order, other in beyond if order == 1.0 and other.number == 8 and not other.aromatic]
    bound = sum(other.connections == 2 and other.count(1.0, _CARBON) == 2 for other in oxygens)
    acid = sum(other.connections == 1 + other.hydrogens and other.hydrogens - other.charge == 1 for other in oxygens)
    nitrogens = sum(order == 1.0 and _is_amino(other) for order, other in beyond)
    return {
        "carboxylic_acid": acid,
        "carbonate": comb(bound, 2),
        "urethane": bound * nitrogens,
        "urea": comb(nitrogens, 2),
        "ketone": comb(carbons, 2),
        "aldehyde": carbons if site.hydrogens == 1 else 0,
    }


def _is_amino(site: Site) -> bool:
    return site.number == 7 and not site.aromatic and site.connections == 3


def _at_nitrogen(site: Site, beyond: Beyond) -> dict[str, int]:
    if site.connections == 4:
        return {"quaternary_nitrogen": int(site.charge == 1)}
    if site.connections != 3:
        return {}
    singles = [other for order, other in beyond if order == 1.0]
    carbonyls = [other for other in singles if _is_carbonyl(other)]
    others = sum(other.number == 6 and not _is_carbonyl(other) for other in singles)
    amides = sum(other.count(1.0, _CARBON) for other in carbonyls if other.connections == 3)
    oxides = sum(other.number == 8 and other.charge == -1 for other in singles)
    return {
        "amide": amides if len(carbonyls) < 2 else 0,
        "imide": comb(sum(other.connections == 3 for other in carbonyls), 2),
        "nitro": oxides * site.count(2.0, _OXYGEN) if site.charge == 1 else 0,
        "primary_amine": others if site.hydrogens == 2 else 0,
        "secondary_amine": int(site.hydrogens == 1 and others == 2),
        "tertiary_amine": int(others == 3),
    }


def _at_oxygen(site: Site, singles: list[Site]) -> dict[str, int]:
    if site.connections != 2:
        return {}
    carbonyls = [other for other in singles if _is_carbonyl(other) and other.connections == 3]
    alkyl = sum(other.number == 6 and other.connections == 4 for other in singles)
    aryl = sum(other.number == 6 and other.aromatic for other in singles)
    free = sum(other.number == 6 and not _is_carbonyl(other) for other in singles)
    return {
        "ester": free * sum(other.count(1.0, _CARBON) > 0 for other in carbonyls),
        "anhydride": comb(len(carbonyls), 2),
        "aliphatic_ether": comb(alkyl, 2),
        "aryl_alkyl_ether": alkyl * aryl,
        "diaryl_ether": comb(aryl, 2),
        "alcohol": alkyl if site.hydrogens == 1 else 0,
        "phenol": aryl if site.hydrogens == 1 else 0,
        "siloxane": comb(sum(other.number == 14 for other in singles), 2),
    }


def _at_sulfur(site: Site) -> dict[str, int]:
    carbons = site.count(1.0, _CARBON)
    if site.connections == 2:
        return {"sulfide": comb(carbons, 2), "thiol": int(site.hydrogens == 1)}
    if site.connections != 4:
        return {}
    oxides = comb(site.count(2.0, _OXYGEN), 2)
    return {"sulfone": oxides * comb(carbons, 2), "sulfonyl_other": oxides * (site.count(1.0) - carbons)}


@lru_cache(maxsize=4096)
def _at_multiple_bond(one: Site, other: Site, order: float) -> tuple[str, ...]:
    """Name of the group that is counted at a double or triple bond, if any."""
    if one.aromatic or other.aromatic:
        return ()
    ends = sorted([(one.number, one.connections), (other.number, other.connections)])
    if 15 in (one.number, other.number):
        name = {7: "phosphazene", 8: "phosphorus_oxygen"}.get(ends[0][0]) if order == 2.0 else None
    else:
        name = _MULTIPLE_BONDS.get((order, ends[0], ends[1]))
    return (name,) if name else ()


# Bond order, and atomic number and connections of both ends.
_MULTIPLE_BONDS = {
    (2.0, (6, 3), (6, 3)): "vinylene",
    (2.0, (6, 3), (7, 2)): "imine",
    (2.0, (7, 2), (7, 2)): "azo",
    (3.0, (6, 2), (6, 2)): "alkyne",
    (3.0, (6, 2), (7, 1)): "nitrile",
}


def _around_rings(cell: Cell, table: ChainTable) -> list[str]:
    """Phenylenes by the hydrogens around the ring, and neighbouring substituents."""
    carbons = {index for index in table.core if table.aromatic[index] and table.numbers[index] == 6}
    if not carbons:
        return []
    outwards = {index for begin, end, _, in_ring in table.bonds if not in_ring for index in (begin, end)} & carbons
    found = [
        "ortho_substituents"
        for begin, end, order, _ in table.bonds
        if order == AROMATIC and begin in outwards and end in outwards
    ]
    for ring in cell.rings:
        if len(ring) != 6 or not carbons.issuperset(ring):
            continue
        around = tuple([table.hydrogens[index] for index in ring])
        if sum(around) == 4 and outwards.issuperset(index for index in ring if not table.hydrogens[index]):
            found += _PHENYLENES.get(around, ())
    return found


def _rotations(around: tuple[int, ...]) -> list[tuple[int, ...]]:
    return [around[shift:] + around[:shift] for shift in range(len(around))]


# Hydrogens around the ring.
_PHENYLENES = {
    **dict.fromkeys(_rotations((0, 1, 1, 0, 1, 1)), ("para_phenylene",)),
    **dict.fromkeys(_rotations((0, 1, 0, 1, 1, 1)), ("meta_phenylene",)),
}
