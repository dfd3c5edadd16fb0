"""Reading and converting units; the units themselves stand in ``_unit_table.py``."""

from __future__ import annotations

import difflib
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from matinfo._validation import option_message
from matinfo.data._rare_units import is_installed, rare_unit
from matinfo.data._unit_table import ALIASES, LIKELY_MEANT, UNITS, Dimension, Unit
from matinfo.exceptions import UnitError, shorten

Values = TypeVar("Values")

# after NFKC: superscripts are digits, the three micro and ohm and angstrom signs are one each
_SIGNS = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u00b7": "*", "\u22c5": "*", "\u2219": "*", "\u00d7": "*", "\u2044": "/"}
    | {"\u00b0": "deg", "\u03bc": "u", "\u00c5": "angstrom", "\u03a9": "ohm"}
)
# no unit has a power of two digits, and a computer has no room for a kilometre to the millionth
_FACTOR = re.compile(r"(?P<symbol>[^\W\d_]+%?|%|1(?=/|$))(?:\^|\*\*)?(?P<power>[+-]?[1-9])?")


def convert_unit(values: Values, from_unit: str, to_unit: str, *, difference: bool = False) -> Any:
    """Convert numbers from one unit to another.

    Parameters
    ----------
    values : float, Series, DataFrame or array-like
        Numbers in `from_unit`; NaN stays NaN.
    from_unit, to_unit : str
        Units such as ``"degC"``, ``"W/(m K)"``, ``"g/cm3"``, ``"kJ/mol"``, ``"wt%"``, ``"1"``.
    difference : bool, default=False
        Convert a difference or a standard deviation: the zero points of temperature scales do not count.

    Returns
    -------
    float, Series, DataFrame or ndarray
        Numbers in `to_unit`: a pandas object where one was given, with the same labels, otherwise a float or an
        array of the same shape.

    Raises
    ------
    UnitError
        If a unit is unknown, or if the two measure different things.
    TypeError
        If `values` holds text.

    See Also
    --------
    Dataset.convert : The same for a column of a dataset, together with its standard deviations.

    Examples
    --------
    >>> convert_unit(100.0, "degC", "K")
    373.15
    >>> convert_unit([1.0, 2.0], "g/cm3", "kg/m3")
    array([1000., 2000.])
    >>> float(round(convert_unit(1.0, "Ha", "kcal/mol"), 4))
    627.5095
    """
    start, end = parse_unit(from_unit), parse_unit(to_unit)
    if start.dimension != end.dimension:
        raise UnitError(
            f"{from_unit!r} ({start.quantity}) cannot be converted to {to_unit!r} ({end.quantity}): they measure "
            f"different things.{_bridge(start, end)}"
        )
    numbers: Any = values if isinstance(values, pd.Series | pd.DataFrame) else np.asarray(values)
    if np.asarray(numbers).dtype.kind not in "iuf":
        _refuse_text(numbers)
    numbers = numbers.astype("float64")
    if (start.factor, start.offset) != (end.factor, end.offset):
        numbers = numbers * float(start.factor / end.factor)
        if not difference and start.offset != end.offset:
            numbers = numbers + float((start.offset - end.offset) / end.factor)
    return float(numbers) if isinstance(numbers, np.ndarray | np.generic) and np.ndim(numbers) == 0 else numbers


def _refuse_text(values: Any) -> None:
    """Text is not read as a number here: ``"1,234"`` has two readings."""
    texts = [value for value in np.ravel(np.asarray(values, dtype=object)).tolist() if isinstance(value, str | bytes)]
    if texts:
        raise TypeError(option_message("values", "numbers", texts[0], "Turn text into numbers first."))


def parse_unit(text: str) -> Unit:
    """Read a unit, simple (``"degC"``) or made of several (``"W/(m K)"``, ``"W m-1 K-1"``).

    Raises
    ------
    UnitError
        If a part is unknown (close matches are named), or if it can be read in two ways, as ``"W/m K"`` can.
    """
    if not isinstance(text, str):
        raise UnitError(f"A unit must be a string; got {text!r}. For a pure number write '1'.")
    return _parsed(text)


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Unit:
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(_SIGNS).split())
    plain = ALIASES.get(plain, plain)
    if plain in UNITS:
        return UNITS[plain]
    plain = re.sub(" */ *", "/", plain)
    if plain.startswith("/") or plain.endswith("/"):
        raise UnitError(f"{text!r} has nothing on one side of its line. Write it as '1/K' or 'W/(m K)'.")
    over, _, under = plain.partition("/")
    factor, powers = _product(over, 1, text)
    for part in _denominators(under, text) if under else []:
        part_factor, part_powers = _product(part, -1, text)
        factor *= part_factor
        for base, power in part_powers.items():
            powers[base] = powers.get(base, 0) + power
    dim: Dimension = tuple(sorted((base, power) for base, power in powers.items() if power))
    return Unit(plain, factor, dim)


def known_units() -> list[str]:
    """Symbols that can be used in a unit, alone or in products such as ``"W/(m K)"``.

    With the extra ``units`` (pint) the full names of further units work too, such as ``"furlong"`` or ``"denier"``.

    Examples
    --------
    >>> "degC" in known_units(), "MPa" in known_units(), "phr" in known_units()
    (True, True, True)
    """
    return sorted(UNITS)


def _denominators(under: str, text: str) -> list[str]:
    """Parts below the fraction line: ``m K`` of ``W/(m K)``, or ``m`` and ``K`` of ``W/m/K``."""
    if under.startswith("(") and under.endswith(")") and under.count("(") == under.count(")") == 1:
        return [under[1:-1]]
    parts = under.split("/")
    if any(len(re.split(r"[ *]+", part.strip().replace("**", "^"))) > 1 for part in parts):
        shown = under.replace("/", " ").replace("*", " ")
        raise UnitError(
            f"{text!r} can be read in two ways. Write '{text.partition('/')[0].strip()}/({' '.join(shown.split())})' "
            f"if all of it stands below the line."
        )
    return parts


def _product(text: str, sign: int, whole: str) -> tuple[Fraction, dict[str, int]]:
    """Size and powers of base units of a product such as ``kJ`` or ``m K``; `sign` is -1 below the line."""
    factor, powers = Fraction(1), dict[str, int]()
    for part in re.split(r"[ *]+", text.strip().replace("**", "^")):
        match = _FACTOR.fullmatch(part)
        symbol = ALIASES.get(match["symbol"], match["symbol"]) if match else part
        unit = UNITS.get(symbol) or (rare_unit(symbol) if match is not None else None)
        if match is None or unit is None:
            raise UnitError(_unknown(whole, part if match is None else match["symbol"]))
        power = sign * int(match["power"] or 1)
        factor *= unit.factor**power
        for base, exponent in unit.dimension:
            powers[base] = powers.get(base, 0) + power * exponent
    return factor, powers


def _unknown(whole: str, part: str) -> str:
    likely = [LIKELY_MEANT[name] for name in (whole, part) if name in LIKELY_MEANT]
    names = [*UNITS, *ALIASES]
    folded = [name for name in UNITS if name.casefold() == part.casefold()]
    close = [ALIASES.get(name, name) for name in difflib.get_close_matches(part, names, n=3, cutoff=0.6)]
    matches = list(dict.fromkeys([*likely, *folded, *close]))
    of_whole = "" if part == whole else f" in {shorten(whole)}"
    hint = f" Did you mean {' or '.join(repr(name) for name in matches)}?" if matches else ""
    more = "" if is_installed() else ' pip install "matinfo[units]" adds rarer units by their full names.'
    return (
        f"{shorten(part)}{of_whole} is not a known unit.{hint} matinfo.data.known_units() lists them; "
        f"products are written as 'W/(m K)', powers as 'cm3'.{more}"
    )


def _bridge(start: Unit, end: Unit) -> str:
    """One sentence on what would be needed, where many people expect a conversion."""
    meant = LIKELY_MEANT.get(start.symbol) or LIKELY_MEANT.get(end.symbol)
    if meant:
        return f" Did you mean {meant!r}?"
    shares = ("share", "rubber", "pure number")
    if start.quantity.endswith(shares) and end.quantity.endswith(shares):
        return " The whole recipe is needed for that step: compute the new column from all ingredients."
    if "hardness" in start.quantity and "hardness" in end.quantity:
        return " Hardness scales have no exact relation; keep them as two targets."
    return ""
