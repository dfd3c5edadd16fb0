"""What became of candidates on their way through filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from matinfo.design._answer_cards import funnel_card


@dataclass(frozen=True)
class Drop:
    """One candidate that was dropped: row label, structure, number and label of the step, and why."""

    label: Any
    structure: Any
    step: int
    filter: str
    reason: str


@dataclass(frozen=True)
class Funnel:
    """Counts of every step of a screening, and the reason for every drop.

    Attributes
    ----------
    steps : tuple of (str, int)
        Label of each step, and how many candidates passed it.
    n_in : int
        Candidates before the first step.
    drops : tuple of Drop
    """

    steps: tuple[tuple[str, int], ...]
    n_in: int
    drops: tuple[Drop, ...]

    def frame(self) -> pd.DataFrame:
        """One row a step: ``filter``, ``n_in``, ``n_out``, ``n_dropped``."""
        return counted_steps(self.steps, self.n_in, "filter")

    def dropped(self) -> pd.DataFrame:
        """One row a dropped candidate, with its index: ``structure``, ``step``, ``filter``, ``reason``."""
        rows = [(drop.structure, drop.step, drop.filter, drop.reason) for drop in self.drops]
        index = pd.Index([drop.label for drop in self.drops], dtype=object)
        return pd.DataFrame(rows, columns=["structure", "step", "filter", "reason"], index=index)

    def __str__(self) -> str:
        return self.frame().to_string(index=False)

    def __repr__(self) -> str:
        left = self.steps[-1][1] if self.steps else self.n_in
        return f"<Funnel: {left:,} of {self.n_in:,} candidates are left after {len(self.steps)} filters>"

    def _repr_html_(self) -> str:
        return funnel_card(self)


def counted_steps(steps: Sequence[tuple[str, int]], n_in: int, name: str) -> pd.DataFrame:
    """One row a step: its label in the column `name`, then ``n_in``, ``n_out`` and ``n_dropped``."""
    frame = pd.DataFrame(steps, columns=[name, "n_out"])
    frame.insert(1, "n_in", [n_in, *frame["n_out"]][: len(frame)])
    return frame.assign(n_dropped=frame["n_in"] - frame["n_out"])
