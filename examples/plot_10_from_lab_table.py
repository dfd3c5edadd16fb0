"""
From a messy laboratory table to a clean split
==============================================

The question of this example: how does a sheet as people really write it become data that a model may learn from?

The sheet is written by the script itself. Its repeat units are those of well-known polymers, its values are theirs with
made-up scatter, and the mess is of the kind that laboratories make.
"""

# %%
# The sheet
# ---------
# A title, units below the header, text among the numbers, a date that a spreadsheet made, an average, a misplaced star,
# and the same polymer drawn in two ways.

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

import matinfo as mi
from matinfo.data import propose_outliers

known = mi.load_polymers(properties="Tg")
rng = np.random.default_rng(0)
chosen = known.frame.sample(60, random_state=1)
measured = (chosen["Tg"] - 273.15 + rng.normal(0, 4, len(chosen))).round(1)
lines = ["Glass transitions, all series;;;;", "Sample;Structure;Tg;method;remark", ";;°C;;"]
lines += [
    f"S{i};{structure};{value};DSC;"
    for i, (structure, value) in enumerate(zip(chosen["psmiles"], measured, strict=True))
]
lines += [
    "S60;*CC(*)c1ccccc1;ca. 101;DSC;second run",
    "S61;*C(c1ccccc1)C*;95–105;DSC;drawn from the other side",
    "S62;*CC(*)c1ccccc1;373 K;DSC;",
    "S63;*CC*(C)C(=O)OCC;65;DSC;",
    "S64;*CC(*)Cl;Feb-81;DSC;",
    "S65;*CCO*;−66;DSC;minus of a word processor",
    "S66;PVDF;-35;DSC;",
    "S67;*CC(*)C;2100;DSC;slip of the decimal point",
    "S68;*CC(*)F;>39 (dec.);DSC;",
    "mean;;64.2;;",
]

# %%
# Check it
# --------
# Nothing is guessed: what cannot be read is refused with a reason and a suggestion, and what was read as something else
# than it literally is is listed.

with TemporaryDirectory() as folder:
    sheet = Path(folder) / "tg.csv"
    sheet.write_text("\n".join(lines), encoding="utf-8")
    roles = {"structure": "Structure", "targets": {"Tg": "degC"}, "method": "method"}
    report = mi.check_table(sheet, **roles, structure_names=True)
print(report)
for note in report.rejected:
    print(f"  {note.problem}")
print(report.summary().to_string(index=False))

# %%
# Correct it
# ----------
# In life the file is corrected; here the rows are left empty, as ``invalid="nan"`` does with a warning.

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    data = report.dataset(invalid="nan")
print(data)
print(data.frame.loc[data.frame["Tg_low"] < data.frame["Tg_high"], ["Tg", "Tg_low", "Tg_high"]])

# %%
# Clean it
# --------
# Suspicious values are proposed, and removed only when they are handed over: 2100 is a slip, while the others belong to
# chains that really are that stiff. Then rows of one polymer become one, however they were drawn.

suspicious = propose_outliers(data)
print(suspicious[["value", "expected", "score"]].round(1))
clean, log = data.curate(remove=suspicious[suspicious["value"] > 1000])
print(log)
styrene = clean.frame[clean.frame["Structure"] == "*CC(*)c1ccccc1"]
print(styrene[["Tg", "Tg_sd", "Tg_n", "Tg_low", "Tg_high"]].round(1))

# %%
# Split it
# --------
# No polymer stands on both sides, and every step that led here is written down.

train, test = clean.convert("Tg", "K").split(test_size=0.25, random_state=0)
print(len(train), len(test), set(train.materials) & set(test.materials))
for step in test.history:
    print(f"  {step}")
pd.testing.assert_series_equal(test.y, clean.convert("Tg", "K").y[test.y.index])
