"""How quickly the default designer finds the best settings of two real tables, beside the field's usual methods.

Replicates are averaged per setting; two random starters, then one pick a round; the same seeds for every method. A pick
is an experiment after the starters. No option is tuned to a table.

    python benchmarks/campaign_pools.py [--seeds 30] [--pools crossed_barrel p3ht_cnt] [--methods designer random ...]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
from _bench import read, report
from scipy.stats import norm
from sklearn.ensemble import RandomForestRegressor
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

import matinfo as mi

POOLS = {
    "crossed_barrel": (["n", "theta", "r", "t"], "toughness"),
    "p3ht_cnt": (
        ["P3HT content (%)", "D1 content (%)", "D2 content (%)", "D6 content (%)", "D8 content (%)"],
        "Conductivity (measured) (S/cm)",
    ),
}
BARS = {"crossed_barrel": (5, 0.36), "p3ht_cnt": (3, 0.80)}
PICKS = 40
Next = Callable[[pd.DataFrame, np.ndarray, np.ndarray, int], int]


def settings(pool: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Distinct settings of a table, and the mean of their replicates."""
    columns, target = POOLS[pool]
    means = read(f"{pool}.csv").groupby(columns)[target].mean().reset_index()
    return means[columns], means[target].to_numpy()


def starters(seed: int, n: int) -> list[int]:
    return np.random.default_rng(seed).permutation(n)[:2].tolist()


def run_designer(X: pd.DataFrame, y: np.ndarray, seed: int) -> list[int]:
    """The whole loop of the library, default options."""
    designer = mi.Designer(objective=mi.Maximize("value"), candidates=mi.Pool(X), random_state=seed)
    tested = starters(seed, len(X))
    designer.tell(X.loc[tested], y[tested])
    for _ in range(PICKS):
        batch = designer.ask()
        tested.append(int(batch.index[0]))
        designer.tell(batch, y[tested[-1:]])
    return tested


def run_by(choose: Next) -> Callable[[pd.DataFrame, np.ndarray, int], list[int]]:
    """A loop around a rule that picks one row."""

    def run(X: pd.DataFrame, y: np.ndarray, seed: int) -> list[int]:
        unit = ((X - X.min()) / (X.max() - X.min())).to_numpy()
        tested = starters(seed, len(X))
        for step in range(PICKS):
            scores = np.asarray(choose(unit, np.array(tested), y[tested], seed * 1000 + step), dtype=np.float64)
            scores[tested] = -np.inf
            tested.append(int(scores.argmax()))
        return tested

    return run


def at_random(X: np.ndarray, tested: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random(len(X))


def forest_ei(X: np.ndarray, tested: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    forest = RandomForestRegressor(100, random_state=seed).fit(X[tested], y)
    votes = np.stack([tree.predict(X) for tree in forest.estimators_])
    return expected_improvement(votes.mean(axis=0), votes.std(axis=0), y.max())


def gaussian_process_ei(X: np.ndarray, tested: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    kernel = ConstantKernel() * Matern(np.ones(X.shape[1]), nu=2.5) + WhiteKernel(0.1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        process = GaussianProcessRegressor(kernel, normalize_y=True, random_state=seed).fit(X[tested], y)
        return expected_improvement(*process.predict(X, return_std=True), y.max())


def expected_improvement(mean: np.ndarray, std: np.ndarray, best: float) -> np.ndarray:
    std = np.maximum(std, 1e-9)
    z = (mean - best) / std
    return std * (norm.pdf(z) + z * norm.cdf(z))


METHODS = {
    "designer": run_designer,
    "random": run_by(at_random),
    "scikit-learn GP, EI": run_by(gaussian_process_ei),
    "random forest, EI": run_by(forest_ei),
}


def judge(runs: list[list[int]], y: np.ndarray) -> tuple[float, float, float]:
    """Median picks to the first of the top 5 %, mean share of them after 40 picks, share of runs with the very best."""
    top = set(np.argsort(-y)[: int(np.ceil(0.05 * len(y)))].tolist())
    first = [next((max(place - 1, 0) for place, row in enumerate(run) if row in top), PICKS + 1) for run in runs]
    recall = [len(top & set(run)) / len(top) for run in runs]
    return float(np.median(first)), float(np.mean(recall)), float(np.mean([y.argmax() in run for run in runs]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--pools", nargs="+", default=list(POOLS), choices=list(POOLS))
    parser.add_argument("--methods", nargs="+", default=list(METHODS), choices=list(METHODS))
    arguments = parser.parse_args()
    for pool in arguments.pools:
        X, y = settings(pool)
        for method in arguments.methods:
            begin = time.process_time()
            runs = [METHODS[method](X, y, seed) for seed in range(arguments.seeds)]
            seconds = (time.process_time() - begin) / arguments.seeds / PICKS
            first, recall, best = judge(runs, y)
            most, least = BARS[pool] if method == "designer" else (None, None)
            report(f"{pool}, {method}: median picks to the top 5 %", first, at_most=most)
            report(f"{pool}, {method}: share of the top 5 % after 40 picks", recall, at_least=least)
            report(f"{pool}, {method}: share of runs that found the best", best)
            report(f"{pool}, {method}: CPU s a pick", seconds, at_most=0.05 if method == "designer" else None)


if __name__ == "__main__":
    main()
