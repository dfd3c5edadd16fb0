"""Functional groups of monomers, and the chain ends that they become."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from rdkit import Chem, rdBase
from rdkit.Chem import rdChemReactions


@dataclass(frozen=True)
class Edit:
    """One change of a molecule as reaction SMARTS; the left side also says how often there is a place for it.

    Attributes
    ----------
    smarts : str
        One reactant, one product.
    kekule : bool
        Whether double bonds of aromatic rings are written out first: a ring may lose an atom.
    """

    smarts: str
    kekule: bool = False

    @cached_property
    def _reaction(self) -> rdChemReactions.ChemicalReaction:
        with rdBase.BlockLogs():
            reaction = rdChemReactions.ReactionFromSmarts(self.smarts)
            reaction.Initialize()
        return reaction

    @cached_property
    def _pattern(self) -> Chem.Mol:
        return Chem.MolFromSmarts(self.smarts.partition(">>")[0])

    def count(self, mol: Chem.Mol) -> int:
        """Number of places, each set of atoms once."""
        return len(mol.GetSubstructMatches(self._pattern))

    def all_products(self, mol: Chem.Mol) -> list[Chem.Mol]:
        """What comes out, once for each place; what RDKit does not accept is left out."""
        if self.kekule:
            mol = Chem.Mol(mol)
            Chem.Kekulize(mol, clearAromaticFlags=True)
        with rdBase.BlockLogs():
            products = [product for (product,) in self._reaction.RunReactants((mol,))]
            return [product for product in products if not Chem.SanitizeMol(product, catchErrors=True)]

    def apply(self, mol: Chem.Mol, times: int) -> Chem.Mol | None:
        """Change the first place, then the next, until `times` are done; None where one has no place."""
        for _ in range(times):
            products = self.all_products(mol)
            if not products:
                return None
            mol = products[0]
        return mol


@dataclass(frozen=True)
class Group:
    """A functional group in its common forms, and the end that it becomes.

    Attributes
    ----------
    name : str
        ``"carboxylic acid"``.
    to_end : tuple of Edit
        For each form of the group how it becomes the end ``[1*]`` or ``[2*]``.
    from_end : Edit
        How the end becomes the first form of the group.
    ends_at_once : int
        Ends that one place makes: 2 for the oxygen of water.
    """

    name: str
    to_end: tuple[Edit, ...]
    from_end: Edit
    ends_at_once: int = 1

    def n_ends(self, mol: Chem.Mol) -> int:
        """Ends that the groups of a monomer can make, all forms together."""
        return self.ends_at_once * sum(form.count(mol) for form in self.to_end)

    def as_ends(self, mol: Chem.Mol, n: int) -> Chem.Mol | None:
        """The monomer with `n` ends in place of its groups; None where it does not have exactly as many."""
        for form in self.to_end:
            if form.count(mol) * self.ends_at_once == n:
                return form.apply(mol, n // self.ends_at_once)
        return None

    def as_groups(self, piece: Chem.Mol, n: int) -> Chem.Mol | None:
        """The piece of a chain with groups in place of its `n` ends."""
        return self.from_end.apply(piece, n // self.ends_at_once)


def group(name: str, *to_end: str, back: str, ends_at_once: int = 1, kekule: bool = False) -> Group:
    """Short way to write a `Group`: reaction SMARTS of each form, and the way back to the first."""
    return Group(name, tuple(Edit(smarts, kekule) for smarts in to_end), Edit(back, kekule), ends_at_once)
