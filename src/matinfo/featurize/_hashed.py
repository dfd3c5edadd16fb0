"""Base of the fingerprints that hash substructures and count them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np

from matinfo._validation import InvalidPolicy, check_choice, check_number
from matinfo.chem import Cell
from matinfo.featurize._base import Feature, FloatArray
from matinfo.featurize._cache import Memory
from matinfo.featurize._structure import StructureFeaturizer

Per = Literal["heavy atom", "cell"]


class HashedCounts(StructureFeaturizer):
    """Counts of hashed substructures of the infinite chain or of a molecule.

    Parameters
    ----------
    n_bits : int, default=2048
        Number of columns; substructures that fall into one column are added.
    per : {"heavy atom", "cell"}, default="heavy atom"
        Divide by the heavy atoms of the primitive cell or molecule, or give the plain count in it.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.
    """

    def __init__(
        self,
        *,
        n_bits: int = 2048,
        per: Per = "heavy atom",
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
        memory: Memory = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs, memory=memory)
        self.n_bits = n_bits
        self.per = per

    @abstractmethod
    def _counter(self) -> Callable[[Cell], dict[int, int]]:
        """Return a picklable function that counts the substructures of one material."""

    @abstractmethod
    def _what(self) -> tuple[str, str, str]:
        """Return the prefix of the column names, what is counted, and the reference."""

    def _check_options(self) -> None:
        check_number("n_bits", self.n_bits, low=1, whole=True)
        check_choice("per", self.per, ("heavy atom", "cell"))

    def _worker(self) -> Callable[[Cell], Any]:
        return partial(_scaled, self._counter(), self.per)

    def _features(self) -> Sequence[Feature]:
        prefix, what, reference = self._what()
        unit = "1/heavy atom" if self.per == "heavy atom" else "1/cell"
        digits = len(str(self.n_bits - 1))
        return [
            Feature(f"{prefix}_{bit:0{digits}d}", f"{what} that hash to column {bit}", unit, reference)
            for bit in range(self.n_bits)
        ]

    def _assemble(self, rows: list[Any]) -> FloatArray:
        values = np.zeros((len(rows), self.n_bits))
        for position, (bits, counts) in enumerate(rows):
            values[position, bits] = counts
        return values


def _scaled(count: Callable[[Cell], dict[int, int]], per: Per, cell: Cell) -> tuple[list[int], list[float]]:
    counts = count(cell)
    size = len(cell.atoms) if per == "heavy atom" else 1
    return list(counts), [number / size for number in counts.values()]
