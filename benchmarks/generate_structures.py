"""Learn from structures and write new ones: how fast, how many valid, do polymers keep their two attachment points?

Bars: learn 1,000 structures in 1 s and 20,000 in 20 s; 2,000 proposals a second, 95 % of them valid.
"""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd
from _bench import data_folder, read, report
from rdkit import RDLogger

import matinfo as mi
from matinfo.design._structures.growing import Growing
from matinfo.design._structures.rewriting import LONGEST
from matinfo.exceptions import MatinfoWarning


def main() -> None:
    """Print the figures."""
    RDLogger.DisableLog("rdApp.*")
    warnings.simplefilter("ignore", MatinfoWarning)  # odd but legal structures
    lines = (data_folder() / "zinc_20k.smi").read_text().splitlines()
    molecules = np.random.default_rng(0).permutation([line.split()[0] for line in lines])
    for n, bar in ((1_000, 1.0), (20_000, 20.0)):
        start = time.process_time()
        generator = mi.StructureGenerator().fit(molecules[:n])
        report(f"learn {n} molecules at order 10, CPU seconds", time.process_time() - start, at_most=bar)
        measure(generator, f"{n} molecules")
    polymers = read("tg_polyinfo_dev.csv")["psmiles"].drop_duplicates()
    polymers = polymers[(polymers.str.count(r"\*") == 2) & ~polymers.str.contains(".", regex=False)]
    generator = mi.StructureGenerator().fit(polymers)
    measure(generator, f"{len(polymers)} polymers")
    new = generator.sample(1000, np.random.default_rng(1))["structure"]
    report(
        "1,000 new polymers: share with exactly two attachment points", np.mean(new.str.count(r"\*") == 2), at_least=1
    )
    same = [mi.RepeatUnit(structure).canonical == structure for structure in new]
    report("share that survives a round trip", np.mean(same), at_least=1)
    report("share not in the training set", 1 - np.mean(pd.Series(new).isin(set(generator.structures_))))


def measure(generator: mi.StructureGenerator, what: str) -> None:
    """Write 2,000 structures; how many are valid is asked of those, before any are left out or drawn again."""
    rng, n = np.random.default_rng(0), 2_000
    start = time.process_time()
    for _ in range(n):
        generator.language_.write(Growing(generator.n_stars_), rng, longest=LONGEST)
    report(f"{what}: proposals a second", n / (time.process_time() - start), at_least=2_000)
    tally = generator.sample(n, rng).attrs["tally"]
    valid = (tally["accepted"] + tally["repeated"]) / tally["proposed"]
    report(f"{what}: share of proposals that are valid", valid, at_least=0.95)
    start = time.process_time()
    n = len(generator.sample(n, rng))
    report(f"{what}: different valid structures a second, canonical form included", n / (time.process_time() - start))


if __name__ == "__main__":
    main()
