"""Leverage as a second view of the domain: the hat values of a linear model in a stated space."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.models import Model


def test_leverage_of_training_rows_is_the_diagonal_of_the_hat_matrix():
    X = np.random.default_rng(0).normal(size=(30, 4)) * [1.0, 10.0, 0.1, 5.0]
    model = Model(regressor=Ridge(), calibration_folds=0).fit(X, X[:, 0])
    A = np.column_stack([np.ones(30), X])
    hat = np.diag(A @ np.linalg.solve(A.T @ A, A.T))  # standardising columns does not change it
    np.testing.assert_allclose(model.domain_.leverage(X), hat, rtol=1e-9)
    assert model.domain_.leverage.limit == pytest.approx(3 * (4 + 1) / 30)


def test_leverage_grows_with_distance_and_passes_the_limit():
    X = np.random.default_rng(0).normal(size=(50, 3))
    domain = Model(regressor=Ridge(), calibration_folds=0).fit(X, X[:, 0]).domain_
    away = domain.leverage(np.outer([0.0, 1.0, 1.5, 10.0], np.ones(3)))
    assert (np.diff(away) > 0).all()
    assert (away > domain.leverage.limit).tolist() == [False, False, False, True]


def test_many_columns_are_reduced_to_one_component_for_five_rows(polymers):
    model = Model(mi.PolymerFingerprint("AQM"), Ridge(), calibration_folds=0).fit(polymers.X, polymers.y)
    leverage = model.domain_.leverage
    assert leverage.components.shape[1] <= 6
    assert leverage(model.reader_.read(model, polymers.X)).mean() == pytest.approx(
        (leverage.components.shape[1] + 1) / 30
    )


def test_hashed_counts_and_known_numbers_are_left_out(polymers):
    table = polymers.X.assign(number=np.where(np.arange(30) % 2 == 0, np.nan, 1.0))
    model = Model(regressor="ridge", calibration_folds=0).fit(table, polymers.y)
    blocks = model.reader_.blocks
    looked_at = set(model.domain_.leverage.columns.tolist())
    assert not looked_at & set(range(blocks["morgan"].start, blocks["morgan"].stop))
    assert not looked_at & set(range(blocks["known"].start, blocks["known"].stop))
    assert np.isfinite(model.domain_.leverage(model.reader_.read(model, table))).all()


def test_rows_that_are_all_the_same_have_no_direction():
    model = Model(regressor=Ridge(), calibration_folds=0).fit(np.full((6, 2), 3.0), np.arange(6.0))
    np.testing.assert_allclose(model.domain_.leverage(np.full((2, 2), 3.0)), 1 / 6)
