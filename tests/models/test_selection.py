"""Recursive selection: planted truth, the curve, folds that keep groups together, blocks, and the way into a model."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joblib import parallel_config
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.feature_selection import RFECV, SelectKBest, f_regression
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.utils.estimator_checks import parametrize_with_checks

import matinfo as mi
from matinfo.models import RecursiveSelection, SelectedRegressor, SensitivityRegressor
from matinfo.models._blocks import surviving_blocks
from matinfo.models._selection import equal_rows, shrinking_sizes


def planted(seed: int, n_rows: int = 150, n_features: int = 100) -> tuple[np.ndarray, np.ndarray, set[int]]:
    """Ten features carry the target, with weights between 0.5 and 1.5; the noise has a tenth of its variance."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_rows, n_features))
    true = rng.choice(n_features, min(10, n_features), replace=False)
    signal = X[:, true] @ (rng.uniform(0.5, 1.5, len(true)) * rng.choice([-1, 1], len(true)))
    return X, signal + 0.3 * signal.std() * rng.normal(size=n_rows), set(true.tolist())


# --- the planted truth --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(2))
def test_ten_true_features_of_a_hundred_are_found(seed):
    X, y, true = planted(seed)
    selection = RecursiveSelection().fit(X, y)
    assert 10 <= selection.n_features_ <= 20
    assert len(true & set(selection.get_support(indices=True).tolist())) >= 9


def test_linear_coefficients_serve_as_importance_too_on_features_of_any_scale():
    X, y, true = planted(0)
    selection = RecursiveSelection(Ridge(10.0)).fit(X * 10.0 ** (np.arange(100) % 7 - 3), y)
    assert 10 <= selection.n_features_ <= 20
    assert len(true & set(selection.get_support(indices=True).tolist())) >= 9


def test_a_feature_that_acts_through_curvature_only_is_found():
    X = np.random.default_rng(1).uniform(-1, 1, size=(100, 6))
    selection = RecursiveSelection().fit(X, X[:, 2] ** 2)  # no correlation: a linear method would drop it
    assert selection.get_support(indices=True).tolist() == [2]


def test_where_nothing_can_be_learned_the_curve_does_not_fall():
    rng = np.random.default_rng(0)
    curve = RecursiveSelection().fit(rng.normal(size=(60, 20)), y := rng.normal(size=60)).curve_
    assert (curve["rmse"] > 0.8 * y.std()).all()  # features chosen on all rows would seem to explain it


# --- the curve ----------------------------------------------------------------------------------------------------


def test_the_curve_has_one_row_a_size_and_marks_the_best_and_the_kept():
    X, y, _ = planted(1, n_features=30)
    selection = RecursiveSelection(step=0.3).fit(X, y)
    curve = selection.curve_
    assert curve["n_features"].tolist() == shrinking_sizes(30, 0.3, 1)
    assert curve.loc[curve["best"], "rmse"].tolist() == [curve["rmse"].min()]
    assert curve.loc[curve["kept"], "n_features"].tolist() == [selection.n_features_]


def test_the_one_standard_error_rule_keeps_the_fewest_features_within_it():
    X, y, _ = planted(2, n_features=30)
    best, few = (RecursiveSelection(step=0.3, rule=rule).fit(X, y) for rule in ("best", "one-standard-error"))
    curve = best.curve_
    lowest = curve[curve["best"]].iloc[0]
    within = curve[curve["rmse"] <= lowest["rmse"] + lowest["standard_error"]]
    assert few.n_features_ == within["n_features"].min()


@given(n=st.integers(1, 5000), step=st.floats(0.01, 0.9), smallest=st.integers(1, 50))
def test_sizes_fall_from_all_to_the_smallest(n, step, smallest):
    sizes = shrinking_sizes(n, step, smallest)
    assert sizes[0] == n
    assert sizes[-1] == min(n, smallest)
    assert all(after < before for before, after in pairwise(sizes))


def test_ranks_tell_the_order_in_which_features_went():
    X, y, _ = planted(0, n_features=20)
    selection = RecursiveSelection(step=0.3).fit(X, y)
    counts = np.bincount(selection.ranking_)[1:]
    sizes = [size for size in shrinking_sizes(20, 0.3, 1) if size >= selection.n_features_]
    assert np.cumsum(counts).tolist() == sizes[::-1]
    assert (selection.support_ == (selection.ranking_ == 1)).all()


# --- inner folds --------------------------------------------------------------------------------------------------


class Remembers(RegressorMixin, BaseEstimator):
    """Predicts what it has seen for equal rows, and else the mean: perfect where rows leak."""

    def fit(self, X, y):
        self.known_ = {row.tobytes(): value for row, value in zip(X, y, strict=True)}
        self.feature_importances_ = np.ones(X.shape[1])
        self.mean_ = np.mean(y)
        return self

    def predict(self, X):
        return np.array([self.known_.get(row.tobytes(), self.mean_) for row in X])


@pytest.mark.parametrize("by_hand", [False, True])
def test_replicates_never_stand_on_both_sides_of_an_inner_fold(by_hand):
    rng = np.random.default_rng(0)
    X, y = np.repeat(rng.normal(size=(20, 3)), 2, axis=0), np.repeat(rng.normal(size=20), 2)
    groups = np.repeat(np.arange(20), 2) if by_hand else None
    assert RecursiveSelection(Remembers(), min_features=3).fit(X, y, groups).curve_["rmse"].min() > 0.5
    apart = np.tile([0, 1], 20)  # one replicate on each side
    assert RecursiveSelection(Remembers(), min_features=3, cv=2).fit(X, y, apart).curve_["rmse"].min() == 0.0


def test_equal_rows_have_one_number():
    assert equal_rows(np.array([[1.0, 0.0], [3.0, 4.0], [1.0, -0.0]])).tolist() == [0, 1, 0]


def test_one_material_cannot_be_divided():
    with pytest.raises(ValueError, match="at least 2 different materials or groups; got 1"):
        RecursiveSelection().fit(np.ones((5, 2)), np.arange(5.0))


# --- it is a selector of scikit-learn -----------------------------------------------------------------------------


@parametrize_with_checks([RecursiveSelection(SensitivityRegressor(), step=0.5), SensitivityRegressor()])
def test_scikit_learn_finds_nothing_to_complain_about(estimator, check):
    check(estimator)


def test_names_of_columns_survive():
    X, y, _ = planted(3, n_features=12)
    frame = pd.DataFrame(X, columns=[f"f{i}" for i in range(12)])
    selection = RecursiveSelection(step=0.5).set_output(transform="pandas").fit(frame, y)
    assert selection.transform(frame).columns.tolist() == [f"f{i}" for i in selection.get_support(indices=True)]


def test_it_is_the_same_for_one_worker_and_two():
    X, y, _ = planted(0, n_features=15)
    with parallel_config(backend="threading"):  # processes take seconds to start
        one, two = (RecursiveSelection(step=0.5, n_jobs=n_jobs).fit(X, y) for n_jobs in (1, 2))
    pd.testing.assert_frame_equal(one.curve_, two.curve_)


@pytest.mark.parametrize(
    "options", [{"step": 0.0}, {"step": 1.0}, {"rule": "smallest"}, {"min_features": 0}, {"cv": 1}], ids=repr
)
def test_an_option_out_of_range_is_an_error(options):
    X, y, _ = planted(0, n_features=5)
    with pytest.raises(ValueError, match="must be"):
        RecursiveSelection(**options).fit(X, y)


def test_an_estimator_without_importances_is_named():
    X, y, _ = planted(0, n_features=5)
    with pytest.raises(TypeError, match="feature_importances_ or coef_ after its fit; got"):
        RecursiveSelection(SelectedRegressor(SelectKBest(f_regression, k=2), Ridge())).fit(X, y)


# --- importances --------------------------------------------------------------------------------------------------


def test_the_slope_of_a_line_is_its_coefficient():
    X = np.random.default_rng(0).normal(size=(200, 3))
    importance = SensitivityRegressor().fit(X, X @ [3.0, 1.0, 0.0]).feature_importances_
    spread = X.std(axis=0) ** 2 * np.array([9.0, 1.0, 0.0])
    np.testing.assert_allclose(importance, spread / spread.sum(), atol=0.01)


def test_constant_features_and_units_do_not_matter():
    X, y, _ = planted(0, n_features=6)
    first = SensitivityRegressor().fit(X, y)
    second = SensitivityRegressor().fit(np.column_stack([1000 * X + 5, np.full(150, 7.0)]), y)
    np.testing.assert_allclose(second.feature_importances_, [*first.feature_importances_, 0.0], atol=1e-8)


# --- inside a model -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def polymers():
    return mi.load_polymers().select("Tg").take(range(0, 240, 3))


def test_blocks_shrink_with_their_columns():
    support = np.array([True, False, True, False, False, True])
    blocks = {"A": slice(0, 2), "Q": slice(2, 4), "M": slice(4, 5), "R": slice(5, 6)}
    assert surviving_blocks(blocks, support) == {"A": slice(0, 1), "Q": slice(1, 2), "R": slice(2, 3)}


class TakesBlocks(Ridge):
    seen: list[tuple[int, dict[str, slice]]]

    def fit(self, X, y, blocks=None):
        type(self).seen.append((X.shape[1], blocks))
        return super().fit(X, y)


def test_a_regressor_that_takes_blocks_gets_what_is_left_of_them(polymers):
    TakesBlocks.seen = []
    stack = mi.featurize.FeatureStack([("Q", mi.PolymerFingerprint("Q")), ("M", mi.PolymerFingerprint("M"))])
    mi.Model(stack, TakesBlocks(), select=RecursiveSelection(Ridge(10.0)), calibration_folds=0).fit(
        polymers.X, polymers.y
    )
    ((width, blocks),) = TakesBlocks.seen
    assert 0 < width < 100
    assert sum(block.stop - block.start for block in blocks.values()) == width


def test_a_model_selects_anew_in_every_calibration_fold(polymers):
    features = mi.PolymerFingerprint("AQ").fit_transform(polymers.X)
    rng = np.random.default_rng(0)
    noise = pd.Series(rng.normal(size=len(polymers)))
    selector = SelectKBest(f_regression, k=3)
    model = mi.Model(None, "ridge", select=selector).fit(features, noise, groups=polymers.groups)
    # three of 200 features chosen on all rows would correlate with the noise in the left-out folds too
    assert model.calibration_.scores.mean() > 0.75
    assert model.regressor_.selector_.get_support().sum() == 3
    assert not hasattr(selector, "scores_")


def test_the_word_and_the_object_are_the_same_selection(polymers):
    features = mi.PolymerFingerprint("M").fit_transform(polymers.X)
    models = [
        mi.Model(None, "ridge", select=select, calibration_folds=0).fit(features, polymers.y)
        for select in ("rfe", RecursiveSelection(random_state=0))
    ]
    first, second = (model.regressor_.selector_.support_ for model in models)
    assert (first == second).all()
    assert 0 < first.sum() < first.size


def test_a_selector_of_scikit_learn_and_a_search_go_together(polymers):
    features = mi.PolymerFingerprint("M").fit_transform(polymers.X)
    model = mi.Model(None, "ridge", select=RFECV(Ridge(10.0), step=5), search="grid", calibration_folds=0)
    model.fit(features, polymers.y)
    assert model.regressor_.regressor_.get_params()["regressor__alpha"] == model.best_params_["regressor__alpha"]
    mean, std = model.predict(features, return_std=True)
    assert np.isfinite(mean).all()
    assert np.isnan(std).all()  # ridge has none, and there are no left-out errors


@pytest.mark.parametrize("select", ["rfa", RecursiveSelection, 5], ids=str)
def test_what_is_no_selector_is_refused(select):
    X, y, _ = planted(0, n_features=5)
    with pytest.raises((ValueError, TypeError), match="select must be None, 'rfe', 'stability' or a selector"):
        mi.Model(None, "ridge", select=select).fit(X, y)


def test_a_selector_that_keeps_nothing_is_named():
    X, y, _ = planted(0, n_features=5)
    with pytest.raises(ValueError, match="kept none of 5 features"):
        SelectedRegressor(SelectKBest(f_regression, k=0), Ridge()).fit(X, y)


def test_a_pipeline_of_scikit_learn_gives_the_same_predictions():
    X, y, _ = planted(0, n_features=20)
    selection = RecursiveSelection(step=0.5)
    ours = SelectedRegressor(clone(selection), Ridge()).fit(X, y).predict(X)
    np.testing.assert_allclose(ours, make_pipeline(selection, Ridge()).fit(X, y).predict(X), rtol=1e-12)
