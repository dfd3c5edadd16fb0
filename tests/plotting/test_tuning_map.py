"""The tuning map shows what a search found: one cell a pair of options, the best of all others in it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform
from sklearn.datasets import make_regression
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.experimental import enable_halving_search_cv  # noqa: F401 - lets scikit-learn hand out the next name
from sklearn.model_selection import GridSearchCV, HalvingRandomSearchCV, RandomizedSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVR

import matinfo as mi
from matinfo.plotting import TuningMapDisplay, tuning_table

ERROR = "neg_root_mean_squared_error"


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def data():
    return make_regression(40, 4, noise=1.0, random_state=0)


@pytest.fixture(scope="module")
def svr(data):
    space = {"svr__C": [1, 10, 100], "svr__gamma": [0.01, 0.1], "svr__epsilon": [0.1, 1.0]}
    return GridSearchCV(make_pipeline(StandardScaler(), SVR()), space, cv=3, scoring=ERROR).fit(*data)


@pytest.fixture(scope="module")
def trees(data):
    space = {"max_leaf_nodes": [5, 20, None]}
    return GridSearchCV(
        ExtraTreesRegressor(10, random_state=0), space, cv=3, scoring="r2", return_train_score=True
    ).fit(*data)


def test_every_candidate_is_a_row_and_errors_are_positive(svr):
    table = tuning_table(svr)
    assert table.columns.tolist() == ["C", "epsilon", "gamma", "score", "score_sd", "rank", "scoring", "is_error"]
    assert len(table) == 12
    assert table["score"].tolist() == (-svr.cv_results_["mean_test_score"]).tolist()
    assert table.loc[svr.best_index_, "rank"] == 1
    assert set(table["scoring"]) == {"root mean squared error"}


def test_a_cell_holds_the_best_of_the_options_that_are_not_drawn(svr):
    table, grid = tuning_table(svr), TuningMapDisplay.from_search(svr, x="C", y="gamma").grid()
    assert (grid.index.tolist(), grid.columns.tolist()) == ([0.01, 0.1], [1, 10, 100])
    expected = table[(table["C"] == 10) & (table["gamma"] == 0.1)]["score"].min()
    assert grid.loc[0.1, 10] == expected


def test_one_option_gives_a_line_with_its_spread_and_the_training_score(trees):
    line = TuningMapDisplay.from_search(trees, x="max_leaf_nodes").grid()
    assert line.index.tolist() == ["5", "20", "None"]
    assert line.columns.tolist() == ["score", "score_sd", "train_score"]
    assert line["score"].tolist() == trees.cv_results_["mean_test_score"].tolist()


def test_the_picture_marks_the_best_candidate_and_names_what_is_scored(svr):
    display = TuningMapDisplay.from_search(svr, x="C", y="gamma").plot()
    (star,) = display.ax_.lines
    grid = display.grid()
    row, column = np.unravel_index(np.argmin(grid), grid.shape)
    assert (star.get_xdata()[0], star.get_ydata()[0]) == (column + 0.5, row + 0.5)
    assert display.figure_.axes[1].get_ylabel() == "RMSE, inner folds"
    assert [label.get_text() for label in display.ax_.get_xticklabels()] == ["1", "10", "100"]


def test_a_line_is_drawn_on_the_given_axes(trees):
    _, ax = plt.subplots()
    display = TuningMapDisplay.from_search(trees, x="max_leaf_nodes").plot(ax)
    assert display.ax_ is ax
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("max_leaf_nodes", "R², inner folds")
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["training", "left out"]


def test_the_axis_of_the_score_has_property_and_unit_where_they_are_told(svr, trees):
    told = {"quantity": "Tg", "unit": "K"}
    coloured = TuningMapDisplay.from_search(svr, x="C", y="gamma", **told).plot()
    assert coloured.figure_.axes[1].get_ylabel() == "RMSE of Tg, inner folds [K]"
    line = TuningMapDisplay.from_search(trees, x="max_leaf_nodes", **told).plot()
    assert line.ax_.get_ylabel() == "R² of Tg, inner folds"  # which has no unit


def test_random_candidates_are_drawn_as_points_on_logarithmic_axes(data):
    space = {"C": loguniform(0.1, 1000), "gamma": loguniform(1e-4, 1)}
    search = RandomizedSearchCV(SVR(), space, n_iter=8, cv=3, scoring=ERROR, random_state=0).fit(*data)
    ax = TuningMapDisplay.from_search(search, x="C", y="gamma").plot().ax_
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert len(ax.collections[0].get_offsets()) == 8


def test_a_candidate_of_a_halving_search_counts_once_with_its_last_score(data):
    search = HalvingRandomSearchCV(
        SVR(), {"C": loguniform(1, 100)}, n_candidates=4, cv=3, scoring=ERROR, random_state=0
    ).fit(*data)
    assert len(search.cv_results_["params"]) > len(tuning_table(search)) == 4


def test_a_model_with_a_search_can_be_given_itself():
    X = pd.DataFrame(np.random.default_rng(0).normal(size=(30, 3)), columns=["a", "b", "c"])
    model = mi.Model(regressor="svr", search="grid", search_space={"C": [1, 10]}, calibration_folds=0)
    table = tuning_table(model.fit(X, X["a"]))
    assert table["C"].tolist() == [1, 10]


def test_what_is_no_fitted_search_or_no_option_is_refused(svr):
    with pytest.raises(TypeError, match="a fitted search, or a fitted model with one"):
        tuning_table("grid")
    with pytest.raises(ValueError, match="y must be one of 'C', 'epsilon', 'gamma'"):
        TuningMapDisplay.from_search(svr, x="C", y="alpha")
    with pytest.raises(ValueError, match="y must be another option"):
        TuningMapDisplay.from_search(svr, x="C", y="C")
    with pytest.raises(TypeError, match=r"several targets.*search_\['Tg'\]"):
        tuning_table({"Tg": svr})


def test_several_scores_are_refused(data):
    search = GridSearchCV(SVR(), {"C": [1]}, cv=3, scoring=["r2", ERROR], refit=False).fit(*data)
    with pytest.raises(TypeError, match="several scores"):
        tuning_table(search)


def test_candidates_whose_fits_failed_have_no_cell():
    table = pd.DataFrame({"C": [1.0, 2.0, 1.0], "gamma": [0.1, 0.1, 1.0], "score": [1.0, np.nan, 2.0]})
    table = table.assign(score_sd=0.1, rank=1, scoring="r2", is_error=False)
    grid = TuningMapDisplay(table, x="C", y="gamma").grid()
    assert grid[1.0].tolist() == [1.0, 2.0]
    assert 2.0 not in grid
