"""Decimal numbers as fractions, so that ten times 0.1 is 1."""

from __future__ import annotations

from fractions import Fraction

FINEST = 10**9  # denominators above this are rounding errors of floats


def exact(number: float) -> Fraction:
    """The number that a person meant: 0.1 is 1/10, 0.3333333333333333 is 1/3."""
    return Fraction(repr(float(number))).limit_denominator(FINEST)
