"""Tables of recipes: conversion, closure and choices name every bad row."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import matinfo as mi
from matinfo.chem import AMOUNT_UNITS, check_closure, convert_amounts, spread_choices
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, RecipeError

CONSTANTS = {"molar_masses": {"a": 68.1, "b": 104.2, "c": 32.0}, "densities": {"a": 0.92, "b": 1.8, "c": 5.6}}


@given(
    st.lists(st.tuples(*[st.floats(0.01, 500)] * 3), min_size=1, max_size=5),
    st.sampled_from(AMOUNT_UNITS),
    st.sampled_from(AMOUNT_UNITS),
)
def test_a_table_and_a_single_recipe_agree_and_the_way_back_is_exact_to_1e_12(rows, unit, other):
    table = pd.DataFrame(rows, columns=["a", "b", "c"])
    options = {"base": ["a"], **CONSTANTS}
    start = convert_amounts(table, "g", unit, total=10.0, **options) if unit != "g" else table
    there = convert_amounts(start, unit, other, total=50.0, **options)
    back = convert_amounts(there, other, unit, total=start.sum(axis=1).iloc[0], **options)
    np.testing.assert_allclose(back.iloc[0], start.iloc[0], rtol=1e-12)
    one = mi.Recipe(dict(table.iloc[0]), "g", **options).convert("mol%")
    expected = convert_amounts(table, "g", "mol%", **options).iloc[0]
    assert list(one.amounts.values()) == pytest.approx(expected.tolist(), rel=1e-12)


def test_bad_rows_are_named_together_or_become_nan():
    table = pd.DataFrame(
        {"NR": [100, 100, 0, 100, 100.0], "oil": [5, np.nan, 5, -1, np.inf]},
        index=["ok", "blank", "base", "neg", "inf"],
    )
    with pytest.raises(InvalidRowsError) as caught:
        convert_amounts(table, "g", "phr", base=["NR"])
    assert [(row.label, row.code) for row in caught.value.rows] == [
        ("blank", "blank"),
        ("base", "no-base"),
        ("neg", "negative"),
        ("inf", "not-finite"),
    ]
    with pytest.warns(InvalidRowsWarning, match="4 of 5"):
        converted = convert_amounts(table, "g", "phr", base=["NR"], invalid="nan")
    assert converted["oil"].tolist()[0] == 5.0
    assert converted.isna().all(axis=1).tolist() == [False, True, True, True, True]


def test_a_label_that_stands_twice_does_not_spoil_its_twin():
    table = pd.DataFrame({"a": [1.0, np.nan]}, index=["x", "x"])
    with pytest.warns(InvalidRowsWarning):
        assert convert_amounts(table, "g", "wt%", invalid="nan")["a"].isna().tolist() == [False, True]


def test_text_in_a_column_of_amounts_is_refused_by_name():
    with pytest.raises(TypeError, match=r"columns \['oil'\] do not hold numbers"):
        convert_amounts(pd.DataFrame({"NR": [100], "oil": ["5,0"]}), "phr", "wt%")


def test_closure_names_every_row_that_does_not_close():
    table = pd.DataFrame({"NR": [100, 60, 60], "SBR": [0, 40, 30], "N330": [50, 50, 50.0]})
    with pytest.raises(InvalidRowsError, match=r"row 2: 90\.0 .no-closure.: NR \+ SBR should sum to 100 phr") as caught:
        check_closure(table, "phr", base=["NR", "SBR"])
    assert [row.label for row in caught.value.rows] == [2]
    check_closure(table, "phr", base=["NR", "SBR"], tolerance=10)


def test_a_stated_total_is_checked_row_by_row():
    table = pd.DataFrame({"NR": [100.0, 100.0], "N330": [50.1, 40.2]})
    check_closure(table, "phr", base=["NR"], total=pd.Series([150.1, 140.2]))
    with pytest.raises(InvalidRowsError, match="all ingredients should sum to 150 phr") as caught:
        check_closure(table, "phr", base=["NR"], total=pd.Series([150.1, 150.0]))
    assert [row.label for row in caught.value.rows] == [1]


def test_grams_close_at_no_sum_of_their_own():
    with pytest.raises(ValueError, match="total must be given, as g closes"):
        check_closure(pd.DataFrame({"a": [1.0]}), "g")
    check_closure(pd.DataFrame({"a": [1.0]}), "g", total=1.0)


def test_decimal_sums_close_without_a_tolerance():
    check_closure(pd.DataFrame([[0.1, 0.2, 0.7]]), "mass fraction")


def test_choices_become_one_column_an_ingredient():
    table = pd.DataFrame({"T": [150, 160, 170], "oil": ["DOP", "TOTM", ""], "oil_phr": [10.0, 20.0, 0.0]})
    wide = spread_choices(table, {"oil": "oil_phr"})
    assert wide.to_dict("list") == {"T": [150, 160, 170], "DOP": [10.0, 0.0, 0.0], "TOTM": [0.0, 20.0, 0.0]}


@pytest.mark.parametrize("nothing", [None, np.nan, pd.NA, "", "  "])
def test_no_name_and_no_amount_is_no_ingredient_however_the_cell_is_empty(nothing):
    table = pd.DataFrame({"oil": pd.Series(["DOP", nothing], dtype=object), "phr": [10.0, 0.0]})
    assert spread_choices(table, {"oil": "phr"})["DOP"].tolist() == [10.0, 0.0]


def test_an_ingredient_in_two_pairs_or_with_its_own_column_is_added_up():
    table = pd.DataFrame({"one": ["DOP"], "n1": [1.0], "two": [" DOP "], "n2": [2.0], "DOP": [4.0]})
    assert spread_choices(table, {"one": "n1", "two": "n2"}).to_dict("list") == {"DOP": [7.0]}


def test_ingredients_that_are_not_listed_are_summed():
    table = pd.DataFrame({"oil": ["DOP", "new"], "phr": [1.0, 2.0]})
    wide = spread_choices(table, {"oil": "phr"}, ingredients=["DOP"])
    assert wide.to_dict("list") == {"DOP": [1.0, 0.0], "unlisted_ingredients": [0.0, 2.0]}


def test_pairs_that_do_not_fit_are_named_together():
    table = pd.DataFrame({"oil": ["DOP", None, "DOP", 3, "DOP"], "phr": [1.0, 2.0, np.nan, 1.0, -1.0]})
    with pytest.raises(InvalidRowsError) as caught:
        spread_choices(table, {"oil": "phr"})
    assert [(row.label, row.code) for row in caught.value.rows] == [
        (1, "no-name"),
        (2, "blank"),
        (3, "no-name"),
        (4, "negative"),
    ]
    with pytest.warns(InvalidRowsWarning):
        assert spread_choices(table, {"oil": "phr"}, invalid="nan")["DOP"].isna().sum() == 4


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="choices must be made of columns of the table"):
        spread_choices(pd.DataFrame({"oil": ["DOP"]}), {"oil": "oil_phr"})


def test_two_choices_cannot_share_an_amount():
    table = pd.DataFrame({"oil": ["DOP"], "resin": ["C5"], "phr": [1.0]})
    with pytest.raises(ValueError, match="pairs that share no column"):
        spread_choices(table, {"oil": "phr", "resin": "phr"})


@pytest.mark.parametrize("base", [["NR", "NR"], "NR", ["rubber"]])
def test_the_base_names_ingredients_each_once(base):
    """Twice the same rubber would halve every amount."""
    with pytest.raises(RecipeError, match=r"base must be the rubbers or resins among .*, each once"):
        convert_amounts(pd.DataFrame({"NR": [100.0], "oil": [50.0]}), "g", "phr", base=base)


def test_a_recipe_without_rubber_has_no_phr():
    with pytest.raises(RecipeError, match="NR is zero, so phr has no meaning"):
        mi.Recipe({"NR": 0, "oil": 50}, "g", base=["NR"]).convert("phr")


@pytest.mark.parametrize("wrong", ["12", -1.0, 0, np.nan, np.inf, None])
def test_constants_are_numbers_above_zero(wrong):
    with pytest.raises(RecipeError, match=r"the molar mass \[g/mol\] of \['a'\] must be a number above zero"):
        convert_amounts(pd.DataFrame({"a": [1.0], "b": [1.0]}), "g", "mol%", molar_masses={"a": wrong, "b": 1.0})


@pytest.mark.parametrize(
    "check", [lambda table: check_closure(table, "wt%"), lambda table: convert_amounts(table, "g", "wt%")]
)
def test_what_is_no_table_is_refused_by_its_type(check):
    with pytest.raises(TypeError, match="frame must be a DataFrame with one column an ingredient; got 'list'"):
        check([[50.0, 50.0]])


def test_the_missing_base_is_asked_for():
    with pytest.raises(RecipeError, match="base must be"):
        convert_amounts(pd.DataFrame({"NR": [100.0]}), "wt%", "phr")
