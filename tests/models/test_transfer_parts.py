"""Parts of transfer: correction of p values, the joint likelihood, the network with holes, the choice of sources."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import check_grad
from scipy.stats import multivariate_normal
from sklearn.ensemble import ExtraTreesRegressor

from matinfo.models._wrapping import predicts_std
from matinfo.models.transfer._difference import DifferenceRegressor
from matinfo.models.transfer._evidence import choose, comparison_folds, corrected
from matinfo.models.transfer._joint_process import _Parts
from matinfo.models.transfer._network import MultiTaskNetwork
from matinfo.models.transfer._on_blocks import OnBlocks
from matinfo.models.transfer._shotgun import ShotgunRegressor


def test_the_joint_process_is_asked_first_and_the_others_by_holms_rule_behind_it():
    p_values = corrected({"joint_process": 0.03, "difference": 0.001, "shotgun": 0.02, "scale_offset": 0.5})
    # Holm among the three: 3 * 0.001, 2 * 0.02, 0.5; none below the 0.03 of the joint process
    assert p_values == pytest.approx({"joint_process": 0.03, "difference": 0.03, "shotgun": 0.04, "scale_offset": 0.5})


def test_nothing_stands_where_the_strategy_asked_first_does_not():
    p_values = corrected({"joint_process": 0.2, "difference": 0.001})
    assert choose(p_values, {"direct": 2.0, "joint_process": 1.9, "difference": 1.0}) == "direct"


def test_without_a_joint_process_the_predictions_of_the_sources_are_asked_first():
    assert corrected({"source_predictions": 0.3, "difference": 0.01})["difference"] == 0.3


def test_the_least_error_among_those_that_stand_is_chosen():
    p_values = {"joint_process": 0.01, "difference": 0.02, "shotgun": 0.2}
    assert choose(p_values, {"joint_process": 1.5, "difference": 1.2, "shotgun": 0.1, "direct": 2.0}) == "difference"


def test_noise_is_called_help_in_at_most_one_of_twenty():
    rng = np.random.default_rng(0)
    found = [min(corrected(dict(zip("abcdef", p[:6], strict=True)) | {"joint_process": p[6]}).values()) < 0.05
             for p in rng.uniform(size=(2_000, 7))]  # fmt: skip
    assert np.mean(found) < 0.065  # 0.05 and three standard errors


def test_folds_keep_groups_whole_and_are_fewer_beyond_a_hundred_rows():
    groups = np.repeat(np.arange(20), 2)
    folds = comparison_folds(groups, 5, None, random_state=0)
    assert len(folds) == 20
    assert all(not set(groups[train]) & set(groups[test]) for train, test in folds)
    assert len(comparison_folds(np.arange(101), 5, None, random_state=0)) == 10
    assert comparison_folds(np.zeros(5), 5, None, random_state=0) == []


@pytest.fixture
def parts() -> _Parts:
    rng = np.random.default_rng(0)
    halves = rng.normal(size=(4, 12, 12))
    kernels = halves @ halves.transpose(0, 2, 1) / 12
    return _Parts(rng.normal(size=(12, 2)), kernels[:2], kernels[2:], rng.normal(size=12), np.zeros(12), True)


def test_the_joint_likelihood_is_that_of_a_normal_distribution(parts):
    values = np.array([0.4, -0.7, np.log(0.3), np.log(0.5), np.log(0.2)])
    covariance = 0.16 * parts.uncertain[0] + 0.49 * parts.uncertain[1] + 0.3 * parts.own[0] + 0.5 * parts.own[1]
    expected = multivariate_normal(parts.means @ values[:2], covariance + 0.2 * np.eye(12)).logpdf(parts.target)
    assert -parts.negative_log_likelihood(values)[0] == pytest.approx(expected, rel=1e-6)


def test_the_gradient_of_the_joint_likelihood_is_exact(parts):
    values = np.array([0.4, -0.7, -1.0, -0.5, -1.5])
    error = check_grad(
        lambda v: parts.negative_log_likelihood(v)[0], lambda v: parts.negative_log_likelihood(v)[1], values
    )
    assert error < 1e-4


def test_a_network_learns_several_properties_from_rows_with_holes():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 6))
    Y = np.column_stack([np.sin(X[:, 0]) + X[:, 1], 100 + 10 * X[:, 1] * X[:, 2]])
    shown = np.where(np.arange(400)[:, None] % 2 == np.arange(2), Y, np.nan)  # every row has one of them
    network = MultiTaskNetwork.fitted(X, shown, np.arange(6), np.random.default_rng(1))
    hidden = network.hidden(X)
    assert hidden.shape == (400, 32)
    told = hidden @ network.weights[-1] + network.biases[-1]
    never_shown = np.isnan(shown)
    for place in range(2):
        rows = never_shown[:, place]
        assert np.corrcoef(told[rows, place], Y[rows, place])[0, 1] > 0.8


def test_shotgun_finds_the_one_source_that_helps():
    rng = np.random.default_rng(0)
    features, told = rng.normal(size=(40, 3)), rng.normal(size=(40, 30))
    y = 2.0 * told[:, 17] + 0.1 * rng.normal(size=40)
    blocks = {"sources": slice(0, 30), "features": slice(30, 33)}
    model = ShotgunRegressor().fit(np.hstack([told, features]), y, blocks=blocks)
    assert model.chosen_[0] == 17
    assert len(model.chosen_) <= 5


def test_a_difference_learned_by_trees_claims_no_standard_deviation():
    rng = np.random.default_rng(0)
    told = rng.normal(size=60)
    X = np.column_stack([told, rng.normal(size=(60, 2))])
    blocks = {"sources": slice(0, 1), "features": slice(1, 3)}
    trees = OnBlocks(DifferenceRegressor(ExtraTreesRegressor(10, random_state=0)), ("sources",))
    assert not predicts_std(trees)
    mean, std = trees.fit(X, told + X[:, 1], blocks=blocks).predict(X, return_std=True)
    assert np.isfinite(mean).all()
    assert np.isnan(std).all()  # so that a model takes the spread of its left-out errors
