"""A pool lists its candidates, says what is not among them, and turns them into numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.design import CandidateSource
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning

FRAME = pd.DataFrame(
    {"oven_degC": [80, 100, 120, 80], "hardener": ["A", "A", "B", "B"]}, index=["first", "second", "third", "fourth"]
)


def test_a_pool_is_a_source_of_candidates():
    assert isinstance(mi.Pool(FRAME), CandidateSource)


def test_columns_of_numbers_are_scaled_by_their_range_and_options_get_a_column_each():
    pool = mi.Pool(FRAME)
    assert pool.feature_names == ["oven_degC", "hardener = A", "hardener = B"]
    assert pool.encode(FRAME).tolist() == [[0, 1, 0], [0.5, 1, 0], [1, 0, 1], [0, 0, 1]]


def test_a_featurizer_turns_structures_into_numbers():
    pool = mi.Pool(pd.Series(["*CC*", "*CCO*", "*CC(*)C"], name="psmiles"), featurizer=mi.PolymerFingerprint("A"))
    assert pool.columns == ["psmiles"]
    numbers = pool.encode(pool.frame)
    assert numbers.shape == (3, len(pool.feature_names))
    assert (numbers.min(), numbers.max()) == (0.0, 1.0)


def test_chunks_and_samples_hold_every_candidate_once_under_its_own_label():
    pool = mi.Pool(FRAME)
    assert [len(chunk) for chunk in pool.chunks(3)] == [3, 1]
    assert pd.concat(pool.chunks(3)).index.tolist() == FRAME.index.tolist()
    assert sorted(pool.sample(10, np.random.default_rng(0)).index) == sorted(FRAME.index)
    assert len(pool.sample(2, np.random.default_rng(0))) == 2


def test_neighbours_come_nearest_first_and_the_row_itself_is_not_among_them():
    pool = mi.Pool(pd.DataFrame({"x": [0.0, 1.0, 2.0, 5.0]}))
    near = pool.around(pool.frame.iloc[[0]], 2, np.random.default_rng(0))
    assert near["x"].tolist() == [1.0, 2.0]


def test_rows_that_are_no_candidates_are_named():
    problems = mi.Pool(FRAME).check(
        pd.DataFrame({"oven_degC": [80, 90], "hardener": ["A", "A"], "note": ["", ""]}, index=[7, 8])
    )
    assert [(problem.label, problem.code) for problem in problems] == [(8, "outside-pool")]


def test_a_rounding_error_makes_no_other_candidate():
    pool = mi.Pool(pd.DataFrame({"x": [0.3]}))
    assert pool.check(pd.DataFrame({"x": [0.1 + 0.2]})) == []


def test_labels_are_found_for_rows_under_any_label():
    assert mi.Pool(FRAME).labels_of(FRAME.iloc[[2, 0]].reset_index(drop=True)) == ["third", "first"]


def test_a_pool_comes_back_from_its_description():
    pool = mi.Pool(FRAME)
    again = mi.Pool.from_dict(pool.to_dict())
    pd.testing.assert_frame_equal(again.frame, pool.frame)


def test_a_pool_with_a_featurizer_says_that_it_cannot_be_described():
    with pytest.raises(TypeError, match="cannot be described as JSON"):
        mi.Pool(pd.Series(["*CC*", "*CCO*"]), featurizer=mi.PolymerFingerprint("A")).to_dict()


def test_empty_cells_and_repeated_candidates_are_named_together():
    frame = pd.DataFrame({"a": [1.0, np.nan, 1.0], "b": ["x", "y", "x"]})
    with pytest.raises(InvalidRowsError, match="2 of 3 rows") as error:
        mi.Pool(frame)
    assert [(problem.label, problem.code) for problem in error.value.rows] == [(1, "empty-cell"), (2, "repeated")]


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ([1, 2], "frame must be a DataFrame"),
        (pd.DataFrame({"a": []}), "at least one candidate"),
        (pd.DataFrame([[1, 2]]), "columns have names"),
        (pd.DataFrame({"a": [1, 2]}, index=[0, 0]), "every row label once"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "every column once"),
    ],
)
def test_tables_that_are_no_pool_are_refused(frame, message):
    with pytest.raises((TypeError, ValueError), match=message):
        mi.Pool(frame)


def test_numbers_that_came_as_objects_are_numbers_before_and_after_a_file():
    frame = pd.DataFrame(np.array([[80, "A"], [100, "B"]], dtype=object), columns=["oven_degC", "hardener"])
    pool = mi.Pool(frame)
    assert pool.feature_names == ["oven_degC", "hardener = A", "hardener = B"]
    assert mi.Pool.from_dict(pool.to_dict()).feature_names == pool.feature_names


def test_infinite_cells_and_candidates_without_features_are_named():
    with pytest.raises(InvalidRowsError, match=r"row 1, column 'a': inf \(not-finite\)"):
        mi.Pool(pd.DataFrame({"a": [1.0, np.inf, 2.0]}))
    fingerprint = mi.MorganFingerprint(2, n_bits=64, invalid="nan")
    with pytest.warns(InvalidRowsWarning), pytest.raises(InvalidRowsError, match="gives it no numbers"):
        mi.Pool(pd.Series(["*CC*", "nylon", "*CCO*"]), featurizer=fingerprint)


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match=r"missing: \['hardener'\]"):
        mi.Pool(FRAME).encode(FRAME[["oven_degC"]])
