"""From repeat unit to monomers."""

from __future__ import annotations

from matinfo.chem._canonical import canonical_of
from matinfo.chem._cell import Cell
from matinfo.chem._parse import parse_repeat_unit
from matinfo.chem._repeat_unit import RepeatUnit
from matinfo.chem.reactions._polymerize import chosen, units_of, without_marks, written
from matinfo.chem.reactions._route import Route
from matinfo.chem.reactions._stretch import Stretch


def find_routes(unit: str | RepeatUnit, *, reaction: str | None = None) -> list[Route]:
    """Find monomers and reactions that give a polymer.

    The infinite chain is cut, not the drawing, so the routes are the same however the repeat unit is written. Each
    route was also read forwards: its monomers, by its reaction, give this chain; marks of stereochemistry are not
    compared, as the reaction may decide them (cis and trans in a polydiene).

    Parameters
    ----------
    unit : str or RepeatUnit
        Repeat unit with two attachment points.
    reaction : str, optional
        Look at one of ``matinfo.chem.REACTIONS`` alone.

    Returns
    -------
    list of Route
        In the order of ``matinfo.chem.REACTIONS``; empty where no reaction of the list gives the chain.

    Raises
    ------
    StructureError
        If the string is no repeat unit.
    ValueError
        If the reaction is not known.

    See Also
    --------
    polymerize : From monomers to repeat unit.
    matinfo.design.MakeableBy : Keep candidates that have a route.

    Notes
    -----
    A route says that a reaction of this kind makes the chain on paper. It says nothing of yield, molar mass or price.

    Examples
    --------
    >>> import matinfo as mi
    >>> for route in mi.find_routes("*OCCOC(=O)c1ccc(cc1)C(*)=O"):
    ...     print(route.reaction, *route.monomers)
    polyester O=C(O)c1ccc(C(=O)O)cc1 OCCO
    """
    canonical = unit.canonical if isinstance(unit, RepeatUnit) else canonical_of(parse_repeat_unit(unit))
    reactions = chosen(reaction)
    if "." in canonical:  # counter-ions
        return []
    chain = Stretch(Cell.from_canonical(canonical))
    flat = without_marks(canonical)
    found: dict[Route, None] = {}
    for each in reactions:
        tried: set[tuple[str, ...]] = set()
        for mols in each.monomers(chain):
            monomers = written(mols)
            if monomers is None or monomers in tried:
                continue
            tried.add(monomers)
            if flat in [without_marks(unit) for unit in units_of(each, monomers)]:
                found[Route(each.name, monomers, canonical)] = None
    return list(found)
