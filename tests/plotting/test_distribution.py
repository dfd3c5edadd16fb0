"""Histogram of a property."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.plotting import DistributionDisplay

METHODS = ["DSC", "DMA", "DSC", "DMA", None, None]
TABLE = pd.DataFrame({"oil": range(6), "Mc": [1.0, 1.0, 2.0, 3.0, np.nan, 5.0], "method": METHODS})
DATA = mi.Dataset(TABLE, recipe=["oil"], targets={"Mc": "kg/mol"}, method="method")


def test_every_value_is_in_one_bin_and_holes_are_in_none():
    frame = DistributionDisplay.from_dataset(DATA, bins=4).frame()
    assert frame["n_rows"].tolist() == [2, 1, 1, 1]
    assert (frame["low"].min(), frame["high"].max()) == (1.0, 5.0)


def test_values_are_split_by_a_column_and_an_empty_label_is_named():
    counts = DistributionDisplay.from_dataset(DATA, by="method").frame().groupby("label")["n_rows"].sum()
    assert counts.to_dict() == {"DSC": 2, "DMA": 2, "not stated": 1}


def test_the_picture_stacks_labels_and_carries_property_unit_count_and_median():
    ax = DistributionDisplay.from_dataset(DATA, by="method", bins=2).plot().ax_
    assert ax.get_xlabel() == "Mc [kg/mol]"
    assert ax.get_title(loc="left") == "n = 5, median 2 kg/mol"
    assert sum(bar.get_height() for bar in ax.patches) == 5
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["DSC (2)", "DMA (2)", "not stated (1)"]


def test_what_has_no_values_or_no_such_column_is_refused():
    with pytest.raises(ValueError, match="at least one number"):
        DistributionDisplay.from_values([np.nan])
    with pytest.raises(ValueError, match="equally long"):
        DistributionDisplay.from_values([1.0, 2.0], by=["a"])
    with pytest.raises(ValueError, match="by must be one of"):
        DistributionDisplay.from_dataset(DATA, by="source")
    with pytest.raises(ValueError, match="target must be one of 'Mc'"):
        DistributionDisplay.from_dataset(DATA, "Tg")


def test_one_value_far_from_all_others_does_not_ask_for_endless_bins():
    values = np.r_[np.geomspace(1e-14, 1e-12, 200), 1e3]  # conductivities, and a typing error
    assert len(DistributionDisplay.from_values(values).frame()) == 29  # twice the root of 201


def test_a_number_of_bins_is_checked():
    with pytest.raises(ValueError, match="bins must"):
        DistributionDisplay.from_values([1.0, 2.0], bins=0)
