"""The two attachment points of a repeat unit, and what a structure is that has others."""

from __future__ import annotations

from rdkit import Chem, rdBase

from matinfo.chem._precheck import atom_position
from matinfo.exceptions import StructureError

_STAR = Chem.MolFromSmarts("[#0]")
_LINKS = (Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE)
_BY_COUNT = {
    1: ("one attachment point: this is an end group.", "A repeat unit has two '*'."),
    3: ("three attachment points: this is a branch point of a network.", "Only linear chains (two '*') are read."),
    4: ("four attachment points: this is a ladder polymer or a network.", "Only linear chains (two '*') are read."),
}


def is_star(atom: Chem.Atom) -> bool:
    """Whether an atom stands for an attachment point."""
    return bool(atom.GetAtomicNum() == 0)


def star_indices(mol: Chem.Mol) -> list[int]:
    """Indices of all attachment points."""
    return [match[0] for match in mol.GetSubstructMatches(_STAR, maxMatches=mol.GetNumAtoms())]


def find_ends(value: object, text: str, mol: Chem.Mol, stars: list[int]) -> tuple[int, int]:
    """Return the indices of the two attachment points, or say what the structure is instead.

    Raises
    ------
    StructureError
        With code ``"invalid-polymer"``.
    """
    for index in stars:
        _check_star(value, text, mol.GetAtomWithIdx(index))
    fragments = Chem.GetMolFrags(mol)
    if sum(any(star in fragment for star in stars) for fragment in fragments) > 1:
        raise _no_chain(
            value,
            "the attachment points stand in different fragments: more than one repeat unit.",
            "Give one repeat unit a row; a copolymer has a column for each unit.",
        )
    if len(stars) != 2:
        reason, suggestion = _BY_COUNT.get(
            len(stars), (f"{len(stars)} attachment points: this is no linear chain.", "A repeat unit has two '*'.")
        )
        raise _no_chain(value, reason, suggestion)
    first, second = (mol.GetAtomWithIdx(index) for index in stars)
    orders = [_link_order(star) for star in (first, second)]
    if orders[0] != orders[1]:
        raise _no_chain(
            value,
            f"the ends do not fit: a {orders[0].name.lower()} bond would meet a {orders[1].name.lower()} bond.",
            "Write the same bond at both '*'.",
        )
    if mol.GetNumHeavyAtoms() + 2 < mol.GetNumAtoms():
        way = Chem.GetShortestPath(mol, *stars)[1:-1]
        if any(mol.GetAtomWithIdx(index).GetAtomicNum() == 1 for index in way):
            raise _no_chain(value, "a hydrogen atom stands in the chain.", "A hydrogen has one bond.")
    return stars[0], stars[1]


def _check_star(value: object, text: str, star: Chem.Atom) -> None:
    neighbours = star.GetNeighbors()
    bare = not star.GetTotalNumHs() and not star.GetFormalCharge()
    if bare and len(neighbours) == 1 and neighbours[0].GetAtomicNum() > 1 and _link_order(star) in _LINKS:
        return
    where = f"attachment point '*' (character {atom_position(text, star.GetIdx())})"
    if star.GetDegree() > 1:
        ring = " and lies in a ring" if star.IsInRing() else ""
        better = _moved_star(text, star.GetIdx())
        raise _no_chain(
            value,
            f"{where} is bonded to {star.GetDegree()} atoms{ring}; an end has one neighbour.",
            f"Did you mean {better!r}?" if better else "Put the '*' behind the atom that it marks, as in '*CC(*)C'.",
        )
    if not neighbours or is_star(neighbours[0]):
        raise _no_chain(
            value, f"{where} is bonded to no atom.", "A repeat unit has at least one atom between its ends."
        )
    if star.GetTotalNumHs() or star.GetFormalCharge():
        raise _no_chain(value, f"{where} carries a hydrogen or a charge.", "Write it as '*'.")
    if neighbours[0].GetAtomicNum() == 1:
        raise _no_chain(value, f"{where} is bonded to hydrogen.", "A repeat unit has at least one heavy atom.")
    raise _no_chain(value, f"{where} hangs on an aromatic or dative bond.", "Use a single bond.")


def _link_order(star: Chem.Atom) -> Chem.BondType:
    return star.GetBonds()[0].GetBondType()


def _moved_star(text: str, star: int) -> str | None:
    """The string with a misplaced star made a branch, where that gives a linear chain."""
    start = atom_position(text, star) - 1
    if start <= 0:
        return None
    length = text.index("]", start) + 1 - start if text[start] == "[" else 1
    if text[start + length : start + length + 1].isdigit():  # a ring number cannot follow a branch
        return None
    better = f"{text[:start]}(*){text[start + length :]}"
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(better)
    if mol is None:
        return None
    degrees = [mol.GetAtomWithIdx(index).GetDegree() for index in star_indices(mol)]
    return better if degrees == [1, 1] else None


def _no_chain(value: object, reason: str, suggestion: str) -> StructureError:
    return StructureError(value, "invalid-polymer", reason, suggestion)
