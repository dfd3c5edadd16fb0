"""Goals that are reached by being like one molecule, or like two at once."""

from __future__ import annotations

from collections.abc import Callable

from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator as generators
from rdkit.DataStructs import TanimotoSimilarity

from .desirability import enough as share_of
from .desirability import together

_FEATURES = generators.GetMorganFeatureAtomInvGen()
_GENERATORS = {
    "ecfp4": generators.GetMorganGenerator(radius=2),
    "ecfp6": generators.GetMorganGenerator(radius=3),
    "fcfp4": generators.GetMorganGenerator(radius=2, atomInvariantsGenerator=_FEATURES),
    "atom_pairs": generators.GetAtomPairGenerator(maxDistance=10),
}


def likeness_to(smiles: str, fingerprint: str) -> Callable[[Chem.Mol], float]:
    """Tanimoto similarity of counts to one molecule, as a function of another."""
    count = _GENERATORS[fingerprint].GetSparseCountFingerprint
    target = count(Chem.MolFromSmiles(smiles))
    return lambda mol: float(TanimotoSimilarity(target, count(mol)))


class AlikeToOne:
    """Similarity to a molecule; with `enough` the share of that similarity, 1 from there on."""

    def __init__(self, smiles: str, fingerprint: str, *, enough: float = 1.0) -> None:
        self.likeness, self.enough = likeness_to(smiles, fingerprint), enough

    def __call__(self, smiles: str) -> float:
        return share_of(self.likeness(Chem.MolFromSmiles(smiles)), self.enough)


class AlikeToBoth:
    """Geometric mean of the similarities to two molecules."""

    def __init__(self, first: str, second: str, fingerprint: str) -> None:
        self.likenesses = [likeness_to(smiles, fingerprint) for smiles in (first, second)]

    def __call__(self, smiles: str) -> float:
        mol = Chem.MolFromSmiles(smiles)
        return together(*(likeness(mol) for likeness in self.likenesses))
