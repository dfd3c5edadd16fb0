"""Columns about columns: what each column of a dataset is, in which unit, by which method, from which source."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.data._units import parse_unit
from matinfo.exceptions import InvalidRowsError, RowProblem, UnitError

Role = Literal["structure", "recipe", "target", "condition", "statistic", "method", "source", "group", "other"]
UnitsOrNames = Mapping[str, str | None] | Sequence[str]
NameOrPerTarget = str | Mapping[str, str] | None

CLOSE = 0.8  # similarity above which a constant is taken for a misspelt column name


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a dataset.

    Attributes
    ----------
    name : str
        Name in the table.
    role : str
        ``"structure"``, ``"recipe"``, ``"target"``, ``"condition"``, ``"statistic"`` (``Tg_sd``, ``Tg_n``),
        ``"method"``, ``"source"``, ``"group"`` or ``"other"``.
    unit : str or None
        Unit as stated; None where none was stated.
    method, source : str or None
        For a target: names of the columns that hold its method and its source.
    """

    name: str
    role: Role
    unit: str | None = None
    method: str | None = None
    source: str | None = None

    @property
    def quantity(self) -> str | None:
        """What the unit measures, such as ``"temperature"``; None without a unit."""
        return None if self.unit is None else parse_unit(self.unit).quantity


@dataclass(frozen=True, slots=True)
class Schema:
    """Every column of a dataset, in table order, and the column that names the groups, if any."""

    columns: tuple[Column, ...]
    groups: str | None = None

    def __getitem__(self, name: str) -> Column:
        return {column.name: column for column in self.columns}[name]

    def names(self, *roles: Role) -> list[str]:
        """Names of the columns that have one of `roles`."""
        return [column.name for column in self.columns if column.role in roles]

    @property
    def structure(self) -> str | None:
        """Name of the structure column; None for recipes."""
        return next(iter(self.names("structure")), None)

    def update(self, *columns: Column) -> Schema:
        """Schema in which `columns` replace those of the same name, or come last."""
        new = {column.name: column for column in columns}
        kept = tuple(new.pop(column.name, column) for column in self.columns)
        return replace(self, columns=(*kept, *new.values()))

    def without(self, names: Iterable[str]) -> Schema:
        """Schema without the named columns."""
        gone = set(names)
        return replace(self, columns=tuple(column for column in self.columns if column.name not in gone))

    def statistics_of(self, target: str) -> dict[str, str]:
        """``{"sd": "Tg_sd", "n": "Tg_n"}`` where these columns came out of merged replicates."""
        known = set(self.names("statistic"))
        return {kind: f"{target}_{kind}" for kind in ("sd", "n") if f"{target}_{kind}" in known}


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
        raise TypeError(f"Column names must be strings; got {_listed(odd)}. Try frame.rename(columns=str).")
    _check_unique("Column names", frame.columns, "Rename or drop one of each.")
    if not len(frame):
        raise ValueError(
            f"frame has no rows (columns: {_listed(frame.columns)}). Check how the table was read or filtered."
        )
    _check_unique("Row labels", frame.index, "Try frame.reset_index(drop=True).")


def build_schema(
    frame: pd.DataFrame,
    *,
    structure: str | None,
    recipe: UnitsOrNames | None,
    targets: UnitsOrNames,
    conditions: UnitsOrNames | None,
    method: NameOrPerTarget,
    source: NameOrPerTarget,
    groups: str | None,
) -> tuple[pd.DataFrame, Schema]:
    """Check the roles against the table; return the table with constants written into columns, and its schema."""
    check_frame(frame)
    if (structure is None) == (recipe is None):
        given = "both" if structure is not None else "neither"
        raise TypeError(f"Give either structure='column' or recipe=['column', ...]; got {given}.")
    roles: dict[str, Column] = {}
    if structure is not None:
        _assign(
            roles, frame, "structure", _units("structure", [structure] if isinstance(structure, str) else structure)
        )
    for role, given_units in (("recipe", recipe), ("target", targets), ("condition", conditions)):
        if given_units is not None:
            _assign(roles, frame, role, _units(f"{role}s" if role != "recipe" else role, given_units))
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


def with_columns(frame: pd.DataFrame, new: Mapping[str, Any]) -> pd.DataFrame:
    """`frame` with columns replaced or added, all at once: a table that grows by column makes pandas warn."""
    return pd.DataFrame({name: frame[name] for name in frame.columns} | dict(new), index=frame.index)


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
            if pd.api.types.is_scalar(value) and pd.isna(value):
                continue
            if isinstance(value, str | bytes | bool | np.bool_ | complex) or not hasattr(value, "__float__"):
                problems.append(
                    RowProblem(label, name, value, "not-a-number", f"it is of type {type(value).__name__}.")
                )
                continue
            values[row] = float(value)
        floats[name] = pd.Series(values, index=column.index)
    if problems:
        bad = dict.fromkeys(problem.column for problem in problems)
        raise InvalidRowsError(
            problems,
            len(frame),
            f"Turn {_listed(bad)} into numbers first, for example with pandas.to_numeric; leave a cell empty where "
            "nothing was measured.",
        )
    empty = [name for name in names if floats[name].isna().all()]
    if empty:
        raise ValueError(
            f"{_listed(empty)} has no measured value in any of {len(frame)} rows. Remove it from targets, or check the "
            "column."
        )
    return with_columns(frame, floats)


def check_known(what: str, names: Iterable[str], known: Sequence[str]) -> None:
    """Raise ``ValueError`` with close matches for every name that is not in `known`."""
    missing = [name for name in names if name not in set(known)]
    if missing:
        hints = []
        for name in missing:
            close = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
            folded = [other for other in known if other.casefold() == str(name).casefold()]
            close = list(dict.fromkeys([*folded, *close]))
            hints.append(f"{name!r}" + (f" (did you mean {' or '.join(map(repr, close))}?)" if close else ""))
        raise ValueError(f"{what} names unknown columns: {', '.join(hints)}. Known: {_listed(known)}.")


def _units(option: str, given: UnitsOrNames) -> dict[str, str | None]:
    """Column names with their unit; a list states no unit."""
    if isinstance(given, str) or not isinstance(given, Mapping | Sequence):
        raise TypeError(option_message(option, "a list of columns, or a dict from column to unit", given))
    if not isinstance(given, Mapping):
        if len(set(given)) != len(given):
            raise ValueError(f"{option} names a column twice: {_listed(given)}.")
        return dict.fromkeys(given)
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
    for target, value in per_target.items():
        if not isinstance(value, str):
            raise TypeError(option_message(role, "a column name or a constant text", value))
        if value in frame.columns:
            if value in roles and roles[value].role in ("target", "structure"):
                raise ValueError(f"{role} names {value!r}, which is the {roles[value].role}. Name another column.")
            named[target] = value
            continue
        name = f"{target}_{role}" if isinstance(stated, Mapping) else role
        close = difflib.get_close_matches(value.casefold(), [c.casefold() for c in frame.columns], n=1, cutoff=CLOSE)
        clash = isinstance(stated, Mapping) and name in frame.columns
        if close or clash or (name in frame.columns and name not in named.values()):
            like = next((c for c in frame.columns if close and c.casefold() == close[0]), name)
            raise ValueError(
                f"{role}={value!r} is not a column, but there is a column {like!r}. Write {role}={like!r}, or put the "
                f"constant into a column of its own and name that."
            )
        named[target] = name
        frame = with_columns(frame, {name: pd.Series(value, index=frame.index)})
    return frame, named


def _check_present(frame: pd.DataFrame, role: str, names: Iterable[str]) -> None:
    check_known(role, names, list(frame.columns))


def _check_unique(what: str, index: pd.Index, next_step: str) -> None:
    if not index.is_unique:
        raise ValueError(
            f"{what} must be unique; got {_listed(index[index.duplicated()].unique())} more than once. {next_step}"
        )


def _listed(names: Iterable[Any]) -> str:
    shown = [repr(name) for name in names]
    return ", ".join(shown[:10]) + (f", ... ({len(shown)})" if len(shown) > 10 else "")


def column_table(frame: pd.DataFrame, schema: Schema) -> pd.DataFrame:
    """Name, role, unit, quantity, method, source and filled cells of every column."""
    rows = []
    for column in schema.columns:
        role = (
            f"{column.role}, group"
            if column.name == schema.groups != "group" and column.role != "group"
            else column.role
        )
        measured = frame[column.name].notna()
        rows.append(
            {
                "name": column.name,
                "role": role,
                "unit": column.unit,
                "quantity": column.quantity,
                "method": _distinct(frame, column.method, measured),
                "source": _distinct(frame, column.source, measured),
                "filled": int(measured.sum()),
            }
        )
    return pd.DataFrame(rows, dtype=object).set_index("name").astype({"filled": int})


def _distinct(frame: pd.DataFrame, column: str | None, measured: pd.Series) -> str | None:
    """What a method or source column says about the measured rows: the one text, or how many there are."""
    if column is None:
        return None
    texts = frame.loc[measured, column].dropna().unique()
    return str(texts[0]) if len(texts) == 1 else f"{len(texts)} in column {column!r}"
