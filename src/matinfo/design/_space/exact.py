"""Decimal numbers as fractions, so that ten times 0.1 is 1."""

from __future__ import annotations

from fractions import Fraction
from math import floor, log10

FINEST = 10**9  # denominators above this are rounding errors of floats
_TINY = 1e-6  # below it digits count rather than places: 1e-10 is no rounding error of 0


def exact(number: float) -> Fraction:
    """The number that a person meant: 0.1 is 1/10, 0.3333333333333333 is 1/3."""
    meant = Fraction(repr(float(number)))
    if not 0 < abs(meant) < _TINY:
        return meant.limit_denominator(FINEST)
    scale = 10 ** -floor(log10(abs(meant)))
    return (meant * scale).limit_denominator(FINEST) / scale
