"""CV+, jackknife+ and plain cross-validation intervals: by hand, and against MAPIE."""

from __future__ import annotations

import warnings
from typing import ClassVar

import numpy as np
import pytest
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.model_selection import PredefinedSplit
from sklearn.tree import DecisionTreeRegressor

from matinfo.models import Calibration, IntervalWarning, KernelBankRegressor, Model

ROWS = np.arange(4.0)[:, None]
VALUES = [0.0, 2.0, 4.0, 10.0]


def linear(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 3))
    return X, X @ [3.0, -2.0, 1.0] + rng.normal(size=n)


def test_jackknife_plus_of_the_mean_by_hand():
    # Means of the other three: 16/3, 14/3, 4, 2; errors 16/3, 8/3, 0, 8. A coverage of 0.6 asks for rank
    # ceil(0.6 * 5) = 3: of the upper ends 4, 22/3, 10, 32/3 that is 10, of the lower ends 4, 2, 0, -6 it is 0.
    model = Model(regressor=DummyRegressor(), interval="jackknife+").fit(ROWS, VALUES)
    np.testing.assert_allclose(model.predict_interval([[9.0]], coverage=0.6), [[0.0, 10.0]])


def test_plain_cross_validation_of_the_mean_by_hand():
    # the same errors, ranked 0, 8/3, 16/3, 8, around the mean of all four, which is 4
    model = Model(regressor=DummyRegressor(), interval="cv", calibration_folds=4).fit(ROWS, VALUES)
    np.testing.assert_allclose(model.predict_interval([[9.0]], coverage=0.6), [[4.0 - 16 / 3, 4.0 + 16 / 3]])


def test_groups_count_alike_by_hand():
    # errors 1, 2 (one group), 3, 4: three groups, so weights 1/8, 1/8, 1/4, 1/4 and 1/4 for the new group
    calibration = Calibration.from_left_out(
        np.array([1.0, 2.0, 3.0, 4.0]), np.zeros(4), np.ones(4), groups=np.array([0, 0, 1, 2])
    )
    assert calibration.n_groups == 3
    assert [calibration.half_width(c) for c in (0.125, 0.25, 0.26, 0.5, 0.51, 0.75)] == [1, 2, 3, 3, 4, 4]
    with pytest.warns(IntervalWarning, match="there are 3"):
        assert calibration.half_width(0.76) == np.inf


@pytest.mark.parametrize("method", ["plus", "base"])
@pytest.mark.parametrize(
    "regressor",
    [DecisionTreeRegressor(random_state=0), RandomForestRegressor(5, random_state=0), DummyRegressor()],
    ids=["tree", "forest", "mean"],
)
@pytest.mark.parametrize(("n", "folds"), [(30, 5), (53, 7), (20, 20)])
def test_intervals_agree_with_mapie(method, regressor, n, folds):
    mapie = pytest.importorskip("mapie.regression", reason="MAPIE is the oracle of this test only")
    X, y = linear(n, n)
    new, _ = linear(25, 1)
    model = Model(regressor=regressor, interval={"plus": "cv+", "base": "cv"}[method], calibration_folds=folds)
    model.fit(X, y)
    fold_of = np.empty(n, dtype=int)
    kept = Model(regressor=DummyRegressor(), interval="cv+", calibration_folds=folds).fit(X, y)
    for number, part in enumerate(kept.learned_.parts):
        fold_of[part.rows] = number
    for coverage in (0.5, 0.8, 0.9):
        oracle = mapie.CrossConformalRegressor(
            regressor, confidence_level=coverage, method=method, cv=PredefinedSplit(fold_of)
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its own about its future
            oracle.fit_conformalize(X, y)
            _, expected = oracle.predict_interval(new)
        np.testing.assert_allclose(
            model.predict_interval(new, coverage=coverage), expected[:, :, 0], rtol=1e-10, atol=1e-10
        )


def test_scores_are_divided_by_the_standard_deviation_of_the_part_that_made_them():
    X, y = linear(40, 0)
    new, _ = linear(10, 1)
    model = Model(regressor=KernelBankRegressor(max_iter=3), interval="cv+", calibration_folds=4).fit(X, y)
    upper, lower = [], []
    least = model.calibration_.least_std
    for part in model.learned_.parts:
        mean, std = part.regressor.predict(X[part.rows], return_std=True)
        center, spread = part.regressor.predict(new, return_std=True)
        scores = np.abs(y[part.rows] - mean) / np.hypot(std, least)
        spread = np.hypot(spread, least)
        upper.append(center + np.outer(scores, spread))
        lower.append(center - np.outer(scores, spread))
    rank = 37  # ceil(0.9 * 41)
    expected = np.column_stack(
        [np.sort(np.vstack(lower), axis=0)[40 - rank], np.sort(np.vstack(upper), axis=0)[rank - 1]]
    )
    np.testing.assert_allclose(model.predict_interval(new), expected, rtol=1e-9)


def test_a_constant_part_of_the_spread_is_found_from_left_out_errors():
    rng = np.random.default_rng(0)
    claimed = rng.choice([0.001, 0.01, 3.0], size=2_000)  # of a process that is sure of rows that it knows
    truth = 2.0 * np.hypot(claimed, 0.5)
    calibration = Calibration.from_left_out(rng.normal(scale=truth), np.zeros(2_000), claimed)
    assert calibration.least_std == pytest.approx(0.5, rel=0.2)
    assert calibration.std_factor == pytest.approx(2.0, rel=0.1)
    np.testing.assert_allclose(calibration.std(claimed), truth, rtol=0.2)


def test_no_material_is_known_without_error():
    claimed = np.linspace(0.001, 1.0, 50)
    honest = np.random.default_rng(0).normal(scale=claimed)
    calibration = Calibration.from_left_out(honest, np.zeros(50), claimed)
    assert calibration.std(np.zeros(1))[0] >= 0.02 * calibration.std(claimed).max()
    constant = Calibration.from_left_out(honest, np.zeros(50), np.ones(50))
    assert constant.least_std == 0.0  # there is nothing to correct


@pytest.mark.parametrize("interval", ["cv+", "jackknife+"])
def test_new_materials_lie_inside_as_often_as_promised(interval):
    shares = []
    for seed in range(40):
        X, y = linear(40, seed)
        new, truth = linear(200, 1000 + seed)
        ends = Model(regressor=Ridge(), interval=interval).fit(X, y).predict_interval(new, coverage=0.8)
        shares.append(((ends[:, 0] <= truth) & (truth <= ends[:, 1])).mean())
    error = np.std(shares, ddof=1) / np.sqrt(40)
    assert error < 0.015
    assert -3 * error < np.mean(shares) - 33 / 41 < 0.02 + 3 * error  # ceil(0.8 * 41) / 41, or a little more


@pytest.mark.parametrize("interval", ["cv", "cv+", "jackknife+"])
def test_too_few_groups_give_infinite_ends_and_one_warning(interval):
    X, y = linear(40, 0)
    model = Model(regressor=Ridge(), interval=interval).fit(X, y, groups=np.repeat(np.arange(8), 5))
    with pytest.warns(IntervalWarning, match="needs at least 9 left-out materials or groups; there are 8") as caught:
        ends = model.predict_interval(X[:3])
    assert len(caught) == 1
    np.testing.assert_array_equal(ends, np.tile([-np.inf, np.inf], (3, 1)))


def test_the_number_of_new_rows_does_not_matter(monkeypatch):
    X, y = linear(40, 0)
    model = Model(regressor=Ridge(), interval="cv+").fit(X, y)
    whole = model.predict_interval(X)
    monkeypatch.setattr("matinfo.models._calibration._CELLS_AT_ONCE", 120)  # three rows at a time
    np.testing.assert_array_equal(model.predict_interval(X), whole)


def test_known_scatter_is_taken_out_of_the_standard_deviation_of_the_rows():
    y, mean = np.array([3.0, 4.0]), np.zeros(2)
    calibration = Calibration.from_left_out(y, mean, np.array([4.0, 3.0]), y_std=np.array([3.0, 4.0]))
    np.testing.assert_allclose(calibration.scores, [3 / 5, 4 / 5])
    assert calibration.measuring_std == pytest.approx(np.sqrt(12.5))
    np.testing.assert_allclose(
        calibration.around(np.array([1.0]), np.array([2.0]), 0.5),  # rank 2 of 2
        [[1.0 - 0.8 * np.hypot(2.0, np.sqrt(12.5)), 1.0 + 0.8 * np.hypot(2.0, np.sqrt(12.5))]],
    )


def test_without_a_standard_deviation_what_the_scatter_leaves_unexplained_takes_its_place():
    y, zero = np.array([5.0, -5.0]), np.zeros(2)
    calibration = Calibration.from_left_out(y, zero, np.ones(2), y_std=np.array([3.0, 3.0]), own_std=False)
    assert calibration.constant_std == pytest.approx(4.0)  # 25 = 9 + 16
    np.testing.assert_allclose(calibration.scores, 1.0)


def test_known_scatter_of_zero_says_nothing_and_changes_nothing():
    y, zero = np.array([5.0, -5.0, 1.0]), np.zeros(3)
    plain, told = (
        Calibration.from_left_out(y, zero, np.ones(3), y_std=y_std, own_std=False) for y_std in (None, np.zeros(3))
    )
    np.testing.assert_allclose(told.std(np.ones(2)), plain.std(np.ones(2)))
    np.testing.assert_allclose(told.around(zero, np.ones(3), 0.5), plain.around(zero, np.ones(3), 0.5))


def test_intervals_with_known_scatter_keep_their_promise():
    rng = np.random.default_rng(2)
    shares = []
    for _ in range(30):
        X, truth = rng.normal(size=(60, 2)), np.zeros(60)
        y_std = 2.0 / np.sqrt(rng.integers(1, 9, 60))
        y = X @ [1.0, -1.0] + truth + y_std * rng.normal(size=60) + 0.3 * rng.normal(size=60)
        model = Model(regressor=KernelBankRegressor(max_iter=5)).fit(X[:40], y[:40], y_std=y_std[:40])
        low, high = model.predict_interval(X[40:]).T
        shares.append(np.mean((low <= y[40:]) & (y[40:] <= high)))
    assert np.mean(shares) == pytest.approx(0.9, abs=0.05)


@pytest.mark.parametrize("y_std", [0.5, [1.0, 2.0], [-1.0] * 4, [np.nan] * 4, [np.inf] * 4])
def test_a_scatter_that_makes_no_sense_is_refused(y_std):
    with pytest.raises(ValueError, match="y_std must"):
        Model(regressor=DummyRegressor()).fit(ROWS, VALUES, y_std=y_std)


class Shortcut(DummyRegressor):
    """Counts how left-out rows are predicted."""

    ways: ClassVar[list[str]] = []

    def fit(self, X, y, sample_weight=None):
        self.ways.append("refit")
        return super().fit(X, y)

    def fit_left_out(self, X, y, folds):
        self.ways.append("at once")
        super().fit(X, y)
        return np.zeros(len(y)), np.ones(len(y))


@pytest.mark.parametrize(
    ("n", "interval", "ways"),
    [(200, "cv", ["at once"]), (199, "cv", ["refit"] * 6), (200, "cv+", ["refit"] * 6)],
)
def test_shortcuts_to_left_out_predictions_are_taken_with_many_rows_only(n, interval, ways):
    Shortcut.ways.clear()
    X, y = linear(n, 0)
    Model(regressor=Shortcut(), interval=interval).fit(X, y)
    assert Shortcut.ways == ways


def test_intervals_of_a_process_fitted_to_few_rows_keep_their_promise():
    shares = []
    for seed in range(20):
        X, y = linear(32, seed)
        new, truth = linear(200, 500 + seed)
        low, high = Model(regressor="gp").fit(X, y).predict_interval(new).T
        shares.append(((low <= truth) & (truth <= high)).mean())
    error = np.std(shares, ddof=1) / np.sqrt(20)
    assert error < 0.025
    assert abs(np.mean(shares) - 30 / 33) < 3 * error
