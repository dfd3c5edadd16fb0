"""One warning for all odd structures of a table."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from matinfo.exceptions import SHOWN_ROWS, StructureWarning, shorten


def warn_about(odd: Sequence[tuple[object, Sequence[str]]]) -> None:
    """Give one `StructureWarning` that names the first odd structures and what is odd about them.

    Parameters
    ----------
    odd : sequence of (object, sequence of str)
        Structures as they were given, each with the notes on it.
    """
    shown = [f"{shorten(value)}: {', '.join(notes)}" for value, notes in odd[:SHOWN_ROWS]]
    more = f" ... and {len(odd) - SHOWN_ROWS} more." if len(odd) > SHOWN_ROWS else ""
    warnings.warn(f"odd but legal structure: {'; '.join(shown)}.{more}", StructureWarning, stacklevel=3)
