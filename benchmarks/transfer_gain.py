"""Every way of transfer against the direct model: other columns of PI1070, Egc to eps and nc.

No material is in a source and in a target. Bar: where the joint process or frozen features reach it, the mean error is
at least 10 % below direct. The run can be stopped and taken up again; it prints the table of what is there.
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
from _bench import report
from _transfer_tables import COLUMNS, Results, fitted_sources, khazana, options_with_cache, pi1070

import matinfo as mi
from matinfo.models.transfer._strategies import STRATEGIES

TASKS = [*((column, n) for column in COLUMNS for n in (30, 60)), ("eps", 60), ("nc", 60), ("Xc", 60)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=5, help="random draws of labels for each target")
    parser.add_argument("--minutes", type=float, default=8.0, help="stop starting new fits after this time")
    parser.add_argument("--targets", nargs="+", default=None)
    parser.add_argument("--strategies", nargs="+", default=list(STRATEGIES))
    options = options_with_cache(parser)
    results = Results(options.cache / "gain.csv", ["target", "n", "draw", "strategy"])
    until = time.monotonic() + 60 * options.minutes
    for target, n in TASKS:
        if options.targets is None or target in options.targets:
            measure(target, n, options, results, until)
    table = results.frame()
    wide = table.pivot_table(index=["target", "n", "draw"], columns="strategy", values="rmse")
    for (target, n), part in wide.groupby(level=["target", "n"]):
        ratios = part.div(part["direct"], axis=0)
        print(f"{target}, n = {n}: direct RMSE {part['direct'].mean():.4g}, {len(part)} draws")
        for strategy in STRATEGIES:
            if strategy != "direct" and strategy in ratios:
                report(f"  {strategy}: mean error over that of direct", float(np.nanmean(ratios[strategy])))


def measure(target: str, n: int, options: argparse.Namespace, results: Results, until: float) -> None:
    """Fit every strategy to every draw of labels."""
    jobs = [
        (draw, strategy)
        for draw in range(options.draws)
        for strategy in options.strategies
        if not results.has(target=target, n=n, draw=draw, strategy=strategy)
    ]
    if not jobs or time.monotonic() > until:
        return
    if target in COLUMNS:
        beside, rows = pi1070()
        sources = fitted_sources(options.cache, "pi", beside, [column for column in COLUMNS if column != target])
    else:
        beside, rows = khazana(target)
        sources = fitted_sources(options.cache, f"khazana-without-{target}", beside, ["Egc"])
    structures, values = rows["smiles"].to_numpy(dtype=object), rows[target].to_numpy()
    for draw, strategy in jobs:
        if strategy == "shotgun" and len(sources) < 3:
            continue
        if time.monotonic() > until:
            return
        order = np.random.default_rng(1_000 + draw).permutation(len(values))
        train, test = order[:n], order[n:]
        started = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = mi.TransferModel(
                sources, strategy, n_repeats=0, calibration_folds=0, memory=str(options.cache / "features")
            ).fit(structures[train].tolist(), values[train])
            predicted = model.predict(structures[test].tolist())
        row = {"target": target, "n": n, "draw": draw, "strategy": strategy}
        error = float(np.sqrt(np.mean((predicted - values[test]) ** 2)))
        results.add({**row, "rmse": error, "seconds": time.process_time() - started})


if __name__ == "__main__":
    main()
