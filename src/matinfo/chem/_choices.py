"""Ingredients that are written as which one and how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from matinfo._missing import is_blank
from matinfo._validation import InvalidPolicy, check_invalid, option_message
from matinfo.chem._amounts import describe_amount, read_amounts
from matinfo.chem._rows import report_problems
from matinfo.exceptions import RowProblem

UNLISTED = "unlisted_ingredients"


def spread_choices(
    frame: pd.DataFrame,
    choices: Mapping[str, str],
    *,
    ingredients: Sequence[str] | None = None,
    invalid: InvalidPolicy = "raise",
) -> pd.DataFrame:
    """Turn pairs of columns, which ingredient and how much, into one column of amounts an ingredient.

    "10 phr of DOP or 20 phr of TOTM" is one choice and one amount. As one column an ingredient, 0 phr of the one is the
    same as 0 phr of the other, and a table written in either way gives the same numbers. An ingredient that stands in
    several pairs, or has a column of its own already, is added up.

    Parameters
    ----------
    frame : DataFrame
        One row a recipe.
    choices : mapping of str to str
        Column that names the ingredient, and column that holds its amount. An empty name with amount 0 is fine.
    ingredients : sequence of str, optional
        Names to make columns of; others are summed in the column ``unlisted_ingredients``. By default all names that
        occur, in alphabetic order.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows with an amount of nothing, or a name without an amount; or give NaN there
        and warn once.

    Returns
    -------
    DataFrame
        The other columns as they were, then one column an ingredient.

    Raises
    ------
    InvalidRowsError
        Rows name no ingredient but an amount, or the other way round.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.chem import spread_choices
    >>> table = pd.DataFrame({"NR": [100, 100, 100], "oil": ["DOP", "TOTM", None], "oil_phr": [10.0, 20.0, 0.0]})
    >>> spread_choices(table, {"oil": "oil_phr"})
        NR   DOP  TOTM
    0  100  10.0   0.0
    1  100   0.0  20.0
    2  100   0.0   0.0
    """
    check_invalid(invalid)
    table, problems = spread(frame, choices, ingredients)
    report_problems(list(problems.values()), len(frame), invalid)
    return table


def spread(
    frame: pd.DataFrame, choices: Mapping[str, str], ingredients: Sequence[str] | None = None
) -> tuple[pd.DataFrame, dict[int, RowProblem]]:
    """Table with one column an ingredient, and by position the rows whose pairs cannot be read (NaN in the table)."""
    pairs = _check_pairs(frame, choices)
    problems: dict[int, RowProblem] = {}
    found: dict[str, np.ndarray] = {}
    for which, how_much in pairs.items():
        amounts = read_amounts(frame[[how_much]])[:, 0]
        for row, (label, name) in enumerate(frame[which].items()):
            problem = _pair_problem(label, which, how_much, name, float(amounts[row]))
            if problem is not None:
                problems.setdefault(row, problem)
            elif not is_blank(name):
                found.setdefault(name.strip(), np.zeros(len(frame)))[row] += amounts[row]
    wanted = chosen_ingredients(frame, choices) if ingredients is None else list(ingredients)
    rest = [name for name in found if name not in wanted]
    kept = frame.drop(columns=[*pairs, *dict.fromkeys(pairs.values())])
    new = {name: found.get(name, np.zeros(len(frame))) for name in wanted}
    if ingredients is not None:
        new[UNLISTED] = sum((found[name] for name in rest), np.zeros(len(frame)))
    for name in [name for name in new if name in kept.columns]:
        new[name] = new[name] + read_amounts(kept[[name]])[:, 0]
    for amounts in new.values():
        amounts[list(problems)] = np.nan
    kept = kept.drop(columns=[name for name in new if name in kept.columns])
    return pd.concat([kept, pd.DataFrame(new, index=frame.index)], axis=1), problems


def chosen_ingredients(frame: pd.DataFrame, choices: Mapping[str, str]) -> list[str]:
    """All names in the columns that name ingredients, in alphabetic order."""
    cells = [name for which in _check_pairs(frame, choices) for name in frame[which].tolist()]
    return sorted({name.strip() for name in cells if isinstance(name, str) and name.strip()})


def _pair_problem(label: Any, which: str, how_much: str, name: Any, amount: float) -> RowProblem | None:
    """What is wrong with one pair of cells, if anything."""
    named = not is_blank(name)
    if named and not isinstance(name, str):
        return RowProblem(label, which, name, "no-name", "the name of an ingredient must be text.")
    if named and np.isnan(amount):
        return RowProblem(label, how_much, amount, "blank", f"{name!r} has no amount.", "Write 0 where it is absent.")
    if not np.isnan(amount) and (amount < 0 or np.isinf(amount)):
        return RowProblem(label, how_much, amount, *describe_amount(amount))
    if not named and amount > 0:
        return RowProblem(label, which, name, "no-name", f"{amount:g} of an ingredient that is not named.")
    return None


def _check_pairs(frame: pd.DataFrame, choices: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(choices, Mapping):
        raise TypeError(option_message("choices", "a dictionary, such as {'oil': 'oil_phr'}", choices))
    missing = [name for pair in choices.items() for name in pair if name not in frame.columns]
    if missing:
        raise ValueError(option_message("choices", f"made of columns of the table; {list(frame.columns)}", missing))
    if len({*choices, *choices.values()}) < 2 * len(choices):
        raise ValueError(option_message("choices", "made of pairs that share no column", dict(choices)))
    return dict(choices)
