"""The pi system of the infinite chain: centres, electrons and Hueckel parameters, split into conjugated fragments.

A fragment ends inside the chain (the phenyl rings of polystyrene) or runs through it without end (polythiophene).
Bonds between flat groups that crowd each other are turned out of the plane and conjugate less. Which atoms are centres
is read from the chain, bonds to the next cell included, so it does not depend on the cut.

References
----------
Van-Catledge 1980, J. Org. Chem. 45, 4801 (parameters); Streitwieser 1961, Molecular Orbital Theory for Organic
Chemists (charged atoms, bromine); Almenningen et al. 1985, J. Mol. Struct. 128, 59 (biphenyl is turned by 44 degrees).
"""

from __future__ import annotations

from functools import lru_cache
from math import cos, exp, pi
from typing import NamedTuple

from matinfo.chem import Cell
from matinfo.featurize._tables import AROMATIC, ChainTable

# Coulomb integral (alpha_X = alpha + h beta) by atomic number and number of pi electrons.
_H = {
    (5, 0): -0.45, (5, 1): -0.45, (7, 1): 0.51, (7, 2): 1.37, (8, 1): 0.97, (8, 2): 2.09, (9, 2): 2.71,
    (15, 1): 0.19, (15, 2): 0.75, (16, 1): 0.46, (16, 2): 1.11, (17, 2): 1.48, (34, 1): 0.46, (34, 2): 1.11,
    (35, 2): 1.5, (53, 2): 1.3,
}  # fmt: skip
_H_CATION = {7: 2.0, 8: 2.5}
_H_ANION = {7: 0.51, 8: 0.97, 16: 0.46}  # as in the double bond: the oxygens of a carboxylate are alike

# Resonance integral of a bond to carbon (beta_CX = k beta); other pairs get the product of their two values.
_K = {
    (5, 0): 0.73, (5, 1): 0.73, (7, 1): 1.02, (7, 2): 0.89, (8, 1): 1.06, (8, 2): 0.66, (9, 2): 0.52,
    (14, 1): 0.75, (15, 1): 0.77, (15, 2): 0.76, (16, 1): 0.81, (16, 2): 0.69, (17, 2): 0.62, (34, 1): 0.81,
    (34, 2): 0.69, (35, 2): 0.45, (53, 2): 0.35,
}  # fmt: skip
_BY_ORDER = {AROMATIC: 1.0, 2.0: 1.1, 3.0: 1.2}
_BETWEEN_DOUBLE_BONDS = 0.8  # longer, and often twisted

_CLASH = 3.3  # how fast crowding turns a bond: biphenyl has a clash of 2 and 41 degrees

# Atoms with a lone pair, and the most neighbours with which it is still free.
_LONE_PAIR = {7: 3, 8: 2, 9: 1, 15: 3, 16: 2, 17: 1, 34: 2, 35: 1, 53: 1}
# With more neighbours than this a "double bond" is polar and not a pi bond: sulfone, phosphate, phosphazene.
_PLAIN_VALENCE = {15: 3, 33: 3, 16: 2, 34: 2, 52: 2, 17: 1, 35: 1, 53: 1}


class PiBond(NamedTuple):
    """Bond between two centres of a fragment; the second lies `shift` cells farther along the chain."""

    begin: int
    end: int
    beta: float
    shift: int


class Fragment(NamedTuple):
    """Conjugated centres that hang together.

    Attributes
    ----------
    alphas : tuple of float
        Coulomb integral h of each centre; alpha itself is zero.
    electrons : tuple of int
        Pi electrons that each centre brings.
    bonds : tuple of PiBond
    endless : bool
        Whether conjugation runs through the whole chain.
    """

    alphas: tuple[float, ...]
    electrons: tuple[int, ...]
    bonds: tuple[PiBond, ...]
    endless: bool


def pi_fragments(cell: Cell, table: ChainTable) -> list[Fragment]:
    """Conjugated fragments of one cell."""
    multiple = _multiple_bonds(table)
    centres = _centres(table, multiple)
    if not centres:
        return []
    kinds = {index: (table.numbers[index], brought) for index, brought in centres.items()}
    crossing = len(table.bonds) - 1 if cell.ends else -1
    around: dict[int, list[tuple[int, float, int]]] = {index: [] for index in centres}
    for position, (begin, end, order, bond_in_ring) in enumerate(table.bonds):
        if begin in centres and end in centres and (order == AROMATIC or order == 1.0 or position in multiple):
            shift = int(position == crossing)
            beta = _beta(kinds[begin], kinds[end], order)
            if order == 1.0 and not bond_in_ring:
                beta *= _planarity(cell, table, begin, end)
            around[begin].append((end, beta, shift))
            around[end].append((begin, beta, -shift))
    alphas = {index: _alpha(table, index, brought) for index, brought in centres.items()}
    fragments: list[Fragment] = []
    seen: set[int] = set()
    for start in centres:
        if start not in seen:
            members, bonds, endless = _connected(start, around)
            seen.update(members)
            chosen = [alphas[index] for index in members], [centres[index] for index in members]
            fragments.append(Fragment(tuple(chosen[0]), tuple(chosen[1]), bonds, endless))
    return fragments


def _multiple_bonds(table: ChainTable) -> set[int]:
    """Positions of double and triple bonds that are pi bonds."""
    return {
        position
        for position, bond in enumerate(table.bonds)
        if bond.order in (2.0, 3.0) and not (_is_crowded(table, bond.begin) or _is_crowded(table, bond.end))
    }


def _is_crowded(table: ChainTable, index: int) -> bool:
    plain = _PLAIN_VALENCE.get(table.numbers[index])
    return plain is not None and table.degrees[index] + table.hydrogens[index] > plain


def _centres(table: ChainTable, multiple: set[int]) -> dict[int, int]:
    """Pi electrons that each centre brings, by atom, in the order of the atoms."""
    orders: dict[int, list[float]] = {}
    for position in multiple:
        begin, end, order, _ = table.bonds[position]
        orders.setdefault(begin, []).append(order)
        orders.setdefault(end, []).append(order)
    found = {index: _electrons_inside(table, index, orders) for index in table.core}
    beside = {
        index: _electrons_beside(table, index)
        for index in table.core
        if found[index] is None and any(found[other] is not None for _, other in table.links[index])
    }
    found |= beside
    return {index: brought for index, brought in found.items() if brought is not None}


def _electrons_inside(table: ChainTable, index: int, orders: dict[int, list[float]]) -> int | None:
    """Pi electrons of an aromatic atom or one with a multiple bond; None for other atoms.

    Of two perpendicular pi bonds only the one that conjugates is looked at: three centres share four electrons in
    cumulated double bonds, as in an isocyanate.
    """
    number, charge = table.numbers[index], table.charges[index]
    if table.aromatic[index]:
        if number in (8, 16, 34, 52):
            return 2 if charge == 0 else 1
        if number in (7, 15):
            three = table.degrees[index] + table.hydrogens[index] == 3
            return 2 if (three and charge == 0) or charge < 0 else 1
        if number == 5 and table.degrees[index] + table.hydrogens[index] == 3:
            return 0
        return 1 if index in orders else min(max(1 - charge, 0), 2)
    if index in orders:
        return 2 if orders[index].count(2.0) > 1 else 1
    return None


def _electrons_beside(table: ChainTable, index: int) -> int | None:
    """Pi electrons of a saturated atom next to a centre: a lone pair, or an empty orbital; None for neither."""
    number, charge = table.numbers[index], table.charges[index]
    neighbours = table.degrees[index] + table.hydrogens[index]
    if number in _LONE_PAIR:
        return 2 if charge <= 0 and neighbours <= _LONE_PAIR[number] else None
    if number == 6 and neighbours == 3:
        return {1: 0, 0: 1, -1: 2}.get(charge)
    if number == 5 and neighbours == 3 and charge == 0:
        return 0
    return None


def _alpha(table: ChainTable, index: int, electrons: int) -> float:
    number, charge = table.numbers[index], table.charges[index]
    if charge > 0 and number in _H_CATION:
        return _H_CATION[number]
    if charge < 0 and number in _H_ANION:
        return _H_ANION[number]
    return _H.get((number, electrons), 0.0)


@lru_cache(maxsize=1024)
def _beta(begin: tuple[int, int], end: tuple[int, int], order: float) -> float:
    """Resonance integral of a bond between two centres, each given as atomic number and electrons."""
    beta = _K.get(begin, 1.0) * _K.get(end, 1.0)
    if order == 1.0:
        lone_pair = begin[1] != 1 or end[1] != 1  # the parameters of donors are those of single bonds
        return beta if lone_pair else beta * _BETWEEN_DOUBLE_BONDS
    return beta * _BY_ORDER[order]


def _planarity(cell: Cell, table: ChainTable, begin: int, end: int) -> float:
    """Cosine of the angle by which crowded neighbours turn a single bond between two flat groups.

    The neighbours of both ends meet pairwise; of the two flat arrangements the roomier one counts.
    """
    one, other = _crowding(cell, table, begin, end), _crowding(cell, table, end, begin)
    clash = min(one[0] * other[0] + one[1] * other[1], one[0] * other[1] + one[1] * other[0])
    return cos(pi / 2 * (1 - exp(-clash / _CLASH)))


def _crowding(cell: Cell, table: ChainTable, centre: int, beyond: int) -> tuple[float, float]:
    """How much room the two neighbours of a flat centre take, apart from `beyond` itself."""
    found = []
    skipped = False
    for _, other in table.links[centre]:
        if other == beyond and not skipped:
            skipped = True
            continue
        found.append(_room(cell, table, other))
    found = [*sorted(found, reverse=True), 0.0, 0.0]
    return found[0], found[1]


def _room(cell: Cell, table: ChainTable, index: int) -> float:
    """Room an atom takes: 1 for CH in a six-membered ring, more for one with a substituent, none for a lone pair."""
    degree, hydrogens = table.degrees[index], table.hydrogens[index]
    five = table.in_ring[index] and cell.mol.GetRingInfo().IsAtomInRingOfSize(index, 5)
    if degree > 2:
        return 1.0 if five else 2.0
    if not hydrogens:
        return 0.5 if degree == 1 else 0.0
    return 0.5 if five or not table.in_ring[index] else 1.0


def _connected(
    start: int, around: dict[int, list[tuple[int, float, int]]]
) -> tuple[list[int], tuple[PiBond, ...], bool]:
    """Centres that hang together with `start`, their bonds, and whether they run through the whole chain."""
    cell_of = {start: 0}
    members = [start]
    endless = False
    for index in members:  # grows while it is read
        for other, _, shift in around[index]:
            if other not in cell_of:
                cell_of[other] = cell_of[index] + shift
                members.append(other)
            elif cell_of[other] != cell_of[index] + shift:
                endless = True
    place = {index: position for position, index in enumerate(members)}
    bonds = tuple(
        PiBond(place[index], place[other], beta, shift)
        for index in members
        for other, beta, shift in around[index]
        if shift == 1 or (shift == 0 and place[index] < place[other])
    )
    return members, bonds, endless
