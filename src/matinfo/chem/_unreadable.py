"""Why a string that is made of SMILES symbols is no structure, said with characters and not with atom numbers."""

from __future__ import annotations

import re

from rdkit import Chem

from matinfo.chem._precheck import atom_position, ring_numbers

_TWO_BONDS = re.compile(r"[=#$:][=#$:/\\-]|-[=#$:-](?!>)")
_KEKULE = "Check the number of atoms in the ring; a ring nitrogen that carries a hydrogen is written [nH]."
_UNKNOWN = "the brackets, ring numbers or bonds do not make a SMILES.", "Draw the structure again and export it."


def why_unreadable(text: str, loose: Chem.Mol | None) -> tuple[str, str]:
    """Reason and suggestion for a string that RDKit refuses; `loose` is what it reads without chemical checks."""
    if loose is None:
        return _syntax_problem(text)
    problems = Chem.DetectChemistryProblems(loose)
    if not problems:
        return "the structure is chemically impossible.", ""
    problem = problems[0]
    kind = problem.GetType()
    if kind == "KekulizeException":
        where = sorted(atom_position(text, index) for index in problem.GetAtomIndices())
        return f"the aromatic atoms from character {where[0]} to {where[-1]} have no alternating double bonds.", _KEKULE
    atom = loose.GetAtomWithIdx(problem.GetAtomIdx())
    where_it_is = f"{atom.GetSymbol()} (character {atom_position(text, atom.GetIdx())})"
    if kind == "AtomKekulizeException":
        return f"{where_it_is} is written as an aromatic atom but stands outside a ring.", "Write a capital letter."
    if kind == "AtomValenceException":
        atom.UpdatePropertyCache(strict=False)
        bonds = atom.GetTotalValence()
        return f"{where_it_is} has {bonds} bonds, more than it can have.", "Count its bonds, hydrogens and charge."
    return f"{problem.Message()}.", ""


def _syntax_problem(text: str) -> tuple[str, str]:
    opened: list[int] = []
    for position, character in enumerate(re.sub(r"\[[^\]]*\]", lambda atom: "." * len(atom[0]), text), start=1):
        if character == "(":
            opened.append(position)
        elif character == ")":
            if not opened:
                return f"')' (character {position}) closes no branch.", "Delete it or open the branch with '('."
            opened.pop()
    if opened:
        return f"the branch '(' (character {opened[-1]}) is not closed.", "Close it with ')'."
    if (twice := _TWO_BONDS.search(text)) is not None:
        return f"two bond symbols follow each other (character {twice.start() + 1}).", "Keep one of them."
    if open_rings := ring_numbers(text):
        return f"ring {', '.join(open_rings)} is opened but not closed.", "Write the number at both atoms of the ring."
    if text[-1] in "-=#$:/\\.":
        return f"the structure ends with {text[-1]!r}.", "Delete it, or write the atom behind it."
    return _UNKNOWN
