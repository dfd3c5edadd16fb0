"""What the tables of a result hold."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.metrics import r2_score
from sklearn.model_selection import KFold, LeaveOneOut

from matinfo.evaluate import Evaluator, Result, corrected_paired_test


@pytest.fixture(scope="module")
def result() -> Result:
    rng = np.random.default_rng(5)
    X = rng.normal(size=(30, 4))
    y = pd.DataFrame({"p": X[:, 0] + rng.normal(size=30), "q": X[:, 1] + 0.1 * rng.normal(size=30)})
    return Evaluator(cv=KFold(5)).compare({"line": LinearRegression(), "ridge": Ridge(5.0)}, X, y)


def test_the_summary_has_one_row_for_each_model_and_target_in_the_order_given(result):
    summary = result.summary()
    pairs = [("line", "p"), ("line", "q"), ("ridge", "p"), ("ridge", "q"), ("dummy", "p"), ("dummy", "q")]
    assert list(zip(summary["model"], summary["target"], strict=True)) == pairs


def test_the_summary_averages_the_frame_over_folds(result):
    frame = result.frame()
    line = frame[(frame["model"] == "line") & (frame["target"] == "p")].set_index("side")
    row = result.summary().iloc[0]
    assert row["rmse_test"] == pytest.approx(line.loc["test", "rmse"].mean())
    assert row["rmse_test_sd"] == pytest.approx(line.loc["test", "rmse"].std(ddof=1))
    assert row["rmse_train"] == pytest.approx(line.loc["train", "rmse"].mean())
    assert row["n_folds"] == 5


def test_gaps_are_formed_as_the_description_says(result):
    summary, formulas = result.summary(), result.describe().set_index("column")["formula"]
    for name in ("r2", "rmse", "mae"):
        left, right = formulas[f"{name}_gap"].split(" - ")
        assert summary[f"{name}_gap"].tolist() == (summary[left] - summary[right]).tolist()
    assert formulas["rmse_gap"] == "rmse_test - rmse_train"
    assert formulas["r2_gap"] == "r2_train - r2_test"


def test_every_metric_column_of_the_summary_is_described(result):
    metric_columns = [name for name in result.summary() if name.startswith(("r2", "rmse", "mae"))]
    assert result.describe()["column"].tolist() == metric_columns


def test_predictions_have_one_row_for_each_model_and_tested_row(result):
    predictions = result.predictions()
    columns = ["row", "position", "model", "target", "fold", "y_true", "y_pred", "std", "low", "high"]
    assert predictions.columns.tolist() == columns
    assert len(predictions) == 3 * 2 * 30
    assert not predictions.duplicated(["row", "model", "target"]).any()


def test_differences_pair_the_models_fold_by_fold(result):
    tested = (
        result.frame()
        .query("side == 'test' and target == 'q'")
        .pivot_table(index="fold", columns="model", values="rmse")
    )
    expected = corrected_paired_test(tested["line"] - tested["ridge"], n_train=24, n_test=6)
    row = result.differences("ridge").query("model == 'line' and target == 'q'").iloc[0]
    assert row["difference"] == pytest.approx(expected.difference)
    assert (row["standard_error"], row["p_value"]) == pytest.approx((expected.standard_error, expected.p_value))
    assert (row["low"], row["high"]) == pytest.approx((expected.low, expected.high))


def test_differences_are_from_the_dummy_by_default_and_negative_errors_are_better(result):
    differences = result.differences()
    assert differences["baseline"].unique().tolist() == ["dummy"]
    assert differences["model"].tolist() == ["line", "line", "ridge", "ridge"]
    assert (differences.query("target == 'q'")["high"] < 0).all()
    assert (result.differences(metric="r2").query("target == 'q'")["low"] > 0).all()


def test_a_baseline_or_metric_that_is_not_there_is_named(result):
    with pytest.raises(ValueError, match="baseline must be one of 'line', 'ridge', 'dummy'; got 'svr'"):
        result.differences("svr")
    with pytest.raises(ValueError, match="metric must be one of 'r2', 'rmse', 'mae'; got 'coverage'"):
        result.differences(metric="coverage")


def test_undefined_r2_stays_nan_with_a_note_and_pooled_r2_is_there():
    X = np.arange(12.0).reshape(-1, 1)
    y = np.sin(X.ravel())
    result = Evaluator(cv=LeaveOneOut()).compare({"line": LinearRegression()}, X, y)
    assert result.frame().query("side == 'test'")["r2"].isna().all()
    assert result.summary()["r2_test"].isna().all()
    assert any(note.startswith("r2 of 'line' for 'y' is NaN in 12 of 12 folds") for note in result.notes)
    predictions = result.predictions().query("model == 'line'")
    pooled = result.pooled().set_index("model").loc["line"]
    assert pooled["r2"] == pytest.approx(r2_score(predictions["y_true"], predictions["y_pred"]))
    assert pooled["n_rows"] == 12


def test_a_returned_table_is_a_copy(result):
    for method in (result.frame, result.summary, result.predictions, result.pooled):
        before = method()
        changed = method()
        changed.iloc[:, :] = changed.iloc[::-1].to_numpy()
        pd.testing.assert_frame_equal(method(), before)


def test_a_result_cannot_be_reassigned(result):
    with pytest.raises(dataclasses.FrozenInstanceError):
        result.notes = ()


def test_the_representation_is_one_short_line(result):
    text = repr(result)
    assert "models=['line', 'ridge', 'dummy']" in text
    assert "folds=5" in text
    assert "\n" not in text
    assert len(text) < 200


def test_labels_of_several_levels_become_tuples():
    index = pd.MultiIndex.from_product([["a", "b"], [1, 2, 3]])
    X = pd.DataFrame({"x": np.arange(6.0)}, index=index)
    predictions = Evaluator(cv=2).compare({"line": LinearRegression()}, X, X["x"] * 2).predictions()
    assert set(predictions["row"]) == set(index)
