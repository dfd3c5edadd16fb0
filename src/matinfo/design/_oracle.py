"""A plain function of structures in the place of a model, with a budget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from matinfo._validation import check_number
from matinfo.design._arrays import FloatArray


@dataclass
class Oracle:
    """Ask a function for the value of a structure, each structure once and only so many.

    Parameters
    ----------
    function : callable
        Takes one structure as SMILES and returns a number. A structure for which it raises or returns NaN has no value;
        the search goes on.
    budget : int, default=10000
        Calls of the function at most.

    Attributes
    ----------
    values : dict of str to float
        What was asked, in its order; NaN where there is no value.
    failures : dict of str to str
        Structures for which the function raised, and what it said.

    Examples
    --------
    >>> from matinfo.design import Oracle
    >>> oracle = Oracle(lambda smiles: float(smiles.count("O")), budget=100)
    >>> oracle(["CCO", "CCN", "CCO"]).tolist()
    [1.0, 0.0, 1.0]
    >>> oracle.n_left
    98
    """

    function: Callable[[str], float]
    budget: int = 10_000
    values: dict[str, float] = field(default_factory=dict)
    failures: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_number("budget", self.budget, low=1, whole=True)

    @property
    def n_left(self) -> int:
        """Calls that are left."""
        return self.budget - len(self.values)

    @property
    def complaint(self) -> str:
        """How many structures have no value, and why the first of them has none; empty where all have one."""
        without = [structure for structure, value in self.values.items() if np.isnan(value)]
        if not without:
            return ""
        reason = self.failures.get(without[0], "NaN")
        return f"The oracle gave no value for {len(without):,} of {len(self.values):,}, first {without[0]!r}: {reason}."

    def __call__(self, structures: list[str]) -> FloatArray:
        """Values of structures, of shape (n,); NaN without one, also when the budget is spent."""
        for structure in structures:
            if structure not in self.values and self.n_left:
                self.values[structure] = self._ask(structure)
        return np.array([self.values.get(structure, np.nan) for structure in structures])

    def frame(self) -> pd.DataFrame:
        """One row a structure that was asked for: ``structure``, ``value``, ``failure``; best first."""
        table = pd.DataFrame({"structure": list(self.values), "value": list(self.values.values())})
        table["failure"] = [self.failures.get(structure, "") for structure in table["structure"]]
        return table.sort_values("value", ascending=False, kind="stable", ignore_index=True)

    def _ask(self, structure: str) -> float:
        try:
            return float(self.function(structure))
        except Exception as error:
            self.failures[structure] = f"{type(error).__name__}: {error}"
            return float("nan")
