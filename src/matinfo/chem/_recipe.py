"""One recipe: amounts of ingredients in one unit, converted exactly, and the conditions of the process."""

from __future__ import annotations

import numbers
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Self

import numpy as np

from matinfo._frozen import Frozen
from matinfo._missing import is_missing
from matinfo._validation import check_number, option_message
from matinfo.chem._amounts import RUBBER, WHOLE, base_columns, check_units, convert, describe_amount
from matinfo.exceptions import RecipeError


class Recipe(Frozen):
    """A recipe as it was written: ingredients, amounts in one unit, process conditions.

    Amounts are kept as exact decimal numbers, so that sums and conversions have no rounding error: from phr to wt% and
    back gives an equal recipe. An amount of 0 says that the ingredient is absent; None says that it was not measured.
    The object is immutable and hashable.

    Parameters
    ----------
    amounts : mapping of str to number or None
        Amount of each ingredient; None where it is not known.
    unit : str
        Among phr, wt%, mass fraction, mol%, mole fraction, vol%, volume fraction, g, kg, mol, kg/m3.
    base : sequence of str, default=()
        The rubbers or resins whose sum is 100 phr; needed for phr.
    molar_masses : mapping of str to number, optional
        In g/mol, by ingredient, for conversions to or from mol%. Of a polymer, that of the repeat unit.
    densities : mapping of str to number, optional
        In g/cm3, by ingredient, for conversions to or from vol%, and to kg/m3.
    conditions : mapping of str to number or str, optional
        Settings of the process, such as ``{"cure_temperature_degC": 160}``.
    tolerance : float, default=1e-9
        How far the base may be from 100 phr, and the sum of wt%, mol% or vol% from 100, in the unit of the amounts.

    Raises
    ------
    RecipeError
        Amounts are negative or no numbers, or the recipe does not close; all of it in one message.

    See Also
    --------
    convert_amounts : The same for a table with one recipe a row.
    matinfo.featurize.RecipeFeatures : Turn a table of recipes into numbers for a model.

    Examples
    --------
    >>> import matinfo as mi
    >>> tread = {"NR": 100, "N339": 50, "ZnO": 5, "stearic acid": 3, "sulfur": 2.5, "MBTS": 0.6}
    >>> rubber = mi.Recipe(tread, "phr", base=["NR"])
    >>> rubber.total
    161.1
    >>> round(rubber.convert("wt%")["NR"], 3)
    62.073
    >>> rubber.convert("wt%").convert("phr") == rubber
    True
    """

    __slots__ = ("_base", "_conditions", "_densities", "_exact", "_molar_masses", "_unit")
    _exact: dict[str, Fraction | None]
    _unit: str
    _base: tuple[str, ...]
    _molar_masses: dict[str, Fraction]
    _densities: dict[str, Fraction]
    _conditions: dict[str, Any]

    def __init__(
        self,
        amounts: Mapping[str, Any],
        unit: str,
        *,
        base: Sequence[str] = (),
        molar_masses: Mapping[str, Any] | None = None,
        densities: Mapping[str, Any] | None = None,
        conditions: Mapping[str, Any] | None = None,
        tolerance: float = 1e-9,
    ) -> None:
        check_units(unit)
        check_number("tolerance", tolerance, low=0.0)
        if not isinstance(amounts, Mapping) or not amounts or not all(isinstance(name, str) for name in amounts):
            raise TypeError(option_message("amounts", "a dictionary of amounts by ingredient", amounts))
        for name, value in (conditions or {}).items():
            if not isinstance(value, str | numbers.Real):
                raise TypeError(option_message(f"conditions[{name!r}]", "a number or a text", value))
        exact, problems = _read(amounts)
        if len(base) or unit == "phr":
            base_columns(list(amounts), base)
        problems += [] if problems else _closure_problems(exact, unit, tuple(base), tolerance)
        if problems:
            raise RecipeError(
                f"{len(problems)} problem{'s' if len(problems) > 1 else ''} in the recipe: " + "; ".join(problems)
            )
        self._fill(
            _exact=exact,
            _unit=unit,
            _base=tuple(base),
            _molar_masses=_constants("molar_masses", molar_masses),
            _densities=_constants("densities", densities),
            _conditions=dict(conditions or {}),
        )

    @property
    def amounts(self) -> Mapping[str, float | None]:
        """Amount of each ingredient in `unit`; None where it was not measured. Cannot be changed."""
        return MappingProxyType({name: None if part is None else float(part) for name, part in self._exact.items()})

    @property
    def unit(self) -> str:
        """Unit of the amounts."""
        return self._unit

    @property
    def base(self) -> tuple[str, ...]:
        """Ingredients whose sum is 100 phr."""
        return self._base

    @property
    def conditions(self) -> Mapping[str, Any]:
        """Settings of the process. Cannot be changed."""
        return MappingProxyType(dict(self._conditions))

    @property
    def blanks(self) -> tuple[str, ...]:
        """Ingredients whose amount was not measured."""
        return tuple(name for name, part in self._exact.items() if part is None)

    @property
    def total(self) -> float:
        """Sum of all amounts in `unit`.

        Raises
        ------
        RecipeError
            Some amounts were not measured.
        """
        return float(sum(self._complete().values()))

    def check_total(self, expected: float, *, tolerance: float = 1e-9) -> None:
        """Raise unless the amounts sum to `expected`.

        Parameters
        ----------
        expected : float
            Sum in `unit`, such as the 161.1 phr that stand under a table.
        tolerance : float, default=1e-9
            Accepted difference in `unit`.

        Raises
        ------
        RecipeError
            The sum is another; the message says by how much.
        """
        check_number("tolerance", tolerance, low=0.0)
        parts = self._complete()
        difference = sum(parts.values()) - _exact_number(expected)
        if abs(difference) > tolerance:
            listed = " + ".join(f"{float(part):g} {name}" for name, part in parts.items())
            raise RecipeError(
                f"the recipe sums to {self.total:g} {self.unit}, {float(abs(difference)):g} "
                f"{'more' if difference > 0 else 'less'} than {expected:g}: {listed}. "
                "Look for a mistyped or missing amount."
            )

    def convert(self, unit: str, *, total: float | None = None) -> Self:
        """Recipe in another unit, exactly.

        Parameters
        ----------
        unit : str
            As in `Recipe`.
        total : float, optional
            Wanted sum in `unit`; needed for g, kg, mol and kg/m3 where the present unit says nothing of the size of a
            batch.

        Returns
        -------
        Recipe

        Raises
        ------
        RecipeError
            An amount was not measured, or a molar mass, a density, the base or the total is missing.

        Examples
        --------
        >>> import matinfo as mi
        >>> glue = mi.Recipe({"resin": 2, "hardener": 1}, "mol", molar_masses={"resin": 340, "hardener": 60})
        >>> glue.convert("wt%").amounts["hardener"]
        8.108108108108109
        """
        check_units(unit)
        parts = self._complete()
        values = np.asarray([list(parts.values())], dtype=object)
        converted = convert(
            values,
            list(parts),
            self._unit,
            unit,
            base=self._base,
            molar_masses=self._molar_masses,
            densities=self._densities,
            total=None if total is None else _exact_number(total),
        )
        new = object.__new__(type(self))
        exact = dict(zip(parts, converted[0], strict=True))
        new._fill(**self.__getstate__() | {"_exact": exact, "_unit": unit})
        return new

    def __getitem__(self, ingredient: str) -> float | None:
        """Amount of one ingredient; None where it was not measured."""
        if ingredient not in self._exact:
            raise KeyError(f"{ingredient!r} is no ingredient; known are {list(self._exact)}.")
        return self.amounts[ingredient]

    def __iter__(self) -> Iterator[str]:
        return iter(self._exact)

    def __len__(self) -> int:
        return len(self._exact)

    def __contains__(self, ingredient: object) -> bool:
        return ingredient in self._exact

    def __eq__(self, other: object) -> bool:
        """Equal amounts to the last digit, in the same unit, under the same conditions."""
        if not isinstance(other, Recipe):
            return NotImplemented
        return self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        listed = ", ".join(f"{name} {'?' if part is None else f'{part:g}'}" for name, part in self.amounts.items())
        return f"<Recipe [{self._unit}]: {listed}>"

    def _key(self) -> tuple[Any, ...]:
        return self._unit, frozenset(self._exact.items()), self._base, frozenset(self._conditions.items())

    def _complete(self) -> dict[str, Fraction]:
        """Amounts without blanks."""
        if self.blanks:
            raise RecipeError(
                f"the amount of {list(self.blanks)} was not measured, so there is no sum. Write 0 where it is absent."
            )
        return {name: part for name, part in self._exact.items() if part is not None}


def _read(amounts: Mapping[str, Any]) -> tuple[dict[str, Fraction | None], list[str]]:
    """Exact amounts, and what is wrong with the others."""
    exact: dict[str, Fraction | None] = {}
    problems = []
    for name, amount in amounts.items():
        if is_missing(amount):
            exact[name] = None
            continue
        try:
            number = _exact_number(amount)
        except (TypeError, ValueError, OverflowError):
            problems.append(f"{name!r}: {amount!r} is not a finite number")
            continue
        if number < 0:
            problems.append(f"{name!r}: {amount!r}, {describe_amount(-1.0)[1].rstrip('.')}")
        exact[name] = number
    return exact, problems


def _exact_number(value: Any) -> Fraction:
    """The decimal number that was written: 0.1 is one tenth."""
    if isinstance(value, bool | str | bytes) or not isinstance(value, numbers.Real | Decimal):
        raise TypeError(option_message("an amount", "a number", value))
    if isinstance(value, numbers.Rational | Decimal):
        return Fraction(value)
    return Fraction(repr(float(value)))


def _closure_problems(
    exact: Mapping[str, Fraction | None], unit: str, base: Sequence[str], tolerance: float
) -> list[str]:
    """What keeps the recipe from closing; a recipe with blanks among the parts cannot be asked."""
    summed, wanted = (list(base), RUBBER) if unit == "phr" else (list(exact), WHOLE.get(unit))
    parts = [exact[name] for name in summed]
    known = [part for part in parts if part is not None]
    if wanted is None or len(known) < len(parts):
        return [] if len(known) < len(parts) or any(known) else ["the amounts sum to zero"]
    difference = sum(known, Fraction(0)) - wanted
    if abs(difference) <= tolerance:
        return []
    what = f"the base ({' + '.join(base)})" if unit == "phr" else "the sum"
    advice = "pass unit='g' for plain weights" if unit == "phr" else "pass unit='g' for parts that do not close"
    return [f"{what} is {float(wanted + difference):g}, not {wanted} {unit}; {advice}, or tolerance= for rounding"]


def _constants(option: str, given: Mapping[str, Any] | None) -> dict[str, Fraction]:
    if given is not None and not isinstance(given, Mapping):
        raise TypeError(option_message(option, "a dictionary by ingredient", given))
    try:
        return {name: _exact_number(value) for name, value in (given or {}).items()}
    except (ValueError, OverflowError):
        raise RecipeError(option_message(option, "finite numbers by ingredient", dict(given or {}))) from None
