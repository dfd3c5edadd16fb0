"""28 labels of simulated thermal conductivity, other columns of PI1070 and measured Tg as sources.

Bar: mean absolute error at most 0.039 W/(m K) over 30 draws of labels. Beside it, on the same draws: the direct model,
the mean of the labels, and naive transfer (hidden layer of a perceptron trained on the other columns, ridge on top).
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from _bench import report
from _transfer_ready import ready_table
from _transfer_tables import (
    COLUMNS,
    Results,
    fitted_sources,
    glass_transitions,
    options_with_cache,
    pi1070,
)
from sklearn.base import clone
from sklearn.linear_model import RidgeCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from matinfo.models.transfer._evidence import comparison_folds, gather_evidence

TARGET, LABELS = "thermal_conductivity", 28


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=8.0, help="stop starting new draws after this time")
    options = options_with_cache(parser)
    results = Results(options.cache / "conductivity.csv", ["draw"])
    until = time.monotonic() + 60 * options.minutes
    beside, rows = pi1070()
    columns = [column for column in COLUMNS if column != TARGET]
    sources = fitted_sources(options.cache, "pi", beside, columns)
    sources |= fitted_sources(options.cache, "polyinfo", glass_transitions(rows["smiles"], 2_000), ["Tg"])
    ready = ready_table(sources, rows["smiles"].tolist(), rows[TARGET].to_numpy(), str(options.cache / "features"))
    for draw in range(options.draws):
        if not results.has(draw=draw) and time.monotonic() < until:
            results.add({"draw": draw} | measure(ready, draw))
    table = results.frame()
    report(f"MAE of auto, 28 labels, {len(table)} draws [W/(m K)]", table["auto"].mean(), at_most=0.039)
    for name in table.columns.drop(["draw", "auto", "chosen"]):
        if name.startswith(("p ", "cv ")):
            continue
        report(f"  {name}", table[name].mean())
    report("draws in which a transfer is used", (table["chosen"] != "direct").mean())
    print(table["chosen"].value_counts().to_string())


def measure(ready, draw: int) -> dict[str, object]:
    """Mean absolute errors of all strategies on all other rows."""
    order = np.random.default_rng([28, draw]).permutation(len(ready.rows.y))
    train, test = order[:LABELS], order[LABELS:]
    labels = ready.rows.take(train)
    folds = comparison_folds(labels.groups, 5, None, random_state=draw)
    evidence = gather_evidence(labels, list(ready.strategies.values()), folds)
    chosen = evidence.best()
    errors: dict[str, object] = {}
    for name, strategy in ready.strategies.items():
        fitted = clone(strategy.regressor).fit(labels.X, labels.y, blocks=labels.blocks, groups=labels.groups)
        errors[name] = float(np.abs(fitted.predict(ready.rows.X[test]) - ready.rows.y[test]).mean())
    hidden = ready.rows.X[:, ready.rows.blocks["hidden"]]
    ridge = make_pipeline(StandardScaler(), RidgeCV(10.0 ** np.arange(-1, 5))).fit(hidden[train], labels.y)
    errors["naive transfer"] = float(np.abs(ridge.predict(hidden[test]) - ready.rows.y[test]).mean())
    errors["mean of the labels"] = float(np.abs(labels.y.mean() - ready.rows.y[test]).mean())
    p_values = {f"p {name}": evidence.one_sided(name) for name in ready.strategies if name != "direct"}
    means = {f"cv {name}": float(evidence.errors[name].mean()) for name in ready.strategies}
    return {"chosen": chosen, "auto": errors[chosen], **errors, **p_values, **means}


if __name__ == "__main__":
    main()
