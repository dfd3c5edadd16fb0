"""Two conflicting targets with a known front: the share of the true hypervolume after 60 experiments.

Run ``python benchmarks/two_targets.py [seeds]``. Both problems are simulated. The hypervolume is that of the true
values of the recipes tried, so that luck in the noise earns nothing.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from _bench import report

import matinfo as mi
from matinfo.design import hypervolume

N_EXPERIMENTS = 60
N_FIRST = 10
N_BATCH = 5
BAR = 0.9
NAMES = ("strength", "elongation")


@dataclass(frozen=True)
class Problem:
    """A space, the true properties of its recipes (n, 2), noise, and the front.

    Parameters
    ----------
    name : str
        For the report.
    space : RecipeSpace
        Candidates.
    truth : callable
        Takes a DataFrame of recipes.
    noise : float
        Standard deviation of a measurement.
    reference : tuple of float
        Reference point of the hypervolume.
    true_volume : float
        Hypervolume of the true front.
    """

    name: str
    space: mi.RecipeSpace
    truth: Callable[[pd.DataFrame], np.ndarray]
    noise: float
    reference: tuple[float, float]
    true_volume: float


def mixture() -> Problem:
    """Four ingredients in steps of 5 %: 1,771 recipes, whose front is known by listing them all."""
    names = ["hard", "soft", "filler", "oil"]
    space = mi.RecipeSpace([mi.Amount(name, 0, 100, step=5) for name in names], [mi.SumTo(names, 100)])

    def truth(frame: pd.DataFrame) -> np.ndarray:
        hard, soft, filler, oil = (frame[names].to_numpy() / 100.0).T
        strength = 20 * hard + 8 * soft + 60 * hard * filler - 45 * filler**2 - 30 * oil * (hard + filler)
        elongation = 100 * hard + 500 * soft + 300 * soft * oil - 400 * filler**2 - 300 * oil**2
        return np.column_stack([strength, elongation / 10.0])

    every = truth(pd.concat(space.chunks(4096)))
    reference = (5.0, 5.0)
    return Problem("mixture in steps, noise 2 %", space, truth, 0.5, reference, hypervolume(every, reference))


def quarter_circle() -> Problem:
    """Five settings without steps, DTLZ2: the front is a quarter of the unit circle (Deb et al., CEC 2002)."""
    names = [f"x{place}" for place in range(5)]
    space = mi.RecipeSpace([mi.Amount(name, 0, 1) for name in names])

    def truth(frame: pd.DataFrame) -> np.ndarray:
        x = frame[names].to_numpy()
        far = 1.0 + ((x[:, 1:] - 0.5) ** 2).sum(axis=1)
        angle = 0.5 * np.pi * x[:, 0]
        return -np.column_stack([far * np.cos(angle), far * np.sin(angle)])

    return Problem("five settings without steps, no noise", space, truth, 0.0, (-1.1, -1.1), 1.21 - 0.25 * np.pi)


def campaign(problem: Problem, seed: int, *, random: bool = False) -> list[float]:
    """Share of the true hypervolume after each batch."""
    rng = np.random.default_rng([seed, 1])
    wish = mi.Pareto([mi.Maximize(name) for name in NAMES], reference=dict(zip(NAMES, problem.reference, strict=True)))
    acquisition = "random" if random else "ei"
    designer = mi.Designer(objective=wish, candidates=problem.space, acquisition=acquisition, random_state=seed)
    tried, shares = np.empty((0, 2)), []
    while len(tried) < N_EXPERIMENTS:
        batch = designer.ask(N_BATCH if len(tried) else N_FIRST)
        values = problem.truth(batch)
        measured = values + rng.normal(0.0, problem.noise, values.shape) if problem.noise else values
        designer.tell(batch, pd.DataFrame(measured, columns=list(NAMES), index=batch.index))
        tried = np.vstack([tried, values])
        shares.append(hypervolume(tried, problem.reference) / problem.true_volume)
    return shares


def main(n_seeds: int) -> None:
    for problem in (mixture(), quarter_circle()):
        start = time.process_time()
        ours = np.array([campaign(problem, seed) for seed in range(n_seeds)])
        seconds = (time.process_time() - start) / n_seeds
        chance = np.array([campaign(problem, seed, random=True) for seed in range(n_seeds)])
        n_tried = N_FIRST + N_BATCH * np.arange(ours.shape[1])
        reached = np.where((ours >= BAR).any(axis=1), n_tried[(ours >= BAR).argmax(axis=1)], np.inf)
        print(f"{problem.name}, {n_seeds} seeds")
        report("  share of the true hypervolume after 60, median", float(np.median(ours[:, -1])), at_least=BAR)
        report("  the same, worst seed", float(ours[:, -1].min()))
        report("  the same, random choice, median", float(np.median(chance[:, -1])))
        report("  experiments to 90 %, median", float(np.median(reached)), at_most=N_EXPERIMENTS)
        report("  CPU s for a campaign of 60", seconds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
