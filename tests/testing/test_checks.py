"""The checks pass for what matinfo brings, and find what was broken on purpose."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin, TransformerMixin
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.testing import CheckError, check_candidates, check_featurizer, check_model, redrawn

STRUCTURES = ["*CC(*)c1ccccc1", "*CCO*", "*NCCCCCC(*)=O", "*c1ccc(*)cc1", "*CC(*)(C)C(=O)OC", "c1ccccc1O"]


@pytest.fixture(scope="module")
def polymers():
    data = mi.load_polymers().select("Tg")
    return data.X.iloc[:40], data.y.iloc[:40]


@pytest.mark.parametrize(
    "featurizer",
    [
        mi.PolymerFingerprint("AQMRP"),
        mi.MorganFingerprint(n_bits=128),
        mi.Descriptors(),
        mi.featurize.AtomPairFingerprint(4, n_bits=128),
        mi.featurize.TorsionFingerprint(n_bits=128),
        mi.featurize.FeatureStack([("A", mi.PolymerFingerprint("A")), ("M", mi.PolymerFingerprint("M"))]),
    ],
    ids=lambda featurizer: type(featurizer).__name__,
)
def test_featurizers_of_matinfo_pass(featurizer):
    assert len(check_featurizer(featurizer, STRUCTURES)) == 11


class LengthOfText(TransformerMixin, BaseEstimator):
    """Counts characters: depends on the drawing, and takes anything."""

    def __init__(self, invalid="raise"):
        self.invalid = invalid

    def fit(self, X, y=None):
        self.fitted_ = True
        return self

    def transform(self, X):
        return np.asarray([[float(len(str(each)))] for each in np.ravel(np.asarray(X, dtype=object))])

    def get_feature_names_out(self, input_features=None):
        return np.asarray(["length"], dtype=object)


def test_a_featurizer_of_drawings_that_takes_everything_fails_by_name():
    with pytest.raises(CheckError) as told:
        check_featurizer(LengthOfText(), STRUCTURES)
    assert set(told.value.failures) == {
        "Before the fit it says that it is not fitted",
        "Rows that hold no structure are named all together",
        "With invalid='nan' such rows are NaN, the others as before",
        "One material gives the same numbers however it is drawn",
    }
    assert str(told.value).startswith("LengthOfText fails 4 of 11 checks.\n  - ")


@pytest.mark.parametrize(
    "model",
    [mi.Model(mi.PolymerFingerprint("AM"), "ridge"), mi.Model(mi.PolymerFingerprint("A"), "gp")],
    ids=["ridge", "gp"],
)
def test_models_of_matinfo_pass(model, polymers):
    assert len(check_model(model, *polymers)) == 12


def test_a_pipeline_and_a_table_pass():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(20, 2)), columns=["a", "b"])
    assert len(check_model(Ridge(), table, table["a"])) == 8
    assert len(check_model(make_pipeline(Ridge()), table.to_numpy(), table["a"])) == 8


class Moody(RegressorMixin, BaseEstimator):
    """Predicts another value every time, with a negative standard deviation."""

    def fit(self, X, y):
        X.iloc[0, 0] += 1.0
        self.mean_ = float(np.mean(y))

    def predict(self, X, return_std=False):
        mean = self.mean_ + np.random.default_rng().normal(size=len(X))
        return (mean, -np.ones(len(X))) if return_std else mean


def test_a_model_that_draws_at_will_and_changes_its_input_is_found_out():
    table = pd.DataFrame({"a": np.arange(12.0)})
    with pytest.raises(CheckError, match="Moody fails") as told:
        check_model(Moody(), table, table["a"].to_numpy().copy())
    assert {
        "The same seed gives the same bytes",
        "Inputs stay as they are",
        "Standard deviations are positive, and the means beside them those without",
    } <= set(told.value.failures)


class ClipsInPlace(Ridge):
    """Changes its input in the first fit only: a second one finds nothing left to change."""

    def fit(self, X, y):
        np.clip(X, 0.0, None, out=X)
        return super().fit(X, y)


def test_a_change_that_only_the_first_fit_makes_is_found_out():
    X = np.random.default_rng(0).normal(size=(30, 3))
    with pytest.raises(CheckError, match="X must not be changed"):
        check_model(ClipsInPlace(), X, X.sum(axis=1))


def test_sources_of_candidates_pass():
    space = mi.RecipeSpace([mi.Amount("a", 0, 1), mi.Level("T", [80, 100]), mi.Choice("filler", ["none", "silica"])])
    pool = mi.Pool(pd.DataFrame({"a": np.arange(30.0), "b": np.arange(30.0) ** 2}))
    assert len(check_candidates(space)) == len(check_candidates(pool)) == 7


def test_a_source_that_draws_what_it_refuses_is_found_out():
    class Broken:
        columns, n_candidates, feature_names = ["a"], float("inf"), ["a"]

        def check(self, frame):
            return [row for row in frame.index if frame.loc[row, "a"] > 0.5]

        def sample(self, n, rng):
            return pd.DataFrame({"a": rng.uniform(size=n)})

    with pytest.raises(CheckError, match="Broken fails") as told:
        check_candidates(Broken())
    assert "Drawn rows have its columns, belong to it and differ" in told.value.failures


@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_redrawn_structure_is_the_same_material_in_other_words(structure):
    rng = np.random.default_rng(0)
    drawings = {redrawn(structure, rng, times=times) for times in (1, 2, 3) for _ in range(4)}
    assert {mi.canonicalize(each) for each in drawings} == {mi.canonicalize(structure)}
    assert len(drawings) > 4
