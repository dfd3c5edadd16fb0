"""Candidates on their way through filters, one filter after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._funnel import Drop


@dataclass(frozen=True)
class Passed:
    """What is left after some filters.

    Attributes
    ----------
    frame : DataFrame
        Rows that passed, with the columns that filters added.
    materials : list of Material
        Their structures.
    steps : tuple of (str, int)
        Label of each filter, and how many candidates passed it.
    drops : tuple of Drop
    """

    frame: pd.DataFrame
    materials: list[Material]
    steps: tuple[tuple[str, int], ...]
    drops: tuple[Drop, ...]


def pass_through(filters: Sequence[Filter], materials: Sequence[Material], frame: pd.DataFrame) -> Passed:
    """Drop what does not pass.

    Parameters
    ----------
    filters : sequence of Filter
    materials : sequence of Material, length n
    frame : DataFrame of n rows
        With a column ``structure``.

    Raises
    ------
    ValueError
        A filter does not say one reason for each candidate.
    """
    steps: list[tuple[str, int]] = []
    drops: list[Drop] = []
    left = list(materials)
    for step, each in enumerate(filters, start=1):
        reasons = each.reasons(left, frame) if left else []
        if len(reasons) != len(left):
            raise ValueError(
                f"filter {each.label!r} must give {len(left)} reasons, one a candidate; got {len(reasons)}."
            )
        drops += drops_of(frame, reasons, step, each.label)
        frame = frame.loc[[not reason for reason in reasons]]
        left = [material for material, reason in zip(left, reasons, strict=True) if not reason]
        frame = frame.assign(**each.notes(left))
        steps.append((each.label, len(frame)))
    return Passed(frame, left, tuple(steps), tuple(drops))


def drops_of(frame: pd.DataFrame, reasons: Sequence[str], step: int, label: str) -> list[Drop]:
    """Rows that have a reason."""
    rows = zip(frame.index, frame["structure"], reasons, strict=True)
    return [Drop(index, structure, step, label, reason) for index, structure, reason in rows if reason]
