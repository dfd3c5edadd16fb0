"""
New polymers of high thermal conductivity
=========================================

Which repeat units conduct heat better than most, and have a glass transition that lets one process them? This script
learns both properties from a table, learns how repeat units look from the same table, searches for new ones in a
window of both properties, and screens them down to three, as in the study that found three polymers of 0.2 to 0.4
W/(m K) (`Wu et al. 2019 <https://doi.org/10.1038/s41524-019-0203-2>`_).

Thermal conductivity is measured for few polymers of the bundled table, so its model knows little, and says so. With
tables of your own, add ``--conductivity pi1070.csv smiles thermal_conductivity --tg tg.csv psmiles Tg_C degC``.
"""

# %%
# Two properties, two models
# --------------------------
# Each property has its own rows. Folds by material say how far a model can be trusted, before it is used.

from __future__ import annotations

import argparse
import warnings

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from rdkit import Chem
from rdkit.Chem import Draw

import matinfo as mi
from matinfo.exceptions import StructureWarning

parser = argparse.ArgumentParser(description="New polymers of high thermal conductivity.")
parser.add_argument("--conductivity", nargs=3, metavar=("CSV", "STRUCTURE", "COLUMN"), help="values in W/(m K)")
parser.add_argument("--tg", nargs=4, metavar=("CSV", "STRUCTURE", "COLUMN", "UNIT"))
parser.add_argument("--candidates", type=int, default=200)
options, _ = parser.parse_known_args()
warnings.simplefilter("ignore", StructureWarning)  # tables of real polymers hold some that are charged


def read(path: str, structure: str, column: str, unit: str, name: str) -> mi.Dataset:
    """One property of a table, without rows that hold no linear repeat unit."""
    table = pd.read_csv(path).dropna(subset=[column]).rename(columns={column: name})
    return mi.Dataset(table, structure=structure, targets={name: unit}).curate()[0]


if options.conductivity and options.tg:
    conductivity = read(*options.conductivity, "W/(m K)", "thermal_conductivity")
    tg = read(*options.tg, "Tg").convert("Tg", "K")
else:
    polymers = mi.load_polymers()
    conductivity, tg = polymers.select("thermal_conductivity"), polymers.select("Tg")
print(f"{len(conductivity.y)} thermal conductivities, {len(tg.y)} glass transitions")

features = mi.PolymerFingerprint("AQM")
models = {
    "thermal_conductivity": mi.Model(features, "gp").fit(conductivity.X, conductivity.y),
    "Tg": mi.Model(features, "gp").fit(tg.X, tg.y),
}
for data in (conductivity, tg):
    result = mi.Evaluator(random_state=0).compare({"kernels": mi.Model(features, "gp")}, data)
    print(result.summary()[["target", "model", "r2_test", "mae_test"]].to_string(index=False))

# %%
# A wish, and structures for it
# -----------------------------
# The wish begins where one known polymer in ten ends. The generator has learned from all known repeat units, and writes
# exactly two attachment points. Structures are sampled by prior times the chance to lie in the window; what lies
# outside the domain of a model counts less.

low = float(np.quantile(conductivity.y, 0.9))
wish = mi.Window({"thermal_conductivity": (round(low, 2), None), "Tg": (350.0, 600.0)}, unit={"Tg": "K"})
known = pd.concat([conductivity.X, tg.X], ignore_index=True)
generator = mi.StructureGenerator().fit(known)
found = mi.find_structures(
    generator,
    wish,
    models,
    n=options.candidates,
    n_particles=options.candidates,
    n_steps=6,
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
# Every filter has a name, and every candidate that is dropped a reason.

screen = mi.Screen(
    [
        mi.AllowedElements(("C", "N", "O", "S", "F", "Cl", "Si")),
        mi.Neutral(),
        mi.Forbid(("OO", "[N;!R]-[N;!R]", "[#6]=[#6]=[#6]", "[SX2][OX2]"), name="unstable groups"),
        mi.RingSizes((5, 6)),
        mi.MaxSAScore(4.0),
        mi.Novel(than=known),
        mi.Diverse(0.6),
    ]
)
shortlist, funnel = screen.apply(found.frame[found.frame["in_domain"]])
print(funnel)
best = shortlist.head(3)
columns = ["structure", "thermal_conductivity", "thermal_conductivity sd", "Tg", "Tg sd", "worth", "nearest"]
print(best[columns].to_string(index=False, float_format="%.3g"))

# %%
# Three candidates
# ----------------
# Drawn with predicted values; the known polymers most like each stand behind the prediction.

cells = [Chem.MolFromSmiles(structure) for structure in best["structure"]]
captions = [
    f"{row['thermal_conductivity']:.2f} +/- {row['thermal_conductivity sd']:.2f} W/(m K), "
    f"Tg {row['Tg']:.0f} +/- {row['Tg sd']:.0f} K"
    for _, row in best.iterrows()
]
image = Draw.MolsToGridImage(cells, molsPerRow=3, subImgSize=(380, 260), legends=captions, returnPNG=False)
figure, axes = plt.subplots(figsize=(11, 3.2))
axes.imshow(image)
axes.axis("off")
figure.savefig("high_conductivity_polymers.png", dpi=110, bbox_inches="tight")
