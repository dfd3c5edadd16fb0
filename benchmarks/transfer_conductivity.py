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
from matinfo.models.transfer._prepared import Prepared

TARGET, LABELS = "thermal_conductivity", 28


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=30)
    parser.add_argument("--minutes", type=float, default=8.0, help="stop starting new draws after this time")
    options = options_with_cache(parser)
    errors = Results(options.cache / "conductivity.csv", ["draw"])
    choices = Results(options.cache / "conductivity_choices.csv", ["draw"])
    until = time.monotonic() + 60 * options.minutes
    beside, rows = pi1070()
    columns = [column for column in COLUMNS if column != TARGET]
    sources = fitted_sources(options.cache, "pi", beside, columns)
    sources |= fitted_sources(options.cache, "polyinfo", glass_transitions(rows["smiles"], 2_000), ["Tg"])
    ready = ready_table(sources, rows["smiles"].tolist(), rows[TARGET].to_numpy(), str(options.cache / "features"))
    for table, measure in ((errors, errors_of_draw), (choices, choice_of_draw)):
        for draw in range(options.draws):
            if not table.has(draw=draw) and time.monotonic() < until:
                table.add({"draw": draw} | measure(ready, draw))
    measured = errors.frame().set_index("draw")
    print(f"28 labels, {len(measured)} draws: mean absolute errors [W/(m K)]")
    for name in measured:
        report(f"  {name}", measured[name].mean())
    chosen = choices.frame()
    if len(chosen):
        auto = [measured.loc[draw, word] for draw, word in zip(chosen["draw"], chosen["chosen"], strict=True)]
        direct = measured.loc[chosen["draw"], "direct"]
        report(f"auto, {len(auto)} draws", float(np.mean(auto)), at_most=0.039)
        report("direct on these draws", direct.mean())
        report("share of draws in which a transfer is used", (chosen["chosen"] != "direct").mean())


def split(ready: Prepared, draw: int) -> tuple[np.ndarray, np.ndarray]:
    """Labels and test rows."""
    order = np.random.default_rng([28, draw]).permutation(len(ready.rows.y))
    return order[:LABELS], order[LABELS:]


def errors_of_draw(ready: Prepared, draw: int) -> dict[str, float]:
    """Mean absolute errors of all strategies on all other rows."""
    train, test = split(ready, draw)
    labels = ready.rows.take(train)
    errors = {}
    for name, strategy in ready.strategies.items():
        fitted = clone(strategy.regressor).fit(labels.X, labels.y, blocks=labels.blocks, groups=labels.groups)
        errors[name] = float(np.abs(fitted.predict(ready.rows.X[test]) - ready.rows.y[test]).mean())
    hidden = ready.rows.X[:, ready.rows.blocks["hidden"]]
    ridge = make_pipeline(StandardScaler(), RidgeCV(10.0 ** np.arange(-1, 5))).fit(hidden[train], labels.y)
    errors["naive transfer"] = float(np.abs(ridge.predict(hidden[test]) - ready.rows.y[test]).mean())
    errors["mean of the labels"] = float(np.abs(labels.y.mean() - ready.rows.y[test]).mean())
    return errors


def choice_of_draw(ready: Prepared, draw: int) -> dict[str, object]:
    """What "auto" uses, by evidence on the labels alone."""
    labels = ready.rows.take(split(ready, draw)[0])
    folds = comparison_folds(labels.groups, 5, None, random_state=draw)
    evidence = gather_evidence(labels, list(ready.strategies.values()), folds)
    return {"chosen": evidence.best(), **evidence.p_values()}


if __name__ == "__main__":
    main()
