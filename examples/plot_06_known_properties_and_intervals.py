"""
Use what is known, and say how sure the rest is
===============================================

The question of this example: a property depends on the structure, on the temperature of the test, and on something else
that was measured on some samples only. How much do these numbers tell, how wide must an interval be, and on which known
materials does a prediction rest?

It runs on the polymers that come with matinfo, in less than a minute::

    python examples/plot_06_known_properties_and_intervals.py
"""

# %%
# A structure, and numbers beside it
# ----------------------------------
# The polymers and their glass transitions are real. The moduli are **simulated** from them, so that the truth is known:
# three decades are lost where the test is warmer than the glass transition, crystals keep some of them, and each value
# scatters. Crystallinity was measured on two samples of three; the other cells are empty.

import argparse
from pathlib import Path

import numpy as np

import matinfo as mi

parser = argparse.ArgumentParser(description="Known properties as inputs, several targets, and intervals.")
parser.add_argument("--picture", type=Path, default=Path("intervals.png"), help="where to save the picture")
options = parser.parse_args()

rng = np.random.default_rng(0)
polymers = mi.load_polymers().select("Tg").frame
samples = polymers.loc[np.repeat(polymers.index, 2), ["name", "psmiles", "Tg"]].reset_index(drop=True)
samples["T_test"] = rng.uniform(250, 450, len(samples)).round()
crystallinity = rng.uniform(0, 60, len(samples)).round()
glassy = 1 / (1 + np.exp((samples["T_test"] - samples["Tg"]) / 15))
samples["log_modulus"] = 3 * glassy + 0.03 * crystallinity * (1 - glassy) + rng.normal(0, 0.15, len(samples))
samples["crystallinity"] = np.where(rng.random(len(samples)) < 2 / 3, crystallinity, np.nan)

data = mi.Dataset(
    samples.drop(columns="Tg"),
    structure="psmiles",
    known={"T_test": "K", "crystallinity": "%"},
    targets={"log_modulus": None},
)
print(data)
print(data.X.notna().sum().to_string())

# %%
# Do they help?
# -------------
# The same folds for all. No polymer stands on both sides, whatever the temperature of the test.

model = mi.Model(mi.PolymerFingerprint("AQ"), "gb", calibration_folds=0)
evaluator = mi.Evaluator(metrics=("rmse", "r2"))
inputs = {
    "structure alone": data.X["psmiles"],
    "structure, temperature": data.X[["psmiles", "T_test"]],
    "structure, temperature, crystallinity": data.X,
}
for what, X in inputs.items():
    scores = evaluator.compare({"model": model}, X, data).summary().iloc[0]
    print(f"{what}: RMSE {scores['rmse_test']:.2f}, R2 {scores['r2_test']:.2f}")

# %%
# An interval for new polymers
# ----------------------------
# ``interval="cv+"`` asks the regressors that were fitted without one fold each. The promise is about new polymers of
# the same kind: nine of ten values inside, also where crystallinity is not known.

train, test = data.split(test_size=0.2, random_state=1)
fitted = mi.Model(mi.PolymerFingerprint("AQ"), "gb", interval="cv+").fit(train.X, train.y)
low, high = fitted.predict_interval(test.X, coverage=0.9).T
inside = (low <= test.y) & (test.y <= high)
print(f"{inside.mean():.0%} of {len(test)} values inside, mean width {np.mean(high - low):.2f}")

# %%
# Which known polymers stand behind a prediction?
# -----------------------------------------------
# The nearest training rows in the kernel of the domain, with what was measured on them: like in structure, in
# temperature, and in crystallinity where both rows have it.

near = fitted.neighbours(test.X.iloc[:2], k=3)
for side in ("row", "known"):
    near[side] = samples.loc[near[side], "name"].to_numpy()
print(near.drop(columns="structure").round(2).to_string(index=False))
print("inside the domain:", fitted.in_domain(test.X.iloc[:2]).tolist())

# %%
# Several properties at once
# --------------------------
# Each has its own holes; features are computed once. Where the predictions of one property lower the left-out errors of
# another, they become its inputs.

several = mi.load_polymers().select("Tg", "density", "refractive_index", measured="any")
together = mi.Model(mi.PolymerFingerprint("AQ"), "svr").fit(several.X, several.y)
mean, std = together.predict(["*CC(*)c1ccc(C)cc1"], return_std=True)
for name, value, spread in zip(several.y.columns, mean[0], std[0], strict=True):
    print(f"{name}: {value:.4g} +- {spread:.2g} {several.units[name]}")
print("helped by the others:", [together.target_names_[place] for place in together.learned_.informed] or "none")

# %%
# The picture
# -----------

import matplotlib.pyplot as plt  # noqa: E402 - pictures come last

warmth = test.X["T_test"] - samples.loc[test.X.index, "Tg"]
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
axes.vlines(warmth, low, high, color="tab:blue", alpha=0.4, label="90 % interval")
axes.plot(warmth, test.y, "k.", label="simulated value")
axes.set_xlabel("temperature of the test above the glass transition, which the model does not know [K]")
axes.set_ylabel("log10 of the modulus [MPa]")
axes.legend()
figure.savefig(options.picture, dpi=150)
print(f"The picture is in {options.picture}.")
