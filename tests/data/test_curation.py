"""Curation: every dropped, merged or changed row is in the log, with rule, value and threshold."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matinfo.data import CurationWarning, Dataset


def measured(rows: list[tuple], *, unit: str | None = "degC", **options: object) -> Dataset:
    frame = pd.DataFrame(rows, columns=["psmiles", "Tg"])
    return Dataset(frame, structure="psmiles", targets={"Tg": unit}, **options)


def two_targets(rows: list[tuple], **options: object) -> Dataset:
    frame = pd.DataFrame(rows, columns=["psmiles", "Tg", "TC"])
    return Dataset(frame, structure="psmiles", targets={"Tg": "degC", "TC": "W/(m K)"}, **options)


def entries(log, *columns: str) -> list[tuple]:
    return list(log.frame()[list(columns)].itertuples(index=False, name=None))


GOOD = [("*CC*", -110.0), ("*CC(*)C", -10.0), ("*CC(*)c1ccccc1", 100.0), ("*CC(*)Cl", 80.0)]
PROPOSED = pd.DataFrame({"target": ["Tg"], "score": [9.0], "threshold": [3.5], "method": ["robust_z"]})


def test_a_clean_table_passes_unchanged_with_an_empty_log():
    clean, log = measured(GOOD).curate()
    pd.testing.assert_frame_equal(clean.frame[["psmiles", "Tg"]], measured(GOOD).frame)
    assert clean.frame["Tg_n"].tolist() == [1, 1, 1, 1]
    assert clean.frame["Tg_sd"].isna().all()
    assert (len(log), log.rows_in, log.rows_out) == (0, 4, 4)
    assert log.frame().empty
    assert log.summary().empty


def test_unparsable_structures_are_dropped_with_their_reason():
    _, log = measured([*GOOD, ("junk(", 1.0), (None, 2.0)]).curate(max_dropped=0.5)
    assert entries(log, "rule", "label", "column", "action") == [
        ("unparsable", 4, "psmiles", "dropped"),
        ("unparsable", 5, "psmiles", "dropped"),
    ]
    assert log.frame()["value"].tolist()[0] == "junk("
    assert log.frame()["threshold"].tolist()[0] == "invalid-smiles"
    assert all(log.frame()["detail"])


def test_odd_structures_are_named_and_kept_whatever_was_asked_before():
    dataset = measured([*GOOD, ("*CC(*)C[N+](C)(C)C", 1.0)])
    for _ in range(2):
        assert entries(dataset.curate()[1], "rule", "label", "action") == [("odd-structure", 4, "kept")]
        assert len(dataset.groups) == 5


def test_infinite_values_are_dropped():
    _, log = measured([*GOOD, ("*CCO*", np.inf)]).curate()
    assert entries(log, "rule", "label", "value", "threshold", "action") == [
        ("non-finite", 4, np.inf, "a finite number", "dropped")
    ]


def test_values_outside_a_given_range_are_dropped_and_the_ends_are_inside():
    _, log = measured(GOOD).curate(ranges={"Tg": (-110, 80)}, max_dropped=0.5)
    assert entries(log, "rule", "label", "value", "threshold", "action") == [
        ("out-of-range", 2, 100.0, "[-110, 80]", "dropped")
    ]


@pytest.mark.parametrize(
    ("unit", "impossible", "possible"), [("degC", -273.2, -273.15), ("K", -0.1, 0.0), ("degF", -459.7, -459.67)]
)
def test_nothing_is_colder_than_absolute_zero(unit, impossible, possible):
    _, log = measured([*GOOD, ("*CCO*", impossible), ("*CC(*)C#N", possible)], unit=unit).curate(max_dropped=1)
    assert 4 in log.frame()["label"].tolist()
    assert 5 not in log.frame()["label"].tolist()
    assert len(measured([*GOOD, ("*CCO*", impossible)], unit=unit).curate(physical_limits=False)[1]) == 0


def test_a_share_of_a_recipe_lies_between_0_and_100_percent():
    frame = pd.DataFrame({"resin": [40.0, 101.0, -1.0, 100.0], "strength": [1.0, 2.0, 3.0, 4.0]})
    dataset = Dataset(frame, recipe={"resin": "wt%"}, targets={"strength": "MPa"})
    clean, log = dataset.curate(max_dropped=1)
    assert clean.X["resin"].tolist() == [40.0, 100.0]
    assert entries(log, "rule", "label", "value", "threshold") == [
        ("out-of-range", 1, 101.0, "[0, 100]"),
        ("out-of-range", 2, -1.0, "[0, 100]"),
    ]


def test_a_stress_may_be_negative():
    frame = pd.DataFrame({"resin": [1.0, 2.0], "stress": [-5.0, 5.0]})
    assert len(Dataset(frame, recipe=["resin"], targets={"stress": "MPa"}).curate()[1]) == 0


def test_infinite_amounts_and_conditions_drop_the_row():
    frame = pd.DataFrame({"a": [1.0, np.inf, 3.0, np.nan], "T": [20.0, 20.0, -np.inf, 20.0], "s": [1.0, 2.0, 3.0, 4.0]})
    dataset = Dataset(frame, recipe=["a"], targets={"s": "MPa"}, conditions={"T": "degC"})
    clean, log = dataset.curate(max_dropped=1)
    assert clean.X.index.tolist() == [0, 3]
    assert entries(log, "rule", "label", "column") == [("non-finite", 1, "a"), ("non-finite", 2, "T")]


def test_holes_of_several_targets_are_not_bad_rows():
    clean, log = two_targets([("*CC*", -110.0, np.nan), ("*CCO*", np.nan, 0.2)]).curate()
    assert len(clean) == 2
    assert len(log) == 0


def test_a_bad_value_beside_a_good_one_is_blanked_and_the_row_stays():
    clean, log = two_targets([("*CC*", np.inf, 0.33), ("*CCO*", -66.0, 0.2)]).curate()
    assert np.isnan(clean.y.loc[0, "Tg"])
    assert clean.y.loc[0, "TC"] == 0.33
    assert entries(log, "rule", "label", "column", "action") == [("non-finite", 0, "Tg", "blanked")]


def test_a_row_whose_last_value_is_bad_is_dropped_once():
    _, log = two_targets([("*CC*", np.inf, -0.33), ("*CCO*", -66.0, 0.2)]).curate(max_dropped=1)
    assert entries(log, "rule", "label", "column", "action") == [
        ("non-finite", 0, "Tg", "blanked"),
        ("out-of-range", 0, "TC", "dropped"),
    ]


def test_a_row_without_any_measured_value_is_dropped():
    _, log = measured([*GOOD, ("*CCO*", np.nan)]).curate()
    assert entries(log, "rule", "label", "threshold", "action") == [("not-measured", 4, "a measured value", "dropped")]


def test_replicates_become_their_mean_with_sd_and_n():
    rows = [("*CCO*", -66.0), ("*CC*", -110.0), ("*COC*", -60.0), ("*OCCOCC*", -63.0), ("*CC(*)c1ccccc1", 100.0)]
    clean, log = measured(rows).curate()
    assert clean.X.tolist() == ["*CCO*", "*CC*", "*CC(*)c1ccccc1"]
    # mean and standard deviation (n - 1) of -66, -60, -63
    assert clean.frame.loc[0, ["Tg", "Tg_sd", "Tg_n"]].tolist() == [-63.0, 3.0, 3]
    assert entries(log, "rule", "label", "action", "into") == [
        ("duplicate", 0, "averaged", None),
        ("duplicate", 2, "merged", 0),
        ("duplicate", 3, "merged", 0),
    ]
    assert log.frame().loc[1, ["value", "threshold"]].tolist() == ["*COC*", clean.materials[0]]


def test_standard_deviations_are_converted_without_the_zero_point():
    clean, _ = measured([("*CCO*", -66.0), ("*COC*", -60.0), ("*CC*", 0.0)]).curate()
    converted = clean.convert("Tg", "degF")
    assert converted.frame.loc[0, "Tg_sd"] == pytest.approx(1.8 * np.sqrt(18.0))
    assert converted.columns.loc["Tg_sd", "unit"] == "degF"


def test_rows_of_other_conditions_are_no_replicates():
    frame = pd.DataFrame({"psmiles": ["*CCO*", "*COC*"], "TC": [0.2, 0.25], "T": [25.0, 100.0]})
    dataset = Dataset(frame, structure="psmiles", targets={"TC": "W/(m K)"}, conditions={"T": "degC"})
    assert len(dataset.curate()[0]) == 2


def test_rows_of_other_methods_are_no_replicates():
    frame = pd.DataFrame({"psmiles": ["*CCO*", "*COC*", "*OCC*"], "Tg": [1.0, 2.0, 3.0], "by": ["DSC", "DMA", "DSC"]})
    clean, _ = Dataset(frame, structure="psmiles", targets={"Tg": "degC"}, method="by").curate()
    assert list(zip(clean.frame["by"], clean.frame["Tg"], strict=True)) == [("DSC", 2.0), ("DMA", 2.0)]


def test_rows_of_other_groups_are_no_replicates():
    frame = pd.DataFrame({"a": [1.0, 1.0, 1.0], "s": [1.0, 2.0, 3.0], "patent": ["P1", "P2", "P1"]})
    clean, _ = Dataset(frame, recipe=["a"], targets={"s": "MPa"}, groups="patent").curate()
    assert clean.groups.tolist() == ["P1", "P2"]


def test_sources_of_replicates_are_joined():
    frame = pd.DataFrame({"psmiles": ["*CCO*", "*COC*", "*OCC*"], "Tg": [1.0, 2.0, 3.0], "doi": ["a", "b", "a"]})
    clean, _ = Dataset(frame, structure="psmiles", targets={"Tg": "degC"}, source="doi").curate()
    assert clean.frame["doi"].tolist() == ["a; b"]


def test_spectra_beside_replicates_stay_those_of_the_first_row_that_has_one():
    frame = pd.DataFrame({"psmiles": ["*CCO*", "*COC*", "*CCO*"], "Tg": [-66.0, -60.0, -63.0]})
    frame["spectrum"] = [None, [0.1, 0.2], [0.3]]
    clean, _ = Dataset(frame, structure="psmiles", targets={"Tg": "degC"}).curate()
    assert clean.frame["spectrum"].tolist() == [[0.1, 0.2]]


def test_replicates_can_be_left_apart():
    clean, log = measured([("*CCO*", -66.0), ("*COC*", -60.0)]).curate(merge_duplicates=False, conflict_spread=10)
    assert len(clean) == 2
    assert len(log) == 0
    assert clean.columns.index.tolist() == ["psmiles", "Tg"]


def test_conflicts_are_named_with_their_spread_and_kept():
    clean, log = measured([("*CCO*", -66.0), ("*COC*", -20.0), *GOOD]).curate(conflict_spread=30)
    conflicts = log.frame().query("rule == 'conflict'")
    assert conflicts["label"].tolist() == [0, 1]
    assert conflicts["spread"].tolist() == [46.0, 46.0]
    assert conflicts["threshold"].tolist() == [30, 30]
    assert conflicts["action"].tolist() == ["kept", "kept"]
    assert clean.y[0] == -43.0


def test_conflicts_can_be_dropped():
    dataset = measured([("*CCO*", -66.0), ("*COC*", -20.0), *GOOD])
    clean, log = dataset.curate(conflict_spread={"Tg": 30}, conflicts="drop", max_dropped=0.5)
    assert clean.X.tolist() == [psmiles for psmiles, _ in GOOD]
    assert entries(log, "rule", "label", "value", "action") == [
        ("conflict", 0, -66.0, "dropped"),
        ("conflict", 1, -20.0, "dropped"),
    ]


def test_a_dropped_conflict_in_one_target_leaves_the_other():
    rows = [("*CCO*", -66.0, 0.20), ("*COC*", 40.0, 0.22), ("*CC*", -110.0, 0.33)]
    clean, log = two_targets(rows).curate(conflict_spread={"Tg": 30, "TC": 1}, conflicts="drop")
    assert clean.frame.loc[0, ["TC", "TC_n", "Tg_n"]].tolist() == [pytest.approx(0.21), 2, 0]
    assert np.isnan(clean.frame.loc[0, "Tg"])
    assert log.summary().set_index(["rule", "action"])["entries"].to_dict() == {
        ("conflict", "blanked"): 2,
        ("duplicate", "averaged"): 1,
        ("duplicate", "merged"): 1,
    }


def test_without_a_threshold_half_the_spread_of_the_table_counts():
    values = [0.0, 40.0, 100.0, 200.0]
    rows = list(zip(["*CCO*", "*COC*", "*CC*", "*CC(*)C"], values, strict=True))
    threshold = 0.5 * np.std(values, ddof=1)  # 43.2
    assert "conflict" not in measured(rows).curate()[1].frame()["rule"].tolist()
    wider = [(psmiles, -10.0 if value == 0 else value) for psmiles, value in rows]
    log = measured(wider).curate()[1].frame()
    assert log["rule"].tolist()[:2] == ["conflict", "conflict"]
    assert log["threshold"][0] == pytest.approx(threshold, rel=0.05)


def test_curating_again_changes_nothing():
    once, _ = measured([("*CCO*", -66.0), ("*COC*", -60.0), *GOOD]).curate()
    twice, log = once.curate()
    assert twice == once
    assert len(log) == 0


def test_means_of_means_count_every_value_once():
    rows = [("*CCO*", 1.0), ("*COC*", 2.0), ("*OCC*", 6.0)]
    all_at_once, _ = measured(rows).curate()
    in_steps, _ = measured(rows[:2]).curate()[0].merge(measured(rows[2:])).curate()
    for column in ("Tg", "Tg_sd", "Tg_n"):
        assert in_steps.frame[column].tolist() == pytest.approx(all_at_once.frame[column].tolist())


def test_identical_recipes_are_replicates():
    frame = pd.DataFrame({"a": [1, 1.0, 2], "b": ["x", "x", "x"], "s": [1.0, 3.0, 5.0]})
    clean, log = Dataset(frame, recipe=["a", "b"], targets={"s": "MPa"}).curate()
    assert clean.frame["s"].tolist() == [2.0, 5.0]
    assert log.frame()["threshold"].tolist()[-1] == "a=1; b='x'"


def test_a_large_loss_is_warned_of():
    with pytest.warns(CurationWarning, match=r"1 of 4 rows were dropped, more than 20%"):
        measured(GOOD).curate(ranges={"Tg": (None, 90)})


def test_a_table_without_a_usable_row_is_refused_with_reasons():
    with pytest.raises(ValueError, match=r"No row is left .*unparsable 1.*junk"):
        measured([("junk(", 1.0), ("*CC*", np.inf)]).curate()


def test_a_column_that_has_the_name_of_a_statistic_is_not_overwritten():
    frame = pd.DataFrame({"psmiles": ["*CC*"], "Tg": [1.0], "Tg_sd": [2.0]})
    with pytest.raises(ValueError, match="'Tg_sd' is needed for replicates, but is taken"):
        Dataset(frame, structure="psmiles", targets={"Tg": "degC"}).curate()


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"ranges": {"tg": (0, 1)}}, ValueError, r"ranges names unknown columns: 'tg' \(did you mean 'Tg'"),
        ({"ranges": {"Tg": (2, 1)}}, ValueError, "low <= high"),
        ({"ranges": {"Tg": 5}}, TypeError, r"a pair \(low, high\)"),
        ({"conflict_spread": -1}, ValueError, "conflict_spread"),
        ({"conflict_spread": {"TC": 1}}, ValueError, "conflict_spread names unknown columns: 'TC'"),
        ({"conflicts": "ignore"}, ValueError, "conflicts must be one of 'keep', 'drop'"),
        ({"max_dropped": 20}, ValueError, "max_dropped"),
        ({"ranges": {"Tg": ("0", None)}}, TypeError, r"ranges\['Tg'\] must be a number; got '0'"),
        ({"remove": ["PE"]}, TypeError, "must be a DataFrame with the columns 'target', 'score'"),
        ({"remove": pd.DataFrame({"target": ["Tg"]})}, ValueError, "has no columns 'score', 'threshold'"),
        ({"remove": PROPOSED.assign(target="Tq")}, ValueError, "remove names unknown columns: 'Tq'"),
    ],
)
def test_options_are_checked(options, error, message):
    with pytest.raises(error, match=message):
        measured(GOOD).curate(**options)


def test_amounts_that_are_texts_are_told_by_their_column_and_not_by_an_option_that_nobody_gave():
    frame = pd.DataFrame({"resin": ["10 phr", "20"], "y": [1.0, 2.0]})
    with pytest.raises(TypeError, match=r"^'resin' does not hold numbers.*\[0, inf\].*pandas\.to_numeric"):
        Dataset(frame, recipe={"resin": "phr"}, targets=["y"]).curate()


def test_the_dataset_that_was_curated_is_not_changed():
    dataset = measured([("*CCO*", -66.0), ("*COC*", -60.0), ("junk(", 1.0)])
    dataset.curate(max_dropped=1)
    assert dataset == measured([("*CCO*", -66.0), ("*COC*", -60.0), ("junk(", 1.0)])


def test_history_and_log_tell_the_same():
    clean, log = measured([("*CCO*", -66.0), ("*COC*", -60.0), *GOOD, ("junk(", 1.0)]).curate()
    assert clean.history[-1] == (
        "curate: 7 rows in, 5 out; 1 dropped (unparsable 1); 1 averaged (duplicate 1); 1 merged (duplicate 1)"
    )
    assert repr(log) == f"<CurationLog: {log}>"


STRUCTURES = ["*CCO*", "*COC*", "*OCCOCC*", "*CC*", "*C*", "*CC(*)C", "junk(", None, "", "*CC(*)(*)*"]
VALUES = st.one_of(
    st.sampled_from([np.nan, np.inf, -np.inf, -300.0, 1e6, 0.0]), st.floats(-200, 500, allow_nan=False, width=16)
)


@settings(max_examples=80)
@given(
    rows=st.lists(st.tuples(st.sampled_from(STRUCTURES), VALUES, VALUES), max_size=25),
    conflicts=st.sampled_from(["keep", "drop"]),
    spread=st.sampled_from([0.0, 50.0]),
    merge_duplicates=st.booleans(),
)
def test_the_log_accounts_for_every_row(rows, conflicts, spread, merge_duplicates):
    dataset = two_targets([("*CC(*)c1ccccc1", 100.0, 0.14), *rows])
    clean, log = dataset.curate(
        ranges={"Tg": (-250, 600)},
        conflicts=conflicts,
        conflict_spread={"Tg": spread, "TC": spread},
        merge_duplicates=merge_duplicates,
        max_dropped=1,
    )
    frame = log.frame()
    gone = frame[frame["action"].isin(["dropped", "merged"])]["label"].tolist()
    assert log.rows_in == len(dataset)
    assert log.rows_out == len(clean)
    assert log.rows_in == log.rows_out + log.n_dropped + log.n_merged
    assert len(gone) == len(set(gone))
    assert set(gone) | set(clean.X.index) == set(dataset.X.index)
    assert set(gone).isdisjoint(clean.X.index)
    assert np.isfinite(clean.y.to_numpy()).any(axis=1).all()
    assert not np.isinf(clean.y.to_numpy()).any()
    if merge_duplicates:
        assert clean.materials.is_unique
        assert set(frame.loc[frame["action"] == "merged", "into"]) <= set(clean.X.index)
    for name in ("Tg", "TC"):
        before, after = dataset.y.loc[clean.X.index, name], clean.y[name]
        differs = ~(before.eq(after) | (before.isna() & after.isna()))
        told = set(frame.loc[frame["column"] == name, "label"]) | set(frame.loc[frame["action"] == "merged", "into"])
        assert set(differs.index[differs]) <= told
