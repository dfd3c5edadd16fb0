"""Amounts of recipes: the units they are written in, and the way from one unit to another.

All functions work on arrays of shape (n recipes, k ingredients), of floats or of fractions: with fractions every
conversion is exact.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo._validation import InvalidPolicy, check_choice, check_invalid, check_number, option_message
from matinfo.chem._rows import report_problems
from matinfo.exceptions import RecipeError, RowProblem

Amounts = npt.NDArray[Any]

WHOLE = {"wt%": 100, "mass fraction": 1, "mol%": 100, "mole fraction": 1, "vol%": 100, "volume fraction": 1}
BATCH = {"g": 1, "kg": 1000, "mol": 1}  # grams, or moles, in one unit
AMOUNT_UNITS = ("phr", *WHOLE, *BATCH, "kg/m3")
_BY_MOLE = ("mol%", "mole fraction", "mol")
_BY_VOLUME = ("vol%", "volume fraction")
RUBBER = 100  # phr: parts per hundred of rubber


def convert_amounts(
    frame: pd.DataFrame,
    from_unit: str,
    to_unit: str,
    *,
    base: Sequence[str] = (),
    molar_masses: Mapping[str, float] | None = None,
    densities: Mapping[str, float] | None = None,
    total: float | None = None,
    invalid: InvalidPolicy = "raise",
) -> pd.DataFrame:
    """Convert a table of recipes, one row each, from one unit of amount to another.

    Parameters
    ----------
    frame : DataFrame
        One column an ingredient, all of them in `from_unit`; 0 is absent, an empty cell is not measured.
    from_unit, to_unit : str
        Among phr, wt%, mass fraction, mol%, mole fraction, vol%, volume fraction, g, kg, mol, kg/m3.
    base : sequence of str
        The rubbers or resins whose sum is 100 phr; needed for phr only.
    molar_masses : mapping of str to float, optional
        In g/mol, by ingredient; needed for mol%, mole fraction and mol. Of a polymer, that of the repeat unit.
    densities : mapping of str to float, optional
        In g/cm3, by ingredient; needed for vol% and volume fraction, and for kg/m3 where `total` is not given. The
        volumes are added up, as if nothing swelled or shrank on mixing.
    total : float, optional
        Wanted sum in `to_unit`; needed for g, kg, mol and kg/m3 where `from_unit` says nothing of the size of a batch.
        Not looked at for phr and shares, whose sums are given.
    invalid : {"raise", "nan"}, default="raise"
        Raise one error that names all rows with an empty, negative or infinite cell or nothing to divide by, or give
        NaN in these rows and warn once.

    Returns
    -------
    DataFrame
        The same rows and columns, in `to_unit`.

    Raises
    ------
    InvalidRowsError
        Rows cannot be converted; all of them are named.
    RecipeError
        A molar mass, a density, the base or the total is needed and missing.

    See Also
    --------
    Recipe : One recipe, converted exactly.

    Examples
    --------
    >>> import pandas as pd
    >>> from matinfo.chem import convert_amounts
    >>> table = pd.DataFrame({"NR": [100.0, 100.0], "N330": [50.0, 25.0]})
    >>> convert_amounts(table, "phr", "wt%", base=["NR"]).round(2)
          NR   N330
    0  66.67  33.33
    1  80.00  20.00
    """
    check_units(from_unit, to_unit)
    check_invalid(invalid)
    values, names = read_amounts(frame), list(frame.columns)
    problems = row_problems(values, names, list(frame.index), base if to_unit == "phr" else None)
    report_problems(list(problems.values()), len(values), invalid)
    good = np.setdiff1d(np.arange(len(values)), list(problems))
    converted = np.full(values.shape, np.nan)
    if good.size:
        converted[good] = convert(
            values[good],
            names,
            from_unit,
            to_unit,
            base=base,
            molar_masses=molar_masses or {},
            densities=densities or {},
            total=total,
        )
    return pd.DataFrame(converted, index=frame.index, columns=frame.columns)


def convert(
    values: Amounts,
    names: Sequence[str],
    from_unit: str,
    to_unit: str,
    *,
    base: Sequence[str],
    molar_masses: Mapping[str, Any],
    densities: Mapping[str, Any],
    total: Any = None,
) -> Amounts:
    """Convert complete, non-negative amounts; the numbers stay fractions where they are fractions.

    Parameters
    ----------
    values : array of shape (n, k)
    names : sequence of k ingredients
    from_unit, to_unit, base, molar_masses, densities, total
        As in `convert_amounts`.
    """
    if from_unit == to_unit and total is None:
        return values
    used = [bool(np.any(values[:, place] != 0)) for place in range(len(names))]
    known = {"molar mass [g/mol]": molar_masses, "density [g/cm3]": densities}
    mass = values * _weights(from_unit, names, used, known).astype(values.dtype)
    result = mass / _weights(to_unit, names, used, known).astype(values.dtype)
    if to_unit == "phr":
        rubber = mass[:, base_columns(names, base)].sum(axis=1)
        if not rubber.all():
            raise RecipeError(no_base(base))
        scale = RUBBER / rubber
    elif to_unit in WHOLE:
        scale = WHOLE[to_unit] / result.sum(axis=1)
    elif total is not None:
        check_number("total", float(total), low=0.0, open_ends=True)
        scale = total / result.sum(axis=1)
    elif from_unit in BATCH and to_unit in BATCH:
        return result * BATCH[from_unit] / BATCH[to_unit]
    elif to_unit == "kg/m3" and densities:
        volume = mass / _weights("vol%", names, used, known).astype(values.dtype)
        scale = 1000 / volume.sum(axis=1)
    else:
        hint = " or the densities of all ingredients" if to_unit == "kg/m3" else ""
        raise RecipeError(
            f"{from_unit} says nothing of the size of a batch in {to_unit}. Pass total=, the wanted sum in "
            f"{to_unit}{hint}."
        )
    return result * np.asarray(scale)[:, None]


def check_units(*units: Any) -> None:
    """Raise unless every name is a unit of amount."""
    for unit in units:
        check_choice("unit", unit, AMOUNT_UNITS)


def base_columns(names: Sequence[str], base: Sequence[str]) -> list[int]:
    """Positions of the ingredients that make up the 100 parts."""
    known = not isinstance(base, str) and set(base) <= set(names)
    if not known or not len(base) or len(set(base)) < len(base):
        raise RecipeError(
            option_message(
                "base", f"the rubbers or resins among {list(names)}, each once", base, "Their sum is 100 phr."
            )
        )
    return [list(names).index(name) for name in base]


def read_amounts(frame: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Numbers of a table of amounts; raise where a column holds anything else."""
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(option_message("frame", "a DataFrame with one column an ingredient", type(frame).__name__))
    types = pd.api.types
    texts = [
        name for name, kind in frame.dtypes.items() if types.is_bool_dtype(kind) or not types.is_numeric_dtype(kind)
    ]
    if texts:
        raise TypeError(f"columns {texts} do not hold numbers. Pass the columns of amounts only.")
    return frame.to_numpy(dtype=np.float64, na_value=np.nan)


def row_problems(
    values: npt.NDArray[np.float64], names: Sequence[str], labels: Sequence[Any], base: Sequence[str] | None
) -> dict[int, RowProblem]:
    """Rows that hold no recipe, by position: the first cell that is wrong, or nothing to divide by."""
    problems = {}
    places = None if base is None else base_columns(names, base)
    for place, (label, row) in enumerate(zip(labels, values, strict=True)):
        wrong = np.flatnonzero(~np.isfinite(row) | (row < 0))
        if wrong.size:
            column, value = str(names[wrong[0]]), float(row[wrong[0]])
            problems[place] = RowProblem(label, column, value, *describe_amount(value))
        elif row.sum() == 0:
            problems[place] = RowProblem(label, "", 0.0, "empty-recipe", "the amounts sum to zero.")
        elif places is not None and row[places].sum() == 0:
            problems[place] = RowProblem(label, "", 0.0, "no-base", no_base(base or ()))
    return problems


def no_base(base: Sequence[str]) -> str:
    """What is wrong with a recipe without any rubber or resin."""
    return f"{' + '.join(base)} is zero, so phr has no meaning."


def describe_amount(value: float) -> tuple[str, str, str]:
    """Code, reason and next step for an amount that cannot be."""
    if np.isnan(value):
        return "blank", "the cell is empty, which means not measured.", "Write 0 where the ingredient is absent."
    if np.isinf(value):
        return "not-finite", "the amount is infinite.", ""
    return "negative", "an amount cannot be negative.", ""


def _weights(unit: str, names: Sequence[str], used: Sequence[bool], known: Mapping[str, Mapping[str, Any]]) -> Amounts:
    """Mass of one unit of each ingredient."""
    if unit in _BY_MOLE:
        return _factors("molar mass [g/mol]", known["molar mass [g/mol]"], names, used)
    if unit in _BY_VOLUME:
        return _factors("density [g/cm3]", known["density [g/cm3]"], names, used)
    return np.asarray([1] * len(names), dtype=object)


def _is_above_zero(value: Any) -> bool:
    return isinstance(value, numbers.Real) and bool(0 < value < float("inf"))  # type: ignore[operator]


def _factors(what: str, known: Mapping[str, Any], names: Sequence[str], used: Sequence[bool]) -> Amounts:
    missing = [name for name, wanted in zip(names, used, strict=True) if wanted and name not in known]
    if missing:
        option = "molar_masses" if what.startswith("molar") else "densities"
        raise RecipeError(f"the {what} of {missing} is needed. Pass {option}={{{missing[0]!r}: ...}}.")
    wrong = [name for name in names if name in known and not _is_above_zero(known[name])]
    if wrong:
        raise RecipeError(f"the {what} of {wrong} must be a number above zero; got {[known[name] for name in wrong]}.")
    return np.asarray([known.get(name, 1) for name in names], dtype=object)
