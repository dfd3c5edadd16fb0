"""Splitters for hard questions: what stands on which side, determinism, and the same questions by name."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_matrix
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, cross_val_predict

import matinfo as mi
from matinfo.chem import polymer_class
from matinfo.evaluate import ClassSplit, ClusterSplit, Evaluator, ExtrapolationSplit, material_clusters
from matinfo.evaluate._clusters import minmax_distances
from matinfo.exceptions import InvalidRowsError

ACRYLATES = ["*CC(*)C(=O)O" + "C" * n for n in range(1, 8)]
STYRENES = ["*CC(*)c1ccc(" + "C" * n + ")cc1" for n in range(1, 7)]
ESTERS = ["*OCCOC(=O)" + "C" * n + "C(*)=O" for n in range(1, 7)]
POLYMERS = ACRYLATES + STYRENES + ESTERS
FAMILY = np.repeat([0, 1, 2], [7, 6, 6])


def blobs(n_blobs: int = 4, size: int = 10, seed: int = 0) -> tuple[pd.DataFrame, np.ndarray]:
    rng = np.random.default_rng(seed)
    centres = np.arange(n_blobs).repeat(size)
    X = pd.DataFrame({"a": 1000 * centres, "b": -centres}) + rng.normal(scale=0.01, size=(len(centres), 2))
    return X, centres


def sides(splitter, X, y=None, groups=None):
    return [(train.tolist(), test.tolist()) for train, test in splitter.split(X, y, groups)]


# --- clusters -----------------------------------------------------------------------------------------------------


def test_clusters_of_structures_are_families_that_a_chemist_sees():
    clusters = material_clusters(POLYMERS, 3)
    assert [len(set(clusters[family == FAMILY])) for family in range(3)] == [1, 1, 1]
    assert len(set(clusters)) == 3


def test_clusters_of_a_table_do_not_depend_on_the_units_of_its_columns():
    X, centres = blobs()
    clusters = material_clusters(X, 4)
    assert pd.crosstab(clusters, centres).astype(bool).to_numpy().sum() == 4
    assert (clusters == material_clusters(X * [1e-6, 1e6], 4)).all()


def test_text_and_empty_cells_of_a_table_are_understood():
    X = pd.DataFrame({"polymer": ["FKM"] * 6 + ["FFKM"] * 6, "phr": [10.0, 20.0, 30.0, np.nan, 50.0, 60.0] * 2})
    X["never measured"] = np.nan
    clusters = material_clusters(X, 2)
    assert len(set(clusters)) == 2


def test_the_distance_is_one_minus_the_minmax_similarity():
    rng = np.random.default_rng(0)
    a, b = rng.poisson(0.5, (4, 30)) * 1.0, rng.poisson(0.5, (3, 30)) * 1.0
    expected = [[1 - np.minimum(x, y).sum() / np.maximum(x, y).sum() for y in b] for x in a]
    np.testing.assert_allclose(minmax_distances(csr_matrix(a), csr_matrix(b)), expected, atol=1e-12)
    assert minmax_distances(csr_matrix((1, 3)), csr_matrix((1, 3)))[0, 0] == 0.0


@settings(max_examples=6)
@given(seed=st.integers(0, 2**31), n_splits=st.integers(2, 4))
def test_no_cluster_stands_on_both_sides_and_every_row_is_tested_once(seed, n_splits):
    X = [*POLYMERS, "*C(C*)C(=O)OC"]  # poly(methyl acrylate), drawn another way
    splitter = ClusterSplit(n_splits, n_clusters=6, random_state=seed)
    pairs = sides(splitter, X)
    clusters = material_clusters(X, 6, rng=np.random.RandomState(seed))
    assert sorted(row for _, test in pairs for row in test) == list(range(len(X)))
    assert all(not set(clusters[train]) & set(clusters[test]) for train, test in pairs)
    assert pairs == sides(splitter, X)


def test_folds_of_clusters_differ_by_no_more_than_the_largest_cluster():
    X = np.random.default_rng(1).normal(size=(200, 3))
    clusters = material_clusters(X, 10, rng=np.random.RandomState(0))
    tests = [len(test) for _, test in ClusterSplit(5, random_state=0).split(X)]
    assert max(tests) - min(tests) <= np.bincount(clusters).max()


def test_rows_of_a_group_stay_together_though_they_are_unlike():
    X, _ = blobs()
    groups = np.arange(40)
    groups[[0, 1, 39]] = 100  # two rows of the first blob, one of the last
    for train, test in sides(ClusterSplit(2, n_clusters=4), X, None, groups):
        assert {0, 39} <= set(train) or {0, 39} <= set(test)


def test_more_clusters_than_materials_is_an_error_with_both_numbers():
    with pytest.raises(ValueError, match="5 clusters need as many materials; got 2 in 3 rows"):
        material_clusters(["*CCO*", "*COC*", "*CC*"], 5)


# --- classes ------------------------------------------------------------------------------------------------------


def test_by_default_every_class_is_held_out_once():
    held_out = [{polymer_class(POLYMERS[row]) for row in test} for _, test in sides(ClassSplit(), POLYMERS)]
    assert held_out == [{"polyacrylate"}, {"polyester"}, {"polystyrene"}]
    assert ClassSplit().get_n_splits(POLYMERS) == 3


def test_rare_classes_are_held_out_together():
    X = [*POLYMERS, "*CCO*", "*CCS*"]
    assert [19, 20] in [test for _, test in sides(ClassSplit(), X)]


def test_whole_classes_are_dealt_to_the_folds_asked_for():
    pairs = sides(ClassSplit(2), POLYMERS)
    assert len(pairs) == 2
    assert all(not set(FAMILY[train]) & set(FAMILY[test]) for train, test in pairs)


def test_a_table_has_no_classes_and_the_message_says_how_to_pass_folds():
    with pytest.raises(ValueError, match=r"Evaluator\(cv=list\(ClassSplit\(\).split\(structures\)\)\)"):
        list(ClassSplit().split([[1.0, 2.0]] * 10))


def test_a_single_class_cannot_be_held_out():
    with pytest.raises(ValueError, match="needs at least 2 classes"):
        list(ClassSplit().split(ACRYLATES))


def test_rows_without_a_structure_are_all_named():
    with pytest.raises(InvalidRowsError, match="2 of 21 rows"):
        list(ClassSplit().split([*POLYMERS, "*CC(", "nonsense*"]))


# --- extrapolation ------------------------------------------------------------------------------------------------


@given(
    y=st.lists(st.integers(0, 20), min_size=6, max_size=40).filter(lambda y: len(set(y)) > 1),
    test_size=st.floats(0.05, 0.5),
    side=st.sampled_from(["high", "low"]),
)
def test_no_test_value_lies_inside_the_training_values(y, test_size, side):
    values = np.array(y, dtype=float)
    ((train, test),) = ExtrapolationSplit(test_size, side=side).split(np.arange(len(y)).reshape(-1, 1), values)
    sign = 1 if side == "high" else -1
    assert (sign * values[test]).min() >= (sign * values[train]).max()
    assert len(test) == max(1, int(test_size * len(y)))  # every row is a material here


def test_both_tails_are_tested_in_turn_the_high_one_first():
    y = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert sides(ExtrapolationSplit(), [[v] for v in y], y) == [([1, 2, 3, 4], [0]), ([0, 2, 3, 4], [1])]


def test_a_material_is_ranked_by_its_median_and_never_torn_apart():
    X = ["*CCO*", "*COC*", "*CC*", "*CC(*)C", "*CC(*)Cl", "*CC(*)F"]
    y = [0.0, 100.0, 60.0, 50.0, 10.0, 20.0]  # one material was measured as 0 and as 100
    ((_, test),) = sides(ExtrapolationSplit(0.2, side="high"), X, y)
    assert test == [2]


def test_training_is_never_empty_however_large_a_group_is():
    X, y = np.zeros((10, 1)), [9.0, *[1.0] * 9]
    assert sides(ExtrapolationSplit(side="high"), X, y, ["a", *["b"] * 9]) == [([*range(1, 10)], [0])]


def test_rows_without_a_value_are_counted():
    with pytest.raises(ValueError, match="none in 1 of 3 rows, first in row 1"):
        list(ExtrapolationSplit().split(np.zeros((3, 1)), [1.0, np.nan, 2.0]))


def test_without_values_or_with_equal_ones_nothing_can_be_extrapolated():
    with pytest.raises(ValueError, match="y must be given"):
        list(ExtrapolationSplit().split([[1.0], [2.0]]))
    with pytest.raises(ValueError, match="y must vary"):
        list(ExtrapolationSplit().split([[1.0], [2.0]], [3.0, 3.0]))


# --- they are splitters of scikit-learn ---------------------------------------------------------------------------


@pytest.mark.parametrize("splitter", [ClusterSplit(3), ClusterSplit(2, n_clusters=5)], ids=repr)
def test_they_serve_inside_scikit_learn(splitter):
    X, centres = blobs()
    search = GridSearchCV(Ridge(), {"alpha": [0.1, 10.0]}, cv=splitter).fit(X, centres)
    assert search.n_splits_ == splitter.get_n_splits()
    assert len(cross_val_predict(Ridge(), X, centres, cv=splitter)) == 40


@pytest.mark.parametrize("splitter", [ClusterSplit(3, n_clusters=9), ClassSplit(2), ExtrapolationSplit(0.1)], ids=repr)
def test_their_options_can_be_read_from_repr(splitter):
    assert repr(clone(splitter, safe=False)) == repr(splitter)


@pytest.mark.parametrize(
    ("splitter", "error"),
    [
        (ClusterSplit(1), ValueError),
        (ClusterSplit(3, n_clusters=2), ValueError),
        (ClassSplit(1), ValueError),
        (ClassSplit(min_rows=0), ValueError),
        (ExtrapolationSplit(0.0), ValueError),
        (ExtrapolationSplit(0.7), ValueError),
        (ExtrapolationSplit(side="top"), ValueError),
    ],
    ids=repr,
)
def test_an_option_out_of_range_is_an_error(splitter, error):
    with pytest.raises(error, match="must be"):
        list(splitter.split(POLYMERS, np.arange(19.0)))


# --- by name ------------------------------------------------------------------------------------------------------


class Length(Ridge):
    """Ridge regression on the length of the string, and the number of rings."""

    def fit(self, X, y):
        return super().fit(self._numbers(X), y)

    def predict(self, X):
        return super().predict(self._numbers(X))

    def _numbers(self, X):
        return [[len(x), x.count("c")] for x in X]


@pytest.fixture
def dataset():
    frame = pd.DataFrame({"psmiles": POLYMERS, "Tg": 2.0 * np.arange(19), "doi": [f"d{i % 4}" for i in range(19)]})
    return mi.Dataset(frame, structure="psmiles", targets={"Tg": "K"}, source="doi")


def rows_tested(result):
    predictions = result.predictions().query("model == 'dummy'")
    return [part["row"].tolist() for _, part in predictions.groupby("fold")]


@pytest.mark.parametrize(
    ("question", "cv", "splitter"),
    [
        ("material", None, mi.MaterialSplit(5)),
        ("cluster", 3, ClusterSplit(3)),
        ("class", None, ClassSplit()),
        ("class", 2, ClassSplit(2)),
        ("extrapolation", None, ExtrapolationSplit()),
    ],
)
def test_a_question_by_name_has_the_folds_of_its_splitter(dataset, question, cv, splitter):
    result = Evaluator(question=question, cv=cv).compare({"length": Length()}, dataset)
    assert rows_tested(result) == [test for _, test in sides(splitter, dataset.X, dataset.y)]


def test_sources_are_held_out_one_at_a_time(dataset):
    result = Evaluator(question="source").compare({"length": Length()}, dataset)
    assert rows_tested(result) == [list(range(first, 19, 4)) for first in range(4)]


def test_sources_without_a_dataset_must_be_given(dataset):
    with pytest.raises(ValueError, match="Pass groups=labels"):
        Evaluator(question="source").compare({"length": Length()}, POLYMERS, np.arange(19.0))
    result = Evaluator(question="source", cv=2).compare(
        {"length": Length()}, POLYMERS, np.arange(19.0), groups=dataset.frame["doi"]
    )
    assert len(rows_tested(result)) == 2


def test_asking_by_row_is_no_leak_that_has_to_be_warned_of_but_is_noted(dataset):
    twice = pd.concat([dataset.frame] * 2, ignore_index=True)
    ds = mi.Dataset(twice, structure="psmiles", targets={"Tg": "K"})
    result = Evaluator(question="row").compare({"length": Length()}, ds)
    assert "of 38 tested rows" in result.notes[0]
    assert result.leakage()["check"].tolist() == ["folds"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"question": "hard"}, "question must be one of 'material'"),
        ({"question": "cluster", "cv": mi.MaterialSplit(3)}, "Leave one of them out"),
        ({"question": "extrapolation", "cv": 3}, "which has two folds"),
        ({"cv": "cluster"}, r"write Evaluator\(question=...\)"),
    ],
)
def test_a_question_that_cannot_be_asked_is_an_error(dataset, options, message):
    with pytest.raises((ValueError, TypeError), match=message):
        Evaluator(**options).compare({"length": Length()}, dataset)
