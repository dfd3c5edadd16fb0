"""The picture of contributions holds their numbers and draws one structure."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from matinfo.plotting import ContributionDisplay

PIECES = pd.DataFrame(
    {
        "structure": "*CC(*)C",
        "piece": ["*C*", "*C(*)*", "*C"],
        "atoms": [(1,), (2,), (4,)],
        "contribution": [-15.0, np.nan, 30.0],
    }
)


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_the_frame_holds_the_pieces():
    pd.testing.assert_frame_equal(ContributionDisplay(PIECES).frame(), PIECES)


def test_colours_are_symmetric_about_zero_and_say_what_they_show():
    display = ContributionDisplay(PIECES, quantity="Tg", unit="K").plot()
    (bar,) = [ax for ax in display.figure_.axes if ax is not display.ax_]
    assert bar.get_ylabel() == "contribution to Tg [K]"
    assert bar.get_ylim() == (-30.0, 30.0)


def test_pieces_of_opposite_sign_have_the_two_colours():
    (image,) = ContributionDisplay(PIECES).plot().ax_.images
    pixels = np.asarray(image.get_array())[..., :3].reshape(-1, 3)
    red, blue = pixels[:, 0] - pixels[:, 2] > 0.5, pixels[:, 2] - pixels[:, 0] > 0.15
    assert red.sum() > 100
    assert blue.sum() > 100


def test_several_structures_are_refused():
    two = pd.concat([PIECES, PIECES.assign(structure="*CC*")])
    with pytest.raises(ValueError, match="pieces must be of one structure; got 2"):
        ContributionDisplay(two)
    with pytest.raises(ValueError, match="a table with the columns"):
        ContributionDisplay(PIECES.drop(columns="atoms"))


@pytest.mark.parametrize("unit", [1.0, 1e-14])
def test_pieces_are_coloured_alike_in_every_unit(unit):
    small = PIECES.assign(contribution=unit * PIECES["contribution"])
    (image,) = ContributionDisplay(small).plot().ax_.images
    (expected,) = ContributionDisplay(PIECES).plot().ax_.images
    strongest, wanted = (np.ptp(each.get_array()[..., :3], axis=2).max() for each in (image, expected))
    assert strongest == pytest.approx(wanted)
