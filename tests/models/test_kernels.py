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
from matinfo.models._bank import WIDE, are_counts, make_bank, narrow_columns
from matinfo.models._kernels import MaternKernel, MinMaxKernel
from matinfo.models._marginal_likelihood import _negative_log_likelihood, fit_weights

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
def kernels() -> list[np.ndarray]:
    X = matern_rows(n=25)
    return [MaternKernel.fitted("k", np.arange(4), X, length)(X, X) for length in (0.5, 1.0, 3.0)]


@pytest.fixture(scope="module")
def target() -> np.ndarray:
    return np.random.default_rng(5).normal(size=25)


@pytest.mark.parametrize("seed", range(5))
def test_the_gradient_of_the_likelihood_is_that_of_finite_differences(kernels, target, seed):
    point = np.random.default_rng(seed).normal(-1.0, 1.0, size=4)
    error = check_grad(
        lambda values: _negative_log_likelihood(values, kernels, target)[0],
        lambda values: _negative_log_likelihood(values, kernels, target)[1],
        point,
    )
    assert error < 1e-5 * np.linalg.norm(_negative_log_likelihood(point, kernels, target)[1]) + 1e-5


def test_the_likelihood_is_that_of_scikit_learn(target):
    X = matern_rows(n=25, columns=2) / [1.0, 10.0]
    K = Matern(1.3, nu=2.5)(X)
    kernel = ConstantKernel(0.7, "fixed") * Matern(1.3, "fixed", nu=2.5) + WhiteKernel(0.2, "fixed")
    process = GaussianProcessRegressor(kernel, alpha=1e-10, optimizer=None).fit(X, target)
    ours = -_negative_log_likelihood(np.log([0.7, 0.2]), [K], target)[0]
    assert ours == pytest.approx(process.log_marginal_likelihood(), rel=1e-10)


def test_fitted_weights_are_more_likely_than_where_the_search_began(kernels, target):
    *_, likelihood, steps = fit_weights(kernels, target)
    begin = -_negative_log_likelihood(np.log([0.3, 0.3, 0.3, 0.1]), kernels, target)[0]
    assert likelihood > begin
    assert steps >= 1


def test_the_kernel_that_made_the_target_gets_most_of_the_weight():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(120, 2))
    blocks = {"real": slice(0, 1), "idle": slice(1, 2)}
    gp = KernelBankRegressor().fit(X, np.sin(2 * X[:, 0]), blocks=blocks)
    shares = gp.kernel_table().set_index("kernel")["share"]
    assert shares.sum() == pytest.approx(1.0)
    assert shares.filter(like="idle Matern").drop(shares.filter(like="+").index, errors="ignore").sum() < 0.01


def test_counts_get_a_min_max_kernel_and_wide_counts_no_other():
    rng = np.random.default_rng(0)
    counts, wide = rng.poisson(0.2, (20, 30)).astype(float), rng.poisson(0.1, (20, WIDE + 1)).astype(float)
    X = np.hstack([counts, wide, rng.normal(size=(20, 3))])
    blocks = {"few": slice(0, 30), "many": slice(30, 31 + WIDE), "numbers": slice(31 + WIDE, None)}
    assert are_counts(counts)
    assert not are_counts(X[:, -3:])
    assert [kernel.name for kernel in make_bank(X, blocks)] == [
        "few counts",
        "many counts",
        "few Matern 2",
        "numbers Matern 2",
        "few+numbers Matern 1",
        "few+numbers Matern 2",
        "few+numbers Matern 4",
    ]
    assert narrow_columns(X, blocks).tolist() == [*range(30), *range(31 + WIDE, 34 + WIDE)]


def test_a_table_of_wide_counts_alone_can_be_fitted():
    X = np.random.default_rng(0).poisson(0.1, (20, WIDE + 1)).astype(float)
    gp = KernelBankRegressor().fit(X, X.sum(axis=1))
    assert [kernel.name for kernel in gp.kernels_] == ["all counts"]
    assert np.isfinite(gp.predict(X)).all()
