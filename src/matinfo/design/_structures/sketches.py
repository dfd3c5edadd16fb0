"""What a guess sees of a structure: its circular environments, and a dozen numbers of its make-up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rdkit import Chem
from rdkit.Chem import rdFingerprintGenerator, rdMolDescriptors

from matinfo.design._filters.similarity import environment_counts

N_COLUMNS = 8192
_MOST = 8  # copies of one environment that are told apart
_GENERATOR = rdFingerprintGenerator.GetMorganGenerator(radius=2)
_PIECES = rdFingerprintGenerator.GetMorganGenerator(radius=1)
_ELEMENT = re.compile(r"([A-Z][a-z]?)(\d*)")
_ELEMENTS = ("H", "C", "N", "O", "F", "P", "S", "Cl", "Br")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A structure as a set and as numbers.

    Attributes
    ----------
    columns : ndarray of int
        One column for the first copy of an environment, one for the second, ...: sets that overlap as counts do.
    pieces : frozenset of int
        Atoms with their neighbours, as they are drawn.
    numbers : ndarray of float
        Atoms of nine elements, aromatic atoms, rings, and polar surface [10 A2].
    """

    columns: npt.NDArray[np.int32]
    pieces: frozenset[int]
    numbers: npt.NDArray[np.float32]


def sketch_all(structures: Sequence[str]) -> list[Sketch]:
    """Sketches of readable structures; environments of repeat units are those of the endless chain."""
    mols = [Chem.MolFromSmiles(structure) for structure in structures]
    chains = [place for place, structure in enumerate(structures) if "*" in structure]
    counts = [_GENERATOR.GetSparseCountFingerprint(mol).GetNonzeroElements() for mol in mols]
    if chains:
        per_atom = environment_counts([structures[place] for place in chains])
        for place, row in zip(chains, per_atom, strict=True):
            whole = np.rint(row * mols[place].GetNumHeavyAtoms()).astype(int)
            counts[place] = {int(column): int(whole[column]) for column in np.flatnonzero(whole)}
    return [Sketch(_columns(count), pieces_of(mol), _numbers(mol)) for count, mol in zip(counts, mols, strict=True)]


def pieces_of(mol: Chem.Mol) -> frozenset[int]:
    """Atoms with their neighbours."""
    return frozenset(_PIECES.GetSparseCountFingerprint(mol).GetNonzeroElements())


def _columns(counts: dict[int, int]) -> npt.NDArray[np.int32]:
    columns = {
        (number * 2_654_435_761 + copy * 40_503) % 4_294_967_291 % N_COLUMNS
        for number, count in counts.items()
        for copy in range(min(count, _MOST))
    }
    return np.fromiter(sorted(columns), dtype=np.int32)


def _numbers(mol: Chem.Mol) -> npt.NDArray[np.float32]:
    formula = dict(_ELEMENT.findall(rdMolDescriptors.CalcMolFormula(mol)))
    atoms = [int(formula.get(element, "0") or 1) for element in _ELEMENTS]
    rings = [len(mol.GetAromaticAtoms()), rdMolDescriptors.CalcNumRings(mol)]
    return np.array([*atoms, *rings, rdMolDescriptors.CalcTPSA(mol) / 10.0], dtype=np.float32)
