"""Known numbers beside structures: inputs with holes, in a block of their own."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning
from matinfo.featurize import FeatureStack, WithKnownNumbers
from matinfo.models import ALGORITHMS, Model
from matinfo.models._filled_numbers import KnownNumbers
from matinfo.models._inputs import input_kind

FINGERPRINT = mi.PolymerFingerprint("A")


@pytest.fixture(scope="module")
def table(polymers) -> pd.DataFrame:
    """Thirty polymers with a simulated number that is twice their Tg, known of two in three."""
    name = polymers.X.columns[0]
    known = (2.0 * polymers.y).where(np.arange(30) % 3 > 0)
    return pd.DataFrame({"twice": known, "psmiles": polymers.X[name], "rate": np.tile([1.0, 2.0], 15)})


def test_a_table_with_one_column_of_structures_is_recognised_by_itself(table, polymers):
    model = Model(FINGERPRINT, Ridge()).fit(table, polymers.y)
    assert model.kind_ == "structures with numbers"
    assert model.feature_names_in_.tolist() == ["twice", "psmiles", "rate"]
    assert list(model.featurizer_.output_indices_) == ["structure", "known"]


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (["*CC*", "*CCO*"], "structures with numbers"),
        (["*CC*", "nylon", "*CCO*"], "structures with numbers"),  # the reader of structures will name row 1
        (["CCO", "c1ccccc1", "CC(C)O"], "structures with numbers"),
        (["PP", "PS"], "table"),  # read as molecules of phosphorus and sulfur, these would be valid
        (["silica", "chalk"], "table"),
        (["A", "B"], "table"),
        ([1.0, 2.0], "table"),
    ],
)
def test_names_of_materials_are_not_taken_for_structures(column, kind):
    assert input_kind(pd.DataFrame({"what": column, "phr": np.arange(float(len(column)))})) == kind


def test_two_columns_of_structures_are_left_to_a_featurizer_that_knows_them():
    assert input_kind(pd.DataFrame({"a": ["*CC*"], "b": ["*CCO*"], "share": [0.5]})) == "table"


def test_holes_stay_holes_in_their_own_column_only(table):
    both = WithKnownNumbers(FeatureStack([("A", FINGERPRINT), ("morgan", mi.MorganFingerprint(n_bits=64))]))
    features = both.fit_transform(table)
    known = both.output_indices_["known"]
    np.testing.assert_array_equal(features[:, known], table[["twice", "rate"]].to_numpy())
    assert np.isfinite(features[:, : known.start]).all()
    assert list(both.output_indices_) == ["A", "morgan", "known"]
    assert both.get_feature_names_out()[known].tolist() == ["twice", "rate"]
    assert both.describe()["meaning"].tolist()[-1] == "known beside the structure"
    np.testing.assert_array_equal(features, clone(both).fit(table).transform(table[["rate", "psmiles", "twice"]]))


def test_a_known_number_is_used_where_it_is_known(table, polymers):
    rows = np.flatnonzero(table["twice"].notna())
    train, test = rows[:14], rows[14:]
    model = Model(FINGERPRINT, Ridge(0.01)).fit(table.iloc[train], polymers.y.iloc[train])
    error = np.abs(model.predict(table.iloc[test]) - polymers.y.iloc[test]).mean()
    blind = Model(FINGERPRINT, Ridge(0.01)).fit(table["psmiles"].iloc[train], polymers.y.iloc[train])
    assert error < 0.3 * np.abs(blind.predict(table["psmiles"].iloc[test]) - polymers.y.iloc[test]).mean()


@pytest.mark.parametrize("regressor", [None, *ALGORITHMS, LinearRegression()], ids=str)
def test_every_regressor_takes_holes(regressor, table, polymers):
    model = Model(FINGERPRINT, regressor, calibration_folds=2).fit(table, polymers.y)
    mean, std = model.predict(table.assign(twice=np.nan), return_std=True)
    assert np.isfinite(mean).all()
    assert np.isfinite(std).all()


def test_a_model_that_saw_no_hole_still_predicts_where_nothing_is_known(table, polymers):
    full = table.assign(twice=2.0 * polymers.y)
    model = Model(FINGERPRINT, Ridge(), calibration_folds=0).fit(full, polymers.y)
    assert np.isfinite(model.predict(full.assign(twice=np.nan))).all()


def test_holes_are_filled_with_the_median_of_the_training_rows_and_marked(table, polymers):
    model = Model(FINGERPRINT, Ridge()).fit(table, polymers.y)
    width = model.featurizer_.output_indices_["known"].stop
    assert model.regressor_.imputer_.statistics_[width - 2] == table["twice"].median()
    assert model.regressor_.regressor_.n_features_in_ == width + 1


def test_medians_of_the_inner_folds_do_not_know_the_left_out_rows(table, polymers):
    model = Model(FINGERPRINT, Ridge(), interval="cv+").fit(table, polymers.y)
    place = model.featurizer_.output_indices_["known"].start
    medians = {part.regressor.imputer_.statistics_[place] for part in model.learned_.parts}
    assert len(medians) > 1


def test_a_search_over_a_filled_regressor_finds_the_options(table, polymers):
    model = Model(FINGERPRINT, "ridge", search="grid").fit(table, polymers.y)
    assert set(model.best_params_) == {"regressor__regressor__alpha"}


def test_rows_of_one_structure_stay_together_whatever_the_numbers(table, polymers):
    twice = pd.concat([table, table.assign(rate=9.0)], ignore_index=True)
    model = Model(FINGERPRINT, Ridge(), interval="cv+").fit(twice, [*polymers.y, *polymers.y])
    for part in model.learned_.parts:
        assert set(part.rows % 30) & set(np.setdiff1d(np.arange(60), part.rows) % 30) == set()


def test_missing_columns_and_bare_structures_are_refused_with_what_to_pass(table, polymers):
    model = Model(FINGERPRINT, Ridge()).fit(table, polymers.y)
    with pytest.raises(ValueError, match=r"\['rate'\] are missing.*Leave the cells"):
        model.predict(table[["twice", "psmiles"]])
    with pytest.raises(ValueError, match=r"got one column.*leave cells empty"):
        model.predict(table["psmiles"])


def test_cells_that_are_no_numbers_are_named(table, polymers):
    bad = table.assign(rate=np.where(np.arange(30) == 4, np.inf, 1.0))
    with pytest.raises(InvalidRowsError, match=r"row 4, column 'rate'.*inf"):
        Model(FINGERPRINT, Ridge()).fit(bad, polymers.y)


def test_two_columns_of_one_name_are_refused(table):
    twice = pd.concat([table, table[["rate"]]], axis=1)
    with pytest.raises(ValueError, match=r"got \['rate'\] more than once"):
        WithKnownNumbers(mi.PolymerFingerprint("M")).fit(twice)


def test_dates_are_no_numbers(table):
    dates = table.assign(day=pd.Timestamp("2024-01-01"))
    with pytest.raises(TypeError, match=r"column 'day' holds datetime64.*, not numbers"):
        WithKnownNumbers(mi.PolymerFingerprint("M")).fit(dates)


def test_structures_that_cannot_be_read_are_nan_where_that_is_asked_for(table, polymers):
    bad = table.assign(psmiles=[*table["psmiles"][:29], "nylon"])
    with pytest.raises(InvalidRowsError, match="row 29, column 'psmiles': 'nylon'"):
        Model(FINGERPRINT, Ridge()).fit(bad, polymers.y)
    with pytest.warns(InvalidRowsWarning):
        model = Model(FINGERPRINT, Ridge(), invalid="nan").fit(bad, polymers.y)
    with pytest.warns(InvalidRowsWarning):
        assert np.flatnonzero(np.isnan(model.predict(bad))).tolist() == [29]


def test_domain_and_neighbours_work_with_holes(table, polymers):
    model = Model(regressor="ridge").fit(table, polymers.y)
    assert model.in_domain(table).mean() > 0.8
    near = model.neighbours(table.iloc[:2], k=3)
    assert near["known"].tolist()[::3] == [0, 1]
    assert near["structure"].tolist()[::3] == table["psmiles"].iloc[:2].tolist()


def test_the_featurizer_works_in_a_pipeline_of_scikit_learn(table, polymers):
    rows = table.dropna()
    piped = make_pipeline(WithKnownNumbers(FINGERPRINT), Ridge()).fit(rows, polymers.y[rows.index])
    assert np.isfinite(piped.predict(rows)).all()


def test_a_table_without_a_column_of_structures_is_refused():
    with pytest.raises(ValueError, match="one column of text; got \\[\\]"):
        WithKnownNumbers(FINGERPRINT).fit(pd.DataFrame({"a": [1.0]}))
    with pytest.raises(TypeError, match="X must be a DataFrame"):
        WithKnownNumbers(FINGERPRINT).fit(["*CC*"])
    with pytest.raises(ValueError, match="structure must be one of the columns"):
        WithKnownNumbers(FINGERPRINT, structure="b").fit(pd.DataFrame({"a": ["*CC*"]}))


def test_columns_behind_the_known_numbers_stay_blocks_of_their_own():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(30, 5))
    X[::3, 3] = np.nan
    blocks = {"A": slice(0, 3), "known": slice(3, 4), "other properties": slice(4, 5)}
    numbers = KnownNumbers.fitted(X, blocks, 0)
    completed = numbers.blocks(blocks)
    assert completed == {**blocks, "holes": slice(5, 6)}
    np.testing.assert_array_equal(numbers.complete(X)[:, completed["holes"]], np.isnan(X[:, [3]]))
    assert {name: part.tolist() for name, part in numbers.fillers[0].blocks_.items()} == {
        "A": [0, 1, 2],
        "other properties": [3],  # its place in the table without the known number
    }
