"""Checking a column of structures without computing anything from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from matinfo._validation import check_choice
from matinfo.chem._parse import Parsed, parse_molecule, parse_repeat_unit, parse_structure
from matinfo.exceptions import RowProblem, StructureError

StructureKind = Literal["polymer", "molecule"] | None
_READERS: dict[StructureKind, Callable[[object], Parsed]] = {
    None: parse_structure,
    "polymer": parse_repeat_unit,
    "molecule": parse_molecule,
}


def structure_problems(
    values: Iterable[object], labels: Sequence[Any] | None = None, column: str = "", *, kind: StructureKind = None
) -> list[RowProblem]:
    """Every row that is no structure, with the reason; several times faster than canonical forms.

    Parameters
    ----------
    values : iterable of object, length n
        Structure strings; anything else is a problem.
    labels : sequence of length n, optional
        Row labels for messages; positions by default.
    column : str, default=""
        Column name for messages.
    kind : {None, "polymer", "molecule"}, default=None
        What the column holds: repeat units with two attachment points, molecules without any, or both.

    Returns
    -------
    list of RowProblem
        One a bad row, in input order.

    See Also
    --------
    parse_report : The same, with the canonical strings.

    Examples
    --------
    >>> from matinfo.chem import structure_problems
    >>> print(structure_problems(["*CC*", "*CC*(Cl)"])[0].suggestion)
    Did you mean '*CC(*)(Cl)'?
    """
    check_choice("kind", kind, (None, "polymer", "molecule"))
    read = _READERS[kind]
    problems: list[RowProblem] = []
    known: dict[str, StructureError | None] = {}
    for position, value in enumerate(values):
        error = known[value] if isinstance(value, str) and value in known else _error_of(read, value)
        if isinstance(value, str):
            known[value] = error
        if error is not None:
            label = position if labels is None else labels[position]
            problems.append(RowProblem(label, column, value, error.code, error.reason, error.suggestion))
    return problems


def _error_of(read: Callable[[object], Parsed], value: object) -> StructureError | None:
    try:
        read(value)
    except StructureError as error:
        return error
    return None
