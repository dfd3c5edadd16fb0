"""Simulated rubber compounds: known truth, known noise, recipes that close, trends that are known."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.chem import check_closure
from matinfo.data import make_rubber_compounds, rubber_properties

TREAD = {
    "NR_phr": 100.0,
    "SBR_phr": 0.0,
    "BR_phr": 0.0,
    "carbon_black": "N330",
    "carbon_black_phr": 50.0,
    "silica_phr": 0.0,
    "silane_phr": 0.0,
    "oil_phr": 5.0,
    "ZnO_phr": 5.0,
    "stearic_acid_phr": 2.0,
    "antioxidant_phr": 1.0,
    "sulfur_phr": 2.0,
    "accelerator": "CBS",
    "accelerator_phr": 1.0,
    "dump_temperature_degC": 150.0,
    "cure_temperature_degC": 150.0,
    "cure_time_min": 20.0,
}
SILICA = {"NR_phr": 0.0, "SBR_phr": 100.0, "carbon_black_phr": 6.0, "silica_phr": 60.0, "silane_phr": 4.8}


@pytest.fixture(scope="module")
def compounds():
    return make_rubber_compounds()


def effect(column, low, high, target, **changes):
    """Change of a property between two values of one column of the tread compound."""
    base = TREAD | changes
    values = rubber_properties(pd.DataFrame([base | {column: low}, base | {column: high}]))[target]
    return values[1] - values[0]


def test_it_says_that_it_is_simulated(compounds):
    assert compounds.name == "simulated rubber compounds"
    assert compounds.columns.loc["hardness", "method"] == "simulated"


def test_445_compounds_in_series_of_18_with_five_properties_in_units(compounds):
    assert len(compounds) == 445
    assert compounds.groups.value_counts().between(17, 18).all()
    assert compounds.units["tensile_strength"] == "MPa"
    assert compounds.target_names == ["tensile_strength", "elongation", "modulus_300", "hardness", "compression_set"]
    assert not compounds.frame.isna().any().any()


def test_every_recipe_closes_at_100_phr_of_rubber(compounds):
    amounts = [name for name in compounds.X if name.endswith("_phr")]
    check_closure(compounds.X[amounts], "phr", base=["NR_phr", "SBR_phr", "BR_phr"])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others():
    assert make_rubber_compounds(50, 3).frame.to_csv() == make_rubber_compounds(50, 3).frame.to_csv()
    assert make_rubber_compounds(50, 3) != make_rubber_compounds(50, 4)


def test_the_measurements_are_the_truth_and_noise_of_the_stated_size(compounds):
    pd.testing.assert_frame_equal(compounds.truth, rubber_properties(compounds.X))
    noise = (compounds.y - compounds.truth) / compounds.noise_sd
    assert noise.std().between(0.9, 1.1).all()
    assert noise.mean().abs().max() < 0.15


def test_the_noise_ceiling_is_the_r2_of_the_truth(compounds):
    scores = [mi.evaluate.r2(compounds.y[name], compounds.truth[name]) for name in compounds.target_names]
    assert compounds.noise_ceiling.tolist() == pytest.approx(scores)
    assert compounds.noise_ceiling.between(0.9, 0.99).all()


def test_a_tread_compound_comes_out_as_textbooks_have_it():
    # natural rubber with 50 phr of N330: 25-30 MPa, 500-600 %, about 65 Shore A
    values = rubber_properties(pd.DataFrame([TREAD])).iloc[0]
    assert 24 < values["tensile_strength"] < 30
    assert 450 < values["elongation"] < 650
    assert 60 < values["hardness"] < 70


@pytest.mark.parametrize(
    ("column", "low", "high", "target", "sign", "changes"),
    [
        ("carbon_black_phr", 30.0, 60.0, "hardness", 1, {}),
        ("carbon_black_phr", 30.0, 60.0, "elongation", -1, {}),
        ("oil_phr", 0.0, 20.0, "hardness", -1, {}),
        ("sulfur_phr", 1.0, 2.5, "modulus_300", 1, {}),
        ("sulfur_phr", 1.0, 3.0, "compression_set", 1, {"accelerator_phr": 2.0}),  # polysulfidic crosslinks
        ("accelerator_phr", 0.6, 2.0, "compression_set", -1, {}),
        ("silane_phr", 0.0, 4.8, "modulus_300", 1, SILICA),  # coupling
        ("silane_phr", 0.0, 4.8, "hardness", -1, SILICA),  # less network of loose silica
        ("dump_temperature_degC", 135.0, 155.0, "modulus_300", 1, SILICA),  # the silane reacts when it is hot
        ("cure_time_min", 20.0, 60.0, "modulus_300", -1, {"cure_temperature_degC": 170.0}),  # reversion
        ("carbon_black_phr", 60.0, 120.0, "tensile_strength", -1, {}),  # too much filler
    ],
)
def test_trends_have_the_sign_that_is_known(column, low, high, target, sign, changes):
    assert effect(column, low, high, target, **changes) * sign > 0


def test_tensile_strength_has_a_maximum_in_sulfur():
    amounts = np.linspace(0.3, 8.0, 30)
    strength = rubber_properties(pd.DataFrame([TREAD | {"sulfur_phr": amount} for amount in amounts]))
    assert 0 < strength["tensile_strength"].argmax() < 29


def test_what_is_derived_from_it_is_a_plain_dataset_and_copies_stay_whole(compounds):
    assert type(compounds.select("hardness")) is mi.Dataset
    for copied in (pickle.loads(pickle.dumps(compounds)), copy.deepcopy(compounds)):
        assert copied == compounds
        pd.testing.assert_frame_equal(copied.truth, compounds.truth)


@pytest.mark.parametrize("n", [0, -1])
def test_a_number_of_compounds_below_one_is_refused(n):
    with pytest.raises(ValueError, match="n must be in"):
        make_rubber_compounds(n)


@pytest.mark.parametrize("absent", [["sulfur_phr"], ["accelerator_phr"], ["sulfur_phr", "accelerator_phr"]])
def test_a_compound_without_a_cure_system_is_soft_weak_and_set(absent):
    """Plain numbers and no warnings; nothing else depends on what is absent."""
    uncured = rubber_properties(pd.DataFrame([TREAD | dict.fromkeys(absent, 0.0)])).iloc[0]
    cured = rubber_properties(pd.DataFrame([TREAD])).iloc[0]
    assert np.isfinite(uncured).all()
    assert uncured["tensile_strength"] == pytest.approx(1.5)  # what is left without crosslinks
    assert uncured["hardness"] < cured["hardness"]
    assert uncured["compression_set"] > cured["compression_set"]


def test_a_recipe_without_its_columns_or_with_an_unknown_grade_is_refused():
    with pytest.raises(ValueError, match="recipes has no columns 'oil_phr'"):
        rubber_properties(pd.DataFrame([TREAD]).drop(columns=["oil_phr"]))
    with pytest.raises(ValueError, match=r"carbon_black must be one of N220, N330, N550, N660; got \['N110'\]"):
        rubber_properties(pd.DataFrame([TREAD | {"carbon_black": "N110"}]))
