"""Drawn structures with their properties."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from matinfo.exceptions import InvalidRowsError
from matinfo.plotting import StructureGridDisplay

UNITS = ["*CC*", "*CC(*)C", "*CC(*)c1ccccc1"]
TABLE = pd.DataFrame({"Tg": [195.04, np.nan, 373.0], "Tg sd": [11.3, np.nan, 9.0], "class": ["a", "b", "c"]})


def test_a_caption_has_a_line_a_property_with_spread_and_unit():
    frame = StructureGridDisplay.from_structures(UNITS, TABLE, units={"Tg": "K"}, names=["PE", "PP", "PS"]).frame()
    assert frame["caption"].tolist() == ["Tg 195 ± 11 K\nclass a", "Tg not known\nclass b", "Tg 373 ± 9 K\nclass c"]
    assert frame["name"].tolist() == ["PE", "PP", "PS"]


def test_every_structure_is_drawn_in_its_own_cell_with_its_caption():
    ax = StructureGridDisplay.from_structures(UNITS, TABLE, n_columns=2).plot().ax_
    corners = [(image.get_extent()[0], image.get_extent()[3] == 0) for image in ax.images]
    assert corners == [(0, True), (1, True), (0, False)]
    assert [text.get_text().split("\n")[-1] for text in ax.texts] == ["class a", "class b", "class c"]
    assert all(np.asarray(image.get_array()).min() < 0.5 for image in ax.images)  # something is drawn


def test_long_lines_are_broken_and_a_grid_without_properties_has_none():
    long = StructureGridDisplay(["*CC*"], names=["poly(" + "a very long name " * 4 + ")"]).plot().ax_.texts[0]
    assert max(len(line) for line in long.get_text().split("\n")) <= 34
    assert StructureGridDisplay(["*CC*"]).plot().ax_.texts[0].get_text() == ""


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(InvalidRowsError, match="1 of 2 rows"):
        StructureGridDisplay(["*CC*", "PVC"])
    with pytest.raises(ValueError, match=r"properties must have one row a structure \(3\); got 2"):
        StructureGridDisplay(UNITS, TABLE.iloc[:2])
    with pytest.raises(ValueError, match="at least one structure"):
        StructureGridDisplay([])
    with pytest.raises(ValueError, match="n_columns"):
        StructureGridDisplay(UNITS, n_columns=0)
