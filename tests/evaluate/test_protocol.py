"""What is taken for a model, and what it is asked for."""

from __future__ import annotations

import pytest
from sklearn.dummy import DummyRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import BayesianRidge, LassoCV, Ridge
from sklearn.model_selection import GridSearchCV, GroupKFold, KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from matinfo.evaluate import Predicts, PredictsIntervals
from matinfo.evaluate._protocol import accepts_groups, gives_intervals, gives_std


class Intervals(Ridge):
    def predict_interval(self, X, coverage=0.9):
        return None


class OtherIntervals(Ridge):
    def predict_interval(self, X, alpha):
        return None


def test_a_regressor_of_scikit_learn_predicts_and_a_scaler_does_not():
    assert isinstance(Ridge(), Predicts)
    assert not isinstance(StandardScaler(), Predicts)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (GaussianProcessRegressor(), True),
        (BayesianRidge(), True),
        (make_pipeline(StandardScaler(), GaussianProcessRegressor()), True),
        (Ridge(), False),
        (make_pipeline(StandardScaler(), Ridge()), False),
        (DummyRegressor(), False),  # it answers with zeros, which is no uncertainty
    ],
)
def test_a_standard_deviation_is_asked_of_models_that_have_one(model, expected):
    assert gives_std(model) is expected


@pytest.mark.parametrize(("model", "expected"), [(Intervals(), True), (OtherIntervals(), False), (Ridge(), False)])
def test_an_interval_is_asked_of_models_that_take_a_coverage(model, expected):
    assert gives_intervals(model) is expected


def test_the_protocol_of_intervals_can_be_checked():
    assert isinstance(Intervals(), PredictsIntervals)
    assert not isinstance(Ridge(), PredictsIntervals)


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (GridSearchCV(Ridge(), {}, cv=GroupKFold()), True),
        (GridSearchCV(Ridge(), {}, cv=KFold()), False),
        (GridSearchCV(Ridge(), {}), False),
        (LassoCV(cv=GroupKFold()), False),
        (Ridge(), False),
    ],
)
def test_groups_are_given_to_models_that_use_them(model, expected):
    assert accepts_groups(model) is expected
