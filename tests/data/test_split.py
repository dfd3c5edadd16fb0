"""No split puts one material on both sides."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, cross_val_score

from matinfo.data import Dataset, MaterialSplit, material_groups
from matinfo.exceptions import InvalidRowsError

# writings of one infinite chain each: rotated, reversed, doubled, with other signs for the attachment points
CHAINS = [
    ["*CCO*", "*COC*", "*OCC*", "*OCCOCC*", "[*]CCO[*]"],
    ["*CC*", "*C*", "*CCCC*"],
    ["*CC(*)C", "*C(C)C*", "*CC(C)CC(*)C"],
    ["*CC(*)c1ccccc1", "*C(c1ccccc1)C*"],
    ["*CC(*)Cl", "*C(Cl)C*"],
    ["*CC(C)(*)C(=O)OC", "*C(C)(C(=O)OC)C*"],
    ["*CC(*)C#N", "*C(C#N)C*"],
    ["*NCCCCCC(=O)*", "*C(=O)CCCCCN*"],
]

rows_of_chains = st.lists(
    st.integers(0, len(CHAINS) - 1).flatmap(lambda chain: st.tuples(st.just(chain), st.sampled_from(CHAINS[chain]))),
    min_size=12,
    max_size=40,
).filter(lambda rows: len({chain for chain, _ in rows}) >= 4)


@settings(max_examples=40)
@given(rows=rows_of_chains, seed=st.integers(0, 2**31), n_splits=st.integers(2, 4), n_repeats=st.integers(1, 2))
def test_no_fold_has_a_material_on_both_sides_however_it_is_written(rows, seed, n_splits, n_repeats):
    chains, writings = np.array([chain for chain, _ in rows]), [writing for _, writing in rows]
    splitter = MaterialSplit(n_splits, n_repeats=n_repeats, random_state=seed)
    seen = np.zeros(len(rows), dtype=int)
    for train, test in splitter.split(writings):
        assert not set(chains[train]) & set(chains[test])
        assert sorted([*train, *test]) == list(range(len(rows)))
        seen[test] += 1
    assert (seen == n_repeats).all()


@settings(max_examples=40)
@given(rows=rows_of_chains, seed=st.integers(0, 2**31), test_size=st.floats(0.05, 0.9))
def test_no_dataset_split_has_a_material_on_both_sides(rows, seed, test_size):
    frame = pd.DataFrame(rows, columns=["chain", "psmiles"]).assign(Tg=1.0)
    dataset = Dataset(frame, structure="psmiles", targets={"Tg": "K"})
    train, test = dataset.split(test_size, random_state=seed)
    assert not set(train.frame["chain"]) & set(test.frame["chain"])
    assert not set(train.groups) & set(test.groups)
    assert sorted([*train.frame.index, *test.frame.index]) == list(range(len(rows)))


@given(
    sizes=st.lists(st.integers(1, 6), min_size=5, max_size=60), seed=st.integers(0, 2**31), n_splits=st.integers(2, 5)
)
def test_fold_sizes_differ_by_no_more_than_the_largest_group(sizes, seed, n_splits):
    groups = np.repeat(np.arange(len(sizes)), sizes)
    tests = [len(test) for _, test in MaterialSplit(n_splits, random_state=seed).split(groups, groups=groups)]
    assert max(tests) - min(tests) <= max(sizes)
    assert sum(tests) == len(groups)


@pytest.mark.parametrize("seed", [0, 1, 42])
def test_the_same_seed_gives_the_same_folds_and_zero_is_a_seed(seed):
    X = np.arange(60).reshape(30, 2)
    first, second = ([test.tolist() for _, test in MaterialSplit(3, random_state=seed).split(X)] for _ in range(2))
    assert first == second


def test_another_seed_and_another_repeat_give_other_folds():
    X = np.arange(60).reshape(30, 2)
    tests = [test.tolist() for _, test in MaterialSplit(2, n_repeats=2, random_state=0).split(X)]
    other = [test.tolist() for _, test in MaterialSplit(2, n_repeats=2, random_state=1).split(X)]
    assert tests[0] != tests[2]
    assert tests[0] != other[0]


def test_rewriting_the_structures_does_not_move_a_row():
    one = [writings[0] for writings in CHAINS]
    other = [writings[-1] for writings in CHAINS]
    folds = [[test.tolist() for _, test in MaterialSplit(4).split(X)] for X in (one, other)]
    assert folds[0] == folds[1]


def test_groups_given_by_hand_win_over_the_material():
    X = ["*CCO*", "*COC*", "*CC*", "*CC*"]
    sides = [set(test.tolist()) for _, test in MaterialSplit(2).split(X, groups=["a", "b", "a", "b"])]
    assert sorted(map(sorted, sides)) == [[0, 2], [1, 3]]


def test_groups_given_by_hand_need_no_readable_structure():
    assert len(list(MaterialSplit(2).split(["junk(", "more junk("], groups=[1, 2]))) == 2


def test_it_works_in_cross_val_score_and_grid_search():
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(40, 3)), columns=["a", "b", "c"])
    y = X["a"] + 0.1 * rng.normal(size=40)
    assert cross_val_score(Ridge(), X, y, cv=MaterialSplit(4)).shape == (4,)
    search = GridSearchCV(Ridge(), {"alpha": [0.1, 10.0]}, cv=MaterialSplit(4)).fit(X, y, groups=np.arange(40) // 4)
    assert search.best_params_ == {"alpha": 0.1}
    assert search.n_splits_ == 4


def test_cross_val_score_takes_structures_as_they_are():
    X = pd.Series([writings[0] for writings in CHAINS], name="psmiles")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # R2 of one row
        scores = cross_val_score(DummyRegressor(), X, np.arange(8.0), cv=MaterialSplit(4), scoring="r2")
    assert len(scores) == 4


def test_metadata_routing_hands_the_groups_on():
    import sklearn

    X, y, groups = np.zeros((8, 1)), np.arange(8.0), np.arange(8) // 2
    with sklearn.config_context(enable_metadata_routing=True):
        scores = cross_val_score(DummyRegressor(), X, y, cv=MaterialSplit(2), params={"groups": groups})
    assert len(scores) == 2


def test_it_can_be_cloned_inside_other_estimators():
    splitter = MaterialSplit(3, n_repeats=2, random_state=7)
    assert repr(clone(splitter, safe=False)) == "MaterialSplit(n_repeats=2, n_splits=3, random_state=7)"
    assert splitter.get_n_splits() == 6


@pytest.mark.parametrize(
    ("options", "error"),
    [({"n_splits": 1}, ValueError), ({"n_splits": 2.5}, TypeError), ({"n_repeats": 0}, ValueError)],
)
def test_options_are_checked_when_used(options, error):
    with pytest.raises(error, match=next(iter(options))):
        next(MaterialSplit(**options).split(np.zeros((9, 2))))


def test_too_few_groups_say_how_many_folds_there_can_be():
    with pytest.raises(ValueError, match=r"5 folds need at least 5 groups; got 2 .* Try n_splits=2"):
        next(MaterialSplit(5).split(["*CCO*", "*COC*", "*CC*"]))


def test_unreadable_structures_are_named_together():
    with pytest.raises(InvalidRowsError, match="curate") as caught:
        next(MaterialSplit(2).split(pd.Series(["*CC*", "junk(", None, "*CCO*"], index=list("abcd"))))
    assert [problem.label for problem in caught.value.rows] == ["b", "c"]


def test_missing_groups_are_named_together():
    groups = pd.Series(["x", None, "y"], index=list("abc"), name="patent")
    with pytest.raises(InvalidRowsError, match="patent") as caught:
        next(MaterialSplit(2).split([1, 2, 3], groups=groups))
    assert [problem.label for problem in caught.value.rows] == ["b"]


def test_what_can_be_no_name_of_a_group_is_named():
    with pytest.raises(InvalidRowsError, match=r"row 1, column 'groups': .* a list is no name of a group"):
        next(MaterialSplit(2).split([1, 2, 3], groups=pd.Series(["x", ["y"], "z"])))


def test_a_recipe_is_its_content():
    frame = pd.DataFrame({"NR_phr": [100, 100.0, 60], "S_phr": [0.3, 0.1 + 0.2, 0.3], "filler": ["CB", "CB", "CB"]})
    names = material_groups(frame)
    assert names[0] == names[1] != names[2]


def test_whole_numbers_are_compared_by_all_their_digits():
    """They may number samples: 12 digits would make one material of a day of runs."""
    names = material_groups(pd.DataFrame({"run": [20240101123001, 20240101123002], "phr": [50.0, 50.0]}))
    assert names[0] != names[1]
    assert material_groups(pd.DataFrame({"run": [1e15, -0.0]})).tolist() == ["run=1000000000000000", "run=0"]
    huge = pd.DataFrame({"id": pd.Series([10**400], dtype=object), "phr": [50.0]})
    assert material_groups(huge)[0] == f"id={10**400}; phr=50"


def test_an_empty_cell_of_a_recipe_is_not_zero_but_equals_another_empty_cell():
    names = material_groups(pd.DataFrame({"NR_phr": [100, 100, 100], "S_phr": [np.nan, np.nan, 0.0]}))
    assert names[0] == names[1] != names[2]


@given(st.lists(st.tuples(st.floats(allow_nan=False), st.text("xyz-3 é", max_size=5)), min_size=1, max_size=8))
def test_the_name_of_a_recipe_does_not_depend_on_the_other_rows(rows):
    frame = pd.DataFrame(rows, columns=["a", "b"])
    assert material_groups(frame).tolist() == [material_groups(frame.iloc[[row]])[0] for row in range(len(frame))]


@pytest.mark.parametrize("X", [["*CCO*", "*COC*"], np.array(["*CCO*", "*COC*"]), np.array([["*CCO*"], ["*COC*"]])])
def test_structures_may_come_as_list_or_array(X):
    assert len(set(material_groups(X))) == 1


def test_sparse_input_asks_for_groups():
    from scipy.sparse import csr_matrix

    with pytest.raises(TypeError, match="Give groups by hand"):
        material_groups(csr_matrix(np.eye(3)))


def test_repeat_units_beside_other_columns_are_the_material():
    frame = pd.DataFrame({"psmiles": ["*CCO*", "*COC*", "*CC*"], "T": [25.0, 100.0, 25.0], "by": ["DSC", "DMA", "DSC"]})
    names = material_groups(frame)
    assert names[0] == names[1] != names[2]


def test_molecules_beside_numbers_are_the_material_as_they_are_for_a_model():
    """Measurements of one molecule at several temperatures never stand on both sides of a split."""
    smiles = ["c1ccccc1C", "Cc1ccccc1", "CC(=O)O", "OC(C)=O", "C1CCCCC1"]
    frame = pd.DataFrame({"smiles": smiles, "T": [25.0, 100.0, 25.0, 100.0, 25.0]})
    assert pd.factorize(material_groups(frame))[0].tolist() == [0, 0, 1, 1, 2]
    for train, test in MaterialSplit(3).split(frame):
        assert not set(material_groups(frame.iloc[train])) & set(material_groups(frame.iloc[test]))


def test_a_repeat_unit_that_cannot_be_read_is_named_though_numbers_stand_beside_it():
    frame = pd.DataFrame({"psmiles": ["*CCO*", None, "*CC*"], "T": [25.0, 100.0, 25.0]})
    with pytest.raises(InvalidRowsError, match="row 1, column 'psmiles'"):
        material_groups(frame)


def test_names_of_grades_are_no_molecules():
    frame = pd.DataFrame({"black": ["N330", "N550"], "resin": ["PP", "CB"], "phr": [50.0, 50.0]})
    assert len(set(material_groups(frame))) == 2


def test_two_columns_of_repeat_units_are_a_recipe():
    frame = pd.DataFrame({"A": ["*CC*", "*CC*"], "B": ["*CCO*", "*CC(*)C"]})
    assert len(set(material_groups(frame))) == 2
