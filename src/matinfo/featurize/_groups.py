"""Functional groups of polymer chemistry as SMARTS; a group is counted at its first atom."""

from __future__ import annotations

from functools import lru_cache

from rdkit import Chem

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


def count_groups(mol: Chem.Mol, core: set[int], elements: set[int]) -> list[int]:
    """Number of each group whose first atom lies in `core`.

    Parameters
    ----------
    mol : rdkit.Chem.Mol
        A patch of chain, or a molecule.
    core : set of int
        Atoms where a group is counted.
    elements : set of int
        Atomic numbers in `mol`; queries for others are not tried.
    """
    return [
        sum(match[0] in core for match in mol.GetSubstructMatches(query, maxMatches=10_000)) if needs <= elements else 0
        for query, needs in group_queries()
    ]


@lru_cache(maxsize=1)
def group_queries() -> tuple[tuple[Chem.Mol, frozenset[int]], ...]:
    """Compiled queries in the order of `FUNCTIONAL_GROUPS`, each with the elements that it cannot do without."""
    queries = [Chem.MolFromSmarts(smarts) for smarts in FUNCTIONAL_GROUPS.values()]
    return tuple((query, _elements_of(query)) for query in queries)


def _elements_of(query: Chem.Mol) -> frozenset[int]:
    return frozenset(atom.GetAtomicNum() for atom in query.GetAtoms()) - {0}
