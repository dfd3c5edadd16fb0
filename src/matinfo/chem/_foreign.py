"""Notations that people paste into a SMILES column, recognised so that the message can say what they are."""

from __future__ import annotations

import re

_NOT_ATOMS = re.compile(r"\[[^\]]*\]|Cl|Br|[BCNOPSFI*bcnops]|[\d()=#$:/\\.%+\-@~<>]")
_FORMULA_START = re.compile(r"^[=+@]|^-[A-Z]")

_RULES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"^\d{2,7}-\d\d-\d$"), "this is a CAS number.", "Give the structure, for example '*CC*'."),
    (re.compile(r"^InChI=", re.I), "this is an InChI.", "Convert it to SMILES first."),
    (re.compile(r"^\{\[|\[[<>$]\d*\]"), "this looks like BigSMILES.", "Write the repeat unit with two '*'."),
    (re.compile(r"\[[^\]]*[!;&,$][^\]]*\]|~"), "this is SMARTS, a search pattern.", "Give the structure itself."),
    (re.compile(r"^<\w+.*>"), "this is markup, not a structure.", ""),
    (re.compile(r"(?<!-)>.*(?<!-)>"), "this is a reaction.", "Give one structure a row."),
)


def foreign_notation(text: str) -> tuple[str, str] | None:
    """Reason and suggestion when `text` is written in another notation than SMILES, else None."""
    for pattern, reason, suggestion in _RULES:
        if pattern.search(text):
            return reason, suggestion
    if _FORMULA_START.match(text):
        return f"a structure cannot start with {text[0]!r}.", "Mark the ends of a repeat unit with '*'."
    unknown = without_smiles(text)
    if unknown and _looks_like_a_name(text, unknown):
        return "this looks like a name or an acronym, not a SMILES.", "Give the structure, for example '*CC*'."
    if "," in text or ";" in text:
        return "more than one structure stands in the cell.", "Give one structure a row."
    if not unknown:
        return None
    position = next(i for i, character in enumerate(_NOT_ATOMS.sub(_blanks, text)) if character != " ")
    hint = "Hydrogens are left out, or stand in brackets: [CH2], [H]." if text[position] == "H" else ""
    return f"character {position + 1} is {text[position]!r}, which is no SMILES symbol.", hint


def without_smiles(text: str) -> str:
    """What is left of `text` when everything that SMILES could be made of is taken away."""
    return _NOT_ATOMS.sub("", text)


def _blanks(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _looks_like_a_name(text: str, unknown: str) -> bool:
    letters = sum(character.isalpha() for character in text)
    plain = all(character.isalpha() or character in "," for character in unknown)
    return "[" not in text and "*" not in text and letters >= 3 and plain and any(map(str.isalpha, unknown))
