"""RecipeFeatures: a table of recipes in, aligned rows of named numbers out; blanks and choices mean something."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning


@pytest.fixture
def rubbers():
    return pd.DataFrame(
        {
            "NR": [100.0, 60.0, 0.0],
            "SBR": [0.0, 40.0, 100.0],
            "N330": [50.0, 0.0, 30.0],
            "silica": [0.0, 40.0, 20.0],
            "plasticizer": ["DOP", None, "TOTM"],
            "plasticizer_phr": [10.0, 0.0, 5.0],
            "cure_system": ["sulfur", "peroxide", "sulfur"],
            "cure_temperature_degC": [150.0, 170.0, 160.0],
        },
        index=["a", "b", "c"],
    )


def table_from(features, X):
    return features.set_output(transform="pandas").fit_transform(X)


def test_without_options_numbers_stay_and_names_get_one_column_each(rubbers):
    table = table_from(mi.RecipeFeatures(), rubbers.drop(columns=["plasticizer"]))
    assert table["NR"].tolist() == [100.0, 60.0, 0.0]
    assert table["cure_system=peroxide"].tolist() == [0.0, 1.0, 0.0]
    assert table["cure_system=(new)"].tolist() == [0.0, 0.0, 0.0]
    assert table.index.tolist() == ["a", "b", "c"]


def test_a_choice_is_its_amount_in_the_column_of_the_ingredient(rubbers):
    table = table_from(mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}), rubbers)
    assert table[["DOP", "TOTM", "unlisted_ingredients"]].to_numpy().tolist() == [[10, 0, 0], [0, 0, 0], [0, 5, 0]]
    assert not [name for name in table if name.startswith("plasticizer")]


def test_pairs_and_wide_columns_give_the_same_numbers(rubbers):
    wide = mi.chem.spread_choices(rubbers, {"plasticizer": "plasticizer_phr"})
    from_pairs = table_from(mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}), rubbers)
    from_wide = table_from(mi.RecipeFeatures(), wide)
    shared = [name for name in from_pairs if name != "unlisted_ingredients"]
    pd.testing.assert_frame_equal(from_pairs[shared], from_wide[shared])


def test_an_ingredient_that_was_not_in_the_fit_is_counted_as_unlisted(rubbers):
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}).set_output(transform="pandas").fit(rubbers)
    new = features.transform(rubbers.assign(plasticizer=["DINP", None, "TOTM"]))
    assert new["unlisted_ingredients"].tolist() == [10.0, 0.0, 0.0]


def test_a_name_that_was_not_in_the_fit_sets_a_column_of_its_own(rubbers):
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}).set_output(transform="pandas").fit(rubbers)
    new = features.transform(rubbers.assign(cure_system=["bisphenol", "sulfur", "sulfur"]))
    assert new["cure_system=(new)"].tolist() == [1.0, 0.0, 0.0]
    assert new["cure_system=sulfur"].tolist() == [0.0, 1.0, 1.0]


def test_groups_are_summed_and_ratios_are_taken_of_columns_groups_and_ingredients(rubbers):
    features = mi.RecipeFeatures(
        choices={"plasticizer": "plasticizer_phr"},
        groups={"filler": ["N330", "silica"], "oil": ["DOP", "TOTM"]},
        ratios={
            "oil/filler": ("oil", "filler"),
            "silica share": ("silica", ["N330", "silica"]),
            "DOP/NR": ("DOP", "NR"),
        },
    )
    table = table_from(features, rubbers)
    assert table["total_filler"].tolist() == [50.0, 40.0, 50.0]
    assert table["oil/filler"].tolist() == [0.2, 0.0, 0.1]
    assert table["silica share"].tolist() == [0.0, 1.0, 0.4]
    assert table["DOP/NR"].tolist() == [0.1, 0.0, 0.0]  # nothing of nothing is 0


def test_something_of_nothing_is_an_error_with_the_way_out(rubbers):
    features = mi.RecipeFeatures(ratios={"SBR/NR": ("SBR", "NR")}, choices={"plasticizer": "plasticizer_phr"})
    with pytest.raises(InvalidRowsError, match=r"row 'c'.*'SBR/NR' divides 100 by zero\. A share is always defined"):
        features.fit(rubbers)


def test_shares_sum_to_one_and_keep_the_total(rubbers):
    parts = ["NR", "SBR", "N330", "silica"]
    table = table_from(mi.RecipeFeatures(amounts=parts, amounts_as="share"), rubbers.drop(columns=["plasticizer"]))
    assert table[[f"share_{name}" for name in parts]].sum(axis=1).tolist() == pytest.approx([1.0, 1.0, 1.0])
    assert table["total_amount"].tolist() == [150.0, 140.0, 150.0]
    assert ("NR" in table, "cure_temperature_degC" in table) == (False, True)


def test_the_mean_of_a_property_is_weighted_by_the_amounts_of_those_that_have_it(rubbers):
    known = pd.DataFrame({"Tg": [-72.0, -50.0, np.nan], "area": [np.nan, np.nan, 80.0]}, index=["NR", "SBR", "N330"])
    features = mi.RecipeFeatures(properties=known, choices={"plasticizer": "plasticizer_phr"})
    table = table_from(features, rubbers)
    assert table["mean_Tg"].tolist() == pytest.approx([-72.0, -63.2, -50.0])
    assert table["mean_area"].tolist() == [80.0, 80.0, 80.0]  # b has no carbon black: the mean over the training rows
    sums = table_from(features.set_params(mixing="sum"), rubbers)
    assert sums["sum_area"].tolist() == [4000.0, 0.0, 2400.0]


def test_structures_of_ingredients_are_described_and_mixed(rubbers):
    features = mi.RecipeFeatures(
        structures={"DOP": "CCCCC(CC)COC(=O)c1ccccc1C(=O)OCC(CC)CCCC", "NR": "*CC=C(C)C*"},
        featurizer=mi.Descriptors(per="cell"),
        choices={"plasticizer": "plasticizer_phr"},
    )
    table = table_from(features, rubbers)
    # DOP 390.56 g/mol, isoprene unit 68.12 g/mol; 10 phr and 100 phr
    assert table["mean_MolWt"].iloc[0] == pytest.approx((10 * 390.56 + 100 * 68.12) / 110, abs=0.01)


@given(st.floats(0, 2))
def test_a_trace_of_a_third_ingredient_is_a_near_neighbour(trace):
    # A/B/C 50/49/1 must look like A/B 50/50, and not like A/C 50/50
    known = pd.DataFrame({"logP": [1.0, 5.0, 9.0]}, index=["A", "B", "C"])
    X = pd.DataFrame([[50, 50 - trace, trace], [50, 50, 0], [50 - trace, trace, 50]], columns=["A", "B", "C"])
    values = mi.RecipeFeatures(properties=known, amounts=["A", "B", "C"], amounts_as="both").fit_transform(X)
    near, far = np.linalg.norm(values[0] - values[1]), np.linalg.norm(values[0] - values[2])
    assert near < 0.1 * far


def test_blank_is_refused_until_its_meaning_is_told():
    X = pd.DataFrame({"oil": [1.0, np.nan, 3.0], "T": [150.0, 160.0, 170.0]}, index=["a", "b", "c"])
    with pytest.raises(InvalidRowsError, match=r"row 'b', column 'oil'.*may mean absent or not measured.*Write 0"):
        mi.RecipeFeatures().fit(X)
    assert mi.RecipeFeatures(amounts=["oil"], blank="absent").fit_transform(X)[:, 0].tolist() == [1.0, 0.0, 3.0]
    flagged = table_from(mi.RecipeFeatures(blank="flag"), X)
    assert (flagged["oil"].tolist(), flagged["blank_oil"].tolist()) == ([1.0, 2.0, 3.0], [0.0, 1.0, 0.0])


def test_an_empty_temperature_is_never_absent():
    X = pd.DataFrame({"oil": [1.0, 2.0], "T": [150.0, np.nan]})
    with pytest.raises(InvalidRowsError, match="column 'T'"):
        mi.RecipeFeatures(amounts=["oil"], blank="absent").fit(X)


def test_blanks_in_names_can_be_absent_or_flagged():
    X = pd.DataFrame({"resin": ["A", "", "B"], "n": [1, 2, 3]})
    with pytest.raises(InvalidRowsError, match="column 'resin'"):
        mi.RecipeFeatures().fit(X)
    assert table_from(mi.RecipeFeatures(blank="absent"), X)["resin=A"].tolist() == [1.0, 0.0, 0.0]
    assert table_from(mi.RecipeFeatures(blank="flag"), X)["blank_resin"].tolist() == [0.0, 1.0, 0.0]


def test_a_blank_in_a_column_that_had_none_in_the_fit_is_refused_though_others_are_flagged():
    features = mi.RecipeFeatures(blank="flag").fit(pd.DataFrame({"a": [1.0, np.nan], "b": [1.0, 2.0]}))
    with pytest.raises(InvalidRowsError, match="column 'b'"):
        features.transform(pd.DataFrame({"a": [np.nan], "b": [np.nan]}))


def test_bad_rows_are_named_together_or_become_nan(rubbers):
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}, amounts=["NR"]).fit(rubbers)
    bad = rubbers.assign(NR=[-1.0, 60.0, 0.0], plasticizer=["DOP", "DOP", None], cure_temperature_degC=[1, np.inf, 2])
    with pytest.raises(InvalidRowsError) as caught:
        features.transform(bad)
    assert [(row.label, row.code) for row in caught.value.rows] == [
        ("a", "negative"),
        ("b", "not-finite"),
        ("c", "no-name"),
    ]
    with pytest.warns(InvalidRowsWarning, match="3 of 3"):
        assert np.isnan(features.set_params(invalid="nan").transform(bad)).all()


def test_with_nan_the_good_rows_stay_aligned_and_one_warning_is_given(rubbers):
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}, invalid="nan")
    with pytest.warns(InvalidRowsWarning, match="1 of 3") as warned:
        values = features.fit_transform(rubbers.assign(NR=[100.0, np.nan, 0.0]))
    assert (len(warned), np.isnan(values).all(axis=1).tolist()) == (1, [False, True, False])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"groups": {"filler": ["N330", "silca"]}}, r"groups\['filler'\] names 'silca'.*Did you mean 'silica'"),
        ({"amounts": ["XNBR"]}, "amounts names 'XNBR'"),
        ({"ratios": {"x": ("NR", "sulfur")}}, "x names 'sulfur'"),
        ({"choices": {"oil": "oil_phr"}}, "choices must be made of columns"),
        ({"amounts_as": "share"}, "Shares need the whole"),
        ({"blank": "zero"}, "blank must be one of 'refuse', 'absent', 'flag'"),
        ({"properties": pd.DataFrame({"Tg": [1.0, 2.0]}, index=["NR", "NR"])}, "one row an ingredient"),
        ({"properties": pd.DataFrame({"Tg": [1.0]}, index=["EPDM"])}, r"know \['EPDM'\], but no column"),
        ({"ratios": {"NR": ("SBR", "N330")}}, r"two features would have one name: \['NR'\]"),
    ],
)
def test_options_that_do_not_fit_the_table_are_explained(rubbers, options, message):
    with pytest.raises(ValueError, match=message):
        mi.RecipeFeatures(**options).fit(rubbers.drop(columns=["plasticizer"]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"amounts": "NR"}, "amounts must be a list of columns"),
        ({"groups": ["NR"]}, "groups must be a dictionary"),
        ({"ratios": {"x": "NR/SBR"}}, r"ratios\['x'\] must be a pair"),
        ({"properties": pd.DataFrame({"SMILES": ["CC"]}, index=["NR"])}, "Pass SMILES as structures="),
    ],
)
def test_options_of_another_kind_are_refused(rubbers, options, message):
    with pytest.raises(TypeError, match=message):
        mi.RecipeFeatures(**options).fit(rubbers.drop(columns=["plasticizer"]))


def test_a_column_that_mixes_numbers_and_text_is_refused():
    with pytest.raises(TypeError, match=r"column 'oil'.*1 of 3 cells are something else, such as '5,0'"):
        mi.RecipeFeatures().fit(pd.DataFrame({"oil": [1.0, "5,0", 2.0]}))


def test_an_ingredient_may_be_called_other():
    table = table_from(mi.RecipeFeatures(), pd.DataFrame({"cure": ["other", "peroxide"]}))
    assert table.columns.tolist() == ["cure=other", "cure=peroxide", "cure=(new)"]


def test_lists_of_numbers_and_names_are_read_as_they_are():
    assert mi.RecipeFeatures().fit_transform([[1, "x"], [2, "y"]]).tolist() == [[1, 1, 0, 0], [2, 0, 1, 0]]


def test_a_sum_that_overflows_is_a_bad_row():
    X = pd.DataFrame({"a": [1e308, 1.0], "b": [1e308, 1.0]})
    with pytest.raises(InvalidRowsError, match=r"row 0.*too large for a number"):
        mi.RecipeFeatures(groups={"all": ["a", "b"]}).fit(X)


def test_a_column_of_row_names_is_refused():
    with pytest.raises(ValueError, match="column 'row_id' holds 30 different texts in 30 rows"):
        mi.RecipeFeatures().fit(pd.DataFrame({"row_id": [f"G{n}" for n in range(30)], "n": range(30)}))


def test_text_where_the_fit_had_numbers_is_a_bad_row_and_a_missing_column_an_error():
    features = mi.RecipeFeatures().fit(pd.DataFrame({"a": [1.0, 2.0], "b": ["x", "y"]}))
    with pytest.raises(InvalidRowsError) as caught:
        features.transform(pd.DataFrame({"a": [1.0, "n.d."], "b": [3, "x"]}))
    assert [(row.label, row.code) for row in caught.value.rows] == [(0, "not-a-name"), (1, "not-a-number")]
    with pytest.raises(ValueError, match=r"missing are \['b'\]"):
        features.transform(pd.DataFrame({"a": [1.0]}))


def test_columns_may_come_in_another_order_and_with_others_beside(rubbers):
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}).fit(rubbers)
    other = rubbers[rubbers.columns[::-1]].assign(note="x")
    np.testing.assert_array_equal(features.transform(other), features.transform(rubbers))


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (pd.DataFrame({"Tg": [1.0, 2.0]}, index=["NR", "NR"]), "one row an ingredient"),
        (pd.DataFrame({"Tg": [np.inf]}, index=["NR"]), "properties must be finite"),
    ],
)
def test_properties_say_one_finite_thing_of_an_ingredient(properties, message):
    with pytest.raises(ValueError, match=message):
        mi.RecipeFeatures(properties=properties, structures={"NR": "*CC=C(C)C*"}).fit(pd.DataFrame({"NR": [100.0]}))


def test_ingredients_have_the_unit_of_their_amounts_where_all_pairs_have_one():
    table = pd.DataFrame({"oil": ["DOP", "TOTM"], "oil_phr": [1.0, 2], "dye": ["red", "blue"], "dye_g": [1.0, 2]})
    choices = {"oil": "oil_phr", "dye": "dye_g"}
    for unit, wanted in (("phr", "phr"), ("g", "")):
        features = mi.RecipeFeatures(choices=choices, units={"oil_phr": "phr", "dye_g": unit}).fit(table)
        assert features.describe()["unit"].tolist() == [wanted] * 5


def test_names_meanings_and_units_are_told(rubbers):
    features = mi.RecipeFeatures(
        choices={"plasticizer": "plasticizer_phr"},
        groups={"filler": ["N330", "silica"]},
        ratios={"NR/SBR+NR": ("NR", ["NR", "SBR"])},
        units={"N330": "phr", "silica": "phr", "plasticizer_phr": "phr", "cure_temperature_degC": "degC"},
    ).fit(rubbers)
    told = features.describe().set_index("name")
    assert told["unit"][["N330", "total_filler", "DOP", "cure_temperature_degC", "NR"]].tolist() == [
        "phr",
        "phr",
        "phr",
        "degC",
        "",
    ]
    assert told.loc["total_filler", "meaning"] == "sum of N330, silica"
    assert told.index.tolist() == features.get_feature_names_out().tolist()


def test_it_works_in_a_pipeline_and_as_the_featurizer_of_a_model(rubbers):
    many = pd.concat([rubbers] * 4, ignore_index=True)
    y = many["NR"] + many["cure_temperature_degC"]
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"})
    assert make_pipeline(clone(features), Ridge()).fit(many, y).score(many, y) > 0.99
    assert mi.Model(features, Ridge(), calibration_folds=0).fit(many, y).score(many, y) > 0.9


def test_a_clone_gives_the_same_bytes(rubbers):
    features = mi.RecipeFeatures(choices={"plasticizer": "plasticizer_phr"}).fit(rubbers)
    assert features.transform(rubbers).tobytes() == clone(features).fit_transform(rubbers).tobytes()


@parametrize_with_checks([mi.RecipeFeatures()])
def test_it_passes_the_checks_of_scikit_learn(estimator, check):
    check(estimator)
