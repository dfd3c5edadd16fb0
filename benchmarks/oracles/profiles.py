"""Goals of several properties at once, most of them around a known drug."""

from __future__ import annotations

from rdkit import Chem
from rdkit.Chem import QED
from rdkit.Chem.Descriptors import TPSA, BertzCT, MolLogP
from rdkit.Chem.rdMolDescriptors import CalcNumAromaticRings, CalcNumRings

from .desirability import at_least, at_most, enough, near, together
from .isomers import Isomers
from .likeness import likeness_to

_OSIMERTINIB = "COc1cc(N(C)CCN(C)C)c(NC(=O)C=C)cc1Nc2nccc(n2)c3cn(C)c4ccccc34"
_SITAGLIPTIN = "Fc1cc(c(F)cc1F)CC(N)CC(=O)N3Cc2nnc(n2CC3)C(F)(F)F"

_like_amlodipine = likeness_to("Clc1ccccc1C2C(=C(NC(=C2C(=O)OCC)COCCN)C)C(=O)OC", "ecfp4")
_like_fexofenadine = likeness_to("CC(C)(C(=O)O)c1ccc(cc1)C(O)CCCN2CCC(CC2)C(O)(c3ccccc3)c4ccccc4", "atom_pairs")
_like_osimertinib = likeness_to(_OSIMERTINIB, "fcfp4")
_too_like_osimertinib = likeness_to(_OSIMERTINIB, "ecfp6")
_like_perindopril = likeness_to("O=C(OCC)C(NC(C(=O)N1C(C(=O)O)CC2CCCCC12)C)CCC", "ecfp4")
_like_ranolazine = likeness_to("COc1ccccc1OCC(O)CN2CCN(CC(=O)Nc3c(C)cccc3C)CC2", "atom_pairs")
_like_sitagliptin = likeness_to(_SITAGLIPTIN, "ecfp4")
_like_zaleplon = likeness_to("O=C(C)N(CC)C1=CC=CC(C2=CC=NC3=C(C=NN23)C#N)=C1", "ecfp4")

_SITAGLIPTIN_MOL = Chem.MolFromSmiles(_SITAGLIPTIN)
_SITAGLIPTIN_LOGP, _SITAGLIPTIN_TPSA = MolLogP(_SITAGLIPTIN_MOL), TPSA(_SITAGLIPTIN_MOL)
_SITAGLIPTIN_BERTZ = BertzCT(_SITAGLIPTIN_MOL)
_OF_SITAGLIPTIN = Isomers({"C": 16, "H": 15, "F": 6, "N": 5, "O": 1})
_OF_ZALEPLON_GOAL = Isomers({"C": 19, "H": 17, "N": 3, "O": 2})
_VALSARTAN_CORE = Chem.MolFromSmarts("CN(C=O)Cc1ccc(c2ccccc2)cc1")


def amlodipine(smiles: str) -> float:
    """Like amlodipine, but with three rings."""
    mol = Chem.MolFromSmiles(smiles)
    return together(_like_amlodipine(mol), near(CalcNumRings(mol), 3, 0.5))


def fexofenadine(smiles: str) -> float:
    """Like fexofenadine, more polar and less greasy."""
    mol = Chem.MolFromSmiles(smiles)
    return together(
        enough(_like_fexofenadine(mol), 0.8), at_least(TPSA(mol), 90.0, 10.0), at_most(MolLogP(mol), 4.0, 1.0)
    )


def osimertinib(smiles: str) -> float:
    """Like osimertinib in its features, unlike it in its atoms, more polar and less greasy."""
    mol = Chem.MolFromSmiles(smiles)
    return together(
        enough(_like_osimertinib(mol), 0.8),
        at_most(_too_like_osimertinib(mol), 0.85, 0.1),
        at_least(TPSA(mol), 100.0, 10.0),
        at_most(MolLogP(mol), 1.0, 1.0),
    )


def perindopril(smiles: str) -> float:
    """Like perindopril, but with two aromatic rings."""
    mol = Chem.MolFromSmiles(smiles)
    return together(_like_perindopril(mol), near(CalcNumAromaticRings(mol), 2, 0.5))


def qed(smiles: str) -> float:
    """Quantitative estimate of drug-likeness."""
    return float(QED.qed(Chem.MolFromSmiles(smiles)))


def ranolazine(smiles: str) -> float:
    """Like ranolazine, more polar, greasier, with one fluorine."""
    mol = Chem.MolFromSmiles(smiles)
    fluorines = sum(atom.GetAtomicNum() == 9 for atom in mol.GetAtoms())
    return together(
        enough(_like_ranolazine(mol), 0.7),
        at_least(TPSA(mol), 95.0, 20.0),
        at_least(MolLogP(mol), 7.0, 1.0),
        near(fluorines, 1, 1.0),
    )


def sitagliptin(smiles: str) -> float:
    """An isomer of sitagliptin with its polarity, unlike it in structure."""
    mol = Chem.MolFromSmiles(smiles)
    return together(
        near(_like_sitagliptin(mol), 0.0, 0.1),
        near(MolLogP(mol), _SITAGLIPTIN_LOGP, 0.2),
        near(TPSA(mol), _SITAGLIPTIN_TPSA, 5.0),
        _OF_SITAGLIPTIN.of(mol),
    )


def valsartan_smarts(smiles: str) -> float:
    """The core of valsartan with the properties of sitagliptin; 0 without the core."""
    mol = Chem.MolFromSmiles(smiles)
    if not mol.HasSubstructMatch(_VALSARTAN_CORE):
        return 0.0
    return together(
        1.0,
        near(MolLogP(mol), _SITAGLIPTIN_LOGP, 0.2),
        near(TPSA(mol), _SITAGLIPTIN_TPSA, 5.0),
        near(BertzCT(mol), _SITAGLIPTIN_BERTZ, 30.0),
    )


def zaleplon(smiles: str) -> float:
    """Like zaleplon, with another formula."""
    mol = Chem.MolFromSmiles(smiles)
    return together(_like_zaleplon(mol), _OF_ZALEPLON_GOAL.of(mol))
