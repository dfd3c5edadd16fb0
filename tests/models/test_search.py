"""The documented search: valid options, no leak between inner folds, a clear error for the unknown."""

from __future__ import annotations

import inspect
from typing import ClassVar

import numpy as np
import pytest
import sklearn.linear_model
from scipy.stats import uniform
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import GridSearchCV, ParameterGrid
from sklearn.svm import SVR, NuSVR
from sklearn.utils import all_estimators

import matinfo as mi
from matinfo.models import (
    ALGORITHMS,
    SEARCH_DISTRIBUTIONS,
    SEARCH_SPACES,
    KernelBankRegressor,
    Model,
    SmallDataRegressor,
)
from matinfo.models._search import search_options

OURS = {"SmallDataRegressor": SmallDataRegressor, "KernelBankRegressor": KernelBankRegressor}
CLASSES = dict(all_estimators(type_filter="regressor")) | OURS
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


def test_regressors_that_are_not_standardised_are_searched_under_their_own_names(recipes, monkeypatch):
    monkeypatch.setitem(SEARCH_SPACES["RandomForestRegressor"], "n_estimators", [3])
    regressor = RandomForestRegressor(random_state=0)
    model = Model(regressor=regressor, search="grid", calibration_folds=0).fit(recipes.X, recipes.y)
    assert set(model.best_params_) == {"n_estimators", "max_leaf_nodes", "max_features"}
    assert model.regressor_.n_estimators == model.best_params_["n_estimators"]


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


@pytest.mark.parametrize("word", ALGORITHMS)
def test_every_algorithm_is_one_word_with_two_documented_spaces(word, recipes):
    model = Model(regressor=word, calibration_folds=0).fit(recipes.X, recipes.y)
    mean = model.predict(recipes.X)
    assert np.corrcoef(mean, recipes.y)[0, 1] > 0.9
    inner = getattr(model.regressor_, "regressor", model.regressor_)
    for spaces in (SEARCH_SPACES, SEARCH_DISTRIBUTIONS):
        assert set(spaces[type(inner).__name__]) <= set(inner.get_params())


def test_an_unknown_word_is_answered_with_the_known_ones(recipes):
    with pytest.raises(ValueError, match=r"regressor must be one of 'ridge', 'lasso', .* got 'forest'"):
        Model(regressor="forest").fit(recipes.X, recipes.y)


@pytest.mark.parametrize("word", ["rf", "mlp"])
def test_the_seed_of_the_model_reaches_algorithms_by_word(word, recipes):
    def predicted(seed):
        return (
            Model(regressor=word, calibration_folds=0, random_state=seed).fit(recipes.X, recipes.y).predict(recipes.X)
        )

    assert predicted(0).tobytes() == predicted(0).tobytes()
    assert predicted(0).tobytes() != predicted(1).tobytes()


@pytest.mark.parametrize("search", ["random", "halving"])
def test_a_random_search_draws_from_the_documented_distributions(search, recipes):
    options = {"search": search, "n_iter": 9, "calibration_folds": 0}
    model = Model(regressor="svr", **options).fit(recipes.X, recipes.y)
    tried = [candidate["regressor__C"] for candidate in model.search_.cv_results_["params"]]
    assert len(set(tried)) == 9
    low, high = SEARCH_DISTRIBUTIONS["SVR"]["C"].support()
    assert all(low <= value <= high for value in tried)
    again = Model(regressor="svr", **options).fit(recipes.X, recipes.y)
    assert again.best_params_ == model.best_params_  # random_state=0 is a seed


def test_halving_tries_many_on_few_rows_and_few_on_many(recipes):
    model = Model(regressor="ridge", search="halving", n_iter=9, calibration_folds=0).fit(recipes.X, recipes.y)
    assert model.search_.n_candidates_ == [9, 3]
    assert model.search_.n_resources_[1] == 3 * model.search_.n_resources_[0]


def test_a_space_of_ones_own_is_searched(recipes):
    space = {"C": [2.0, 20.0], "gamma": [0.01, 0.1, 1.0]}
    model = Model(regressor="svr", search="grid", search_space=space).fit(recipes.X, recipes.y)
    table = model.search_.cv_results_  # what a map of the error over C and gamma is drawn from
    assert sorted(zip(table["param_regressor__C"], table["param_regressor__gamma"], strict=True)) == [
        (C, gamma) for C in space["C"] for gamma in space["gamma"]
    ]
    assert np.isfinite(table["mean_test_score"]).all()


def test_not_more_is_drawn_than_there_is(recipes):
    model = Model(regressor=NuSVR(), search="random", search_space={"nu": [0.3, 0.6]}).fit(recipes.X, recipes.y)
    assert len(model.search_.cv_results_["params"]) == 2


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"search": "grid", "search_space": {"penalty": [1]}}, ValueError, r"names \['penalty'\], which SVR does not"),
        ({"search": "grid", "search_space": {"C": uniform(1, 9)}}, ValueError, "is a distribution, from which a grid"),
        ({"search": "random", "search_space": {"C": 1.0}}, TypeError, "a list of values, or a distribution of scipy"),
        ({"search_space": {"C": [1.0]}}, ValueError, "search_space needs a search"),
        ({"search": "random", "n_iter": 0}, ValueError, "n_iter must be in"),
        ({"effort": "best"}, ValueError, "effort is for the default regressor"),
    ],
)
def test_a_search_that_makes_no_sense_is_refused(options, error, words, recipes):
    with pytest.raises(error, match=words):
        Model(regressor="svr", **options).fit(recipes.X, recipes.y)


def test_as_many_blocks_as_rows_are_blocks_all_the_same():
    X = np.random.default_rng(0).normal(size=(6, 6))
    blocks = {f"block {place}": slice(place, place + 1) for place in range(6)}
    halves = [(np.arange(3), np.arange(3, 6)), (np.arange(3, 6), np.arange(3))]
    found = search_options(KernelBankRegressor(), X, X[:, 0], halves, search="grid", blocks=blocks)
    assert found.best_params_["max_iter"] in (0, 5, 60)
