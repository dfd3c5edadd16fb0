"""The same model asked six questions, the polymer classes beside those of another library, and leaks in real tables.

Classes: agreement with the ones that RadonPy gives in PI1070, where PolyInfo's scheme is behind both; polymers with
two linkages may rightly have either name. Leaks: columns that are made of the target are found in real tables, and
nothing is found among honest columns. Questions: Tg of every fourth polymer, ridge regression on levels A and Q.
"""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd
from _bench import read, report
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo.evaluate import ClassSplit, ClusterSplit, ExtrapolationSplit, LeakageWarning

RADONPY = {
    1: ("polyolefin", "polydiene"),  # hydrocarbons, also with double bonds in the chain
    2: ("polystyrene", "polyvinyl"),  # vinylpyridines among them
    3: ("polyvinyl", "polyolefin", "polyhaloolefin", "polydiene"),
    4: ("polyacrylate",),
    5: ("polyhaloolefin",),
    6: ("polydiene",),
    7: ("polyether",),
    8: ("polysulfide",),
    9: ("polyester",),
    10: ("polyamide",),
    11: ("polyurethane",),
    12: ("polyurea",),
    13: ("polyimide",),
    14: ("polyanhydride",),
    15: ("polycarbonate",),
    16: ("polyimine", "polyamine", "polyarylene"),
    17: ("polysiloxane",),
    18: ("polyphosphazene",),
    19: ("polyketone",),
    20: ("polysulfone",),
    21: ("polyarylene",),
}


def classes() -> None:
    """Print the agreement of polymer classes."""
    table = read("pi1070_dev.csv")
    start = time.process_time()
    found = [mi.polymer_class(structure) for structure in table["smiles"]]
    report("polymer classes a CPU second", len(table) / (time.process_time() - start))
    agree = [ours in RADONPY[theirs] for ours, theirs in zip(found, table["polymer_class"], strict=True)]
    report("PI1070: share of polymers with RadonPy's class", float(np.mean(agree)))
    linked = ~table["polymer_class"].isin([7])  # RadonPy calls every chain with an ether bond a polyether
    report("PI1070: the same without its polyethers", float(np.mean(np.asarray(agree)[linked])))


def leaks() -> None:
    """Print what the checks find in real tables, honest and leaky."""
    simulated = read("pi1070_dev.csv")
    concrete = read("concrete.csv")
    named = [name for name in simulated if name.endswith(("_min", "_max")) and name.rpartition("_")[0] in simulated]
    targets = sorted({name.rpartition("_")[0] for name in named})
    honest = [name for name in simulated.select_dtypes("number") if name not in {*named, *targets}]
    honest = [name for name in honest if not name.endswith(("_std", "_count"))]
    for what, columns in (("with smallest and largest run", named), ("honest", honest)):
        hits = 0
        for target in targets:
            found = _leaks(simulated[columns], simulated[target])
            own = [f"{target}_min", f"{target}_max"]
            hits += set(own) <= set(found) if columns is named else bool(found)
        report(f"PI1070, {what}: share of {len(targets)} targets with a finding", hits / len(targets))
    ingredients = [name for name in concrete if name != "strength"]
    report("concrete: findings in the honest table", len(_leaks(concrete[ingredients], concrete["strength"])))


def _leaks(X: pd.DataFrame, y: pd.Series) -> list[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LeakageWarning)
        model = {"trees": HistGradientBoostingRegressor(max_iter=1)}
        result = mi.Evaluator(cv=2).compare(model, X, y)
    return result.leakage()["column"].tolist()


def questions() -> None:
    """Print the error of one model by question."""
    table = read("tg_polyinfo_dev.csv")
    table = table[table["psmiles"].str.count(r"\*") == 2].iloc[::4]
    structures = table["psmiles"].reset_index(drop=True)
    tg = table["Tg_C"].reset_index(drop=True)
    features = mi.PolymerFingerprint("AQ").fit_transform(structures)
    groups = mi.data.material_groups(structures)
    model = {"ridge": make_pipeline(StandardScaler(), Ridge(30.0))}
    splitters = {
        "material": mi.MaterialSplit(5),
        "cluster": ClusterSplit(5),
        "cluster (five, leave one out)": ClusterSplit(5, n_clusters=5),
        "class": ClassSplit(min_rows=20),
        "extrapolation": ExtrapolationSplit(),
    }
    for name, splitter in splitters.items():
        start = time.process_time()
        folds = list(splitter.split(structures, tg))
        seconds = time.process_time() - start
        pooled = mi.Evaluator(cv=folds).compare(model, features, tg, groups).pooled().set_index("model")["rmse"]
        report(f"Tg, {len(tg)} polymers, by {name}, {len(folds)} folds: RMSE [degC]", pooled["ridge"])
        report(f"Tg, {len(tg)} polymers, by {name}: RMSE of the dummy [degC]", pooled["dummy"])
        report(f"Tg, {len(tg)} polymers, by {name}: CPU seconds to split", seconds)


if __name__ == "__main__":
    classes()
    leaks()
    questions()
