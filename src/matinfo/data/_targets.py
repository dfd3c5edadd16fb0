"""Choosing targets and changing units of columns, on the table and its schema."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from matinfo._validation import check_choice
from matinfo.data._columns import Schema, check_known, with_columns
from matinfo.data._units import convert_unit
from matinfo.exceptions import UnitError


def select_targets(
    frame: pd.DataFrame, schema: Schema, targets: Sequence[str], measured: str
) -> tuple[pd.DataFrame, Schema, np.ndarray, str]:
    """Table and schema without the other targets, mask of the rows that are measured, and one sentence on it."""
    known = schema.names("target")
    check_choice("measured", measured, ("all", "any"))
    if not targets:
        raise ValueError(f"Name at least one target: {', '.join(map(repr, known))}.")
    check_known("select", targets, known)
    chosen = [name for name in known if name in targets]
    filled = frame[chosen].notna()
    keep = (filled.all(axis=1) if measured == "all" else filled.any(axis=1)).to_numpy()
    if not keep.any():
        hint = " Try measured='any'." if measured == "all" and len(chosen) > 1 else ""
        raise ValueError(f"None of {len(frame)} rows has a measured value of {' and '.join(chosen)}.{hint}")
    gone = [name for name in known if name not in chosen]
    gone += [name for target in gone for name in schema.statistics_of(target).values()]
    step = f"select {', '.join(chosen)}: {int((~keep).sum())} of {len(frame)} rows left out, not measured"
    return frame.drop(columns=gone), schema.without(gone), keep, step


def convert_column(frame: pd.DataFrame, schema: Schema, column: str, unit: str) -> tuple[pd.DataFrame, Schema, str]:
    """Table and schema with one column, its standard deviations and bounds, in another unit; and one sentence on it."""
    check_known("convert", [column], schema.names("target", "recipe", "known", "condition"))
    old = schema[column].unit
    if old is None:
        raise UnitError(
            f"Column {column!r} has no stated unit, so it cannot be converted to {unit!r}. State the unit when the "
            f"Dataset is made, such as {schema[column].role}={{{column!r}: {unit!r}}}."
        )
    converted = {column: convert_unit(frame[column], old, unit)}
    changed = [replace(schema[column], unit=unit)]
    for kind, name in schema.statistics_of(column).items():
        if kind != "n":
            converted[name] = convert_unit(frame[name], old, unit, difference=kind == "sd")
            changed.append(replace(schema[name], unit=unit))
    return with_columns(frame, converted), schema.update(*changed), f"convert {column}: {old} to {unit}"
