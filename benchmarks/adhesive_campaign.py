"""The adhesive study as it was run, on the simulated bench, against chance: 32 first, 3 x 5 greedy, then EI."""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd
from _bench import report

import matinfo as mi
from matinfo.data import make_adhesive_bench

BENCH = make_adhesive_bench()
CLOSE = 0.95  # of the optimum


def campaign(seed: int, n_last: int, batch: str) -> np.ndarray:
    """True strengths in the order of testing: 32 first, three cycles of 5 best predictions, then EI."""
    rng = np.random.default_rng(seed)
    options = {"objective": mi.Maximize("strength"), "candidates": mi.Pool(BENCH.candidates), "random_state": seed}
    greedy = mi.Designer(acquisition="greedy", batch=batch, **options)
    first = greedy.ask(32)
    greedy.tell(first, BENCH.measure(first, rng))
    for _ in range(3):
        chosen = greedy.ask(5)
        greedy.tell(chosen, BENCH.measure(chosen, rng))
    improving = mi.Designer(**options)
    known = greedy.history_
    improving.tell(known, known["strength"].to_numpy(dtype=float))
    for _ in range(n_last):
        chosen = improving.ask()
        improving.tell(chosen, BENCH.measure(chosen, rng))
    return BENCH.strength.loc[improving.history_.index.astype(int)].to_numpy()


def straight(seed: int, n: int) -> np.ndarray:
    """True strengths where expected improvement chooses one at a time from the fifth experiment on."""
    rng = np.random.default_rng(seed)
    designer = mi.Designer(objective=mi.Maximize("strength"), candidates=mi.Pool(BENCH.candidates), random_state=seed)
    first = BENCH.candidates.sample(4, random_state=seed)
    designer.tell(first, BENCH.measure(first, rng))
    while len(designer.history_) < n:
        chosen = designer.ask()
        designer.tell(chosen, BENCH.measure(chosen, rng))
    return BENCH.strength.loc[designer.history_.index.astype(int)].to_numpy()


def first_close(runs: np.ndarray) -> float:
    """Median number of experiments until the first within 5 % of the optimum."""
    reached = runs >= CLOSE * BENCH.strength.max()
    return float(np.median(np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, np.inf)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=100)
    parser.add_argument("--straight", type=int, default=20, help="seeds of campaigns without the 32 first experiments")
    arguments = parser.parse_args()
    begin = time.process_time()
    runs = np.array([campaign(seed, 5, "top") for seed in range(arguments.seeds)])
    seconds = time.process_time() - begin
    orders = [np.random.default_rng(10_000 + seed).permutation(256) for seed in range(arguments.seeds)]
    by_chance = np.array([BENCH.strength.to_numpy()[order] for order in orders])
    best, chance = runs[:, :47].max(axis=1), by_chance[:, :47].max(axis=1)
    report(
        "share of seeds whose best after 47 is at least that of random", float(np.mean(best >= chance)), at_least=0.9
    )
    report("median experiments to 95 % of the optimum, as the study was run", first_close(runs), at_most=40)
    report("median experiments to 95 % of the optimum, at random", first_close(by_chance))
    report("mean best after 47, as the study was run [MPa]", float(best.mean()))
    report("mean best after 47, at random [MPa]", float(chance.mean()))
    report("CPU s a campaign of 52", seconds / arguments.seeds)
    if arguments.straight:
        one_by_one = np.array([straight(seed, 40) for seed in range(arguments.straight)])
        report(
            "median experiments to 95 % of the optimum, improvement from the start", first_close(one_by_one), at_most=40
        )
    table = pd.DataFrame({"as run": best, "random": chance}).describe().round(1)
    print(table.to_string())


if __name__ == "__main__":
    main()
