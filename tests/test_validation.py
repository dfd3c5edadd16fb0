"""Checks of options: what counts as a choice and as a number, and what the messages say."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from matinfo._missing import is_blank, is_missing
from matinfo._validation import check_choice, check_number


@pytest.mark.parametrize("value", ["mean", np.array(["mean"])[0]])  # a grid of options may be an array
def test_a_text_is_a_choice_wherever_it_comes_from(value):
    check_choice("mixing", value, ("mean", "sum"))


@pytest.mark.parametrize(
    ("value", "choices"), [(True, (1, 2)), (1, (True, False)), ("Mean", ("mean",)), (None, ("mean",)), (["a"], ("a",))]
)
def test_what_is_only_equal_to_a_choice_is_none(value, choices):
    with pytest.raises(ValueError, match="option must be one of"):
        check_choice("option", value, choices)


@pytest.mark.parametrize("value", [0, 1, 0.5, np.float32(0.5), np.int64(1), Fraction(1, 2)])
def test_a_number_between_the_ends_is_taken(value):
    check_number("share", value, low=0, high=1)


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (1.5, ValueError, r"share must be in \[0, 1\]; got 1\.5"),
        (math.nan, ValueError, r"share must be in \[0, 1\]; got nan"),
        (10**400, ValueError, r"share must be in \[0, 1\]"),
        (True, TypeError, "share must be a number; got True"),
        ("0.5", TypeError, "share must be a number"),
        (Decimal("0.5"), TypeError, "share must be a number"),
    ],
)
def test_other_numbers_are_refused(value, error, message):
    with pytest.raises(error, match=message):
        check_number("share", value, low=0, high=1)


@pytest.mark.parametrize("value", [math.inf, -math.inf, np.float64("inf")])
def test_infinity_is_no_number_of_an_option(value):
    with pytest.raises(ValueError, match="threshold must be finite; got"):
        check_number("threshold", value)


@pytest.mark.parametrize(
    "value",
    [None, math.nan, np.float32("nan"), np.datetime64("NaT", "s"), pd.NA, pd.NaT, Decimal("NaN"), complex("nan")],
)
def test_every_kind_of_nothing_is_missing(value):
    assert is_missing(value)
    assert is_blank(value)


@pytest.mark.parametrize("value", [0, "", "nan", False, [], np.array([math.nan]), pd.Timestamp(0), math.inf])
def test_whatever_says_something_is_not_missing(value):
    assert is_missing(value) is False


def test_a_text_of_blanks_is_a_blank_cell_but_not_missing():
    assert is_blank(" \t\u00a0")
    assert not is_missing(" ")
