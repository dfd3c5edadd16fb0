"""What a standard deviation and an interval promise, and when they refuse to promise."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import Ridge
from sklearn.tree import DecisionTreeRegressor

import matinfo as mi
from matinfo.models import Calibration, IntervalWarning, KernelBankRegressor, Model


def linear(n: int, rng: np.random.Generator, noise: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    X = rng.normal(size=(n, 3))
    return X, X @ [3.0, -2.0, 1.0] + noise * rng.normal(size=n)


@pytest.fixture(scope="module")
def model(recipes) -> Model:
    return Model(regressor=KernelBankRegressor()).fit(recipes.X, recipes.y)


def test_mean_and_standard_deviation_are_arrays_of_floats_one_a_row(model, recipes):
    mean, std = model.predict(recipes.X.iloc[:7], return_std=True)
    assert (mean.shape, mean.dtype, std.shape, std.dtype) == ((7,), np.float64, (7,), np.float64)
    assert (std > 0).all()
    np.testing.assert_array_equal(model.predict(recipes.X.iloc[:7]), mean)


def test_an_interval_has_a_lower_and_an_upper_end_around_the_mean(model, recipes):
    ends, mean = model.predict_interval(recipes.X), model.predict(recipes.X)
    assert (ends.shape, ends.dtype) == ((60, 2), np.float64)
    assert (ends[:, 0] < mean).all()
    assert (mean < ends[:, 1]).all()


def test_an_interval_widens_with_the_coverage(model, recipes):
    widths = [np.diff(model.predict_interval(recipes.X, coverage=c), axis=1).ravel() for c in (0.5, 0.8, 0.9, 0.95)]
    for narrow, wide in itertools.pairwise(widths):
        assert (narrow < wide).all()


def test_an_interval_widens_away_from_the_data(model, recipes):
    far = recipes.X.iloc[:1] * 5.0
    near, away = (np.diff(model.predict_interval(rows))[0, 0] for rows in (recipes.X.iloc[:1], far))
    assert away > 1.5 * near


def test_one_row_is_predicted_as_among_many(model, recipes):
    many = model.predict_interval(recipes.X)
    np.testing.assert_allclose(model.predict_interval(recipes.X.iloc[[11]]), many[[11]], rtol=1e-9)


@pytest.mark.parametrize("coverage", [0.7, 0.9])
@pytest.mark.parametrize("regressor", [Ridge(), KernelBankRegressor(max_iter=5)], ids=["ridge", "process"])
def test_new_materials_lie_inside_as_often_as_promised(regressor, coverage):
    # sixty simulated tables of 100 rows; the mean share inside within three standard errors of what is promised,
    # which is (n + 1)-quantised: ceil(coverage * 101) / 101
    rng = np.random.default_rng(7)
    shares = []
    for _ in range(60):
        X, y = linear(100, rng)
        new, truth = linear(100, rng)
        ends = Model(regressor=regressor).fit(X, y).predict_interval(new, coverage=coverage)
        shares.append(((ends[:, 0] <= truth) & (truth <= ends[:, 1])).mean())
    error = np.std(shares, ddof=1) / math.sqrt(60)
    assert error < 0.01
    assert abs(np.mean(shares) - math.ceil(coverage * 101) / 101) < 3 * error


@pytest.mark.parametrize("regressor", [Ridge(), KernelBankRegressor(max_iter=5)], ids=["ridge", "process"])
def test_the_standard_deviation_fits_the_errors_on_new_materials(regressor):
    rng = np.random.default_rng(11)
    squares = []
    for _ in range(20):
        X, y = linear(100, rng)
        new, truth = linear(100, rng)
        mean, std = Model(regressor=regressor).fit(X, y).predict(new, return_std=True)
        squares.append((((truth - mean) / std) ** 2).mean())
    assert np.mean(squares) == pytest.approx(1.0, abs=0.12)  # 3 standard errors of a chi square with 2,000 rows: 0.1


def replicated(rng: np.random.Generator, n_materials: int, copies: int) -> tuple[np.ndarray, np.ndarray]:
    """Materials of 2 unexplained standard deviations, each measured several times with a tenth of that."""
    X = rng.normal(size=(n_materials, 2))
    truth = X @ [1.0, 1.0] + 2.0 * rng.normal(size=n_materials)
    return np.repeat(X, copies, axis=0), np.repeat(truth, copies) + 0.2 * rng.normal(size=n_materials * copies)


def test_replicates_do_not_make_intervals_too_narrow():
    rng = np.random.default_rng(3)
    by_material, by_row = [], []
    for _ in range(20):
        X, y = replicated(rng, 40, 4)
        new, truth = replicated(rng, 100, 1)
        for groups, shares in ((None, by_material), (np.arange(160), by_row)):
            ends = Model(regressor=DecisionTreeRegressor(random_state=0)).fit(X, y, groups).predict_interval(new)
            shares.append(((ends[:, 0] <= truth) & (truth <= ends[:, 1])).mean())
    assert np.mean(by_material) == pytest.approx(0.9, abs=0.03)
    assert np.mean(by_row) < 0.3  # what would happen without: each row is predicted from its own replicates


def test_rows_of_one_material_stay_together_in_the_inner_folds(polymers):
    twice = pd.concat([polymers.X, polymers.X], ignore_index=True)
    y = np.concatenate([polymers.y, polymers.y + 1.0])
    known_by_heart = DecisionTreeRegressor(random_state=0)
    scores = Model(mi.PolymerFingerprint("A"), known_by_heart).fit(twice, y).calibration_.scores
    assert np.median(scores) > 10.0  # K; a row whose replicate was seen would be wrong by 1 K


def test_groups_given_by_hand_stay_together_in_the_inner_folds():
    X, y = linear(60, np.random.default_rng(0))
    patents = np.repeat(["A", "B", "C"], 20)
    shift = np.repeat([0.0, 100.0, 200.0], 20)
    X = np.column_stack([X, shift])
    scores = Model(regressor=RandomForestRegressor(10, random_state=0)).fit(X, y + shift, patents).calibration_.scores
    assert scores.min() > 50.0  # no patent is within 100 of another; with mixed folds the error is about 2


@given(n=st.integers(0, 60), coverage=st.floats(0.01, 0.995))
def test_an_interval_is_infinite_exactly_where_the_errors_are_too_few(n, coverage):
    rank = math.ceil(round(coverage * (n + 1), 9))  # Vovk 2015; 0.9 * 10 must be 9, not 9.000000000000002
    calibration = Calibration(np.arange(1.0, n + 1.0))
    if rank > n:
        with pytest.warns(IntervalWarning, match=f"there are {n}"):
            assert calibration.half_width(coverage) == np.inf
    else:
        assert calibration.half_width(coverage) == rank


@pytest.mark.parametrize(("coverage", "needed"), [(0.5, 1), (0.8, 4), (0.9, 9), (0.95, 19), (0.99, 99)])
def test_the_warning_says_how_many_rows_are_needed(coverage, needed):
    with pytest.warns(
        IntervalWarning, match=f"needs at least {needed} left-out materials or groups; there are {needed - 1}"
    ):
        Calibration(np.ones(needed - 1)).half_width(coverage)
    assert Calibration(np.ones(needed)).half_width(coverage) == 1.0


def test_too_few_rows_give_infinite_ends_and_one_warning():
    X, y = linear(8, np.random.default_rng(0))
    fitted = Model(regressor=Ridge()).fit(X, y)
    with pytest.warns(IntervalWarning, match="Ask for less coverage or add data") as caught:
        ends = fitted.predict_interval(X)
    assert len(caught) == 1
    np.testing.assert_array_equal(ends, np.tile([-np.inf, np.inf], (8, 1)))
    assert np.isfinite(fitted.predict_interval(X, coverage=0.8)).all()


def test_one_group_alone_says_nothing_about_new_groups():
    X, y = linear(30, np.random.default_rng(0))
    fitted = Model(regressor=Ridge()).fit(X, y, groups=["one"] * 30)
    with pytest.warns(IntervalWarning, match="there are 0"):
        assert np.isinf(fitted.predict_interval(X)).all()
    assert np.isnan(fitted.predict(X, return_std=True)[1]).all()


def test_without_calibration_there_are_no_intervals_and_the_error_says_what_to_do(recipes):
    fitted = Model(regressor=Ridge(), calibration_folds=0).fit(recipes.X, recipes.y)
    assert not hasattr(fitted, "predict_interval")
    assert fitted.calibration_ is None
    with pytest.raises(AttributeError) as error:
        fitted.predict_interval(recipes.X)
    assert "calibration_folds=5" in f"{error.value} {error.value.__cause__}"
    fitted.set_params(calibration_folds=5)  # without a new fit
    assert not hasattr(fitted, "predict_interval")


def test_without_calibration_only_a_regressor_that_has_a_standard_deviation_gives_one(recipes):
    plain = Model(regressor=Ridge(), calibration_folds=0).fit(recipes.X, recipes.y)
    process = Model(regressor=KernelBankRegressor(), calibration_folds=0).fit(recipes.X, recipes.y)
    assert np.isnan(plain.predict(recipes.X, return_std=True)[1]).all()
    assert (process.predict(recipes.X, return_std=True)[1] > 0).all()


def test_a_regressor_without_a_standard_deviation_gets_that_of_its_left_out_errors(recipes):
    fitted = Model(regressor=Ridge()).fit(recipes.X, recipes.y)
    std = fitted.predict(recipes.X, return_std=True)[1]
    np.testing.assert_allclose(std, np.sqrt(np.mean(fitted.calibration_.scores**2)))
    assert std[0] == pytest.approx(1.0, rel=0.3)  # MPa, the noise that was put in


def test_where_every_left_out_error_is_zero_the_standard_deviation_is_zero(recipes):
    fitted = Model(regressor=DummyRegressor()).fit(recipes.X, np.full(60, 3.0))
    assert fitted.predict(recipes.X, return_std=True)[1].max() == 0.0
    np.testing.assert_array_equal(fitted.predict_interval(recipes.X), np.full((60, 2), 3.0))


def test_an_error_where_the_standard_deviation_is_zero_counts_as_infinite():
    scores = Calibration.from_left_out(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 1.0]), np.array([0.0, 0.0, 2.0]))
    np.testing.assert_array_equal(scores.scores, [0.0, 1.0, np.inf])
    assert scores.half_width(0.75) == np.inf
    assert scores.std_factor == pytest.approx(math.sqrt(0.5))


def test_a_gaussian_process_of_scikit_learn_brings_its_own_standard_deviation(recipes):
    fitted = Model(regressor=GaussianProcessRegressor(alpha=0.1)).fit(recipes.X, recipes.y)
    std = fitted.predict(recipes.X, return_std=True)[1]
    assert np.ptp(std) > 0


@pytest.mark.parametrize("coverage", [0.0, 1.0, 90, -0.1, float("nan")])
def test_a_coverage_is_a_share_between_zero_and_one(model, recipes, coverage):
    with pytest.raises(ValueError, match=r"coverage must be in \(0.0, 1.0\)"):
        model.predict_interval(recipes.X, coverage=coverage)
