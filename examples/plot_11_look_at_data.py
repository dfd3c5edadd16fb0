"""
Look at the data before a model does
====================================

The question of this example: what does a table hold, where are its holes, and which materials lie alone? Four pictures
answer it, and each has a table behind it (``.frame()``).
"""

# %%
# Which cells are filled?
# -----------------------
# One band for each pattern of holes, as high as it has rows. Most polymers of the bundled table have a glass transition
# and nothing else; whoever wants to learn the thermal conductivity has few rows, and should look at
# ``mi.TransferModel`` or measure more.

import matplotlib.pyplot as plt
import pandas as pd

import matinfo as mi
from matinfo.plotting import ChemicalMapDisplay, DistributionDisplay, MissingnessDisplay, StructureGridDisplay

data = mi.load_polymers()
display = MissingnessDisplay.from_dataset(data).plot()
print(display.patterns().to_string(index=False))

# %%
# How are the values distributed?
# -------------------------------
# Axes carry property and unit. A second peak often is a second method, a pile at one end a limit of the instrument.
# Labels of any kind split the bars: here the class of the polymer, found from its backbone.

classes = pd.Series([mi.polymer_class(structure) for structure in data.X], index=data.X.index)
largest = classes.value_counts().head(4).index
by = classes.where(classes.isin(largest), "others")

figure, axes = plt.subplots(1, 2, figsize=(11, 3.8), layout="constrained")
DistributionDisplay.from_dataset(data, "Tg", by=by).plot(axes[0])
DistributionDisplay.from_dataset(data, "thermal_conductivity").plot(axes[1])

# %%
# Where do the materials lie?
# ---------------------------
# Each point is a polymer; those with similar features lie near each other. The two components hold a part of the
# differences only, and the axes say which part. Grey points have no measured value.

figure, axes = plt.subplots(1, 2, figsize=(11.5, 4.4), layout="constrained")
ChemicalMapDisplay.from_dataset(data, "Tg").plot(axes[0])
map_of_classes = ChemicalMapDisplay.from_structures(data.X, by=by).plot(axes[1])

# %%
# Who lies alone?
# ---------------
# A model that has seen one material of a kind cannot be trusted with the second. ``Model.in_domain`` decides that in
# all features; here the eight points at the edge of the map are drawn.

points = map_of_classes.frame()
distance = (points["pc1"] - points["pc1"].median()).abs() + (points["pc2"] - points["pc2"].median()).abs()
alone = distance.nlargest(8).index
table = data.frame.loc[alone, ["Tg", "density"]]
grid = StructureGridDisplay.from_structures(data.X[alone], table, units=data.units, names=alone).plot()
print(grid.frame().to_string(index=False))
