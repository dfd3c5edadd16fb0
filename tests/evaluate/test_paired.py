"""The corrected resampled t test, against arithmetic by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from matinfo.evaluate import corrected_paired_test


def test_the_formula_of_nadeau_and_bengio_by_hand():
    # Nadeau and Bengio, Mach. Learn. 52, 239 (2003): variance of the mean s^2 (1 / k + n_test / n_train).
    # Mean 0.04; s^2 = (4 + 1 + 1 + 4) 1e-4 / 4 = 2.5e-4; (1/5 + 20/80) s^2 = 1.125e-4; t^2 = 16e-4 / 1.125e-4 = 128/9.
    # Four degrees of freedom: P(T < t) = 1/2 + 3/8 r (1 - r^2 / 12) with r = t / sqrt(1 + t^2 / 4).
    test = corrected_paired_test([0.02, 0.05, 0.03, 0.06, 0.04], n_train=80, n_test=20)
    t = math.sqrt(128 / 9)
    r = t / math.sqrt(1 + t**2 / 4)
    assert test.difference == pytest.approx(0.04)
    assert test.standard_error == pytest.approx(math.sqrt(1.125e-4))
    assert test.t == pytest.approx(t)
    assert test.p_value == pytest.approx(1 - 0.75 * r * (1 - r**2 / 12))
    # 97.5 % point of Student's t with 4 degrees of freedom: 2.776445, as printed in tables
    assert (test.low, test.high) == pytest.approx((0.04 - 2.776445 * 0.0106066, 0.04 + 2.776445 * 0.0106066), rel=1e-5)


def test_without_shared_rows_it_is_the_ordinary_paired_t_test():
    differences = np.array([1.0, 0.3, -0.2, 0.9, 0.4, 0.1])
    plain = ttest_1samp(differences, 0.0)
    ours = corrected_paired_test(differences, n_train=1e15, n_test=1.0)
    assert (ours.t, ours.p_value) == pytest.approx((plain.statistic, plain.pvalue))


def test_more_test_rows_for_each_training_row_make_it_less_sure():
    few, many = (corrected_paired_test([1.0, 2.0, 3.0], n_train=90, n_test=n) for n in (10, 45))
    assert few.standard_error < many.standard_error


def test_folds_of_different_size_enter_by_their_means():
    even = corrected_paired_test([1.0, 2.0, 3.0], n_train=[20, 20, 20], n_test=[10, 10, 10])
    uneven = corrected_paired_test([1.0, 2.0, 3.0], n_train=[19, 20, 21], n_test=[11, 10, 9])
    assert even == uneven


def test_one_fold_gives_a_difference_without_uncertainty():
    test = corrected_paired_test([2.0], n_train=80, n_test=20)
    assert test.difference == 2.0
    assert all(math.isnan(value) for value in (test.standard_error, test.t, test.p_value, test.low, test.high))


def test_equal_differences_have_no_t_value():
    test = corrected_paired_test([2.0, 2.0, 2.0], n_train=80, n_test=20)
    assert (test.difference, test.standard_error) == (2.0, 0.0)
    assert math.isnan(test.t)
    assert math.isnan(test.p_value)


def test_a_missing_difference_stays_missing():
    test = corrected_paired_test([1.0, float("nan"), 3.0], n_train=80, n_test=20)
    assert math.isnan(test.difference)
    assert math.isnan(test.p_value)
