"""Every row of a recipe space keeps to every constraint; every recipe in steps is counted, listed and drawn."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, InvalidSpaceError

NAMES = ["a", "b", "c", "d"]


@st.composite
def stepped_spaces(draw):
    """Four amounts in steps of 1 and a level, tied in random ways, with the constraints as plain Python."""
    tops = draw(st.lists(st.integers(1, 4), min_size=4, max_size=4))
    lows = draw(st.lists(st.integers(0, 1), min_size=4, max_size=4))
    optional = draw(st.lists(st.booleans(), min_size=4, max_size=4))
    parameters = [
        mi.Amount(name, low, low + top, step=1, optional=may)
        for name, low, top, may in zip(NAMES, lows, tops, optional, strict=True)
    ]
    parameters.append(mi.Level("T", [1, 2]))
    total, k = draw(st.integers(2, 9)), draw(st.integers(1, 4))
    weights = draw(st.lists(st.sampled_from([-1.5, 0.5, 1.0]), min_size=4, max_size=4))
    every = [
        (mi.SumTo(NAMES, total), lambda r: sum(r[:4]) == total),
        (mi.AtMost(k, of=NAMES), lambda r: sum(x != 0 for x in r[:4]) <= k),
        (mi.OneOf(["a", "b"]), lambda r: (r[0] != 0) + (r[1] != 0) == 1),
        (mi.ForbidTogether(["c", "d"]), lambda r: r[2] == 0 or r[3] == 0),
        (mi.ForbidTogether(["c"], where={"T": 2}), lambda r: r[2] == 0 or r[4] != 2),
        (
            mi.Linear(dict(zip(NAMES, weights, strict=True)), high=3.0),
            lambda r: sum(Fraction(w) * x for w, x in zip(weights, r, strict=False)) <= 3,
        ),
    ]
    taken = draw(st.lists(st.sampled_from(range(len(every))), unique=True, min_size=1, max_size=4))
    return parameters, [every[i][0] for i in taken], [every[i][1] for i in taken]


def by_brute_force(parameters, rules) -> set[tuple[float, ...]]:
    rows = itertools.product(*[list(map(int, each.values)) for each in parameters])
    return {tuple(map(float, row)) for row in rows if all(rule(row) for rule in rules)}


@settings(max_examples=60, deadline=None)
@given(stepped_spaces())
def test_a_space_in_steps_lists_exactly_the_recipes_that_brute_force_finds(case):
    parameters, constraints, rules = case
    expected = by_brute_force(parameters, rules)
    if not expected:
        with pytest.raises(InvalidSpaceError, match="No recipe meets all constraints"):
            mi.RecipeSpace(parameters, constraints)
        return
    space = mi.RecipeSpace(parameters, constraints)
    listed = [tuple(row) for chunk in space.chunks(7) for row in chunk.to_numpy()]
    assert len(listed) == len(expected) == space.n_candidates
    assert set(listed) == expected


@settings(max_examples=60, deadline=None)
@given(stepped_spaces(), st.integers(0, 2**32 - 1))
def test_samples_and_neighbours_in_steps_belong_to_the_space(case, seed):
    parameters, constraints, rules = case
    expected = by_brute_force(parameters, rules)
    if not expected:
        return
    space, rng = mi.RecipeSpace(parameters, constraints), np.random.default_rng(seed)
    drawn = space.sample(20, rng)
    near = space.around(drawn, 30, rng)
    assert {tuple(row) for row in [*drawn.to_numpy(), *near.to_numpy()]} <= expected
    assert len(drawn) == min(20, len(expected))
    assert not drawn.duplicated().any()
    assert space.check(drawn) == space.check(near) == []


@st.composite
def continuous_spaces(draw):
    """Five amounts without steps, one in steps, that sum to 1, at most k used, and two inequalities: never empty."""
    lows = draw(st.lists(st.floats(0.0, 0.1), min_size=5, max_size=5))
    parameters = [mi.Amount(f"i{n}", round(low, 3), 0.7, optional=True) for n, low in enumerate(lows)]
    parameters += [mi.Amount("stepped", 0, 0.4, step=0.1), mi.Choice("filler", ["talc", "silica"])]
    names = [each.name for each in parameters[:-1]]
    constraints = [
        mi.SumTo(names, 1.0),
        mi.AtMost(draw(st.integers(3, 6)), of=names),
        mi.Linear({"i0": 1.0, "i1": -draw(st.floats(0.5, 2.0))}, low=0.0),
        mi.Linear(dict.fromkeys(names[2:4], 1.0), high=draw(st.floats(0.3, 1.0))),
        mi.ForbidTogether(["i4"], where={"filler": "talc"}),
    ]
    return parameters, constraints, names


@settings(max_examples=12, deadline=None)
@given(continuous_spaces(), st.integers(0, 2**32 - 1))
def test_samples_and_neighbours_without_steps_keep_to_every_constraint(case, seed):
    parameters, constraints, names = case
    space, rng = mi.RecipeSpace(parameters, constraints), np.random.default_rng(seed)
    drawn = space.sample(40, rng)
    rows = pd.concat([drawn, space.around(drawn.head(5), 40, rng)])
    amounts = rows[names].to_numpy()
    assert len(rows) == 80
    assert space.check(rows) == []
    assert np.abs(amounts.sum(axis=1) - 1.0).max() <= 1e-9
    assert ((amounts != 0.0).sum(axis=1) <= constraints[1].k).all()
    steps = rows["stepped"].to_numpy() / 0.1
    assert np.abs(steps - np.round(steps)).max() <= 1e-12
    used = amounts[:, :5] != 0.0
    assert (amounts[:, :5] >= np.array([each.low for each in parameters[:5]]) - 1e-12)[used].all()
    ratio = -constraints[2].coefficients["i1"]
    assert (rows["i0"] >= ratio * rows["i1"] - 1e-9).all()
    assert not ((rows["i4"] != 0.0) & (rows["filler"] == "talc")).any()


def mixtures(n=10, k=4) -> mi.RecipeSpace:
    names = [f"i{place}" for place in range(n)]
    parameters = [*(mi.Amount(name, 0, 100, step=10) for name in names), mi.Level("T", [60, 80, 100, 120, 140])]
    return mi.RecipeSpace(parameters, [mi.SumTo(names, 100), mi.AtMost(k, of=names)])


def test_ten_ingredients_of_which_four_are_used_make_the_known_number_of_mixtures():
    # sum over k of C(10, k) C(9, k - 1), for k = 1 to 4, times five temperatures
    space = mixtures()
    assert space.n_candidates == 111_875
    assert sum(len(chunk) for chunk in space.chunks(8192)) == 111_875


def test_every_recipe_in_steps_is_drawn_equally_often():
    space = mi.RecipeSpace(
        [mi.Amount(name, 0, 3, step=1) for name in "abc"], [mi.SumTo(["a", "b", "c"], 3), mi.AtMost(2, of=list("abc"))]
    )
    rng = np.random.default_rng(0)
    drawn = pd.concat([space.sample(1, rng) for _ in range(900)])
    counts = drawn.value_counts()
    assert len(counts) == space.n_candidates == 9
    chi_square = float(((counts - 100.0) ** 2 / 100.0).sum())
    assert chi_square < 26.1  # 99.9 % point of chi-square with 8 degrees of freedom


def test_amounts_without_steps_are_even_over_the_simplex():
    space = mi.RecipeSpace([mi.Amount(name, 0, 1) for name in "abc"], [mi.SumTo(["a", "b", "c"], 1)])
    drawn = space.sample(4000, np.random.default_rng(1))
    # a flat Dirichlet distribution: mean 1/3, variance 1/18, P(a > 1/2) = 1/4
    assert np.allclose(drawn.mean(), 1 / 3, atol=0.02)
    assert np.allclose(drawn.var(), 1 / 18, atol=0.005)
    assert float((drawn["a"] > 0.5).mean()) == pytest.approx(0.25, abs=0.03)


def test_decimal_steps_add_up_without_rounding_errors():
    space = mi.RecipeSpace([mi.Amount(name, 0, 1, step=0.1) for name in "abc"], [mi.SumTo(["a", "b", "c"], 1)])
    assert space.n_candidates == 66  # C(12, 2)
    assert sorted(set(space.sample(66, np.random.default_rng(0))["a"])) == [x / 10 for x in range(11)]


def test_the_same_seed_gives_the_same_rows():
    space = mixtures(5, 3)
    first, second = (space.sample(50, np.random.default_rng(3)) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_check_names_the_row_and_what_it_breaks():
    space = mi.RecipeSpace(
        [mi.Amount("a", 0, 10, step=1), mi.Amount("b", 0, 10), mi.Choice("c", ["x", "y"])], [mi.SumTo(["a", "b"], 10)]
    )
    rows = pd.DataFrame({"a": [5, 5.5, 5, 5], "b": [5, 4.5, 4, 5], "c": ["x", "x", "y", "z"]}, index=list("pqrs"))
    found = [(problem.label, problem.column, problem.reason) for problem in space.check(rows)]
    assert found == [
        ("q", "a", "must be 0 plus steps of 1."),
        ("r", "a, b", "must keep to: a + b = 10."),
        ("s", "c", "must be one of 'x', 'y'."),
    ]


def test_rows_that_are_no_recipes_have_no_neighbours_and_are_named():
    space = mi.RecipeSpace([mi.Amount("a", 0, 10, step=1), mi.Amount("b", 0, 10)], [mi.SumTo(["a", "b"], 10)])
    rows = pd.DataFrame({"a": [5, 5.5, None], "b": [5, 4.5, 4]}, index=list("pqr"))
    with pytest.raises(InvalidRowsError, match=r"2 of 3 rows cannot be used(.|\n)*row 'q'(.|\n)*row 'r'"):
        space.around(rows, 5, np.random.default_rng(0))
    with pytest.raises(ValueError, match=r"more than once: \['a'\]"):
        space.check(pd.concat([rows, rows[["a"]]], axis=1))


def test_a_conflict_names_the_smallest_set_of_constraints_that_conflict():
    parameters = [mi.Amount("a", 0, 30), mi.Amount("b", 0, 30), mi.Amount("c", 0, 100)]
    total, cap, idle = mi.SumTo(["a", "b", "c"], 100), mi.Linear({"c": 1}, high=20), mi.AtMost(3, of=["a", "b", "c"])
    with pytest.raises(InvalidSpaceError, match=r"a \+ b \+ c = 100(.|\n)*1 c <= 20") as caught:
        mi.RecipeSpace(parameters, [idle, total, cap])
    assert caught.value.constraints == (total, cap)


def test_a_conflict_that_only_counting_sees_is_found():
    parameters = [mi.Amount(name, 0, 40) for name in "abc"]
    with pytest.raises(InvalidSpaceError) as caught:
        mi.RecipeSpace(parameters, [mi.SumTo(list("abc"), 100), mi.AtMost(2, of=list("abc"))])
    assert len(caught.value.constraints) == 2


def test_a_conflict_of_inequalities_between_amounts_without_steps_is_found():
    parameters = [mi.Amount("a", 0, 1), mi.Amount("b", 0, 1), mi.Amount("c", 0, 1)]
    ring = [
        mi.Linear({"a": 1, "b": -1}, low=0.3),
        mi.Linear({"b": 1, "c": -1}, low=0.3),
        mi.Linear({"c": 1, "a": -1}, low=0),
    ]
    with pytest.raises(InvalidSpaceError) as caught:
        mi.RecipeSpace(parameters, ring)
    assert caught.value.constraints == tuple(ring)


def test_everything_that_is_wrong_with_constraints_is_said_at_once():
    parameters = [mi.Amount("a", 0, 30), mi.Choice("b", ["x", "y"])]
    with pytest.raises(InvalidSpaceError) as caught:
        mi.RecipeSpace(parameters, [mi.SumTo(["a", "b"], 3), mi.AtMost(1, of=["a", "q"])])
    assert len(caught.value.problems) == 2
    assert "'b' is a Choice" in str(caught.value)
    assert "'q' is no parameter" in str(caught.value)


def test_a_price_limit_with_awkward_numbers_still_keeps_and_finds_recipes():
    names = [f"i{n}" for n in range(6)]
    prices = dict(zip(names, [0.8131, 1.2345, 3.0003, 7.7719, 2.1234, 9.9999], strict=True))
    space = mi.RecipeSpace(
        [mi.Amount(name, 0, 100, step=1) for name in names],
        [mi.SumTo(names, 100), mi.Linear(prices, low=200, high=260), mi.AtMost(4, of=names)],
    )
    drawn = space.sample(300, np.random.default_rng(0))
    assert len(drawn) == 300
    assert space.check(drawn) == []


def test_steps_that_are_too_fine_to_count_are_kept_all_the_same():
    names = [f"i{n}" for n in range(8)]
    cost = mi.Linear({name: float(n + 1) for n, name in enumerate(names)}, high=400)
    amounts = [mi.Amount(name, 2, 70, step=0.05, optional=True) for name in names]
    space = mi.RecipeSpace(amounts, [mi.SumTo(names, 100), mi.AtMost(4, of=names), cost])
    rng = np.random.default_rng(0)
    rows = space.sample(200, rng)
    rows = pd.concat([rows, space.around(rows.head(10), 200, rng)])
    amounts = rows[names].to_numpy()
    assert len(rows) == 400
    assert np.abs(amounts.sum(axis=1) - 100).max() <= 1e-9
    assert np.abs(amounts / 0.05 - np.round(amounts / 0.05)).max() <= 1e-9
    assert ((amounts != 0).sum(axis=1) <= 4).all()
    assert ((amounts == 0) | ((amounts >= 2) & (amounts <= 70))).all()
    assert (amounts @ np.arange(1.0, 9.0) <= 400 + 1e-9).all()
    with pytest.raises(ValueError, match="cannot be listed"):
        next(space.chunks(10))


def test_a_space_survives_json():
    space = mi.RecipeSpace(
        [
            mi.Amount("oil", 5, 20, step=2.5, unit="phr", optional=True),
            mi.Amount("resin", 0, 20),
            mi.Choice("solvent", ["a", "b"], descriptors=pd.DataFrame({"polarity": [0.1, 0.9]}, index=["a", "b"])),
            mi.Level("T", [80, 100], unit="degC"),
        ],
        [mi.Linear({"oil": 1, "resin": 2}, high=30), mi.ForbidTogether(["oil"], where={"T": [80], "solvent": "a"})],
    )
    again = mi.RecipeSpace.from_dict(json.loads(json.dumps(space.to_dict())))
    assert again == space
    rows = space.sample(20, np.random.default_rng(0))
    assert np.array_equal(again.encode(rows), space.encode(rows))


def test_encoding_scales_amounts_and_sets_choices_apart():
    space = mi.RecipeSpace([mi.Amount("a", 10, 30), mi.Level("T", [80, 100]), mi.Choice("c", ["x", "y"])])
    rows = pd.DataFrame({"a": [10, 20], "T": [80, 100], "c": ["y", "x"]})
    assert space.feature_names == ["a", "T", "c = x", "c = y"]
    assert space.encode(rows).tolist() == [[0.0, 0.0, 0.0, 1.0], [0.5, 1.0, 1.0, 0.0]]


def test_a_space_without_steps_cannot_be_listed():
    space = mi.RecipeSpace([mi.Amount("a", 0, 1)])
    assert space.n_candidates == float("inf")
    with pytest.raises(ValueError, match="Give each Amount a coarse step"):
        next(space.chunks(10))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: mi.Amount("a", 2, 1), "low must be below high=1"),
        (lambda: mi.Amount("a", 0, 1, step=0), "step must be above 0"),
        (lambda: mi.Amount("a", 0, float("inf")), "must be finite"),
        (lambda: mi.Level("T", [80]), "two or more different numbers"),
        (lambda: mi.Choice("c", ["x", "x"]), "two or more different names"),
        (lambda: mi.Choice("c", ["x", "y"], descriptors={"x": "CC"}), r"missing: \['y'\]"),
        (lambda: mi.AtMost(2, of=["a"], at_least=3), "at_least must be in"),
        (lambda: mi.Linear({"a": 1}), "low or high must be given"),
        (lambda: mi.RecipeSpace([mi.Amount("a", 0, 1), mi.Amount("a", 0, 1)]), "'a' stands there more than once"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(
    "parameter",
    [
        mi.Amount("catalyst", 0, 1e-9, step=1e-10),
        mi.Amount("catalyst", 1e-11, 1e-10),
        mi.Level("catalyst", [1e-10, 3e-10]),
    ],
    ids=["steps", "continuous", "levels"],
)
def test_tiny_amounts_are_no_rounding_errors_of_nothing(parameter):
    space = mi.RecipeSpace([parameter, mi.Amount("resin", 0, 1, step=0.5)], [mi.Linear({"resin": 1}, high=0.5)])
    sample = space.sample(6, np.random.default_rng(0))
    assert space.check(sample) == []
    assert sample["catalyst"].max() > sample["catalyst"].min()


def test_large_amounts_in_coarse_steps_are_few_numbers():
    space = mi.RecipeSpace(
        [mi.Amount("resin", 0, 1e12, step=1e11), mi.Amount("oil", 0, 1e12)], [mi.SumTo(["resin", "oil"], 1e12)]
    )
    sample = space.sample(200, np.random.default_rng(0))
    assert space.check(sample) == []
    assert sample["resin"].nunique() == 11
