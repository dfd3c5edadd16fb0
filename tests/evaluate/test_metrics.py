"""Metrics agree with scikit-learn where it has them, and with sums by hand where it has not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from matinfo.evaluate import Metric, coverage, interval_score, interval_width, mae, r2, rmse

VALUES = st.floats(-1e3, 1e3).map(lambda value: round(value, 3))
PAIRS = st.lists(st.tuples(VALUES, VALUES), min_size=2, max_size=30)


@pytest.mark.parametrize(("ours", "theirs"), [(rmse, root_mean_squared_error), (mae, mean_absolute_error)])
@given(pairs=PAIRS)
def test_errors_are_those_of_scikit_learn(ours, theirs, pairs):
    y_true, y_pred = np.array(pairs).T
    assert ours(y_true, y_pred) == pytest.approx(theirs(y_true, y_pred), rel=1e-12, abs=1e-12)


@given(pairs=PAIRS)
def test_r2_is_that_of_scikit_learn_wherever_it_is_defined(pairs):
    y_true, y_pred = np.array(pairs).T
    if np.ptp(y_true) > 0:
        assert r2(y_true, y_pred) == pytest.approx(r2_score(y_true, y_pred), rel=1e-9)


def test_r2_of_one_row_is_nan():
    assert math.isnan(r2([1.0], [1.0]))


def test_r2_of_a_constant_property_is_nan_even_when_the_prediction_is_perfect():
    assert math.isnan(r2([2.0, 2.0], [2.0, 2.0]))


@pytest.mark.parametrize("metric", [r2, rmse, mae])
def test_a_metric_without_rows_is_nan(metric):
    assert math.isnan(metric([], []))


@pytest.mark.parametrize("metric", [r2, rmse, mae])
def test_a_missing_prediction_makes_the_metric_nan(metric):
    assert math.isnan(metric([1.0, 2.0, 3.0], [1.0, float("nan"), 3.0]))


def test_the_ends_of_an_interval_count_as_inside():
    assert coverage([0.0, 3.0, 3.1], [0.0, 0.0, 0.0], [3.0, 3.0, 3.0]) == pytest.approx(2 / 3)


def test_a_missing_end_makes_coverage_nan_instead_of_a_miss():
    assert math.isnan(coverage([1.0, 1.0], [0.0, float("nan")], [2.0, 2.0]))


def test_the_interval_score_is_width_plus_the_fine_of_gneiting_and_raftery():
    # Equation 43 of Gneiting and Raftery (2007), a = 0.1, so 2 / a = 20:
    # inside: 4. below by 1: 4 + 20. above by 0.5: 4 + 10. Mean (4 + 24 + 14) / 3 = 14.
    assert interval_score([2.0, -1.0, 4.5], [0.0] * 3, [4.0] * 3, coverage=0.9) == pytest.approx(14.0)


def test_the_interval_score_of_perfect_coverage_is_the_width():
    assert interval_score([1.0, 2.0], [0.0, 0.0], [3.0, 5.0]) == interval_width([0.0, 0.0], [3.0, 5.0]) == 4.0


@given(shift=st.floats(-5, 5))
def test_the_interval_score_is_least_on_average_for_the_true_quantiles(shift):
    # It is a proper score (Gneiting and Raftery 2007, section 6.2): moving both ends never pays. True values here are
    # 0.5, 1.5, ... 99.5, whose central 80 % lies between 10 and 90.
    y_true, ones = np.arange(100) + 0.5, np.ones(100)
    best = interval_score(y_true, 10 * ones, 90 * ones, coverage=0.8)
    assert interval_score(y_true, (10 + shift) * ones, (90 + shift) * ones, coverage=0.8) >= best - 1e-9


@pytest.mark.parametrize("promised", [0.0, 1.0, 90])
def test_a_coverage_outside_0_to_1_is_refused(promised):
    with pytest.raises(ValueError, match=r"coverage must be in \(0.0, 1.0\)"):
        interval_score([1.0], [0.0], [2.0], coverage=promised)


def test_a_column_against_a_row_is_refused_instead_of_broadcast():
    with pytest.raises(ValueError, match=r"y_true \(3, 1\), y_pred \(3,\)"):
        rmse([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0])


def test_the_gap_is_positive_when_test_is_worse_whichever_direction_is_good():
    error, score = Metric("e", rmse, better="low"), Metric("s", r2, better="high")
    assert (error.gap_formula, error.gap(train=1.0, test=3.0)) == ("e_test - e_train", 2.0)
    assert (score.gap_formula, score.gap(train=0.75, test=0.5)) == ("s_train - s_test", 0.25)
