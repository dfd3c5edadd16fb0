"""Run every check, then say all that failed at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from matinfo.exceptions import MatinfoError, shorten

Check = Callable[[], None]


class CheckError(MatinfoError, AssertionError):
    """An object does not keep what matinfo relies on.

    Attributes
    ----------
    failures : dict of str to str
        What does not hold, and what was seen instead.
    """

    def __init__(self, subject: str, failures: dict[str, str], n_checks: int) -> None:
        super().__init__(subject, failures, n_checks)
        self.subject, self.failures, self.n_checks = subject, failures, n_checks

    def __str__(self) -> str:
        lines = [f"  - {name}: {reason}" for name, reason in self.failures.items()]
        return "\n".join([f"{self.subject} fails {len(self.failures)} of {self.n_checks} checks.", *lines])


def run_checks(subject: Any, checks: Sequence[Check]) -> list[str]:
    """Call every check, whose docstring says what holds; return these sentences.

    Raises
    ------
    CheckError
        Names every check that failed.
    """
    failures = {}
    for check in checks:
        try:
            check()
        except Exception as error:  # whatever a stranger's object raises is a finding
            what = str(error) if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
            failures[sentence(check)] = what.strip().splitlines()[0] if what.strip() else "it does not"
    if failures:
        raise CheckError(type(subject).__name__, failures, len(checks))
    return [sentence(check) for check in checks]


def sentence(check: Check) -> str:
    """What a check asks."""
    return (check.__doc__ or check.__name__).strip().splitlines()[0].rstrip(".")


def demand(holds: Any, otherwise: str, seen: object = "") -> None:
    """Raise unless something holds."""
    if not holds:
        raise AssertionError(f"{otherwise}{f'; got {shorten(seen)}' if seen != '' else ''}.")


def demand_same(left: Any, right: Any, otherwise: str, *, tolerance: float = 0.0) -> None:
    """Raise unless two arrays are the same, NaN where the other is; up to a tolerance relative to the largest value."""
    left, right = np.asarray(left, dtype=np.float64), np.asarray(right, dtype=np.float64)
    demand(left.shape == right.shape, otherwise, f"shapes {left.shape} and {right.shape}")
    known = np.isfinite(left)
    demand(np.array_equal(known, np.isfinite(right)), otherwise, "NaN in different places")
    if not known.any():
        return
    difference = float(np.abs(left[known] - right[known]).max())
    demand(difference <= tolerance * max(1.0, float(np.abs(left[known]).max())), otherwise, f"{difference:.3g}")
