"""A material as pieces that can be taken away: rings, functional groups, and single atoms of alkyl chains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from rdkit import Chem, rdBase

from matinfo.chem._cell import Cell
from matinfo.chem._chain import distances, neighbour_lists
from matinfo.chem._rows import parse_report

Bond = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a repeat unit or molecule.

    Attributes
    ----------
    atoms : tuple of int
        Heavy atoms, by their place in the canonical string.
    label : str
        SMILES of the piece, with ``*`` where it is bonded to others.
    place : {"backbone", "side chain", "core", "branch", "companion"}
        The core is the largest piece of a molecule, on which all branches hang; a companion is another fragment, such
        as a counter-ion.
    hangs_on : int or None
        Number of the piece on which it hangs; None for pieces of the backbone, the core and companions.
    without : str or None
        Canonical string of the material once the piece, and all that hangs on it, is gone: hydrogen in the place of a
        branch, a bond in the place of a piece of the backbone. None where nothing would be left.
    """

    atoms: tuple[int, ...]
    label: str
    place: str
    hangs_on: int | None
    without: str | None


def pieces_of(structure: str) -> list[Piece]:
    """Cut a material at its single bonds, but for those in rings and inside functional groups.

    Parameters
    ----------
    structure : str
        Canonical string of a repeat unit or molecule, as `canonicalize` returns it.

    Returns
    -------
    list of Piece
        Pieces of the backbone in their order, or the core; each before those that hang on it.

    Examples
    --------
    >>> from matinfo.chem import pieces_of
    >>> for piece in pieces_of("*CC(*)c1ccccc1"):
    ...     print(f"{piece.label:12} {piece.place:12} {piece.without}")
    *C*          backbone     *C(*)c1ccccc1
    *C(*)*       backbone     *C*
    *c1ccccc1    side chain   *C*
    """
    cell = Cell.from_canonical(structure)
    cuts = _cuts(cell)
    members = _members(cell, cuts)
    order, parents = _tree(cell, members)
    number = {old: new for new, old in enumerate(order)}
    heavy = set(cell.atoms)
    below: dict[int, set[int]] = {piece: {piece} for piece in order}
    for piece in reversed(order):
        if parents[piece] is not None:
            below[parents[piece]] |= below[piece]  # type: ignore[index]
    pieces = []
    for piece in order:
        gone = {atom for each in below[piece] for atom in members[each]}
        parent = parents[piece]
        pieces.append(
            Piece(
                tuple(sorted(members[piece] & heavy)),
                _label(cell, members[piece], cuts),
                _place(cell, members[piece], parent, is_first=piece == order[0]),
                None if parent is None else number[parent],
                _without(cell, gone),
            )
        )
    return pieces


def _cuts(cell: Cell) -> list[Bond]:
    """Single bonds outside rings, unless both ends belong to a functional group."""
    functional = {atom.GetIdx() for atom in cell.mol.GetAtoms() if _is_functional(atom)}
    ends = set(cell.ends or ())
    cuts = []
    for bond in cell.mol.GetBonds():
        pair = (bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
        heavy = all(cell.mol.GetAtomWithIdx(atom).GetAtomicNum() > 1 for atom in pair)
        if bond.GetBondType() != Chem.BondType.SINGLE or bond.IsInRing() or not heavy or ends & set(pair):
            continue
        if not functional >= set(pair):
            cuts.append(pair)
    return cuts


def _is_functional(atom: Chem.Atom) -> bool:
    """Outside rings: another element than carbon, or a carbon with a multiple bond."""
    if atom.IsInRing():
        return False
    multiple = any(bond.GetBondType() != Chem.BondType.SINGLE for bond in atom.GetBonds())
    return bool(atom.GetAtomicNum() > 1 and (atom.GetAtomicNum() != 6 or multiple))


def _members(cell: Cell, cuts: Iterable[Bond]) -> list[set[int]]:
    """Atoms of each piece, without stars; the piece across the ends of the cell is one where it is one in the chain."""
    neighbours = neighbour_lists(cell.mol)
    for one, other in cuts:
        neighbours[one].remove(other)
        neighbours[other].remove(one)
    ends = set(cell.ends or ())
    found: list[set[int]] = []
    seen: set[int] = set(ends)
    for start in range(cell.mol.GetNumAtoms()):
        if start not in seen:
            piece = set(distances(neighbours, start, ends))
            seen |= piece
            found.append(piece)
    if cell.ends and _is_one_across_ends(cell):
        head, tail = (next(piece for piece in found if atom in piece) for atom in (cell.path[0], cell.path[-1]))
        if head is not tail:
            found[found.index(head)] = head | tail
            found.remove(tail)
    return found


def _is_one_across_ends(cell: Cell) -> bool:
    assert cell.ends is not None
    order = cell.mol.GetBondBetweenAtoms(cell.ends[0], cell.path[0]).GetBondType()
    atoms = [cell.mol.GetAtomWithIdx(atom) for atom in (cell.path[0], cell.path[-1])]
    return bool(order != Chem.BondType.SINGLE or all(map(_is_functional, atoms)))


def _tree(cell: Cell, members: list[set[int]]) -> tuple[list[int], list[int | None]]:
    """Order of the pieces, and the piece that each hangs on."""
    piece_of = {atom: piece for piece, atoms in enumerate(members) for atom in atoms}
    neighbours = neighbour_lists(cell.mol)
    heavy = set(cell.atoms)
    parents: list[int | None] = [None] * len(members)
    order = list(dict.fromkeys(piece_of[atom] for atom in cell.path))
    read = 0
    while read < len(members):
        if read == len(order):  # the core of a molecule, or a companion
            left = [piece for piece in range(len(members)) if piece not in order]
            order.append(max(left, key=lambda piece: (len(members[piece] & heavy), -min(members[piece]))))
        piece = order[read]
        read += 1
        around = (piece_of.get(other, piece) for atom in sorted(members[piece]) for other in neighbours[atom])
        for other in dict.fromkeys(around):
            if other not in order:
                parents[other] = piece
                order.append(other)
    return order, parents


def _place(cell: Cell, atoms: set[int], parent: int | None, *, is_first: bool) -> str:
    if cell.ends is not None:
        return "side chain" if parent is not None else "backbone" if atoms & set(cell.path) else "companion"
    return "branch" if parent is not None else "core" if is_first else "companion"


def _label(cell: Cell, atoms: set[int], cuts: list[Bond]) -> str:
    """SMILES of a piece; where it lies across the ends of the cell, its two parts are joined."""
    mol = Chem.RWMol(cell.mol)
    if cell.ends is not None and {cell.path[0], cell.path[-1]} <= atoms and set(cell.path) - atoms:
        order = mol.GetBondBetweenAtoms(cell.ends[0], cell.path[0]).GetBondType()
        mol.AddBond(cell.path[0], cell.path[-1], order)
        for star, end in zip(cell.ends, (cell.path[0], cell.path[-1]), strict=True):
            mol.RemoveBond(star, end)
    edges = [mol.GetBondBetweenAtoms(*pair).GetIdx() for pair in cuts if len(atoms & set(pair)) == 1]
    with rdBase.BlockLogs():
        parts = Chem.FragmentOnBonds(mol, edges, dummyLabels=[(0, 0)] * len(edges)) if edges else mol.GetMol()
        inside = next(part for part in Chem.GetMolFrags(parts) if atoms & set(part))
        return Chem.MolFragmentToSmiles(parts, atomsToUse=list(inside), isomericSmiles=False)


def _without(cell: Cell, gone: set[int]) -> str | None:
    """Canonical string once atoms are gone: the chain joined again, hydrogen where a branch was."""
    stay = [atom for atom in cell.path if atom not in gone]
    if set(cell.atoms) <= gone or (cell.ends is not None and not stay):
        return None
    mol = Chem.RWMol(cell.mol)
    open_valences: Counter[int] = Counter()
    for outer in gone:
        for bond in cell.mol.GetAtomWithIdx(outer).GetBonds():
            inner = bond.GetOtherAtomIdx(outer)
            if inner not in gone:
                open_valences[inner] += int(bond.GetBondTypeAsDouble())
    if cell.ends is not None:
        for one, other in pairwise([cell.ends[0], *stay, cell.ends[1]]):
            if mol.GetBondBetweenAtoms(one, other) is None:
                mol.AddBond(one, other, Chem.BondType.SINGLE)
                open_valences.subtract([one, other])
    for inner, count in open_valences.items():
        atom = mol.GetAtomWithIdx(inner)
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
        counts_its_hydrogens = atom.GetNoImplicit() or (atom.GetIsAromatic() and atom.GetAtomicNum() != 6)
        if count > 0 and counts_its_hydrogens and atom.GetAtomicNum() > 0:
            atom.SetNumExplicitHs(atom.GetNumExplicitHs() + count)
    for atom in sorted(gone, reverse=True):
        mol.RemoveAtom(atom)
    with rdBase.BlockLogs():
        return parse_report([Chem.MolToSmiles(mol)], odd=[])[0][0]
