"""
Does the glass transition tell anything about thermal conductivity?
===================================================================

The question of this example: thermal conductivity was measured for some forty polymers, glass transition temperatures
for hundreds. Do the many values help to predict the few?

It runs on the table that comes with matinfo, or on your own CSV, such as PI1070 with its simulated properties::

    python examples/plot_05_transfer_tg_to_conductivity.py --data PI1070.csv --structure smiles \
        --target thermal_conductivity --sources density Cp --labels 28
"""

# %%
# The data
# --------
# A dataset may have holes. Each of the other properties is a source, learned from all rows in which it is measured.

import argparse
from pathlib import Path

import pandas as pd

import matinfo as mi
from matinfo.plotting import LearningCurveDisplay

parser = argparse.ArgumentParser(description="Learn a property with few values from others with many.")
parser.add_argument("--data", type=Path, help="your CSV; without it the bundled table is used")
parser.add_argument("--structure", default="psmiles", help="column of structures")
parser.add_argument("--target", default="thermal_conductivity", help="column of the property with few values")
parser.add_argument("--sources", nargs="+", default=["Tg", "density"], help="columns of the properties with many")
parser.add_argument("--labels", type=int, default=None, help="use only this many values of the target, drawn at random")
parser.add_argument("--picture", type=Path, default=Path("transfer.png"), help="where to save the picture")
parser.add_argument("--jobs", type=int, default=1, help="number of processes")
options = parser.parse_args()

if options.data is None:
    data = mi.load_polymers()
else:
    properties = [options.target, *options.sources]
    data = mi.Dataset(pd.read_csv(options.data), structure=options.structure, targets=properties)
few = data.select(options.target)
if options.labels is not None and options.labels < len(few):
    few, _ = few.split(test_size=len(few) - options.labels, random_state=0)

print(f"{len(few)} values of {options.target}")
for name in options.sources:
    print(f"{len(data.select(name))} values of {name}")

# %%
# The sources
# -----------
# They are fitted once, and can be saved for the next question. A look at them: how well are they predicted on materials
# that were left out?

sources = {}
for name in options.sources:
    rows = data.select(name)
    sources[name] = mi.Model(regressor="gp").fit(rows.X, rows.y)
    error = sources[name].learned_.left_out - rows.y.to_numpy()
    print(f"{name}: R2 {1 - (error**2).mean() / rows.y.var(ddof=0):.2f} on left-out materials")

# %%
# Does it help?
# -------------
# Several ways to use the sources meet the direct model and a dummy on the same left-out rows of the target. Materials
# of the target were taken out of the sources before. A gain counts if it stands after correction for overlapping folds
# and for the number of ways.

model = mi.TransferModel(sources, n_jobs=options.jobs).fit(few.X, few.y)
report = model.report_

print(f"\n{report}")

table = report.frame().query("strategy not in ['direct', 'dummy']")
helped = table.query("verdict == 'helps'")["strategy"].tolist()
harmed = table.query("verdict == 'harms'")["strategy"].tolist()
best = table.iloc[0]
print(f"\nhelped: {', '.join(helped) or 'none'}")
print(f"harmed: {', '.join(harmed) or 'none'}")
print(f"best of the ways of transfer: {best['strategy']}, gain {best['gain_percent']:.1f} %, p = {best['p_value']:.3f}")
print(f"in use: {model.strategy_}")

# %%
# With fewer labels
# -----------------
# Transfer is for those who have few labels: where the two curves meet, it has done its work. The sources stay as they
# are, so the curve costs little. With the bundled table the curves lie on each other from the start: the predictions of
# the sources hardly hang together with the conductivity (see the column of correlations), and a line through them says
# little more than their mean.

sizes = [len(few) // 3, 2 * len(few) // 3]
curve = mi.LearningCurve.of(
    {
        "direct": mi.TransferModel(sources, "direct", n_repeats=0, calibration_folds=0),
        best["strategy"]: mi.TransferModel(sources, best["strategy"], n_repeats=0, calibration_folds=0),
    },
    few,
    sizes=sizes,
    cv=3,
)
print()
print(curve.summary()[["model", "size", "rmse_test"]].to_string(index=False, float_format="{:.4f}".format))

display = LearningCurveDisplay.from_curve(curve).plot()
display.figure_.savefig(options.picture, dpi=150, bbox_inches="tight")
print(f"\nThe picture is in {options.picture}.")
