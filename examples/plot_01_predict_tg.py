"""
Predict the glass transition of polymers that no one has measured
=================================================================

The question of this example: given a table of polymers with a measured property, what will the property of a new
polymer be, and how sure is that?

It runs on the table that comes with matinfo, or on your own CSV::

    python examples/plot_01_predict_tg.py --data mine.csv --structure psmiles --target Tg --unit degC
"""

# %%
# The data
# --------
# A dataset knows which column holds the structures and in which unit the target was measured. ``curate`` merges rows of
# one material and lists what it did.

import argparse
from pathlib import Path

import pandas as pd
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.svm import SVR

import matinfo as mi
from matinfo.models import KernelBankRegressor, ScaledRegressor
from matinfo.plotting import ParityDisplay

parser = argparse.ArgumentParser(description="Predict a property of polymers.")
parser.add_argument("--data", type=Path, help="your CSV; without it the bundled table is used")
parser.add_argument("--structure", default="psmiles", help="column of repeat units")
parser.add_argument("--target", default="Tg", help="column of the property")
parser.add_argument("--unit", default="K", help="unit of that column")
parser.add_argument("--picture", type=Path, default=Path("parity.png"), help="where to save the picture")
parser.add_argument("--jobs", type=int, default=1, help="number of processes")
options = parser.parse_args()

if options.data is None:
    dataset = mi.load_polymers().select("Tg")
else:
    table = pd.read_csv(options.data)
    dataset = mi.Dataset(table, structure=options.structure, targets={options.target: options.unit})
    dataset = dataset.select(options.target)
data, log = dataset.curate()
target, unit = options.target, options.unit

print(data)
print(f"{log.rows_in} rows read, {log.n_dropped} dropped, {log.n_merged} merged with another of the same polymer")

# %%
# Which features, which algorithm?
# --------------------------------
# The fingerprint has three levels: atomic triples (A), QSPR descriptors (Q) and the morphology of the chain (M). Every
# algorithm meets the same five folds, in which no polymer stands on both sides; a dummy that always says the mean shows
# what the numbers are worth.

algorithms = {
    "ridge": ScaledRegressor(Ridge(alpha=30.0)),
    "SVR": ScaledRegressor(SVR(C=10.0, epsilon=0.05)),
    "random forest": RandomForestRegressor(100, max_features=0.3, random_state=0),
    "extra trees": ExtraTreesRegressor(100, max_features=0.3, random_state=0),
    "Gaussian process": KernelBankRegressor(),
}
evaluator = mi.Evaluator(random_state=0, n_jobs=options.jobs)
summaries = []
for levels in ("A", "AQ", "AQM"):
    features = mi.PolymerFingerprint(levels).set_output(transform="pandas").fit_transform(data.X)
    features.index = data.y.index
    result = evaluator.compare(algorithms, features, data)
    summaries.append(result.summary().assign(levels=levels))
scores = pd.concat(summaries, ignore_index=True)
columns = ["levels", "model", "r2_test", "rmse_test", "mae_test", "rmse_train", "rmse_gap"]

print(f"\nFive folds by material; errors in {unit}; the gap is test - train\n")
print(scores[columns].to_string(float_format="{:.3g}".format))

# %%
# The default model
# -----------------
# ``mi.Model()`` averages a Gaussian process, support vectors and trees on all three levels and on hashed substructures.
# Here it is fitted with ``effort="fast"``: process and trees alone, with less tuning, so that this page is made in a
# minute. Leave the word out for a result that counts. Intervals come from materials that were left out of the fit. Do
# they hold? Every polymer is predicted once, by a model that has not seen it, and the share of measured values inside
# the 90 % intervals is counted.

name = 'mi.Model(effort="fast")'
result = evaluator.compare({name: mi.Model(effort="fast")}, data)
pooled = result.pooled().set_index("model").loc[name]
predictions = result.predictions()
predictions = predictions[predictions["model"] == name]
inside = predictions["y_true"].between(predictions["low"], predictions["high"]).mean()

print(f"\n{name} on {len(predictions)} polymers, each left out of the fit once:")
print(f"  RMSE {pooled['rmse']:.3g} {unit}, MAE {pooled['mae']:.3g} {unit}, R2 {pooled['r2']:.3f}")
print(f"  {inside:.0%} of the measured values lie inside the 90 % intervals")

display = ParityDisplay.from_result(result, model=name).plot()
display.figure_.savefig(options.picture, dpi=150, bbox_inches="tight")

# %%
# Three new polymers
# ------------------
# The last column says whether polymers like this one were in the training table; outside of that the interval means
# nothing.

new = {
    "poly(4-isopropylstyrene)": "*CC(*)c1ccc(C(C)C)cc1",
    "poly(oxy-1,4-phenylenesulfonyl-4,4'-biphenylene)": "*Oc1ccc(S(=O)(=O)c2ccc(-c3ccc(*)cc3)cc2)cc1",
    "poly(heptyl vinyl ether)": "*CC(*)OCCCCCCC",
}
model = mi.Model(effort="fast", n_jobs=options.jobs).fit(data.X, data.y)
mean, std = model.predict(list(new.values()), return_std=True)
low, high = model.predict_interval(list(new.values()), coverage=0.9).T
answer = pd.DataFrame(
    {
        f"{target} [{unit}]": mean,
        "std": std,
        "90 % from": low,
        "to": high,
        "in domain": model.in_domain([*new.values()]),
    },
    index=list(new),
)

print(f"\n{answer.to_string(float_format='{:.3g}'.format)}")
print(f"\nThe picture is in {options.picture}.")
