"""Promised against observed coverage."""

from __future__ import annotations

import pandas as pd
import pytest

from matinfo.plotting import CalibrationDisplay


def test_the_numbers_are_those_of_the_result(comparison):
    frame = CalibrationDisplay.from_result(comparison, target="Tg").frame()
    expected = comparison.calibration().query("target == 'Tg' and model == 'gp'").reset_index(drop=True)
    pd.testing.assert_frame_equal(frame, expected[frame.columns])


def test_the_diagonal_and_the_number_of_rows_are_drawn(comparison):
    ax = CalibrationDisplay.from_result(comparison, model="gp", target="Tg").plot().ax_
    assert list(ax.lines[0].get_xdata()) == list(ax.lines[0].get_ydata()) == [0, 1]
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["gp (n = 240)"]
    assert ax.get_ylabel() == "Observed coverage of Tg"


def test_models_without_standard_deviations_are_refused(comparison):
    with pytest.raises(ValueError, match="Take a model with predict"):
        CalibrationDisplay.from_result(comparison, model="ridge", target="Tg")
    with pytest.raises(ValueError, match="model must be one of 'gp', 'ridge', 'dummy'"):
        CalibrationDisplay.from_result(comparison, model=["SVR"], target="Tg")
    with pytest.raises(TypeError, match="a name or a list of names"):
        CalibrationDisplay.from_result(comparison, model=3, target="Tg")
