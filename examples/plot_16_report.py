"""
One page about a model
======================

What is a model worth? On which materials, beside what, with which promise, and where does it not hold?
``matinfo.report`` asks all of this and writes the answers on one page that needs no network and can be sent by mail.
"""

import matinfo as mi

# %%
# A dataset says what it holds: units, methods, sources, missing and bad cells, and the first structures.

ds = mi.load_polymers().select("Tg")
ds  # noqa: B018 - a page shows the last line of a block

# %%
# A model says what it is before the fit, and what it learned after it.

model = mi.Model(mi.PolymerFingerprint("AQM"), "krr")
model.fit(ds.X, ds.y)

# %%
# The report judges clones of the model on folds that keep materials together.

report = mi.report(model, ds, title="Glass transition of common polymers")
report  # noqa: B018 - a page shows the last line of a block

# %%
# The sentences of its box are ready for a paper. What the page cannot know, such as how many other models were tried,
# has to be added by hand.

print(report)

# %%
# The rows with the largest errors come first where a wrong value is looked for. Here they are stiff, strongly polar or
# fluorinated chains, of which the table holds few.

report.worst[["row", "y_true", "y_pred", "low", "high"]].round(0)
