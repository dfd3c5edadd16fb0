"""Goals that keep a pharmacophore while a part of the molecule is exchanged."""

from __future__ import annotations

from rdkit import Chem
from rdkit.DataStructs import TanimotoSimilarity

from .desirability import enough
from .pharmacophores import pharmacophores

_KNOWN = pharmacophores(Chem.MolFromSmiles("CCCOc1cc2ncnc(Nc3ccc4ncsc4c3)c2cc1S(=O)(=O)C(C)(C)C"))
_SCAFFOLD = Chem.MolFromSmarts("[#7]-c1n[c;h1]nc2[c;h1]c(-[#8])[c;h0][c;h1]c12")
_SULFONE = Chem.MolFromSmarts("CS([#6])(=O)=O")
_BENZOTHIAZOLE = Chem.MolFromSmarts("[#7]-c1ccc2ncsc2c1")
_DECORATION = Chem.MolFromSmarts("[#6]-[#6]-[#6]-[#8]-[#6]~[#6]~[#6]~[#6]~[#6]-[#7]-c1ccc2ncsc2c1")


def deco_hop(smiles: str) -> float:
    """Keep the scaffold and the pharmacophore, without the two decorations."""
    mol = Chem.MolFromSmiles(smiles)
    kept = mol.HasSubstructMatch(_SCAFFOLD)
    gone = [not mol.HasSubstructMatch(group) for group in (_SULFONE, _BENZOTHIAZOLE)]
    return (enough(TanimotoSimilarity(pharmacophores(mol), _KNOWN), 0.85) + kept + sum(gone)) / 4


def scaffold_hop(smiles: str) -> float:
    """Keep the decoration and the pharmacophore, without the scaffold."""
    mol = Chem.MolFromSmiles(smiles)
    kept, gone = mol.HasSubstructMatch(_DECORATION), not mol.HasSubstructMatch(_SCAFFOLD)
    return (enough(TanimotoSimilarity(pharmacophores(mol), _KNOWN), 0.75) + kept + gone) / 3
