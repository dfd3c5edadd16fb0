"""Wildman and Crippen's atom types on the infinite chain.

RDKit tries 110 SMARTS patterns a molecule; one decision an atom gives the same types in a tenth of the time and needs
no oligomer. The order of the questions is the order of the patterns in RDKit's ``Crippen.txt``: the first match wins.
Dative bonds count as single ones.

References
----------
Wildman and Crippen 1999, J. Chem. Inf. Comput. Sci. 39, 868.
"""

from __future__ import annotations

from matinfo.featurize._atom_kinds import Beyond
from matinfo.featurize._tables import AROMATIC, Site

_CARBON, _OXYGEN = frozenset({6}), frozenset({8})
_HETERO = frozenset({7, 8, 15, 16, 9, 17, 35, 53})
_HALOGENS = {9: "F", 17: "Cl", 35: "Br", 53: "I"}
_ALKALI = frozenset({3, 11, 19, 37, 55})
_METALS_1 = _ALKALI | {4, 12, 20, 38, 56, 5, 13, 31, 49, 81, 14, 32, 50, 82, 33, 51, 83, 34, 52, 84}
_NAMED = _HETERO | _CARBON
_NAMED_BY_AROMATIC = _NAMED - {15}
_METALS_2 = frozenset({*range(21, 31), *range(39, 49), *range(72, 81)})

# Contributions to logP and to the molar refraction [cm3/mol] of each type.
CONTRIBUTIONS: dict[str, tuple[float, float]] = {
    "C1": (0.1441, 2.503), "C2": (0.0, 2.433), "C3": (-0.2035, 2.753), "C4": (-0.2051, 2.731),
    "C5": (-0.2783, 5.007), "C6": (0.1551, 3.513), "C7": (0.0017, 3.888), "C8": (0.08452, 2.464),
    "C9": (-0.1444, 2.412), "C10": (-0.0516, 2.488), "C11": (0.1193, 2.582), "C12": (-0.0967, 2.576),
    "C13": (-0.5443, 4.041), "C14": (0.0, 3.257), "C15": (0.245, 3.564), "C16": (0.198, 3.18),
    "C17": (0.0, 3.104), "C18": (0.1581, 3.35), "C19": (0.2955, 4.346), "C20": (0.2713, 3.904),
    "C21": (0.136, 3.509), "C22": (0.4619, 4.067), "C23": (0.5437, 3.853), "C24": (0.1893, 2.673),
    "C25": (-0.8186, 3.135), "C26": (0.264, 4.305), "C27": (0.2148, 2.693), "CS": (0.08129, 3.243),
    "H1": (0.123, 1.057), "H2": (-0.2677, 1.395), "H3": (0.2142, 0.9627), "H4": (0.298, 1.805), "HS": (0.1125, 1.112),
    "N1": (-1.019, 2.262), "N2": (-0.7096, 2.173), "N3": (-1.027, 2.827), "N4": (-0.5188, 3.0),
    "N5": (0.08387, 1.757), "N6": (0.1836, 2.428), "N7": (-0.3187, 1.839), "N8": (-0.4458, 2.819),
    "N9": (0.01508, 1.725), "N10": (-1.95, 0.0), "N11": (-0.3239, 2.202), "N12": (-1.119, 0.0),
    "N13": (-0.3396, 0.2604), "N14": (0.2887, 3.359), "NS": (-0.4806, 2.134),
    "O1": (0.1552, 1.08), "O2": (-0.2893, 0.8238), "O3": (-0.0684, 1.085), "O4": (-0.4195, 1.182),
    "O5": (0.0335, 3.367), "O6": (-0.3339, 0.7774), "O7": (-1.189, 0.0), "O8": (0.1788, 3.135),
    "O9": (-0.1526, 0.0), "O10": (0.1129, 0.2215), "O11": (0.4833, 0.389), "O12": (-1.326, 0.0),
    "OS": (-0.1188, 0.6865),
    "F": (0.4202, 1.108), "Cl": (0.6895, 5.853), "Br": (0.8456, 8.927), "I": (0.8857, 14.02), "Hal": (-2.996, 0.0),
    "P": (0.8612, 6.92), "S1": (0.6482, 7.591), "S2": (-0.0024, 7.365), "S3": (0.6237, 6.691),
    "Me1": (-0.3808, 5.754), "Me2": (-0.0025, 0.0), "": (0.0, 0.0),
}  # fmt: skip


def crippen_contributions(site: Site, beyond: Beyond) -> tuple[float, float, float, float]:
    """Contributions of one atom; of its neighbours' neighbours (`beyond`) only oxygen asks.

    Returns
    -------
    tuple of (logP, refraction, logP of its hydrogens, refraction of its hydrogens)
        Molar refraction in cm3/mol.
    """
    neighbours = tuple([other for _, other in beyond])  # strongest bond last
    logp, refraction = CONTRIBUTIONS[_heavy_type(site, neighbours)]
    hydrogen_logp, hydrogen_refraction = CONTRIBUTIONS[_hydrogen_type(site, neighbours)]
    return logp, refraction, site.hydrogens * hydrogen_logp, site.hydrogens * hydrogen_refraction


def _heavy_type(site: Site, beyond: tuple[Site, ...]) -> str:
    number, charge = site.number, site.charge
    if number == 6:
        return _aromatic_carbon(site) if site.aromatic else _carbon(site)
    if number == 7:
        return _nitrogen(site)
    if number == 8:
        return _oxygen(site, beyond)
    if number in _HALOGENS:
        if charge == 0:
            return _HALOGENS[number]
        return "Hal" if charge == -1 or (number == 53 and 1 <= charge <= 3) else ""
    if number == 1:
        return "H1" if site.around else "HS"
    if number in _ALKALI and charge == 1:
        return "Hal"
    if number == 15:
        return "P"
    if number == 16:
        return _sulfur(site)
    return "Me1" if number in _METALS_1 else "Me2" if number in _METALS_2 else ""


def _carbon(site: Site) -> str:
    hydrogens, degree = site.hydrogens, len(site.around)
    plain, carbons = site.count(1.0, aromatic=False), site.count(1.0, _CARBON, aromatic=False)
    rings, ring_carbons = site.count(1.0, aromatic=True), site.count(1.0, _CARBON, aromatic=True)
    hetero = site.count(1.0, _HETERO, aromatic=False)
    double, double_carbons = site.count(2.0, aromatic=False), site.count(2.0, _CARBON, aromatic=False)
    four = site.connections == 4
    if hydrogens == 4 or (hydrogens in (2, 3) and carbons >= 4 - hydrogens):
        return "C1"
    if hydrogens in (0, 1) and carbons >= 4 - hydrogens:
        return "C2"
    if hetero and (hydrogens == 3 or (four and hydrogens == 2 and plain >= 2)):
        return "C3"
    if hetero and four and hydrogens in (0, 1) and plain == degree:
        return "C4"
    if double > double_carbons:
        return "C5"
    if double_carbons and (plain >= 2 - hydrogens or double_carbons == 2):
        return "C6"
    if site.count(3.0, aromatic=False) and site.connections == 2:
        return "C7"
    if hydrogens == 3 and rings:
        return "C8" if ring_carbons else "C9"
    if four and rings and hydrogens in (0, 1, 2):
        return {2: "C10", 1: "C11", 0: "C12"}[hydrogens]
    if double_carbons and rings and (hydrogens == 1 or plain or (ring_carbons and rings >= 2)):
        return "C26"
    if site.count(2.0, _CARBON, aromatic=True):
        return "C26"
    if four and plain > site.count(1.0, _NAMED, aromatic=False):
        return "C27"
    return "CS"


def _aromatic_carbon(site: Site) -> str:
    singles = [(number, aromatic) for order, number, aromatic, _ in site.around if order == 1.0]
    if site.hydrogens == 0 and any(not aromatic and number not in _NAMED_BY_AROMATIC for number, aromatic in singles):
        return "C13"
    for halogen, kind in ((9, "C14"), (17, "C15"), (35, "C16"), (53, "C17")):
        if any(number == halogen for number, _ in singles):
            return kind
    if site.hydrogens == 1:
        return "C18"
    ring_bonds = sum(order == AROMATIC for order, *_ in site.around)
    if ring_bonds >= 3:
        return "C19"
    if ring_bonds < 2:
        return "CS"
    if any(aromatic for _, aromatic in singles):
        return "C20"
    for element, kind in ((6, "C21"), (7, "C22"), (8, "C23"), (16, "C24")):
        if any(number == element for number, _ in singles):
            return kind
    return "C25" if site.count(2.0, frozenset({6, 7, 8}), aromatic=False) else "CS"


def _nitrogen(site: Site) -> str:
    hydrogens, charge = site.hydrogens, site.charge
    if site.aromatic:
        return "N11" if charge == 0 else "N12" if 1 <= charge <= 3 else "NS"
    plain, rings = site.count(1.0, aromatic=False), site.count(1.0, aromatic=True)
    double, triple = site.count(2.0), site.count(3.0, aromatic=False)
    if charge == 0:
        return _neutral_nitrogen(hydrogens, plain, rings, double, triple)
    if 1 <= charge <= 3:
        if hydrogens in (1, 2, 3):
            return "N10"
        aliphatic_double = site.count(2.0, aromatic=False)
        if hydrogens == 0 and (plain >= 4 or (aliphatic_double and plain and plain + rings >= 2)):
            return "N13"
        if hydrogens == 0 and site.count(2.0, _CARBON) and site.count(2.0, frozenset({7})):
            return "N13"
        two = [
            charge for order, number, aromatic, charge in site.around if order == 2.0 and number == 7 and not aromatic
        ]
        if triple or (len(two) > 1 and min(two) < 0):
            return "N14"
    return "N14" if -3 <= charge <= -1 else "NS"


def _neutral_nitrogen(hydrogens: int, plain: int, rings: int, double: int, triple: int) -> str:
    single = plain + rings
    if hydrogens == 2 and single:
        return "N1" if plain else "N3"
    if hydrogens == 1 and single >= 2:
        return "N2" if plain >= 2 else "N4"
    if hydrogens == 1 and double:
        return "N5"
    if double and single:
        return "N6"
    if plain >= 3:
        return "N7"
    if (rings and plain and single >= 3) or rings >= 3:
        return "N8"
    return "N9" if triple else "NS"


def _oxygen(site: Site, beyond: tuple[Site, ...]) -> str:
    if site.aromatic:
        return "O1"
    if site.hydrogens in (1, 2):
        return "O2"
    plain, rings = site.count(1.0, aromatic=False), site.count(1.0, aromatic=True)
    if plain >= 2:
        return "O3"
    if rings and plain + rings >= 2:
        return "O4"
    if not site.around:
        return "OS"
    order, other = site.around[-1][0], beyond[-1]
    number, aromatic, charge = other.number, other.aromatic, other.charge
    if order == 2.0:
        if number in (7, 8):
            return "O5"
        if number == 16 and site.charge == charge == 0:
            return "O6"
        if number == 6:
            return "O8" if aromatic else _carbonyl_oxygen(other)
    elif order == 1.0 and len(site.around) == 1 and -3 <= site.charge <= -1:
        if number == 7:
            return "O5"
        if number == 16 and site.charge >= -2:
            return "O6"
        if site.charge == -1 and number == 6 and not aromatic and other.count(2.0, _OXYGEN, aromatic=False):
            return "O12"
        return "OS" if number == 16 and not aromatic else "O7"
    return "OS"


def _carbonyl_oxygen(carbon: Site) -> str:
    plain, rings = carbon.count(1.0, aromatic=False), carbon.count(1.0, aromatic=True)
    carbons, ring_carbons = carbon.count(1.0, _CARBON, aromatic=False), carbon.count(1.0, _CARBON, aromatic=True)
    if carbon.hydrogens == 1 and carbon.count(1.0, frozenset({6, 7, 8}), aromatic=False):
        return "O9"
    if (carbons and plain >= 2) or carbon.hydrogens == 2:
        return "O9"
    if carbon.connections == 2 and carbon.count(2.0, _OXYGEN, aromatic=False) == 2:
        return "O9"
    if ring_carbons and (carbon.hydrogens == 1 or plain or rings >= 2):
        return "O10"
    if carbons and rings:
        return "O10"
    return "O11" if plain + rings - carbons - ring_carbons >= 2 else "OS"


def _sulfur(site: Site) -> str:
    if site.aromatic:
        return "S3"
    ionic = site.charge in (-4, -3, -2, -1, 1, 2, 3, 5, 6)
    oxidised = site.charge == 0 and site.count(2.0, frozenset({7, 8, 15, 16}), aromatic=False)
    return "S2" if ionic or oxidised else "S1"


def _hydrogen_type(site: Site, beyond: tuple[Site, ...]) -> str:
    if site.number in (6, 7):
        return "H1" if site.number == 6 else "H3"
    if site.number != 8 or site.hydrogens > 1:  # in water each hydrogen sees O-H
        return "H2"
    return min(map(_beside_hydroxyl, beyond), default="HS")


def _beside_hydroxyl(site: Site) -> str:
    """Type of a hydroxyl's hydrogen by what the oxygen is bonded to."""
    if site.number == 6 and not site.aromatic and site.connections != 4:
        enol = site.count(2.0, frozenset({6, 7})) or site.count(2.0, frozenset({8, 16}), aromatic=False)
        return "H4" if enol else "HS"
    if site.number in (8, 16):
        return "HS" if site.aromatic else "H4"
    return "H3" if site.number == 7 else "H2"
