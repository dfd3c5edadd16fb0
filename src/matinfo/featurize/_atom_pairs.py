"""Pairs of atoms and the number of bonds between them, along the infinite chain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from rdkit.Chem import rdFingerprintGenerator, rdMolDescriptors

from matinfo._validation import InvalidPolicy, check_number
from matinfo.chem import Cell
from matinfo.featurize._cache import Memory
from matinfo.featurize._hashed import HashedCounts, Per

_CODE_REACH = 3  # bonds; pi electrons depend on hybridisation, which sees no farther
_CODE_LIMIT = 2**9 - 1  # RDKit's codes have nine bits


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
    memory : str, path or joblib.Memory, optional
        Folder that keeps the features of every material, for later runs and for other processes.

    See Also
    --------
    TorsionFingerprint : Four bonded atoms in a row.

    Notes
    -----
    A pair that reaches into the next cell is counted once a cell. For molecules, ``per="cell"`` gives RDKit's count
    fingerprint.

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
        memory: Memory = None,
    ) -> None:
        super().__init__(n_bits=n_bits, per=per, invalid=invalid, n_jobs=n_jobs, memory=memory)
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
    codes = _atom_codes(cell)
    counts: dict[int, int] = {}
    for pair, number in _pairs(cell, codes, max_distance).items():
        column = _hash(*pair) % n_bits
        counts[column] = counts.get(column, 0) + number // 2  # each pair was met from both of its ends
    return counts


def _atom_codes(cell: Cell) -> list[int]:
    """RDKit's code of each atom (element, heavy neighbours, pi electrons) in the infinite chain."""
    codes = [0] * cell.mol.GetNumAtoms()
    patch = cell.patch(_CODE_REACH)
    for index in _atoms(cell):
        codes[index] = rdMolDescriptors.GetAtomPairAtomCode(patch.mol.GetAtomWithIdx(index)) % _CODE_LIMIT
    return codes


def _atoms(cell: Cell) -> list[int]:
    """Atoms of RDKit's graph, deuterium too, without the stars."""
    return [index for index in range(cell.mol.GetNumAtoms()) if not cell.ends or index not in cell.ends]


def _pairs(cell: Cell, codes: list[int], max_distance: int) -> Counter[tuple[int, int, int]]:
    """Number of pairs (smaller code, distance, larger code), met on walks that start at each atom of the cell.

    RDKit's own counting needs the distances between all atoms of a long stretch of chain, most of them unused.
    """
    size = len(codes)
    links = [[(other, shift * size) for other, shift in around] for around in cell.links]
    met: list[tuple[int, int, int]] = []
    for start in _atoms(cell):
        code = codes[start]
        seen, front = {start}, [start]  # an atom of the cell `shift` steps away is atom + shift * size
        for distance in range(1, max_distance + 1):
            front = _step(front, seen, links, size)
            for place in front:
                other = codes[place % size]
                met.append((code, distance, other) if code < other else (other, distance, code))
    return Counter(met)


def _step(front: list[int], seen: set[int], links: list[list[tuple[int, int]]], size: int) -> list[int]:
    """Atoms one bond farther than `front`; they are added to `seen`."""
    reached = []
    for place in front:
        atom = place % size
        for other, shift in links[atom]:
            there = place - atom + other + shift
            if there not in seen:
                seen.add(there)
                reached.append(there)
    return reached


@lru_cache(maxsize=65536)
def _hash(first: int, distance: int, last: int) -> int:
    """RDKit's hash of a pair: Boost's hash_combine in 32 bits."""
    seed = 0
    for value in (first, distance, last):
        seed ^= (value + 0x9E3779B9 + (seed << 6) + (seed >> 2)) & 0xFFFFFFFF
    return seed
