"""The goal of a molecular formula."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from rdkit import Chem

from .desirability import near, together


class Isomers:
    """Geometric mean of a bell for each element (width 1) and one for the number of atoms (width 2); 1 for isomers."""

    def __init__(self, formula: Mapping[str, int]) -> None:
        self.formula = dict(formula)

    def __call__(self, smiles: str) -> float:
        return self.of(Chem.MolFromSmiles(smiles))

    def of(self, mol: Chem.Mol) -> float:
        """Score of a molecule that is read already."""
        counts = Counter(atom.GetSymbol() for atom in mol.GetAtoms())
        counts["H"] += sum(atom.GetTotalNumHs() for atom in mol.GetAtoms())
        elements = (near(counts[element], wanted, 1.0) for element, wanted in self.formula.items())
        return together(*elements, near(counts.total(), sum(self.formula.values()), 2.0))
