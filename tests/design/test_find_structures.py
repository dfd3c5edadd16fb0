"""From wanted properties to structures, for fitted models and for plain functions."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors
from sklearn.base import BaseEstimator, RegressorMixin

import matinfo as mi
from matinfo.design import Oracle, find_structures

DATA = mi.load_polymers().select("Tg")


class Mass(RegressorMixin, BaseEstimator):
    """A model that knows the molar mass of a unit exactly, and claims a spread of 5."""

    def fit(self, X, y):
        return self

    def __sklearn_is_fitted__(self):
        return True

    def predict(self, X, return_std=False):
        mean = np.array([Descriptors.MolWt(Chem.MolFromSmiles(structure)) for structure in X["structure"]])
        return (mean, np.full(len(mean), 5.0)) if return_std else mean


class ShortSighted(Mass):
    """The same, sure of structures without chlorine only."""

    def in_domain(self, X):
        return ~X["structure"].str.contains("Cl").to_numpy()


class Vague(Mass):
    """The same, less sure of heavy units."""

    def predict(self, X, return_std=False):
        mean = super().predict(X)
        return (mean, mean) if return_std else mean


@pytest.fixture(scope="module")
def generator():
    return mi.StructureGenerator().fit(DATA.X)


def find(generator, wish, model, **options):
    options = {"n": 20, "n_particles": 40, "n_steps": 6, "n_calls": 250, "rng": np.random.default_rng(0), **options}
    return find_structures(generator, wish, model, **options)


def test_found_structures_meet_the_window_are_new_and_come_best_first(generator):
    found = find(generator, mi.Window({"mass": (300.0, 320.0)}), Mass())
    frame = found.frame
    assert found.is_reachable
    assert frame["mass"].between(285.0, 335.0).all()  # the window and three spreads
    assert frame["worth"].is_monotonic_decreasing
    assert not set(frame["structure"]) & set(generator.structures_)
    assert frame["structure"].is_unique
    assert [mi.RepeatUnit(structure).canonical for structure in frame["structure"]] == frame["structure"].tolist()


def test_each_comes_with_its_nearest_known_structure_and_its_likelihood(generator):
    frame = find(generator, mi.Window({"mass": (100.0, 120.0)}), Mass()).frame
    assert set(frame["nearest"]) <= set(generator.structures_)
    assert frame["similarity"].between(0.0, 1.0 + 1e-9).all()
    assert (frame["log_likelihood"] < 0.0).all()


@pytest.mark.parametrize("window", [(-1e6, -1e5), (1e5, 1e6)])
def test_a_wish_beyond_all_reach_is_answered_plainly(generator, window):
    found = find(generator, mi.Window({"mass": window}), Mass(), n_steps=2)
    assert found.is_reachable is False
    assert str(found).startswith("Not reached: none of")
    assert "Likeliest: mass = " in str(found)


def test_a_wish_out_of_reach_names_the_nearest_prediction_even_where_a_wide_one_is_likelier(generator):
    found = find(generator, mi.Window({"mass": (-1e6, -1e5)}), Vague(), n_steps=2)
    lightest = Mass().predict(pd.DataFrame({"structure": found.scored.index})).min()
    assert f"Likeliest: mass = {lightest:.4g}" not in str(found)
    assert f"Nearest by prediction: mass = {lightest:.4g} +- " in str(found)


def test_more_of_a_property_is_searched_for(generator):
    known = Mass().predict(DATA.X.to_frame("structure"))
    found = find(generator, mi.Minimize("mass"), Mass())
    assert found.is_reachable is None
    assert found.frame["mass"].iloc[0] <= np.sort(known)[5]
    assert found.steps.empty


def test_the_search_does_not_live_where_the_model_knows_nothing(generator):
    wish = mi.Window({"mass": (160.0, 180.0)})
    free, bound = (find(generator, wish, model, n_particles=100).frame for model in (Mass(), ShortSighted()))
    assert free["in_domain"].all()  # a model without a domain has no outside
    assert bound["structure"].str.contains("Cl").mean() < free["structure"].str.contains("Cl").mean()


def test_an_oracle_is_asked_once_for_each_structure_and_not_more_often_than_its_budget_allows(generator):
    asked = []

    def log_p(structure):
        asked.append(structure)
        return Crippen.MolLogP(Chem.MolFromSmiles(structure))

    oracle = Oracle(log_p, budget=200)
    found = find(generator, mi.Maximize("logP"), oracle)
    assert len(asked) == len(set(asked)) <= 200
    assert oracle.n_left == 200 - len(asked)
    assert found.frame["logP"].iloc[0] == max(oracle(found.frame["structure"].tolist()))


def test_an_oracle_that_fails_for_some_structures_does_not_end_the_search(generator):
    def moody(structure):
        if "O" in structure:
            raise RuntimeError("no convergence")
        return np.nan if "N" in structure else float(len(structure))

    oracle = Oracle(moody, budget=150)
    found = find(generator, mi.Maximize("length"), oracle)
    assert not found.frame["structure"].str.contains("[ON]", regex=True).any()
    assert set(oracle.failures.values()) == {"RuntimeError: no convergence"}
    assert oracle.frame()["failure"].ne("").sum() == len(oracle.failures)


def test_a_designer_asks_fitted_models_for_structures_at_once(generator, tmp_path):
    designer = mi.Designer({"mass": Mass()}, objective=mi.Window({"mass": (300.0, 320.0)}), candidates=generator)
    batch = designer.ask(10)
    assert batch["structure"].str.count("[*]").eq(2).all()
    assert designer.explain(batch)["mass"].between(290.0, 330.0).all()
    designer.save(tmp_path / "campaign.json")
    again = mi.Designer.load(tmp_path / "campaign.json", model={"mass": Mass()})
    assert again.history_["structure"].tolist() == batch["structure"].tolist()


@pytest.mark.parametrize("wish", [mi.Maximize("logP"), mi.Window({"logP": (1.0, 2.0)})])
def test_an_oracle_without_a_single_value_is_answered_plainly(generator, wish):
    found = find(generator, wish, Oracle(lambda structure: np.nan, budget=60), n_steps=2)
    assert len(found.frame) == 0
    assert str(found).startswith("None of ")
    assert "has a value" in str(found)


def test_what_an_oracle_has_told_is_kept_when_the_run_is_interrupted(generator):
    def impatient(structure):
        if len(oracle.values) == 30:
            raise KeyboardInterrupt
        return float(len(structure))

    oracle = Oracle(impatient, budget=200)
    with pytest.raises(KeyboardInterrupt):
        find(generator, mi.Maximize("length"), oracle)
    assert oracle.frame()["value"].notna().sum() == 30
    assert oracle.n_left == 170


def test_structures_that_a_model_cannot_predict_are_not_among_those_found(generator):
    class Gaps(Mass):
        def predict(self, X, return_std=False):
            mean, std = super().predict(X, return_std=True)
            mean[X["structure"].str.contains("O").to_numpy()] = np.nan
            return (mean, std) if return_std else mean

    frame = find(generator, mi.Window({"mass": (100.0, 130.0)}), Gaps()).frame
    assert len(frame) > 5
    assert not frame["structure"].str.contains("O").any()


class LogP(Mass):
    """A model that knows logP exactly."""

    def predict(self, X, return_std=False):
        mean = np.array([Crippen.MolLogP(Chem.MolFromSmiles(structure)) for structure in X["structure"]])
        return (mean, np.full(len(mean), 0.1)) if return_std else mean


def test_a_front_of_two_properties_is_searched_and_comes_first(generator):
    wish = mi.Pareto([mi.Minimize("mass"), mi.Maximize("logP")])
    found = find(generator, wish, {"mass": Mass(), "logP": LogP()}, n=15, n_calls=400)
    frame = found.frame
    assert frame["worth"].iloc[0] == 0.0
    assert frame["worth"].is_monotonic_decreasing
    front = frame[frame["worth"] == 0.0]
    assert not ((front["mass"].min() < front["mass"]) & (front["logP"].max() < front["logP"])).any()
    assert found.steps["hypervolume"].is_monotonic_increasing
    assert found.steps["hypervolume"].iloc[-1] > found.steps["hypervolume"].iloc[0]
    assert found.is_reachable is None
    assert "Pareto front of" in str(found)


def test_oracles_of_several_properties_share_their_budgets(generator):
    oracles = {name: Oracle(lambda s, mark=mark: float(s.count(mark)), 100) for name, mark in (("O", "O"), ("N", "N"))}
    found = find(generator, mi.Pareto([mi.Maximize("O"), mi.Maximize("N")]), oracles)
    assert all(oracle.n_left >= 0 for oracle in oracles.values())
    assert len(found.scored) <= 100
    assert found.frame["worth"].iloc[0] == 0.0


def test_a_structure_is_predicted_once(generator):
    asked = []

    class Counting(ShortSighted):
        def predict(self, X, return_std=False):
            asked.extend(X["structure"])
            return super().predict(X, return_std)

    find(generator, mi.Window({"mass": (300.0, 320.0)}), Counting())
    assert len(asked) == len(set(asked))


def test_features_are_computed_once_for_prediction_and_domain():
    asked = []

    class OnePass(Mass):
        def predict_with_domain(self, X):
            asked.extend(X["structure"])
            return *Mass.predict(self, X, return_std=True), ~X["structure"].str.contains("Cl").to_numpy()

    space = mi.ReactionSpace(["OCCO", "OCC(Cl)CO", "O=C(O)CCCCC(=O)O"])
    frame = find(space, mi.Window({"mass": (150.0, 400.0)}), OnePass()).frame
    assert len(asked) == len(set(asked))
    assert frame["in_domain"].tolist() == [True, False]


def test_polymers_of_given_monomers_are_found_with_their_route():
    space = mi.ReactionSpace.from_polymers(DATA.X.iloc[::6])
    found = find(space, mi.Window({"mass": (150.0, 200.0)}), Mass(), n_calls=60)
    best = found.frame.iloc[0]
    assert found.is_reachable
    assert best["structure"] in [
        r.structure for r in mi.polymerize(best["monomers"].split(" + "), reaction=best["reaction"])
    ]
    assert "nearest" not in found.frame


@pytest.mark.parametrize("source", ["generator", "space"])
def test_a_campaign_with_structures_goes_on_with_what_was_measured(generator, source, monkeypatch):
    """Told molar masses of fifteen units, the default model asks for heavier ones than these are on average."""
    candidates = generator if source == "generator" else mi.ReactionSpace.from_polymers(DATA.X.iloc[::6])
    monkeypatch.setattr(type(candidates), "search_budget", 200)
    designer = mi.Designer(objective=mi.Maximize("mass"), candidates=candidates)
    told = candidates.sample(15, np.random.default_rng(1))
    designer.tell(told, Mass().predict(told))
    for _ in range(2):
        tried = set(designer.history_["structure"])
        batch = designer.ask(3)
        assert not tried & set(batch["structure"])
        assert ("reaction" in batch) == (source == "space")
        designer.tell(batch, Mass().predict(batch))
    assert designer.history_["mass"].iloc[15:].mean() > designer.history_["mass"].iloc[:15].mean()
    assert designer.history_["structure"].str.count("[*]").eq(2).all()


def test_the_same_seed_finds_the_same_structures(generator):
    wish = mi.Window({"mass": (200.0, 210.0)})
    first, again = (find(generator, wish, Mass(), n_steps=2) for _ in range(2))
    assert first.frame.equals(again.frame)


class MassAndOxygen(Mass):
    """One model of two properties, which it names in an order of its own."""

    target_names_ = ("oxygen", "mass")

    def predict(self, X, return_std=False):
        oxygen = X["structure"].str.count("O").to_numpy(dtype=float)
        mean = np.column_stack([oxygen, super().predict(X)])
        return (mean, np.full(mean.shape, [0.1, 5.0])) if return_std else mean


def test_one_model_of_several_properties_is_asked_once_and_by_their_names(generator):
    wish = mi.Window({"mass": (150.0, 170.0), "oxygen": (2.5, None)})
    for model in (MassAndOxygen(), {"mass": MassAndOxygen(), "oxygen": MassAndOxygen()}):
        frame = find(generator, wish, model, n=5).frame
        assert (frame["oxygen"] == frame["structure"].str.count("O")).all()
    asked = mi.Designer(MassAndOxygen(), objective=wish, candidates=generator, random_state=0).ask(5)
    assert (asked["structure"].str.count("O") > 2).all()


def test_a_model_of_one_property_cannot_stand_for_two(generator):
    with pytest.raises(ValueError, match=r"must predict the 2 properties \['mass', 'oxygen'\]; got predictions of 1"):
        find(generator, mi.Window({"mass": (1.0, 2.0), "oxygen": (2.5, None)}), Mass())


def test_a_model_of_another_property_is_refused_unless_it_is_named(generator):
    model = mi.Model(mi.PolymerFingerprint("A"), "ridge").fit(DATA.X, DATA.y)
    wish = mi.Window({"Tm": (400.0, 500.0)})
    with pytest.raises(ValueError, match=r"predicts \['Tg'\], and the wish names \['Tm'\].*pass \{'Tm': model\}"):
        find(generator, wish, model)
    assert len(find(generator, wish, {"Tm": model}).frame)


def test_what_an_oracle_could_not_say_is_counted_and_the_first_reason_given(generator):
    def of_small_ones(structure):
        if len(structure) > 20:
            raise RuntimeError("no basis set")
        return float(len(structure))

    oracle = Oracle(of_small_ones, budget=60)
    found = find(generator, mi.Maximize("length"), oracle)
    n_failed = int(oracle.frame()["value"].isna().sum())
    assert 0 < n_failed < 60
    assert f"no value for {n_failed} of 60, first " in str(found)
    assert "RuntimeError: no basis set" in str(found)


def test_a_spent_budget_is_said_at_once(generator):
    oracle = Oracle(len, budget=12)
    find(generator, mi.Maximize("length"), oracle)
    with pytest.raises(ValueError, match=r"budget of an oracle is spent.*oracle\.budget"):
        find(generator, mi.Maximize("length"), oracle)


def test_a_seed_in_the_place_of_a_generator_of_random_numbers_is_refused_with_what_to_write(generator):
    with pytest.raises(TypeError, match=r"rng=np\.random\.default_rng\(0\)"):
        find(generator, mi.Maximize("mass"), Mass(), rng=0)
