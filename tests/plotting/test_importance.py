"""Importances by name, with their spread."""

from __future__ import annotations

import pandas as pd
import pytest

from matinfo.plotting import ImportanceDisplay

BOTH = pd.DataFrame(
    {
        "name": ["oil", "oil", "sulfur", "sulfur", "zinc", "zinc"],
        "method": ["permutation", "conditional"] * 3,
        "importance": [1.0, 0.9, 4.0, 0.1, 0.5, 0.4],
        "std": [0.1] * 6,
    }
)


class Explained:
    """What the display needs of an explanation."""

    def importance(self, by=None):
        return BOTH if by is None else BOTH[BOTH["name"] == by]


def test_names_are_ordered_by_the_first_method_and_the_least_are_left_out():
    display = ImportanceDisplay.from_table(BOTH, n_names=2)
    assert display.frame()["name"].tolist() == ["sulfur", "sulfur", "oil", "oil"]
    assert display.n_left_out == 1


def test_an_explanation_is_asked():
    assert len(ImportanceDisplay.from_explanation(Explained()).frame()) == 6
    assert ImportanceDisplay.from_explanation(Explained(), by="oil").frame()["importance"].tolist() == [1.0, 0.9]


def test_each_method_has_its_bars_with_spread_and_the_axis_its_unit():
    ax = ImportanceDisplay.from_table(BOTH, quantity="rise of the RMSE", unit="MPa").plot().ax_
    assert [bar.get_width() for bar in ax.containers[0]] == [4.0, 1.0, 0.5]
    assert [text.get_text() for text in ax.get_yticklabels()] == ["sulfur", "oil", "zinc"]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["permutation", "conditional"]
    assert ax.get_xlabel() == "Importance: rise of the RMSE [MPa]"


def test_a_table_without_spread_or_method_will_do():
    frame = ImportanceDisplay.from_table(BOTH[["name", "importance"]].iloc[::2]).plot().frame()
    assert frame["std"].isna().all()


def test_what_has_no_names_or_no_rows_is_refused():
    with pytest.raises(ValueError, match="name missing"):
        ImportanceDisplay(BOTH[["importance"]])
    with pytest.raises(ValueError, match="at least one row"):
        ImportanceDisplay(BOTH.iloc[:0])
