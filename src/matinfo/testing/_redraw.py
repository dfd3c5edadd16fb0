"""The same infinite chain, drawn otherwise."""

from __future__ import annotations

import warnings
from itertools import pairwise

import numpy as np
from rdkit import Chem

from matinfo.chem import RepeatUnit, canonicalize
from matinfo.exceptions import StructureWarning


def redrawn(structure: str, rng: np.random.Generator, *, times: int = 1) -> str:
    """Draw a material in another way: repeated, cut at another bond, its atoms in another order.

    Parameters
    ----------
    structure : str
        Repeat unit or molecule.
    rng : numpy.random.Generator
    times : int, default=1
        How many repeat units the new drawing holds.

    Returns
    -------
    str
        A drawing of the same material.

    Examples
    --------
    >>> import numpy as np
    >>> import matinfo as mi
    >>> from matinfo.testing import redrawn
    >>> other = redrawn("*CC(*)c1ccccc1", np.random.default_rng(0), times=2)
    >>> other.count("c1"), mi.canonicalize(other)
    (4, '*CC(*)c1ccccc1')
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", StructureWarning)
        wanted = canonicalize(structure)
        mol = Chem.MolFromSmiles(structure) if "*" not in structure else _turned(RepeatUnit(structure), times, rng)
        order = rng.permutation(mol.GetNumAtoms()).tolist()
        drawn = Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False)
        # A mark of stereochemistry across the new ends may not survive a cut: then the drawing as it was, shuffled.
        return str(drawn) if canonicalize(drawn) == wanted else structure


def _turned(unit: RepeatUnit, times: int, rng: np.random.Generator) -> Chem.Mol:
    """Cut a chain of repeat units at a random single bond of the backbone outside rings, and join its old ends."""
    mol = Chem.RWMol(unit.oligomer(times))
    stars = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 0]
    path = list(Chem.GetShortestPath(mol, *stars))[1:-1]
    bonds = [mol.GetBondBetweenAtoms(one, other) for one, other in pairwise(path)]
    cuts = [bond for bond in bonds if bond.GetBondType() == Chem.BondType.SINGLE and not bond.IsInRing()]
    ends = [
        mol.GetBondBetweenAtoms(star, end).GetBondType() for star, end in zip(stars, (path[0], path[-1]), strict=True)
    ]
    if not cuts or any(order != Chem.BondType.SINGLE for order in ends) or len(path) < 3:
        return mol.GetMol()
    cut = cuts[int(rng.integers(len(cuts)))]
    before, after = sorted((cut.GetBeginAtomIdx(), cut.GetEndAtomIdx()), key=path.index)
    for one, other in ((stars[0], path[0]), (stars[1], path[-1]), (before, after)):
        mol.RemoveBond(one, other)
    for one, other in ((path[0], path[-1]), (stars[0], after), (stars[1], before)):
        mol.AddBond(one, other, Chem.BondType.SINGLE)
    Chem.SanitizeMol(mol)
    return mol.GetMol()
