"""What counts as an empty cell, in every room."""

from __future__ import annotations

import numbers
from typing import Any

import numpy as np
import pandas as pd


def is_missing(value: Any) -> bool:
    """Whether a value stands for nothing: None, NaN of any kind of number, NA and NaT of pandas."""
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    return isinstance(value, numbers.Number | np.generic) and bool(value != value)


def is_blank(cell: Any) -> bool:
    """Whether a cell is missing, or a text of blanks only."""
    return not cell.strip() if isinstance(cell, str) else is_missing(cell)
