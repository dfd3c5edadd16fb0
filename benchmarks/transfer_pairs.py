"""No harm: "auto" against direct over 40 pairs of source and target, 18 of them with a shuffled source.

Bars: the mean error of "auto" is at most 2 % above that of direct, and a shuffled source is used in at most 5 % of its
pairs. The run can be stopped and taken up again; it prints the table of what is there.
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
    khazana,
    options_with_cache,
    pi1070,
)

from matinfo.models.transfer._evidence import comparison_folds, gather_evidence

SIZES = (30, 60, 100, 200)
SHUFFLED = ("density", "Rg")


def pairs() -> list[tuple[str, str, int]]:
    """Source, target, and number of labels; the name of a shuffled source begins with an exclamation mark."""
    found = []
    for place, target in enumerate(COLUMNS):
        for step, source in enumerate((COLUMNS[(place + 1) % 8], COLUMNS[(place + 3) % 8])):
            found.append((source, target, SIZES[(place + 2 * step) % 4]))
        for step, source in enumerate(SHUFFLED):
            found.append((f"!{source}", target, SIZES[(place + 1 + 2 * step) % 4]))
    found += [("Egc", "eps", 60), ("Egc", "nc", 100), ("Egc", "Xc", 200), ("Egc", "eps", 30)]
    found += [("Tg", "thermal_conductivity", 30), ("Tg", "density", 60)]
    return [*found, ("!Egc", "eps", 60), ("!Egc", "nc", 100)]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=1, help="random draws of labels for each pair")
    parser.add_argument("--repeats", type=int, default=None, help="of the comparison; by default those of the library")
    parser.add_argument("--minutes", type=float, default=8.0, help="stop starting new pairs after this time")
    options = options_with_cache(parser)
    results = Results(options.cache / "pairs.csv", ["source", "target", "n", "draw"])
    until = time.monotonic() + 60 * options.minutes
    for draw in range(options.draws):
        for source, target, n in pairs():
            if not results.has(source=source, target=target, n=n, draw=draw) and time.monotonic() < until:
                results.add(
                    {"source": source, "target": target, "n": n, "draw": draw}
                    | measure(source, target, n, draw, options)
                )
    table = results.frame()
    print(table[["source", "target", "n", "draw", "chosen", "auto", "direct"]].to_string(index=False))
    shuffled = table["source"].str.startswith("!")
    ratio = table["auto"] / table["direct"]
    report(f"mean error of auto over that of direct, {len(table)} pairs", ratio.mean(), at_most=1.02)
    report("largest of these", ratio.max())
    report("mean over related sources where transfer was used", ratio[~shuffled & (table["chosen"] != "direct")].mean())
    report("share of related sources that are used", (table["chosen"] != "direct")[~shuffled].mean())
    report("share of shuffled sources that are used", (table["chosen"] != "direct")[shuffled].mean(), at_most=0.05)
    always = table["source_predictions"] / table["direct"]
    report("mean error of source_predictions, whatever the evidence, over direct", always.mean())


def measure(source: str, target: str, n: int, draw: int, options: argparse.Namespace) -> dict[str, object]:
    """Choose by evidence on the labels, and predict all other rows."""
    name, seed = source.removeprefix("!"), 7 if source.startswith("!") else None
    if name == "Egc":
        beside, rows = khazana(target)
        sources = fitted_sources(options.cache, f"khazana-without-{target}", beside, [name], shuffled=seed)
    elif name == "Tg":
        _, rows = pi1070()
        beside = glass_transitions(rows["smiles"], 2_000)
        sources = fitted_sources(options.cache, "polyinfo", beside, [name], shuffled=seed)
    else:
        beside, rows = pi1070()
        sources = fitted_sources(options.cache, "pi", beside, [name], shuffled=seed)
    ready = ready_table(sources, rows["smiles"].tolist(), rows[target].to_numpy(), str(options.cache / "features"))
    order = np.random.default_rng([n, draw]).permutation(len(rows))
    labels, strategies = ready.rows.take(order[:n]), list(ready.strategies.values())
    folds = comparison_folds(labels.groups, 5, options.repeats, random_state=draw)
    evidence = gather_evidence(labels, strategies, folds)
    chosen = evidence.best()
    errors = gather_evidence(ready.rows, strategies, [(order[:n], order[n:])]).errors
    shown = {word: float(errors[word][0]) for word in ready.strategies}
    p_values = {f"p {word}": evidence.gain(word) for word in ready.strategies if word != "direct"}
    means = {f"cv {word}": float(evidence.errors[word].mean()) for word in ready.strategies}
    return {"chosen": chosen, "auto": float(errors[chosen][0]), **shown, **p_values, **means}


if __name__ == "__main__":
    main()
