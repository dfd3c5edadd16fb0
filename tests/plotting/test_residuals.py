"""Residuals against predictions, with their mean along the axis."""

from __future__ import annotations

import numpy as np
import pytest

from matinfo.plotting import ResidualsDisplay


def test_a_residual_is_predicted_minus_measured_and_rows_without_prediction_are_left_out():
    frame = ResidualsDisplay.from_predictions([100.0, 150.0, 90.0], [110.0, 145.0, np.nan]).frame()
    assert frame["residual"].tolist() == [10.0, -5.0]


def test_the_numbers_are_the_out_of_fold_predictions_of_the_model(comparison):
    frame = ResidualsDisplay.from_result(comparison, model="gp", target="Tg").frame()
    expected = comparison.predictions().query("model == 'gp' and target == 'Tg'")
    assert frame["residual"].to_numpy() == pytest.approx((expected["y_pred"] - expected["y_true"]).to_numpy())


def test_the_trend_shows_a_bias_that_grows_with_the_prediction():
    predicted = np.linspace(0, 10, 100)
    trend = ResidualsDisplay.from_predictions(0.5 * predicted, predicted).trend()
    assert trend["n_rows"].tolist() == [20] * 5
    assert trend["residual"].to_numpy() == pytest.approx(0.5 * trend["y_pred"].to_numpy())


def test_a_few_points_have_no_trend():
    assert ResidualsDisplay.from_predictions(np.zeros(39), np.ones(39)).trend().empty


def test_axes_carry_property_and_unit(comparison):
    ax = ResidualsDisplay.from_result(comparison, model="gp", target="TC").plot().ax_
    assert ax.get_xlabel() == "Predicted TC [W/(m K)]"
    assert ax.get_ylabel() == "Predicted - measured [W/(m K)]"


def test_lengths_must_agree_and_some_row_must_have_both_values():
    with pytest.raises(ValueError, match="of equal length"):
        ResidualsDisplay([1.0, 2.0], [1.0])
    with pytest.raises(ValueError, match="at least one row with both values"):
        ResidualsDisplay([1.0, np.nan], [np.nan, 1.0])
