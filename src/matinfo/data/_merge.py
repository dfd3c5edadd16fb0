"""Appending one dataset to another: units are converted, mixed methods need consent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.data._columns import Schema, with_columns
from matinfo.data._groups import recipe_keys
from matinfo.exceptions import MatinfoError, UnitError

if TYPE_CHECKING:
    from matinfo.data._dataset import Dataset

UNSTATED = "not stated"


@dataclass(frozen=True, slots=True)
class Offset:
    """Difference between two sources of one target on the materials that both measured: there minus here.

    Attributes
    ----------
    target : str
        Name of the target.
    unit : str or None
        Its unit, that of `mean` and `sd`.
    here, there : tuple of str
        Methods on the two sides.
    mean, sd : float
        Mean and sample standard deviation of the difference; NaN where too few materials are shared.
    n : int
        Number of shared materials.
    """

    target: str
    unit: str | None
    here: tuple[str, ...]
    there: tuple[str, ...]
    mean: float
    sd: float
    n: int

    def __str__(self) -> str:
        unit = f" {self.unit}" if self.unit and self.unit != "1" else ""
        methods = f"{self.target}: {', '.join(self.here)} here, {', '.join(self.there)} there"
        if self.n == 0:
            return f"{methods}; no shared material, so the offset is unknown"
        spread = f" ± {self.sd:.3g}" if self.n > 1 else ""
        return f"{methods}; there - here = {self.mean:+.3g}{spread}{unit} on n = {self.n} shared materials (mean ± sd)"


class MixedMethodsError(MatinfoError, ValueError):
    """Two datasets measured a target by different methods; `offsets` tells by how much they differ.

    Attributes
    ----------
    offsets : tuple of Offset
        One a target: methods on both sides, mean, sd and n of the difference on shared materials.
    """

    def __init__(self, offsets: Iterable[Offset]) -> None:
        super().__init__(tuple(offsets))
        self.offsets: tuple[Offset, ...] = self.args[0]

    def __str__(self) -> str:
        lines = ["Methods differ, and merging would put their values into one column."]
        lines += [f"  {offset}" for offset in self.offsets]
        lines.append(
            "If that is what you want, pass allow_mixed_methods=True; otherwise rename one of the columns and keep two "
            "targets."
        )
        return "\n".join(lines)


def merge_datasets(left: Dataset, right: Any, *, allow_mixed_methods: bool) -> tuple[pd.DataFrame, Schema, str]:
    """Table and schema of `left` followed by `right`, and one sentence on what was done."""
    from matinfo.data._dataset import Dataset

    if not isinstance(right, Dataset):
        raise TypeError(
            option_message("other", "a Dataset", type(right).__name__, "Make one with matinfo.Dataset(...).")
        )
    if left.kind != right.kind:
        raise ValueError(f"A dataset of {left.kind}s cannot take rows of {right.kind}s. Keep them as two datasets.")
    right, converted = _same_units(left, right)
    here, there = (left._frame, left._schema), _same_names(left, right)
    for role in ("method", "source"):
        maps = [{name: getattr(schema[name], role) for name in schema.names("target")} for _, schema in (here, there)]
        if maps[0] != maps[1]:
            here, there = _by_target(*here, role), _by_target(*there, role)
    schema = _united(here[1], there[1])
    offsets = _mixed_methods(*here, *there)
    if offsets and not allow_mixed_methods:
        raise MixedMethodsError(offsets)
    frame = _append(here[0], there[0], [column.name for column in schema.columns])
    steps = [f"merge: {len(left)} + {len(right)} rows", *converted]
    steps += [f"mixed by consent, {offset}" for offset in offsets]
    return frame, schema, "; ".join(steps)


def join_records(here: Mapping[str, str], there: Mapping[str, str]) -> dict[str, str]:
    """Records of two datasets as one: what both state is kept once, what differs stands side by side."""
    keys = dict.fromkeys([*here, *there])
    return {key: "; ".join(dict.fromkeys(side[key] for side in (here, there) if key in side)) for key in keys}


def _same_units(left: Dataset, right: Dataset) -> tuple[Dataset, list[str]]:
    """`right` in the units of `left`, and what was converted."""
    converted = []
    shared = [name for name in right.units if name in left.units]
    for name in shared:
        old, new = right.units[name], left.units[name]
        if old == new:
            continue
        if old is None or new is None:
            side, unit = ("other", new) if old is None else ("this", old)
            raise UnitError(
                f"Column {name!r} is in {unit!r} on one side, and the {side} dataset states no unit. State it when "
                f"that dataset is made, such as targets={{{name!r}: {unit!r}}}."
            )
        try:
            right = right.convert(name, new)
        except UnitError as error:
            raise UnitError(f"Column {name!r}: {error} Rename one of the two columns.") from None
        converted.append(f"{name} converted from {old} to {new}")
    return right, converted


def check_same_recipe(left: Dataset, right: Dataset) -> None:
    """Raise unless the recipes of two datasets have the same columns."""
    lacking = set(left._schema.names("recipe")) ^ set(right._schema.names("recipe"))
    if lacking:
        raise ValueError(
            f"Recipes must have the same columns; {sorted(lacking)} stand on one side only. Add them to the other "
            "table first (0 where the ingredient was left out, empty where it is unknown)."
        )


def _same_names(left: Dataset, right: Dataset) -> tuple[pd.DataFrame, Schema]:
    """Table and schema of `right` with the structure and group columns named as in `left`."""
    frame, schema = right._frame, right._schema
    check_same_recipe(left, right)
    if (left._schema.groups is None) != (schema.groups is None):
        raise ValueError("Only one of the two datasets names groups. Make both with groups=, or both without.")
    for old, new in ((schema.structure, left._schema.structure), (schema.groups, left._schema.groups)):
        if old is None or new is None or old == new:
            continue
        if new in frame.columns:
            raise ValueError(f"{old!r} of the other dataset is to become {new!r}, which is taken there. Rename one.")
        columns = tuple(replace(column, name=new) if column.name == old else column for column in schema.columns)
        columns = tuple(
            replace(
                column,
                method=new if column.method == old else column.method,
                source=new if column.source == old else column.source,
            )
            for column in columns
        )
        frame = frame.rename(columns={old: new})
        schema = Schema(columns, new if schema.groups == old else schema.groups)
    return frame, schema


def _by_target(frame: pd.DataFrame, schema: Schema, role: Literal["method", "source"]) -> tuple[pd.DataFrame, Schema]:
    """One column of methods (or sources) for every target that states one: ``Tg_method``."""
    copied = set()
    for target in schema.names("target"):
        column = schema[target]
        old = column.method if role == "method" else column.source
        new = f"{target}_{role}"
        if old is None or old == new:
            continue
        if new in frame.columns:
            raise ValueError(f"Column {new!r} is needed for the {role} of {target!r}, but is taken. Rename it first.")
        frame = with_columns(frame, {new: frame[old].where(frame[target].notna())})
        renamed = replace(column, method=new) if role == "method" else replace(column, source=new)
        schema = schema.update(renamed, replace(column, name=new, role=role, unit=None, method=None, source=None))
        copied.add(old)
    needed = {name for column in schema.columns for name in (column.method, column.source)}
    gone = [name for name in copied if schema[name].role == role and name not in needed]
    return frame.drop(columns=gone), schema.without(gone)


def _united(here: Schema, there: Schema) -> Schema:
    """Columns of both; a column that both have must be the same kind of column."""
    known = {column.name: column for column in here.columns}
    schema = here
    for column in there.columns:
        mine = known.get(column.name)
        if mine is None or mine.role == "other":
            schema = schema.update(column)
        elif column.role == "target" == mine.role:
            schema = schema.update(
                replace(mine, method=mine.method or column.method, source=mine.source or column.source)
            )
        elif column.role not in (mine.role, "other"):
            raise ValueError(
                f"Column {column.name!r} is a {mine.role} here and a {column.role} in the other dataset. Rename one."
            )
        elif column.role == "other" and mine.role not in ("method", "source", "group", "other"):
            raise ValueError(
                f"Column {column.name!r} is a {mine.role} here and has no role in the other dataset. Give it the same "
                "role there, or rename it."
            )
    return schema


def _mixed_methods(left: pd.DataFrame, here: Schema, right: pd.DataFrame, there: Schema) -> list[Offset]:
    """Targets of both sides whose methods are not the same."""
    offsets = []
    for target in here.names("target"):
        if target not in there.names("target"):
            continue
        methods = _methods(left, here, target), _methods(right, there, target)
        if methods[0] != methods[1]:
            values = _by_material(left, here, here, target), _by_material(right, there, here, target)
            difference = (values[1] - values[0]).dropna()
            offsets.append(
                Offset(
                    target,
                    here[target].unit,
                    *methods,
                    mean=float(difference.mean()) if len(difference) else float("nan"),
                    sd=float(difference.std()) if len(difference) > 1 else float("nan"),
                    n=len(difference),
                )
            )
    return offsets


def _methods(frame: pd.DataFrame, schema: Schema, target: str) -> tuple[str, ...]:
    name = schema[target].method
    if name is None:
        return (UNSTATED,)
    stated = frame.loc[frame[target].notna(), name]
    return (*sorted({str(value) for value in stated.dropna()}), *([UNSTATED] if stated.isna().any() else []))


def _by_material(frame: pd.DataFrame, schema: Schema, order: Schema, target: str) -> pd.Series:
    """Mean of the finite values of each material that can be read."""
    if schema.structure is None:
        keys = list(recipe_keys(frame[order.names("recipe")]))
    else:
        from matinfo.chem import parse_report

        keys, _ = parse_report(frame[schema.structure].tolist(), odd=[])
    values = frame[target].replace([np.inf, -np.inf], np.nan)
    return values.groupby(pd.Series(keys, index=frame.index, dtype=object)).mean().dropna()


def mean_by_material(dataset: Dataset, target: str, *, like: Dataset) -> pd.Series:
    """Mean of the finite values of each material of a dataset that can be read, by the names they have in `like`."""
    return _by_material(dataset._frame, dataset._schema, like._schema, target)


def stated_methods(dataset: Dataset, target: str) -> tuple[str, ...]:
    """Methods by which a target of a dataset was measured."""
    return _methods(dataset._frame, dataset._schema, target)


def _append(upper: pd.DataFrame, lower: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Rows of both; labels are kept where all of them differ."""
    columns = {}
    for name in names:
        parts = [table.get(name) for table in (upper, lower)]
        kinds = {part.dtype for part in parts if part is not None}
        numeric = all(isinstance(kind, np.dtype) and kind.kind in "iuf" for kind in kinds)
        if len(kinds) == 1 and all(part is not None for part in parts):
            columns[name] = pd.concat([part for part in parts if part is not None], ignore_index=True)
            continue
        missing = np.nan if numeric else None
        cells = [
            [missing] * len(table) if part is None else part.tolist()
            for part, table in zip(parts, (upper, lower), strict=True)
        ]
        columns[name] = pd.Series(cells[0] + cells[1], dtype="float64" if numeric else object)
    frame = pd.DataFrame(columns)
    if not set(upper.index) & set(lower.index):
        frame.index = upper.index.append(lower.index)
    return frame
