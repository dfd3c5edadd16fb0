"""Coverage and errors by group, calibration of standard deviations, what models chose, corrected p values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, norm
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import LassoCV, LinearRegression, Ridge
from sklearn.model_selection import GridSearchCV, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo._paired import holm
from matinfo.evaluate import Evaluator, FailedFitWarning
from matinfo.evaluate._by_group import share_range
from matinfo.plotting import CoverageDisplay

LABELS = [f"r{i}" for i in range(200)]
KIND = np.where(np.arange(200) % 4 == 0, "hard", "easy")


class TrueLine(RegressorMixin, BaseEstimator):
    """Knows the line, and claims the same standard deviation everywhere."""

    def __init__(self, std=1.0):
        self.std = std

    def fit(self, X, y):
        return self

    def predict(self, X, return_std=False):
        mean = np.asarray(X)[:, 0] * 10
        return (mean, np.full(len(mean), self.std)) if return_std else mean


@pytest.fixture(scope="module")
def data():
    """Errors of hard rows are three times those of easy ones."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"x": rng.uniform(0, 10, 200)}, index=LABELS)
    y = 10 * X["x"] + rng.normal(size=200) * np.where(KIND == "hard", 3.0, 1.0)
    return X, y.rename("strength")


@pytest.fixture(scope="module")
def result(data):
    return Evaluator(leakage="ignore").compare({"line": TrueLine()}, *data)  # a line does know the target


# --- by group -----------------------------------------------------------------------------------------------------


def test_deciles_of_the_prediction_have_equal_counts_and_rise(result):
    deciles = result.by_group().query("model == 'line'")
    assert deciles["group"].tolist() == list(range(1, 11))
    assert deciles["n_rows"].tolist() == [20] * 10
    assert deciles["y_pred_mean"].is_monotonic_increasing


def test_coverage_by_kind_shows_what_the_mean_hides(result):
    kinds = result.by_group(KIND).query("model == 'line'").set_index("group")
    predictions = result.predictions().query("model == 'line'")
    inside = predictions["y_true"].between(predictions["low"], predictions["high"])
    expected = inside.groupby(KIND[predictions["position"]]).mean()
    assert kinds["coverage"].to_dict() == expected.to_dict()
    assert kinds.loc["easy", "coverage"] > 0.85 > 0.6 > kinds.loc["hard", "coverage"]
    assert kinds.loc["hard", "z_sd"] == pytest.approx(3.0, rel=0.3)
    assert kinds.loc["easy", "z_sd"] == pytest.approx(1.0, rel=0.2)


def test_the_groups_together_are_the_pooled_numbers(result):
    groups, pooled = result.by_group(KIND), result.pooled()
    for model in ("line", "dummy"):
        part = groups[groups["model"] == model]
        mean = np.average(part["mae"], weights=part["n_rows"])
        assert mean == pytest.approx(pooled.set_index("model").loc[model, "mae"])


def test_labels_go_by_row_label_or_by_position(result):
    by_label = pd.Series(KIND, index=LABELS).sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(result.by_group(by_label), result.by_group(KIND))
    pd.testing.assert_frame_equal(result.by_group(list(KIND)), result.by_group(KIND))


def test_folds_are_groups_too(result):
    folds = result.by_group("fold").query("model == 'line'")
    expected = result.frame().query("model == 'line' and side == 'test'")["rmse"]
    np.testing.assert_allclose(folds["rmse"], expected)


@pytest.mark.parametrize("by", ["class", KIND[:50], np.ones((200, 2))], ids=["word", "short", "wide"])
def test_labels_that_do_not_fit_are_an_error(result, by):
    with pytest.raises(ValueError, match="by must"):
        result.by_group(by)


@pytest.mark.parametrize(("count", "n"), [(0, 7), (7, 7), (18, 20), (1, 3)])
def test_the_range_of_a_share_is_that_of_clopper_and_pearson(count, n):
    expected = binomtest(count, n).proportion_ci(0.95, method="exact")
    assert share_range(count, n) == pytest.approx((expected.low, expected.high))


# --- calibration --------------------------------------------------------------------------------------------------


def test_true_standard_deviations_lie_on_the_diagonal_and_false_ones_do_not(data):
    X, _ = data
    y = 10 * X["x"] + np.random.default_rng(1).normal(size=200)
    models = {"true": TrueLine(1.0), "half": TrueLine(0.5), "silent": LinearRegression()}
    table = Evaluator(leakage="ignore").compare(models, X, y).calibration()
    assert table["model"].unique().tolist() == ["true", "half"]  # others give no standard deviation
    honest, proud = table.query("model == 'true'"), table.query("model == 'half'")
    np.testing.assert_allclose(honest["observed"], honest["nominal"], atol=0.08)
    at_90 = proud.set_index("nominal").loc[0.9, "observed"]
    assert at_90 == pytest.approx(2 * norm.cdf(0.5 * 1.645) - 1, abs=0.08)


# --- what was chosen ----------------------------------------------------------------------------------------------


def test_a_search_inside_the_folds_reports_its_choice_in_each(data):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(60, 4))
    y = X @ [1.0, 2.0, 0.0, 0.0] + rng.normal(size=60)
    models = {
        "search": GridSearchCV(Ridge(), {"alpha": [1e-3, 1e3]}, cv=2),
        "pipeline": make_pipeline(StandardScaler(), LassoCV(cv=2)),
        "plain": Ridge(),
    }
    chosen = Evaluator(cv=KFold(3)).compare(models, X, y).chosen()
    assert chosen.query("model == 'search'")[["option", "value"]].to_numpy().tolist() == [["alpha", 1e-3]] * 3
    assert chosen.query("model == 'pipeline'")["option"].tolist() == ["alpha"] * 3
    assert set(chosen["model"]) == {"search", "pipeline"}


def test_the_search_of_a_model_and_its_number_of_features_are_reported():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 6))
    y = X[:, 0] + 0.1 * rng.normal(size=40)
    models = {
        "search": mi.Model(None, "ridge", search="grid", calibration_folds=0),
        "rfe": mi.Model(None, "ridge", select="rfe", calibration_folds=0),
    }
    chosen = Evaluator(cv=2).compare(models, X, y).chosen()
    assert chosen.query("model == 'search'")["option"].unique().tolist() == ["regressor__alpha"]
    assert chosen.query("model == 'rfe' and option == 'n_features'")["value"].between(1, 6).all()


# --- several comparisons ------------------------------------------------------------------------------------------


def test_holm_multiplies_the_smallest_by_their_number_and_never_falls():
    # 0.01 * 4, 0.02 * 3, 0.022 * 2 raised to the one before, 0.9 * 1
    p = np.array([0.9, 0.01, np.nan, 0.022, 0.02])
    np.testing.assert_allclose(holm(p), [0.9, 0.04, np.nan, 0.06, 0.06])


def test_one_comparison_needs_no_correction_and_several_get_it(data):
    X, y = data
    noise = np.random.default_rng(3).normal(size=(200, 3))
    X = pd.DataFrame(noise, index=X.index)
    one = Evaluator().compare({"a": Ridge()}, X, y).differences()
    assert one["p_holm"].tolist() == one["p_value"].tolist()
    models = {"a": Ridge(), "b": Ridge(100.0), "c": Ridge(1e4)}
    several = Evaluator().compare(models, X, y).differences()
    np.testing.assert_allclose(several["p_holm"], holm(several["p_value"].to_numpy()))
    assert (several["p_holm"] >= several["p_value"]).all()


def test_a_gaussian_process_of_scikit_learn_has_its_calibration_too():
    X = np.random.default_rng(0).normal(size=(40, 2))
    result = Evaluator(cv=2).compare({"gp": GaussianProcessRegressor(alpha=0.1)}, X, X.sum(axis=1) ** 2)
    assert result.calibration()["observed"].is_monotonic_increasing


class SometimesFails(TrueLine):
    """Cannot learn from the training rows that hold the first label."""

    def fit(self, X, y):
        if LABELS[0] in X.index:
            raise ValueError("no")
        return self


def test_rows_without_a_prediction_are_a_group_of_their_own(data):
    with pytest.warns(FailedFitWarning):
        found = Evaluator(errors="nan", leakage="ignore").compare({"line": SometimesFails()}, *data)
    table = found.by_group(n_bins=4).query("model == 'line'").set_index("group")
    assert table["n_rows"].to_dict() == {0: 160, 1: 10, 2: 10, 3: 10, 4: 10}
    assert table["rmse"].isna().to_dict() == {0: True, 1: False, 2: False, 3: False, 4: False}
    assert CoverageDisplay.from_result(found, model="line", n_bins=4).frame()["group"].tolist() == [1, 2, 3, 4]


def test_rows_without_a_label_are_counted_too(result):
    labels = np.where(KIND == "hard", None, "easy")
    assert result.by_group(labels).query("model == 'line'")["n_rows"].tolist() == [150, 50]
