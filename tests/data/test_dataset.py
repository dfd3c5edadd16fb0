"""A dataset is a value: it knows its columns, never changes, and says what is wrong with a table."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.data import Dataset
from matinfo.exceptions import InvalidRowsError, UnitError


def polymer_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "psmiles": ["*CC*", "*CC(*)C", "*CCO*", "*COC*", "*CC(*)c1ccccc1", "*CC(*)Cl"],
            "Tg": [-110.0, -10.0, -66.0, -60.0, 100.0, np.nan],
            "TC": [0.33, 0.12, np.nan, np.nan, 0.14, 0.16],
            "T_meas": [25.0, 25.0, 25.0, 30.0, 25.0, 25.0],
            "method": ["DSC", "DSC", "DSC", "DMA", "DSC", None],
            "doi": list("abcdef"),
            "remark": ["", "", "wet", "", "", ""],
        },
        index=["PE", "PP", "PEO", "PEO2", "PS", "PVC"],
    )


def polymers(**changes: object) -> Dataset:
    options: dict = {
        "structure": "psmiles",
        "targets": {"Tg": "degC", "TC": "W/(m K)"},
        "conditions": {"T_meas": "degC"},
        "method": {"Tg": "method"},
        "source": "doi",
    }
    return Dataset(polymer_frame(), **(options | changes))


def rubber_frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "NR_phr": [100, 100, 60, 60],
            "filler": ["CB", "CB", "silica", "CB"],
            "cure_temperature_degC": [150.0, 150.0, 160.0, 160.0],
            "strength": [20.0, 21.0, 15.0, 14.0],
            "patent": ["P1", "P2", "P2", "P1"],
        }
    )


def rubbers(**changes: object) -> Dataset:
    options: dict = {"recipe": ["NR_phr", "filler", "cure_temperature_degC"], "targets": {"strength": "MPa"}}
    return Dataset(rubber_frame(), **(options | changes))


# --- what it holds


def test_structures_come_as_a_series_and_recipes_as_a_table():
    pd.testing.assert_series_equal(polymers().X, polymer_frame()["psmiles"])
    pd.testing.assert_frame_equal(rubbers().X, rubber_frame()[["NR_phr", "filler", "cure_temperature_degC"]])


def test_one_target_comes_as_a_series_and_several_as_a_table():
    pd.testing.assert_series_equal(rubbers().y, rubber_frame()["strength"])
    pd.testing.assert_frame_equal(polymers().y, polymer_frame()[["Tg", "TC"]])


def test_the_same_material_is_the_same_group_by_default():
    groups = polymers().groups
    assert groups["PEO"] == groups["PEO2"]
    assert groups.nunique() == 5
    assert groups.index.tolist() == ["PE", "PP", "PEO", "PEO2", "PS", "PVC"]
    assert rubbers().groups.duplicated().tolist() == [False, True, False, False]


def test_a_named_column_gives_the_groups():
    dataset = rubbers(groups="patent")
    assert dataset.groups.tolist() == ["P1", "P2", "P2", "P1"]
    train, test = dataset.split(0.5)
    assert not set(train.groups) & set(test.groups)


def test_groups_keep_their_names_in_every_part_of_a_dataset():
    dataset = rubbers()
    train, test = dataset.split(0.3, random_state=0)
    assert dict(dataset.groups) == dict(train.groups) | dict(test.groups)


def test_the_column_table_says_role_unit_method_and_source():
    table = polymers().columns
    assert table["role"].to_dict() == {
        "psmiles": "structure",
        "Tg": "target",
        "TC": "target",
        "T_meas": "condition",
        "method": "method",
        "doi": "source",
        "remark": "other",
    }
    assert table.loc["Tg", ["unit", "quantity", "method", "filled"]].tolist() == [
        "degC",
        "temperature",
        "2 in column 'method'",
        5,
    ]
    assert table.loc["TC", ["unit", "method"]].tolist() == ["W/(m K)", None]


def test_a_constant_method_is_written_into_every_row():
    dataset = rubbers(method="ISO 37", source="our laboratory")
    assert dataset.columns.loc["strength", ["method", "source"]].tolist() == ["ISO 37", "our laboratory"]
    assert dataset.frame["method"].tolist() == ["ISO 37"] * 4


def test_a_constant_may_resemble_the_name_of_its_own_column():
    dataset = polymers(source="source A")
    assert dataset.columns.loc[["Tg", "TC"], "source"].tolist() == ["source A", "source A"]


def test_a_target_without_unit_says_so():
    dataset = rubbers(targets=["strength"])
    assert dataset.units["strength"] is None
    assert "strength [no unit]" in repr(dataset)
    with pytest.raises(UnitError, match="has no stated unit"):
        dataset.convert("strength", "psi")


def test_columns_may_come_as_a_pandas_index():
    assert rubbers(recipe=rubber_frame().columns[:3]) == rubbers()


def test_a_recipe_may_state_units():
    dataset = rubbers(recipe={"NR_phr": "phr", "filler": None, "cure_temperature_degC": "degC"})
    assert (
        dataset.convert("cure_temperature_degC", "K").X["cure_temperature_degC"].tolist() == [423.15] * 2 + [433.15] * 2
    )


# --- it never changes


@pytest.mark.parametrize("part", ["X", "y", "groups", "materials", "frame", "columns", "conditions"])
def test_changing_what_a_property_gave_changes_nothing(part):
    dataset, before = polymers(), polymers()
    given = getattr(dataset, part)
    given.iloc[0] = given.iloc[1].copy() if given.ndim == 2 else given.iloc[-1]
    assert dataset == before
    pd.testing.assert_index_equal(dataset.groups.index, before.groups.index)
    assert dataset.groups.tolist() == before.groups.tolist()


def test_changing_the_table_afterwards_changes_nothing():
    frame = polymer_frame()
    dataset = Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    frame.loc["PE", "Tg"] = 1e6
    frame.loc["PE", "psmiles"] = "*CC(*)F"
    assert dataset.y["PE"] == -110.0
    assert dataset.X["PE"] == "*CC*"


def test_nothing_can_be_set_or_deleted():
    dataset = polymers()
    for name in ("X", "name", "_frame", "anything"):
        with pytest.raises(AttributeError, match="cannot be changed"):
            setattr(dataset, name, None)
    with pytest.raises(AttributeError, match="cannot be changed"):
        del dataset._frame


def test_datasets_are_equal_by_content():
    assert polymers() == polymers(name="another name")
    assert hash(polymers()) == hash(polymers())
    assert polymers() != polymers(targets={"Tg": "degC", "TC": None})
    assert polymers() != polymers().take([0, 1, 2])
    assert polymers() != "polymers"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda d: pickle.loads(pickle.dumps(d))])
def test_it_can_be_copied_and_pickled(again):
    dataset = polymers(name="mine").select("Tg")
    assert again(dataset) == dataset
    assert again(dataset).history == dataset.history
    assert repr(again(dataset)) == "<Dataset 'mine': 5 rows of structures; Tg [degC] 5>"


# --- select, convert, take


def test_select_keeps_measured_rows_and_tells_what_it_left_out():
    chosen = polymers().select("Tg")
    assert len(chosen) == 5
    assert chosen.y.name == "Tg"
    assert "TC" not in chosen.frame
    assert chosen.history[-1] == "select Tg: 1 of 6 rows left out, not measured"


def test_select_of_several_targets_keeps_rows_with_all_or_with_any():
    assert polymers().select("Tg", "TC").X.index.tolist() == ["PE", "PP", "PS"]
    assert polymers().select(["Tg", "TC"]).X.index.tolist() == ["PE", "PP", "PS"]
    assert len(polymers().select("TC", "Tg", measured="any")) == 6


def test_convert_changes_values_and_unit_of_one_column():
    converted = polymers().convert("Tg", "K")
    np.testing.assert_allclose(converted.y["Tg"], polymer_frame()["Tg"] + 273.15, rtol=1e-12)
    assert converted.units == {"Tg": "K", "TC": "W/(m K)", "T_meas": "degC"}
    assert converted.history[-1] == "convert Tg: degC to K"


def test_convert_there_and_back_gives_the_same_numbers():
    back = polymers().convert("Tg", "degF").convert("Tg", "degC")
    np.testing.assert_allclose(back.y["Tg"], polymers().y["Tg"], rtol=1e-9)


def test_convert_to_another_quantity_is_refused():
    with pytest.raises(UnitError, match=r"temperature.*pressure"):
        polymers().convert("Tg", "MPa")


def test_take_follows_the_positions_of_a_splitter():
    assert polymers().take([4, 0]).X.index.tolist() == ["PS", "PE"]
    with pytest.raises(ValueError, match="twice"):
        polymers().take([0, 0])
    with pytest.raises(ValueError, match="at least one"):
        polymers().take([])


@pytest.mark.parametrize(
    ("positions", "error", "message"),
    [
        ([False, True, True], TypeError, r"whole numbers; got \[False.* numpy\.flatnonzero"),  # not rows 0, 1, 1
        ([0.9], TypeError, "whole numbers"),
        ([[0], [1]], TypeError, "whole numbers"),
        ([2, -1], ValueError, "must not name a row twice"),  # of three rows
        ([3], IndexError, "out of bounds"),
        ([], ValueError, "at least one row"),
    ],
)
def test_positions_that_mean_no_rows_are_refused(positions, error, message):
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [1, 2, 3]})
    ds = mi.Dataset(frame, recipe=["x"], targets=["y"])
    with pytest.raises(error, match=message):
        ds.take(positions)
    assert ds.take([-1, 0]).y.tolist() == [3, 1]


def test_folds_are_datasets_that_cover_every_row_once():
    tests = [test for _, test in polymers().folds(n_splits=3, random_state=1)]
    assert sorted(label for test in tests for label in test.X.index) == sorted(polymer_frame().index)
    assert all(isinstance(test, Dataset) for test in tests)


def test_a_split_by_number_of_rows_takes_that_many():
    train, test = polymers().split(2, random_state=0)
    assert len(train) + len(test) == 6
    assert len(test) in (1, 2)


@pytest.mark.parametrize("size", [0, 1.0, -0.1, 6, "a", True])
def test_a_split_size_outside_is_refused(size):
    with pytest.raises((ValueError, TypeError), match="test_size"):
        polymers().split(size)


def test_errors_of_folds_come_from_the_call_and_not_from_the_loop():
    with pytest.raises(ValueError, match="Try n_splits=5"):
        polymers().folds(n_splits=9)


# --- tables that cannot be used


def test_an_unknown_column_is_answered_with_close_matches():
    with pytest.raises(ValueError, match=r"'tg' \(did you mean 'Tg'"):
        polymers(targets={"tg": "degC"})
    with pytest.raises(ValueError, match=r"'psmile' \(did you mean 'psmiles'\?\)"):
        polymers(structure="psmile")
    with pytest.raises(ValueError, match=r"select names unknown columns: 'TG'"):
        polymers().select("TG")


@pytest.mark.parametrize(
    ("frame", "error", "message"),
    [
        (polymer_frame().iloc[:0], ValueError, "has no rows"),
        (polymer_frame().rename(columns={"TC": 0}), TypeError, "rename"),
        (polymer_frame().rename(columns={"TC": "Tg"}), ValueError, "'Tg' more than once"),
        (polymer_frame().rename({"PP": "PE"}), ValueError, r"'PE' more than once.*reset_index"),
        (polymer_frame().assign(Tg=np.nan), ValueError, "'Tg' has no measured value in any of 6 rows"),
        (polymer_frame().to_dict(), TypeError, "pandas DataFrame"),
        (pd.concat([polymer_frame()], keys=["a"]), ValueError, "levels"),
    ],
    ids=["zero rows", "number as name", "same name twice", "same label twice", "all empty", "no table", "levels"],
)
def test_a_table_that_cannot_be_used_is_refused_with_the_next_step(frame, error, message):
    with pytest.raises(error, match=message):
        Dataset(frame, structure="psmiles", targets={"Tg": "degC"})


def test_cells_that_are_not_numbers_are_named_together():
    frame = polymer_frame().astype({"Tg": object})
    frame.loc["PE", "Tg"], frame.loc["PS", "Tg"], frame.loc["PP", "Tg"] = "1,028.00", "n.d.", None
    with pytest.raises(InvalidRowsError, match=r"pandas\.to_numeric") as caught:
        Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    assert [(problem.label, problem.value) for problem in caught.value.rows] == [("PE", "1,028.00"), ("PS", "n.d.")]


def test_a_number_beyond_all_bounds_is_no_measurement():
    frame = polymer_frame().assign(Tg=pd.Series([10**400, 1, 2, 3, 4, 5], index=polymer_frame().index, dtype=object))
    with pytest.raises(InvalidRowsError, match="row 'PE', column 'Tg'"):
        Dataset(frame, structure="psmiles", targets={"Tg": "degC"})


def test_true_and_false_are_no_measurements():
    with pytest.raises(InvalidRowsError, match="bool"):
        Dataset(polymer_frame().assign(Tg=True), structure="psmiles", targets={"Tg": "degC"})


def test_one_row_is_a_dataset_but_cannot_be_split():
    dataset = polymers().take([0])
    assert repr(dataset) == "<Dataset: 1 row of structures; Tg [degC] 1, TC [W/(m K)] 1>"
    with pytest.raises(ValueError, match="All rows are one group"):
        dataset.split()


def test_integers_and_nullable_columns_are_measurements_too():
    frame = polymer_frame().assign(Tg=pd.array([1, 2, 3, 4, 5, None], dtype="Int64"), TC=1)
    dataset = Dataset(frame, structure="psmiles", targets={"Tg": "K", "TC": None})
    assert dataset.y["Tg"].tolist()[:5] == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert np.isnan(dataset.y["Tg"].iloc[5])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"recipe": ["TC"]}, TypeError, "either structure='column' or recipe"),
        ({"structure": None}, TypeError, "got neither"),
        ({"targets": {}}, ValueError, "targets must name at least one column"),
        ({"structure": None, "recipe": []}, ValueError, "recipe must name at least one column"),
        ({"targets": "Tg"}, TypeError, "targets must be a list of columns"),
        ({"targets": {"Tg": "degCC"}}, UnitError, r"Unit of column 'Tg'.*'degC'"),
        ({"targets": {"psmiles": None}}, ValueError, "structure and target at once"),
        ({"conditions": ["Tg"]}, ValueError, "target and condition at once"),
        ({"groups": "Tg"}, ValueError, "Groups must be known before"),
        ({"groups": "patent"}, ValueError, "groups names unknown columns: 'patent'"),
        ({"method": "methd"}, ValueError, "there is a column 'method'"),
        ({"method": "Tg"}, ValueError, "which is the target"),
        ({"method": {"tg": "DSC"}}, ValueError, "did you mean 'Tg'"),
        ({"structure": ["psmiles"]}, TypeError, "structure must be the name of one column"),
        ({"groups": pd.Series([1, 2])}, TypeError, "groups must be the name of one column"),
        ({"conditions": ["T_meas", "T_meas"]}, ValueError, "conditions names a column twice"),
        ({"source": 5}, TypeError, "a constant text"),
        ({"name": 5}, TypeError, "name must be a string"),
    ],
)
def test_roles_that_contradict_are_refused(changes, error, message):
    with pytest.raises(error, match=message):
        polymers(**changes)


def test_unreadable_structures_are_refused_when_they_are_needed_with_curate_as_the_way_out():
    frame = polymer_frame()
    frame.loc["PP", "psmiles"], frame.loc["PS", "psmiles"] = "junk(", None
    dataset = Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    for use in (lambda: dataset.groups, dataset.split, dataset.folds):
        with pytest.raises(InvalidRowsError, match=r"ds\.curate\(\)") as caught:
            use()
        assert [problem.label for problem in caught.value.rows] == ["PP", "PS"]
        assert caught.value.rows[0].column == "psmiles"
    assert dataset.curate(max_dropped=1)[0].split(0.4)


def test_public_names_report_the_public_package():
    assert mi.Dataset is Dataset
    assert Dataset.__module__ == "matinfo.data"
