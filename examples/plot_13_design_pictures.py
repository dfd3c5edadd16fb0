"""
Is the search better than chance, and what did it find?
=======================================================

The question of this example: a campaign found something good. Would random experiments have found it as well? Which
trades between two properties are left? And what became of a hundred proposed structures? The bench of the campaigns is
**simulated**, the polymers are real.
"""

# %%
# Campaigns against chance
# ------------------------
# One campaign proves nothing, so each way runs five times. The line is the median of the best so far, the band holds
# eight in ten campaigns, and the broken line is the optimum, which only a simulated bench can know.

import numpy as np

import matinfo as mi
from matinfo.data import make_adhesive_bench
from matinfo.plotting import (
    CampaignDisplay,
    ChemicalMapDisplay,
    FunnelDisplay,
    ParetoDisplay,
    StructureGridDisplay,
)

bench = make_adhesive_bench()


def campaign(acquisition: str, seed: int) -> mi.Designer:
    """Eight first experiments, then five rounds of two."""
    rng = np.random.default_rng(seed)
    wish = mi.Maximize("strength", unit="MPa")
    designer = mi.Designer(
        objective=wish, candidates=mi.Pool(bench.candidates), acquisition=acquisition, random_state=seed
    )
    for size in (8, 2, 2, 2, 2, 2):
        batch = designer.ask(size)
        designer.tell(batch, bench.measure(batch, rng))
    return designer


ways = {name: [campaign(name, seed) for seed in range(5)] for name in ("ei", "random")}
display = CampaignDisplay.from_designers(ways, optimum=float(bench.strength.max())).plot()
print(display.frame().groupby("way").last().round(1).to_string())

# %%
# What is left to trade?
# ----------------------
# The recipes that none other beats in both properties. The compounds are simulated.

compounds = mi.make_rubber_compounds(n=150, random_state=0)
wish = mi.Pareto([mi.Maximize("tensile_strength", unit="MPa"), mi.Minimize("compression_set", unit="%")])
display = ParetoDisplay.from_values(compounds.frame, wish).plot()
print(f"{display.frame()['on_front'].sum()} of {len(display.frame())} compounds are on the front")

# %%
# What became of the proposals?
# -----------------------------
# Structures from a generator pass one filter after another; every drop has a reason.

tg = mi.load_polymers().select("Tg")
generator = mi.StructureGenerator().fit(tg.X)
model = mi.Model(mi.PolymerFingerprint("AQ"), "ridge").fit(tg.X, tg.y)
proposed = generator.sample(150, np.random.default_rng(0))
proposed["Tg"], proposed["Tg sd"] = model.predict(proposed["structure"], return_std=True)
screen = mi.Screen(
    [
        mi.Neutral(),
        mi.Forbid(("OO", "[N;!R]-[N;!R]", "[#6]=[#6]=[#6]"), name="unstable groups"),
        mi.RingSizes((5, 6)),
        mi.MaxSAScore(4.0),
        mi.Novel(than=tg.X),
        mi.Predicted({"Tg": (400.0, None)}),
        mi.Diverse(0.6),
    ]
)
shortlist, funnel = screen.apply(proposed.sort_values("Tg", ascending=False))
display = FunnelDisplay.from_funnel(funnel).plot()
print(funnel)

# %%
# Do they lie among the known polymers?

everything = [*tg.X, *shortlist["structure"]]
by = ["known"] * len(tg) + ["proposed"] * len(shortlist)
display = ChemicalMapDisplay.from_structures(everything, by=by).plot()

# %%
# The first eight, with what the model expects of them.

best = shortlist.head(8)
best = best.assign(domain=np.where(model.in_domain(best["structure"]), "inside", "outside"))
columns = ["Tg", "Tg sd", "domain"]
display = StructureGridDisplay.from_structures(best["structure"], best[columns], units={"Tg": "K"}).plot()
