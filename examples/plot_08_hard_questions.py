"""
Ask the question that the model will be asked
=============================================

How large is the error of a model? That depends on what it is asked. This example puts six questions to one model of
the glass transition: another measurement of a known polymer, a new polymer, a new source, a polymer unlike all known
ones, a new class of polymers, and values beyond all known ones.
"""

# %%
# One model, one table
# --------------------
# The bundled table holds one value for each polymer. So that "another measurement" can be asked for, a third of the
# polymers gets a second value here, 5 K (standard deviation) from the first; these values are simulated. The features
# are computed once, and the folds are made from the structures.

import numpy as np
import pandas as pd
from sklearn.linear_model import Ridge
from sklearn.model_selection import KFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo.evaluate import ClassSplit, ClusterSplit, ExtrapolationSplit

rng = np.random.default_rng(0)
table = mi.load_polymers().select("Tg").frame
again = table.sample(frac=1 / 3, random_state=0)
again["Tg"] += rng.normal(scale=5.0, size=len(again))
table = pd.concat([table, again], ignore_index=True)
data = mi.Dataset(table, structure="psmiles", targets={"Tg": "K"}, source="Tg_reference")
features = mi.PolymerFingerprint("AQ").fit_transform(data.X)
models = {"ridge": make_pipeline(StandardScaler(), Ridge(30.0))}

print(data)
print(f"{data.materials.nunique()} polymers in {len(data)} rows")

# %%
# Six questions
# -------------
# With the structures themselves as input, ``mi.Evaluator(question="cluster")`` and its companions ask by name. Here
# the features are a table, so the folds are handed on. ``leakage="ignore"`` is needed for one of them: by row, a
# polymer stands on both sides, which ``compare`` would warn of.

sources = data.frame["Tg_reference"]
folds = {
    "another measurement": list(KFold(5, shuffle=True, random_state=0).split(features)),
    "a new polymer": list(mi.MaterialSplit(5).split(data.X)),
    "a new source": list(mi.MaterialSplit(5).split(data.X, groups=sources)),
    "a polymer unlike all known": list(ClusterSplit(5).split(data.X)),
    "a new class": list(ClassSplit(min_rows=8).split(data.X)),
    "values beyond all known": list(ExtrapolationSplit(0.2).split(data.X, data.y)),
}
rows, results = [], {}
for question, pairs in folds.items():
    evaluator = mi.Evaluator(cv=pairs, leakage="ignore")
    results[question] = evaluator.compare(models, features, data)
    pooled = results[question].pooled().set_index("model")
    rows.append(
        {
            "question": question,
            "folds": len(pairs),
            "RMSE [K]": pooled.loc["ridge", "rmse"],
            "dummy [K]": pooled.loc["dummy", "rmse"],
            "ratio": pooled.loc["ridge", "rmse"] / pooled.loc["dummy", "rmse"],
        }
    )
answers = pd.DataFrame(rows).set_index("question")
print(f"\n{answers.round(2).to_string()}")

# %%
# In words:
#
# - **Another measurement** looks best, because the model may remember the polymer. Nobody asks a model that question:
#   the polymer has been measured already.
# - **A new polymer** is the question of a chemist who makes the next member of a known family. This is the default.
# - **A new source**, **a polymer unlike all known** and **a new class** take relatives away: a handbook covers
#   families of its own, and so do clusters and classes. The error rises. These are the questions of a chemist who
#   leaves the known families.
# - **Values beyond all known** have by far the largest error: a model that was trained on the rest pulls the tail
#   towards its middle. The dummy is worse still, as it knows nothing of the tail. Compare errors with the dummy of
#   the same question, never across questions.
#
# Which class is hard?
# --------------------
# Scores by class say where the model may be trusted, and ``bias`` (prediction - truth) in which direction it errs
# when the class is new.

classes = pd.Series([mi.polymer_class(structure) for structure in data.X], index=data.X.index)
common = classes.where(classes.map(classes.value_counts()) >= 8, "rare classes")
parts = []
for question in ("a new polymer", "a new class"):
    part = results[question].by_group(common).query("model == 'ridge'").set_index("group")
    parts.append(part[["n_rows", "bias", "rmse"]].add_suffix(f", {question}"))
by_class = pd.concat(parts, axis=1).drop(columns="n_rows, a new class")
print(f"\n{by_class.round(0).to_string()}")

# %%
# Would more polymers help?
# -------------------------
# The learning curve for new polymers, with a forest beside.

from sklearn.ensemble import ExtraTreesRegressor  # noqa: E402

from matinfo.plotting import LearningCurveDisplay  # noqa: E402

models["extra trees"] = ExtraTreesRegressor(50, max_features=0.3, random_state=0)
curve = mi.Evaluator(cv=4).learning_curve(models, features, data, sizes=[30, 60, 120, 240])
print(f"\n{curve.summary()[['model', 'size', 'rmse_test', 'rmse_test_sd']].round(1).to_string(index=False)}")

display = LearningCurveDisplay.from_curve(curve).plot()
display.figure_.savefig("learning_curve.png", dpi=150, bbox_inches="tight")
