"""The front as numbers and as a picture."""

from __future__ import annotations

import pandas as pd
import pytest

import matinfo as mi
from matinfo.plotting import ParetoDisplay

WISH = mi.Pareto([mi.Maximize("strength", unit="MPa"), mi.Minimize("cost")], reference={"strength": 0, "cost": 5})
MEASURED = pd.DataFrame({"strength": [10.0, 20.0, None, 9.0], "cost": [1.0, 4.0, 1.0, 2.0]}, index=list("abcd"))


def test_the_frame_tells_the_front_and_how_the_hypervolume_grew():
    frame = ParetoDisplay.from_values(MEASURED, WISH).frame()
    assert frame["experiment"].tolist() == ["a", "b", "d"]
    assert frame["on_front"].tolist() == [True, True, False]
    assert frame["hypervolume"].tolist() == [40.0, 50.0, 50.0]


def test_a_campaign_gives_its_measured_experiments():
    space = mi.RecipeSpace([mi.Amount("a", 0, 1, step=0.25), mi.Amount("b", 0, 1, step=0.25)])
    designer = mi.Designer(objective=WISH, candidates=space)
    rows = pd.DataFrame({"a": [0.0, 0.5], "b": [0.0, 1.0]})
    designer.tell(rows, {"strength": [10.0, 20.0], "cost": [1.0, 4.0]})
    assert ParetoDisplay.from_designer(designer).frame()["hypervolume"].tolist() == [40.0, 50.0]


def test_the_picture_shows_experiments_and_front_with_names_and_units():
    pyplot = pytest.importorskip("matplotlib.pyplot")
    display = ParetoDisplay.from_values(MEASURED, WISH).plot()
    assert (display.ax_.get_xlabel(), display.ax_.get_ylabel()) == ("strength [MPa]", "cost")
    rest, front = (each.get_offsets().tolist() for each in display.ax_.collections)
    assert rest == [[9.0, 2.0]]
    assert front == [[10.0, 1.0], [20.0, 4.0]]
    pyplot.close("all")


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match=r"missing: \['cost'\]"):
        ParetoDisplay.from_values(MEASURED[["strength"]], WISH)
    with pytest.raises(ValueError, match="at least one experiment with all properties"):
        ParetoDisplay.from_values(MEASURED.iloc[[2]], WISH)
    with pytest.raises(TypeError, match="objective must be a Pareto objective"):
        ParetoDisplay.from_values(MEASURED, mi.Maximize("strength"))
    with pytest.raises(ValueError, match="x must be one of"):
        ParetoDisplay.from_values(MEASURED, WISH, x="Tg")
