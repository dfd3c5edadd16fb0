"""Every way of transfer against the direct model: other columns of PI1070, Egc to eps and nc.

No material is in a source and in a target. Bar: where the joint process or frozen features reach it, the mean error is
at least 10 % below direct. The run can be stopped and taken up again; it prints the table of what is there.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from _bench import report
from _transfer_ready import ready_table
from _transfer_tables import COLUMNS, Results, fitted_sources, khazana, options_with_cache, pi1070

from matinfo.models.transfer._evidence import gather_evidence
from matinfo.models.transfer._strategies import STRATEGIES

TASKS = [*((column, n) for column in COLUMNS for n in (30, 60)), ("eps", 60), ("nc", 60), ("Xc", 60)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=10, help="random draws of labels for each target")
    parser.add_argument("--minutes", type=float, default=8.0, help="stop starting new fits after this time")
    parser.add_argument("--targets", nargs="+", default=None)
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
        for strategy in (*STRATEGIES, "dummy"):
            if strategy != "direct" and strategy in ratios and ratios[strategy].notna().any():
                report(f"  {strategy}: mean error over that of direct", float(ratios[strategy].mean()))


def measure(target: str, n: int, options: argparse.Namespace, results: Results, until: float) -> None:
    """Fit every strategy to every draw of labels, and predict all other rows."""
    draws = [draw for draw in range(options.draws) if not results.has(target=target, n=n, draw=draw, strategy="direct")]
    if not draws or time.monotonic() > until:
        return
    if target in COLUMNS:
        beside, rows = pi1070()
        sources = fitted_sources(options.cache, "pi", beside, [column for column in COLUMNS if column != target])
    else:
        beside, rows = khazana(target)
        sources = fitted_sources(options.cache, f"khazana-without-{target}", beside, ["Egc"])
    ready = ready_table(sources, rows["smiles"].tolist(), rows[target].to_numpy(), str(options.cache / "features"))
    for draw in draws:
        if time.monotonic() > until:
            return
        order = np.random.default_rng(1_000 + draw).permutation(len(rows))
        evidence = gather_evidence(ready.rows, list(ready.strategies.values()), [(order[:n], order[n:])])
        for strategy, errors in reversed(evidence.errors.items()):  # direct comes last: it says that the draw is done
            results.add({"target": target, "n": n, "draw": draw, "strategy": strategy, "rmse": errors[0]})


if __name__ == "__main__":
    main()
