"""Circular environments of the infinite chain."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rdkit.Chem import rdFingerprintGenerator

from matinfo._validation import InvalidPolicy, check_number
from matinfo.chem import Cell
from matinfo.featurize._cache import Memory
from matinfo.featurize._hashed import HashedCounts, Per


class MorganFingerprint(HashedCounts):
    """Counts of circular environments around the atoms of the infinite chain or of a molecule.

    Parameters
    ----------
    radius : int, default=2
        Largest radius of an environment, in bonds.
    n_bits : int, default=2048
        Number of columns; environments that fall into one column are added.
    per : {"heavy atom", "cell"}, default="heavy atom"
        Divide by the heavy atoms of the primitive cell or molecule, or give the plain count in it.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.

    See Also
    --------
    PolymerFingerprint : Fewer features, with names that a chemist reads.

    Notes
    -----
    For molecules, ``per="cell"`` gives RDKit's count fingerprint. For chains each environment around an atom of one
    primitive cell is counted, read from an open stretch of chain that is longer than the environments; environments
    that cover the same bonds are all counted there, so that the numbers do not depend on where the chain is cut.

    References
    ----------
    Rogers and Hahn 2010, J. Chem. Inf. Model. 50, 742.

    Examples
    --------
    >>> import matinfo as mi
    >>> morgan = mi.MorganFingerprint(radius=1, n_bits=256)
    >>> table = morgan.fit_transform(["*CCO*", "*OCCOCC*"])
    >>> bool((table[0] == table[1]).all())
    True
    """

    def __init__(
        self,
        radius: int = 2,
        *,
        n_bits: int = 2048,
        per: Per = "heavy atom",
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
        memory: Memory = None,
    ) -> None:
        super().__init__(n_bits=n_bits, per=per, invalid=invalid, n_jobs=n_jobs, memory=memory)
        self.radius = radius

    def _check_options(self) -> None:
        super()._check_options()
        check_number("radius", self.radius, low=0, high=6, whole=True)

    def _counter(self) -> Callable[[Cell], dict[int, int]]:
        return partial(_count, self.radius, self.n_bits)

    def _what(self) -> tuple[str, str, str]:
        return (
            f"morgan{self.radius}",
            f"circular environments of radius up to {self.radius} bonds",
            "Rogers and Hahn 2010, J. Chem. Inf. Model. 50, 742",
        )


@lru_cache(maxsize=8)
def _generator(radius: int, n_bits: int, *, chain: bool) -> Any:
    return rdFingerprintGenerator.GetMorganGenerator(
        radius=radius, fpSize=n_bits, includeRedundantEnvironments=chain, countSimulation=False
    )


def _count(radius: int, n_bits: int, cell: Cell) -> dict[int, int]:
    chain = cell.ends is not None
    patch = cell.patch(radius + 1)
    generator = _generator(radius, n_bits, chain=chain)
    fingerprint = generator.GetCountFingerprint(patch.mol, fromAtoms=patch.core if chain else [])
    return dict(fingerprint.GetNonzeroElements())
