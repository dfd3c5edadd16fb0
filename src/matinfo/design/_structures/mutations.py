"""Small changes of a molecular graph; attachment points stay as they are."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from rdkit import Chem

Mutation = Callable[[Chem.RWMol, np.random.Generator], bool]

_ELEMENTS = np.array([6, 7, 8, 9, 16, 17, 35])
_ELEMENT_CHANCES = np.array([0.50, 0.15, 0.15, 0.06, 0.06, 0.06, 0.02])
_ORDERS = [Chem.BondType.SINGLE, Chem.BondType.DOUBLE, Chem.BondType.TRIPLE]
_TRIES = 10


def mutate(base: Chem.RWMol, rng: np.random.Generator) -> str | None:
    """Change a structure a little.

    Parameters
    ----------
    base : rdkit.Chem.RWMol
        Repeat unit with its stars, or molecule, as `editable` gives it; stays as it is.
    rng : numpy Generator

    Returns
    -------
    str or None
        SMILES of the changed structure; None where ten changes in turn gave nothing that RDKit accepts.

    References
    ----------
    Jensen 2019, Chem. Sci. 10, 3567 (kinds of changes).
    """
    for _ in range(_TRIES):
        change = MUTATIONS[int(rng.choice(len(MUTATIONS), p=_CHANCES))]
        edited = Chem.RWMol(base)
        if change(edited, rng) and (smiles := accepted(edited)):
            return smiles
    return None


def editable(mol: Chem.Mol) -> Chem.RWMol:
    """Copy without aromatic bonds and stereo, whose atoms a change may take; its hydrogens follow from the valences."""
    copy = Chem.RWMol(mol)
    Chem.RemoveStereochemistry(copy)
    Chem.Kekulize(copy, clearAromaticFlags=True)
    for atom in copy.GetAtoms():
        atom.SetNoImplicit(False)
        if not atom.GetFormalCharge():
            atom.SetNumExplicitHs(0)
    return copy


def accepted(edited: Chem.RWMol) -> str | None:
    """SMILES of an edited graph in one piece, if its valences hold."""
    if Chem.SanitizeMol(edited, catchErrors=True) != Chem.SanitizeFlags.SANITIZE_NONE:
        return None
    smiles = Chem.MolToSmiles(edited, isomericSmiles=False)
    return None if "." in smiles else smiles


# --- changes: each says whether there was a place for it -------------------------------------------------------------


def append_atom(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Hang a new atom on an atom."""
    places = _heavy(mol)
    atom = places[int(rng.integers(len(places)))]
    return _bond_new(mol, [atom], rng)


def insert_atom(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Put a new atom into a single bond."""
    bonds = [bond for bond in mol.GetBonds() if bond.GetBondType() == Chem.BondType.SINGLE]
    if not bonds:
        return False
    bond = bonds[int(rng.integers(len(bonds)))]
    ends = [bond.GetBeginAtomIdx(), bond.GetEndAtomIdx()]
    mol.RemoveBond(*ends)
    return _bond_new(mol, ends, rng)


def delete_atom(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Take out an atom with at most two neighbours and bond these."""
    places = [index for index in _heavy(mol) if mol.GetAtomWithIdx(index).GetDegree() <= 2]
    if not places or len(_heavy(mol)) < 3:
        return False
    atom = mol.GetAtomWithIdx(places[int(rng.integers(len(places)))])
    around = [other.GetIdx() for other in atom.GetNeighbors()]
    if len(around) == 2:
        if mol.GetBondBetweenAtoms(*around) is not None:
            return False
        mol.AddBond(*around, Chem.BondType.SINGLE)
    mol.RemoveAtom(atom.GetIdx())
    return True


def change_atom(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Make an atom another element."""
    places = _heavy(mol)
    atom = mol.GetAtomWithIdx(places[int(rng.integers(len(places)))])
    number = _element(rng)
    if atom.GetAtomicNum() == number:
        return False
    atom.SetAtomicNum(number)
    atom.SetFormalCharge(0)
    atom.SetNumExplicitHs(0)
    return True


def change_bond(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Give a bond another order."""
    bonds = [bond for bond in mol.GetBonds() if bond.GetBeginAtom().GetAtomicNum() * bond.GetEndAtom().GetAtomicNum()]
    if not bonds:
        return False
    bond = bonds[int(rng.integers(len(bonds)))]
    order = _ORDERS[int(rng.choice(3, p=[0.45, 0.45, 0.1]))]
    if bond.GetBondType() == order:
        return False
    bond.SetBondType(order)
    return True


def close_ring(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Bond two atoms that are three to six bonds apart."""
    apart = Chem.GetDistanceMatrix(mol)
    first, second = np.nonzero(np.triu((apart >= 2) & (apart <= 5)))
    heavy = {*_heavy(mol)}
    pairs = [(int(a), int(b)) for a, b in zip(first, second, strict=True) if a in heavy and b in heavy]
    if not pairs:
        return False
    sizes = np.array([apart[pair] + 1 for pair in pairs])
    chances = np.select([sizes == 6, sizes == 5], [1.0, 0.6], 0.05)
    mol.AddBond(*pairs[int(rng.choice(len(pairs), p=chances / chances.sum()))], Chem.BondType.SINGLE)
    return True


def open_ring(mol: Chem.RWMol, rng: np.random.Generator) -> bool:
    """Cut a bond of a ring."""
    bonds = [bond for bond in mol.GetBonds() if bond.IsInRing()]
    if not bonds:
        return False
    bond = bonds[int(rng.integers(len(bonds)))]
    mol.RemoveBond(bond.GetBeginAtomIdx(), bond.GetEndAtomIdx())
    return True


MUTATIONS: list[Mutation] = [append_atom, insert_atom, delete_atom, change_atom, change_bond, close_ring, open_ring]
_CHANCES = np.array([0.2, 0.15, 0.2, 0.2, 0.1, 0.1, 0.05])


def _heavy(mol: Chem.RWMol) -> list[int]:
    return [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() > 1]


def _element(rng: np.random.Generator) -> int:
    return int(rng.choice(_ELEMENTS, p=_ELEMENT_CHANCES))


def _bond_new(mol: Chem.RWMol, neighbours: list[int], rng: np.random.Generator) -> bool:
    new = mol.AddAtom(Chem.Atom(_element(rng)))
    for other in neighbours:
        mol.AddBond(other, new, Chem.BondType.SINGLE)
    return True
