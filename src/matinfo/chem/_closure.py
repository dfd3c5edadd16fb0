"""Whether the recipes of a table close."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from matinfo._validation import check_number, option_message
from matinfo.chem._amounts import RUBBER, WHOLE, base_columns, check_units, read_amounts, row_problems
from matinfo.exceptions import InvalidRowsError, RowProblem

DIGITS = 1e-9  # relative; sums of decimal numbers in binary are off by less


def check_closure(
    frame: pd.DataFrame,
    unit: str,
    *,
    base: Sequence[str] = (),
    total: float | pd.Series | None = None,
    tolerance: float = 0.0,
) -> None:
    """Raise unless every recipe of a table sums to what its unit says.

    The base of a recipe in phr sums to 100; wt%, mol% and vol% sum to 100, fractions to 1.

    Parameters
    ----------
    frame : DataFrame
        One column an ingredient, one row a recipe.
    unit : str
        Unit of the amounts, as in `Recipe`.
    base : sequence of str, default=()
        The rubbers or resins; needed for phr.
    total : float or Series, optional
        Stated sum of all ingredients, one for all rows or one a row, to be checked too.
    tolerance : float, default=0.0
        Accepted difference in `unit`, such as 0.5 for amounts that were rounded.

    Raises
    ------
    InvalidRowsError
        Names every row with an empty or impossible amount, or another sum.

    See Also
    --------
    Recipe : Checks one recipe when it is made.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.chem import check_closure
    >>> table = pd.DataFrame({"NR": [100.0, 60.0], "SBR": [0.0, 40.0], "N330": [50.0, 45.0]})
    >>> check_closure(table, "phr", base=["NR", "SBR"])
    """
    check_units(unit)
    check_number("tolerance", tolerance, low=0.0)
    values, names, labels = read_amounts(frame), list(frame.columns), list(frame.index)
    problems = row_problems(values, names, labels, None)
    asked: list[tuple[str, np.ndarray, np.ndarray]] = []
    if unit == "phr":
        places = base_columns(names, base)
        asked.append((" + ".join(base), values[:, places].sum(axis=1), np.full(len(values), float(RUBBER))))
    elif unit in WHOLE:
        asked.append(("all ingredients", values.sum(axis=1), np.full(len(values), float(WHOLE[unit]))))
    if total is not None:
        asked.append(("all ingredients", values.sum(axis=1), _stated(total, frame)))
    if not asked:
        raise ValueError(option_message("total", f"given, as {unit} closes at no sum of its own", total))
    for what, sums, wanted in asked:
        off = np.abs(sums - wanted) > tolerance + DIGITS * np.abs(wanted)
        for row in np.flatnonzero(off).tolist():
            reason = f"{what} should sum to {wanted[row]:g} {unit}."
            problems.setdefault(row, RowProblem(labels[row], "", round(float(sums[row]), 9), "no-closure", reason))
    if problems:
        raise InvalidRowsError(
            [problems[row] for row in sorted(problems)],
            len(values),
            "Correct these rows; pass tolerance= for rounding, or unit='g' for plain weights.",
        )


def _stated(total: float | pd.Series, frame: pd.DataFrame) -> np.ndarray:
    if not isinstance(total, pd.Series):
        check_number("total", total, low=0.0, open_ends=True)
        return np.full(len(frame), float(total))
    if not total.index.equals(frame.index):
        raise ValueError("total must have the row labels of the table. Pass a column of the same table.")
    if total.isna().any():
        raise ValueError(
            option_message("total", "stated in every row", "empty cells", "Check only the rows that state it.")
        )
    return total.to_numpy(dtype=np.float64)
