"""The mixture of a process and trees: its moments, its weight, its draws and its suppositions."""

from __future__ import annotations

import numpy as np
import pytest

from matinfo.models import SurrogateRegressor


def smooth(n: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    X = np.random.default_rng(seed).random((n, 3))
    return X, np.sin(4 * X[:, 0]) + X[:, 1]


def steps(n: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    X = np.random.default_rng(seed).random((n, 3))
    return X, 3.0 * (X[:, 0] > 0.5) + 0.1 * np.random.default_rng(seed + 1).standard_normal(n)


def test_the_process_weighs_more_on_a_smooth_surface_than_on_steps():
    on_smooth, on_steps = (SurrogateRegressor().fit(*table).weight_ for table in (smooth(), steps()))
    assert on_smooth > 0.8
    assert on_steps < on_smooth - 0.1


def test_few_rows_say_nothing_about_who_is_right():
    assert SurrogateRegressor().fit(*smooth(5)).weight_ == 0.5


def test_mean_and_spread_are_those_of_the_mixture():
    X, y = smooth()
    model = SurrogateRegressor().fit(X, y)
    new = smooth(50, seed=2)[0]
    mean, std = model.predict(new, return_std=True, with_noise=False)
    draws = model.draw(new, 20_000, np.random.default_rng(0))
    np.testing.assert_allclose(draws.mean(axis=0), mean, atol=0.02)
    np.testing.assert_allclose(draws.std(axis=0), std, atol=0.02)


def test_a_measurement_is_less_certain_than_its_mean():
    X, y = steps()
    model = SurrogateRegressor().fit(X, y)
    with_noise, without = (model.predict(X, return_std=True, with_noise=flag)[1] for flag in (True, False))
    np.testing.assert_allclose(with_noise**2 - without**2, model.noise_std_**2, rtol=1e-6)


def test_a_supposed_result_makes_its_place_less_uncertain_and_leaves_the_model_as_it_was():
    X, y = smooth(12)
    model = SurrogateRegressor().fit(X, y)
    at = np.array([[0.9, 0.1, 0.9]])
    before, spread = model.predict(at, return_std=True)
    supposed = model.condition_on(at, before)
    assert supposed.predict(at, return_std=True)[1][0] < spread[0]
    assert model.predict(at)[0] == before[0]
    assert supposed.weight_ == model.weight_


@pytest.mark.parametrize("value", [0, 2.5])
def test_the_number_of_trees_is_checked(value):
    with pytest.raises((TypeError, ValueError), match="n_estimators must be"):
        SurrogateRegressor(n_estimators=value).fit(*smooth())
