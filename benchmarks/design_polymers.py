"""New polymers with a wanted Tg: are they polymers, are they new, and does a model that saw other data agree?

3,000 polymers are split by material into two halves. One half trains the generator and the model that guides the
search; the other half trains the judge, which decides what hits. Prior: structures of the same generator, no search.

Bars: 1,000 candidates, all with two attachment points and stable through a round trip; 95 % not in the training set;
hits in the window at 5 times the rate of the prior. Far windows on either side give finite numbers and a plain answer.
"""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd
from _bench import read, report
from rdkit import RDLogger

import matinfo as mi
from matinfo.exceptions import MatinfoWarning

WINDOW = (300.0, 340.0)  # degC: three of a hundred polymers of the table
N = 1000


def halves() -> tuple[pd.DataFrame, pd.DataFrame]:
    """3,000 polymers of the Tg table by material, in two halves."""
    table = read("tg_polyinfo_dev.csv").rename(columns={"psmiles": "structure"})
    linear = (table["structure"].str.count(r"\*") == 2) & ~table["structure"].str.contains(".", regex=False)
    table = table[linear].assign(structure=[mi.canonicalize(each) for each in table.loc[linear, "structure"]])
    table = table.groupby("structure", as_index=False)["Tg_C"].mean().sample(3000, random_state=0)
    return table.iloc[::2], table.iloc[1::2]


def model_of(table: pd.DataFrame) -> mi.Model:
    """Fingerprints and kernel ridge: quick to ask."""
    return mi.Model(mi.PolymerFingerprint("AQ"), "ridge", random_state=0).fit(table[["structure"]], table["Tg_C"])


def main() -> None:
    """Print the figures."""
    RDLogger.DisableLog("rdApp.*")
    warnings.simplefilter("ignore", MatinfoWarning)  # odd but legal structures
    own, other = halves()
    generator = mi.StructureGenerator().fit(own["structure"])
    guide, judge = model_of(own), model_of(other)
    held_out = judge.predict(own[["structure"]].iloc[:400]) - own["Tg_C"].iloc[:400]
    report("error of the judge on the other half, RMSE [K]", float(np.sqrt(np.mean(held_out**2))))

    start = time.process_time()
    wish = mi.Window({"Tg_C": WINDOW})
    designer = mi.Designer(guide, objective=wish, candidates=generator, random_state=0)
    found = designer.ask(N)["structure"]
    report(f"{len(found)} candidates, CPU seconds", time.process_time() - start)
    report("share with exactly two attachment points", np.mean(found.str.count(r"\*") == 2), at_least=1)
    same = [mi.RepeatUnit(structure).canonical == structure for structure in found]
    report("share that survives a round trip", np.mean(same), at_least=1)
    report("share not in the training set", 1 - np.mean(found.isin(set(generator.structures_))), at_least=0.95)
    report("different materials", found.nunique(), at_least=N)
    report("share that has a route", np.mean([bool(mi.find_routes(structure)) for structure in found.iloc[::5]]))

    prior = generator.sample(N, np.random.default_rng(1))["structure"]
    rates = [hit_rate(judge, structures) for structures in (prior, found)]
    report("hits of the prior, as the judge sees it", rates[0])
    report("hits of the candidates, as the judge sees it", rates[1])
    report("ratio", rates[1] / rates[0], at_least=5)
    report("hits in the judge's own half, measured", np.mean(other["Tg_C"].between(*WINDOW)))

    for low, high in ((1500.0, 1600.0), (-1600.0, -1500.0)):
        far = mi.find_structures(
            generator,
            mi.Window({"Tg_C": (low, high)}),
            guide,
            n=10,
            n_particles=100,
            n_steps=4,
            rng=np.random.default_rng(0),
        )
        finite = bool(np.isfinite(far.frame[["Tg_C", "Tg_C sd", "worth"]].to_numpy()).all()) and not far.is_reachable
        report(f"Tg in ({low:g}, {high:g}) degC: finite numbers and a plain no", float(finite), at_least=1)
        print(far)


def hit_rate(judge: mi.Model, structures: pd.Series) -> float:
    """Share whose value, as the judge predicts it, lies in the window."""
    predicted = judge.predict(pd.DataFrame({"structure": structures.to_numpy()}))
    return float(np.mean((predicted >= WINDOW[0]) & (predicted <= WINDOW[1])))


if __name__ == "__main__":
    main()
