"""Structures of a whole table: all bad rows are collected and reported together."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from matinfo._validation import InvalidPolicy, check_invalid
from matinfo.chem._canonical import canonical_of
from matinfo.chem._notes import warn_about
from matinfo.chem._parse import parse_structure
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, RowProblem, StructureError, describe_rows

NEXT_STEP = 'To keep the rows and get NaN in their places, pass invalid="nan".'


class CanonicalString(str):
    """A string that came from `parse_report` or `canonicalize`; it is believed, and not read again.

    Parameters
    ----------
    text : str
        What one of them has returned.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        return super().__new__(cls, text)


def parse_report(
    values: Iterable[object],
    labels: Sequence[Any] | None = None,
    column: str = "",
    *,
    odd: list[tuple[object, Sequence[str]]] | None = None,
    read: dict[str, str] | None = None,
) -> tuple[list[str | None], list[RowProblem]]:
    """Canonical strings of many structures, and every row that has none.

    Parameters
    ----------
    values : iterable of object, length n
        Structure strings; anything else becomes a problem.
    labels : sequence of length n, optional
        Row labels for messages; positions by default.
    column : str, default=""
        Column name for messages.
    odd : list, optional
        Takes up the odd but legal structures, with the notes on them; without it they are warned of once.
    read : dict of str to str, optional
        Canonical strings of structures that were read before; takes up those that are read now.

    Returns
    -------
    canonical : list of (str or None), length n
        None where the row has no structure.
    problems : list of RowProblem
        One a bad row, in input order.
    """
    canonical: list[str | None] = []
    problems: list[RowProblem] = []
    strange: list[tuple[object, Sequence[str]]] = []
    seen: dict[str, str] = {} if read is None else read
    for position, value in enumerate(values):
        if isinstance(value, CanonicalString):
            canonical.append(str(value))
            continue
        if isinstance(value, str) and value in seen:
            canonical.append(seen[value])
            continue
        try:
            parsed = parse_structure(value)
        except StructureError as error:
            label = position if labels is None else labels[position]
            problems.append(RowProblem(label, column, value, error.code, error.reason, error.suggestion))
            canonical.append(None)
            continue
        string = canonical_of(parsed)
        if isinstance(value, str):
            seen[value] = string
        if parsed.notes:
            strange.append((value, parsed.notes))
        canonical.append(string)
    if odd is not None:
        odd.extend(strange)
    elif strange:
        warn_about(strange)
    return canonical, problems


def canonical_materials(
    values: Sequence[object],
    *,
    labels: Sequence[Any] | None = None,
    column: str = "",
    invalid: InvalidPolicy = "raise",
    warn: bool = True,
    next_step: str = NEXT_STEP,
) -> npt.NDArray[np.object_]:
    """Canonical strings of many structures, aligned with the rows.

    Parameters
    ----------
    values : sequence of length n
        Structure strings.
    labels, column
        Names for messages, as in `parse_report`.
    invalid : {"raise", "nan"}, default="raise"
        With ``"nan"`` bad rows give None and one warning.
    warn : bool, default=True
        Whether to warn of odd but legal structures.
    next_step : str
        What the error advises; callers without an option `invalid` say what can be done there.

    Returns
    -------
    ndarray of object, shape (n,)

    Raises
    ------
    InvalidRowsError
        With ``invalid="raise"``: names every bad row.

    Examples
    --------
    >>> from matinfo.chem import canonical_materials
    >>> list(canonical_materials(["*CCO*", "*COC*"]))
    ['*CCO*', '*CCO*']
    """
    check_invalid(invalid)
    canonical, problems = parse_report(values, labels, column, odd=None if warn else [])
    report_problems(problems, len(canonical), invalid, next_step)
    result = np.empty(len(canonical), dtype=object)
    result[:] = canonical
    return result


def report_problems(
    problems: Sequence[RowProblem], total: int, invalid: InvalidPolicy, next_step: str = NEXT_STEP
) -> None:
    """Raise one `InvalidRowsError` for all problems, or warn once of all of them.

    Parameters
    ----------
    problems : sequence of RowProblem
        The bad rows; nothing happens where there are none.
    total : int
        Number of rows looked at.
    invalid : {"raise", "nan"}
        Whether to raise or to warn.
    next_step : str
        What the error advises.

    Raises
    ------
    InvalidRowsError
        With ``invalid="raise"``.

    Warns
    -----
    InvalidRowsWarning
        With ``invalid="nan"``.
    """
    if not problems:
        return
    if invalid == "raise":
        raise InvalidRowsError(problems, total, next_step)
    warnings.warn(describe_rows(problems, total, "These rows are NaN."), InvalidRowsWarning, stacklevel=3)
