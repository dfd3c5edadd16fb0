"""Acquisition functions against numbers from 60-digit arithmetic, and against quadrature and sampling."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

from matinfo.design import (
    log_expected_approach,
    log_expected_improvement,
    log_probability_in_window,
    log_probability_of_improvement,
    score_per_cost,
    upper_confidence_bound,
)

# log(phi(z) + z Phi(z)), computed with mpmath 1.3 in 60 digits
LOG_IMPROVEMENT = {
    5.0: 1.6094379231264314,
    1.0: 0.08002621884930694,
    0.0: -0.91893853320467274,
    -1.0: -2.4851210257126413,
    -10.0: -55.553122036122356,
    -40.0: -808.29856835661996,
    -1000.0: -500014.73445209116,
    -1e6: -500000000028.54996,
}
# log(Phi(b) - Phi(a)), computed with mpmath 1.3 in 60 digits
LOG_WINDOW = {
    (-1.0, 1.0): -0.38171514630212607,
    (5.0, 6.0): -15.068446096529453,
    (-6.0, -5.0): -15.068446096529453,
    (30.0, 31.0): -454.32124395634325,
    (-8.0, 9.0): -6.2220891626777399e-16,
    (-1e-7, 1e-7): -16.343887003603049,
}


@pytest.mark.parametrize(("z", "expected"), LOG_IMPROVEMENT.items())
def test_log_expected_improvement_has_ten_digits_however_far_the_incumbent(z, expected):
    assert float(log_expected_improvement(z, 1.0, 0.0)) == pytest.approx(expected, rel=1e-10)


@given(st.floats(-50, 50), st.floats(0.01, 100), st.floats(-50, 50))
def test_expected_improvement_only_depends_on_standard_deviations_from_the_best(mean, std, best):
    scaled = np.log(std) + log_expected_improvement((mean - best) / std, 1.0, 0.0)
    assert float(log_expected_improvement(mean, std, best)) == pytest.approx(float(scaled), rel=1e-9, abs=1e-9)


@given(st.floats(-99, 5), st.floats(1e-3, 1.0))
def test_log_expected_improvement_grows_with_the_mean(z, more):
    assert float(log_expected_improvement(z + more, 1.0, 0.0)) > float(log_expected_improvement(z, 1.0, 0.0))


def test_a_sure_prediction_improves_by_its_distance_or_not_at_all():
    assert np.exp(log_expected_improvement([3.0, 1.0], [0.0, 0.0], 2.0)).tolist() == [1.0, 0.0]
    assert np.exp(log_probability_of_improvement([3.0, 2.0], [0.0, 0.0], 2.0)).tolist() == [1.0, 0.0]


def test_probability_of_improvement_is_the_normal_tail():
    values = log_probability_of_improvement([1.0, -30.0], [2.0, 1.0], 0.0)
    assert values == pytest.approx(norm.logsf([-0.5, 30.0]))


@pytest.mark.parametrize(("ends", "expected"), LOG_WINDOW.items())
def test_log_probability_in_a_window_is_exact_in_both_tails(ends, expected):
    assert float(log_probability_in_window(0.0, 1.0, *ends)) == pytest.approx(expected, rel=1e-9, abs=1e-18)


@given(st.floats(-300, 300), st.floats(0.1, 10), st.floats(0, 50))
def test_a_window_and_its_mirror_image_are_equally_likely(low, std, width):
    here = log_probability_in_window(0.0, std, low, low + width)
    there = log_probability_in_window(0.0, std, -low - width, -low)
    assert float(here) == pytest.approx(float(there), rel=1e-9, abs=1e-300)


def test_an_open_window_is_a_tail_and_an_empty_one_is_impossible():
    assert float(log_probability_in_window(0.0, 1.0, 3.0, np.inf)) == pytest.approx(norm.logsf(3.0))
    assert float(log_probability_in_window(0.0, 1.0, -np.inf, np.inf)) == 0.0
    assert float(log_probability_in_window(0.0, 1.0, 1.0, -1.0)) == -np.inf
    assert np.exp(log_probability_in_window([0.0, 2.0], 0.0, -1.0, 1.0)).tolist() == [1.0, 0.0]


@settings(max_examples=50, deadline=None)
@given(st.floats(-8, 8), st.floats(0.1, 8), st.floats(0.1, 4))
def test_expected_approach_to_a_target_is_the_integral_over_the_triangle(mean, std, distance):
    def gain(y):
        return (distance - abs(y)) * norm.pdf(y, mean, std)

    points = sorted({0.0, *np.clip([mean, mean - 4 * std, mean + 4 * std], -distance, distance)})
    expected, _ = quad(gain, -distance, distance, points=points, epsabs=0.0, epsrel=1e-9, limit=200)
    if expected > 1e-30:  # quad itself loses its digits below
        assert float(log_expected_approach(mean, std, 0.0, distance)) == pytest.approx(np.log(expected), abs=1e-5)


def test_expected_approach_far_from_the_target_is_finite_and_falls():
    values = log_expected_approach([10.0, 30.0, 100.0], 0.5, 0.0, 1.0)
    assert np.isfinite(values).all()
    assert (np.diff(values) < 0).all()


def test_a_target_that_was_met_cannot_be_approached():
    assert log_expected_approach([1.0], [1.0], 1.0, 0.0).tolist() == [-np.inf]


def test_a_confidence_bound_adds_standard_deviations():
    assert upper_confidence_bound([1.0], [0.5], beta=3.0).tolist() == [2.5]
    with pytest.raises(ValueError, match="beta must be in"):
        upper_confidence_bound([1.0], [0.5], beta=-1.0)


def test_half_the_gain_at_half_the_cost_is_as_good():
    first, second = score_per_cost(np.log([2.0, 1.0]), [10.0, 5.0])
    assert first == pytest.approx(second)
    with pytest.raises(ValueError, match=r"above 0 for every experiment \(1 are not\)"):
        score_per_cost([0.0, 0.0], [1.0, 0.0])
