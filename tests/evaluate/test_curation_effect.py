"""compare_curation: the score with and without dropped rows, and whether the model or only the test got better."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LinearRegression

import matinfo as mi
from matinfo.data import CurationWarning
from matinfo.evaluate import compare_curation


@pytest.fixture
def spoilt():
    """A line, with ten of sixty values mistyped."""
    x = np.linspace(1.0, 60.0, 60)
    noise = np.random.default_rng(0).normal(0, 0.5, (2, 60))
    y, z = 2.0 * x + noise[0], x + 10 * noise[1]
    y[::6] = 900.0
    frame = pd.DataFrame({"x": x, "y": y, "z": z})
    return mi.Dataset(frame, recipe=["x"], targets={"y": "MPa", "z": "MPa"})


def line(scores, target="y"):
    rows = scores[(scores["model"] == "line") & (scores["target"] == target)]
    return rows.set_index(["trained_on", "tested_on"])


def test_training_without_outliers_is_told_apart_from_testing_without_them(spoilt):
    scores, log = compare_curation({"line": LinearRegression()}, spoilt, ranges={"y": (0.0, 200.0)})
    rmse = line(scores)["rmse"]
    assert rmse["kept", "kept"] < 1.0 < 100.0 < rmse["kept", "all"]
    assert rmse["all", "all"] > 100.0
    assert len(log.frame()) == 10


def test_both_scores_are_on_the_same_folds_and_say_how_many_rows_they_had(spoilt):
    scores, _ = compare_curation({"line": LinearRegression()}, spoilt, ranges={"y": (0.0, 200.0)})
    sizes = line(scores)[["n_train", "n_test", "dropped"]]
    assert sizes.loc[("all", "all")].tolist() == [48.0, 60.0, pytest.approx(1 / 6)]
    assert sizes.loc[("kept", "kept")].tolist() == [40.0, 50.0, pytest.approx(1 / 6)]
    assert sizes.loc[("kept", "all"), "n_test"] == 60.0


def test_a_target_without_dropped_values_has_the_same_score_three_times(spoilt):
    scores, _ = compare_curation({"line": LinearRegression()}, spoilt, ranges={"y": (0.0, 200.0)})
    assert line(scores, "z")["dropped"].tolist() == [0.0] * 3
    rmse = line(scores, "z")["rmse"].tolist()
    assert rmse == [rmse[0]] * 3
    assert set(scores["model"]) == {"line", "dummy"}


def test_more_than_a_fifth_dropped_gives_a_warning(spoilt):
    only = spoilt.select("y")
    with pytest.warns(CurationWarning, match=r"2\d of 60 rows were dropped, more than 20%"):
        compare_curation({"line": LinearRegression()}, only, ranges={"y": (0.0, 100.0)})


def test_what_cannot_be_compared_is_refused(spoilt):
    with pytest.raises(TypeError, match="dataset must be a Dataset"):
        compare_curation({"line": LinearRegression()}, spoilt.frame)
    with pytest.raises(ValueError, match="merge_duplicates must be False"):
        compare_curation({"line": LinearRegression()}, spoilt, merge_duplicates=True)
