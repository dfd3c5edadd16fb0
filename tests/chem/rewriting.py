"""Other drawings of the same infinite chain, made without the code under test.

Repeat units are joined by RDKit's `molzip` and cut by `FragmentOnBonds`, which both keep marks of stereochemistry.
"""

from __future__ import annotations

import random
from itertools import pairwise

from rdkit import Chem, rdBase

_LINKS = (Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE)


def repeated(smiles: str, times: int) -> str:
    """The repeat unit written `times` times in a row; each copy brings its counter-ions."""
    return Chem.MolToSmiles(_joined(smiles, times))


def rotated(smiles: str, rng: random.Random, *, single_bonds_only: bool = True) -> str:
    """The repeat unit cut at another bond of the chain; the unit itself where it has no other bond to cut."""
    bonds = _chain_bonds(Chem.MolFromSmiles(smiles), single_bonds_only)
    if not bonds:
        return smiles
    before, after = rng.choice(bonds)
    mol = _joined(smiles, 2, number_atoms=True)
    copies = [_bond_between(mol, copy, before, after) for copy in (0, 1)]
    parts = Chem.GetMolFrags(Chem.FragmentOnBonds(mol, copies), asMols=True)
    middle = next(part for part in parts if _number_of_new_stars(part) == 2)
    rest = _companions(smiles)
    for atom in middle.GetAtoms():
        atom.SetAtomMapNum(0)
        if atom.GetAtomicNum() == 0:
            atom.SetIsotope(0)
    return ".".join([Chem.MolToSmiles(middle), *rest])


def shuffled(smiles: str, rng: random.Random) -> str:
    """The same drawing with its atoms in another order, which also turns the chain round in half of the cases."""
    mol = Chem.MolFromSmiles(smiles)
    order = list(range(mol.GetNumAtoms()))
    rng.shuffle(order)
    return Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)


def reversed_chain(smiles: str) -> str:
    """The drawing written from its other end."""
    mol = Chem.MolFromSmiles(smiles)
    return Chem.MolToSmiles(mol, rootedAtAtom=_stars(mol)[1], canonical=False)


def rewritten(smiles: str, rng: random.Random, *, times: int = 1, single_bonds_only: bool = True) -> str:
    """A drawing that is repeated, rotated and shuffled at once."""
    longer = repeated(smiles, times)
    return shuffled(rotated(longer, rng, single_bonds_only=single_bonds_only), rng)


def _stars(mol: Chem.Mol) -> list[int]:
    return [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]


def _chain_bonds(mol: Chem.Mol, single_bonds_only: bool) -> list[tuple[int, int]]:
    path = Chem.GetShortestPath(mol, *_stars(mol))[1:-1]
    bonds = [(left, right, mol.GetBondBetweenAtoms(left, right)) for left, right in pairwise(path)]
    return [
        (left, right)
        for left, right, bond in bonds
        if not bond.IsInRing()
        and bond.GetBondType() in (_LINKS[:1] if single_bonds_only else _LINKS)
        and bond.GetStereo() == Chem.BondStereo.STEREONONE  # a cut double bond could not bear its mark
    ]


def _joined(smiles: str, times: int, *, number_atoms: bool = False) -> Chem.Mol:
    """Copies of a repeat unit, joined; with `number_atoms` atom i of copy c has the map number ``1000 * c + i + 1``."""
    mol = Chem.MolFromSmiles(smiles)
    stars = _stars(mol)
    whole = None
    for copy in range(times):
        unit = Chem.Mol(mol)
        for atom in unit.GetAtoms():
            atom.SetAtomMapNum(0)
            if number_atoms and atom.GetAtomicNum():
                atom.SetAtomMapNum(1000 * copy + atom.GetIdx() + 1)
        for star, link in zip(stars, (copy, (copy + 1) % times), strict=True):
            unit.GetAtomWithIdx(star).SetIsotope(link)  # stars with one label are joined; 0 is no label
        whole = unit if whole is None else Chem.CombineMols(whole, unit)
    parameters = Chem.MolzipParams()
    parameters.label = Chem.MolzipLabel.Isotope
    with rdBase.BlockLogs():  # it says so when it turns a mark of a double bond round
        whole = Chem.molzip(whole, parameters)
    for star in _stars(whole):
        whole.GetAtomWithIdx(star).SetIsotope(0)
    Chem.SanitizeMol(whole)
    return whole


def _bond_between(mol: Chem.Mol, copy: int, before: int, after: int) -> int:
    index = {atom.GetAtomMapNum(): atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomMapNum()}
    shift = 1000 * copy + 1
    return mol.GetBondBetweenAtoms(index[before + shift], index[after + shift]).GetIdx()


def _number_of_new_stars(part: Chem.Mol) -> int:
    """Stars that a cut has made have the index of the lost neighbour as their isotope; old stars have none."""
    return sum(atom.GetAtomicNum() == 0 and atom.GetIsotope() > 0 for atom in part.GetAtoms())


def _companions(smiles: str) -> list[str]:
    return [fragment for fragment in smiles.split(".") if "*" not in fragment]
