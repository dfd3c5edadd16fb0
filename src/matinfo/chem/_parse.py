"""From a checked string to an RDKit molecule within limits, with the two ends of a repeat unit found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from rdkit import Chem, rdBase

from matinfo._validation import option_message
from matinfo.chem._ends import find_ends, star_indices
from matinfo.chem._precheck import MAX_HEAVY_ATOMS, NUMBER_OF, CheckedString, precheck
from matinfo.chem._unreadable import why_unreadable
from matinfo.exceptions import StructureError

_IN_BRACKETS = re.compile(r"\[[^\]]*\]")
MAX_RINGS = 100
MAX_BONDS_PER_ATOM = 5  # complete graphs of metal atoms; how many rings these have depends on RDKit's version

_NONMETALS = frozenset({1, 2, 5, 6, 7, 8, 9, 10, 14, 15, 16, 17, 18, 32, 33, 34, 35, 36, 51, 52, 53, 54, 85, 86})
TETRAHEDRAL = (Chem.ChiralType.CHI_TETRAHEDRAL_CW, Chem.ChiralType.CHI_TETRAHEDRAL_CCW)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A molecule, or a repeat unit with its two attachment points.

    Attributes
    ----------
    mol : rdkit.Chem.Mol
        Sanitised; labels on attachment points and atom-map numbers are gone.
    ends : tuple of int or None
        Indices of the two attachment points; None for a small molecule.
    notes : tuple of str
        What is legal but odd about the structure.
    stereo : bool
        Whether the string had marks of stereochemistry.
    """

    mol: Chem.Mol
    ends: tuple[int, int] | None
    notes: tuple[str, ...] = ()
    stereo: bool = False


def parse_structure(value: object, *, markers: Iterable[str] = ()) -> Parsed:
    """Read a repeat unit (two attachment points) or a small molecule (none).

    Parameters
    ----------
    value : str
        SMILES; attachment points as ``*``, ``[*]``, ``[*:1]`` or ``[1*]``.
    markers : str or iterable of str, default=()
        Element symbols that stand for attachment points too, such as ``("Ce", "Th")``.

    Raises
    ------
    StructureError
        See its `code`.
    """
    checked = precheck(value)
    mol = _read(value, checked)
    if markers:
        mol = _markers_to_stars(mol, markers)
    stars = star_indices(mol)
    ends = find_ends(value, checked.text, mol, stars) if stars else None
    return _finished(value, checked, mol, stars, ends)


def parse_repeat_unit(value: object, *, markers: Iterable[str] = ()) -> Parsed:
    """Read a repeat unit; a small molecule is refused with code ``"invalid-polymer"``."""
    parsed = parse_structure(value, markers=markers)
    if parsed.ends is None:
        raise StructureError(
            value,
            "invalid-polymer",
            "no attachment point: this is a small molecule.",
            "Mark both ends of the repeat unit with '*', for example '*CC*'.",
        )
    return parsed


def parse_molecule(value: object) -> Parsed:
    """Read a small molecule; attachment points are refused with code ``"has-star"``."""
    checked = precheck(value)
    mol = _read(value, checked)
    if star_indices(mol):
        raise StructureError(
            value,
            "has-star",
            "a small molecule has no attachment points '*'.",
            "Replace each '*' by an atom or take it away.",
        )
    return _finished(value, checked, mol, [], None)


def _finished(
    value: object, checked: CheckedString, mol: Chem.Mol, stars: list[int], ends: tuple[int, int] | None
) -> Parsed:
    if ":" in _IN_BRACKETS.sub("", checked.text) and any(_is_aromatic_outside_a_ring(bond) for bond in mol.GetBonds()):
        raise StructureError(
            value,
            "invalid-smiles",
            "an aromatic bond ':' stands outside a ring.",
            "Write a single bond '-' or a double bond '='.",
        )
    notes = [*checked.notes]
    stereo = any(mark in checked.text for mark in "@/\\")
    if "[" in checked.text:
        _drop_labels(checked.text, mol, stars)
        if stereo and _drop_unread_geometry(mol):
            notes.append("the geometry of a metal centre or of a dative bond was not read")
    return Parsed(mol, ends, (*notes, *_odd(checked.text, mol, ends)), stereo)


def _is_aromatic_outside_a_ring(bond: Chem.Bond) -> bool:
    return bool(bond.GetBondType() == Chem.BondType.AROMATIC and not bond.IsInRing())


def _reader(*, sanitize: bool) -> Chem.SmilesParserParams:
    parameters = Chem.SmilesParserParams()
    parameters.parseName = False
    parameters.allowCXSMILES = False
    parameters.sanitize = sanitize
    parameters.removeHs = sanitize
    return parameters


_STRICT = _reader(sanitize=True)
_LOOSE = _reader(sanitize=False)


def _read(value: object, checked: CheckedString) -> Chem.Mol:
    with rdBase.BlockLogs():
        mol = Chem.MolFromSmiles(checked.text, _STRICT)
        if mol is None or mol.GetNumAtoms() == 0:
            loose = Chem.MolFromSmiles(checked.text, _LOOSE)
            raise StructureError(value, "invalid-smiles", *why_unreadable(checked.text, loose))
    heavy, rings = mol.GetNumHeavyAtoms(), mol.GetRingInfo().NumRings()
    dense = mol.GetNumBonds() > MAX_BONDS_PER_ATOM * mol.GetNumAtoms()
    if heavy > MAX_HEAVY_ATOMS or rings > MAX_RINGS or dense:
        raise StructureError(
            value,
            "too-big",
            f"{heavy:,} heavy atoms and {rings:,} rings; at most {MAX_HEAVY_ATOMS} and {MAX_RINGS} are read.",
            "Give one repeat unit instead of a whole chain.",
        )
    return mol


def _markers_to_stars(mol: Chem.Mol, markers: Iterable[str]) -> Chem.Mol:
    wanted = {markers} if isinstance(markers, str) else set(markers)
    if not wanted <= NUMBER_OF.keys():
        raise ValueError(option_message("markers", "symbols of elements, such as ('Ce', 'Th')", sorted(wanted)))
    mol = Chem.RWMol(mol)
    for atom in mol.GetAtoms():
        if atom.GetSymbol() in wanted:
            mol.ReplaceAtom(atom.GetIdx(), Chem.Atom(0))
    mol.UpdatePropertyCache(strict=False)
    return mol.GetMol()


def _drop_labels(text: str, mol: Chem.Mol, stars: list[int]) -> None:
    for index in stars:
        mol.GetAtomWithIdx(index).SetIsotope(0)
    if ":" not in text:
        return
    for atom in mol.GetAtoms():
        if atom.GetAtomMapNum():
            atom.SetAtomMapNum(0)


def _drop_unread_geometry(mol: Chem.Mol) -> bool:
    """Drop marks of square-planar, bipyramidal and octahedral centres and of atoms in dative bonds.

    RDKit has no canonical form for them: two writings of one centre would be two materials.
    """
    marked = [
        atom
        for atom in mol.GetAtoms()
        if (tag := atom.GetChiralTag()) != Chem.ChiralType.CHI_UNSPECIFIED
        and (tag not in TETRAHEDRAL or any(bond.GetBondType() == Chem.BondType.DATIVE for bond in atom.GetBonds()))
    ]
    for atom in marked:
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    return bool(marked)


def _odd(text: str, mol: Chem.Mol, ends: tuple[int, int] | None) -> list[str]:
    """Notes on what is legal but deserves a look; atoms without brackets are never odd."""
    notes = []
    if "." in text:
        notes.append("more than one fragment (counter-ion or solvent)")
    if ends is not None and mol.GetAtomWithIdx(ends[0]).GetBonds()[0].GetBondType() == Chem.BondType.TRIPLE:
        notes.append("the chain is linked by triple bonds")
    if "[" not in text:
        return notes
    if charge := Chem.GetFormalCharge(mol):
        notes.append(f"a net charge of {charge:+d}")
    atoms = [atom for atom in mol.GetAtoms() if atom.GetAtomicNum()]
    if any(atom.GetNumRadicalElectrons() for atom in atoms):
        notes.append("an unpaired electron")
    if ends is not None and any(bond.GetBondType() == Chem.BondType.DATIVE for bond in mol.GetBonds()):
        notes.append("a dative bond (another drawing of the chain may get another string)")
    if all(atom.GetAtomicNum() not in _NONMETALS for atom in atoms):
        notes.append("metal atoms only")
    return notes
