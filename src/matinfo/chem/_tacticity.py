"""Marks of configuration that a single repeat unit cannot carry.

A backbone atom whose two chain directions are alike (polypropylene) is no stereocentre of the infinite chain: turning
the chain round turns one mark into the other. Only its relation to the next unit (tacticity) has a meaning, and that
needs more than one repeat unit. Such marks are dropped; all others are kept.
"""

from __future__ import annotations

from rdkit import Chem

from matinfo.chem._chain import Chain
from matinfo.chem._recut import recut


def without_chain_symmetric_marks(chain: Chain) -> Chain:
    """Return the chain without marks on single backbone atoms that see the same chain on both sides."""
    symmetric = [
        cut.after
        for index, cut in enumerate(chain.cuts)
        if chain.mol.GetAtomWithIdx(cut.after).GetChiralTag() != Chem.ChiralType.CHI_UNSPECIFIED
        and cut.after == chain.cuts[(index + 1) % len(chain.cuts)].before
        and _sees_itself(chain, index)
    ]
    if not symmetric:
        return chain
    mol = Chem.Mol(chain.mol)
    for atom in symmetric:
        mol.GetAtomWithIdx(atom).SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    return Chain(mol, chain.ends, chain.cuts, chain.forward, chain.backward)


def _sees_itself(chain: Chain, index: int) -> bool:
    """Whether the rest of the cell beside block `index` reads the same from both sides."""
    if len(chain.cuts) == 1:
        return True
    before, after = chain.cuts[index], chain.cuts[(index + 1) % len(chain.cuts)]
    if before.order != after.order:
        return False
    mol = Chem.RWMol(_flat(recut(chain, before, stereo=False)))
    head, tail = chain.ends
    centre = before.after
    bond = mol.GetBondBetweenAtoms(centre, after.after)
    parts = Chem.FragmentOnBonds(mol.GetMol(), [bond.GetIdx()], dummyLabels=[(0, 0)])
    tail_part = next(atoms for atoms in Chem.GetMolFrags(parts) if tail in atoms)
    new_star = next(i for i in tail_part if parts.GetAtomWithIdx(i).GetAtomicNum() == 0 and i not in (head, tail))
    readings = []
    for labels in ((1, 2), (2, 1)):
        parts.GetAtomWithIdx(tail).SetIsotope(labels[0])
        parts.GetAtomWithIdx(new_star).SetIsotope(labels[1])
        readings.append(Chem.MolFragmentToSmiles(parts, tail_part))
    return bool(readings[0] == readings[1])


def _flat(mol: Chem.Mol) -> Chem.Mol:
    flat = Chem.Mol(mol)
    Chem.RemoveStereochemistry(flat)
    return flat
