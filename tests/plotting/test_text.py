"""Names that users give are shown as they were written: they are no formulas, are not left out, and find a font."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.font_manager import fontManager

from matinfo.plotting import CampaignDisplay, ParityDisplay
from matinfo.plotting._text import EAST_ASIAN_FONTS, axis_label, plain


def shown(text: str) -> str:
    """What matplotlib makes of a text that is no formula."""
    artist = plt.figure().text(0, 0, text)
    cleaned, is_formula = artist._preprocess_math(text)
    assert is_formula is False
    return cleaned


@pytest.mark.parametrize("name", ["$/kg", "$x$ and $y_", "x_{", "100 %", r"a\b", "σ [MPa]", "인장강도"])
def test_a_name_is_no_formula(name):
    assert shown(plain(name)) == name


def test_a_unit_stands_in_brackets_behind_the_name():
    assert axis_label("Tg", "K") == "Tg [K]"
    assert axis_label("index") == axis_label("index", None) == "index"


def test_a_legend_keeps_a_model_whose_name_begins_with_an_underscore():
    display = CampaignDisplay.from_values({"_mine": [1.0, 2.0], "$x$ of $y_": [1.0, 3.0]}).plot()
    entries = [entry.get_text().strip() for entry in display.ax_.get_legend().get_texts()]
    assert entries == ["_mine", r"\$x\$ of \$y_"]
    display.figure_.canvas.draw()  # a broken formula would raise here


@pytest.mark.skipif(
    not {font.name for font in fontManager.ttflist} & set(EAST_ASIAN_FONTS), reason="no font with Hangul is installed"
)
def test_korean_is_drawn_with_a_font_that_has_it():
    display = ParityDisplay.from_predictions([1.0, 2.0], [1.0, 2.5], quantity="인장강도", unit="MPa").plot()
    display.figure_.canvas.draw()  # a missing letter would be a warning, and so an error in these tests
    assert np.asarray(display.figure_.canvas.buffer_rgba()).min() == 0


def test_latin_text_keeps_the_font_of_the_user():
    display = ParityDisplay.from_predictions([1.0, 2.0], [1.0, 2.5], quantity="strength", unit="µm²").plot()
    assert not set(display.ax_.xaxis.label.get_fontfamily()) & set(EAST_ASIAN_FONTS)
