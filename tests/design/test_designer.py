"""The loop: what is asked, what may be told, what is remembered, and that nothing wrong gets in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import BayesianRidge, LinearRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo.design import NoUncertaintyError
from matinfo.exceptions import InvalidRowsError, UnitError

GRID = pd.DataFrame([(a, b) for a in range(8) for b in range(8)], columns=["a", "b"])


def strength(frame: pd.DataFrame) -> np.ndarray:
    """Best at a = 5, b = 2, where it is 10."""
    return 10.0 - (frame["a"] - 5.0).to_numpy() ** 2 / 5 - (frame["b"] - 2.0).to_numpy() ** 2 / 5


def designer(model=None, **options) -> mi.Designer:
    options = {"objective": mi.Maximize("strength"), "candidates": mi.Pool(GRID)} | options
    return mi.Designer(model, **options)


def begun(model=None, **options) -> mi.Designer:
    """A campaign that knows five settings."""
    campaign = designer(model, **options)
    start = GRID.iloc[[0, 7, 27, 56, 63]]
    campaign.tell(start, strength(start))
    return campaign


# --- asking -----------------------------------------------------------------------------------------------------------


def test_the_first_experiments_fill_the_space():
    batch = designer().ask(4)
    assert (batch.nunique() == 4).all()  # no two share a value of either column
    assert batch.min().tolist() == [0, 0]
    assert batch.max().tolist() == [7, 7]


def test_the_best_of_64_settings_is_found_within_fifteen_experiments():
    campaign = begun()
    for _ in range(10):
        batch = campaign.ask()
        campaign.tell(batch, strength(batch))
    assert campaign.best_[["a", "b"]].to_numpy().tolist() == [[5, 2]]
    assert campaign.best_["strength"].iloc[0] == 10.0


@pytest.mark.parametrize("acquisition", ["ei", "greedy", "pi", "ucb", "thompson", "variance", "random"])
def test_every_acquisition_gives_different_candidates_that_were_not_tried(acquisition):
    campaign = begun(acquisition=acquisition)
    batch = campaign.ask(6)
    asked = set(map(tuple, batch.to_numpy().tolist()))
    assert len(asked) == 6
    assert not asked & set(map(tuple, GRID.iloc[[0, 7, 27, 56, 63]].to_numpy().tolist()))
    assert batch.index.tolist() == GRID.reset_index().merge(batch, on=["a", "b"], how="right")["index"].tolist()


@pytest.mark.parametrize("batch", ["believer", "joint", "top"])
def test_every_kind_of_batch_gives_different_candidates(batch):
    asked = begun(batch=batch).ask(5)
    assert len(asked.drop_duplicates()) == 5


def test_pending_experiments_are_not_asked_for_again_and_push_others_away():
    campaign = begun()
    first, second = campaign.ask(1), campaign.ask(1)
    assert not first.equals(second)
    assert campaign.history_["status"].tolist()[-2:] == ["pending", "pending"]


def test_greedy_takes_the_largest_prediction():
    campaign = begun(BayesianRidge(), acquisition="greedy")
    told = campaign.history_
    prediction = BayesianRidge().fit(told[["a", "b"]], told["strength"]).predict(GRID)
    prediction[[0, 7, 27, 56, 63]] = -np.inf
    assert campaign.ask().index[0] == int(prediction.argmax())


@pytest.mark.parametrize(
    "model",
    [
        RandomForestRegressor(n_estimators=10, random_state=0),
        GaussianProcessRegressor(optimizer=None),
        make_pipeline(StandardScaler(), BayesianRidge()),
        mi.Model(regressor=BayesianRidge()),
    ],
    ids=lambda model: type(model).__name__,
)
def test_any_regressor_that_knows_its_spread_may_choose(model):
    batch = begun(model).ask(3)
    assert len(batch.drop_duplicates()) == 3


def test_a_model_without_spread_is_refused_by_name_and_greedy_is_offered():
    campaign = begun(LinearRegression())
    with pytest.raises(NoUncertaintyError, match="'ei' needs a standard deviation"):
        campaign.ask()
    assert len(begun(LinearRegression(), acquisition="greedy").ask(2)) == 2


def test_the_same_seed_asks_for_the_same_and_nothing_global_is_drawn():
    before = repr(np.random.get_state())  # noqa: NPY002 - it is the global state that is watched
    first, second = (begun(acquisition="thompson", random_state=3).ask(4) for _ in range(2))
    assert first.equals(second)
    assert repr(np.random.get_state()) == before  # noqa: NPY002


def test_asking_for_more_than_there_is_gives_what_is_left_and_then_says_so():
    campaign = designer(candidates=mi.Pool(GRID.head(3)))
    assert len(campaign.ask(5)) == 3
    with pytest.raises(ValueError, match="no candidate is left"):
        campaign.ask()


def test_a_cost_turns_the_choice_to_cheap_candidates():
    prices = {"": 1.0, "a": 100.0}
    assert begun(cost=prices).ask(3)["a"].mean() < begun().ask(3)["a"].mean()


def test_recipes_are_asked_for_within_their_constraints():
    space = mi.RecipeSpace(
        [mi.Amount("resin", 0, 100, step=5), mi.Amount("oil", 0, 100, step=5), mi.Amount("clay", 0, 100, step=5)],
        [mi.SumTo(["resin", "oil", "clay"], 100)],
    )
    campaign = designer(candidates=space)
    for _ in range(3):
        batch = campaign.ask(4)
        assert space.check(batch) == []
        campaign.tell(batch, -abs(batch["resin"] - 60.0))
    assert campaign.history_.index.tolist() == list(range(1, 13))
    assert abs(campaign.best_["resin"].iloc[0] - 60) <= 10


# --- several properties -----------------------------------------------------------------------------------------------


def both(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({"strength": strength(frame), "price": 1.0 * frame["a"]}, frame.index)


@pytest.mark.parametrize(
    "objective",
    [
        mi.Pareto([mi.Maximize("strength"), mi.Minimize("price")]),
        mi.Desirability([mi.Maximize("strength", low=0, high=10), mi.Minimize("price", low=0, high=7)]),
        mi.Window({"strength": (8, None), "price": (None, 4)}),
    ],
    ids=lambda objective: type(objective).__name__,
)
def test_several_properties_have_a_model_each(objective):
    campaign = designer(objective=objective)
    start = GRID.iloc[[0, 7, 27, 56, 63]]
    campaign.tell(start, both(start))
    batch = campaign.ask(3)
    campaign.tell(batch, both(batch))
    assert {"strength_predicted", "price_predicted"} <= set(campaign.history_.columns)
    assert len(campaign.best_) >= 1


def test_each_property_may_have_a_model_of_its_own():
    objective = mi.Pareto([mi.Maximize("strength"), mi.Minimize("price")])
    campaign = designer({"strength": None, "price": BayesianRidge()}, objective=objective)
    start = GRID.iloc[[0, 7, 27, 56, 63]]
    campaign.tell(start, both(start))
    assert len(campaign.ask(2)) == 2


def test_models_for_other_properties_are_refused():
    with pytest.raises(ValueError, match="one for each of"):
        designer({"hardness": BayesianRidge()})


def test_a_partial_result_teaches_what_it_holds():
    campaign = designer(objective=mi.Pareto([mi.Maximize("strength"), mi.Minimize("price")]))
    start = GRID.iloc[[0, 7, 27, 56, 63]]
    values = both(start)
    values.loc[7, "price"] = np.nan
    campaign.tell(start, values)
    assert campaign.history_["status"].tolist() == ["measured", "partial", "measured", "measured", "measured"]
    assert len(campaign.ask(2)) == 2
    assert 7 not in campaign.best_.index


# --- telling ----------------------------------------------------------------------------------------------------------


def test_values_may_stand_in_the_frame_itself():
    campaign = designer()
    campaign.tell(GRID.iloc[[3]].assign(strength=4.0))
    assert campaign.history_["strength"].tolist() == [4.0]


def test_a_repeated_experiment_is_kept_and_its_mean_counts():
    campaign = begun()
    campaign.tell(GRID.iloc[[27, 27]], [11.0, 13.0])
    assert len(campaign.history_) == 7
    expected = (strength(GRID.iloc[[27]])[0] + 24.0) / 3
    assert campaign.best_["strength"].tolist() == pytest.approx([expected])


def test_a_failed_experiment_is_kept_and_makes_its_neighbours_less_likely():
    careful, careless = begun(), begun()
    failed = GRID[GRID["a"].between(4, 6) & GRID["b"].between(1, 3)]  # where the best is
    careful.tell(failed, failed=True)
    assert careful.history_["status"].tolist()[-9:] == ["failed"] * 9

    def distance(rows: pd.DataFrame) -> float:
        return float(np.hypot(rows["a"] - 5, rows["b"] - 2).mean())

    assert distance(careful.ask(3)) > distance(careless.ask(3))


def test_a_told_error_makes_a_value_less_believed():
    sure, unsure = designer(), designer()
    start = GRID.iloc[[0, 7, 27, 56, 63]]
    values = strength(start) + np.array([0, 0, 30, 0, 0])
    sure.tell(start, values)
    unsure.tell(start, values, std=[0.1, 0.1, 30.0, 0.1, 0.1])
    at = GRID.iloc[[27]]
    assert unsure.explain(at)["strength"].iloc[0] < sure.explain(at)["strength"].iloc[0] - 3


def test_a_withdrawn_experiment_may_be_asked_for_again():
    campaign = begun()
    batch = campaign.ask(1)
    campaign.withdraw(batch)
    assert campaign.history_["status"].tolist()[-1] == "withdrawn"
    assert campaign.ask(1).equals(batch)
    with pytest.raises(ValueError, match=r"rows \[3\] are not pending"):
        campaign.withdraw(GRID.iloc[[3]])


def test_values_in_other_units_are_converted_errors_without_the_offset():
    campaign = designer(objective=mi.Maximize("Tg", unit="K"), units={"Tg": "degC"})
    campaign.tell(GRID.iloc[[0]], [373.15], std=[5.0], units={"Tg": "K"})
    assert campaign.history_[["Tg", "Tg_error"]].to_numpy().tolist() == pytest.approx(np.array([[100.0, 5.0]]))


def test_units_that_measure_other_things_are_refused():
    with pytest.raises(UnitError):
        designer(objective=mi.Maximize("strength", unit="MPa"), units={"strength": "K"})
    campaign = designer(units={"strength": "MPa"})
    with pytest.raises(UnitError):
        campaign.tell(GRID.iloc[[0]], [1.0], units={"strength": "K"})
    assert len(campaign.history_) == 0


def test_all_wrong_rows_are_named_at_once_and_nothing_is_told():
    campaign = begun()
    before = campaign.history_
    rows = pd.DataFrame({"a": [1, 9, 2, 3, 4], "b": [1, 1, 2, 3, 4]}, index=list("vwxyz"))
    with pytest.raises(InvalidRowsError) as error:
        campaign.tell(rows, [1.0, 2.0, "five", np.nan, 4.0], failed=[False, False, False, False, True])
    assert [(problem.label, problem.code) for problem in error.value.rows] == [
        ("w", "outside-pool"),
        ("x", "not-a-number"),
        ("y", "no-result"),
        ("z", "failed-with-value"),
    ]
    assert "Nothing was told" in str(error.value)
    assert 'outside="learn"' in str(error.value)
    pd.testing.assert_frame_equal(campaign.history_, before)


def test_experiments_that_are_no_candidates_teach_where_that_is_asked_for():
    campaign = designer()
    outside = pd.DataFrame({"a": [2.5, 9.0, 4.5], "b": [2.5, 9.0, 2.5]})
    campaign.tell(outside, strength(outside), outside="learn")
    assert campaign.history_["status"].tolist() == ["measured"] * 3
    assert campaign.candidates.check(campaign.ask(2)) == []


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1.0], "values must have shape"),
        (None, "values must be given"),
        (pd.DataFrame({"hardness": [1.0, 2.0]}), "got also"),
        (pd.Series([1.0, 2.0], index=[5, 6]), "row labels of frame"),
    ],
)
def test_values_that_do_not_fit_the_rows_are_refused(values, message):
    campaign = designer()
    with pytest.raises(ValueError, match=message):
        campaign.tell(GRID.iloc[[0, 1]], values)
    assert len(campaign.history_) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"acquisition": "best"}, "acquisition must be one of"),
        ({"batch": "joint", "acquisition": "ucb"}, "batch must be"),
        ({"cost": {"a": 1.0}, "acquisition": "greedy"}, "where there is a cost"),
        ({"cost": {"c": 1.0}}, "cost must name columns"),
        ({"objective": "strength"}, "objective must be"),
        ({"candidates": GRID}, "candidates must be a Pool"),
        ({"model": LinearRegression}, "model must be a regressor"),
        ({"units": {"hardness": "MPa"}}, "units must name properties"),
    ],
)
def test_options_that_make_no_sense_are_refused_at_once(options, message):
    with pytest.raises((TypeError, ValueError), match=message):
        designer(**options)


# --- what it says -----------------------------------------------------------------------------------------------------


def test_a_property_that_is_a_column_of_the_candidates_is_refused_by_name():
    table = pd.DataFrame({"t": [1.0, 2.0, 3.0], "strength": [4.0, 6.0, 5.0]})
    with pytest.raises(ValueError, match=r"names columns of the candidates: \['strength'\]. .* leave measured columns"):
        mi.Designer(objective=mi.Maximize("strength"), candidates=mi.Pool(table))


def test_the_history_says_what_was_expected_and_why():
    campaign = begun()
    batch = campaign.ask(2)
    campaign.tell(batch, strength(batch))
    history = campaign.history_
    assert history["round"].tolist() == [0, 0, 0, 0, 0, 1, 1]
    assert history["why"].tolist()[-2:] == [
        "largest expected improvement",
        "largest expected improvement, given the rows before it",
    ]
    assert history["strength_predicted"].notna().tolist() == [False] * 5 + [True] * 2
    assert (history["strength_spread"].iloc[-2:] > 0).all()


def test_an_explanation_names_prediction_interval_and_the_nearest_known_row():
    campaign = begun()
    batch = campaign.ask(2)
    table = campaign.explain(batch)
    assert table.index.equals(batch.index)
    assert ((table["strength_low"] < table["strength"]) & (table["strength"] < table["strength_high"])).all()
    assert set(table["nearest"]) <= {0, 7, 27, 56, 63}
    assert campaign.explain(GRID.iloc[[27]])[["nearest", "distance", "why"]].to_numpy().tolist() == [
        [27, 0.0, "not asked for"]
    ]


def test_nothing_can_be_predicted_before_anything_is_known():
    campaign = designer()
    assert campaign.explain(campaign.ask(1))["strength"].isna().all()
    assert campaign.best_.empty


def test_the_advice_is_to_stop_when_three_rounds_promise_less_than_the_noise():
    campaign = begun()
    assert not campaign.advice().stop
    for _ in range(14):
        batch = campaign.ask()
        campaign.tell(batch, strength(batch), std=[2.0])
    advice = campaign.advice()
    assert advice.stop
    assert "below the noise" in str(advice)


def test_an_explanation_names_the_limits_that_a_recipe_has_reached():
    space = mi.RecipeSpace(
        [mi.Amount("resin", 0, 60, step=10), mi.Amount("oil", 0, 100, step=10), mi.Amount("clay", 0, 30, step=10)],
        [mi.SumTo(["resin", "oil", "clay"], 100), mi.AtMost(k=2, of=["resin", "oil", "clay"])],
    )
    recipes = pd.DataFrame({"resin": [60.0, 0.0], "oil": [40.0, 100.0], "clay": [0.0, 0.0]})
    assert designer(candidates=space).explain(recipes)["binding"].tolist() == [
        f"{space.constraints[1].describe()}; resin = 60",
        "oil = 100",
    ]
