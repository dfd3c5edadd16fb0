"""
Compare models, and find out what is wrong with the best
========================================================

The question of this example: one model has the smallest error. Is it really better than the others, where does it fail,
do its intervals hold, and what does it rest on? Bundled data, half a minute.
"""

# %%
# Is the best model better?
# -------------------------
# Grey points are folds: the difference of the two models on the same polymers. The blue line is the interval of their
# mean, corrected for the training rows that folds share. Where it holds zero, these data do not decide, whatever the
# order of the mean scores behind the names.

import matplotlib.pyplot as plt
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.models import ScaledRegressor
from matinfo.plotting import (
    CalibrationDisplay,
    ComparisonDisplay,
    ContributionDisplay,
    CoverageDisplay,
    ImportanceDisplay,
    LearningCurveDisplay,
    ParityDisplay,
    ResidualsDisplay,
)

data = mi.load_polymers().select("Tg")
features = mi.PolymerFingerprint("AQ")
models = {
    "Gaussian process": mi.Model(features, "gp"),
    "ridge": mi.Model(features, "ridge"),
    "extra trees": mi.Model(features, "et"),
}
result = mi.Evaluator(random_state=0).compare(models, data)
display = ComparisonDisplay.from_result(result).plot()
print(display.frame().round(2).to_string(index=False))

# %%
# Where does it fail?
# -------------------
# Left: predicted against measured, with 90 % intervals. Right: the errors along the prediction. A mean that leaves zero
# is a bias; a cloud that opens to one side says that one RMSE for all polymers hides something.

best = display.baseline
figure, axes = plt.subplots(1, 2, figsize=(10.5, 4.4), layout="constrained")
ParityDisplay.from_result(result, model=best).plot(axes[0])
ResidualsDisplay.from_result(result, model=best).plot(axes[1])

# %%
# Do the intervals hold?
# ----------------------
# Left: the share of polymers inside intervals of growing width against the share that was promised. Right: the same
# promise of 90 % along the prediction. Both have ranges, for a share of 241 polymers is no more exact than that.

figure, axes = plt.subplots(1, 2, figsize=(10.5, 4.4), layout="constrained")
CalibrationDisplay.from_result(result).plot(axes[0])
CoverageDisplay.from_result(result, model=best, n_bins=6).plot(axes[1])

# %%
# Would more polymers help?
# -------------------------
# The test polymers stay the same while the training part grows.

X = features.fit_transform(data.X)
simple = {
    "ridge": ScaledRegressor(Ridge(30.0)),
    "extra trees": ExtraTreesRegressor(60, max_features=0.3, random_state=0),
}
curve = mi.Evaluator(cv=4).learning_curve(simple, X, data, sizes=[30, 60, 120, 180])
display = LearningCurveDisplay.from_curve(curve).plot()

# %%
# What does it rest on?
# ---------------------
# Values of one feature are exchanged between polymers that the model has not seen: with any other polymer
# (permutation), or with one for which all other features let expect the same (conditional). A feature that matters in
# the first way only has others that can stand in. An importance says what this model uses, not what causes it.

train, test = data.split(random_state=0)
model = mi.Model(features, "ridge", calibration_folds=0).fit(train.X, train.y)
explanation = mi.explain(model, test.X, test.y)
display = ImportanceDisplay.from_explanation(
    explanation, by="feature", n_names=10, quantity="rise of the RMSE of Tg", unit="K"
).plot()

# %%
# And of one polymer: what would be predicted without each of its pieces?

display = ContributionDisplay.from_explanation(explanation, "*CC(*)c1ccc(Cl)cc1", quantity="Tg", unit="K").plot()
