"""The strict grammar of one number: separators, signs, powers of ten. Two possible readings are none."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

DecimalSign = str | None  # "." or "," where the user says so, None where the number itself must tell

MINUS = r"\-\u2212\u2010\u2011\ufe63\uff0d"  # inside [...]
DASHES = r"\u2013\u2014\u2012\u2015"
SPACES = "\u00a0\u202f\u2009\u2007"  # typographic; an ASCII blank is looked at more closely

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?")
_MANTISSA = r"\d+(?:[.,'’\u00a0\u202f\u2009\u2007 ]\d+)*\.?|[.,]\d+"
_POWER = rf"\s*[eE]\s?(?P<e>[+{MINUS}{DASHES}]?\d{{1,3}})"
_TIMES = rf"\s*[xX×·⋅*]\s*10(?:(?:\^|\*\*)\s*(?P<t>[+{MINUS}{DASHES}]?\d{{1,3}})|(?P<r>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
NUMBER = re.compile(rf"(?P<sign>[+{MINUS}{DASHES}]\s?)?(?P<mantissa>{_MANTISSA})(?:{_POWER}|{_TIMES})?")
_TEN_TO = re.compile(
    rf"(?P<sign>[+{MINUS}{DASHES}])?10(?:\^\s*(?P<t>[+{MINUS}{DASHES}]?\d{{1,3}})|(?P<r>[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))"
)
_GROUPED = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d*)?"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d*)?"),
    " ": re.compile(rf"\d{{1,3}}(?:[{SPACES} ]\d{{3}})+(?:[.,]\d*)?"),
    "'": re.compile(r"\d{1,3}(?:['’]\d{3})+(?:\.\d*)?"),
}


class NumberProblem(ValueError):
    """A number cannot be read; `flag` names the fault, `reason` and `suggestion` say it in words."""

    def __init__(self, flag: str, reason: str, suggestion: str = "") -> None:
        super().__init__(flag, reason, suggestion)
        self.flag, self.reason, self.suggestion = flag, reason, suggestion


@dataclass(frozen=True, slots=True)
class Number:
    """A number at the start of a text: its value, digits after the decimal sign, what was odd, and where it ends."""

    value: float
    decimals: int
    flags: tuple[str, ...]
    end: int


def plain_number(text: str) -> float | None:
    """Value of a text without anything to decide, such as ``-12.5e3``; None for all others."""
    if not text.isascii() or not _PLAIN.fullmatch(text):
        return None
    try:
        return finite(float(text), text)
    except NumberProblem:
        return None


def match_number(text: str, start: int = 0, *, decimal: DecimalSign = None) -> Number | None:
    """Read the number that begins at `start`; None where none does.

    Raises
    ------
    NumberProblem
        If it can be read in two ways, as ``1,234`` can, or cannot be held by a float.
    """
    ten = _TEN_TO.match(text, start)
    found = ten or NUMBER.match(text, start)
    if found is None:
        return None
    flags: list[str] = []
    sign = _sign(found["sign"], flags)
    power = found["t"] or (found["r"] or "").translate(_RAISED)
    if ten is not None:
        return Number(finite(sign * float(f"1e{_power(power, flags)}"), found[0]), 0, tuple(flags), found.end())
    power = power or found["e"] or ""
    plain = _digits(found["mantissa"], flags, decimal, scientific=bool(power))
    exponent = _power(power, flags) if power else 0
    decimals = len(plain.partition(".")[2]) - exponent
    return Number(finite(sign * float(f"{plain}e{exponent}"), found[0]), decimals, tuple(flags), found.end())


def _sign(sign: str | None, flags: list[str]) -> int:
    sign = (sign or "").strip()
    if sign and sign not in "+-":
        flags.append("unicode-minus")
    return -1 if sign and sign != "+" else 1


def _power(text: str, flags: list[str]) -> int:
    digits = re.sub(r"^\D+", "", text)
    return _sign(text[: len(text) - len(digits)], flags) * int(digits)


def _digits(text: str, flags: list[str], decimal: DecimalSign, *, scientific: bool) -> str:
    """Digits with a decimal point and nothing else."""
    if "." not in text and "," not in text and text.isdigit():
        return text
    for separator in ("'", " "):
        if _GROUPED[separator].fullmatch(text):
            return _grouped(text, separator, flags, decimal)
    if re.search(rf"[{SPACES} '’]", text):
        raise _two_values(text)
    points, commas = text.count("."), text.count(",")
    if points and commas:
        last = "." if text.rindex(".") > text.rindex(",") else ","
        group = "," if last == "." else "."
        if not _GROUPED[group].fullmatch(text) or (decimal and decimal != last):
            raise _odd_separators(text)
        flags += ["thousands"] if last == "." else ["decimal-comma", "thousands"]
        return text.replace(group, "").replace(last, ".")
    only = "." if points else ","
    if points + commas > 1:
        if not _GROUPED[only].fullmatch(text) or decimal == only:
            raise _odd_separators(text)
        flags.append("thousands")
        return text.replace(only, "")
    could_be_group = bool(_GROUPED[only].fullmatch(text)) and not text.startswith("0")
    if decimal is not None and decimal != only:
        if not could_be_group:
            raise _odd_separators(text)
        flags.append("thousands")
        return text.replace(only, "")
    if only == ".":
        return text
    if decimal is None and could_be_group and not (scientific and text.index(",") == 1):
        plain, point = text.replace(",", ""), text.replace(",", ".")
        raise NumberProblem(
            "two-readings",
            f"it can be read as {plain} (thousands) or as {point} (decimal comma).",
            "Say which with decimal='.' or decimal=',', or type the number without the comma.",
        )
    flags.append("decimal-comma")
    return text.replace(",", ".")


def _grouped(text: str, separator: str, flags: list[str], decimal: DecimalSign) -> str:
    groups = re.split(r"[.,]", text)[0]
    if separator == " " and " " in groups and re.fullmatch(r"\d{3} \d{3}", groups):
        raise _two_values(text)
    flags.append("thousands-space" if separator == " " else "thousands")
    plain = re.sub(rf"[{SPACES} '’]", "", text)
    if "," not in plain:
        return plain
    if decimal == ".":
        raise _odd_separators(text)
    flags.append("decimal-comma")
    return plain.replace(",", ".")


def _two_values(text: str) -> NumberProblem:
    return NumberProblem(
        "two-values", f"{text!r} may be one number or several.", "Give one value a cell, without blanks inside."
    )


def _odd_separators(text: str) -> NumberProblem:
    return NumberProblem(
        "separators", f"the commas and points of {text!r} make no number.", "Type it with one decimal point."
    )


def finite(value: float, text: str) -> float:
    """The value of a text; raise where it became infinite, or zero without being written so."""
    if math.isinf(value) or (value == 0 and re.search(r"[1-9]", re.split(r"[eExX×·⋅*^]", text)[0])):
        raise NumberProblem("too-large", f"{text!r} is beyond what a number can hold.", "Check the power of ten.")
    return value
