"""Cut an infinite chain at another bond, keeping the marks of stereochemistry true."""

from __future__ import annotations

from collections.abc import Sequence

from rdkit import Chem

from matinfo.chem._chain import Chain, Cut
from matinfo.chem._parse import TETRAHEDRAL

_DoubleBondMark = tuple[int, int, tuple[int, int], Chem.BondStereo]

_RELATIVE = {Chem.BondStereo.STEREOE: Chem.BondStereo.STEREOTRANS, Chem.BondStereo.STEREOZ: Chem.BondStereo.STEREOCIS}


def recut(chain: Chain, cut: Cut, *, stereo: bool) -> Chem.Mol:
    """The same chain with the stars moved to another cut; the stars keep their indices.

    The old ends are joined and the bond of `cut` is opened, so each of the four atoms next to a cut sees one neighbour
    replaced by another in the same place. Without ``stereo=True`` marks are not looked after.
    """
    if cut.is_drawn:
        return chain.mol
    drawn = chain.cuts[0]
    head, tail = chain.ends
    mol = Chem.RWMol(chain.mol)
    replaced = {  # (atom, its old neighbour) -> its new neighbour
        (drawn.after, head): drawn.before,
        (drawn.before, tail): drawn.after,
        (cut.after, cut.before): head,
        (cut.before, cut.after): tail,
    }
    touched = (drawn.after, drawn.before, cut.after, cut.before) if stereo else ()
    centres = _neighbour_orders(mol, touched)
    double_bonds = _lift_double_bond_marks(mol, replaced) if stereo else []
    mol.RemoveBond(drawn.after, head)
    mol.RemoveBond(drawn.before, tail)
    mol.RemoveBond(cut.before, cut.after)
    mol.AddBond(drawn.before, drawn.after, drawn.order)
    mol.AddBond(cut.after, head, cut.order)
    mol.AddBond(cut.before, tail, cut.order)
    for index, order in centres.items():
        expected = _substituted(index, order, replaced)
        if _is_odd([expected.index(other) for other in _neighbours(mol, index)]):
            mol.GetAtomWithIdx(index).InvertChirality()
    _set_double_bond_marks(mol, double_bonds)
    mol.UpdatePropertyCache(strict=False)
    return mol


def _neighbours(mol: Chem.Mol, index: int) -> list[int]:
    return [bond.GetOtherAtomIdx(index) for bond in mol.GetAtomWithIdx(index).GetBonds()]


def _neighbour_orders(mol: Chem.Mol, indices: Sequence[int]) -> dict[int, list[int]]:
    marked = (index for index in set(indices) if mol.GetAtomWithIdx(index).GetChiralTag() in TETRAHEDRAL)
    return {index: _neighbours(mol, index) for index in marked}


def _substituted(index: int, order: list[int], replaced: dict[tuple[int, int], int]) -> list[int]:
    return [replaced.get((index, other), other) for other in order]


def _is_odd(permutation: list[int]) -> bool:
    swaps = sum(a > b for i, a in enumerate(permutation) for b in permutation[i + 1 :])
    return swaps % 2 == 1


def _lift_double_bond_marks(mol: Chem.RWMol, replaced: dict[tuple[int, int], int]) -> list[_DoubleBondMark]:
    """Take cis/trans marks off, said relative to the neighbours that the atoms will have."""
    marks = []
    for bond in mol.GetBonds():
        stereo = bond.GetStereo()
        if stereo not in _RELATIVE and stereo not in _RELATIVE.values():
            continue
        begin, end = bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()
        if (begin, end) in replaced:  # this very bond is cut
            continue
        beside_begin, beside_end = bond.GetStereoAtoms()
        sides = replaced.get((begin, beside_begin), beside_begin), replaced.get((end, beside_end), beside_end)
        marks.append((begin, end, sides, _RELATIVE.get(stereo, stereo)))
        bond.SetStereo(Chem.BondStereo.STEREONONE)
    return marks


def _set_double_bond_marks(mol: Chem.RWMol, marks: list[_DoubleBondMark]) -> None:
    for begin, end, sides, stereo in marks:
        bond = mol.GetBondBetweenAtoms(begin, end)
        bond.SetStereoAtoms(*sides)
        bond.SetStereo(stereo)
