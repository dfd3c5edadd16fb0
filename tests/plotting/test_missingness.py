"""Which cells of a dataset are filled."""

from __future__ import annotations

import pandas as pd
import pytest

import matinfo as mi
from matinfo.plotting import MissingnessDisplay

TABLE = pd.DataFrame(
    {"oil": [1, 2, 3, 4], "Tg": [1.0, None, 3.0, 4.0], "TC": [None, 2.0, None, 4.0], "note": ["a", None, None, None]}
)
DATA = mi.Dataset(TABLE, recipe=["oil"], targets={"Tg": "K", "TC": "W/(m K)"})


def test_filled_cells_are_counted_by_column_and_notes_play_no_role():
    frame = MissingnessDisplay.from_dataset(DATA).frame()
    assert frame["column"].tolist() == ["oil", "Tg", "TC"]
    assert frame["n_missing"].tolist() == [0, 1, 2]
    assert frame["share_filled"].tolist() == [1.0, 0.75, 0.5]


def test_rows_with_the_same_holes_are_one_pattern():
    patterns = MissingnessDisplay.from_dataset(DATA).patterns()
    assert patterns["n_rows"].tolist() == [2, 1, 1]
    assert patterns.loc[0, ["Tg", "TC"]].tolist() == [True, False]


def test_a_plain_table_shows_all_its_columns():
    assert MissingnessDisplay.from_frame(TABLE).frame()["n_filled"].tolist() == [4, 3, 2, 1]


def test_a_band_is_as_high_as_its_pattern_has_rows_and_columns_carry_their_share():
    ax = MissingnessDisplay.from_dataset(DATA).plot().ax_
    assert ax.collections[0].get_coordinates()[:, 0, 1].tolist() == [0, 2, 3, 4]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["oil\n100%", "Tg\n75%", "TC\n50%"]


def test_an_empty_table_is_refused():
    with pytest.raises(ValueError, match="at least one row"):
        MissingnessDisplay.from_frame(TABLE.iloc[:0])


def test_a_column_may_be_called_like_the_count():
    patterns = MissingnessDisplay.from_frame(pd.DataFrame({"n_rows": [1.0, None, 2.0]})).patterns()
    assert patterns.to_numpy().tolist() == [[True, 2], [False, 1]]
