"""The curve of the error against the number of features, as data and as a picture."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.models import RecursiveSelection
from matinfo.plotting import FeatureCurveDisplay


@pytest.fixture(scope="module")
def data():
    X = np.random.default_rng(0).normal(size=(60, 8))
    return X, X[:, 1] - X[:, 4] + 0.1 * X[:, 6]


def test_the_numbers_are_those_of_the_selection(data):
    selection = RecursiveSelection().fit(*data)
    pd.testing.assert_frame_equal(FeatureCurveDisplay.from_estimator(selection).frame(), selection.curve_)


@pytest.mark.parametrize(
    "estimator",
    [make_pipeline(RecursiveSelection(), Ridge()), mi.Model(None, "ridge", select="rfe", calibration_folds=0)],
    ids=["pipeline", "model"],
)
def test_the_selection_inside_a_model_is_found(data, estimator):
    frame = FeatureCurveDisplay.from_estimator(estimator.fit(*data)).frame()
    pd.testing.assert_frame_equal(frame, RecursiveSelection().fit(*data).curve_)


def test_a_model_without_a_selection_is_refused(data):
    with pytest.raises(TypeError, match=r'Fit mi.Model\(select="rfe"\) first'):
        FeatureCurveDisplay.from_estimator(Ridge().fit(*data))


def test_a_table_without_its_columns_is_refused():
    with pytest.raises(ValueError, match="standard_error, best, kept missing"):
        FeatureCurveDisplay(pd.DataFrame({"n_features": [1], "rmse": [1.0]}))


def test_the_picture_has_labels_with_the_unit_and_draws_on_given_axes(data):
    _, ax = plt.subplots()
    display = FeatureCurveDisplay.from_estimator(RecursiveSelection().fit(*data), quantity="Tg", unit="K").plot(ax)
    assert display.ax_ is ax
    assert ax.get_ylabel() == "RMSE of Tg, inner folds [K]"
    assert any("of 8, RMSE" in text.get_text() for text in ax.get_legend().get_texts())
    plt.close("all")
