"""The picture of campaigns: best so far, its median and its band, and what is written on the axes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.plotting import CampaignDisplay


def test_the_best_so_far_never_falls_and_a_failed_experiment_does_not_count():
    display = CampaignDisplay.from_values({"designed": [1.0, np.nan, 3.0, 2.0]})
    assert display.frame()["median"].tolist() == [1.0, 1.0, 3.0, 3.0]


def test_the_best_may_be_the_smallest():
    display = CampaignDisplay.from_values({"designed": [3.0, 5.0, 1.0]}, direction="min")
    assert display.frame()["median"].tolist() == [3.0, 3.0, 1.0]


def test_eight_in_ten_runs_lie_in_the_band():
    runs = np.arange(11.0)[:, None] * np.ones((1, 3))
    numbers = CampaignDisplay.from_values({"random": runs}).frame()
    assert numbers[["low", "median", "high"]].to_numpy().tolist() == [[1.0, 5.0, 9.0]] * 3
    assert numbers["runs"].tolist() == [11] * 3


def test_the_picture_shows_each_way_the_optimum_the_phases_and_the_unit():
    pytest.importorskip("matplotlib")
    from matplotlib import pyplot

    display = CampaignDisplay.from_values(
        {"designed": [1.0, 2.0, 3.0], "random": [1.0, 1.0, 2.0]},
        optimum=4.0,
        phases=[("first", 2), ("greedy", 3)],
        quantity="strength",
        unit="MPa",
    ).plot()
    assert [text.get_text() for text in display.ax_.get_legend().get_texts()] == ["designed", "random", "optimum"]
    assert display.ax_.get_ylabel() == "Best strength so far [MPa]"
    assert [text.get_text() for text in display.ax_.texts] == ["first", "greedy"]
    assert display.ax_.lines[0].get_ydata().tolist() == [1.0, 2.0, 3.0]
    pyplot.close(display.figure_)


def test_what_is_no_run_is_refused():
    with pytest.raises(TypeError, match="best must be a mapping"):
        CampaignDisplay([1.0, 2.0])
    with pytest.raises(ValueError, match="must hold runs"):
        CampaignDisplay({"designed": np.empty((0, 3))})


def campaign(values, objective, **options):
    designer = mi.Designer(objective=objective, candidates=mi.Pool(pd.DataFrame({"a": range(9)})), **options)
    designer.tell(pd.DataFrame({"a": range(len(values))}), {"cost": values})
    designer.ask(1)
    return designer


def test_campaigns_are_drawn_against_random_ones_with_the_direction_and_unit_of_their_objective():
    wish = mi.Minimize("cost", unit="kg")
    ways = {
        "ei": campaign([3.0, 1.0, 2.0], wish),
        "random": [campaign([5.0, 4.0, 6.0], wish, acquisition="random")] * 2,
    }
    display = CampaignDisplay.from_designers(ways).plot()
    assert display.frame()["median"].tolist() == [3.0, 1.0, 1.0, 5.0, 4.0, 4.0]  # pending experiments do not count
    assert display.frame()["runs"].tolist() == [1] * 3 + [2] * 3
    assert display.ax_.get_ylabel() == "Best cost so far [kg]"


def test_campaigns_of_one_way_are_equally_long_and_a_window_needs_the_name_of_a_property():
    wish = mi.Maximize("cost")
    with pytest.raises(ValueError, match=r"'ei' have \[2, 1\]"):
        CampaignDisplay.from_designers({"ei": [campaign([1.0, 2.0], wish), campaign([1.0], wish)]})
    window = campaign([1.0], mi.Window({"cost": (0, 2)}))
    with pytest.raises(ValueError, match="target must be one of"):
        CampaignDisplay.from_designers({"ei": window})
    assert CampaignDisplay.from_designers({"ei": window}, target="cost").frame()["median"].tolist() == [1.0]


def test_before_the_first_result_there_is_no_best():
    numbers = CampaignDisplay.from_values({"designed": [np.nan, 3.0, 2.0]}).frame()
    np.testing.assert_array_equal(numbers["median"], [np.nan, 3.0, 3.0])
