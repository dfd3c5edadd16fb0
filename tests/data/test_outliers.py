"""Values that look wrong are proposed with a score; they go only when they are handed over, and the log says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

import matinfo as mi
from matinfo.data import propose_outliers

RNG = np.random.default_rng(0)
RESIN = np.linspace(0, 100, 40)
STRENGTH = 5 + 0.2 * RESIN + RNG.normal(0, 0.3, 40)


def recipes(values, **more):
    frame = pd.DataFrame({"resin": RESIN, "strength": values, **more}, index=[f"run {i}" for i in range(40)])
    return mi.Dataset(frame, recipe={"resin": "phr"}, targets={"strength": "MPa"})


def changed(row, value):
    values = STRENGTH.copy()
    values[row] = value
    return recipes(values)


def test_a_value_far_from_all_others_is_found_by_robust_z():
    found = propose_outliers(changed(7, 180.0))
    assert found.index.tolist() == ["run 7"]
    median, values = np.median(changed(7, 180.0).y), changed(7, 180.0).y
    assert found["score"].iloc[0] == pytest.approx((180 - median) / (1.4826 * np.median(np.abs(values - median))))


def test_a_usual_value_on_the_wrong_material_is_found_by_what_a_model_expects():
    ds = changed(2, 20.0)  # 20 MPa is usual, but not at 5 phr
    assert propose_outliers(ds).empty
    found = propose_outliers(ds, method="residual", model=LinearRegression())
    assert found.index.tolist() == ["run 2"]
    assert found["expected"].iloc[0] == pytest.approx(6, abs=1)


def test_the_forest_uses_inputs_and_value():
    found = propose_outliers(changed(2, 24.0), method="isolation_forest")
    assert found.index[0] == "run 2"


def test_nothing_goes_until_it_is_handed_over_and_the_log_names_it():
    ds = changed(7, 180.0)
    assert ds.y["run 7"] == 180.0
    clean, log = ds.curate(remove=propose_outliers(ds))
    assert "run 7" not in clean.frame.index
    entry = log.frame().iloc[0]
    assert (entry["rule"], entry["label"], entry["value"], entry["action"]) == ("outlier", "run 7", 180.0, "dropped")
    assert log.rows_in == log.rows_out + log.n_dropped


def test_proposals_for_another_dataset_are_refused():
    with pytest.raises(ValueError, match="unknown labels: 'x'"):
        recipes(STRENGTH).curate(remove=propose_outliers(changed(7, 180.0)).rename({"run 7": "x"}))
    with pytest.raises(ValueError, match="rows of propose_outliers"):
        recipes(STRENGTH).curate(remove=pd.DataFrame({"a": [1]}, index=["run 1"]))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "iqr"}, "method must be one of"),
        ({"method": "residual"}, "needs a model"),
        ({"threshold": -1}, "threshold must be in"),
        ({"target": "Strength"}, "did you mean 'strength'"),
    ],
)
def test_wrong_options_say_what_is_expected(options, message):
    with pytest.raises(ValueError, match=message):
        propose_outliers(recipes(STRENGTH), **options)


def test_rows_of_one_material_cannot_be_left_out_to_judge_each_other():
    same = mi.Dataset(pd.DataFrame({"x": [1.0] * 9, "y": range(9)}), recipe=["x"], targets=["y"])
    with pytest.raises(ValueError, match="all rows are one"):
        propose_outliers(same, method="residual", model=LinearRegression())


def test_structures_need_features_for_the_forest_and_rows_must_suffice():
    with pytest.raises(ValueError, match="features=matinfo"):
        propose_outliers(mi.load_polymers(properties="Tg"), method="isolation_forest")
    with pytest.raises(ValueError, match="at least 8 are needed"):
        propose_outliers(recipes(STRENGTH).take(range(5)))


def test_conflicts_are_graded_by_their_spread():
    frame = pd.DataFrame({"resin": [1, 1, 2, 2, 3, 3, 4, 4], "y": [0, 1, 0, 3, 0, 7, 0, 20]})
    _, log = mi.Dataset(frame, recipe=["resin"], targets=["y"]).curate(conflict_spread=2.0)
    grades = log.frame().query("rule == 'conflict'")["grade"].tolist()
    assert grades == ["minor", "minor", "major", "major", "severe", "severe"]
