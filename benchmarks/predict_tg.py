"""Experimental Tg of thousands of polymers: five folds by material, mi.Model() beside a forest and ridge regression.

Bars: RMSE <= 33 degC and MAE <= 21; 90 % intervals cover 88 to 92 %, and 80 to 97 % in every tenth of predicted Tg;
a fit in <= 300 s, at least 1,000 predictions a second after the features.

A fold takes minutes; with ``--keep FOLDER`` each fold is kept there, and those that are there are not run again:

    python benchmarks/predict_tg.py --folds 0 --no-peers --keep /some/folder
    python benchmarks/predict_tg.py --keep /some/folder
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
from _bench import drawn_morgan_counts, read, report
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi


def run_fold(structures: Any, tg: Any, train: Any, test: Any, effort: str | None) -> dict[str, Any]:
    """Predictions, intervals, CPU seconds of the fit, and predictions a second after the features."""
    started = time.process_time()
    model = mi.Model(effort=effort).fit(structures[train], tg[train])
    fit_seconds = time.process_time() - started
    mean, ends = model.predict(structures[test]), model.predict_interval(structures[test])
    features = model.featurizer_.transform(structures[test])
    started = time.process_time()
    model.regressor_.predict(features)
    rate = len(test) / (time.process_time() - started)
    return {"mean": mean, "ends": ends, "fit_seconds": fit_seconds, "rate": rate}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--effort", default=None, choices=["fast", "default", "best"])
    parser.add_argument("--folds", type=int, nargs="+", default=[*range(5)], help="which of the five folds")
    parser.add_argument("--keep", type=Path, help="folder that keeps the results of folds between runs")
    parser.add_argument("--no-peers", action="store_true", help="leave out the forest and ridge regression")
    options = parser.parse_args()
    table = read("tg_polyinfo_dev.csv")
    dataset, log = mi.Dataset(table, structure="psmiles", targets={"Tg_C": "degC"}).curate(merge_duplicates=False)
    print(f"{len(table)} rows, {log.n_dropped} dropped because they hold no linear repeat unit")
    structures, tg = dataset.X.to_numpy(), dataset.y.to_numpy()
    folds = list(mi.MaterialSplit(5, random_state=0).split(structures, groups=dataset.groups))
    folds = [folds[number] for number in options.folds]
    tested = np.concatenate([test for _, test in folds])
    predicted, low, high = (np.full(len(tg), np.nan) for _ in range(3))
    fit_seconds, rates = [], []
    for number, (train, test) in zip(options.folds, folds, strict=True):
        kept = options.keep and options.keep / f"tg_{options.effort or 'default'}_{number}.npz"
        found = np.load(kept) if kept and kept.exists() else run_fold(structures, tg, train, test, options.effort)
        if kept and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.savez(kept, **found)
        predicted[test], low[test], high[test] = found["mean"], *found["ends"].T
        fit_seconds.append(found["fit_seconds"])
        rates.append(found["rate"])
    best = options.effort == "best"
    rmse = np.mean([mi.evaluate.rmse(tg[test], predicted[test]) for _, test in folds])
    report("mi.Model(): RMSE [degC], mean of folds", rmse, at_most=32.0 if best else 33.0)
    report("mi.Model(): R2, mean of folds", np.mean([mi.evaluate.r2(tg[test], predicted[test]) for _, test in folds]))
    report("mi.Model(): MAE [degC]", mi.evaluate.mae(tg[tested], predicted[tested]), at_most=21.0)
    inside = ((low <= tg) & (tg <= high))[tested]
    report("mi.Model(): share inside 90 % intervals", inside.mean(), at_least=0.88, at_most=0.92)
    tenth = np.argsort(np.argsort(predicted[tested])) * 10 // len(tested)
    shares = [inside[tenth == number].mean() for number in range(10)]
    report("mi.Model(): least share in a tenth of predicted Tg", min(shares), at_least=0.80)
    report("mi.Model(): greatest share in a tenth of predicted Tg", max(shares), at_most=0.97)
    report("mi.Model(): CPU seconds a fit, features and intervals included", np.mean(fit_seconds), at_most=300)
    report("mi.Model(): predictions a second after the features", np.mean(rates), at_least=1000)
    if options.no_peers:
        return
    counts, named = drawn_morgan_counts(structures), mi.Descriptors().fit_transform(structures)
    forest = RandomForestRegressor(100, random_state=0)
    ridge = make_pipeline(StandardScaler(), RidgeCV(10.0 ** np.arange(-1, 5)))
    peers = {"forest on Morgan counts": (forest, counts), "ridge on descriptors": (ridge, named)}
    for name, (peer, X) in peers.items():
        for train, test in folds:
            predicted[test] = peer.fit(X[train], tg[train]).predict(X[test])
        report(f"{name}: RMSE [degC]", np.mean([mi.evaluate.rmse(tg[test], predicted[test]) for _, test in folds]))
        report(f"{name}: MAE [degC]", mi.evaluate.mae(tg[tested], predicted[tested]))


if __name__ == "__main__":
    main()
