"""Coverage by predicted value and by group, as data and as a picture."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.plotting import CoverageDisplay


@pytest.fixture(scope="module")
def result():
    X = np.random.default_rng(0).normal(size=(60, 2))
    models = {"gp": GaussianProcessRegressor(alpha=0.1, optimizer=None), "ridge": Ridge()}
    return mi.Evaluator(cv=3).compare(models, X, pd.Series(X.sum(axis=1), name="Tg"))


def test_the_numbers_are_those_of_the_result(result):
    display = CoverageDisplay.from_result(result, model="gp", n_bins=4)
    expected = result.by_group(n_bins=4).query("model == 'gp'").reset_index(drop=True)
    pd.testing.assert_frame_equal(display.frame(), expected[display.frame().columns])


def test_bins_are_drawn_along_the_prediction_and_the_promise_as_a_line(result):
    _, ax = plt.subplots()
    display = CoverageDisplay.from_result(result, model="gp", n_bins=4).plot(ax)
    assert display.ax_ is ax
    assert ax.get_xlabel() == "Predicted Tg"
    assert ax.lines[0].get_ydata()[0] == 0.9
    plt.close("all")


def test_groups_are_drawn_with_name_and_count(result):
    display = CoverageDisplay.from_result(result, model="gp", by=["imide", "ester", "ester"] * 20).plot()
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert sorted(names) == ["ester (40)", "imide (20)"]
    plt.close("all")


def test_a_model_without_intervals_or_of_another_name_is_refused(result):
    with pytest.raises(ValueError, match="Take a model with intervals"):
        CoverageDisplay.from_result(result, model="ridge")
    with pytest.raises(ValueError, match="model must be one of 'gp', 'ridge', 'dummy'"):
        CoverageDisplay.from_result(result, model="SVR")
