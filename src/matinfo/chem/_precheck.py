"""What a structure string may look like, checked before RDKit sees it.

RDKit reads some strings as another molecule without a word (it drops leading and trailing non-ASCII characters,
reads only the first line of a cell, takes atomic numbers modulo 256) and ends the process on very long ones.
So a string is refused here, with the character and its position, unless every part of it is plain SMILES.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rdkit import Chem

from matinfo._missing import is_missing
from matinfo.chem._foreign import foreign_notation, without_smiles
from matinfo.exceptions import NotAStructureStringError, StructureError

MAX_CHARACTERS = 2_000
MAX_CHARACTERS_LOOKED_AT = 200_000
MAX_HEAVY_ATOMS = 500

_BLANKS = " \t\r\n\u00a0\ufeff"
_MISSING = frozenset({"", "nan", "none", "n/a", "na", "-", "null", "<na>", "nat", "missing", "?"})
_PLAIN = re.compile(r"[A-Za-z0-9@+\-\[\]()=#$:/\\.%*<>]*")
_BRACKET = re.compile(r"\[[^\[\]]*\]")
_BRACKET_ATOM = re.compile(
    r"\[(?P<isotope>\d{1,3})?"
    r"(?P<symbol>\*|#\d{1,3}|[A-Z][a-z]?|[a-z][a-z]?)"
    r"(?P<chiral>@{1,2}|@(?:TH|AL|SP|TB|OH)\d{1,2})?"
    r"(?P<hydrogens>H\d?)?"
    r"(?P<charge>\+{1,4}|-{1,4}|[+-]\d{1,2})?"
    r"(?::\d{1,4})?\]"
)
_ANY_ATOM = re.compile(r"\[[^\]]*\]|Cl|Br|[BCNOPSFI*bcnops]")
_LIGHT_ATOM = re.compile(r"\*|\[\d*(?:\*|#0|H)[^\]]*\]")
_BARE_ATOM = re.compile(r"Cl|Br|[BCNOPSFI*]|[bcnops]")
_RING_BOND = re.compile(r"[-=#$:/\\](?:\d|%\d\d)")
_TOKEN = re.compile(r"\[[^\]]*\]|Cl|Br|%\d\d|<-|->|.")
_CXSMILES = re.compile(r"^(\S+)\s+\|(.*)\|$")
_AROMATIC_SYMBOLS = frozenset({"b", "c", "n", "o", "p", "s", "as", "se", "te", "si"})
_TABLE = Chem.GetPeriodicTable()
NUMBER_OF = {_TABLE.GetElementSymbol(number): number for number in range(1, 119)}


@dataclass(frozen=True, slots=True)
class CheckedString:
    """A string that RDKit may read, and what was left out of it on the way."""

    text: str
    notes: tuple[str, ...] = ()


def precheck(value: object) -> CheckedString:
    """Strip, check and return a structure string.

    Raises
    ------
    NotAStructureStringError
        `value` is not a string.
    StructureError
        With code ``"invalid-smiles"`` or ``"too-big"``.
    """
    if not isinstance(value, str):
        raise NotAStructureStringError(value, "not-a-string", *_what_object(value))
    text = value.strip(_BLANKS)
    if text.lower() in _MISSING:
        raise _invalid(value, "the cell holds no structure.", "Leave the row out or fill the cell.")
    _check_length(value, text)
    text, notes = _first_token(value, text)
    if not _PLAIN.fullmatch(text):
        raise _invalid(value, *_strange_character(text))
    has_brackets = "[" in text or "]" in text
    if has_brackets:
        _check_brackets_close(value, text)
    if (notation := foreign_notation(text)) is not None:
        raise _invalid(value, *notation)
    if has_brackets:
        _check_bracket_atoms(value, text)
    if _RING_BOND.search(text):
        _check_ring_bonds(value, text)
    if len(text) > MAX_HEAVY_ATOMS:
        _check_atoms(value, text)
    return CheckedString(text, notes)


def atom_position(text: str, atom_index: int) -> int:
    """Position (first character is 1) of the atom that RDKit numbers `atom_index`."""
    seen = -1
    for token in _TOKEN.finditer(text):
        if token.group()[0] == "[" or _BARE_ATOM.fullmatch(token.group()):
            seen += 1
            if seen == atom_index:
                return token.start() + 1
    return 0


def _what_object(value: object) -> tuple[str, str]:
    if is_missing(value):
        return "the cell is empty.", "Leave the row out or fill the cell."
    reason = f"a structure must be a SMILES string, not {type(value).__name__}."
    if isinstance(value, Chem.Mol):
        return reason, "Pass Chem.MolToSmiles(mol)."
    if isinstance(value, bytes | bytearray):
        return reason, "Pass value.decode()."
    if isinstance(value, list | tuple):
        return reason, "Give one structure a row."
    return reason, "Look whether this is the column of structures."


def _invalid(value: object, reason: str, suggestion: str = "") -> StructureError:
    return StructureError(value, "invalid-smiles", reason, suggestion)


def _check_length(value: object, text: str) -> None:
    if len(text) <= MAX_CHARACTERS_LOOKED_AT and "%(" in text:
        raise _invalid(value, "ring numbers above 99 are not read.")
    if len(text) <= MAX_CHARACTERS:
        return
    balanced = all(text.count(left) == text.count(right) for left, right in ("()", "[]"))
    if len(text) > MAX_CHARACTERS_LOOKED_AT or balanced:
        raise StructureError(
            value,
            "too-big",
            f"{len(text):,} characters; at most {MAX_CHARACTERS:,} are read.",
            "Give one repeat unit instead of a whole chain.",
        )
    raise _invalid(value, "brackets do not close.")


def _check_atoms(value: object, text: str) -> None:
    """Count atoms before RDKit does: old versions take long over thousands."""
    heavy = sum(not _LIGHT_ATOM.fullmatch(token) for token in _ANY_ATOM.findall(text))
    if heavy > MAX_HEAVY_ATOMS:
        raise StructureError(
            value,
            "too-big",
            f"{heavy:,} heavy atoms; at most {MAX_HEAVY_ATOMS} are read.",
            "Give one repeat unit instead of a whole chain.",
        )


def _first_token(value: object, text: str) -> tuple[str, tuple[str, ...]]:
    """Cut off a CXSMILES block or a name behind the SMILES; refuse every other blank inside."""
    tokens = text.split()
    if len(tokens) == 1:
        return text, ()
    if re.search(r"[,;]\s", text):
        raise _invalid(value, "more than one structure stands in the cell.", "Give one structure a row.")
    if "\n" in text or "\r" in text:
        raise _invalid(value, "the cell holds more than one line.", "Give one structure a row.")
    block = _CXSMILES.match(text)
    if block and (block[2].startswith("$") or re.match(r"(Sg|LN):", block[2])):
        return block[1], ("the CXSMILES block behind the structure was not read",)
    if block:
        raise _invalid(value, "the CXSMILES block behind the structure is not supported.", f"Pass {block[1]!r}.")
    name = " ".join(tokens[1:])
    letters = sum(character.isalpha() for character in name)
    if letters >= 4 and "*" not in name and without_smiles(tokens[1]):
        return tokens[0], (f"the text {name!r} behind the structure was taken for a name",)
    raise _invalid(value, f"a blank stands inside the structure (character {len(tokens[0]) + 1}).", "Delete it.")


def _strange_character(text: str) -> tuple[str, str]:
    position = next(index for index, character in enumerate(text) if not _PLAIN.fullmatch(character))
    character = text[position]
    if character in ",;{}!~&" and (notation := foreign_notation(text)) is not None:
        return notation
    what = repr(character) if 32 < ord(character) < 127 else f"U+{ord(character):04X} ({_name(character)})"
    return (
        f"character {position + 1} is {what}, which SMILES does not know.",
        "Type the structure again with plain letters and '*'.",
    )


def _name(character: str) -> str:
    return unicodedata.name(character, "control character").lower()


def _check_brackets_close(value: object, text: str) -> None:
    rest = _BRACKET.sub(lambda atom: "." * len(atom[0]), text)
    for bracket, other in ("[]", "]["):
        if bracket in rest:
            raise _invalid(
                value, f"{bracket!r} (character {rest.index(bracket) + 1}) has no {other!r}.", "Close or delete it."
            )


def _check_bracket_atoms(value: object, text: str) -> None:
    for bracket in dict.fromkeys(_BRACKET.findall(text)):
        reason = _bracket_problem(bracket)
        if reason:
            raise _invalid(value, f"{bracket} (character {text.index(bracket) + 1}): {reason}")


def _bracket_problem(bracket: str) -> str:
    if bracket in ("[D]", "[T]"):
        return f"write [{2 if bracket == '[D]' else 3}H] for this isotope."
    atom = _BRACKET_ATOM.fullmatch(bracket)
    if atom is None:
        return "this is no SMILES atom; R groups and end labels are written '*'."
    number = _atomic_number(atom["symbol"])
    if number is None:
        return "no such element; R groups and end labels are written '*'."
    charge = _charge(atom["charge"] or "")
    if number:
        outer = _TABLE.GetNOuterElecs(number)
        most = number if outer <= 2 else max(outer, 8 if number > 20 else outer)
        if charge > most or charge < -max(8 - outer, 4):
            return f"a charge of {charge:+d} is not possible."
    return ""


def _atomic_number(symbol: str) -> int | None:
    if symbol == "*":
        return 0
    if symbol.startswith("#"):
        number = int(symbol[1:])
        return number if number <= 118 else None
    if symbol[0].islower() and symbol not in _AROMATIC_SYMBOLS:
        return None
    return NUMBER_OF.get(symbol.capitalize())


def _charge(text: str) -> int:
    if not text:
        return 0
    sign = 1 if text[0] == "+" else -1
    return sign * (int(text[1:]) if text[1:].isdigit() else len(text))


def _check_ring_bonds(value: object, text: str) -> None:
    """Refuse a ring bond whose two ends name different orders: RDKit keeps the first in silence."""
    for number, first, second in _ring_bonds(text)[0]:
        if first and second and first != second and not {first, second} <= set("/\\"):
            raise _invalid(
                value,
                f"ring bond {number} is {first!r} on one side and {second!r} on the other.",
                "Write the same bond on both sides.",
            )


def ring_numbers(text: str) -> list[str]:
    """Ring numbers that are opened and not closed."""
    return list(_ring_bonds(text)[1])


def _ring_bonds(text: str) -> tuple[list[tuple[str, str, str]], dict[str, str]]:
    """Closed ring bonds as (number, bond at its first end, bond at its second end), and the open ones."""
    closed: list[tuple[str, str, str]] = []
    opened: dict[str, str] = {}
    bond = ""
    for token in _TOKEN.findall(text):
        if token in "-=#$:/\\":
            bond = token
            continue
        if token.isdigit() or token.startswith("%"):
            number = token.lstrip("%").lstrip("0") or "0"
            if number in opened:
                closed.append((number, opened.pop(number), bond))
            else:
                opened[number] = bond
        bond = ""
    return closed, opened
