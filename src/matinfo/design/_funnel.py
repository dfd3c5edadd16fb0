"""What became of candidates on their way through filters."""

from __future__ import annotations

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
        outs = [count for _, count in self.steps]
        ins = [self.n_in, *outs][: len(outs)]
        return pd.DataFrame(
            {
                "filter": [label for label, _ in self.steps],
                "n_in": ins,
                "n_out": outs,
                "n_dropped": [before - after for before, after in zip(ins, outs, strict=True)],
            }
        )

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
