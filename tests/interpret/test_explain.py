"""Explanations find what was planted: in a table, in features of structures, in pieces of a structure."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.chem import Cell
from matinfo.interpret import Explanation


class CountsOxygen:
    """A model that is known to the last digit: 10 for each oxygen of the cell, 1 for each carbon."""

    fitted_ = True

    def fit(self, X, y):
        return self

    def predict(self, X):
        atoms = [[atom.GetAtomicNum() for atom in Cell.from_canonical(text).mol.GetAtoms()] for text in X]
        return np.asarray([10.0 * each.count(8) + each.count(6) for each in atoms])


class SumOfRow:
    """Number of parts, 10 more for silica, and the temperature where it is known."""

    fitted_ = True

    def fit(self, X, y):
        return self

    def predict(self, X):
        return (X["phr"] + 10.0 * (X["filler"] == "silica") + X["T"].fillna(0.0)).to_numpy()


def tails(column):
    return np.quantile(column, [0.05, 0.95])


@pytest.fixture(scope="module")
def polymers():
    return mi.load_polymers().select("Tg")


@pytest.fixture(scope="module")
def explained(polymers) -> Explanation:
    train, test = polymers.split(random_state=0)
    model = mi.Model(mi.PolymerFingerprint("AQM"), "ridge", calibration_folds=0).fit(train.X, train.y)
    return mi.explain(model, test.X, test.y)


@pytest.fixture(scope="module")
def planted() -> tuple[pd.DataFrame, np.ndarray]:
    """A cause, a shadow of the cause that plays no part itself, a second cause and noise."""
    rng = np.random.default_rng(0)
    cause, second, noise = rng.normal(size=(3, 300))
    table = pd.DataFrame(
        {"cause": cause, "shadow": cause + 0.3 * rng.normal(size=300), "second": second, "noise": noise}
    )
    return table, 3.0 * cause + second


# --- importance -----------------------------------------------------------------------------------------------------


def test_permutation_finds_the_planted_causes_in_their_order(planted):
    X, y = planted
    model = ExtraTreesRegressor(100, random_state=0).fit(X[:200], y[:200])
    found = mi.explain(model, X[200:], y[200:]).importance(methods=("permutation",))
    assert found["name"].tolist()[0] == "cause"
    value = found.set_index("name")["importance"]
    assert value["second"] > 5 * abs(value["noise"])


def test_a_shadow_of_the_cause_loses_its_importance_when_the_cause_is_known(planted):
    X, y = planted
    model = ExtraTreesRegressor(100, max_features=0.3, random_state=0).fit(X[:200], y[:200])
    found = mi.explain(model, X[200:], y[200:]).importance().set_index(["name", "method"])["importance"]
    assert found["shadow", "permutation"] > 0.3
    assert found["shadow", "conditional"] < 0.2 * found["shadow", "permutation"]
    assert found["second", "conditional"] == pytest.approx(found["second", "permutation"], rel=0.2)


def test_without_measured_values_an_importance_is_the_change_of_the_prediction(planted):
    X, y = planted
    found = mi.explain(LinearRegression().fit(X, y), X).importance(methods=("permutation",), n_repeats=40)
    value = found.set_index("name")["importance"]
    # of a linear model the change is the slope times the difference of two values, whose mean square is 2 variances
    assert value["second"] == pytest.approx(np.sqrt(2) * X["second"][:].std(), rel=0.1)
    assert value["noise"] == pytest.approx(0.0, abs=1e-9)


def test_levels_are_those_of_the_fingerprint(explained):
    found = explained.importance(n_repeats=3)
    assert sorted(found["name"].unique()) == ["A", "M", "Q"]
    assert (found.loc[found["method"] == "permutation", "importance"] > 0).all()
    assert (found["std"] > 0).all()
    assert found.groupby("name")["n_columns"].first().sum() == explained.features.shape[1]


def test_levels_are_the_blocks_of_a_stack_of_featurizers(polymers):
    stack = mi.featurize.FeatureStack(
        [("named", mi.PolymerFingerprint("M")), ("hashed", mi.MorganFingerprint(n_bits=64))]
    )
    model = make_pipeline(stack, Ridge()).fit(polymers.X, polymers.y)
    found = mi.explain(model, polymers.X).importance(methods=("permutation",), n_repeats=2)
    assert sorted(found["name"]) == ["hashed", "named"]


def test_single_features_have_names_and_levels_and_hashed_counts_are_left_out(polymers):
    stack = mi.featurize.FeatureStack([("M", mi.PolymerFingerprint("M")), ("hashed", mi.MorganFingerprint(n_bits=512))])
    model = make_pipeline(stack, Ridge()).fit(polymers.X, polymers.y)
    found = mi.explain(model, polymers.X).importance("feature", methods=("permutation",), n_repeats=2)
    assert set(found["level"]) == {"M"}
    assert found["name"].str.startswith("M_").all()
    assert (found["n_columns"] == 1).all()


def test_a_recipe_is_asked_by_ingredient_and_a_named_one_goes_with_its_amount():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(
        {
            "NR_phr": rng.uniform(50, 100, 80),
            "oil": rng.choice(["aromatic", "naphthenic"], 80),
            "oil_phr": rng.uniform(0, 30, 80),
            "temperature_degC": rng.uniform(140, 180, 80),
        }
    )
    y = 0.2 * table["NR_phr"] - 0.5 * table["oil_phr"] * (table["oil"] == "aromatic")
    features = mi.RecipeFeatures(choices={"oil": "oil_phr"})
    model = mi.Model(features, "ridge", calibration_folds=0).fit(table, y)
    found = mi.explain(model, table, y).importance(n_repeats=5)
    permuted = found[found["method"] == "permutation"].set_index("name")
    assert permuted["n_columns"].to_dict() == {"oil": 2, "NR_phr": 1, "temperature_degC": 1}
    assert permuted.index[0] == "oil"
    assert abs(permuted.loc["temperature_degC", "importance"]) < 0.1 * permuted.loc["NR_phr", "importance"]


def test_groups_of_one_s_own_may_be_named(explained):
    names = explained.features.columns
    wanted = {"rings": [name for name in names if "ring" in name], "the rest": [n for n in names if "ring" not in n]}
    assert sorted(explained.importance(wanted, n_repeats=2)["name"].unique()) == ["rings", "the rest"]
    with pytest.raises(ValueError, match=r"by names \['nothing'\], which are neither columns of X nor features"):
        explained.importance({"mine": ["nothing"]})


def test_the_same_seed_gives_the_same_numbers_with_two_workers(planted):
    X, y = planted
    model = Ridge().fit(X, y)
    one, two = (mi.explain(model, X, y, n_jobs=n_jobs).importance(n_repeats=3) for n_jobs in (1, 2))
    pd.testing.assert_frame_equal(one, two, check_exact=True)


# --- pieces ---------------------------------------------------------------------------------------------------------


def test_contributions_to_a_sum_over_atoms_are_that_sum():
    table = mi.explain(CountsOxygen(), ["CCOc1ccccc1"] * 3).contributions(["CCOc1ccccc1"])
    found = dict(zip(zip(table["piece"], table["place"], strict=True), table["contribution"], strict=True))
    ring = found.pop(("*c1ccccc1", "core"))
    assert np.isnan(ring)  # nothing would be left
    assert found == {("*O*", "branch"): 10.0, ("*C*", "branch"): 1.0, ("*C", "branch"): 1.0}
    assert table["with_branches"].dropna().tolist() == [12.0, 2.0, 1.0]
    assert (table["predicted"] == 18.0).all()


def test_a_mean_over_structures_counts_each_structure_once():
    explanation = mi.explain(CountsOxygen(), ["COc1ccccc1", "COc1ccc(OC)cc1", "Oc1ccccc1"])
    oxygen = explanation.pieces().set_index("piece").loc["*O*"]
    assert (oxygen["contribution"], oxygen["std"], oxygen["n_structures"]) == (10.0, 0.0, 2)


def test_a_phenyl_ring_stiffens_and_a_methylene_of_the_backbone_softens(explained):
    """Tg of polystyrene is 373 K, of polyethylene 195 K (Polymer Handbook)."""
    ring = explained.contributions(["*CC(*)c1ccccc1"]).set_index("piece").loc["*c1ccccc1"]
    assert ring["contribution"] > 50
    assert ring["without"] == "*C*"
    mean = explained.pieces().set_index(["piece", "place"])["contribution"]
    assert mean["*C*", "backbone"] < 0


def test_a_model_with_a_domain_tells_whether_it_knows_what_is_left(explained):
    assert explained.contributions(["*CC(*)c1ccccc1"])["in_domain"].isin([True, False]).all()
    assert mi.explain(CountsOxygen(), ["*CCO*"] * 3).contributions(["*CCO*"])["in_domain"].isna().all()


# --- partial effects ------------------------------------------------------------------------------------------------


def test_the_effect_of_a_column_of_a_linear_model_is_its_slope(planted):
    X, y = planted
    explanation = mi.explain(LinearRegression().fit(X, y), X)
    effect = explanation.effect("second", grid=5)
    assert np.allclose(np.diff(effect["prediction"]) / np.diff(effect["value"]), 1.0)
    lines = explanation.effect("second", grid=5, kind="individual")
    assert len(lines) == 5 * len(explanation.X)
    assert np.allclose(lines.groupby("value")["prediction"].mean(), effect["prediction"])


def test_whole_numbers_words_and_holes_have_effects_too():
    rng = np.random.default_rng(0)
    X = pd.DataFrame({"phr": rng.integers(0, 100, 60), "filler": ["black", "silica"] * 30, "T": rng.normal(size=60)})
    X.loc[5, "T"] = np.nan
    explanation = mi.explain(SumOfRow().fit(X, None), X)
    phr = explanation.effect("phr", grid=5)
    assert np.allclose(phr["value"], np.linspace(*tails(X["phr"]), 5))
    assert np.allclose(np.diff(phr["prediction"]) / np.diff(phr["value"]), 1.0)
    filler = explanation.effect("filler")
    assert filler["value"].tolist() == ["black", "silica"]
    assert np.allclose(np.diff(filler["prediction"]), 10.0)
    assert np.allclose(explanation.effect("T", grid=3)["value"], np.linspace(*tails(X["T"].dropna()), 3))
    with pytest.raises(ValueError, match="no value in 60 rows"):
        mi.explain(SumOfRow().fit(X, None), X.assign(T=np.nan)).effect("T")


def test_rows_of_plain_lists_are_a_table(planted):
    X, y = planted
    rows, model = X.to_numpy().tolist(), LinearRegression().fit(X.to_numpy(), y)
    found = mi.explain(model, rows, y).importance(methods=("permutation",))
    assert found["name"].tolist()[:2] == ["0", "2"]


def test_the_unit_of_a_column_does_not_change_what_others_know_of_it(planted):
    X, y = planted
    plain, tiny = (
        mi.explain(LinearRegression().fit(factor * X, y), factor * X, y)
        .importance(methods=("conditional",))
        .set_index("name")["importance"]
        for factor in (1.0, 1e-14)
    )
    pd.testing.assert_series_equal(plain, tiny[plain.index], rtol=1e-6, atol=1e-9)


def test_the_effect_of_a_named_feature_of_structures(explained):
    effect = explained.effect("M_side_chain_share", grid=4)
    assert effect.columns.tolist() == ["name", "value", "prediction", "low", "high"]
    assert (effect["low"] <= effect["prediction"]).all()


# --- what is refused ------------------------------------------------------------------------------------------------


def test_what_cannot_be_explained_is_said(explained, planted):
    X, y = planted
    with pytest.raises(TypeError, match="model must be a fitted model with predict"):
        mi.explain("svr", X)
    with pytest.raises(NotFittedError):
        mi.explain(Ridge(), X)
    with pytest.raises(TypeError, match="of a Dataset"):
        mi.explain(Ridge().fit(X, y), mi.load_polymers())
    with pytest.raises(ValueError, match=r"y must be of shape \(300,\)"):
        mi.explain(Ridge().fit(X, y), X, y[:10])
    with pytest.raises(ValueError, match="at least 3 rows; got 2"):
        mi.explain(Ridge().fit(X, y), X[:2])
    with pytest.raises(ValueError, match="CountsOxygen does not tell its features"):
        mi.explain(CountsOxygen(), ["*CCO*"] * 3).importance()
    with pytest.raises(ValueError, match="name must be a column of X or a feature; got 'colour'"):
        explained.effect("colour")
    with pytest.raises(ValueError, match="contributions are of structures"):
        mi.explain(Ridge().fit(X, y), X).contributions()
    with pytest.raises(ValueError, match="methods must be one of 'permutation', 'conditional'"):
        explained.importance(methods=("shap",))


def test_one_of_several_properties_is_named():
    X = pd.DataFrame({"a": np.arange(20.0), "b": np.arange(20.0)[::-1] ** 2})
    y = pd.DataFrame({"first": X["a"], "second": X["b"]})
    model = mi.Model(regressor="ridge", calibration_folds=0).fit(X, y)
    with pytest.raises(ValueError, match=r"target must be one of the properties \['first', 'second'\]; got None"):
        mi.explain(model, X)
    assert len(mi.explain(model, X, y["second"], target="second").importance(n_repeats=2)) == 4
