"""Objectives: what they say of measured values, of predictions, and of units."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import norm

import matinfo as mi
from matinfo.design import acquisition_score
from matinfo.design._as_json import value_from_dict, value_to_dict
from matinfo.exceptions import UnitError

KNOWN = np.array([[1.0], [2.0]])
MEAN, STD = np.array([[1.5], [2.5], [0.0]]), np.array([[0.5], [0.1], [3.0]])

EVERY = [
    mi.Maximize("strength", low=1.0, high=3.0, unit="MPa"),
    mi.Minimize("strength", low=0.0, high=5.0),
    mi.Target("strength", 1.2, tolerance=0.3),
    mi.Window({"strength": (1.0, 2.0)}, unit={"strength": "MPa"}),
    mi.Desirability([mi.Maximize("strength", low=0.0, high=4.0)]),
]


@pytest.mark.parametrize("objective", EVERY, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("acquisition", ["ei", "pi", "greedy", "ucb", "thompson", "variance", "random"])
def test_every_acquisition_scores_every_objective(objective, acquisition):
    rng = np.random.default_rng(0)
    scores = acquisition_score(acquisition, objective, MEAN, STD, known=KNOWN, sample=MEAN, rng=rng)
    assert scores.shape == (3,)
    assert not np.isnan(scores).any()


@pytest.mark.parametrize("acquisition", ["ei", "pi", "greedy", "ucb", "thompson", "variance", "random"])
def test_every_acquisition_scores_a_front(acquisition):
    wish = mi.Pareto([mi.Maximize("strength"), mi.Minimize("cost"), mi.Target("Tg", 1.0, tolerance=0.1)])
    rng = np.random.default_rng(0)
    known, mean, std = rng.random((5, 3)), rng.random((9, 3)), np.full((9, 3), 0.2)
    scores = acquisition_score(acquisition, wish, mean, std, known=known, sample=mean, rng=rng)
    assert scores.shape == (9,)
    assert not np.isnan(scores).any()


def test_maximize_and_minimize_are_mirror_images():
    up = acquisition_score("ei", mi.Maximize("y"), MEAN, STD, known=KNOWN)
    down = acquisition_score("ei", mi.Minimize("y"), -MEAN, STD, known=-KNOWN)
    assert np.array_equal(up, down)


def test_a_rule_over_fixed_points_agrees_with_the_closed_form():
    """Desirability that runs far beyond the predictions is linear, so that its expected improvement is known."""
    wish = mi.Desirability([mi.Maximize("y", low=-50.0, high=50.0)])
    mean, std = np.array([[1.0], [2.0]]), np.array([[1.0], [0.5]])
    by_points = acquisition_score("ei", wish, mean, std, known=KNOWN)
    closed = acquisition_score("ei", mi.Maximize("y"), mean, std, known=KNOWN) - np.log(100.0)
    assert by_points == pytest.approx(closed, abs=0.02)


def test_a_window_multiplies_the_probabilities_of_its_properties():
    wish = mi.Window({"Tg": (450, 550), "TC": (0.35, None)})
    log_success = wish.log_success(np.array([[500.0, 0.30]]), np.array([[30.0, 0.05]]))
    expected = np.log(norm.cdf(5 / 3) - norm.cdf(-5 / 3)) + norm.logsf(1.0)
    assert log_success == pytest.approx([expected])


def test_desirability_is_a_weighted_geometric_mean():
    parts = [mi.Maximize("a", low=0, high=1), mi.Minimize("b", low=0, high=1), mi.Target("c", 0.0, tolerance=0.5)]
    wish = mi.Desirability(parts, weights=[2, 1, 1])
    assert wish.utility(np.array([[0.5, 0.2, 0.1]])) == pytest.approx([0.5**0.5 * 0.8**0.25 * 0.9**0.25])


def test_missing_values_have_no_utility():
    values = np.array([[np.nan, 1.0], [1.0, 1.0]])
    for wish in (
        mi.Window({"a": (0, 2), "b": (0, 2)}),
        mi.Desirability([mi.Maximize("a", low=0, high=1), mi.Maximize("b", low=0, high=1)]),
    ):
        assert np.isnan(wish.utility(values)).tolist() == [True, False]


def test_the_rows_of_a_front_have_the_best_utility():
    wish = mi.Pareto([mi.Maximize("a"), mi.Minimize("b")])
    assert wish.utility(np.array([[2.0, 2.0], [1.0, 1.0], [0.0, 3.0]])).tolist() == [0.0, 0.0, -2.0]


def test_the_reference_point_lies_below_the_front_or_where_it_was_put():
    parts = [mi.Maximize("a"), mi.Minimize("b")]
    measured = np.array([[2.0, 2.0], [1.0, 1.0], [0.0, 3.0]])
    assert mi.Pareto(parts).reference_point(measured) == pytest.approx([0.9, -2.1])
    fixed = mi.Pareto(parts, reference={"b": 5.0, "a": 0.5})
    assert fixed.reference_point(measured).tolist() == [0.5, -5.0]


def test_objectives_are_converted_to_the_units_of_the_data():
    celsius = mi.Window({"Tg": (100, 200)}, unit={"Tg": "degC"}).in_units({"Tg": "K"})
    assert celsius.limits["Tg"] == pytest.approx((373.15, 473.15))
    target = mi.Target("Tg", 100.0, tolerance=5.0, unit="degC").in_units({"Tg": "K"})
    assert (target.value, target.tolerance, target.unit) == (pytest.approx(373.15), pytest.approx(5.0), "K")
    most = mi.Maximize("strength", low=1, high=2, unit="GPa").in_units({"strength": "MPa"})
    assert (most.low, most.high) == (pytest.approx(1000.0), pytest.approx(2000.0))


def test_units_that_do_not_fit_are_named_together():
    wish = mi.Window({"Tg": (100, 200), "E": (1, 2), "d": (1, 2)}, unit={"Tg": "degC", "E": "GPa", "d": "g/cm3"})
    with pytest.raises(UnitError, match=r"'Tg'(.|\n)*'E'") as caught:
        wish.in_units({"Tg": "MPa", "E": "K", "d": "kg/m3"})
    assert "'d'" not in str(caught.value)


@pytest.mark.parametrize(
    "objective",
    [*EVERY, mi.Pareto([EVERY[0], mi.Minimize("cost")]), mi.Window({"kind": (1, 2)}, unit={"kind": "K"})],
    ids=lambda each: each.describe(),
)
def test_an_objective_survives_json(objective):
    again = value_from_dict(json.loads(json.dumps(value_to_dict(objective))))
    assert again == objective
    assert hash(again) == hash(objective)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: mi.Window({"a": (2, 1), "b": (None, None)}), r"'a': low must be below high(.|\n)*'b': one limit"),
        (lambda: mi.Desirability([mi.Maximize("a"), mi.Minimize("b")]), r"Maximize\('a'\) needs low=(.|\n)*'b'"),
        (lambda: mi.Pareto([mi.Maximize("a")]), "at least 2"),
        (lambda: mi.Pareto([mi.Maximize("a"), mi.Minimize("a")]), "'a' stands there more than once"),
        (lambda: mi.Target("a", 1.0, tolerance=0.0), "tolerance must be in"),
        (lambda: mi.Maximize("a", low=2, high=1), "low must be below high"),
        (lambda: acquisition_score("thompson", mi.Maximize("a"), MEAN, STD, known=KNOWN), "sample must be given"),
        (lambda: acquisition_score("best", mi.Maximize("a"), MEAN, STD, known=KNOWN), "acquisition must be one of"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    "objective",
    [
        mi.Maximize("a"),
        mi.Target("a", 1.0, tolerance=1.0),
        mi.Window({"a": (0, 1), "b": (0, 1)}),
        mi.Pareto([mi.Maximize("a"), mi.Minimize("b")]),
        mi.Desirability([mi.Maximize("a", low=0, high=1), mi.Minimize("b", low=0, high=1)]),
    ],
)
def test_a_missing_value_has_no_utility(objective):
    values = np.array([[np.nan, 1.0], [2.0, 1.0]])[:, : len(objective.names)]
    assert np.isnan(objective.utility(values)).tolist() == [True, False]


def test_a_reference_must_be_finite():
    with pytest.raises(ValueError, match=r"reference\['a'\]"):
        mi.Pareto([mi.Maximize("a"), mi.Minimize("b")], reference={"a": np.nan, "b": 1.0})
