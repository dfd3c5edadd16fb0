"""Structures in the plane of their two largest differences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.exceptions import InvalidRowsError
from matinfo.plotting import ChemicalMapDisplay

UNITS = pd.Series(["*CC*", "*CC(*)C", "*CC(*)c1ccccc1", "*CCO*"], index=["PE", "PP", "PS", "PEO"])


def test_one_chain_has_one_place_however_it_is_written():
    frame = ChemicalMapDisplay.from_structures([*UNITS, "*COC*"]).frame()
    assert frame.loc[3, ["pc1", "pc2"]].tolist() == pytest.approx(frame.loc[4, ["pc1", "pc2"]].tolist(), abs=1e-6)


def test_rows_keep_their_labels_and_the_axes_say_how_much_they_hold():
    display = ChemicalMapDisplay.from_structures(UNITS).plot()
    assert display.frame().index.tolist() == ["PE", "PP", "PS", "PEO"]
    first, second = display.explained
    assert 1 >= first >= second >= 0
    assert display.ax_.get_xlabel() == f"Component 1 ({first:.0%} of the variance)"


def test_a_dataset_gives_colour_property_and_unit_and_holes_stay_grey():
    table = pd.DataFrame({"psmiles": UNITS, "Tg": [195.0, 260.0, np.nan, 206.0]})
    display = ChemicalMapDisplay.from_dataset(mi.Dataset(table, structure="psmiles", targets={"Tg": "K"})).plot()
    grey, coloured = display.ax_.collections
    assert (len(grey.get_offsets()), len(coloured.get_offsets())) == (1, 3)
    assert coloured.colorbar.ax.get_ylabel() == "Tg [K]"


def test_labels_are_named_with_their_count_and_the_featurizer_is_that_of_the_user():
    by = ["known", "known", "proposed", "known"]
    display = ChemicalMapDisplay.from_structures(UNITS, by=by, featurizer=mi.MorganFingerprint(n_bits=64)).plot()
    assert [text.get_text() for text in display.ax_.get_legend().get_texts()] == ["known (3)", "proposed (1)"]


def test_what_cannot_be_mapped_is_refused():
    with pytest.raises(ValueError, match="at least 3 structures; got 2"):
        ChemicalMapDisplay.from_structures(UNITS[:2])
    with pytest.raises(ValueError, match="not both"):
        ChemicalMapDisplay.from_structures(UNITS, values=np.zeros(4), by=["a"] * 4)
    with pytest.raises(ValueError, match=r"by must have one entry a structure \(4\); got 1"):
        ChemicalMapDisplay.from_structures(UNITS, by=["a"])
    with pytest.raises(InvalidRowsError, match="1 of 3 rows"):
        ChemicalMapDisplay.from_structures(["*CC*", "PVC", "*CCO*"])
    recipes = mi.Dataset(pd.DataFrame({"oil": [1.0], "y": [1.0]}), recipe=["oil"], targets=["y"])
    with pytest.raises(ValueError, match="needs structures"):
        ChemicalMapDisplay.from_dataset(recipes)


def test_structures_that_are_all_alike_have_no_map():
    with pytest.raises(ValueError, match="all 3 have the same features"):
        ChemicalMapDisplay.from_structures(["*CC*", "*C*", "*CCCC*"])
