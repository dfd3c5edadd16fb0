"""RDKit's additive descriptors, for chains and for molecules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Any

from rdkit import Chem
from rdkit.Chem import Descriptors as RDKitDescriptors

from matinfo._validation import InvalidPolicy, check_choice
from matinfo.chem import Cell
from matinfo.featurize._base import Feature
from matinfo.featurize._cache import Memory
from matinfo.featurize._hashed import Per
from matinfo.featurize._structure import StructureFeaturizer

_REACH = 8  # bonds; no additive descriptor of RDKit looks farther
_WHOLE = (
    "MolWt", "ExactMolWt", "NumValenceElectrons", "NumRadicalElectrons", "HeavyAtomCount", "HallKierAlpha",
    "Chi0", "Chi0n", "Chi0v", "Chi1", "Chi1n", "Chi1v", "Chi2n", "Chi2v", "Chi3n", "Chi3v", "Chi4n", "Chi4v",
    "LabuteASA", "TPSA", "MolLogP", "MolMR", "NHOHCount", "NOCount", "NumHAcceptors", "NumHDonors",
    "NumHeteroatoms", "NumRotatableBonds", "NumAmideBonds", "RingCount", "NumAromaticRings",
    "NumAromaticCarbocycles", "NumAromaticHeterocycles", "NumAliphaticRings", "NumAliphaticCarbocycles",
    "NumAliphaticHeterocycles", "NumSaturatedRings", "NumSaturatedCarbocycles", "NumSaturatedHeterocycles",
    "NumSpiroAtoms", "NumBridgeheadAtoms",
)  # fmt: skip
_FAMILIES = ("SMR_VSA", "SlogP_VSA", "fr_")
_NOT_LOCAL = ("fr_unbrch_alkane",)


class Descriptors(StructureFeaturizer):
    """RDKit descriptors that add up over the atoms of a chain or a molecule.

    Only additive descriptors have a value for an infinite chain: what one more repeat unit adds to a long enough
    oligomer. Descriptors of whole graphs (BertzCT, BalabanJ, Kappa, EState, QED), those that RDKit cannot compute with
    attachment points (BCUT2D, partial charges) and those that grow without bound (Ipc) are left out.

    Parameters
    ----------
    per : {"heavy atom", "cell"}, default="heavy atom"
        Divide by the heavy atoms of the primitive cell or molecule, or give the plain value. For molecules
        ``per="cell"`` gives RDKit's own numbers.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows without a usable structure, or give NaN in their places and warn once.
    n_jobs : int, optional
        Number of joblib workers.
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.

    See Also
    --------
    PolymerFingerprint : Faster, and with the morphology of the chain.

    Examples
    --------
    >>> import matinfo as mi
    >>> descriptors = mi.Descriptors(per="cell").set_output(transform="pandas")
    >>> descriptors.fit_transform(["*CC(*)c1ccccc1", "CCO"])[["MolWt", "TPSA"]].round(2)
        MolWt   TPSA
    0  104.15   0.00
    1   46.07  20.23
    """

    def __init__(
        self,
        *,
        per: Per = "heavy atom",
        invalid: InvalidPolicy = "raise",
        n_jobs: int | None = None,
        memory: Memory = None,
    ) -> None:
        super().__init__(invalid=invalid, n_jobs=n_jobs, memory=memory)
        self.per = per

    def _check_options(self) -> None:
        check_choice("per", self.per, ("heavy atom", "cell"))

    def _worker(self) -> Callable[[Cell], Any]:
        return partial(_compute, self.per)

    def _features(self) -> Sequence[Feature]:
        unit = f"per {self.per}"
        return [
            Feature(name, (function.__doc__ or name).strip().splitlines()[0], unit, "RDKit")
            for name, function in additive_descriptors()
        ]


@lru_cache(maxsize=1)
def additive_descriptors() -> tuple[tuple[str, Callable[[Chem.Mol], float]], ...]:
    """Names and functions of the descriptors, in RDKit's order."""
    return tuple(
        (name, function)
        for name, function in RDKitDescriptors.descList
        if (name in _WHOLE or name.startswith(_FAMILIES)) and name not in _NOT_LOCAL
    )


def _compute(per: Per, cell: Cell) -> list[float]:
    if cell.ends is None:
        values = [float(function(cell.mol)) for _, function in additive_descriptors()]
    else:
        n = 1 + -(-_REACH // len(cell.path))
        longer, shorter = cell.oligomer(n + 1), cell.oligomer(n)
        values = [float(function(longer) - function(shorter)) for _, function in additive_descriptors()]
    share = 1.0 / len(cell.atoms) if per == "heavy atom" else 1.0
    return [value * share for value in values]
