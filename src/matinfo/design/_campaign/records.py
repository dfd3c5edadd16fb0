"""What happened in a campaign, as values that are only ever added to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Round:
    """One call of `ask`.

    Attributes
    ----------
    number : int
        From 1.
    acquisition : str
        What the rows were chosen by; ``"initial"`` where there was nothing to learn from yet.
    expected_gain : float or None
        Largest expected improvement among all candidates, in units of the objective; None where it has none.
    noise : float or None
        Standard deviation of one measurement, in units of the objective, where it is known.
    """

    number: int
    acquisition: str
    expected_gain: float | None = None
    noise: float | None = None


@dataclass(frozen=True)
class Suggestion:
    """One row that was asked for.

    Attributes
    ----------
    number : int
        From 1; the order of asking.
    round : int
        The call of `ask` that it came from.
    label : object
        Row label in the batch.
    row : dict
        The candidate, by column.
    predicted, spread : dict of str to float
        Mean and standard deviation of each property when it was asked for; empty in an initial design.
    why : str
        Why it was chosen.
    """

    number: int
    round: int
    label: Any
    row: Mapping[str, Any]
    predicted: Mapping[str, float] = field(default_factory=dict)
    spread: Mapping[str, float] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Outcome:
    """One row that was told.

    Attributes
    ----------
    number : int
        From 1; the order of telling.
    label : object
        Row label in what was told.
    row : dict
        The experiment, by column.
    measured : dict of str to float
        Measured properties; those that were not measured are absent.
    errors : dict of str to float
        Standard errors of the values, where they were told.
    failed : bool
        The experiment was made and gave no usable result.
    answers : int or None
        Number of the suggestion that it answers.
    """

    number: int
    label: Any
    row: Mapping[str, Any]
    measured: Mapping[str, float] = field(default_factory=dict)
    errors: Mapping[str, float] = field(default_factory=dict)
    failed: bool = False
    answers: int | None = None
