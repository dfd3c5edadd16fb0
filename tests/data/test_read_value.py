"""One cell of a column of values: read as a chemist reads it, or refused with a reason; never guessed."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinfo.data import read_table, read_value
from matinfo.data.reading._value import in_unit
from matinfo.exceptions import UnitError

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("cell", "kind", "value", "low", "high"),
    [
        ("87.5", "exact", 87.5, 87.5, 87.5),
        (87.5, "exact", 87.5, 87.5, 87.5),
        (np.float32(0.5), "exact", 0.5, 0.5, 0.5),
        (Decimal("87.5"), "exact", 87.5, 87.5, 87.5),  # as databases give it
        (Decimal("NaN"), "missing", NAN, NAN, NAN),
        (np.float32("nan"), "missing", NAN, NAN, NAN),
        ("+4", "exact", 4, 4, 4),
        ("\u221244", "exact", -44, -44, -44),  # minus sign of a word processor
        ("\u201344", "exact", -44, -44, -44),  # en dash
        ("2,345.6", "exact", 2345.6, 2345.6, 2345.6),
        ("2.345,6", "exact", 2345.6, 2345.6, 2345.6),
        ("2'345.6", "exact", 2345.6, 2345.6, 2345.6),
        ("2\u00a0345,6", "exact", 2345.6, 2345.6, 2345.6),
        ("7,654,321", "exact", 7654321, 7654321, 7654321),
        ("3,7", "exact", 3.7, 3.7, 3.7),
        ("0,375", "exact", 0.375, 0.375, 0.375),  # no group of thousands begins with 0
        ("2,375e-3", "exact", 0.002375, 0.002375, 0.002375),
        ("3.5E-2", "exact", 0.035, 0.035, 0.035),
        ("3.5 \u00d7 10\u207b\u00b2", "exact", 0.035, 0.035, 0.035),
        ("3.5*10^-2", "exact", 0.035, 0.035, 0.035),
        ("10\u00b3", "exact", 1000, 1000, 1000),
        ("80-90", "range", 85, 80, 90),
        ("\u221290 to \u221280", "range", -85, -90, -80),
        ("-90--80", "range", -85, -90, -80),
        ("-5-10", "range", 2.5, -5, 10),
        ("90\uff5e80", "range", 85, 80, 90),
        ("80 \u00b0C - 90 \u00b0C", "range", 85, 80, 90),
        ("88 \u00b1 2", "plus-minus", 88, 86, 90),
        ("(88 +/- 2) \u00b0C", "plus-minus", 88, 86, 90),
        ("1.25(4)", "plus-minus", 1.25, 1.21, 1.29),
        ("approx. 88", "approximate", 88, NAN, NAN),
        ("\uc57d 88", "approximate", 88, NAN, NAN),
        ("\u7d0488", "approximate", 88, NAN, NAN),
        ("> 410", "right-censored", NAN, 410, INF),
        ("\u2264 -15", "left-censored", NAN, -INF, -15),
        ("88 (2nd run)", "exact", 88, 88, 88),
        ("88\u2020", "exact", 88, 88, 88),
        ("", "missing", NAN, NAN, NAN),
        (None, "missing", NAN, NAN, NAN),
        (pd.NaT, "missing", NAN, NAN, NAN),
        ("n.d.", "missing", NAN, NAN, NAN),
        ("#REF!", "missing", NAN, NAN, NAN),
        ("\ubbf8\uce21\uc815", "missing", NAN, NAN, NAN),
    ],
)
def test_a_cell_is_read_with_its_bounds(cell, kind, value, low, high):
    got = read_value(cell, "degC")
    assert got.kind == kind
    np.testing.assert_allclose([got.value, got.low, got.high], [value, low, high], rtol=1e-15)


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("2,345", "two-readings"),
        ("45,678", "two-readings"),
        ("250-60", "two-readings"),  # 250 to 260, or 60 to 250
        ("88h", "two-readings"),  # a footnote, or hours
        ("88\u00b2", "two-readings"),
        ("88, 92", "two-values"),
        ("88/92", "two-values"),
        ("345 678", "two-values"),
        ("3.4.5", "separators"),
        ("Mar-12", "excel-date"),
        ("12/3/2021", "excel-date"),
        (datetime.datetime(2021, 3, 12), "excel-date"),
        (pd.Timestamp("2021-03-12"), "excel-date"),
        ("=B2*2", "formula"),
        (True, "boolean"),
        (np.True_, "boolean"),
        ("FALSE", "boolean"),
        ("2**8**8", "expression"),
        ("2^8^8", "expression"),
        ("88 MPa", "unit"),
        ("88 quux", "unit"),
        ("88 K - 90 \u00b0C", "unit"),
        ("1e999", "too-large"),
        ("1e-999", "too-large"),
        ("10^999", "too-large"),
        ("0e999(3)", "too-large"),  # an uncertainty beyond all bounds
        (math.inf, "infinite"),
        (10**400, "infinite"),
        ("see text", "text"),
        ("88 \u00b1", "text"),
        ("88 (2)", "text"),  # a standard deviation, a number of runs or a footnote
        ("9" * 300, "text"),
        (["88"], "text"),
    ],
)
def test_what_has_no_single_reading_is_refused_with_its_fault(cell, flag):
    got = read_value(cell, "degC")
    assert (got.kind, got.flags[0]) == ("refused", flag)
    assert got.reason.endswith((".", "."))
    assert math.isnan(got.value)


def test_both_readings_of_a_comma_are_named():
    assert read_value("2,345").reason == "it can be read as 2345 (thousands) or as 2.345 (decimal comma)."


@pytest.mark.parametrize(("decimal", "comma", "point"), [(".", 2345.0, 2.345), (",", 2.345, 2345.0)])
def test_the_user_can_say_which_sign_is_the_decimal_one(decimal, comma, point):
    assert read_value("2,345", decimal=decimal).value == comma
    assert read_value("2.345", decimal=decimal).value == point


@pytest.mark.parametrize(
    ("cell", "column", "unit", "flags"),
    [
        ("88 \u00b0C", "degC", "degC", ()),
        ("88 \u2103", "degC", "degC", ("odd-char",)),
        ("88 C", "degC", "degC", ("ambiguous-unit",)),
        ("361 K", "degC", "K", ("unit-differs",)),
        ("5 %", "wt%", "wt%", ()),
        ("12.5 kgf/cm2", "MPa", "kgf/cm2", ("unit-differs",)),
        ("88 K", None, "K", ()),
        ("88b", "degC", None, ("footnote",)),
    ],
)
def test_the_unit_in_a_cell_is_kept_and_compared(cell, column, unit, flags):
    got = read_value(cell, column)
    assert (got.unit, got.flags) == (unit, flags)


def test_a_reading_is_brought_into_the_unit_of_its_column_with_its_bounds():
    got = in_unit(read_value("360 to 370 K", "degC"), "degC")
    assert (got.value, got.low, got.high) == pytest.approx((91.85, 86.85, 96.85), rel=1e-12)


def test_an_unknown_unit_of_the_column_is_an_error_of_the_caller():
    with pytest.raises(UnitError, match="not a known unit"):
        read_value("88", "quux")


@given(number=st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_that_python_writes_is_read_back_exactly(number):
    assert read_value(repr(number)).value == number
    assert read_value(repr(number).replace("-", "\u2212")).value == number


@given(
    text=st.text(alphabet="0123456789.,-+eE ()[]~<>\u00b1\u2013\u2212*^/x\u00d7%KC\u00b0abn\u00b2=\u00a0", max_size=24)
)
def test_no_text_breaks_the_reader_and_bounds_hold_the_value(text):
    got = read_value(text, "degC")
    if got.kind in ("exact", "range", "plus-minus"):
        assert got.low <= got.value <= got.high
    assert (got.kind == "refused") == bool(got.reason)


def test_a_number_beyond_all_bounds_in_a_header_or_a_free_column_is_only_a_text():
    frame = pd.DataFrame({"resin": [1, 2], "y (MPa)": [1, 2], "lot": ["1e999", "5"]})
    frame["id"] = pd.Series([10**400, 1], dtype=object)
    free = read_table(frame, recipe=["resin"], targets=["y"]).frame[["lot", "id"]]
    assert free.to_numpy().tolist() == [["1e999", 10**400], ["5", 1]]
