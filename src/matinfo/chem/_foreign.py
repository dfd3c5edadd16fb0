"""Notations that people paste into a SMILES column, recognised so that the message can say what they are."""

from __future__ import annotations

import re

_NOT_ATOMS = re.compile(r"\[[^\]]*\]|Cl|Br|[BCNOPSFI*bcnops]|[\d()=#$:/\\.%+\-@~<>]")
_FORMULA_START = re.compile(r"^[=+@]|^-[A-Z]")

_RULES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (re.compile(r"^InChI=", re.I), "this is an InChI.", "Convert it to SMILES first."),
    (re.compile(r"^\{\[|\[[<>$]\d*\]"), "this looks like BigSMILES.", "Write the repeat unit with two '*'."),
    (re.compile(r"\[[^\]]*[!;&,$][^\]]*\]|~"), "this is SMARTS, a search pattern.", "Give the structure itself."),
    (re.compile(r"[,;]"), "more than one structure stands in the cell.", "Give one structure a row."),
    (re.compile(r"^<\w+.*>"), "this is markup, not a structure.", ""),
    (re.compile(r"(?<!-)>.*(?<!-)>"), "this is a reaction.", "Give one structure a row."),
)


def foreign_notation(text: str) -> tuple[str, str] | None:
    """Reason and suggestion when `text` is written in another notation than SMILES, else None."""
    for pattern, reason, suggestion in _RULES:
        if pattern.search(text):
            return reason, suggestion
    if _FORMULA_START.match(text):
        return "a structure cannot start with this character.", "Mark the ends of a repeat unit with '*'."
    unknown = without_smiles(text)
    if not unknown:
        return None
    if "[" not in text and sum(character.isalpha() for character in text) >= 3 and unknown.isalpha():
        return "this looks like a name or an acronym, not a SMILES.", "Give the structure, for example '*CC*'."
    return f"{unknown[0]!r} is no SMILES symbol.", ""


def without_smiles(text: str) -> str:
    """What is left of `text` when everything that SMILES could be made of is taken away."""
    return _NOT_ATOMS.sub("", text)
