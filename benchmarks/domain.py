"""Errors outside the domain over errors inside it, on folds that hold out whole clusters of like polymers.

Bar: the median absolute error outside is at least 1.5 times that inside. Beside it stand the same figure for likeness
alone (no left-out errors of the neighbours) and for leverage, a view that decides nothing.
"""

from __future__ import annotations

import argparse

import numpy as np
from _bench import read, report

import matinfo as mi
from matinfo.evaluate import ClusterSplit

TABLES = {
    "Tg": ("tg_polyinfo_dev.csv", "psmiles", "Tg_C"),
    "Egc": ("khazana_Egc_Xc_eps_nc.csv", "PSMILES", "Egc"),
    "eps": ("khazana_Egc_Xc_eps_nc.csv", "PSMILES", "eps"),
    "nc": ("khazana_Egc_Xc_eps_nc.csv", "PSMILES", "nc"),
}
BAR = 1.5


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", nargs="+", default=list(TABLES), choices=list(TABLES))
    parser.add_argument("--rows", type=int, default=1000, help="rows drawn of a table, at most")
    parser.add_argument("--effort", default="fast", choices=["fast", "default", "best"], help="of the default model")
    parser.add_argument("--seed", type=int, default=0, help="of the drawn rows and of the clusters")
    options = parser.parse_args()
    for name in options.tables:
        file, column, target = TABLES[name]
        table = read(file).dropna(subset=[target])
        table = table[table[column].str.count(r"\*") == 2]  # linear chains
        table = table.sample(min(options.rows, len(table)), random_state=options.seed)
        X, y = table[column].to_numpy(), table[target].to_numpy()
        errors, views = [], []
        for train, test in ClusterSplit(5, random_state=options.seed).split(X):
            model = mi.Model(effort=options.effort).fit(X[train], y[train])
            features, domain = model.reader_.read(model, X[test]), model.domain_
            errors.append(np.abs(model.predict(X[test]) - y[test]))
            views.append(
                [
                    model.in_domain(X[test]),
                    domain.similarity(features) >= domain.threshold,
                    domain.leverage(features) <= domain.leverage.limit,
                ]
            )
        error, inside = np.concatenate(errors), np.hstack(views)
        names = ("in_domain", "likeness alone", "leverage alone")
        for view, within in zip(names, inside, strict=True):
            ratio = np.median(error[~within]) / np.median(error[within])
            what = f"{name}, {len(X)} rows: median error outside over inside, {view}"
            report(what, float(ratio), at_least=BAR if view == "in_domain" else None)
            print(f"    share of the left-out rows outside: {np.mean(~within):.2f}", flush=True)


if __name__ == "__main__":
    main()
