"""Learning curves: nested parts of whole materials, the same test rows, and the numbers of compare at full size."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import LinearRegression, Ridge

import matinfo as mi
from matinfo.evaluate import Evaluator
from matinfo.evaluate._learning_curve import growing_folds
from matinfo.evaluate._splits import Fold
from matinfo.plotting import LearningCurveDisplay


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(90, 8))
    return X, pd.Series(X.sum(axis=1) + 0.5 * rng.normal(size=90), name="Tg")


@pytest.fixture(scope="module")
def curve(data):
    models = {"line": LinearRegression(), "ridge": Ridge()}
    return Evaluator(cv=3).learning_curve(models, *data, sizes=[12, 30, 60], n_repeats=2)


def test_there_is_one_row_for_each_model_fold_repeat_size_and_side(curve):
    frame = curve.frame()
    assert len(frame) == 3 * 3 * 2 * 3 * 2  # two models and the dummy
    assert not frame.duplicated(["model", "target", "fold", "repeat", "size", "side"]).any()
    assert (frame["n_train"] == frame["size"]).all()  # every row is a material here


def test_parts_are_nested_whole_materials_with_the_same_test_rows():
    groups = np.repeat(np.arange(20), 3)
    fold = Fold("y", 0, np.arange(45), np.arange(45, 60))
    parts = list(growing_folds([fold], groups, [7, 20, 45], 2, 0))
    for repeat in range(2):
        trains = [set(part.fold.train) for part in parts if part.repeat == repeat]
        assert trains[0] < trains[1] < trains[2]
        assert [len(train) for train in trains] == [9, 21, 45]  # materials of three rows
        assert all({3 * (row // 3) + i for row in train for i in range(3)} == train for train in trains)
    assert all((part.fold.test == fold.test).all() for part in parts)
    assert set(parts[0].fold.train) != set(parts[3].fold.train)  # another draw in the second repeat


def test_at_full_size_the_scores_are_those_of_compare(curve, data):
    full = curve.frame().query("size == 60 and repeat == 0 and side == 'test'")
    expected = Evaluator(cv=3).compare({"line": LinearRegression(), "ridge": Ridge()}, *data).frame()
    np.testing.assert_allclose(full["rmse"], expected.query("side == 'test'")["rmse"])


def test_the_error_falls_with_rows_where_something_can_be_learned(curve):
    errors = curve.summary().query("model == 'line'").set_index("size")["rmse_test"]
    assert errors.is_monotonic_decreasing
    assert errors[60] < 0.8 * errors[12]


def test_shares_are_of_the_training_rows_and_the_same_for_all_folds(data):
    X, y = data
    curve = Evaluator(cv=4).learning_curve({"ridge": Ridge()}, X, y, sizes=(0.25, 1.0))
    assert curve.summary().query("model == 'ridge'")["size"].tolist() == [17, 67]  # of 67 or 68


def test_the_same_seed_gives_the_same_numbers_and_another_one_others(data):
    def scores(seed):
        frame = Evaluator(cv=3, random_state=seed).learning_curve({"r": Ridge()}, *data, sizes=[12]).frame()
        return frame["rmse"].tolist()

    assert scores(0) == scores(0)
    assert scores(0) != scores(1)


class GivesStd(RegressorMixin, BaseEstimator):
    def fit(self, X, y):
        self.mean_, self.std_ = np.mean(y), np.std(y)
        return self

    def predict(self, X, return_std=False):
        mean = np.full(len(X), self.mean_)
        return (mean, np.full(len(X), self.std_)) if return_std else mean


def test_coverage_is_taken_where_a_model_gives_a_standard_deviation(data):
    curve = Evaluator(cv=3).learning_curve({"std": GivesStd()}, *data, sizes=[20, 40])
    assert curve.summary().query("model == 'std'")["coverage_test"].between(0.7, 1.0).all()


@pytest.mark.parametrize("sizes", [[], [1], [0.0], [1.5], ["all"], "all", [True], 50], ids=repr)
def test_sizes_that_mean_nothing_are_an_error(data, sizes):
    with pytest.raises(ValueError, match="sizes must be whole numbers of at least 2, or shares"):
        Evaluator(cv=3).learning_curve({"r": Ridge()}, *data, sizes=sizes)


def test_more_rows_than_a_fold_has_is_an_error_with_their_number(data):
    with pytest.raises(ValueError, match=r"at most 60, the training rows of the smallest fold; got \[80\]"):
        Evaluator(cv=3).learning_curve({"r": Ridge()}, *data, sizes=[10, 80])


# --- the picture --------------------------------------------------------------------------------------------------


def test_the_display_holds_means_and_standard_errors(curve):
    frame = LearningCurveDisplay.from_curve(curve, metric="mae").frame()
    summary = curve.summary()
    assert frame["mean"].tolist() == summary["mae_test"].tolist()
    np.testing.assert_allclose(frame["standard_error"], summary["mae_test_sd"] / np.sqrt(6))


def test_the_picture_names_models_metric_and_sizes(curve):
    _, ax = plt.subplots()
    display = LearningCurveDisplay.from_curve(curve).plot(ax)
    assert display.ax_ is ax
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["line", "ridge", "dummy"]
    assert ax.get_ylabel() == "RMSE of Tg, test rows"
    assert [text.get_text() for text in ax.get_xticklabels()] == ["12", "30", "60"]
    plt.close("all")


def test_the_axis_has_the_unit_of_a_dataset_beside_its_features(data):
    X, y = data
    ds = mi.Dataset(
        pd.DataFrame(X, columns=list("abcdefgh")).assign(Tg=y), recipe=list("abcdefgh"), targets={"Tg": "K"}
    )
    curve = Evaluator(cv=3).learning_curve({"ridge": Ridge()}, X, ds, sizes=[12, 30])
    assert LearningCurveDisplay.from_curve(curve).label == "RMSE of Tg, test rows [K]"
    assert LearningCurveDisplay.from_curve(curve, metric="r2").label == "R² of Tg, test rows"


def test_a_metric_that_was_not_taken_is_refused(curve):
    with pytest.raises(ValueError, match="metric must be one of 'r2', 'rmse', 'mae'"):
        LearningCurveDisplay.from_curve(curve, metric="bias")


def test_a_curve_can_be_asked_for_without_an_evaluator(data, curve):
    models = {"line": LinearRegression(), "ridge": Ridge()}
    again = mi.LearningCurve.of(models, *data, sizes=[12, 30, 60], n_repeats=2, cv=3)
    columns = ["model", "fold", "repeat", "size", "side", "rmse"]
    pd.testing.assert_frame_equal(again.frame()[columns], curve.frame()[columns])
