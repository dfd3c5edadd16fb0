"""Campaigns at their edges: nothing left, holes, withdrawn and strange experiments, models that do not know enough."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import BaggingRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import BayesianRidge, LinearRegression

import matinfo as mi
from matinfo.design import Designer, NoUncertaintyError
from matinfo.exceptions import InvalidRowsError

GRID = pd.DataFrame({"a": np.arange(10.0), "b": np.arange(10.0)[::-1] % 4})
STRENGTH = mi.Maximize("strength")
BOTH = mi.Pareto([mi.Maximize("strength"), mi.Minimize("price")])
HOLES = {"strength": [1.0, 2.0, np.nan, np.nan], "price": [np.nan, np.nan, 1.0, 2.0]}


def process() -> GaussianProcessRegressor:
    return GaussianProcessRegressor(alpha=1e-3, optimizer=None, normalize_y=True)


def designer(objective=STRENGTH, model=None, candidates=None, **options) -> Designer:
    candidates = mi.Pool(GRID) if candidates is None else candidates
    return Designer(process() if model is None else model, objective=objective, candidates=candidates, **options)


# --- asking -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("acquisition", ["ei", "greedy", "thompson", "random"])
def test_when_everything_was_measured_that_is_said(acquisition):
    campaign = designer(acquisition=acquisition)
    campaign.tell(GRID, np.arange(10.0))
    with pytest.raises(ValueError, match="no candidate is left"):
        campaign.ask()


def test_when_all_polymers_of_a_reaction_space_were_measured_that_is_said():
    space = mi.ReactionSpace(["OCCO", "O=C(O)CCCCC(=O)O", "C=Cc1ccccc1"])
    campaign = designer(model=BayesianRidge(), candidates=space)
    everything = space.sample(9, np.random.default_rng(0))
    campaign.tell(everything, np.arange(float(len(everything))))
    with pytest.raises(ValueError, match="no candidate is left"):
        campaign.ask()


@pytest.mark.parametrize(
    "objective", [BOTH, mi.Desirability([mi.Maximize("strength", low=0, high=20), mi.Minimize("price", low=0, high=9)])]
)
@pytest.mark.parametrize("batch", ["believer", "joint"])
def test_properties_that_were_never_measured_together_still_teach(objective, batch):
    campaign = designer(objective, batch=batch)
    campaign.tell(GRID.iloc[:4], HOLES)
    gains = campaign.ask(2)
    assert len(gains.drop_duplicates()) == 2
    assert gains["a"].min() > 3
    assert len(campaign.best_) == 0


def test_models_of_different_kinds_each_see_candidates_in_their_own_way():
    space = mi.RecipeSpace([mi.Amount("resin", 0, 1, step=0.1), mi.Choice("filler", ["talc", "chalk"])])
    start = space.sample(8, np.random.default_rng(0))
    values = {"strength": start["resin"].to_numpy() * 10, "price": np.where(start["filler"] == "talc", 5.0, 1.0)}
    models = {"strength": mi.Model(regressor=process()), "price": BayesianRidge()}
    campaign = designer(BOTH, models, space)
    campaign.tell(start, values)
    expected = campaign.explain(pd.DataFrame({"resin": [0.5, 0.5], "filler": ["talc", "chalk"]}))
    assert expected["price"].round(1).tolist() == [5.0, 1.0]
    assert len(campaign.ask(2)) == 2


def test_thompson_sampling_from_a_model_without_spread_is_refused():
    campaign = designer(model=LinearRegression(), acquisition="thompson")
    campaign.tell(GRID.iloc[:4], np.arange(4.0))
    with pytest.raises(NoUncertaintyError, match="LinearRegression gives no standard deviation"):
        campaign.ask()


@pytest.mark.parametrize(
    "objective", [mi.Window({"strength": (7.5, 8.5)}), mi.Desirability([mi.Target("strength", 8.0, tolerance=2.0)])]
)
def test_greedy_follows_the_prediction_where_a_model_gives_no_spread(objective):
    campaign = designer(objective, LinearRegression(), acquisition="greedy")
    campaign.tell(GRID.iloc[:4], np.arange(4.0))  # as large as a, by the model
    assert campaign.ask()["a"].tolist() == [8.0]


def test_trees_that_each_see_some_columns_vote_on_these():
    campaign = designer(model=BaggingRegressor(n_estimators=5, max_features=0.5, random_state=0))
    campaign.tell(GRID.iloc[:4], np.arange(4.0))
    assert len(campaign.ask()) == 1


def test_experiments_outside_a_continuous_space_are_learned_from_and_no_start_of_a_search():
    space = mi.RecipeSpace([mi.Amount("resin", 0, 1), mi.Amount("oil", 0, 1)], [mi.SumTo(["resin", "oil"], 1)])
    campaign = designer(candidates=space, acquisition="greedy")
    outside = pd.DataFrame({"resin": [0.2, 0.5, 0.9], "oil": [0.3, 0.3, 0.3]})  # the sums are not 1
    campaign.tell(outside, [1.0, 2.0, 3.0], outside="learn")
    assert space.check(campaign.ask(2)) == []


class Finder(mi.Pool):
    """A pool that finds structures for fitted models: always the first of its rows."""

    def find(self, wish, models, *, n, **options):
        frame = self.frame.head(n).reset_index(drop=True)
        return SimpleNamespace(frame=frame.assign(**{"strength": 1.0, "strength sd": 0.1}))


def test_structures_that_were_found_and_are_pending_are_not_asked_for_again():
    fitted = BayesianRidge().fit(GRID, np.arange(10.0))
    campaign = designer(model=fitted, candidates=Finder(GRID))
    assert campaign.ask(2).index.tolist() == [0, 1]
    assert campaign.ask(2).index.tolist() == [2, 3]


def test_structures_are_searched_for_again_when_all_were_withdrawn():
    campaign = designer(model=BayesianRidge().fit(GRID, np.arange(10.0)), candidates=Finder(GRID))
    batch = campaign.ask(2)
    campaign.withdraw(batch)
    assert campaign.ask(2).index.tolist() == [0, 1]
    assert campaign.history_["why"].iloc[-1] != "fills the space"


# --- telling ----------------------------------------------------------------------------------------------------------


def test_a_withdrawn_experiment_counts_neither_as_a_success_nor_as_known():
    one, other = designer(), designer()
    for campaign in (one, other):
        campaign.tell(GRID.iloc[[0, 9]], [0.0, 1.0])
        campaign.tell(GRID.iloc[[4]], failed=True)
    batch = one.ask()
    one.withdraw(batch)
    told = one.explain(batch)
    assert told["nearest"].iloc[0] != batch.index[0]
    assert told["distance"].iloc[0] > 0
    assert one._history.succeeded.tolist() == other._history.succeeded.tolist()
    assert "3 experiments told" in repr(one)


def test_an_experiment_is_withdrawn_once_however_often_it_is_named():
    campaign = designer()
    batch = campaign.ask(1)
    campaign.withdraw(pd.concat([batch, batch]))
    assert campaign.history_["status"].tolist() == ["withdrawn"]


def test_columns_of_a_mapping_with_labels_of_their_own_are_not_shifted_in_silence():
    campaign = designer(BOTH)
    rows = GRID.iloc[1:4]
    with pytest.raises(ValueError, match="values must have the row labels of frame"):
        campaign.tell(rows, {"strength": [1.0, 2.0, 3.0], "price": pd.Series([10.0, 20.0, 30.0])})
    campaign.tell(rows, {"strength": [1.0, 2.0, 3.0], "price": pd.Series([10.0, 20.0, 30.0], index=rows.index)})
    assert campaign.history_["price"].tolist() == [10.0, 20.0, 30.0]


def test_a_column_that_stands_there_twice_is_named():
    with pytest.raises(ValueError, match=r"there more than once: \['a'\]"):
        designer().tell(pd.concat([GRID, GRID[["a"]]], axis=1), np.arange(10.0))


def test_text_in_a_column_of_numbers_is_named_by_row():
    with pytest.raises(InvalidRowsError, match="'many'"):
        designer().tell(pd.DataFrame({"a": ["many", 1], "b": [1, 1]}), [1.0, 2.0], outside="learn")


def test_another_drawing_of_a_polymer_answers_what_was_asked_and_is_one_setting():
    space = mi.ReactionSpace(["OCCO", "O=C(O)CCCCC(=O)O", "C=Cc1ccccc1"])
    campaign = designer(model=BayesianRidge(), candidates=space)
    asked = campaign.ask(2)["structure"].tolist()
    drawn = {"*CC(*)c1ccccc1": "c1ccccc1C(*)C*", "*CCCCC(=O)OCCOC(*)=O": "*OCCOC(=O)CCCCC(*)=O"}
    told = pd.DataFrame({"structure": [drawn[each] for each in asked], "strength": [1.0, 2.0]})
    campaign.tell(told)
    assert campaign.history_["structure"].tolist() == asked
    assert campaign.history_["round"].tolist() == [1, 1]
    campaign.tell(told)  # repeated
    assert len(campaign.best_) == 1


def test_numbers_that_came_as_text_answer_what_was_asked():
    space = mi.RecipeSpace([mi.Amount("resin", 0, 1, step=0.5), mi.Choice("filler", ["talc", "chalk"])])
    campaign = designer(candidates=space)
    batch = campaign.ask(2)
    campaign.tell(batch.astype(str), [1.0, 2.0])
    assert campaign.history_["status"].tolist() == ["measured", "measured"]
    assert campaign.history_["resin"].tolist() == batch["resin"].tolist()


# --- cost -------------------------------------------------------------------------------------------------------------


def test_prices_that_are_none_are_refused_with_the_next_step():
    with pytest.raises(TypeError, match=r"cost\['a'\] must be a number"):
        designer(cost={"a": "dear"})
    campaign = designer(cost={"a": 1.0})
    campaign.tell(GRID.iloc[1:4], np.arange(3.0))
    with pytest.raises(ValueError, match=r"above 0 for every candidate; got 0.0. The price of an experiment"):
        campaign.ask()


def test_a_price_of_words_names_the_column():
    space = mi.RecipeSpace([mi.Amount("resin", 0, 1, step=0.1), mi.Choice("filler", ["talc", "chalk"])])
    campaign = designer(candidates=space, cost={"filler": 2.0})
    campaign.tell(space.sample(3, np.random.default_rng(0)), np.arange(3.0))
    with pytest.raises(ValueError, match="column 'filler' has others"):
        campaign.ask()
