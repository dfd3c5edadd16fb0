"""Repeat units of copolymers: monomers joined head to tail in a given order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rdkit import Chem

from matinfo.chem._parse import parse_repeat_unit
from matinfo.chem._precheck import MAX_HEAVY_ATOMS
from matinfo.exceptions import StructureError

_NUMBERED_STAR = re.compile(r"\[(\d*)(?:\*|#0+)(?::(\d+))?\]|\*")


@dataclass(frozen=True, slots=True)
class Monomer:
    """A unit of a copolymer with a head and a tail.

    Attributes
    ----------
    string : str
        As it was given.
    mol : rdkit.Chem.Mol
    head, tail : int
        Indices of the stars: the first and the second one, or in the order of their numbers (``[*:1]``, ``[*:2]``).
    atoms : int
        Heavy atoms without the stars.
    """

    string: str
    mol: Chem.Mol
    head: int
    tail: int
    atoms: int

    @property
    def order(self) -> Chem.BondType:
        """Order of the bonds that link the unit."""
        return self.mol.GetAtomWithIdx(self.head).GetBonds()[0].GetBondType()


def read_monomer(value: object) -> Monomer:
    """Read a unit with two attachment points.

    Raises
    ------
    StructureError
        As `parse_repeat_unit`.
    """
    parsed = parse_repeat_unit(value)
    assert isinstance(value, str)
    assert parsed.ends is not None
    head, tail = sorted(parsed.ends)
    numbers = [int(found[2] or found[1] or 0) for found in _NUMBERED_STAR.finditer(value)]
    if numbers[0] > numbers[1]:
        head, tail = tail, head
    return Monomer(value, parsed.mol, head, tail, parsed.mol.GetNumHeavyAtoms())


def chain_of_monomers(monomers: Sequence[Monomer]) -> str:
    """Repeat unit of the infinite chain that repeats the monomers in this order, tail to head.

    Raises
    ------
    StructureError
        Where bonds of different orders would meet, or the unit becomes too big.

    Examples
    --------
    >>> from matinfo.chem._sequence import chain_of_monomers, read_monomer
    >>> chain_of_monomers([read_monomer("*CC*"), read_monomer("*O*")])
    '*CCO*'
    """
    if len({monomer.order for monomer in monomers}) > 1:
        raise StructureError(
            " + ".join(monomer.string for monomer in monomers),
            "invalid-polymer",
            "the ends do not fit: bonds of different orders would meet.",
            "Write the same bond at all '*'.",
        )
    atoms = sum(monomer.atoms for monomer in monomers)
    if atoms > MAX_HEAVY_ATOMS:
        raise StructureError(
            " + ".join(monomer.string for monomer in monomers),
            "too-big",
            f"{atoms:,} heavy atoms in a sequence of {len(monomers)} units; at most {MAX_HEAVY_ATOMS} are read.",
            "Ask for shorter sequences with a smaller window.",
        )
    parts = []
    for position, monomer in enumerate(monomers):
        part = Chem.Mol(monomer.mol)
        part.GetAtomWithIdx(monomer.head).SetAtomMapNum(position)  # 0 stays open
        part.GetAtomWithIdx(monomer.tail).SetAtomMapNum((position + 1) % len(monomers))
        parts.append(part)
    joined = parts[0]
    for part in parts[1:]:
        joined = Chem.CombineMols(joined, part)
    if len(parts) > 1:
        joined = Chem.molzip(joined)
    return str(Chem.MolToSmiles(joined))
