"""What is left of candidates after each filter."""

from __future__ import annotations

import pandas as pd
import pytest

import matinfo as mi
from matinfo.plotting import FunnelDisplay


@pytest.fixture(scope="module")
def funnel():
    candidates = ["*CCO*", "*COC*", "*COOC*", "*CC(*)C1CCC1", "*CC*"]
    return mi.Screen([mi.Forbid("OO", name="peroxide"), mi.RingSizes((5, 6))]).apply(candidates)[1]


def test_all_candidates_come_first_and_then_what_each_step_left(funnel):
    frame = FunnelDisplay.from_funnel(funnel).frame()
    assert frame["n_out"].tolist() == [5, 4, 3, 2]
    assert frame["n_dropped"].tolist() == [0, 1, 1, 1]
    assert frame["share"].tolist() == [1.0, 0.8, 0.6, 0.4]


def test_bars_are_named_by_filter_and_numbered(funnel):
    ax = FunnelDisplay.from_funnel(funnel).plot().ax_
    assert ax.get_yticklabels()[0].get_text() == "candidates"
    assert [text.get_text().strip() for text in ax.texts] == ["5", "4  (-1)", "3  (-1)", "2  (-1)"]
    assert [bar.get_width() for bar in ax.patches] == [5, 4, 3, 2]


def test_a_steep_funnel_has_a_logarithmic_scale_and_may_end_in_nothing():
    steps = pd.DataFrame({"filter": ["a", "b"], "n_in": [10_000, 20], "n_out": [20, 0], "n_dropped": [9_980, 20]})
    display = FunnelDisplay(steps).plot()
    assert display.ax_.get_xscale() == "symlog"
    display.figure_.canvas.draw()
