"""Several properties with holes: the same features, a regressor and a calibration each, information where it helps."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.exceptions import InvalidRowsError
from matinfo.models import Model


@pytest.fixture(scope="module")
def targets(recipes) -> pd.DataFrame:
    """Strength [MPa] of every mix and hardness [Shore A] of half of them, simulated."""
    rng = np.random.default_rng(1)
    hardness = 40.0 + 0.5 * recipes.X["carbon_black_phr"] + rng.normal(0, 2, 60)
    return pd.DataFrame({"strength": recipes.y, "hardness": hardness.where(np.arange(60) % 2 == 0)})


@pytest.fixture(scope="module")
def both(recipes, targets) -> Model:
    return Model(regressor=Ridge(0.01)).fit(recipes.X, targets)


def test_predictions_have_one_column_a_property(both, recipes):
    mean, std = both.predict(recipes.X.iloc[:7], return_std=True)
    ends = both.predict_interval(recipes.X.iloc[:7])
    assert (mean.shape, std.shape, ends.shape) == ((7, 2), (7, 2), (7, 2, 2))
    assert (ends[..., 0] < mean).all()
    assert (mean < ends[..., 1]).all()
    assert both.target_names_ == ["strength", "hardness"]


def test_each_property_is_learned_as_if_alone_from_the_rows_in_which_it_is_measured(both, recipes, targets):
    assert both.learned_.informed == {}  # the noise of one says nothing about the other
    for place, name in enumerate(targets):
        rows = targets[name].notna()
        alone = Model(regressor=Ridge(0.01)).fit(recipes.X[rows], targets[name][rows])
        np.testing.assert_allclose(both.predict(recipes.X)[:, place], alone.predict(recipes.X), rtol=1e-12)
        np.testing.assert_allclose(
            both.predict_interval(recipes.X)[:, place], alone.predict_interval(recipes.X), rtol=1e-12
        )


def test_what_is_kept_of_the_fit_goes_by_name(recipes, targets):
    model = Model(regressor="ridge", search="grid").fit(recipes.X, targets)
    for kept in (model.regressor_, model.calibration_, model.search_, model.best_params_):
        assert list(kept) == ["strength", "hardness"]
    assert len(model.calibration_["hardness"].scores) == 30


def test_features_are_computed_once(polymers, monkeypatch):
    fingerprint = mi.PolymerFingerprint("A")
    calls = []
    compute = mi.PolymerFingerprint._compute
    monkeypatch.setattr(
        mi.PolymerFingerprint, "_compute", lambda self, column: calls.append(1) or compute(self, column)
    )
    Y = np.column_stack([polymers.y, polymers.y, polymers.y])
    Model(fingerprint, "ridge").fit(polymers.X, Y)
    assert len(calls) == 1


def related(rng, n):
    """A simulated property of every row, and one that is its square and measured of one row in six."""
    X = rng.normal(size=(n, 6))
    first = X @ [2.0, -1.0, 1.0, 1.0, -2.0, 1.0] + 0.1 * rng.normal(size=n)
    second = np.where(np.arange(n) % 6 == 0, first**2 + 0.1 * rng.normal(size=n), np.nan)
    return X, np.column_stack([first, second]), first**2


def test_predictions_of_the_others_are_inputs_where_left_out_errors_fall():
    rng = np.random.default_rng(0)
    X, Y, _ = related(rng, 240)
    forest = RandomForestRegressor(30, random_state=0)
    model = Model(regressor=forest).fit(X, Y)
    assert list(model.learned_.informed) == [1]  # the many tell about the few
    rows = np.isfinite(Y[:, 1])
    alone = Model(regressor=forest).fit(X[rows], Y[rows, 1])
    new, _, truth = related(rng, 300)
    informed_error, plain_error = (
        np.sqrt(np.mean((truth - predicted) ** 2)) for predicted in (model.predict(new)[:, 1], alone.predict(new))
    )
    assert informed_error < 0.9 * plain_error


def test_intervals_of_informed_properties_keep_their_promise():
    rng = np.random.default_rng(5)
    X, Y, _ = related(rng, 360)
    model = Model(regressor=RandomForestRegressor(30, random_state=0)).fit(X, Y)
    new, _, truth = related(rng, 1000)
    low, high = model.predict_interval(new)[:, 1].T
    assert np.mean((low <= truth) & (truth <= high)) == pytest.approx(0.9, abs=0.1)  # 60 rows: sd of the share 0.04


def test_without_left_out_errors_nothing_is_handed_from_one_to_the_other():
    X, Y, _ = related(np.random.default_rng(0), 240)
    model = Model(regressor=RandomForestRegressor(5, random_state=0), calibration_folds=0).fit(X, Y)
    assert model.learned_.informed == {}
    assert not hasattr(model, "predict_interval")


def test_rows_without_any_value_and_infinite_values_are_named(recipes, targets):
    bad = targets.copy()
    bad.iloc[3] = np.nan
    bad.iloc[8, 1] = np.inf
    with pytest.raises(InvalidRowsError) as error:
        Model(regressor="ridge").fit(recipes.X, bad)
    assert [(row.label, row.column) for row in error.value.rows] == [(3, "strength"), (8, "hardness")]


def test_a_property_needs_two_values(recipes, targets):
    lonely = targets["hardness"].where(np.arange(60) == 0)
    with pytest.raises(ValueError, match=r"at least 2 measured values; \['hardness'\] have fewer"):
        Model(regressor="ridge").fit(recipes.X, targets.assign(hardness=lonely))


def test_unusable_rows_are_nan_in_every_column():
    model = Model(mi.PolymerFingerprint("A"), Ridge(), invalid="nan")
    Y = np.array([[1.0, 2.0], [2.0, np.nan], [3.0, 1.0], [4.0, 5.0]])
    model.fit(["*CC*", "*CCO*", "*CC(*)C", "*CC(*)Cl"], Y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mean = model.predict(["*CC*", "nylon"])
        assert model.predict_interval(["nylon"]).shape == (1, 2, 2)
    assert np.isnan(mean).tolist() == [[False, False], [True, True]]


def test_measured_values_of_all_properties_stand_beside_the_neighbours(both, recipes, targets):
    near = both.neighbours(recipes.X.iloc[[5]], k=2)
    assert near.columns.tolist() == ["row", "rank", "known", "similarity", "strength", "hardness"]
    assert near["strength"].iloc[0] == targets["strength"].iloc[5]
    assert np.isnan(near["hardness"].iloc[0])
