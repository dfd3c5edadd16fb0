"""From monomers to repeat unit."""

from __future__ import annotations

from collections.abc import Sequence

from rdkit import Chem

from matinfo._validation import check_choice, option_message
from matinfo.chem._canonical import canonical_of
from matinfo.chem._parse import parse_structure
from matinfo.chem._rows import parse_report
from matinfo.chem.reactions._reaction import Reaction
from matinfo.chem.reactions._route import Route
from matinfo.chem.reactions._table import REACTIONS
from matinfo.exceptions import StructureError

_MOST_MONOMERS = 2
_MARKS = frozenset("@/\\")


def polymerize(monomers: str | Sequence[str], *, reaction: str | None = None) -> list[Route]:
    """Say which repeat units monomers give.

    Parameters
    ----------
    monomers : str or sequence of str
        SMILES of one monomer, or of two.
    reaction : str, optional
        Look at one of ``matinfo.chem.REACTIONS`` alone.

    Returns
    -------
    list of Route
        One for each reaction and repeat unit; several units where a monomer can point either way in the chain. Empty
        where the monomers do not fit any reaction: each needs exactly the groups of a linear chain.

    Raises
    ------
    StructureError
        If a string is no molecule.
    ValueError
        If there are more than two monomers, or the reaction is not known.

    See Also
    --------
    find_routes : From repeat unit to monomers.

    Examples
    --------
    >>> import matinfo as mi
    >>> [route] = mi.polymerize(["NCCCCCCN", "O=C(O)CCCCC(=O)O"])
    >>> route.reaction, route.structure
    ('polyamide', '*CCCCCCNC(=O)CCCCC(=O)N*')
    """
    given = [monomers] if isinstance(monomers, str) else list(monomers)
    if not 1 <= len(given) <= _MOST_MONOMERS:
        raise ValueError(option_message("monomers", "one SMILES or two", given))
    reactions = chosen(reaction)
    read = tuple(sorted(_read(monomer) for monomer in given))
    return [Route(each.name, read, unit) for each in reactions for unit in units_of(each, read)]


def units_of(reaction: Reaction, monomers: tuple[str, ...]) -> list[str]:
    """Canonical repeat units that canonical monomers give, sorted; none for salts, which would lose an ion."""
    if any("." in monomer for monomer in monomers):
        return []
    units = [Chem.MolToSmiles(unit) for unit in reaction.units([Chem.MolFromSmiles(monomer) for monomer in monomers])]
    canonical, _ = parse_report(units, odd=[])
    return sorted({unit for unit in canonical if unit is not None})


def without_marks(unit: str) -> str:
    """Canonical repeat unit without stereochemistry."""
    if not _MARKS.intersection(unit):
        return unit
    return canonical_of(parse_structure(Chem.MolToSmiles(Chem.MolFromSmiles(unit), isomericSmiles=False)))


def written(mols: Sequence[Chem.Mol]) -> tuple[str, ...] | None:
    """Canonical strings of monomers, sorted; None where one is no molecule in one piece."""
    strings = [Chem.MolToSmiles(mol) for mol in mols]
    canonical, _ = parse_report(strings, odd=[])
    found = [string for string in canonical if string is not None and "*" not in string and "." not in string]
    return tuple(sorted(found)) if len(found) == len(strings) else None


def chosen(name: str | None) -> list[Reaction]:
    """All reactions, or the named one."""
    if name is None:
        return list(REACTIONS.values())
    check_choice("reaction", name, REACTIONS)
    return [REACTIONS[name]]


def _read(monomer: str) -> str:
    canonical = canonical_of(parse_structure(monomer))
    if "*" in canonical:
        reason = "it has attachment points: this is a repeat unit, not a monomer."
        raise StructureError(monomer, "has-star", reason, "Ask find_routes for its monomers.")
    return canonical
