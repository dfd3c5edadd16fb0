"""Kernels, and how much each of them weighs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import check_grad
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

from matinfo.models import KernelBankRegressor
from matinfo.models._bank import WIDE, are_counts, encode_rows, make_bank, narrow_columns, take_encoded, weighted_sum
from matinfo.models._inducing_process import InducingProcess
from matinfo.models._kernels import LinearKernel, MaternKernel, MinMaxKernel
from matinfo.models._marginal_likelihood import Evidence, _Parts, fit_parameters

count_tables = arrays(
    np.float64, st.tuples(st.integers(2, 6), st.integers(1, 5)), elements=st.integers(0, 4).map(float)
)


def min_max(X: np.ndarray) -> MinMaxKernel:
    return MinMaxKernel("counts", np.arange(X.shape[1]))


def matern_rows(n: int = 30, columns: int = 4, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(n, columns)) * 10.0 ** np.arange(columns)


@settings(max_examples=60)
@given(X=count_tables)
def test_min_max_is_the_sum_of_minima_over_the_sum_of_maxima(X):
    expected = np.ones((len(X), len(X)))  # Ralaivola et al. 2005, eq. 14; two empty rows are alike
    for i, left in enumerate(X):
        for j, right in enumerate(X):
            above = sum(max(a, b) for a, b in zip(left, right, strict=True))
            if above > 0:
                expected[i, j] = sum(min(a, b) for a, b in zip(left, right, strict=True)) / above
    np.testing.assert_allclose(min_max(X)(X, X), expected, rtol=1e-12)


@settings(max_examples=60)
@given(X=count_tables)
def test_min_max_is_symmetric_positive_semidefinite_with_ones_on_the_diagonal(X):
    K = min_max(X)(X, X)
    np.testing.assert_array_equal(K, K.T)
    np.testing.assert_allclose(np.diag(K), 1.0, rtol=1e-12)
    assert np.linalg.eigvalsh(K).min() > -1e-10


def test_min_max_looks_at_its_own_columns_only():
    X = np.array([[1.0, 5.0, 0.0], [1.0, 0.0, 7.0]])
    np.testing.assert_array_equal(MinMaxKernel("first", np.array([0]))(X, X), np.ones((2, 2)))


def test_an_empty_row_is_like_no_filled_row():
    K = min_max(np.zeros((1, 2)))(np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([[0.0, 0.0], [3.0, 0.0]]))
    np.testing.assert_allclose(K, [[1.0, 0.0], [0.0, 1.0 / 5.0]])


@settings(max_examples=60)
@given(X=count_tables)
def test_min_max_of_counts_is_exact_in_whole_numbers(X):
    kernel = MinMaxKernel.fitted("counts", np.arange(X.shape[1]), X)
    assert kernel.encode(X).dtype == np.uint16
    np.testing.assert_allclose(kernel(X, X), min_max(X)(X, X), rtol=1e-14)


def test_min_max_of_fractions_is_near_that_of_floats_and_still_positive_semidefinite():
    X = np.random.default_rng(0).poisson(0.3, (40, 30)) / np.random.default_rng(1).integers(3, 40, (40, 1))
    K = MinMaxKernel.fitted("counts", np.arange(30), X)(X, X)
    np.testing.assert_allclose(K, min_max(X)(X, X), atol=2e-3)
    np.testing.assert_array_equal(K, K.T)
    assert np.linalg.eigvalsh(K).min() > -1e-10


def test_min_max_of_new_rows_with_far_larger_counts_does_not_overflow():
    known, new = np.array([[1.0, 2.5, 0.0]]), np.array([[1e9, 1e9, 1e9], [1.0, 2.5, 0.0]])
    kernel = MinMaxKernel.fitted("counts", np.arange(3), known)
    np.testing.assert_allclose(kernel(new, new), [[1.0, 0.0], [0.0, 1.0]], atol=0.4)
    np.testing.assert_allclose(kernel(new, known)[1], 1.0)


def test_linear_is_the_dot_product_of_standardised_columns_with_a_mean_diagonal_of_one():
    X = matern_rows()
    K = LinearKernel.fitted("all", np.arange(4), X)(X, X)
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    np.testing.assert_allclose(K, Z @ Z.T / 4, atol=1e-12)
    assert np.trace(K) == pytest.approx(30)


def test_a_column_that_hardly_varied_in_training_carries_no_prediction_away():
    X = matern_rows()
    X[:, 1] = 1e-17 * X[:, 1]  # rounding of a zero
    X[:, 2] = 1e-9 * X[:, 2]
    new = X.copy()
    new[:, 1:3] = 0.2
    y = X[:, 0]
    predicted = KernelBankRegressor().fit(X, y).predict(new)
    assert np.abs(predicted - y.mean()).max() < 10 * y.std()


@pytest.mark.parametrize("relative_length", [0.5, 1.0, 4.0])
def test_matern_agrees_with_scikit_learn_on_standardised_columns(relative_length):
    X, new = matern_rows(), matern_rows(n=7, seed=1)
    kernel = MaternKernel.fitted("all", np.arange(4), X, relative_length)
    centre, spread = X.mean(axis=0), X.std(axis=0)
    expected = Matern(kernel.length, nu=2.5)((new - centre) / spread, (X - centre) / spread)
    np.testing.assert_allclose(kernel(new, X), expected, atol=1e-12)


def test_the_length_of_matern_is_a_multiple_of_the_median_distance():
    X = np.array([[0.0], [1.0], [2.0]])  # standard deviation sqrt(2/3); distances 1, 1, 2 of it
    kernel = MaternKernel.fitted("x", np.array([0]), X, 3.0)
    assert kernel.length == pytest.approx(3.0 / np.sqrt(2.0 / 3.0))


def test_matern_has_ones_on_the_diagonal_and_no_negative_eigenvalue():
    X = matern_rows()
    K = MaternKernel.fitted("all", np.arange(4), X, 2.0)(X, X)
    np.testing.assert_allclose(np.diag(K), 1.0, atol=1e-12)
    np.testing.assert_allclose(K, K.T, atol=1e-14)
    assert np.linalg.eigvalsh(K).min() > -1e-10


def test_columns_that_are_constant_in_training_do_not_count():
    X = np.column_stack([matern_rows(columns=2), np.full(30, 0.1)])
    kernel = MaternKernel.fitted("all", np.arange(3), X, 1.0)
    np.testing.assert_allclose(kernel(X, X), MaternKernel.fitted("two", np.arange(2), X, 1.0)(X, X), rtol=1e-12)
    assert np.isfinite(kernel(X + 1.0, X)).all()


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    X = matern_rows(n=25)
    kernels = np.array([MaternKernel.fitted("k", np.arange(4), X, length)(X, X) for length in (0.5, 1.0, 3.0)])
    columns = (X - X.mean(axis=0)) / X.std(axis=0)
    return Evidence(kernels, columns, np.array([0, 0, 0, 1]), lengths=(0.5, 2.0))


@pytest.fixture(scope="module")
def target() -> np.ndarray:
    return np.random.default_rng(5).normal(size=25)


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_of_the_likelihood_is_that_of_finite_differences(evidence, target, seed):
    parts = _Parts(evidence, target, np.full(25, 0.1))
    point = np.random.default_rng(seed).normal(-1.0, 1.0, size=len(parts.start()))
    error = check_grad(
        lambda values: parts.negative_log_likelihood(values)[0],
        lambda values: parts.negative_log_likelihood(values)[1],
        point,
    )
    assert error < 1e-5 * np.linalg.norm(parts.negative_log_likelihood(point)[1]) + 1e-5


def test_the_likelihood_is_that_of_scikit_learn(target):
    X = matern_rows(n=25, columns=2) / [1.0, 10.0]
    evidence = Evidence(Matern(1.0, nu=0.5)(X)[None], X, np.zeros(2, dtype=int), lengths=(1.0,))
    kernel = ConstantKernel(0.3, "fixed") * Matern(1.0, "fixed", nu=0.5) + WhiteKernel(0.2, "fixed")
    kernel += ConstantKernel(0.7, "fixed") * Matern(1.3, "fixed", nu=2.5)
    process = GaussianProcessRegressor(kernel, alpha=1e-9, optimizer=None).fit(X, target)
    relevance = 1.0 / 1.3**2
    values = np.r_[np.log([0.3, 0.7, 0.2, relevance, relevance]), 0.0]
    ours = -_Parts(evidence, target, np.zeros(25)).negative_log_likelihood(values)[0]
    assert ours == pytest.approx(process.log_marginal_likelihood(), rel=1e-10)


def test_fitted_weights_are_more_likely_than_where_the_search_began(evidence, target):
    parts = _Parts(evidence, target, np.zeros(25))
    found = fit_parameters(evidence, target)
    assert found.log_likelihood > -parts.negative_log_likelihood(parts.start())[0]
    assert found.n_iter >= 1
    assert found.weights.shape == (5,)
    assert found.relevances.shape == (4,)


def test_known_errors_of_values_count_as_noise(evidence, target):
    none, large = fit_parameters(evidence, target), fit_parameters(evidence, target, np.full(25, 0.8))
    assert large.noise + large.weights.sum() < none.noise + none.weights.sum()


def test_the_feature_and_the_block_that_made_the_target_get_most_of_the_relevance():
    X = np.random.default_rng(0).normal(size=(120, 3))
    blocks = {"real": slice(0, 2), "idle": slice(2, 3)}
    gp = KernelBankRegressor().fit(X, np.sin(2 * X[:, 0]), blocks=blocks)
    assert gp.relevances_.sum() == pytest.approx(1.0)
    assert gp.relevances_[0] > 0.9
    for by in ("kernel", "block"):
        assert gp.kernel_table(by)["share"].sum() == pytest.approx(1.0)
    shares = gp.kernel_table("block").set_index("block")["share"]
    assert shares["real"] > 0.7
    with pytest.raises(ValueError, match="by must be one of 'kernel', 'block'; got 'level'"):
        gp.kernel_table("level")


def test_counts_get_a_min_max_kernel_and_wide_counts_no_other():
    rng = np.random.default_rng(0)
    counts, wide = rng.poisson(0.2, (20, 30)).astype(float), rng.poisson(0.1, (20, WIDE + 1)).astype(float)
    X = np.hstack([counts, wide, rng.normal(size=(20, 3))])
    blocks = {"few": slice(0, 30), "many": slice(30, 31 + WIDE), "numbers": slice(31 + WIDE, None)}
    assert are_counts(counts)
    assert not are_counts(X[:, -3:])
    bank = make_bank(X, blocks)
    assert list(bank.block_columns) == ["few", "numbers"]
    assert [kernel.name for kernel in bank.finished(np.ones(len(bank.groups)))] == [
        "few counts",
        "many counts",
        "few+numbers linear",
        "few+numbers Matern 0.25",
        "few+numbers Matern 1",
        "few+numbers Matern 4",
    ]
    assert narrow_columns(X, blocks).tolist() == [*range(30), *range(31 + WIDE, 34 + WIDE)]


def test_a_table_of_wide_counts_alone_can_be_fitted():
    X = np.random.default_rng(0).poisson(0.1, (20, WIDE + 1)).astype(float)
    gp = KernelBankRegressor().fit(X, X.sum(axis=1))
    assert [kernel.name for kernel in gp.kernels_] == ["all counts"]
    assert np.isfinite(gp.predict(X)).all()


def test_a_weighted_sum_is_the_sum_of_weighted_kernels_whatever_rows_are_taken_at_a_time():
    X = np.abs(matern_rows(n=12))
    kernels = make_bank(X, None).finished(np.ones(4))
    weights = np.arange(1.0, len(kernels) + 1)
    encoded = encode_rows(kernels, X)
    expected = sum(weight * kernel(X, X) for weight, kernel in zip(weights, kernels, strict=True))
    np.testing.assert_allclose(weighted_sum(kernels, weights, encoded, encoded), expected, rtol=1e-12)
    some = take_encoded(encoded, [3, 1])
    np.testing.assert_allclose(weighted_sum(kernels, weights, some, encoded), expected[[3, 1]], rtol=1e-12)


@pytest.fixture
def smooth_process() -> tuple[np.ndarray, ...]:
    x = np.sort(np.random.default_rng(0).uniform(0, 6, 60))
    K = Matern(1.0, nu=2.5)(x[:, None])
    return K, np.sin(x), np.full(60, 0.01)


def test_inducing_rows_that_are_all_rows_give_the_exact_process(smooth_process):
    K, y, noise = smooth_process
    process, *_ = InducingProcess.solve(K.copy(), K.astype(np.float32), np.ones(60), y, noise, [])
    mean, variance = process.predict(K, np.ones(60))
    solved = np.linalg.solve(K + 0.01 * np.eye(60), np.column_stack([y, K]))
    np.testing.assert_allclose(mean, K @ solved[:, 0], atol=1e-4)
    np.testing.assert_allclose(variance, 1.0 - np.einsum("ij,ji->i", K, solved[:, 1:]), atol=1e-4)
    np.testing.assert_allclose(process.covariance(K, K), K - K @ solved[:, 1:], atol=1e-4)


def test_left_out_predictions_through_inducing_rows_equal_those_without_the_fold(smooth_process):
    K, y, noise = smooth_process
    some, fold = np.arange(0, 60, 3), np.arange(10, 22)
    others = np.setdiff1d(np.arange(60), fold)
    inner, cross = K[np.ix_(some, some)], K[:, some].astype(np.float32)
    _, mean, variance = InducingProcess.solve(inner.copy(), cross.copy(), np.ones(60), y, noise, [fold])
    without, *_ = InducingProcess.solve(inner.copy(), cross[others], np.ones(len(others)), y[others], noise[others], [])
    expected, spread = without.predict(K[np.ix_(fold, some)], np.ones(len(fold)))
    np.testing.assert_allclose(mean[fold], expected, atol=1e-4)
    np.testing.assert_allclose(variance[fold], spread + 0.01, atol=1e-4)
    assert np.isnan(mean[others]).all()
