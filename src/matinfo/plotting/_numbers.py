"""Values at hand, as arrays of numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matinfo._validation import option_message


def as_numbers(name: str, values: ArrayLike) -> NDArray[np.float64]:
    """Return a copy as floats, holes as NaN; raise ``ValueError`` that names what is no number."""
    try:
        return np.array(values, dtype=np.float64)
    except (TypeError, ValueError):
        bad = [value for value in np.ravel(np.asarray(values, dtype=object)).tolist() if not _is_number(value)]
        count = f" {len(bad)} of them are none." if len(bad) > 1 else ""
        raise ValueError(option_message(name, "numbers", bad[0] if bad else values, f"NaN is a hole.{count}")) from None


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
