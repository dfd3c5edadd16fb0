"""From what a user says about the columns of a table to a checked schema."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_missing
from matinfo._validation import option_message
from matinfo.data._columns import Column, Role, Schema, check_known, listed, with_columns
from matinfo.data._units import parse_unit
from matinfo.exceptions import InvalidRowsError, RowProblem, UnitError

UnitsOrNames = Mapping[str, str | None] | Iterable[str]
NameOrPerTarget = str | Mapping[str, str] | None

MISSPELT = 0.85  # similarity above which a constant of one word is taken for a misspelt column name


def check_frame(frame: Any) -> None:
    """Raise unless `frame` is a table with rows, unique labels and unique column names that are strings."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            option_message("frame", "a pandas DataFrame", type(frame).__name__, "Try pandas.DataFrame(...).")
        )
    if isinstance(frame.columns, pd.MultiIndex) or isinstance(frame.index, pd.MultiIndex):
        raise ValueError(
            "frame must have plain column names and row labels, not several levels. Join the levels first."
        )
    odd = [name for name in frame.columns if not isinstance(name, str)]
    if odd:
        raise TypeError(f"Column names must be strings; got {listed(odd)}. Try frame.rename(columns=str).")
    if "" in frame.columns:
        raise ValueError("A column has an empty name. Give it one: frame.rename(columns={'': 'name'}).")
    _check_unique("Column names", frame.columns, "Rename or drop one of each.")
    if not len(frame):
        raise ValueError(
            f"frame has no rows (columns: {listed(frame.columns)}). Check how the table was read or filtered."
        )
    _check_unique("Row labels", frame.index, "Try frame.reset_index(drop=True).")


def build_schema(
    frame: pd.DataFrame,
    *,
    structure: str | None,
    recipe: UnitsOrNames | None,
    targets: UnitsOrNames,
    conditions: UnitsOrNames | None,
    known: UnitsOrNames | None = None,
    method: NameOrPerTarget,
    source: NameOrPerTarget,
    groups: str | None,
) -> tuple[pd.DataFrame, Schema]:
    """Check the roles against the table; return the table with constants written into columns, and its schema."""
    check_frame(frame)
    if (structure is None) == (recipe is None):
        given = "both" if structure is not None else "neither"
        raise TypeError(f"Give either structure='column' or recipe=['column', ...]; got {given}.")
    for option, value in (("structure", structure), ("groups", groups)):
        if value is not None and not isinstance(value, str):
            raise TypeError(option_message(option, "the name of one column", value))
    roles: dict[str, Column] = {}
    if structure is not None:
        _assign(roles, frame, "structure", {structure: None})
    for role, given_units in (("recipe", recipe), ("known", known), ("target", targets), ("condition", conditions)):
        if given_units is not None:
            _assign(roles, frame, role, check_units(role if role in ("recipe", "known") else f"{role}s", given_units))
    if structure is None and all(column.role != "recipe" for column in roles.values()):
        raise ValueError("recipe must name at least one column, such as recipe={'NR': 'phr'}.")
    target_names = [name for name, column in roles.items() if column.role == "target"]
    if not target_names:
        raise ValueError("targets must name at least one column, such as targets={'Tg': 'degC'}.")
    if groups is not None:
        _check_present(frame, "groups", [groups])
        if groups in target_names:
            raise ValueError(
                f"groups names {groups!r}, which is a target. Groups must be known before the measurement."
            )
    for role, stated in (("method", method), ("source", source)):
        frame, named = _name_or_constant(frame, role, stated, target_names, roles)
        for target, column_name in named.items():
            old = roles[target]
            roles[target] = replace(old, method=column_name) if role == "method" else replace(old, source=column_name)
    about = {roles[target].method: "method" for target in target_names} | {
        roles[target].source: "source" for target in target_names
    }
    other: Role
    for name in frame.columns:
        if name not in roles:
            other = "group" if name == groups else about.get(name, "other")  # type: ignore[assignment]
            roles[name] = Column(name, other)
    return frame, Schema(tuple(roles[name] for name in frame.columns), groups)


def check_numbers(frame: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return `frame` with the named columns as floats; raise once for every cell that is not a number."""
    problems: list[RowProblem] = []
    floats = {}
    for name in names:
        column = frame[name]
        if pd.api.types.is_numeric_dtype(column.dtype) and column.dtype.kind in "iuf":
            floats[name] = column.astype("float64")
            continue
        values = np.full(len(column), np.nan)
        for row, (label, value) in enumerate(column.items()):
            if is_missing(value):
                continue
            number = None if isinstance(value, str | bytes | bool | np.bool_) else _as_float(value)
            if number is None:
                reason = f"it is of type {type(value).__name__}."
                problems.append(RowProblem(label, name, value, "not-a-number", reason))
            else:
                values[row] = number
        floats[name] = pd.Series(values, index=column.index)
    if problems:
        bad = dict.fromkeys(problem.column for problem in problems)
        raise InvalidRowsError(
            problems,
            len(frame),
            f"Turn {listed(bad)} into numbers first, for example with pandas.to_numeric; leave a cell empty where "
            "nothing was measured.",
        )
    empty = [name for name in names if floats[name].isna().all()]
    if empty:
        raise ValueError(
            f"{listed(empty)} has no measured value in any of {len(frame)} rows. Leave it out, or check the column."
        )
    return with_columns(frame, floats)


def check_record(record: Any) -> dict[str, str]:
    """The record of a dataset as a dict of texts."""
    if record is None:
        return {}
    if not isinstance(record, Mapping) or not all(isinstance(text, str) for pair in record.items() for text in pair):
        raise TypeError(option_message("record", "a dict of texts, such as {'licence': 'MIT'}", record))
    return dict(record)


def check_units(option: str, given: UnitsOrNames) -> dict[str, str | None]:
    """Column names with their unit; a list states no unit."""
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise TypeError(option_message(option, "a list of columns, or a dict from column to unit", given))
    if not isinstance(given, Mapping):
        names = list(given)
        if len(set(names)) != len(names):
            raise ValueError(f"{option} names a column twice: {listed(names)}.")
        return dict.fromkeys(names)
    for name, unit in given.items():
        if unit is not None:
            try:
                parse_unit(unit)
            except UnitError as error:
                raise UnitError(f"Unit of column {name!r}: {error} Use None where no unit applies.") from None
    return dict(given)


def _assign(roles: dict[str, Column], frame: pd.DataFrame, role: Any, units: Mapping[str, str | None]) -> None:
    _check_present(frame, role, units)
    for name, unit in units.items():
        if name in roles:
            raise ValueError(f"Column {name!r} cannot be {roles[name].role} and {role} at once. Name it once.")
        roles[name] = Column(name, role, unit)


def _name_or_constant(
    frame: pd.DataFrame, role: str, stated: NameOrPerTarget, targets: Sequence[str], roles: Mapping[str, Column]
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Column of the method (or source) of every target; a constant becomes a column of its own."""
    if stated is None:
        return frame, {}
    per_target = dict(stated) if isinstance(stated, Mapping) else dict.fromkeys(targets, stated)
    check_known(role, per_target, list(targets))
    named = {}
    own_columns = list(frame.columns)
    for target, value in per_target.items():
        if not isinstance(value, str):
            raise TypeError(option_message(role, "a column name or a constant text", value))
        if value in own_columns:
            if value in roles and roles[value].role in ("target", "structure"):
                raise ValueError(f"{role} names {value!r}, which is the {roles[value].role}. Name another column.")
            named[target] = value
            continue
        name = f"{target}_{role}" if isinstance(stated, Mapping) else role
        like = name if name in own_columns else _misspelt(value, [c for c in own_columns if c not in roles])
        if like is not None:
            raise ValueError(
                f"{role}={value!r} is not a column, but there is a column {like!r}. Write {role}={like!r}, or put the "
                f"constant into a column of its own and name that."
            )
        named[target] = name
        frame = with_columns(frame, {name: pd.Series(value, index=frame.index)})
    return frame, named


def _misspelt(constant: str, names: Sequence[str]) -> str | None:
    """Column that was probably meant by a constant of one word."""
    if " " in constant:
        return None
    folded = {name.casefold(): name for name in names}
    close = difflib.get_close_matches(constant.casefold(), list(folded), n=1, cutoff=MISSPELT)
    return folded[close[0]] if close else None


def _as_float(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return None


def _check_present(frame: pd.DataFrame, role: str, names: Iterable[str]) -> None:
    check_known(role, names, list(frame.columns))


def _check_unique(what: str, index: pd.Index, next_step: str) -> None:
    if not index.is_unique:
        raise ValueError(
            f"{what} must be unique; got {listed(index[index.duplicated()].unique())} more than once. {next_step}"
        )
