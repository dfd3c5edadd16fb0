"""What a display cannot read is refused at once, with the call that makes what it reads."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from matinfo.plotting import (
    CalibrationDisplay,
    CampaignDisplay,
    ComparisonDisplay,
    CoverageDisplay,
    DistributionDisplay,
    FunnelDisplay,
    LearningCurveDisplay,
    ParityDisplay,
    ResidualsDisplay,
)

TABLE = pd.DataFrame({"model": ["a"], "rmse": [1.0]})


@pytest.mark.parametrize(
    ("display", "maker"),
    [
        (lambda: ParityDisplay.from_result(TABLE, model="a"), "Evaluator.compare"),
        (lambda: ResidualsDisplay.from_result(TABLE, model="a"), "Evaluator.compare"),
        (lambda: CoverageDisplay.from_result(TABLE, model="a"), "Evaluator.compare"),
        (lambda: ComparisonDisplay.from_result(TABLE), "Evaluator.compare"),
        (lambda: CalibrationDisplay.from_result(TABLE), "Evaluator.compare"),
        (lambda: LearningCurveDisplay.from_curve(TABLE), "Evaluator.learning_curve"),
        (lambda: FunnelDisplay.from_funnel(TABLE), "Screen.apply"),
    ],
)
def test_a_table_in_place_of_an_object_is_refused_with_its_maker(display, maker):
    with pytest.raises(TypeError, match=rf"DataFrame'>\. {maker} makes one"):
        display()


def test_a_comparison_is_no_learning_curve(comparison):
    with pytest.raises(TypeError, match="curve must be a LearningCurve"):
        LearningCurveDisplay.from_curve(comparison)


@pytest.mark.parametrize(
    ("display", "words"),
    [
        (lambda: ParityDisplay([1.0, "n.d."], [1.0, 2.0]), "y_true must be numbers; got 'n.d.'"),
        (lambda: ResidualsDisplay([1.0], ["high"]), "y_pred must be numbers; got 'high'"),
        (lambda: DistributionDisplay(["<5", "7", "n.d."]), "values must be numbers; got '<5'. NaN is a hole. 2 of"),
        (lambda: CampaignDisplay.from_values({"ei": ["failed"]}), "values of 'ei' must be numbers; got 'failed'"),
    ],
)
def test_text_among_values_is_named(display, words):
    with pytest.raises(ValueError, match=words):
        display()


def test_several_axes_are_refused_with_how_to_take_one():
    _, axes = plt.subplots(1, 2)
    with pytest.raises(TypeError, match=r"Of several take one, such as axes\[0\]"):
        ParityDisplay([1.0, 2.0], [1.0, 2.0]).plot(axes)
