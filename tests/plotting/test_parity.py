"""The parity plot shows the numbers that it holds, with quantity, unit and the 1:1 line."""

from __future__ import annotations

import builtins
import sys

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.exceptions import MissingExtraError
from matinfo.plotting import ParityDisplay

MEASURED, PREDICTED = [100.0, 150.0, 90.0], [110.0, 145.0, 95.0]
INTERVAL = [[90.0, 130.0], [120.0, 170.0], [80.0, 110.0]]


@pytest.fixture(scope="module")
def result():
    X = np.random.default_rng(0).normal(size=(24, 2))
    y = pd.DataFrame({"Tg": X[:, 0] + X[:, 1], "TC": X[:, 0] - X[:, 1]})
    models = {"gp": GaussianProcessRegressor(alpha=0.1, optimizer=None), "ridge": Ridge()}
    return mi.Evaluator(cv=3).compare(models, X, y)


def test_the_frame_holds_values_interval_and_residual():
    frame = ParityDisplay.from_predictions(MEASURED, PREDICTED, interval=INTERVAL).frame()
    assert frame.columns.tolist() == ["y_true", "y_pred", "low", "high", "residual"]
    assert frame["residual"].tolist() == [10.0, -5.0, 5.0]
    assert frame[["low", "high"]].to_numpy().tolist() == INTERVAL


def test_points_bars_and_line_are_drawn_where_the_numbers_are():
    ax = ParityDisplay.from_predictions(MEASURED, PREDICTED, interval=INTERVAL).plot().ax_
    bars, points = ax.collections
    assert points.get_offsets().tolist() == [list(pair) for pair in zip(MEASURED, PREDICTED, strict=True)]
    assert [segment[:, 1].tolist() for segment in bars.get_segments()] == INTERVAL
    (line,) = ax.lines
    assert list(line.get_xdata()) == list(line.get_ydata())


def test_both_axes_have_the_same_range_and_scale_and_hold_every_bar():
    ax = ParityDisplay.from_predictions(MEASURED, PREDICTED, interval=INTERVAL).plot().ax_
    assert ax.get_xlim() == ax.get_ylim()
    assert ax.get_aspect() == 1.0
    assert ax.get_ylim()[0] < 80.0
    assert ax.get_ylim()[1] > 170.0


def test_labels_carry_quantity_and_unit():
    ax = ParityDisplay.from_predictions(MEASURED, PREDICTED, quantity="Tg", unit="degC").plot().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Measured Tg [degC]", "Predicted Tg [degC]")


def test_labels_without_quantity_and_unit_have_no_empty_brackets():
    ax = ParityDisplay.from_predictions(MEASURED, PREDICTED).plot().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("Measured value", "Predicted value")


def test_without_intervals_there_are_no_bars():
    assert len(ParityDisplay.from_predictions(MEASURED, PREDICTED).plot().ax_.collections) == 1


def test_a_missing_prediction_is_counted_in_the_picture():
    ax = ParityDisplay.from_predictions(MEASURED, [110.0, np.nan, 95.0]).plot().ax_
    assert "n = 2" in ax.texts[0].get_text()
    assert "1 without prediction" in ax.texts[0].get_text()


def test_it_draws_on_the_axes_that_it_is_given():
    figure, axes = plt.subplots(1, 2)
    display = ParityDisplay.from_predictions(MEASURED, PREDICTED)
    assert display.plot(ax=axes[1]) is display
    assert display.ax_ is axes[1]
    assert display.figure_ is figure
    assert len(axes[0].collections) == 0


def test_it_is_never_shown(monkeypatch):
    shown = []
    monkeypatch.setattr(plt, "show", lambda *args, **kwargs: shown.append(args))
    ParityDisplay.from_predictions(MEASURED, PREDICTED).plot()
    assert shown == []


def test_a_result_gives_the_out_of_fold_predictions_of_one_model_and_target(result):
    display = ParityDisplay.from_result(result, model="gp", target="TC", unit="W/(m K)")
    expected = result.predictions().query("model == 'gp' and target == 'TC'")
    for name in ("y_true", "y_pred", "low", "high"):
        assert display.frame()[name].tolist() == expected[name].tolist()
    assert display.plot().ax_.get_xlabel() == "Measured TC [W/(m K)]"


def test_the_unit_comes_from_the_dataset():
    frame = pd.DataFrame({"resin": np.arange(10.0), "strength": np.arange(10.0) ** 2})
    ds = mi.Dataset(frame, recipe=["resin"], targets={"strength": "MPa"})
    display = ParityDisplay.from_result(mi.Evaluator(cv=2).compare({"ridge": Ridge()}, ds), model="ridge")
    assert display.plot().ax_.get_ylabel() == "Predicted strength [MPa]"


def test_a_model_or_target_that_is_not_in_the_result_is_named(result):
    with pytest.raises(ValueError, match="model must be one of 'gp', 'ridge', 'dummy'; got 'svr'"):
        ParityDisplay.from_result(result, model="svr")
    with pytest.raises(ValueError, match="target must be one of 'Tg', 'TC'; got None"):
        ParityDisplay.from_result(result, model="gp")


@pytest.mark.parametrize(
    ("y_true", "y_pred", "interval", "message"),
    [
        ([1.0], [1.0, 2.0], None, r"equal length; got \(1,\) and \(2,\)"),
        ([], [], None, "at least one row"),
        ([1.0], [1.0], [0.0, 2.0], r"interval must have shape \(1, 2\)"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(y_true, y_pred, interval, message):
    with pytest.raises(ValueError, match=message):
        ParityDisplay.from_predictions(y_true, y_pred, interval=interval)


def test_without_matplotlib_the_error_names_the_extra(monkeypatch):
    real = builtins.__import__

    def refuse(name, *args, **kwargs):
        if name.partition(".")[0] == "matplotlib":
            raise ImportError(name)
        return real(name, *args, **kwargs)

    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(MissingExtraError, match=r'pip install "matinfo\[plot\]"'):
        ParityDisplay.from_predictions(MEASURED, PREDICTED).plot()
