"""Pairs of atoms and the number of bonds between them, along the infinite chain."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rdkit.Chem import rdFingerprintGenerator

from matinfo._validation import InvalidPolicy, check_number
from matinfo.chem import Cell
from matinfo.featurize._hashed import HashedCounts, Per


class AtomPairFingerprint(HashedCounts):
    """Counts of atom pairs at up to `max_distance` bonds in the infinite chain or in a molecule.

    Parameters
    ----------
    max_distance : int, default=6
        Largest number of bonds between the two atoms.
    n_bits : int, default=2048
        Number of columns; pairs that fall into one column are added.
    per : {"heavy atom", "cell"}, default="heavy atom"
        Divide by the heavy atoms of the primitive cell or molecule, or give the plain count in it.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.

    Notes
    -----
    A pair that reaches into the next cell is counted once a cell. For molecules, ``per="cell"`` gives RDKit's count
    fingerprint.

    See Also
    --------
    TorsionFingerprint : Four bonded atoms in a row.

    References
    ----------
    Carhart, Smith and Venkataraghavan 1985, J. Chem. Inf. Comput. Sci. 25, 64.

    Examples
    --------
    >>> from matinfo.featurize import AtomPairFingerprint
    >>> AtomPairFingerprint(n_bits=128).fit_transform(["*CCO*", "*COC*"]).shape
    (2, 128)
    """

    def __init__(
        self,
        max_distance: int = 6,
        *,
        n_bits: int = 2048,
        per: Per = "heavy atom",
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
    ) -> None:
        super().__init__(n_bits=n_bits, per=per, invalid=invalid, n_jobs=n_jobs)
        self.max_distance = max_distance

    def _check_options(self) -> None:
        super()._check_options()
        check_number("max_distance", self.max_distance, low=1, high=30, whole=True)

    def _counter(self) -> Callable[[Cell], dict[int, int]]:
        return partial(_count, self.max_distance, self.n_bits)

    def _what(self) -> tuple[str, str, str]:
        return (
            "pairs",
            f"atom pairs at up to {self.max_distance} bonds",
            "Carhart et al. 1985, J. Chem. Inf. Comput. Sci. 25, 64",
        )


@lru_cache(maxsize=8)
def _generator(max_distance: int, n_bits: int) -> Any:
    return rdFingerprintGenerator.GetAtomPairGenerator(maxDistance=max_distance, fpSize=n_bits, countSimulation=False)


def _count(max_distance: int, n_bits: int, cell: Cell) -> dict[int, int]:
    generator = _generator(max_distance, n_bits)
    if cell.ends is None:
        return dict(generator.GetCountFingerprint(cell.mol).GetNonzeroElements())
    patch = cell.patch(max_distance + 1)
    # Leaving the left side out counts a pair between two cells once and not twice.
    fingerprint = generator.GetCountFingerprint(patch.mol, fromAtoms=patch.core, ignoreAtoms=patch.left)
    return dict(fingerprint.GetNonzeroElements())
