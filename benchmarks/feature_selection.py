"""Recursive feature selection: a planted truth, and the hierarchical fingerprint on Polymer Genome 500.

Planted truth (simulated): 10 of 100 features carry the target. Bar: in every draw the optimum lies between 10 and 20
features, and at least 9 of the true ones are kept. Polymer Genome, ranked by ridge regression: the best number of
features of four properties, and the RMSE of Tg with levels A, AQ, AQM and AQM after selection, by the same Gaussian
process on the same 80/20 splits, the selection inside the training rows. Part of these Tg values is probably
predicted, so the figures say nothing about accuracy.
"""

from __future__ import annotations

import time

import numpy as np
from _bench import read, report
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import Ridge
from sklearn.model_selection import ShuffleSplit

import matinfo as mi
from matinfo.models import RecursiveSelection, ScaledRegressor

SEEDS = 10
SPLITS = 10
PROPERTIES = ("refractive_index", "density", "bandgap", "glass_transition_temperature")


def planted(seed: int, n_rows: int, *, curved: bool) -> tuple[np.ndarray, np.ndarray, set[int]]:
    """Ten of 100 features with weights of 0.5 to 1.5; the noise has 9 % of the variance of the signal."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_rows, 100))
    true = rng.choice(100, 10, replace=False)
    parts = X[:, true]
    if curved:  # three waves and two parabolas among them
        parts = np.hstack([parts[:, :5], np.sin(1.5 * parts[:, 5:8]), 0.7 * parts[:, 8:] ** 2])
    signal = parts @ (rng.uniform(0.5, 1.5, 10) * rng.choice([-1, 1], 10))
    return X, signal + 0.3 * signal.std() * rng.normal(size=n_rows), set(true.tolist())


def planted_truth() -> None:
    """Print how often the truth is found."""
    cases = {
        "straight, 150 rows": (150, False, RecursiveSelection()),
        "straight, 150 rows, one-standard-error": (150, False, RecursiveSelection(rule="one-standard-error")),
        "straight, 150 rows, ranked by ridge": (150, False, RecursiveSelection(Ridge(10.0))),
        "curved, 500 rows": (500, True, RecursiveSelection()),
        "curved, 500 rows, ranked by ridge": (500, True, RecursiveSelection(Ridge(10.0))),
    }
    for name, (n_rows, curved, selection) in cases.items():
        seeds = SEEDS if not curved else SEEDS // 2
        numbers, kept, start = [], [], time.process_time()
        for seed in range(seeds):
            X, y, true = planted(seed, n_rows, curved=curved)
            found = selection.fit(X, y).get_support(indices=True)
            numbers.append(len(found))
            kept.append(len(true & set(found.tolist())))
        seconds = (time.process_time() - start) / seeds
        bar = {} if curved or "ridge" in name else {"at_least": 1.0}
        within = np.mean([10 <= number <= 20 for number in numbers])
        report(f"planted, {name}: share of {seeds} draws with 10 to 20 kept", within, **bar)
        report(f"planted, {name}: true features kept, worst draw", min(kept), **({"at_least": 9} if bar else {}))
        report(f"planted, {name}: CPU seconds a fit", seconds)


def polymer_genome() -> None:
    """Print the best number of features by property, and what selection does to the error of Tg."""
    table = read("polymer_genome_500.csv")
    features = {levels: mi.PolymerFingerprint(levels).fit_transform(table["smiles"]) for levels in ("A", "AQ", "AQM")}
    for name in PROPERTIES:
        rows = table[name].notna().to_numpy()
        selection = RecursiveSelection(Ridge(10.0)).fit(features["AQM"][rows], table[name].to_numpy()[rows])
        curve = selection.curve_
        best, everything = curve[curve["best"]].iloc[0], curve.iloc[0]
        few = curve[curve["rmse"] <= best["rmse"] + best["standard_error"]]["n_features"].min()
        what = f"Polymer Genome, {name}, of {everything['n_features']}"
        report(f"{what}: best number of features", best["n_features"])
        report(f"{what}: within one standard error of it", few)
        report(f"{what}: RMSE with that over RMSE with all", best["rmse"] / everything["rmse"])

    tg = table["glass_transition_temperature"].to_numpy(dtype=float)
    kernel = ConstantKernel() * RBF(10.0, (1.0, 1e3)) + WhiteKernel(0.1, (1e-4, 2.0))
    process = ScaledRegressor(GaussianProcessRegressor(kernel, random_state=0))
    errors: dict[str, list[float]] = {name: [] for name in ("A", "AQ", "AQM", "AQM, RFE")}
    for train, test in ShuffleSplit(SPLITS, test_size=0.2, random_state=100).split(tg):
        selection = RecursiveSelection(Ridge(10.0)).fit(features["AQM"][train], tg[train])
        for name in errors:
            X = features[name[:3].rstrip(",")]
            X = X[:, selection.get_support()] if "RFE" in name else X
            predicted = process.fit(X[train], tg[train]).predict(X[test])
            errors[name].append(mi.evaluate.rmse(tg[test], predicted))
    for name, values in errors.items():
        report(f"Polymer Genome, Tg, {name}: RMSE [K] on {SPLITS} splits of 80/20", float(np.mean(values)))


if __name__ == "__main__":
    planted_truth()
    polymer_genome()
