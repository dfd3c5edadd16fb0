"""What became of the rows of a file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matinfo.design._funnel import counted_steps
from matinfo.design._library.progress import duration


@dataclass(frozen=True)
class PredictedTable:
    """What became of the rows of a file.

    Attributes
    ----------
    path : Path
        The output.
    n_rows : int
        Rows of the input.
    steps : tuple of (str, int)
        Label of each step, and how many rows came through it; the first is ``"a structure"``.
    seconds : float
        How long it took, over all runs.
    """

    path: Path
    n_rows: int
    steps: tuple[tuple[str, int], ...]
    seconds: float

    def frame(self) -> pd.DataFrame:
        """One row a step: ``step``, ``n_in``, ``n_out``, ``n_dropped``."""
        return counted_steps(self.steps, self.n_rows, "step")

    def __str__(self) -> str:
        left = self.steps[-1][1]
        return f"{self.n_rows:,} rows in {duration(self.seconds)}; {left:,} of them left. See {self.path.name}."
