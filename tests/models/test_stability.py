"""Stability selection: planted truth, the bound on false features, groups, and sparse models."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LassoCV
from sklearn.utils.estimator_checks import parametrize_with_checks

import matinfo as mi
from matinfo.models import StabilitySelection


def planted(seed: int, n_rows: int = 200, n_features: int = 200) -> tuple[np.ndarray, np.ndarray, set[int]]:
    """Six of many features carry the target; the noise has a quarter of its variance."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_rows, n_features))
    true = rng.choice(n_features, 6, replace=False)
    signal = X[:, true] @ (rng.uniform(0.7, 1.3, 6) * rng.choice([-1, 1], 6))
    return X, signal + 0.5 * signal.std() * rng.normal(size=n_rows), set(true.tolist())


def test_planted_features_are_found_with_fewer_false_ones_than_the_lasso_keeps():
    false, missed, of_lasso = 0, 0, 0
    for seed in range(5):
        X, y, true = planted(seed)
        kept = set(StabilitySelection(n_pairs=25).fit(X, y).get_support(indices=True).tolist())
        false, missed = false + len(kept - true), missed + len(true - kept)
        of_lasso += len(set(np.flatnonzero(LassoCV(cv=5).fit(X, y).coef_).tolist()) - true)
    assert false <= 5 * 1.0  # max_false=1 a table
    assert missed <= 2
    assert of_lasso > 10 * max(false, 1)


def test_without_any_cause_hardly_anything_is_kept():
    rng = np.random.default_rng(0)
    kept = [
        StabilitySelection(n_pairs=20, min_features=0).fit(rng.normal(size=(80, 100)), rng.normal(size=80)).support_
        for _ in range(4)
    ]
    assert np.sum(kept) <= 4


def test_rows_of_a_group_are_in_one_half():
    X, y, _ = planted(0, n_rows=40, n_features=20)
    double = StabilitySelection(n_pairs=5).fit(np.repeat(X, 2, axis=0), np.repeat(y, 2))
    np.testing.assert_array_equal(double.frequencies_, StabilitySelection(n_pairs=5).fit(X, y).frequencies_)


def test_the_path_ends_at_the_frequencies_and_never_falls():
    X, y, _ = planted(1, n_features=40)
    selection = StabilitySelection(n_pairs=10).fit(X, y)
    table = selection.path_.pivot(index="feature", columns="n_entered", values="frequency")
    np.testing.assert_allclose(table[selection.n_entered_], selection.frequencies_[table.index])
    assert (table.diff(axis=1).iloc[:, 1:] >= -1e-12).all(axis=None)


def test_a_sparse_model_has_few_named_features():
    data = mi.load_polymers().select("Tg")
    model = mi.Model(mi.PolymerFingerprint("QM"), "lasso", select="stability", calibration_folds=0)
    model.fit(data.X, data.y)
    names = model.features(data.X).columns[model.regressor_.selector_.get_support()]
    assert 1 <= len(names) <= 15
    assert all(name.startswith(("Q_", "M_")) for name in names)


def test_options_out_of_range_are_refused():
    X, y, _ = planted(0, n_features=10)
    with pytest.raises(ValueError, match="threshold must be in"):
        StabilitySelection(threshold=0.4).fit(X, y)
    with pytest.raises(ValueError, match="needs at least 4 different rows; got n_samples = 1"):
        StabilitySelection().fit(np.ones((6, 2)), np.arange(6.0))


@parametrize_with_checks([StabilitySelection(n_pairs=3)])
def test_the_common_checks_of_scikit_learn_hold(estimator, check):
    check(estimator)
