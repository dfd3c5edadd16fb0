"""Models are scikit-learn regressors: its common checks, cloning, searching, pipelines, pickles, seeds."""

from __future__ import annotations

import pickle
import pickletools

import joblib
import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR
from sklearn.utils.estimator_checks import estimator_checks_generator

import matinfo as mi
from matinfo.data import MaterialSplit
from matinfo.models import (
    ArdGaussianProcess,
    KernelBankRegressor,
    Model,
    ScaledRegressor,
    SmallDataRegressor,
    SurrogateRegressor,
    TransferModel,
)

ESTIMATORS = [
    Model(regressor=Ridge()),
    Model(regressor=SmallDataRegressor(n_estimators=5)),
    KernelBankRegressor(),
    ArdGaussianProcess(),
    SurrogateRegressor(n_estimators=5),
    SmallDataRegressor(n_estimators=5),
    ScaledRegressor(SVR()),
    TransferModel(regressor=Ridge(), n_repeats=1),
]
CHECKS_AT_LEAST = 50  # scikit-learn 1.6.0 has 50 for a regressor of tables that takes holes, and 51 for others


def quick_model(**options) -> Model:
    return Model(mi.PolymerFingerprint("A"), Ridge(), **options)


def features_and_bytes(model, X):
    mean, std = model.predict(X, return_std=True)
    return mean.tobytes(), std.tobytes(), model.predict_interval(X).tobytes()


# not parametrize_with_checks: with scikit-learn 1.6 it gives pytest 9 a generator, which it no longer likes
@pytest.mark.parametrize(
    ("estimator", "check"),
    [pair for estimator in ESTIMATORS for pair in estimator_checks_generator(estimator)],
    ids=lambda value: getattr(value, "func", type(value)).__name__,
)
def test_the_common_checks_of_scikit_learn_hold(estimator, check):
    check(estimator)


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda estimator: type(estimator).__name__)
def test_the_common_checks_are_all_run_and_none_is_expected_to_fail(estimator):
    names = [getattr(check, "func", check).__name__ for _, check in estimator_checks_generator(estimator)]
    assert len(names) >= CHECKS_AT_LEAST
    assert {"check_fit2d_1sample", "check_regressors_train"} <= set(names)
    takes_holes = estimator.__sklearn_tags__().input_tags.allow_nan  # such estimators are not asked to refuse them
    assert takes_holes or "check_estimators_nan_inf" in names


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda estimator: type(estimator).__name__)
def test_fitting_changes_no_parameter_and_cloning_keeps_them(estimator, recipes):
    before = repr(clone(estimator).get_params())
    fitted = clone(estimator).fit(recipes.X, recipes.y)
    assert repr(fitted.get_params()) == before
    assert repr(clone(fitted).get_params()) == before


def test_options_can_be_set_by_name_down_to_the_featurizer():
    model = quick_model().set_params(featurizer__levels="AQ", regressor__alpha=3.0, invalid="nan")
    assert (model.featurizer.levels, model.regressor.alpha, model.invalid) == ("AQ", 3.0, "nan")


def test_a_second_fit_forgets_the_first(polymers, recipes):
    model = Model(regressor=Ridge(), search="grid").fit(polymers.X[["psmiles"]], polymers.y)
    model.set_params(search=None).fit(recipes.X.to_numpy(), recipes.y)
    assert not hasattr(model, "best_params_")
    assert not hasattr(model, "feature_names_in_")
    assert model.n_features_in_ == 3
    np.testing.assert_array_equal(
        model.predict(recipes.X.to_numpy()),
        Model(regressor=Ridge()).fit(recipes.X.to_numpy(), recipes.y).predict(recipes.X.to_numpy()),
    )


def test_a_grid_search_runs_over_the_levels_of_the_fingerprint(polymers):
    search = GridSearchCV(quick_model(), {"featurizer__levels": ["A", "AQ"]}, cv=MaterialSplit(3))
    search.fit(polymers.X, polymers.y)
    assert search.best_params_["featurizer__levels"] in ("A", "AQ")
    assert np.isfinite(search.cv_results_["mean_test_score"]).all()


def test_a_model_is_scored_on_folds_of_materials(polymers):
    scores = cross_val_score(quick_model(), polymers.X, polymers.y, cv=MaterialSplit(3), error_score="raise")
    assert scores.shape == (3,)
    assert np.isfinite(scores).all()


def test_a_model_may_end_a_pipeline(recipes):
    piped = make_pipeline(StandardScaler(), Model(regressor=Ridge())).fit(recipes.X, recipes.y)
    plain = Model(regressor=Ridge()).fit(recipes.X, recipes.y)
    np.testing.assert_allclose(piped.predict(recipes.X), plain.predict(recipes.X), rtol=1e-9)


def test_a_pipeline_may_be_the_featurizer(polymers):
    model = Model(Pipeline([("A", mi.PolymerFingerprint("A")), ("scale", StandardScaler())]), Ridge())
    assert model.fit(polymers.X, polymers.y).predict(polymers.X).shape == (30,)


@pytest.mark.parametrize(
    "model", [Model(regressor=SmallDataRegressor(n_estimators=5)), quick_model()], ids=["default features", "quick"]
)
def test_a_pickle_gives_the_same_bytes_and_holds_no_molecule(model, polymers):
    model = clone(model).fit(polymers.X, polymers.y)
    stored = pickle.dumps(model)
    again = pickle.loads(stored)
    assert features_and_bytes(again, polymers.X) == features_and_bytes(model, polymers.X)
    assert again.in_domain(polymers.X).tolist() == model.in_domain(polymers.X).tolist()
    words = {argument for _, argument, _ in pickletools.genops(stored) if isinstance(argument, str)}
    assert "matinfo.models" in " ".join(words)  # the walk sees the names of modules
    assert [word for word in words if "rdkit" in word.lower()] == []


@pytest.mark.parametrize("regressor", [SmallDataRegressor(n_estimators=5), KernelBankRegressor(), None])
def test_the_same_seed_gives_the_same_bytes(regressor, recipes):
    X, y = recipes.X.iloc[:25], recipes.y.iloc[:25]
    first, second = (Model(regressor=regressor, random_state=3).fit(X, y) for _ in range(2))
    assert features_and_bytes(first, X) == features_and_bytes(second, X)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_number_is_a_seed_zero_included(seed, recipes):
    X, y = recipes.X.iloc[:25], recipes.y.iloc[:25]
    model = SmallDataRegressor(n_estimators=5, random_state=seed)
    assert clone(model).fit(X, y).predict(X).tobytes() == clone(model).fit(X, y).predict(X).tobytes()
    other = clone(model).set_params(random_state=seed + 1)
    assert clone(model).fit(X, y).predict(X).tobytes() != other.fit(X, y).predict(X).tobytes()


def test_the_seed_deals_the_calibration_folds(recipes):
    zero, again, one = (Model(regressor=Ridge(), random_state=s).fit(recipes.X, recipes.y) for s in (0, 0, 1))
    assert zero.calibration_.scores.tobytes() == again.calibration_.scores.tobytes()
    assert zero.calibration_.scores.tobytes() != one.calibration_.scores.tobytes()


def global_state() -> str:
    return repr(np.random.get_state())  # noqa: NPY002 - it is the global state that is watched


def test_no_global_random_numbers_are_drawn_unless_the_seed_is_none(recipes):
    before = global_state()
    Model(regressor=SmallDataRegressor(n_estimators=5)).fit(recipes.X, recipes.y)
    assert global_state() == before
    Model(regressor=SmallDataRegressor(n_estimators=5), random_state=None).fit(recipes.X, recipes.y)
    assert global_state() != before  # what None means in scikit-learn, and proof that the state is watched


def test_the_number_of_workers_changes_no_byte(polymers):
    X, y = polymers.X.iloc[:12], polymers.y.iloc[:12]
    results = []
    for n_jobs in (None, 2):
        regressor = SmallDataRegressor(n_estimators=20, n_jobs=n_jobs)
        with joblib.parallel_config("threading"):
            model = Model(regressor=regressor, n_jobs=n_jobs).fit(X, y)
            results.append(features_and_bytes(model, X))
    assert results[0] == results[1]
    assert model.regressor_.trees_.n_jobs == 1  # threads that predict add up trees in any order: luck would pass above
