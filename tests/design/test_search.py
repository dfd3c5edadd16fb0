"""Searching candidates, first experiments, batches, and the way back from wishes to recipes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.spatial.distance import pdist
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, DotProduct
from sklearn.linear_model import LinearRegression

import matinfo as mi
from matinfo.design import NoUncertaintyError, acquisition_score, believer_batch, joint_batch, search_candidates

TRIANGLE = mi.RecipeSpace([mi.Amount(name, 0, 1) for name in "abc"], [mi.SumTo(["a", "b", "c"], 1)])
GRID = mi.RecipeSpace(
    [mi.Amount(name, 0, 10, step=1) for name in "abc"], [mi.SumTo(["a", "b", "c"], 10), mi.Linear({"a": 1}, high=7)]
)


def test_every_candidate_of_a_finite_source_is_scored():
    found = search_candidates(GRID, lambda frame: frame["a"] - frame["b"], rng=np.random.default_rng(0), keep=3)
    assert found.is_complete
    assert found.n_scored == GRID.n_candidates
    assert found.frame.iloc[0].tolist() == [7.0, 0.0, 3.0]
    assert found.scores.tolist() == [7.0, 6.0, 6.0]


def test_a_search_finds_an_optimum_inside_and_one_at_a_corner():
    inside = search_candidates(
        TRIANGLE, lambda frame: -((frame["a"] - 0.2) ** 2 + (frame["b"] - 0.5) ** 2), rng=np.random.default_rng(0)
    )
    assert inside.frame.iloc[0].to_numpy() == pytest.approx([0.2, 0.5, 0.3], abs=0.01)
    corner = search_candidates(TRIANGLE, lambda frame: frame["a"], rng=np.random.default_rng(0))
    assert corner.frame.iloc[0].tolist() == [1.0, 0.0, 0.0]


def test_a_search_finds_the_best_of_many_millions_in_steps():
    names = [f"i{place}" for place in range(12)]
    space = mi.RecipeSpace(
        [mi.Amount(name, 0, 100, step=2) for name in names], [mi.SumTo(names, 100), mi.AtMost(4, of=names)]
    )
    assert space.n_candidates > 5e6
    wanted = np.array([50, 0, 0, 24, 0, 0, 0, 26, 0, 0, 0, 0])
    found = search_candidates(
        space, lambda frame: -np.abs(frame[names].to_numpy() - wanted).sum(axis=1), rng=np.random.default_rng(0)
    )
    assert found.scores[0] >= -8.0


def test_a_score_of_the_wrong_shape_is_refused():
    with pytest.raises(ValueError, match="one number a row"):
        search_candidates(GRID, lambda frame: np.zeros((len(frame), 2)), rng=np.random.default_rng(0))


@pytest.mark.parametrize("kind", ["space-filling", "d-optimal", "random"])
@pytest.mark.parametrize("space", [TRIANGLE, GRID], ids=["continuous", "in steps"])
def test_first_experiments_keep_to_the_constraints(kind, space):
    design = mi.initial_design(space, 8, kind, rng=np.random.default_rng(0))
    assert space.check(design) == []
    assert not design.duplicated().any()


def test_a_space_filling_design_lies_farther_apart_than_a_random_one():
    rng = np.random.default_rng(0)
    smallest = {
        kind: pdist(mi.initial_design(TRIANGLE, 10, kind, rng=rng)).min() for kind in ("space-filling", "random")
    }
    assert smallest["space-filling"] > 2 * smallest["random"]


def test_the_d_optimal_design_of_a_quadratic_mixture_model_is_the_simplex_lattice():
    """Corners and middles of edges are D-optimal for the quadratic mixture model (Kiefer 1961)."""
    design = mi.initial_design(TRIANGLE, 6, "d-optimal", rng=np.random.default_rng(0), model="quadratic")
    lattice = pd.DataFrame([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0.5, 0.5]])
    for point in lattice.to_numpy():
        assert np.abs(design.to_numpy() - point).max(axis=1).min() < 0.05


class SmallProcess:
    """A Gaussian process of one property by scikit-learn, as the protocol of batches wants it."""

    def __init__(self, X, Y):
        self.X, self.Y = X, Y
        kernel = RBF(0.3, length_scale_bounds="fixed")
        self.model = GaussianProcessRegressor(kernel, alpha=1e-6).fit(X, Y[:, 0])

    def posterior(self, X):
        mean, std = self.model.predict(X, return_std=True)
        return mean[:, None], std[:, None]

    def condition(self, X, Y):
        return SmallProcess(np.vstack([self.X, X]), np.vstack([self.Y, Y]))

    def draw(self, X, n_samples, rng):
        mean, covariance = self.model.predict(X, return_cov=True)
        factor = np.linalg.cholesky(covariance + 1e-8 * np.eye(len(X)))
        return (mean + rng.standard_normal((n_samples, len(X))) @ factor.T)[:, :, None]


LINE = np.linspace(0, 1, 41)[:, None]
PROCESS = SmallProcess(np.array([[0.1], [0.5], [0.9]]), np.array([[0.0], [1.0], [0.0]]))


def believer() -> np.ndarray:
    def score(process):
        mean, std = process.posterior(LINE)
        return acquisition_score("ei", mi.Maximize("y"), mean, std, known=process.Y)

    return believer_batch(PROCESS, LINE, 4, score)


def joint() -> np.ndarray:
    rng = np.random.default_rng(0)
    return joint_batch(PROCESS, LINE, 4, mi.Maximize("y"), X_known=PROCESS.X, rng=rng, n_samples=128)


@pytest.mark.parametrize("pick", [believer, joint])
def test_a_batch_holds_different_candidates_that_do_not_crowd(pick):
    batch = pick()
    assert len(set(batch.tolist())) == 4
    assert np.ptp(LINE[batch]) > 0.1


def test_the_first_of_a_batch_is_the_best_single_pick():
    mean, std = PROCESS.posterior(LINE)
    best = acquisition_score("ei", mi.Maximize("y"), mean, std, known=PROCESS.Y).argmax()
    assert believer()[0] == best
    assert abs(LINE[joint()[0], 0] - LINE[best, 0]) <= 0.1


def straight() -> GaussianProcessRegressor:
    """A line with an error bar; BayesianRidge of scikit-learn 1.6.0 gives 60 K here, because a + b + c = 1."""
    return GaussianProcessRegressor(DotProduct(), alpha=1e-3, optimizer=None, normalize_y=True)


def linear_model() -> GaussianProcessRegressor:
    known = TRIANGLE.sample(30, np.random.default_rng(0))
    noise = np.random.default_rng(1).normal(0, 1.0, len(known))
    return straight().fit(known, 300 + 200 * known["a"] + 50 * known["b"] + noise)


def test_recipes_that_meet_a_wish_are_found_and_differ():
    found = mi.find_recipes(TRIANGLE, mi.Window({"Tg": (400, 420)}), linear_model(), n=6, rng=np.random.default_rng(0))
    truth = 300 + 200 * found.frame["a"] + 50 * found.frame["b"]
    assert found.is_reachable
    assert truth.between(398, 422).all()
    assert (found.frame["probability"] >= 0.5).all()
    assert TRIANGLE.check(found.frame) == []
    assert pdist(found.frame[["a", "b", "c"]]).min() > 0.05


def test_an_impossible_wish_is_answered_by_the_best_found():
    found = mi.find_recipes(TRIANGLE, mi.Window({"Tg": (600, None)}), linear_model(), rng=np.random.default_rng(0))
    assert not found.is_reachable
    assert str(found).startswith("Not reachable: none of")
    assert "Best found: Tg = " in str(found)
    assert found.frame["Tg"].iloc[0] == pytest.approx(500.0, abs=2.0)
    assert found.frame["a"].iloc[0] == pytest.approx(1.0, abs=1e-3)


def test_several_properties_take_one_model_each():
    wish = mi.Window({"Tg": (400, 420), "cost": (None, 3)})
    models = {"Tg": linear_model()}
    with pytest.raises(ValueError, match=r"missing: \['cost'\]"):
        mi.find_recipes(TRIANGLE, wish, models, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="must predict the 2 properties"):
        mi.find_recipes(TRIANGLE, wish, linear_model(), rng=np.random.default_rng(0))
    known = TRIANGLE.sample(30, np.random.default_rng(0))
    models["cost"] = straight().fit(known, 1.0 + 5.0 * known["a"] + 0.5 * known["c"])
    found = mi.find_recipes(TRIANGLE, wish, models, rng=np.random.default_rng(0))
    assert found.frame[["Tg", "cost"]].notna().all(axis=None)


def test_a_batch_from_a_continuous_space_holds_no_near_copies():
    space = mi.RecipeSpace([mi.Amount("a", 0, 1), mi.Amount("b", 0, 1)])
    designer = mi.Designer(objective=mi.Pareto([mi.Maximize("u"), mi.Minimize("v")]), candidates=space)
    known = mi.initial_design(space, 8, rng=np.random.default_rng(0))
    designer.tell(known, {"u": known["a"] * (1 - known["b"]), "v": known["a"] ** 2 + known["b"]})
    assert pdist(designer.ask(3)).min() > 0.02


def test_a_wish_without_limits_and_a_model_without_spread_are_refused_with_the_next_step():
    rng = np.random.default_rng(0)
    with pytest.raises(
        TypeError, match=r"wish must be a Window or a Target; got Maximize.*For more or less set a limit"
    ):
        mi.find_recipes(TRIANGLE, mi.Maximize("Tg"), linear_model(), rng=rng)
    known = TRIANGLE.sample(5, rng)
    without = LinearRegression().fit(known, np.arange(5.0))
    with pytest.raises(NoUncertaintyError, match="LinearRegression gives none"):
        mi.find_recipes(TRIANGLE, mi.Window({"Tg": (1, 2)}), without, rng=rng)
