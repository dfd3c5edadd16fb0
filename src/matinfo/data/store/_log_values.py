"""Columns, values and states that an experiment log writes down."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.data._columns import listed
from matinfo.data._roles import UnitsOrNames, check_units

PLANNED, DONE, FAILED = STATES = "planned", "done", "failed"
STATUS, NOTE = "status", "note"
OWN = (STATUS, NOTE, "started")


def log_columns(**roles: UnitsOrNames | None) -> list[tuple[str, str, str | None]]:
    """Name, role and unit of every column that was given."""
    columns: list[tuple[str, str, str | None]] = []
    for role, given in roles.items():
        for name, unit in (check_units(role, given) if given is not None else {}).items():
            if not isinstance(name, str) or name in OWN or name == "run":
                raise ValueError(option_message(role, f"named by texts other than {listed((*OWN, 'run'))}", name))
            if name in [other for other, _, _ in columns]:
                raise ValueError(f"Column {name!r} stands in two roles. Name it once.")
            columns.append((name, role, unit))
    return columns


def logged_value(name: str, value: Any, *, role: str) -> float | str:
    """A value as it is written down: a finite number, or a text that is no result."""
    if isinstance(value, str) and role != "results":
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(option_message(name, "a number" if role == "results" else "a number or a text", value))
    if not math.isfinite(value):
        raise ValueError(option_message(name, "finite", value, "Leave it out where it was not measured."))
    return float(value)


def distances(table: pd.DataFrame, inputs: Mapping[str, Any]) -> np.ndarray:
    """Mean difference of every run from some settings, relative to the range in the table; shape (n,)."""
    parts = []
    for name, wanted in inputs.items():
        column = table[name]
        if isinstance(wanted, str) or column.dtype == object:
            parts.append((column != wanted).to_numpy(dtype=float))
        else:
            width = float(column.max() - column.min()) or max(abs(float(wanted)), 1.0)
            parts.append((column - wanted).abs().div(width).fillna(1.0).to_numpy())
    return np.mean(parts, axis=0) if parts else np.zeros(len(table))


def run_number(run: Any) -> int:
    """Number of a run, as it may stand in the index of a table."""
    if isinstance(run, bool) or not isinstance(run, int | np.integer):
        raise TypeError(option_message("run", "the number of a run", run))
    return int(run)


def logged_text(name: str, value: Any) -> str:
    """A text as it is written down."""
    if not isinstance(value, str):
        raise TypeError(option_message(name, "a text", value))
    return value
