"""Four bonded atoms in a row, along the infinite chain."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rdkit.Chem import rdFingerprintGenerator

from matinfo.chem import Cell
from matinfo.featurize._hashed import HashedCounts

_ATOMS = 4


class TorsionFingerprint(HashedCounts):
    """Counts of topological torsions (four bonded atoms in a row) in the infinite chain or in a molecule.

    Parameters
    ----------
    n_bits : int, default=2048
        Number of columns; torsions that fall into one column are added.
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
    AtomPairFingerprint : Two atoms and their distance.

    Notes
    -----
    A torsion that reaches into the next cell is counted once a cell. For molecules, ``per="cell"`` gives RDKit's
    count fingerprint.

    References
    ----------
    Nilakantan et al. 1987, J. Chem. Inf. Comput. Sci. 27, 82.

    Examples
    --------
    >>> from matinfo.featurize import TorsionFingerprint
    >>> TorsionFingerprint(n_bits=128).fit_transform(["*CCO*", "*COC*"]).shape
    (2, 128)
    """

    def _counter(self) -> Callable[[Cell], dict[int, int]]:
        return partial(_count, self.n_bits)

    def _what(self) -> tuple[str, str, str]:
        return "torsions", "topological torsions", "Nilakantan et al. 1987, J. Chem. Inf. Comput. Sci. 27, 82"


@lru_cache(maxsize=8)
def _generator(n_bits: int) -> Any:
    return rdFingerprintGenerator.GetTopologicalTorsionGenerator(
        torsionAtomCount=_ATOMS, fpSize=n_bits, countSimulation=False
    )


def _count(n_bits: int, cell: Cell) -> dict[int, int]:
    generator = _generator(n_bits)
    if cell.ends is None:
        return dict(generator.GetCountFingerprint(cell.mol).GetNonzeroElements())
    patch = cell.patch(_ATOMS)
    # Leaving the left side out counts a torsion between two cells once and not twice.
    fingerprint = generator.GetCountFingerprint(patch.mol, fromAtoms=patch.core, ignoreAtoms=patch.left)
    return dict(fingerprint.GetNonzeroElements())
