"""Structures as words: an atom with the bond before it, a bracket of a branch, a ring that opens or closes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rdkit import Chem

Kind = Literal["atom", "open ring", "close ring", "open branch", "close branch", "end"]

_PIECE = re.compile(r"(\[[^\]]+\]|Br|Cl|[BCNOPSFI]|[bcnops]|\*)|([-=#$:])|([()])|(%\d\d|\d)")
_ORDER = {"": 1, "-": 1, ":": 1, "=": 2, "#": 3, "$": 4}
_BONDS = {"B": 3, "C": 4, "N": 3, "O": 2, "P": 5, "S": 6, "F": 1, "Cl": 1, "Br": 1, "I": 1, "*": 1}
_AROMATIC_BONDS = {"b": 3, "c": 3, "n": 3, "o": 2, "p": 3, "s": 2}  # neighbours, whatever the order
_MANY = 8  # bonds that an atom in brackets may have, as far as the grammar is concerned


@dataclass(frozen=True, slots=True)
class Token:
    """One word.

    Attributes
    ----------
    text : str
        What stands in SMILES; ``"&"`` opens a ring, ``"~0"`` closes the one opened last, ``"~1"`` the one before.
    kind : str
    order : int
        Order of the bond that it makes.
    bonds : int
        Only atoms: how many bonds the atom can have, that of the token included; of aromatic atoms how many neighbours.
    aromatic : bool
        Only atoms without brackets.
    back : int
        Only closing rings: how many open rings are younger.
    """

    text: str
    kind: Kind
    order: int = 1
    bonds: int = 0
    aromatic: bool = False
    back: int = 0

    @property
    def is_star(self) -> bool:
        """Whether it is an attachment point."""
        return self.text == "*"


END = Token("", "end", 0)
OPEN_BRANCH = Token("(", "open branch", 0)
CLOSE_BRANCH = Token(")", "close branch", 0)


def tokens_from(mol: Chem.Mol, root: int) -> list[Token]:
    """Words of a molecule written from an atom on; stereochemistry is left out."""
    return tokens_of(Chem.MolToSmiles(mol, rootedAtAtom=root, isomericSmiles=False))


def tokens_of(smiles: str) -> list[Token]:
    """Words of a SMILES string of one component, without the end."""
    tokens: list[Token] = []
    opened: list[str] = []
    bond = ""
    for atom, new_bond, bracket, ring in _PIECE.findall(smiles):
        if new_bond:
            bond = new_bond
            continue
        if atom:
            tokens.append(_atom(bond, atom))
        elif bracket:
            tokens.append(OPEN_BRANCH if bracket == "(" else CLOSE_BRANCH)
        elif ring in opened:
            back = len(opened) - 1 - opened.index(ring)
            opened.remove(ring)
            tokens.append(_closing(bond, back))
        else:
            opened.append(ring)
            tokens.append(_opening(bond))
        bond = ""
    return tokens


def smiles_of(tokens: list[Token]) -> str:
    """SMILES of words; rings that are never closed make it unreadable."""
    pieces: list[str] = []
    opened: list[int] = []
    for token in tokens:
        if token.kind == "open ring":
            number = next(number for number in range(1, 100) if number not in opened)
            opened.append(number)
            pieces.append(token.text[:-1] + _digits(number))
        elif token.kind == "close ring":
            number = opened.pop(len(opened) - 1 - token.back)
            pieces.append(token.text.partition("~")[0] + _digits(number))
        else:
            pieces.append(token.text)
    return "".join(pieces)


def _digits(number: int) -> str:
    return str(number) if number < 10 else f"%{number}"


@cache
def _opening(bond: str) -> Token:
    return Token(f"{bond}&", "open ring", _ORDER[bond])


@cache
def _closing(bond: str, back: int) -> Token:
    return Token(f"{bond}~{back}", "close ring", _ORDER[bond], back=back)


@cache
def _atom(bond: str, atom: str) -> Token:
    aromatic = atom in _AROMATIC_BONDS
    bonds = _AROMATIC_BONDS[atom] if aromatic else _BONDS.get(atom, _MANY)
    return Token(bond + atom, "atom", _ORDER[bond], bonds=bonds, aromatic=aromatic)
