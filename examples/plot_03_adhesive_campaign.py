"""
Find a strong adhesive in few experiments
=========================================

Pruksawan and others (Sci. Technol. Adv. Mater. 2019, 20, 1010) looked for a strong epoxy adhesive among 256 settings:
four levels each of the molar mass of the resin, the molar mass of the amine that cures it, their ratio, and the
temperature of the cure. They tested 32, then three times the 5 with the highest prediction, and then went on with
expected improvement; the best joint held 35.8 +- 1.1 MPa.

The 256 strengths were never published. This example runs the same campaign on a **simulated** bench whose optimum is
known.

Run as a script it saves the picture, and replays a real record of several properties as well::

    python examples/plot_03_adhesive_campaign.py --data acrylate_thermoset_al.csv
"""

# %%
# The bench
# ---------
# Four variables with four levels each, strength with a noise of 1.1 MPa. Nothing of it was measured.

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

import matinfo as mi
from matinfo.data import make_adhesive_bench
from matinfo.plotting import CampaignDisplay

parser = argparse.ArgumentParser(description="Find a strong adhesive in few experiments.")
parser.add_argument("--data", type=Path, help="CSV of the acrylate record, replayed at the end")
parser.add_argument("--seeds", type=int, default=8, help="number of campaigns to compare with chance")
parser.add_argument("--picture", type=Path, default=Path("adhesive_campaign.png"), help="where to save the picture")
arguments = parser.parse_args()

bench = make_adhesive_bench()
print(bench.optimum.T.to_string())

# %%
# One campaign, as it was run
# ---------------------------
# The first three cycles are *greedy*: they take the highest predictions and ask for no uncertainty. Only then comes
# *expected improvement*, which also goes where little is known. Two designers share what is known.


def campaign(seed: int, n_last: int = 5) -> tuple[pd.DataFrame, mi.Designer]:
    """32 first experiments, three times the 5 best predictions, then one at a time by expected improvement."""
    rng = np.random.default_rng(seed)
    options = {"objective": mi.Maximize("strength", unit="MPa"), "candidates": mi.Pool(bench.candidates)}
    greedy = mi.Designer(acquisition="greedy", batch="top", random_state=seed, **options)
    first = greedy.ask(32)
    greedy.tell(first, bench.measure(first, rng))
    for _ in range(3):
        batch = greedy.ask(5)
        greedy.tell(batch, bench.measure(batch, rng))
    improving = mi.Designer(acquisition="ei", random_state=seed, **options)
    known = greedy.history_
    improving.tell(known, known["strength"].to_numpy(dtype=float))
    for _ in range(n_last):
        batch = improving.ask(1)
        improving.tell(batch, bench.measure(batch, rng))
    return improving.history_, improving


history, designer = campaign(seed=0)
print(designer.best_.T.to_string())

# %%
# Before the next experiment is made one can ask why it, and whether it is worth making.

print(designer.explain(designer.ask(1)).T.to_string())
print(designer.advice())

# %%
# Is that better than chance?
# ---------------------------
# One campaign proves nothing. The same over several seeds, next to random ones; what counts is the true strength of the
# best setting tested, without the luck of its measurement.

N_LAST = 5


def true_strength(labels: pd.Index) -> np.ndarray:
    """Noise-free strength of settings in the order in which they were tested."""
    return bench.strength.loc[labels.astype(int)].to_numpy()


designed = np.array([true_strength(campaign(seed, N_LAST)[0].index) for seed in range(arguments.seeds)])
shuffled = [np.random.default_rng(seed).permutation(len(bench.candidates)) for seed in range(200)]
by_chance = np.array([bench.strength.to_numpy()[order[: designed.shape[1]]] for order in shuffled])

display = CampaignDisplay.from_values(
    {"designed": designed, "random": by_chance},
    optimum=bench.strength.max(),
    phases=[("first 32", 32), ("greedy, 3 x 5", 47), ("EI", 47 + N_LAST)],
    quantity="strength",
    unit="MPa",
)
display.plot().figure_.savefig(arguments.picture, dpi=150)

# %%
# The table behind the picture, where the greedy cycles end:

table = display.frame()
print(table[table["experiment"].isin([32, 37, 42, 47, 52])].round(1).to_string(index=False))

# %%
# A real record, replayed
# -----------------------
# ``acrylate_thermoset_al.csv`` is a real active-learning record: three monomers; modulus, stress, strain and hardness,
# each with its standard deviation. Replayed as a pool, a designer starts with the recipes of the first iteration, and
# picks among those that were really made. Strength and stretch conflict, so the front of both is searched.


def replay(path: Path) -> None:
    """Start with iteration 0, then pick ten of the recipes that were made later."""
    record = pd.read_csv(path, encoding="utf-8-sig", thousands=",")
    recipe, names = ["IDA", "IBOA", "PEGDA"], ["Peak Stress", "Peak Strain"]
    record = record.drop_duplicates(recipe).dropna(subset=names).reset_index(drop=True)
    objective = mi.Pareto([mi.Maximize("Peak Stress"), mi.Maximize("Peak Strain")])
    designer = mi.Designer(objective=objective, candidates=mi.Pool(record[recipe]))
    batch = record[record["Iteration"] == 0]
    for _ in range(11):
        errors = record.loc[batch.index, [f"{name}_stdev" for name in names]].set_axis(names, axis=1)
        designer.tell(batch[recipe], record.loc[batch.index, names], std=errors)
        batch = designer.ask(1)
    truth = objective.utility(record[names].to_numpy())
    on_front = set(record.index[truth == truth.max()])
    found = on_front & set(designer.history_.index)
    print(f"{len(record)} recipes, of which {len(on_front)} make the front of strong and stretchable.")
    tested = len(designer.history_)
    print(f"After {tested} of them the designer has tested {len(found)} of the front:")
    print(designer.best_.to_string())


if arguments.data is not None:
    replay(arguments.data)
