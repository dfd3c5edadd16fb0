"""Fronts and hypervolumes against brute force over a grid, and expected growth against sampling."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matinfo.design import (
    hypervolume,
    log_expected_hypervolume_improvement,
    log_probability_not_dominated,
    pareto_front,
)


def points(n_objectives):
    return st.integers(0, 7).flatmap(
        lambda n: arrays(np.float64, (n, n_objectives), elements=st.integers(-1, 5).map(float))
    )


def volume_by_counting(values: np.ndarray) -> int:
    """Unit cells of the grid from 0 to 5 whose upper corner some point reaches."""
    corners = itertools.product(range(1, 6), repeat=values.shape[1])
    return sum(any((row >= corner).all() for row in values) for corner in map(np.array, corners))


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 4).flatmap(points))
def test_the_hypervolume_counts_the_cells_that_the_points_dominate(values):
    expected = volume_by_counting(values[(values > 0).all(axis=1)])
    assert hypervolume(values, np.zeros(values.shape[1])) == expected


@given(points(3))
def test_the_front_is_what_no_other_row_dominates(values):
    front = pareto_front(values)
    for row, on_front in zip(values, front, strict=True):
        dominated = ((values >= row).all(axis=1) & (values > row).any(axis=1)).any()
        assert on_front == (not dominated)


def test_rows_with_gaps_are_not_on_the_front():
    assert pareto_front([[1.0, np.nan], [0.0, 0.0]]).tolist() == [False, True]


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4).flatmap(lambda m: st.tuples(points(m), arrays(np.float64, m, elements=st.floats(0, 6)))))
def test_a_sure_candidate_grows_the_hypervolume_by_what_it_adds(case):
    front, new = case
    worst = np.zeros(len(new))
    growth = np.exp(log_expected_hypervolume_improvement(new[None], np.zeros((1, len(new))), front, worst))[0]
    added = hypervolume(np.vstack([front, new]), worst) - hypervolume(front, worst)
    assert growth == pytest.approx(added, abs=1e-9)


@pytest.mark.parametrize("n_objectives", [2, 3])
def test_the_expected_growth_is_the_mean_over_samples(n_objectives):
    rng = np.random.default_rng(0)
    front, worst = rng.random((6, n_objectives)), np.zeros(n_objectives)
    mean, std = np.full((1, n_objectives), 0.7), np.full((1, n_objectives), 0.3)
    samples = rng.normal(mean, std, (20_000, n_objectives))
    sure = np.zeros_like(samples)
    growth = np.exp(log_expected_hypervolume_improvement(samples, sure, front, worst))
    expected = np.exp(log_expected_hypervolume_improvement(mean, std, front, worst))[0]
    assert growth.mean() == pytest.approx(expected, abs=4 * growth.std() / np.sqrt(len(growth)))
    free = np.exp(log_probability_not_dominated(mean, std, front, worst))[0]
    above = (samples > worst).all(axis=1)
    dominated = (front[None] >= samples[:, None]).all(axis=2).any(axis=1)
    assert (above & ~dominated).mean() == pytest.approx(free, abs=0.015)


def test_without_points_the_growth_is_the_box_above_the_reference():
    growth = log_expected_hypervolume_improvement([[2.0, 3.0]], [[0.0, 0.0]], np.empty((0, 2)), [0.0, 1.0])
    assert np.exp(growth).tolist() == pytest.approx([4.0])


def test_a_reference_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="reference must be 2 numbers"):
        hypervolume([[1.0, 2.0]], [0.0])
