"""Recipes: concrete by mix and by row, fluoro-rubbers from patents by row and by patent, simulated rubber compounds.

Bars: concrete R2 >= 0.90 by mix and >= 0.94 by row with mi.Model() on the table as it is; hardness of fluoro-rubbers R2
>= 0.75 by row; simulated rubber within 0.03 of the noise ceiling. Run one part with its name: concrete, fluororubber,
rubber.
"""

from __future__ import annotations

import sys
import time
import warnings

import numpy as np
import pandas as pd
from _bench import read, report
from sklearn.ensemble import ExtraTreesRegressor, HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.model_selection import KFold, LeaveOneGroupOut, ShuffleSplit

import matinfo as mi
from matinfo.models import ArdGaussianProcess

OURS = "mi.Model()"


def concrete() -> None:
    """Strength of concrete: 5 folds, rows of one mix together, and by row."""
    table = read("concrete.csv")
    X, y = table.drop(columns="strength"), table["strength"].to_numpy()
    mixes = mi.data.material_groups(X.drop(columns="age"))
    peers = {
        "HistGradientBoosting": HistGradientBoostingRegressor(random_state=0),
        "extra trees": ExtraTreesRegressor(300, random_state=0),
    }
    for question, groups, bar in (("by mix", mixes, 0.90), ("by row", np.arange(len(y)), 0.94)):
        folds = list(mi.MaterialSplit(5, random_state=0).split(X, groups=groups))
        for name, model in ({OURS: mi.Model()} | peers).items():
            predicted, low, high = np.empty(len(y)), np.full(len(y), np.nan), np.full(len(y), np.nan)
            started = time.process_time()
            for train, test in folds:
                known = {"groups": groups[train]} if name == OURS else {}
                model.fit(X.iloc[train], y[train], **known)
                predicted[test] = model.predict(X.iloc[test])
                if name == OURS:
                    low[test], high[test] = model.predict_interval(X.iloc[test]).T
            seconds = (time.process_time() - started) / len(folds)
            what = f"concrete {question}, {name}"
            report(f"{what}: R2", mi.evaluate.r2(y, predicted), at_least=bar if name == OURS else None)
            report(f"{what}: RMSE [MPa]", mi.evaluate.rmse(y, predicted))
            report(f"{what}: CPU seconds a fold", seconds)
            if name == OURS:
                report(f"{what}: share inside 90 % intervals", float(np.mean((low <= y) & (y <= high))))


def fluororubber() -> None:
    """Five properties of 222 fluoro-rubbers from 24 patents, by row (5 folds) and by patent, with intervals."""
    table = read("fluororubber_dev_24patents.csv")
    targets = {
        "hardness_shoreA": "Shore A",
        "tensile_MPa": "MPa",
        "elongation_pct": "%",
        "m100_MPa": "MPa",
        "compression_set_pct": "%",
    }
    unused = {"row_id", "source_id", "plasma_weight_loss_pct", *targets}
    recipe = [name for name in table.columns if name not in unused]
    dataset = mi.Dataset(table, recipe=recipe, targets=targets, groups="source_id")
    models = {
        OURS: mi.Model(),
        "random forest": mi.Model(regressor=RandomForestRegressor(100, random_state=0), calibration_folds=0),
    }
    lines = []
    for question, cv, groups in (
        ("by row", KFold(5, shuffle=True, random_state=0), False),
        ("by patent", LeaveOneGroupOut(), dataset.groups),
    ):
        evaluator = mi.Evaluator(cv=cv, leakage="ignore")
        result = evaluator.compare(models, dataset, groups=groups)
        lines.append(_with_intervals(result, dataset.groups, question))
    scores = pd.concat(lines, ignore_index=True)
    print(scores.to_string(index=False, float_format="{:.3g}".format))
    ours = scores[scores["model"] == OURS].set_index(["target", "question"])
    report(
        "fluoro-rubber hardness by row, mi.Model(): R2", ours.loc[("hardness_shoreA", "by row"), "r2"], at_least=0.75
    )
    report("fluoro-rubber hardness by patent, mi.Model(): R2", ours.loc[("hardness_shoreA", "by patent"), "r2"])


def _with_intervals(result: mi.evaluate.Result, groups: pd.Series, question: str) -> pd.DataFrame:
    """Pooled R2 and RMSE with 90 % bootstrap intervals: rows are drawn by row, whole patents by patent."""
    rng, lines = np.random.default_rng(0), []
    pooled = result.pooled().set_index(["model", "target"])
    for (model, target), part in result.predictions().groupby(["model", "target"], sort=False):
        units = groups.loc[part["row"]].to_numpy() if question == "by patent" else part["row"].to_numpy()
        members = [np.flatnonzero(units == unit) for unit in pd.unique(units)]
        truth, predicted = part["y_true"].to_numpy(), part["y_pred"].to_numpy()
        drawn = []
        for _ in range(400):
            rows = np.concatenate([members[place] for place in rng.integers(len(members), size=len(members))])
            drawn.append(mi.evaluate.r2(truth[rows], predicted[rows]))
        low, high = np.quantile(drawn, [0.05, 0.95])
        inside = part["y_true"].between(part["low"], part["high"]).mean() if part["low"].notna().all() else np.nan
        line = {"model": model, "target": target, "question": question, "n": len(part)}
        line |= {"r2": pooled.loc[(model, target), "r2"], "r2 from": low, "r2 to": high}
        lines.append(line | {"rmse": pooled.loc[(model, target), "rmse"], "inside 90 %": inside})
    return pd.DataFrame(lines)


def rubber() -> None:
    """Simulated rubber compounds, three splits 7:3 by row: tuned SVR and trees, Gaussian process, mi.Model()."""
    dataset = mi.make_rubber_compounds()
    trees = {"n_estimators": [100], "max_leaf_nodes": [60, None], "max_features": [0.4]}
    svr = {"C": [3, 30, 300], "gamma": [0.001, 0.003, 0.01, 0.03], "epsilon": [0.1]}
    models = {
        OURS: mi.Model(calibration_folds=0),
        "SVR": mi.Model(regressor="svr", search="grid", search_space=svr, calibration_folds=0),
        "RFR": mi.Model(regressor="rf", search="grid", search_space=trees, calibration_folds=0),
        "ETR": mi.Model(regressor="et", search="grid", search_space=trees, calibration_folds=0),
        "GP": mi.Model(regressor=ArdGaussianProcess(), calibration_folds=0),
    }
    splits = ShuffleSplit(3, test_size=0.3, random_state=0)
    result = mi.Evaluator(cv=splits, leakage="ignore").compare(models, dataset, groups=False)
    scores = result.summary().pivot_table(index="model", columns="target", values="r2_test", sort=False)
    tested = [test for _, test in splits.split(np.zeros(len(dataset)))]
    ceiling = np.mean([
        mi.evaluate.r2(dataset.y[name].iloc[test], dataset.truth[name].iloc[test])
        for name in dataset.target_names
        for test in tested
    ])  # fmt: skip
    print(scores.assign(mean=scores.mean(axis=1)).to_string(float_format="{:.3f}".format))
    means = scores.drop(index="dummy").mean(axis=1)
    report("simulated rubber: noise ceiling of these test rows, mean R2", float(ceiling))
    report(f"simulated rubber: ceiling - best model ({means.idxmax()})", float(ceiling - means.max()), at_most=0.03)
    for name, mean in means.items():
        report(f"simulated rubber: ceiling - {name}", float(ceiling - mean))


if __name__ == "__main__":
    warnings.filterwarnings("ignore", category=mi.evaluate.LeakageWarning)
    parts = {"concrete": concrete, "fluororubber": fluororubber, "rubber": rubber}
    for part in sys.argv[1:] or parts:
        parts[part]()
