"""The regressors for few data: left-out predictions, awkward tables, units."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import BayesianRidge, Ridge
from sklearn.svm import SVR

from matinfo.models import KernelBankRegressor, ScaledRegressor, SensitivityRegressor, SmallDataRegressor
from matinfo.models._left_out import fit_left_out
from matinfo.models._members import evidence_weights
from matinfo.models._scaled import prepared
from matinfo.models._wrapping import predicts_std

REGRESSORS = [KernelBankRegressor(), SmallDataRegressor(n_estimators=5), ScaledRegressor(SVR())]
by_name = pytest.mark.parametrize("regressor", REGRESSORS, ids=lambda regressor: type(regressor).__name__)


def noisy_sine(n: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.uniform(-2, 2, (n, 3))
    return X, 300.0 + 50.0 * np.sin(X[:, 0]) + 5.0 * rng.normal(size=n)


def test_left_out_predictions_of_few_rows_equal_those_of_a_fit_without_the_fold():
    X, y = noisy_sine()
    rows, others, errors = np.arange(8), np.arange(8, 40), np.linspace(0.0, 3.0, 40)
    gp = KernelBankRegressor()
    mean, std = gp.fit_left_out(X, y, [rows], y_std=errors)
    expected = KernelBankRegressor().fit(X[others], y[others], y_std=errors[others]).predict(X[rows], return_std=True)
    np.testing.assert_allclose((mean[rows], std[rows]), expected, rtol=1e-10)


def test_left_out_predictions_with_kept_weights_equal_a_solution_without_the_fold(monkeypatch):
    monkeypatch.setattr("matinfo.models._kernel_bank.REFIT_ROWS", 0)
    X, y = noisy_sine()
    folds = np.array_split(np.random.default_rng(1).permutation(40), 5)
    errors = np.linspace(0.0, 3.0, 40)
    gp = KernelBankRegressor()
    mean, std = gp.fit_left_out(X, y, folds, y_std=errors)
    covariance = sum(w * kernel(X, X) for w, kernel in zip(gp.weights_, gp.kernels_, strict=True))
    for rows in folds:
        others = np.setdiff1d(np.arange(40), rows)
        noise = gp.noise_ + 1e-9 + (errors[others] / gp.y_scale_) ** 2
        K, cross = covariance[np.ix_(others, others)] + np.diag(noise), covariance[np.ix_(rows, others)]
        refit = cross @ np.linalg.solve(K, gp.target_[others]) * gp.y_scale_ + gp.y_mean_
        prior = np.diag(covariance)[rows] + gp.noise_
        spread = np.sqrt(prior - np.einsum("ij,ji->i", cross, np.linalg.solve(K, cross.T))) * gp.y_scale_
        np.testing.assert_allclose(mean[rows], refit, rtol=1e-6)
        np.testing.assert_allclose(std[rows], spread, rtol=1e-6)


def test_the_covariance_of_predictions_has_the_squared_standard_deviation_on_its_diagonal():
    X, y = noisy_sine()
    gp = KernelBankRegressor().fit(X, y)
    mean, std = gp.predict(X, return_std=True)
    again, covariance = gp.predict(X, return_cov=True)
    np.testing.assert_allclose(again, mean, rtol=1e-12)
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), std, rtol=1e-6)
    np.testing.assert_allclose(covariance, covariance.T, atol=1e-9)
    with pytest.raises(ValueError, match="cannot both be True"):
        gp.predict(X, return_std=True, return_cov=True)


def test_values_with_large_known_errors_count_little():
    X, y = noisy_sine()
    wrong, errors = y.copy(), np.full(40, 5.0)
    wrong[:8] += 300.0
    errors[:8] = 300.0
    told = KernelBankRegressor().fit(X, wrong, y_std=errors).predict(X)
    untold = KernelBankRegressor().fit(X, wrong).predict(X)
    assert np.abs(told - y).mean() < 0.5 * np.abs(untold - y).mean()


@pytest.mark.parametrize("errors", [[1.0], np.full(40, -1.0), np.full(40, np.nan)])
def test_known_errors_that_are_none_are_refused(errors):
    with pytest.raises(ValueError, match="y_std must hold one finite number >= 0 for each of the 40 rows"):
        KernelBankRegressor().fit(*noisy_sine(), y_std=errors)


def test_left_out_predictions_of_the_average_come_close_to_real_refits():
    X, y = noisy_sine(80)
    folds = np.array_split(np.random.default_rng(1).permutation(80), 5)
    model = SmallDataRegressor(n_estimators=40)
    mean, std = model.fit_left_out(X, y, folds)
    refit = np.empty(80)
    for rows in folds:
        others = np.setdiff1d(np.arange(80), rows)
        refit[rows] = SmallDataRegressor(n_estimators=40).fit(X[others], y[others]).predict(X[rows])
    assert np.corrcoef(mean, refit)[0, 1] > 0.98
    assert np.abs(mean - y).mean() > 1.2 * np.abs(model.predict(X) - y).mean()  # left out indeed
    assert (std > 0).all()


def test_the_average_is_that_of_its_members_and_less_sure_where_they_disagree():
    X, y = noisy_sine()
    model = SmallDataRegressor(n_estimators=5).fit(X, y)
    process = model.process_
    smooth, spread = process.predict(X, return_std=True)
    kernel = sum(w * kernel(X, X) for w, kernel in zip(process.weights_, process.kernels_, strict=True))
    vectors = model.support_vectors_.predict(kernel / process.weights_.sum()) * process.y_scale_ + process.y_mean_
    members = np.stack([smooth, vectors, model.trees_.predict(X)])
    weights = np.array(list(model.member_weights_.values()))
    mean, std = model.predict(X, return_std=True)
    np.testing.assert_allclose(mean, weights @ members, rtol=1e-10)
    np.testing.assert_allclose(std, np.sqrt(spread**2 + weights @ (members - mean) ** 2), rtol=1e-10)
    assert list(model.member_weights_) == ["process", "support vectors", "trees"]
    assert weights.sum() == pytest.approx(1.0)


def test_members_weigh_by_their_left_out_errors_and_alike_where_little_is_known():
    rng = np.random.default_rng(0)
    y = rng.normal(size=2000)
    good, bad, useless = y + 0.1 * rng.normal(size=2000), y + 0.5 * rng.normal(size=2000), rng.normal(size=2000)
    members = np.column_stack([good, bad, useless])
    many, few = evidence_weights(members, y), evidence_weights(members[:4], y[:4])
    assert many[0] > 0.85  # the best weights of independent errors go as one over their squares: 0.95, 0.04, 0.01
    assert (few > 0.1).all()
    for weights in (many, few):
        assert weights.sum() == pytest.approx(1.0)
        assert (weights >= 0).all()


def test_boosting_takes_part_from_150_rows_on():
    X, y = noisy_sine(150)
    model = SmallDataRegressor(n_estimators=5).fit(X, y)
    assert list(model.member_weights_) == ["process", "support vectors", "trees", "boosting"]
    assert np.isfinite(model.predict(X)).all()


def test_efforts_differ_in_their_members():
    X, y = noisy_sine()
    fast = SmallDataRegressor(effort="fast", n_estimators=5).fit(X, y)
    assert list(fast.member_weights_) == ["process", "trees"]
    with pytest.raises(ValueError, match="effort must be one of 'fast', 'default', 'best'; got 'high'"):
        SmallDataRegressor(effort="high").fit(X, y)


def test_rows_of_no_fold_have_no_left_out_prediction():
    X, y = noisy_sine()
    mean, std = SmallDataRegressor(n_estimators=5).fit_left_out(X, y, [np.array([3, 7])])
    assert np.flatnonzero(np.isfinite(mean)).tolist() == [3, 7]
    assert np.flatnonzero(np.isfinite(std)).tolist() == [3, 7]


def test_a_regressor_of_any_kind_is_refitted_for_each_fold():
    X, y = noisy_sine()
    folds = np.array_split(np.arange(40), 4)
    fitted, mean, std, parts = fit_left_out(Ridge(), X, y, folds, keep_parts=True)
    np.testing.assert_allclose(fitted.predict(X), Ridge().fit(X, y).predict(X))
    np.testing.assert_allclose(mean[:10], parts[0].regressor.predict(X[:10]))
    np.testing.assert_allclose(mean[:10], Ridge().fit(X[10:], y[10:]).predict(X[:10]))
    assert (std == 1.0).all()  # ridge has no standard deviation: scores are plain errors


@by_name
def test_the_standard_deviation_is_in_units_of_the_target(regressor):
    if not predicts_std(regressor):
        mean, std = regressor.fit(*noisy_sine()).predict(noisy_sine()[0], return_std=True)
        assert np.isnan(std).all()
        return
    X, y = noisy_sine()
    mean, std = regressor.fit(X, y).predict(X, return_std=True)
    # 1 Barrer is 3.35e-16 mol m/(m2 s Pa); trees of scikit-learn take a variance below 2e-16 for none
    tiny = 1e-6 if isinstance(regressor, SmallDataRegressor) else 3.35e-16
    for factor, shift in ((1000.0, 7.0), (tiny, 0.0)):
        mean_2, std_2 = regressor.fit(X, factor * y + shift).predict(X, return_std=True)
        solved_to = factor * y.std() * 1e-3  # the tolerance of the support vector solver
        np.testing.assert_allclose(mean_2, factor * mean + shift, rtol=0, atol=solved_to)
        np.testing.assert_allclose(std_2, factor * std, rtol=0, atol=solved_to)


@by_name
@pytest.mark.parametrize(
    "X",
    [
        np.array([[0.0], [1.0]]),  # two rows
        np.repeat([[1.0, 2.0], [3.0, 1.0]], 10, axis=0),  # duplicates
        np.full((20, 3), 0.3),  # nothing varies
        np.column_stack([np.arange(20.0), np.full(20, 1e9)]),  # a large constant
        np.arange(20.0)[:, None] * 1e-12,  # one tiny feature
        np.arange(20.0)[:, None] * 1e12,
    ],
    ids=["two rows", "duplicates", "constant", "large constant", "tiny", "huge"],
)
def test_awkward_tables_give_finite_predictions_near_the_data(regressor, X):
    y = np.linspace(1.0, 2.0, len(X))
    predicted = regressor.fit(X, y).predict(X)
    assert (np.abs(predicted - 1.5) <= 0.6).all()


@by_name
@pytest.mark.parametrize("value", [0.0, 350.0, -1e-9])
def test_a_constant_target_is_predicted_as_that_constant(regressor, value):
    X, _ = noisy_sine()
    mean, std = regressor.fit(X, np.full(40, value)).predict(X, return_std=True)
    np.testing.assert_allclose(mean, value, atol=1e-9)
    assert (np.isnan(std) | (std < 0.1)).all()


def test_conflicting_duplicates_are_noise_not_a_failure():
    X = np.repeat(np.arange(10.0), 2)[:, None]
    y = np.sin(X[:, 0]) + np.tile([-0.5, 0.5], 10)
    gp = KernelBankRegressor().fit(X, y)
    _, std = gp.predict(X, return_std=True)
    assert (std > 0.25).all()  # replicates differ by +-0.5; a process without noise would say 0


def test_more_rows_than_are_used_for_tuning_are_all_learned():
    X, y = noisy_sine(60)
    gp = KernelBankRegressor(max_tuning_rows=20).fit(X, y)
    assert len(gp.process_.alpha) == 60
    assert np.corrcoef(gp.predict(X), y)[0, 1] > 0.9


def test_more_rows_than_an_exact_process_holds_go_through_inducing_rows():
    X, y = noisy_sine(200)
    exact = KernelBankRegressor().fit(X, y)
    many = KernelBankRegressor(max_exact_rows=100, n_inducing=80).fit(X, y)
    assert len(many.process_.alpha) == 80
    (mean, std), (exact_mean, exact_std) = many.predict(X, return_std=True), exact.predict(X, return_std=True)
    assert np.abs(mean - exact_mean).max() < 0.5 * exact_std.min()
    np.testing.assert_allclose(std, exact_std, rtol=0.3)


def test_the_average_of_many_rows_has_no_support_vectors(monkeypatch):
    monkeypatch.setattr("matinfo.models._small_data._MAX_VECTOR_ROWS", 39)
    model = SmallDataRegressor(n_estimators=5).fit(*noisy_sine())
    assert "support vectors" not in model.member_weights_
    assert np.isfinite(model.predict(noisy_sine()[0])).all()


def test_standardising_makes_the_unit_of_a_feature_irrelevant():
    X, y = noisy_sine()
    expected = ScaledRegressor(SVR()).fit(X, y).predict(X)
    for factor in (1000.0, 1e-14):  # diffusivities in m2/s are that small
        np.testing.assert_allclose(ScaledRegressor(SVR()).fit(factor * X, y).predict(factor * X), expected, rtol=1e-6)


@pytest.mark.parametrize("regressor", [KernelBankRegressor(), SensitivityRegressor()], ids=["bank", "sensitivity"])
def test_features_in_tiny_units_are_no_constants(regressor):
    X, y = noisy_sine()
    expected = regressor.fit(X, y).predict(X)
    np.testing.assert_allclose(regressor.fit(1e-14 * X, y).predict(1e-14 * X), expected, rtol=1e-6, atol=1e-9)


def test_only_regressors_that_need_it_are_standardised():
    assert isinstance(prepared(SVR()), ScaledRegressor)
    assert isinstance(prepared(BayesianRidge()), ScaledRegressor)
    assert isinstance(prepared(GaussianProcessRegressor()), ScaledRegressor)
    assert isinstance(prepared(RandomForestRegressor()), RandomForestRegressor)
    assert isinstance(prepared(SmallDataRegressor()), SmallDataRegressor)


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"n_estimators": 0}, ValueError, r"n_estimators must be in \[1"),
        ({"min_samples_leaf": 1.5}, TypeError, "min_samples_leaf must be a whole number"),
        ({"C": 0.0}, ValueError, r"C must be in \(0"),
        ({"epsilon": -1.0}, ValueError, r"epsilon must be in \[0"),
    ],
)
def test_options_out_of_range_are_named(options, error, words):
    with pytest.raises(error, match=words):
        SmallDataRegressor(**options).fit(*noisy_sine())


@pytest.mark.parametrize("name", ["max_tuning_rows", "max_iter", "max_exact_rows", "n_inducing"])
def test_options_of_the_process_out_of_range_are_named(name):
    with pytest.raises(ValueError, match=f"{name} must be in"):
        KernelBankRegressor(**{name: -1}).fit(*noisy_sine())


def test_a_warning_of_a_member_is_not_hidden_and_none_is_given():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SmallDataRegressor(n_estimators=5).fit(*noisy_sine())
