"""Columns, values and states that an experiment log writes down."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from matinfo._validation import option_message
from matinfo.data._columns import listed
from matinfo.data._roles import UnitsOrNames, check_units

PLANNED, DONE, FAILED = "planned", "done", "failed"
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


def logged_value(name: str, value: Any) -> float | str:
    """A value as it is written down: a finite number or a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        raise TypeError(option_message(name, "a number or a text", value))
    if not math.isfinite(value):
        raise ValueError(option_message(name, "finite", value, "Leave it out where it was not measured."))
    return float(value)


def logged_text(name: str, value: Any) -> str:
    """A text as it is written down."""
    if not isinstance(value, str):
        raise TypeError(option_message(name, "a text", value))
    return value
