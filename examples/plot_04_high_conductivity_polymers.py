"""
New polymers of high thermal conductivity
=========================================

Which repeat units conduct heat better than any known one that softens at a useful temperature, and who could make them?
This script learns thermal conductivity and glass transition from a table, learns how repeat units look from the same
table, searches a window of both properties that no known polymer reaches, and screens 1,000 candidates down to three,
each with intervals, a reaction and its monomers, as in the study that found three polymers of 0.2 to 0.4 W/(m K)
(`Wu et al. 2019 <https://doi.org/10.1038/s41524-019-0203-2>`_).

Thermal conductivity is measured for few polymers of the bundled table, so its model knows little, and says so. With
larger tables, ``--data FOLDER`` reads ``pi1070_dev.csv`` (simulated conductivities) and ``tg_polyinfo_dev.csv``
(measured glass transitions) from a folder.
"""

# %%
# Two properties
# --------------
# Each property has its own rows; some polymers have both.

from __future__ import annotations

import argparse
import warnings
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import Draw

import matinfo as mi
from matinfo.exceptions import StructureWarning

parser = argparse.ArgumentParser(description="New polymers of high thermal conductivity.")
parser.add_argument("--data", type=Path, metavar="FOLDER", help="folder with pi1070_dev.csv and tg_polyinfo_dev.csv")
parser.add_argument("--candidates", type=int, default=1000)
options, _ = parser.parse_known_args()
warnings.simplefilter("ignore", StructureWarning)  # tables of real polymers hold some that are charged


def read(path: Path, structure: str, column: str, unit: str, name: str) -> mi.Dataset:
    """One property of a table, without rows that hold no linear repeat unit."""
    table = pd.read_csv(path).dropna(subset=[column]).rename(columns={column: name})
    return mi.Dataset(table, structure=structure, targets={name: unit}).curate()[0]


if options.data:
    conductivity = read(
        options.data / "pi1070_dev.csv", "smiles", "thermal_conductivity", "W/(m K)", "thermal_conductivity"
    )
    tg = read(options.data / "tg_polyinfo_dev.csv", "psmiles", "Tg_C", "degC", "Tg").convert("Tg", "K")
    tg = tg.take(np.random.default_rng(0).permutation(len(tg.y))[:1500])  # enough for a screening, and minutes faster
else:
    polymers = mi.load_polymers()
    conductivity, tg = polymers.select("thermal_conductivity"), polymers.select("Tg")
known = pd.concat([conductivity.X, tg.X], ignore_index=True)
print(f"{len(conductivity.y)} thermal conductivities, {len(tg.y)} glass transitions")

# %%
# Two models, and transfer where it helps
# ---------------------------------------
# Folds by material say how far a model can be trusted. With few conductivities their model may learn from that of the
# glass transition; it does so only where left-out polymers say that this helps. With hundreds of them the comparison of
# all ways of transfer would take longer than all the rest; here it is left out, and the structure alone is used.

features = mi.PolymerFingerprint("AQ")
tg_model = mi.Model(features, "gp").fit(tg.X, tg.y)
if len(conductivity.y) <= 200:
    lambda_model: mi.Model = mi.TransferModel(sources={"Tg": tg_model}, featurizer=features, n_repeats=1)
else:
    lambda_model = mi.Model(features, "gp")
lambda_model.fit(conductivity.X, conductivity.y)
print(getattr(lambda_model, "report_", "Many conductivities: learned from the structure alone."))
models = {"thermal_conductivity": lambda_model, "Tg": tg_model}

result = mi.Evaluator(random_state=0).compare({"kernels": mi.Model(features, "gp", calibration_folds=0)}, conductivity)
print(result.summary()[["target", "model", "r2_test", "mae_test"]].to_string(index=False))

# %%
# A window that no known polymer reaches
# --------------------------------------
# Of the polymers with both values, the best conductor with a glass transition between 350 and 600 K sets the lower end.


def by_material(data: mi.Dataset) -> pd.Series:
    """Values by canonical repeat unit."""
    return data.y.groupby([mi.canonicalize(structure) for structure in data.X]).mean()


both = pd.concat({"conductivity": by_material(conductivity), "Tg": by_material(tg)}, axis=1, join="inner")
useful = both[both["Tg"].between(350.0, 600.0)]
best_known = useful["conductivity"].max()
low = float(np.ceil(best_known * 100.0) / 100.0)
print(f"{len(both)} polymers have both values, {len(useful)} of them in the range; the best: {best_known:.3f} W/(m K)")
wish = mi.Window({"thermal_conductivity": (low, None), "Tg": (350.0, 600.0)}, unit={"Tg": "K"})

# %%
# A thousand candidates
# ---------------------
# The generator has learned from all known repeat units, and writes exactly two attachment points. Structures are
# sampled by prior times the chance to lie in the window; what lies outside the domain of a model counts less.

generator = mi.StructureGenerator().fit(known)
found = mi.find_structures(
    generator,
    wish,
    models,
    n=options.candidates,
    n_particles=max(options.candidates // 2, 50),
    n_steps=8,
    probability=0.2,
    rng=np.random.default_rng(0),
)
print(found)


def mean_chance(structures: pd.Series) -> float:
    """Mean chance to meet the wish, as the models see it."""
    predictions = [models[name].predict(structures, return_std=True) for name in wish.names]
    mean, std = (np.column_stack(part) for part in zip(*predictions, strict=True))
    return float(np.exp(wish.log_success(mean, std)).mean())


prior = generator.sample(200, np.random.default_rng(1))["structure"]
print(
    f"mean chance: {mean_chance(prior):.3f} from the prior, {mean_chance(found.frame['structure']):.3f} of those found"
)

# %%
# The funnel
# ----------
# Every filter has a name, and every candidate that is dropped a reason. The last but one asks for a reaction that makes
# the polymer, and names its monomers.

screen = mi.Screen(
    [
        mi.Predicted({"in_domain": (1, None)}),
        mi.AllowedElements(("C", "N", "O", "S", "F", "Cl", "Si")),
        mi.Neutral(),
        mi.Forbid(("OO", "[N;!R]-[N;!R]", "[#6]=[#6]=[#6]", "[SX2][OX2]"), name="unstable groups"),
        mi.RingSizes((5, 6)),
        mi.MaxSAScore(4.0),
        mi.Novel(than=known),
        mi.MakeableBy(),
        mi.Diverse(0.6),
    ]
)
shortlist, funnel = screen.apply(found.frame.astype({"in_domain": float}))
print(funnel)
best = shortlist.head(3)
for name, model in models.items():
    best = best.assign(
        **{f"{name} 90 %": [f"{a:.3g} to {b:.3g}" for a, b in model.predict_interval(best["structure"])]}
    )
columns = ["structure", "thermal_conductivity 90 %", "Tg 90 %", "worth", "reaction", "monomers", "nearest"]
for _, row in best.iterrows():
    print(*(f"{name}: {row[name]}" for name in columns), sep="\n", end="\n\n")

# %%
# Three candidates
# ----------------
# Each repeat unit with 90 % intervals, and below it the monomers and the reaction that would make it.

units = [Chem.MolFromSmiles(structure) for structure in best["structure"]]
monomers = [Chem.MolFromSmiles(names.replace(" + ", ".")) for names in best["monomers"]]
legends = [f"{row['thermal_conductivity 90 %']} W/(m K), Tg {row['Tg 90 %']} K" for _, row in best.iterrows()] + best[
    "reaction"
].tolist()
image = Draw.MolsToGridImage(
    [*units, *monomers], molsPerRow=max(len(units), 1), subImgSize=(400, 260), legends=legends, returnPNG=False
)
figure, axes = plt.subplots(figsize=(12, 5.4))
axes.imshow(image)
axes.axis("off")
figure.savefig("high_conductivity_polymers.png", dpi=110, bbox_inches="tight")
