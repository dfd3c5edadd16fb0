"""The quick process for small tables: right values, right gradients, joint covariances, suppositions."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

from matinfo.models import ArdGaussianProcess
from matinfo.models._ard_likelihood import _negative_log_posterior


def table(n: int = 30, d: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Rows whose value depends on the first column, and little on the second, plus noise of 0.1."""
    rng = np.random.default_rng(seed)
    X = rng.random((n, d))
    return X, np.sin(5 * X[:, 0]) + 0.3 * X[:, 1] + rng.normal(0, 0.1, n)


@given(seed=st.integers(0, 10**6), d=st.integers(1, 6))
@settings(max_examples=20, deadline=None)
def test_the_gradient_is_that_of_finite_differences(seed, d):
    X, y = table(12, d + 1, seed)
    squares = ((X[:, None] - X[None]) ** 2).reshape(-1, d + 1).T
    known = np.full(12, 0.01)
    point = np.random.default_rng(seed).normal(0, 0.5, d + 3)

    def value(at):
        return _negative_log_posterior(at, squares, y, known)[0]

    numerical = approx_fprime(point, value, 1e-6)
    np.testing.assert_allclose(_negative_log_posterior(point, squares, y, known)[1], numerical, rtol=1e-3, atol=1e-3)


def test_mean_and_spread_are_those_of_scikit_learn_with_the_same_kernel():
    X, y = table()
    ours = ArdGaussianProcess().fit(X, y)
    residual = y - (ours.constant_ * ours.y_scale_ + ours.y_mean_)
    kernel = ConstantKernel(ours.signal_std_**2, "fixed") * Matern(ours.length_scales_, "fixed", nu=2.5)
    theirs = GaussianProcessRegressor(kernel, alpha=ours.noise_std_**2, optimizer=None).fit(X, residual)
    new = table(seed=1)[0]
    mean, std = ours.predict(new, return_std=True, with_noise=False)
    expected, expected_std = theirs.predict(new, return_std=True)
    np.testing.assert_allclose(mean - (y - residual)[0], expected, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(std, expected_std, rtol=1e-4)


def test_the_column_that_matters_has_the_shortest_length_and_the_noise_is_found():
    process = ArdGaussianProcess().fit(*table(80))
    assert process.length_scales_.argmin() == 0
    assert 0.06 < process.noise_std_ < 0.15  # 0.1 was put in


def test_the_units_of_a_column_change_nothing():
    X, y = table()
    factors = np.array([1e-6, 1.0, 1e6])
    plain, scaled = ArdGaussianProcess().fit(X, y), ArdGaussianProcess().fit(X * factors, y)
    np.testing.assert_allclose(plain.predict(X), scaled.predict(X * factors), rtol=1e-6)
    np.testing.assert_allclose(plain.length_scales_ * factors, scaled.length_scales_, rtol=1e-4)


def test_bounds_measure_lengths_on_a_range_that_the_rows_do_not_fill():
    X, y = np.array([[0.40], [0.45]]), np.array([0.0, 1.0])
    by_rows, by_bounds = ArdGaussianProcess().fit(X, y), ArdGaussianProcess(bounds=[[0, 1]]).fit(X, y)
    assert by_bounds.length_scales_[0] > 5 * by_rows.length_scales_[0]


def test_the_standard_deviation_is_the_root_of_the_diagonal_of_the_covariance():
    process = ArdGaussianProcess().fit(*table())
    new = table(seed=2)[0]
    for with_noise in (True, False):
        _, std = process.predict(new, return_std=True, with_noise=with_noise)
        _, covariance = process.predict(new, return_cov=True, with_noise=with_noise)
        np.testing.assert_allclose(np.diag(covariance), std**2, rtol=1e-6, atol=1e-12)


def test_noise_widens_the_spread_by_the_noise_of_one_measurement():
    process = ArdGaussianProcess().fit(*table())
    new = table(seed=2)[0]
    (_, wide), (_, narrow) = (process.predict(new, return_std=True, with_noise=flag) for flag in (True, False))
    np.testing.assert_allclose(wide**2 - narrow**2, process.noise_std_**2, rtol=1e-6)


def test_a_supposed_result_is_believed_like_a_measured_one_without_a_new_fit_of_the_lengths():
    X, y = table()
    process = ArdGaussianProcess().fit(X, y)
    at = np.array([[0.5, 2.0, 0.5]])
    before = process.predict(at, return_std=True)
    richer = process.condition_on(at, [3.0])
    assert richer.predict(at)[0] > before[0][0] + 0.5
    assert richer.predict(at, return_std=True)[1][0] < before[1][0]
    np.testing.assert_array_equal(richer.length_scales_, process.length_scales_)
    np.testing.assert_array_equal(process.predict(at), before[0])  # the old one stays as it is


def test_suppositions_one_by_one_are_those_of_all_at_once():
    process = ArdGaussianProcess().fit(*table())
    X, y = table(4, seed=1)
    one_by_one = process.condition_on(X[:2], y[:2]).condition_on(X[2:], y[2:])
    at_once = process.condition_on(X, y)
    new = table(seed=2)[0]
    np.testing.assert_allclose(one_by_one.predict(new), at_once.predict(new), rtol=1e-8)


def test_a_value_with_a_large_known_error_is_believed_less():
    X, y = table()
    y[0] += 3.0
    doubtful = np.where(np.arange(len(y)) == 0, 10.0, 0.0)
    trusting, doubting = ArdGaussianProcess().fit(X, y), ArdGaussianProcess().fit(X, y, y_std=doubtful)
    assert abs(doubting.predict(X[:1])[0] - y[0]) > 2.0
    assert abs(trusting.predict(X[:1])[0] - y[0]) < abs(doubting.predict(X[:1])[0] - y[0])


@pytest.mark.parametrize("wrong", [[1.0], [-1.0, *[1.0] * 29], [np.nan, *[1.0] * 29]])
def test_errors_that_do_not_fit_the_rows_are_refused(wrong):
    with pytest.raises(ValueError, match="y_std must hold one finite number >= 0 for each of the 30 rows"):
        ArdGaussianProcess().fit(*table(), y_std=wrong)


@pytest.mark.parametrize("bounds", [[[0, 1]], [[0, 1], [1, 0], [0, 1]], [[0, 1], [0, np.inf], [0, 1]]])
def test_bounds_that_do_not_fit_the_columns_are_refused(bounds):
    with pytest.raises(ValueError, match="bounds must hold low <= high for each of the 3 columns"):
        ArdGaussianProcess(bounds=bounds).fit(*table())


def test_a_warm_start_takes_fewer_steps_to_the_same_place():
    X, y = table(40)
    warm = ArdGaussianProcess(warm_start=True).fit(X[:39], y[:39])
    warm.set_params(max_iter=3).fit(X, y)
    cold = ArdGaussianProcess().fit(X, y)
    assert warm.log_density_ == pytest.approx(cold.log_density_, abs=0.05)


def test_a_constant_target_and_a_constant_column_are_no_problem():
    X = np.column_stack([np.linspace(0, 1, 8), np.full(8, 3.0)])
    process = ArdGaussianProcess().fit(X, np.full(8, 5.0))
    np.testing.assert_allclose(process.predict(X), 5.0)
    assert np.isfinite(process.predict(X, return_std=True)[1]).all()


def test_standard_deviation_and_covariance_at_once_are_refused():
    with pytest.raises(ValueError, match="cannot both be True"):
        ArdGaussianProcess().fit(*table()).predict(table()[0], return_std=True, return_cov=True)


def test_rows_left_out_are_predicted_as_by_a_process_that_never_saw_them():
    X, y = table(12)
    process = ArdGaussianProcess(bounds=[[0, 1]] * 3).fit(X, y)
    mean, std = process.predict_left_out()
    rest = np.arange(12) != 4
    without = GaussianProcessRegressor(
        ConstantKernel(process.signal_std_**2, "fixed") * Matern(process.length_scales_, "fixed", nu=2.5),
        alpha=process.noise_std_**2,
        optimizer=None,
    )
    offset = process.constant_ * process.y_scale_ + process.y_mean_
    expected, spread = without.fit(X[rest], y[rest] - offset).predict(X[[4]], return_std=True)
    assert mean[4] == pytest.approx(expected[0] + offset, abs=1e-5)
    assert std[4] == pytest.approx(np.hypot(spread[0], process.noise_std_), rel=1e-4)
