"""A line that tells how far a long run is."""

from __future__ import annotations

import sys
import time


class ProgressLine:
    """One line on standard error that is written over and over.

    Parameters
    ----------
    total : int
        About how many rows there are.
    done : int, default=0
        Rows that an earlier run did.
    """

    def __init__(self, total: int, done: int = 0) -> None:
        self.total = max(total, 1)
        self.first = done
        self.start = time.monotonic()

    def __call__(self, done: int) -> None:
        """Say that so many rows are done."""
        rate = (done - self.first) / max(time.monotonic() - self.start, 1e-9)
        left = max(self.total - done, 0) / rate if rate else 0.0
        share = min(done / self.total, 1.0)
        bar = "#" * int(30 * share)
        line = f"[{bar:30}] {done:,} of about {self.total:,} rows, {rate:,.0f} rows/s, {duration(left)} left"
        print(f"\r{line:<100}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        """End the line."""
        print(file=sys.stderr)


def duration(seconds: float) -> str:
    """Seconds as a person says them.

    Examples
    --------
    >>> duration(42), duration(600), duration(7200)
    ('42 s', '10 min', '2.0 h')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"
