"""Units outside our table, by their full names, from pint where it is installed (extra ``units``).

Only whole names are asked for: the short symbols of pint mean other things in a laboratory (``a`` is a year, ``phr`` a
picohour, ``C`` a coulomb).
"""

from __future__ import annotations

import importlib.util
from fractions import Fraction
from functools import lru_cache
from typing import Any

from matinfo.data._unit_table import LIKELY_MEANT, Dimension, Unit

SHORTEST_NAME = 4  # letters
BASES = {
    "[length]": "m",
    "[mass]": "kg",
    "[time]": "s",
    "[temperature]": "K",
    "[substance]": "mol",
    "[current]": "A",
    "[luminosity]": "cd",
}


def is_installed() -> bool:
    """Whether pint can be imported."""
    return importlib.util.find_spec("pint") is not None


@lru_cache(maxsize=256)
def rare_unit(name: str) -> Unit | None:
    """Unit of that full name; None where pint is absent, knows no such name, or has no exact size for it."""
    if len(name) < SHORTEST_NAME or not name.isascii() or not name.isalpha() or name in LIKELY_MEANT:
        return None
    if not is_installed():
        return None
    registry = _registry()
    spellings = registry.parse_unit_name(name)
    if not any(f"{prefix}{unit}" == name and not suffix for prefix, unit, suffix in spellings):
        return None
    if not registry._units[next(unit for _, unit, _ in spellings)].is_multiplicative:
        return None
    size = registry.Quantity(Fraction(1), name).to_base_units()
    powers = {BASES.get(base, ""): power for base, power in dict(size.dimensionality).items()}
    if not powers or "" in powers or any(power != int(power) for power in powers.values()):
        return None
    dimension: Dimension = tuple(sorted((base, int(power)) for base, power in powers.items()))
    return Unit(name, Fraction(size.magnitude), dimension)


@lru_cache(maxsize=1)
def _registry() -> Any:
    import pint

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
