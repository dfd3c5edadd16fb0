"""The repeat unit of a linear homopolymer as a frozen value."""

from __future__ import annotations

import numbers
from collections.abc import Iterable
from typing import Self

from rdkit import Chem

from matinfo._frozen import Frozen
from matinfo._validation import option_message
from matinfo.chem._canonical import canonical_of
from matinfo.chem._cell import Cell
from matinfo.chem._notes import warn_about
from matinfo.chem._parse import parse_repeat_unit

LONGEST_CHAIN = 10_000  # heavy atoms; RDKit needs seconds here, and ends the process on chains twice as long


class RepeatUnit(Frozen):
    """Repeat unit of a linear chain: however it was drawn, it stands for the infinite chain.

    Two repeat units are equal when they make the same chain. The object is immutable and hashable.

    Parameters
    ----------
    smiles : str
        SMILES with exactly two attachment points (``*``, ``[*]``, ``[*:1]`` or ``[1*]``).
    markers : str or iterable of str, default=()
        Element symbols that mark attachment points too, such as ``("Ce", "Th")``.

    Raises
    ------
    StructureError
        The string is no repeat unit of a linear chain; the message says what it is instead.

    Warns
    -----
    StructureWarning
        The unit is legal but odd (net charge, radical, counter-ion, text left out).

    See Also
    --------
    canonicalize : The canonical string alone; reads small molecules too.

    Examples
    --------
    >>> import matinfo as mi
    >>> unit = mi.RepeatUnit("*C(c1ccccc1)C*")
    >>> unit.canonical
    '*CC(*)c1ccccc1'
    >>> unit == mi.RepeatUnit("*CC(*)c1ccccc1")
    True
    >>> len(unit.backbone), [len(chain) for chain in unit.side_chains]
    (2, [6])
    """

    __slots__ = ("_canonical", "_cell", "_smiles")
    _canonical: str
    _cell: Cell
    _smiles: str

    def __init__(self, smiles: str, *, markers: Iterable[str] = ()) -> None:
        parsed = parse_repeat_unit(smiles, markers=markers)
        if parsed.notes:
            warn_about([(smiles, parsed.notes)])
        self._become(smiles, canonical_of(parsed))

    @property
    def smiles(self) -> str:
        """The string as it was given."""
        return self._smiles

    @property
    def canonical(self) -> str:
        """The one string of this chain: a primitive cell with ``*`` at its ends."""
        return self._canonical

    @property
    def mol(self) -> Chem.Mol:
        """A copy of the primitive cell as an RDKit molecule, atoms in the order of `canonical`."""
        return Chem.Mol(self._cell.mol)

    @property
    def backbone(self) -> tuple[int, ...]:
        """Indices in `mol` of the backbone's heavy atoms, ascending.

        The shortest way along the chain, the rings that share a bond with it and the rings fused to those.
        """
        return tuple(self._cell.backbone)

    @property
    def side_chains(self) -> tuple[tuple[int, ...], ...]:
        """Indices in `mol` of the heavy atoms of each side chain; single atoms (CH3, F, =O) count."""
        return tuple(tuple(chain) for chain in self._cell.side_chains)

    def oligomer(self, n: int) -> Chem.Mol:
        """Join `n` primitive cells head to tail.

        Parameters
        ----------
        n : int
            Number of cells, at least 1; the chain may have up to 10,000 heavy atoms.

        Returns
        -------
        rdkit.Chem.Mol
            Open chain with a star at both ends.

        Examples
        --------
        >>> from rdkit import Chem
        >>> import matinfo as mi
        >>> Chem.MolToSmiles(mi.RepeatUnit("*CCO*").oligomer(3))
        '*CCOCCOCCO*'
        """
        if isinstance(n, bool) or not isinstance(n, numbers.Integral) or n < 1:
            raise ValueError(option_message("n", "a whole number of at least 1", n))
        size = len(self._cell.atoms)
        if n * size > LONGEST_CHAIN:
            raise ValueError(
                option_message("n", f"at most {LONGEST_CHAIN // size} for a unit of {size} heavy atoms", n)
            )
        return self._cell.oligomer(int(n))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RepeatUnit) and self.canonical == other.canonical

    def __hash__(self) -> int:
        return hash(self.canonical)

    def __repr__(self) -> str:
        return f"RepeatUnit({self.smiles!r})"

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[object, tuple[str, str]]:
        return _unpickled, (self.smiles, self.canonical)

    def _become(self, smiles: str, canonical: str) -> None:
        self._fill(_smiles=smiles, _canonical=canonical, _cell=Cell.from_canonical(canonical))


def _unpickled(smiles: str, canonical: str) -> RepeatUnit:
    """Make a repeat unit again, with the canonical form of the RDKit that runs now and without a second warning."""
    unit = object.__new__(RepeatUnit)
    unit._become(smiles, canonical_of(parse_repeat_unit(canonical)))
    return unit
