"""
Five properties of rubber compounds, by row and by series
=========================================================

The question of this example: how well do tuned models foretell the properties of a rubber compound from its recipe, and
does that hold for compounds of a series that nobody has measured yet?

The default data are **simulated** (`make_rubber_compounds`: rules of thumb of rubber technology plus noise), so that
the best score that can be hoped for is known. The same script runs on a CSV of your own::

    python examples/plot_02_rubber_compounds.py --data mine.csv --groups patent --targets "hardness=Shore A" "M100=MPa"
"""

# %%
# The data
# --------
# All columns that are no target, no group and not ignored are taken for the recipe and its conditions. Columns of names
# (grade of carbon black, cure system) are read as names. Rows leave only by the rules of ``curate``, with a log.

import argparse
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
from sklearn.model_selection import ShuffleSplit

import matinfo as mi
from matinfo.models import ArdGaussianProcess
from matinfo.plotting import ParityDisplay, TuningMapDisplay

parser = argparse.ArgumentParser(description="Properties of compounds from their recipes, by row and by group.")
parser.add_argument("--data", type=Path, help="your CSV; without it compounds are simulated")
parser.add_argument("--targets", nargs="+", default=[], metavar="NAME=UNIT", help="columns of properties, with units")
parser.add_argument("--groups", help="column of series, patents or batches; by default rows of one recipe are a group")
parser.add_argument("--recipe", nargs="+", help="columns of the recipe; by default all that are left")
parser.add_argument("--ignore", nargs="+", default=[], help="columns to leave out")
parser.add_argument("--picture", type=Path, default=Path("rubber_compounds.png"), help="where to save the picture")
parser.add_argument("--seed", type=int, default=0, help="seed of the split by row")
parser.add_argument("--jobs", type=int, default=1, help="number of processes")
options = parser.parse_args()

if options.data is None:
    dataset = mi.make_rubber_compounds(n=445, random_state=0)
    ceiling = dataset.noise_ceiling
    group_word = "series"
else:
    table = pd.read_csv(options.data)
    targets = dict(target.split("=", 1) for target in options.targets)
    taken = {*targets, *options.ignore, options.groups}
    recipe = options.recipe or [name for name in table.columns if name not in taken]
    dataset = mi.Dataset(table, recipe=recipe, targets=targets, groups=options.groups)
    ceiling = None
    group_word = options.groups or "recipe"
data, log = dataset.curate(merge_duplicates=False)

print(data)
print(f"{log.rows_in} rows read, {log.n_dropped} dropped; {data.groups.nunique()} groups ({group_word})")
if ceiling is not None:
    print(f"Simulated data. R2 of the truth itself: {', '.join(f'{n} {v:.3f}' for n, v in ceiling.items())}")

# %%
# Tuned models, one split 7:3 by row
# ----------------------------------
# Options are searched inside the training rows. For an SVR they are the price of an error outside its tube (``C``) and
# how local it is (``gamma``); for trees the number of answers that a tree can give (``max_leaf_nodes``).

trees = {"n_estimators": [50], "max_leaf_nodes": [20, 60, None], "max_features": [0.4]}
tuned = {"search": "grid", "calibration_folds": 0, "random_state": 0}
models = {
    "SVR": mi.Model(
        regressor="svr", search_space={"C": [1, 10, 100], "gamma": [0.003, 0.01, 0.03], "epsilon": [0.1]}, **tuned
    ),
    "RFR": mi.Model(regressor="rf", search_space=trees, **tuned),
    "ETR": mi.Model(regressor="et", search_space=trees, **tuned),
    "GP": mi.Model(regressor=ArdGaussianProcess(), calibration_folds=0),
}
by_row = mi.Evaluator(cv=ShuffleSplit(1, test_size=0.3, random_state=options.seed), n_jobs=options.jobs)
rows = by_row.compare(models, data, groups=False)
shown = ["target", "model", "r2_test", "rmse_test", "mae_test", "r2_train", "r2_gap"]
report = rows.summary()[shown]

print("\n7:3 by row; errors in the unit of the property; r2_gap = R2 on training rows - R2 on test rows\n")
print(report.to_string(index=False, float_format="{:.3g}".format))

mean = report[report["model"] != "dummy"].groupby("model", sort=False)[["r2_test", "r2_train", "r2_gap"]].mean()
mean["relative_gap"] = mean["r2_gap"] / mean["r2_train"]

print("\nMean over the properties (errors of different units have no mean); relative_gap = r2_gap / r2_train\n")
print(mean.to_string(float_format="{:.3f}".format))

# %%
# The same models on new groups
# -----------------------------
# Three folds in which no group stands on both sides, about two thirds of the rows for training as before.

groups = mi.Evaluator(cv=3, n_jobs=options.jobs).compare(models, data)
both = pd.DataFrame(
    {
        "by row": rows.pooled().groupby("model", sort=False)["r2"].mean(),
        f"by {group_word}": groups.pooled().groupby("model", sort=False)["r2"].mean(),
    }
)
best = both["by row"].idxmax()
row_score, group_score = both.loc[best]

print("\nMean R2 over the properties\n")
print(both.to_string(float_format="{:.3f}".format))
if row_score - group_score > 0.1:
    print(f"\nThe two differ: R2 of {best} is {row_score:.2f} by row, but {group_score:.2f} by {group_word}.")
    print(f"The first figure is right for filling gaps in known work, the second for work with a new {group_word}.")
else:
    print(f"\nThe two agree ({row_score:.2f}, {group_score:.2f}): rows of one {group_word} tell little of each other.")
if ceiling is not None:
    print(f"The noise ceiling is {ceiling.mean():.3f}; {best} by row is {ceiling.mean() - row_score:.3f} below it.")

# %%
# Pictures
# --------
# Measured and predicted values of the properties, every point left out of the fit, and what the search has seen.

first = data.target_names[0]
only = data.select(first)
spaces = {
    "svr": ({"C": [0.1, 1, 10, 100, 1000], "gamma": [0.001, 0.01, 0.1, 1.0]}, {"x": "C", "y": "gamma"}),
    "et": (trees | {"max_leaf_nodes": [5, 10, 20, 50, 100]}, {"x": "max_leaf_nodes"}),
}
figure, axes = plt.subplots(2, 4, figsize=(15, 7.4), layout="constrained")
parities, (svr_map, tree_line, bars) = axes.flat[:5], axes.flat[5:]
for name, ax in zip(data.target_names, parities, strict=False):
    ParityDisplay.from_result(rows, model=best, target=name).plot(ax)
    ax.set_title(f"{best}, by row", fontsize="medium")
for (word, (space, drawn)), ax in zip(spaces.items(), (svr_map, tree_line), strict=True):
    model = mi.Model(regressor=word, search_space=space, **tuned).fit(only.X, only.y, groups=range(len(only)))
    TuningMapDisplay.from_search(model, **drawn, quantity=first, unit=data.units[first]).plot(ax)
    ax.set_title(f"{word}: {first}, by row", fontsize="medium")
both.plot.barh(ax=bars, color=["#1f5fa8", "#d9822b"], width=0.75)
bars.set(
    xlabel="mean $R^2$ over the properties",
    ylabel="",
    xlim=(min(-0.1, 1.1 * both.min().min()), 1),
    title="the same models, two questions",
)
bars.invert_yaxis()
for ax in parities[len(data.target_names) :]:
    ax.set_axis_off()
figure.savefig(options.picture, dpi=110)

print(f"\nThe picture is in {options.picture}.")
