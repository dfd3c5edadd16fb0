"""Models beside a baseline, fold by fold."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression

from matinfo.evaluate import Evaluator
from matinfo.plotting import ComparisonDisplay


def test_the_baseline_is_the_best_model_and_differences_are_those_of_the_result(comparison):
    display = ComparisonDisplay.from_result(comparison, target="Tg")
    frame = display.frame().set_index("model")
    assert frame.index[0] == display.baseline == frame["score"].idxmin()
    tested = comparison.differences(display.baseline).query("target == 'Tg'").set_index("model")
    for column in ("difference", "low", "high", "p_holm"):
        assert frame.loc["dummy", column] == tested.loc["dummy", column]
    assert frame.loc[display.baseline, ["difference", "low", "high"]].tolist() == [0.0] * 3


def test_where_high_is_good_the_highest_comes_first(comparison):
    scores = ComparisonDisplay.from_result(comparison, target="Tg", metric="r2").frame()["score"]
    assert scores.is_monotonic_decreasing


def test_a_difference_is_the_mean_of_those_of_the_folds(comparison):
    display = ComparisonDisplay.from_result(comparison, target="TC", baseline="ridge")
    means = display.folds().groupby("model")["difference"].mean()
    frame = display.frame().set_index("model")["difference"]
    assert means[frame.index].to_numpy() == pytest.approx(frame.to_numpy())


def test_each_model_is_named_with_its_score_and_the_axis_says_what_is_subtracted(comparison):
    display = ComparisonDisplay.from_result(comparison, target="Tg", baseline="dummy").plot()
    frame = display.frame()
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert names == [f"{m}  {score:.3g}" for m, score in zip(frame["model"], frame["score"], strict=True)]
    assert display.ax_.get_xlabel() == "RMSE of Tg minus that of dummy [K]"
    zero = display.ax_.lines[0].get_xdata()
    assert np.array_equal(zero, [0.0, 0.0])


def test_a_metric_target_or_baseline_that_is_not_there_is_refused(comparison):
    with pytest.raises(ValueError, match="metric must be one of"):
        ComparisonDisplay.from_result(comparison, target="Tg", metric="accuracy")
    with pytest.raises(ValueError, match="target must be one of 'Tg', 'TC'; got None"):
        ComparisonDisplay.from_result(comparison)
    with pytest.raises(ValueError, match="baseline must be one of"):
        ComparisonDisplay.from_result(comparison, target="Tg", baseline="SVR")


class Claims(LinearRegression):
    """A line that claims a standard deviation."""

    def __init__(self, std=1.0):
        super().__init__()
        self.std = std

    def predict(self, X, return_std=False):
        mean = super().predict(X)
        return (mean, np.full(len(mean), self.std)) if return_std else mean


def test_the_coverage_nearest_to_what_is_promised_comes_first():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(100, 1))
    models = {"careful": Claims(50.0), "right": Claims(1.0), "bold": Claims(0.1)}
    result = Evaluator(metrics=("rmse", "coverage")).compare(models, X, X[:, 0] + rng.normal(size=100))
    frame = ComparisonDisplay.from_result(result, metric="coverage").frame()
    assert frame["model"].tolist() == ["right", "careful", "bold", "dummy"]  # 0.9 is promised; a dummy has none
