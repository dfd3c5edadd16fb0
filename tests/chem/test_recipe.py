"""Recipe: exact amounts in one unit, sums that close, conversion without rounding."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import matinfo as mi
from matinfo.chem import AMOUNT_UNITS
from matinfo.exceptions import RecipeError

# NR / N339 compound of the Korean rubber journal, Elastomers and Composites 53, 168 (2018), table 1
TREAD = {"NR": 100, "N339": 50, "ZnO": 5, "stearic acid": 3, "sulfur": 2.5, "MBTS": 0.6}
DENSITIES = {"NR": 0.92, "N339": 1.8, "ZnO": 5.6, "stearic acid": 0.94, "sulfur": 2.07, "MBTS": 1.5}
MOLAR_MASSES = {"NR": 68.12, "N339": 12.011, "ZnO": 81.38, "stearic acid": 284.5, "sulfur": 256.5, "MBTS": 332.5}


@pytest.fixture
def tread():
    return mi.Recipe(TREAD, "phr", base=["NR"], densities=DENSITIES, molar_masses=MOLAR_MASSES)


def test_the_tread_compound_sums_to_161_1_phr_exactly(tread):
    assert tread.total == 161.1
    tread.check_total(161.1)


def test_a_total_that_differs_is_told_with_all_amounts(tread):
    with pytest.raises(RecipeError, match=r"sums to 161\.1 phr, 1\.1 more than 160: 100 NR \+ 50 N339"):
        tread.check_total(160)
    tread.check_total(160, tolerance=1.1)


def test_phr_to_wt_is_the_share_of_the_total(tread):
    shares = tread.convert("wt%")
    assert shares["NR"] == pytest.approx(100 * 100 / 161.1, rel=1e-15)
    assert (shares.total, shares.unit) == (100.0, "wt%")


def test_two_rubbers_sum_to_100_phr():
    blend = mi.Recipe({"NR": 6, "SBR": 4, "oil": 1}, "g", base=["NR", "SBR"]).convert("phr")
    assert blend.amounts == {"NR": 60.0, "SBR": 40.0, "oil": 10.0}


def test_mol_and_wt_of_a_binary_mixture_agree_with_the_molar_masses():
    # 340 g/mol and 60 g/mol at 2:1 by mole: 680 g and 60 g
    glue = mi.Recipe({"resin": 2, "hardener": 1}, "mol", molar_masses={"resin": 340, "hardener": 60})
    assert glue.convert("wt%").amounts == pytest.approx({"resin": 100 * 680 / 740, "hardener": 100 * 60 / 740})
    assert glue.convert("g").amounts == {"resin": 680.0, "hardener": 60.0}


def test_volumes_add_up_for_kg_per_m3():
    # equal volumes of densities 1 and 3 g/cm3: 2 g/cm3, of which a quarter is the light one
    mixture = mi.Recipe({"light": 50, "heavy": 50}, "vol%", densities={"light": 1, "heavy": 3})
    assert mixture.convert("kg/m3").amounts == {"light": 500.0, "heavy": 1500.0}
    assert mixture.convert("kg/m3", total=1900)["light"] == 475.0


def test_a_batch_has_the_total_that_is_asked_for(tread):
    assert tread.convert("g", total=322.2)["N339"] == 100.0
    assert tread.convert("g", total=322.2).convert("kg")["N339"] == 0.1
    with pytest.raises(RecipeError, match=r"says nothing of the size of a batch in kg\. Pass total="):
        tread.convert("kg")


@given(
    amounts=st.lists(st.decimals(0, 1000, places=3), min_size=2, max_size=8),
    constants=st.lists(st.floats(0.1, 1e4), min_size=16, max_size=16),
    path=st.lists(st.sampled_from(AMOUNT_UNITS), min_size=1, max_size=5),
)
def test_any_way_through_the_units_and_back_gives_the_same_recipe(amounts, constants, path):
    assume(amounts[0] > 0)
    names = [f"i{number}" for number in range(len(amounts))]
    recipe = mi.Recipe(
        dict(zip(names, amounts, strict=True)),
        "g",
        base=names[:1],
        molar_masses=dict(zip(names, constants[:8], strict=False)),
        densities=dict(zip(names, constants[8:], strict=False)),
    )
    there = recipe
    for unit in path:
        there = there.convert(unit, total=77 if unit in ("g", "kg", "mol", "kg/m3") else None)
    assert there.convert("g", total=sum(amounts)) == recipe
    assert there.convert("wt%").convert("mol%").convert("wt%") == recipe.convert("wt%")


@pytest.mark.parametrize("written", [0.1, Decimal("0.1"), Fraction(1, 10), np.float64(0.1)])
def test_a_tenth_is_a_tenth_however_it_is_given(written):
    recipe = mi.Recipe({"a": written, "b": 0.2}, "g")
    assert (recipe.total, recipe) == (0.3, mi.Recipe({"a": 0.1, "b": 0.2}, "g"))


def test_blank_is_not_measured_and_zero_is_absent():
    blank = mi.Recipe({"NR": 100, "oil": None, "wax": pd.NA}, "phr", base=["NR"])
    absent = mi.Recipe({"NR": 100, "oil": 0, "wax": 0}, "phr", base=["NR"])
    assert (blank.blanks, absent.blanks, blank == absent) == (("oil", "wax"), (), False)
    assert absent.total == 100.0
    with pytest.raises(RecipeError, match=r"\['oil', 'wax'\] was not measured.*Write 0"):
        blank.convert("wt%")


def test_all_problems_are_told_at_once():
    with pytest.raises(RecipeError, match="3 problems") as caught:
        mi.Recipe({"NR": -1, "oil": "ten", "wax": float("inf")}, "g")
    assert all(name in str(caught.value) for name in ("NR", "ten", "wax"))


@pytest.mark.parametrize(
    ("amounts", "unit", "options", "message"),
    [
        ({"NR": 90, "S": 2}, "phr", {"base": ["NR"]}, r"the base \(NR\) is 90, not 100 phr; pass unit='g'"),
        ({"a": 50, "b": 49}, "wt%", {}, "the sum is 99, not 100 wt%"),
        ({"a": 0.5, "b": 0.4}, "mole fraction", {}, "the sum is 0.9, not 1 mole fraction"),
        ({"a": 0, "b": 0}, "g", {}, "sum to zero"),
        ({"NR": 100}, "phr", {}, r"base must be the rubbers or resins among \['NR'\]"),
        ({"NR": 100}, "phr", {"base": ["SBR"]}, r"base must be the rubbers .* got \['SBR'\]"),
        ({"a": 1}, "g", {"densities": {"a": float("nan")}}, "densities must be finite"),
    ],
)
def test_a_recipe_that_does_not_close_is_refused(amounts, unit, options, message):
    with pytest.raises(RecipeError, match=message):
        mi.Recipe(amounts, unit, **options)


def test_rounded_tables_close_within_a_tolerance():
    assert mi.Recipe({"a": 66.7, "b": 33.4}, "wt%", tolerance=0.2).total == 100.1


@pytest.mark.parametrize(
    ("unit", "message"), [("mol%", r"molar mass .* of \['b'\]"), ("vol%", r"density .* of \['b'\]")]
)
def test_a_missing_constant_is_named_only_where_it_is_needed(unit, message):
    known = {"a": 2.0}
    with pytest.raises(RecipeError, match=message):
        mi.Recipe({"a": 1, "b": 1}, "g", densities=known, molar_masses=known).convert(unit)
    mi.Recipe({"a": 1, "b": 0}, "g", densities=known, molar_masses=known).convert(unit)


def test_an_unknown_unit_is_refused_with_those_that_are_known():
    with pytest.raises(ValueError, match="unit must be one of 'phr', 'wt%'"):
        mi.Recipe({"a": 1}, "percent")


def test_it_is_frozen_hashable_and_survives_pickling(tread):
    with pytest.raises(AttributeError, match="cannot be changed"):
        tread.unit = "g"
    with pytest.raises(TypeError):
        tread.amounts["NR"] = 3
    assert pickle.loads(pickle.dumps(tread)) == tread
    assert len({tread, pickle.loads(pickle.dumps(tread))}) == 1


def test_conditions_are_numbers_or_text():
    with pytest.raises(TypeError, match=r"conditions\['T'\] must be a number or a text"):
        mi.Recipe({"a": 1}, "g", conditions={"T": [160]})


def test_conditions_are_kept_and_distinguish_recipes():
    hot, cold = (mi.Recipe({"a": 1}, "g", conditions={"cure_temperature_degC": t}) for t in (160, 150))
    assert (hot.conditions["cure_temperature_degC"], hot == cold) == (160, False)
    assert hot.convert("wt%").conditions == hot.conditions
