"""The documented search: valid options, no leak between inner folds, a clear error for the unknown."""

from __future__ import annotations

import inspect
from typing import ClassVar

import numpy as np
import pytest
import sklearn.linear_model
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import GridSearchCV, ParameterGrid
from sklearn.svm import SVR, NuSVR
from sklearn.utils import all_estimators

import matinfo as mi
from matinfo.models import SEARCH_SPACES, Model, SmallDataRegressor

CLASSES = dict(all_estimators(type_filter="regressor")) | {"SmallDataRegressor": SmallDataRegressor}
QUICK = {"n_estimators": 5, "max_iter": 5}


@pytest.mark.parametrize("name", SEARCH_SPACES)
def test_every_searched_option_is_one_of_the_class_of_that_name(name):
    assert set(SEARCH_SPACES[name]) <= set(inspect.signature(CLASSES[name]).parameters)


@pytest.mark.parametrize("name", sorted(set(SEARCH_SPACES) - {"SmallDataRegressor"}))
def test_every_searched_value_is_accepted(name):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(30, 3)), rng.normal(size=30)
    for options in ParameterGrid(SEARCH_SPACES[name]):
        regressor = CLASSES[name](**options)
        quick = {key: value for key, value in QUICK.items() if key in regressor.get_params()}
        if name in ("MLPRegressor", "SVR", "Lasso", "ElasticNet"):
            regressor._validate_params()  # these warn when stopped early
        else:
            assert np.isfinite(regressor.set_params(**quick).fit(X, y).predict(X)).all()


def test_the_space_of_the_default_regressor_is_accepted(recipes):
    for options in ParameterGrid(SEARCH_SPACES["SmallDataRegressor"]):
        SmallDataRegressor(n_estimators=2, **options).fit(recipes.X, recipes.y)


def test_the_best_options_come_from_the_documented_space_and_are_used(polymers):
    model = Model(mi.PolymerFingerprint("A"), SVR(), search="grid").fit(polymers.X, polymers.y)
    chosen = {name.removeprefix("regressor__"): value for name, value in model.best_params_.items()}
    assert chosen in list(ParameterGrid(SEARCH_SPACES["SVR"]))
    assert {name: model.regressor_.regressor_.get_params()[name] for name in chosen} == chosen


def test_regressors_that_are_not_standardised_are_searched_under_their_own_names(recipes):
    regressor = RandomForestRegressor(3, random_state=0)
    model = Model(regressor=regressor, search="grid", calibration_folds=0).fit(recipes.X, recipes.y)
    assert set(model.best_params_) == {"max_features", "min_samples_leaf"}
    assert model.regressor_.n_estimators == 3


def test_the_best_option_is_the_one_with_the_smallest_left_out_error():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 30))
    y = X[:, 0] + 3.0 * rng.normal(size=40)  # mostly noise: only the strongest penalty helps
    model = Model(regressor=sklearn.linear_model.Ridge(), search="grid").fit(X, y)
    assert model.best_params_ == {"regressor__alpha": 1000.0}


class Ridge(sklearn.linear_model.Ridge):
    """Remembers which rows it learned from and which it was asked about, by the feature that names the material."""

    pairs: ClassVar[list[tuple[set[float], set[float]]]] = []

    def fit(self, X, y, sample_weight=None):
        self.seen_ = set(X[:, 0].tolist())
        return super().fit(X, y)

    def predict(self, X):
        self.pairs.append((self.seen_, set(X[:, 0].tolist())))
        return super().predict(X)


@pytest.mark.parametrize("by_hand", [False, True])
def test_no_inner_fold_learns_from_the_material_that_it_is_asked_about(by_hand):
    rng = np.random.default_rng(0)
    material = np.repeat(np.arange(12.0), 4)
    X = np.column_stack([material, np.zeros(48) if not by_hand else rng.normal(size=48)])
    Ridge.pairs.clear()
    groups = [f"patent {name:.0f}" for name in material] if by_hand else None
    model = Model(regressor=Ridge(), search="grid").fit(X, rng.normal(size=48), groups)
    inner = list(Ridge.pairs)
    assert len(inner) == 5 * len(SEARCH_SPACES["Ridge"]["alpha"]) + 5  # search, then calibration
    assert all(not seen & asked for seen, asked in inner)
    assert "alpha" in model.best_params_


def test_a_regressor_without_a_documented_space_is_refused_with_what_to_do(recipes):
    with pytest.raises(ValueError, match=r"no documented search space for NuSVR; known are Ridge, .*GridSearchCV"):
        Model(regressor=NuSVR(), search="grid").fit(recipes.X, recipes.y)


def test_a_grid_search_of_scikit_learn_serves_as_the_regressor(recipes):
    search = GridSearchCV(NuSVR(), {"nu": [0.3, 0.6]}, cv=3)
    assert np.isfinite(Model(regressor=search).fit(recipes.X, recipes.y).predict(recipes.X)).all()


def test_a_search_needs_two_groups(recipes):
    with pytest.raises(ValueError, match="needs at least 2 materials or groups; got 1"):
        Model(regressor=SVR(), search="grid").fit(recipes.X, recipes.y, groups=["one"] * 60)


def test_few_materials_are_searched_in_as_many_folds(recipes):
    groups = np.repeat(["a", "b", "c"], 20)
    model = Model(regressor=sklearn.linear_model.Ridge(), search="grid").fit(recipes.X, recipes.y, groups)
    assert "regressor__alpha" in model.best_params_


def test_without_a_search_nothing_is_chosen(recipes):
    assert not hasattr(Model(regressor=SVR()).fit(recipes.X, recipes.y), "best_params_")
