"""
How many features does a property need?
=======================================

The hierarchical fingerprint gives over two hundred numbers for each polymer. Recursive elimination drops those that
matter least and looks at the error on polymers that were left out. The best number, and the features themselves,
differ from property to property.
"""

# %%
# Two properties
# --------------
# Refractive index and density of the polymers in the bundled table. Ridge regression ranks the features here, which
# takes a second; ``mi.models.RecursiveSelection()`` without an estimator ranks by a Gaussian process and also sees
# curvature.

from matplotlib import pyplot as plt
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.models import RecursiveSelection, ScaledRegressor
from matinfo.plotting import FeatureCurveDisplay

figure, axes = plt.subplots(1, 2, figsize=(10.5, 4), layout="constrained")
for ax, (target, unit) in zip(axes, {"refractive_index": "", "density": "g/cm3"}.items(), strict=True):
    data = mi.load_polymers().select(target)
    fingerprint = mi.PolymerFingerprint("AQM")
    features = fingerprint.fit_transform(data.X)
    selection = RecursiveSelection(Ridge(10.0), rule="one-standard-error").fit(features, data.y, data.groups)

    curve = selection.curve_.set_index("n_features")
    best = curve["best"].idxmax()
    print(f"\n{target}: {len(data)} polymers, {features.shape[1]} features")
    print(f"  RMSE with all {curve['rmse'].iloc[0]:.3g}, with the best {best} {curve['rmse'].min():.3g} {unit}")
    print(f"  within one standard error of that: {selection.n_features_} features")
    described = fingerprint.describe()[selection.get_support()]
    print(described[["name", "meaning"]].head(12).to_string(index=False, max_colwidth=70))
    FeatureCurveDisplay.from_estimator(selection, quantity=target.replace("_", " "), unit=unit).plot(ax)

figure.savefig("feature_curves.png", dpi=150, bbox_inches="tight")

# %%
# The orange point is the smallest number of features within one standard error (dotted line) of the best (open
# circle).
#
# Inside the folds, or before them?
# ---------------------------------
# Selecting on all polymers and testing afterwards lets the test polymers take part in the choice. The honest way
# makes the selection a part of the model: it is done again in every fold. ``chosen()`` tells how many features each
# fold kept.

data = mi.load_polymers().select("density")
features = mi.PolymerFingerprint("AQM").fit_transform(data.X)
selection = RecursiveSelection(Ridge(10.0))
ridge = ScaledRegressor(Ridge(10.0))
evaluator = mi.Evaluator(cv=5)

inside = evaluator.compare({"all features": ridge, "selected": make_pipeline(selection, ridge)}, features, data)
before = evaluator.compare({"selected": ridge}, selection.fit_transform(features, data.y), data)

print("\nRMSE of density [g/cm3] on left-out polymers")
for name, result in (("inside the folds", inside), ("before the folds", before)):
    pooled = result.pooled().set_index("model")["rmse"]
    print(f"  selected {name}: {pooled['selected']:.3f}")
print(f"  all features: {inside.pooled().set_index('model').loc['all features', 'rmse']:.3f}")
kept = inside.chosen().query("option == 'n_features'")["value"].tolist()
print(f"  features kept in the folds: {kept}")

# %%
# The second number is the one to distrust. The first one answers "does selection help?"; where it is not below the
# number of all features, keep them all.
#
# In a model with intervals
# -------------------------
# ``mi.Model(select=...)`` selects anew for every left-out fold behind its intervals, so that these do not shrink by
# luck.

model = mi.Model(mi.PolymerFingerprint("AQM"), "ridge", select=selection).fit(data.X, data.y)
low, high = model.predict_interval(["*CC(*)c1ccc(C)cc1"])[0]
print(f"\npoly(4-methylstyrene): density {low:.2f} to {high:.2f} g/cm3 (90 %)")
