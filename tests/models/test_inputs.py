"""What a model accepts as X and y, and what it says of the rest."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.compose import make_column_transformer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning
from matinfo.models import Model
from matinfo.models._inputs import input_kind

PSMILES = ["*CC*", "*CC(*)C", "*CCO*", "*CC(*)c1ccccc1", "*CC(*)Cl", "*CC(*)C#N", "*CC(C)(*)C(=O)OC", "*CC(*)F"]
TG = [170.0, 263.0, 207.0, 373.0, 354.0, 378.0, 378.0, 314.0]  # K
SMILES = ["CCO", "CCCO", "CCCCO", "CCCCCO", "c1ccccc1O", "CC(C)O", "CC(C)CO", "OCCO"]
BAD = ["*CC*", "nylon", "*CCO*", None, "*CC(*)Cl", "*CC", "*CC(C)(*)C(=O)OC", "*CC(*)F"]


def structure_model(**options) -> Model:
    return Model(mi.PolymerFingerprint("A"), Ridge(), **options)


WAYS_TO_WRITE_A_COLUMN = {
    "list": list,
    "tuple": tuple,
    "Series": pd.Series,
    "DataFrame": lambda values: pd.DataFrame({"psmiles": values}),
    "object array": lambda values: np.asarray(values, dtype=object),
    "text array": np.asarray,
    "column array": lambda values: np.asarray(values, dtype=object)[:, None],
    "labelled Series": lambda values: pd.Series(values, index=[f"P{i}" for i in range(len(values))]),
    "pandas string": lambda values: pd.Series(values, dtype="string"),
}


@pytest.mark.parametrize("way", WAYS_TO_WRITE_A_COLUMN)
def test_structures_are_the_same_in_every_kind_of_column(way):
    X = WAYS_TO_WRITE_A_COLUMN[way](PSMILES)
    model = structure_model().fit(X, TG)
    assert model.kind_ == "structures"
    np.testing.assert_array_equal(model.predict(X), structure_model().fit(PSMILES, TG).predict(PSMILES))


@pytest.mark.parametrize(
    "X",
    [
        np.arange(16).reshape(8, 2),
        np.arange(16).reshape(8, 2).astype(object),
        np.arange(8).reshape(8, 1).astype(object),
        pd.DataFrame({"phr": np.arange(8), "on": [True, False] * 4}),
        np.arange(16.0).reshape(8, 2).tolist(),
        pd.DataFrame({"phr": pd.array([1, 2, 3, 4, 5, 6, 7, 8], dtype="Int64")}),
    ],
    ids=["ints", "ints as objects", "one column", "frame", "lists", "nullable"],
)
def test_numbers_are_a_table(X):
    model = Model(regressor=Ridge()).fit(X, TG)
    assert model.kind_ == "table"
    assert np.isfinite(model.predict(X)).all()


def test_structures_with_a_hole_are_still_structures():
    assert input_kind([None, "*CC*"]) == "structures"
    assert input_kind(pd.DataFrame({"s": [float("nan"), "*CC*"]})) == "structures"


@pytest.mark.parametrize("featurizer", [mi.MorganFingerprint(n_bits=64), None], ids=["Morgan", "default"])
def test_molecules_are_structures_too(featurizer):
    model = Model(featurizer, Ridge()).fit(SMILES, np.arange(8.0))
    assert model.predict(["OCC"])[0] == pytest.approx(model.predict(["CCO"])[0], abs=1e-9)


def test_one_polymer_written_in_other_ways_gets_one_prediction():
    model = Model(regressor=Ridge()).fit(PSMILES, TG)
    predicted = model.predict(["*CCO*", "*COC*", "*OCCOCC*"])
    np.testing.assert_allclose(predicted, predicted[0], rtol=1e-9)


def test_all_structures_that_cannot_be_read_are_named_at_once():
    column = pd.Series(BAD, index=list("abcdefgh"), name="psmiles", dtype=object)
    with pytest.raises(InvalidRowsError) as error:
        structure_model().fit(column, TG)
    assert [(row.label, row.column, row.value) for row in error.value.rows] == [
        ("b", "psmiles", "nylon"),
        ("d", "psmiles", None),
        ("f", "psmiles", "*CC"),
    ]
    assert 'invalid="nan"' in str(error.value)
    with pytest.raises(InvalidRowsError, match="row 1: 'nylon'"):
        structure_model().fit(PSMILES, TG).predict(["*CC*", "nylon"])


@pytest.mark.parametrize("featurizer", [mi.PolymerFingerprint("A"), None], ids=["chosen", "default"])
def test_rows_that_cannot_be_read_are_left_out_of_the_fit_and_predicted_as_nan(featurizer):
    good = [i for i in range(8) if i not in (1, 3, 5)]
    with pytest.warns(InvalidRowsWarning, match="3 of 8 rows") as caught:
        model = Model(featurizer, Ridge(), invalid="nan").fit(BAD, TG, groups=list("aabbccdd"))
    assert len(caught) == 1
    with pytest.warns(InvalidRowsWarning):
        mean, std = model.predict(BAD, return_std=True)
    with pytest.warns(InvalidRowsWarning):
        ends = model.predict_interval(BAD, coverage=0.5)
    with pytest.warns(InvalidRowsWarning):
        inside = model.in_domain(BAD)
    assert np.flatnonzero(np.isnan(mean)).tolist() == [1, 3, 5]
    assert np.flatnonzero(np.isnan(std)).tolist() == [1, 3, 5]
    assert np.flatnonzero(np.isnan(ends).all(axis=1)).tolist() == [1, 3, 5]
    assert not inside[[1, 3, 5]].any()
    clean = Model(featurizer, Ridge()).fit([BAD[i] for i in good], [TG[i] for i in good], groups=list("abcdd"))
    np.testing.assert_allclose(mean[good], clean.predict([BAD[i] for i in good]), rtol=1e-12)


def test_only_unreadable_rows_give_only_nan():
    model = structure_model(invalid="nan").fit(PSMILES, TG)
    with pytest.warns(InvalidRowsWarning):
        assert np.isnan(model.predict_interval(["nylon", "wood"])).all()
    with pytest.warns(InvalidRowsWarning):
        assert model.in_domain(["nylon", "wood"]).tolist() == [False, False]


def test_the_policy_reaches_featurizers_inside_a_pipeline():
    model = Model(make_pipeline(mi.PolymerFingerprint("A")), Ridge(), invalid="nan")
    with pytest.warns(InvalidRowsWarning):
        assert np.isnan(model.fit(PSMILES, TG).predict(["*CC*", "nylon"])).tolist() == [False, True]


def test_too_few_rows_that_can_be_read_are_an_error():
    with pytest.warns(InvalidRowsWarning), pytest.raises(ValueError, match="at least 2 usable rows; got n_samples = 1"):
        structure_model(invalid="nan").fit(["*CC*", "nylon", "wood"], [1.0, 2.0, 3.0])


@pytest.mark.parametrize("regressor", [None, "gp", "ridge"])
def test_two_rows_cannot_be_left_out_in_turn_and_the_error_says_how_many_are_needed(regressor):
    model = Model(mi.PolymerFingerprint("A"), regressor)
    with pytest.raises(
        ValueError, match=r"at least 3 different materials or groups; got 2 rows of 2.*calibration_folds=0"
    ):
        model.fit(["*CC*", "*CCO*"], [1.0, 2.0])
    model.set_params(calibration_folds=0).fit(["*CC*", "*CCO*"], [1.0, 2.0])


@pytest.mark.parametrize("hole", [np.nan, np.inf])
def test_empty_and_infinite_cells_of_a_table_are_named(recipes, hole):
    X = recipes.X.rename(index={4: "mix 4"})
    X.iloc[4, 1] = X.iloc[9, 0] = hole
    with pytest.raises(InvalidRowsError) as error:
        Model(regressor=Ridge()).fit(X, recipes.y.to_numpy())
    assert [(row.label, row.column) for row in error.value.rows] == [("mix 4", "carbon_black_phr"), (9, "rubber_phr")]
    model = Model(regressor=Ridge(), invalid="nan")
    with pytest.warns(InvalidRowsWarning, match="2 of 60 rows"):
        model.fit(X, recipes.y.to_numpy())
    with pytest.warns(InvalidRowsWarning):
        assert np.flatnonzero(np.isnan(model.predict(X))).tolist() == [4, 9]


def test_a_featurizer_that_gives_nan_for_a_good_row_is_not_passed_over_in_silence():
    def sizes(X):
        return np.asarray([[np.nan if value == "*CC*" else len(value)] for value in X], dtype=float)

    with pytest.raises(InvalidRowsError, match="row 0, column 'feature 0': nan"):
        Model(FunctionTransformer(sizes), Ridge()).fit(PSMILES, TG)
    model = Model(FunctionTransformer(sizes), Ridge(), invalid="nan")
    with pytest.warns(InvalidRowsWarning, match="1 of 8 rows"):
        model.fit(PSMILES, TG)


@pytest.mark.parametrize("missing", [np.nan, np.inf, None])
@pytest.mark.parametrize("kind", ["structures", "table"])
def test_rows_without_a_target_are_named(kind, missing, recipes):
    X, model = (PSMILES, structure_model()) if kind == "structures" else (recipes.X[:8], Model(regressor=Ridge()))
    y = pd.Series([*TG[:2], missing, *TG[3:]], index=[f"P{i}" for i in range(8)], name="Tg", dtype=object)
    with pytest.raises(InvalidRowsError, match=r"row 'P2', column 'Tg'.*\((no-target|not-a-number)\)") as error:
        model.fit(X, y)
    assert [row.label for row in error.value.rows] == ["P2"]


@pytest.mark.parametrize("kind", ["structures", "table"])
def test_x_and_y_of_different_length_are_refused(kind, recipes):
    X, model = (PSMILES, structure_model()) if kind == "structures" else (recipes.X[:8], Model(regressor=Ridge()))
    with pytest.raises(ValueError, match="same length; got 8 rows and 7 values"):
        model.fit(X, TG[:7])
    with pytest.raises(ValueError, match=r"groups must have one entry per row: 8 rows, 3 groups"):
        model.fit(X, TG, groups=["a", "b", "c"])
    with pytest.raises(InvalidRowsError, match=r"1 of 8 rows.*\n.*no-group"):
        model.fit(X, TG, groups=[*"abcdefg", None])


def test_names_in_a_table_are_read_as_ingredients_or_settings(recipes):
    X = recipes.X.assign(filler=["silica", "chalk"] * 30)
    y = recipes.y + np.where(X["filler"] == "silica", 5.0, 0.0)
    model = Model(regressor=Ridge()).fit(X, y)
    effect = model.predict(X.assign(filler="silica")) - model.predict(X.assign(filler="chalk"))
    assert np.allclose(effect, 5.0, atol=1.0)
    assert model.featurizer_.get_feature_names_out()[-3:].tolist() == ["filler=chalk", "filler=silica", "filler=(new)"]


def test_an_empty_cell_beside_names_of_ingredients_is_named(recipes):
    X = recipes.X.assign(filler=["silica", None] * 30)
    with pytest.raises(InvalidRowsError, match=r"30 of 60 rows.*\n.*column 'filler'.*may mean absent or not measured"):
        Model(regressor=Ridge()).fit(X, recipes.y)


def test_a_column_of_structures_beside_other_text_is_encoded_as_the_error_suggests():
    X = pd.DataFrame({"psmiles": PSMILES, "filler": ["silica", "chalk"] * 4, "T_K": np.linspace(290.0, 350.0, 8)})
    with pytest.raises(ValueError, match=r"columns \['psmiles', 'filler'\] hold text") as error:
        Model(regressor=Ridge()).fit(X, TG)
    suggestion = re.search(r"make_column_transformer\(.*\)(?=\.)", str(error.value))[0]
    known = {"make_column_transformer": make_column_transformer, "PolymerFingerprint": mi.PolymerFingerprint}
    known["OneHotEncoder"] = OneHotEncoder
    model = Model(eval(suggestion, known), Ridge(), invalid="nan").fit(X, TG)
    assert model.n_features_in_ == 3
    holed = X.assign(psmiles=["nylon", *PSMILES[1:]])
    with pytest.warns(InvalidRowsWarning):
        assert np.flatnonzero(np.isnan(model.predict(holed))).tolist() == [0]


@pytest.mark.parametrize("make", [list, lambda rows: np.asarray(rows, dtype=object)], ids=["lists", "objects"])
def test_text_in_an_array_is_named_by_its_place(make):
    with pytest.raises(ValueError, match=r"columns \['1'\] hold text.*\[1\]\)"):
        Model(regressor=Ridge()).fit(make([[1.0, "silica"], [2.0, "chalk"]]), [1.0, 2.0])


def test_structures_in_lists_of_one_are_asked_for_as_a_flat_list():
    with pytest.raises(ValueError, match="Pass structures as a flat list"):
        Model().fit([["*CC*"], ["*CCO*"]], [1.0, 2.0])


@pytest.mark.parametrize("X", ["*CC*", None], ids=["one string", "nothing"])
def test_one_string_is_no_column(X):
    with pytest.raises(TypeError, match=r"X must be a (column of structure strings|table)"):
        structure_model().fit(X, [1.0])
    with pytest.raises(TypeError, match=r"for example \['\*CC\*'\]"):
        structure_model().fit(PSMILES, TG).predict(X)


def test_another_kind_of_input_than_in_the_fit_is_refused(recipes):
    structures, table = structure_model().fit(PSMILES, TG), Model(regressor=Ridge()).fit(recipes.X, recipes.y)
    for method in ("predict", "predict_interval", "in_domain"):
        with pytest.raises(ValueError, match="fitted on a table; got a column of text"):
            getattr(table, method)(PSMILES)
        with pytest.raises(ValueError, match="fitted on one column of structures; got a table"):
            getattr(structures, method)(recipes.X)
        with pytest.raises(ValueError, match="fitted on one column of structures; got a table"):
            getattr(structures, method)([[1.0, 2.0], [3.0, 4.0]])
    with pytest.raises(ValueError, match="feature names should match"):
        table.predict(recipes.X.rename(columns={"rubber_phr": "rubber"}))
    with pytest.raises(ValueError, match="2 features, but Model is expecting 3"):
        Model(regressor=Ridge()).fit(recipes.X.to_numpy(), recipes.y).predict(recipes.X.to_numpy()[:, :2])
    with pytest.raises(InvalidRowsError, match=r"2 of 2 rows.*\n.*not-a-string"):
        structures.predict([1.0, 2.0])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"invalid": "drop"}, "invalid must be one of 'raise', 'nan'; got 'drop'"),
        ({"search": "best"}, "search must be one of None, 'grid', 'random', 'halving'; got 'best'"),
        ({"calibration_folds": 1}, "calibration_folds must be 0 or at least 2; got 1"),
        ({"calibration_folds": -1}, r"calibration_folds must be in \[0"),
    ],
)
def test_options_that_do_not_exist_are_refused_in_fit(options, words):
    with pytest.raises(ValueError, match=words):
        structure_model(**options).fit(PSMILES, TG)


def test_good_rows_give_no_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        structure_model().fit(PSMILES, TG).predict(PSMILES)


def test_neighbours_are_named_by_their_place_in_what_was_passed():
    with pytest.warns(InvalidRowsWarning):
        model = structure_model(invalid="nan", calibration_folds=0).fit(["nylon", *PSMILES], [0.0, *TG])
    assert model.neighbours(["*CC*"], k=1)["known"].tolist() == [1]


def test_inputs_and_values_that_were_sorted_apart_are_refused():
    X, y = pd.DataFrame({"phr": np.arange(8.0)}), pd.Series(TG)
    with pytest.raises(ValueError, match=re.escape("another order. Pass y.loc[X.index], or y.to_numpy()")):
        Model(regressor=Ridge()).fit(X, y.sort_values())
    Model(regressor=Ridge()).fit(X, y.sort_values().to_numpy())


def test_values_that_are_no_numbers_are_named_all_together():
    y = pd.Series([170.0, "n/a", "207", None, np.inf, 378.0, 378.0, 314.0], index=list("abcdefgh"))
    with pytest.raises(InvalidRowsError, match="3 of 8 rows") as caught:
        Model(regressor=Ridge()).fit(np.arange(16.0).reshape(8, 2), y)
    assert sorted(problem.label for problem in caught.value.rows) == ["b", "d", "e"]


def test_two_properties_of_one_name_are_refused():
    y = pd.DataFrame(np.arange(16.0).reshape(8, 2), columns=["Tg", "Tg"])
    with pytest.raises(ValueError, match="different names"):
        Model(regressor=Ridge()).fit(np.arange(16.0).reshape(8, 2), y)


def test_a_frame_of_predictions_has_no_column_twice():
    X = np.arange(16.0).reshape(8, 2)
    model = Model(regressor=Ridge()).fit(X, pd.DataFrame({"Tg": TG, "Tg_std": X[:, 0]}))
    with pytest.raises(ValueError, match=re.escape("two columns named ['Tg_std']")):
        model.predict_frame(X)


def test_a_frame_of_predictions_names_rows_that_fail_at_any_step():
    largest = [np.inf]
    steps = make_pipeline(
        mi.PolymerFingerprint("A"),
        FunctionTransformer(lambda A: np.where(A.sum(axis=1)[:, None] > largest[0], np.nan, A)),
    )
    model = Model(steps, Ridge(), calibration_folds=0).fit(PSMILES, TG)
    sums = mi.PolymerFingerprint("A").fit_transform(PSMILES).sum(axis=1)
    largest[0] = np.sort(sums)[-2]
    rows = pd.Series(["nylon", PSMILES[sums.argmax()], PSMILES[sums.argmin()]], index=["x", "y", "z"])
    frame = model.predict_frame(rows)
    assert frame["y"].isna().to_dict() == {"x": True, "y": True, "z": False}
    assert frame["problem"].str.len().astype(bool).tolist() == [True, True, False]


def test_dates_are_no_numbers():
    with pytest.raises(InvalidRowsError, match="8 of 8 rows"):
        Model(regressor=Ridge()).fit(np.arange(16.0).reshape(8, 2), pd.Series(pd.date_range("2026-01-01", periods=8)))


@pytest.mark.parametrize("name", ["groups", "y_std"])
def test_what_stands_beside_the_values_has_their_order(name):
    X = pd.DataFrame({"phr": np.arange(8.0)})
    with pytest.raises(ValueError, match=f"X and {name} carry the same row labels in another order"):
        Model(regressor=Ridge()).fit(X, pd.Series(TG), **{name: pd.Series(TG).sort_values()})
