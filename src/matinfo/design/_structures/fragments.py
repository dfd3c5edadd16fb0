"""Recombine pieces of structures at bonds that chemists can make: the retrosynthetic bonds of BRICS."""

from __future__ import annotations

import numpy as np
from rdkit import Chem
from rdkit.Chem import BRICS

from matinfo.design._structures.crossover import joined, n_stars

_TRIES = 10
_LARGEST_READ = 150  # heavy atoms; bonds of larger structures take long to find

Bond = tuple[tuple[int, int], tuple[str, str]]


def recombine(first: Chem.Mol, second: Chem.Mol, rng: np.random.Generator, *, largest: int) -> str | None:
    """Cut two structures at bonds of one kind, and join a side of one to the other side of the other.

    Only bonds are looked for (``BRICS.FindBRICSBonds``); a whole decomposition takes forever on a long polyamide.

    Parameters
    ----------
    first, second : rdkit.Chem.Mol
        Both with the same number of stars.
    rng : numpy Generator
    largest : int
        Heavy atoms that the child may have.

    Returns
    -------
    str or None
        SMILES with as many stars as each parent; None where they have no bond of one kind, or ten tries gave nothing.

    References
    ----------
    Degen et al. 2008, ChemMedChem 3, 1503.
    """
    own, others = _bonds(first), _bonds(second)
    kinds = sorted({kind for _, kind in own} & {kind for _, kind in others})
    stars = n_stars(first)
    for _ in range(_TRIES if kinds else 0):
        kind = kinds[int(rng.integers(len(kinds)))]
        bonds = [_drawn([atoms for atoms, each in found if each == kind], rng) for found in (own, others)]
        side = int(rng.integers(2))
        left, right = _side(first, bonds[0], side), _side(second, bonds[1], 1 - side)
        if left is None or right is None or n_stars(left) + n_stars(right) != stars + 2:  # two of them are the cut
            continue
        child = joined(left, right)
        if child is not None and child.GetNumHeavyAtoms() <= largest:
            return str(Chem.MolToSmiles(child, isomericSmiles=False))
    return None


def _bonds(mol: Chem.Mol) -> list[Bond]:
    """Bonds with the kinds of their two sides, the smaller kind first."""
    if mol.GetNumHeavyAtoms() > _LARGEST_READ:
        return []
    found = []
    for atoms, kinds in BRICS.FindBRICSBonds(mol):
        ordered = kinds[0] <= kinds[1]
        found.append((tuple(atoms) if ordered else tuple(atoms)[::-1], tuple(kinds) if ordered else tuple(kinds)[::-1]))
    return found


def _drawn(bonds: list[tuple[int, int]], rng: np.random.Generator) -> tuple[int, int]:
    return bonds[int(rng.integers(len(bonds)))]


def _side(mol: Chem.Mol, atoms: tuple[int, int], side: int) -> Chem.Mol | None:
    """The part that holds one of two bonded atoms, its cut end marked with the label 1."""
    bond = mol.GetBondBetweenAtoms(*atoms)
    if bond.IsInRing():
        return None
    cut = Chem.FragmentOnBonds(mol, [bond.GetIdx()], dummyLabels=[(1, 1)], bondTypes=[bond.GetBondType()])
    part = next(part for part in Chem.GetMolFrags(cut) if atoms[side] in part)
    return Chem.MolFromSmiles(Chem.MolFragmentToSmiles(cut, part))
