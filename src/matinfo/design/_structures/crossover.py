"""Join a part of one structure to a part of another."""

from __future__ import annotations

import numpy as np
from rdkit import Chem

_TRIES = 10


def cross(first: Chem.Mol, second: Chem.Mol, rng: np.random.Generator, *, largest: int) -> str | None:
    """Cut two structures at a bond outside rings, or a ring at two bonds, and join parts of both.

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
        SMILES of a structure with as many stars as its parents; None where ten cuts gave none.

    References
    ----------
    Jensen 2019, Chem. Sci. 10, 3567.
    """
    stars = n_stars(first)
    for _ in range(_TRIES):
        cut = _cut_ring if rng.random() < 0.3 else _cut_chain
        left, right = cut(first, rng), cut(second, rng)
        if left is None or right is None:
            continue
        child = joined(left, right)
        if child is None or child.GetNumHeavyAtoms() > largest:
            continue
        smiles = Chem.MolToSmiles(child, isomericSmiles=False)
        if "." not in smiles and smiles.count("*") == stars:
            return smiles
    return None


def _cut_chain(mol: Chem.Mol, rng: np.random.Generator) -> Chem.Mol | None:
    """One side of a single bond outside rings."""
    bonds = [
        bond.GetIdx()
        for bond in mol.GetBonds()
        if not bond.IsInRing() and bond.GetBondType() == Chem.BondType.SINGLE and not _has_star(bond)
    ]
    return _part(mol, [bonds[int(rng.integers(len(bonds)))]], rng) if bonds else None


def _cut_ring(mol: Chem.Mol, rng: np.random.Generator) -> Chem.Mol | None:
    """One side of two single bonds of a ring that are not neighbours."""
    rings = [ring for ring in mol.GetRingInfo().BondRings() if len(ring) >= 4]
    if not rings:
        return None
    ring = rings[int(rng.integers(len(rings)))]
    single = [index for index in ring if mol.GetBondWithIdx(index).GetBondType() == Chem.BondType.SINGLE]
    if len(single) < 2:
        return None
    chosen = [single[int(place)] for place in rng.choice(len(single), 2, replace=False)]
    atoms = [{bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()} for bond in map(mol.GetBondWithIdx, chosen)]
    return None if atoms[0] & atoms[1] else _part(mol, chosen, rng)


def _part(mol: Chem.Mol, bonds: list[int], rng: np.random.Generator) -> Chem.Mol | None:
    """One of the two parts between cut bonds; cut ends are marked with labels 1, 2, ... in random order."""
    labels = [int(label) + 1 for label in rng.permutation(len(bonds))]
    cut = Chem.FragmentOnBonds(mol, bonds, dummyLabels=[(label, label) for label in labels])
    parts = Chem.GetMolFrags(cut, asMols=True, sanitizeFrags=False)
    if len(parts) != 2:
        return None
    return parts[int(rng.integers(2))]


def joined(left: Chem.Mol, right: Chem.Mol) -> Chem.Mol | None:
    """Two parts bonded where their cut ends have the same label; None where that breaks a valence."""
    parameters = Chem.MolzipParams()
    parameters.label = Chem.MolzipLabel.Isotope
    try:
        child = Chem.molzip(left, right, parameters)
    except (RuntimeError, ValueError):  # ends that do not match
        return None
    return child if Chem.SanitizeMol(child, catchErrors=True) == Chem.SanitizeFlags.SANITIZE_NONE else None


def _has_star(bond: Chem.Bond) -> bool:
    return 0 in (bond.GetBeginAtom().GetAtomicNum(), bond.GetEndAtom().GetAtomicNum())


def n_stars(mol: Chem.Mol) -> int:
    """Number of attachment points."""
    return sum(atom.GetAtomicNum() == 0 for atom in mol.GetAtoms())
