"""Are a canonical string and all features the same for every drawing of a chain?

Real polymers are drawn rotated, reversed, doubled and tripled (by RDKit's molzip and FragmentOnBonds, not by matinfo).

    python benchmarks/invariance.py [--polymers 400] [--seed 0]
"""

from __future__ import annotations

import argparse
import random
import warnings

import numpy as np
from _bench import report, tg_polymers
from rewriting import repeated, reversed_chain, rotated

import matinfo as mi
from matinfo.exceptions import MatinfoWarning

TOLERANCE = 1e-9


def drawings(smiles: str, rng: random.Random) -> list[str]:
    """The unit itself, and the same chain rotated, reversed, doubled and tripled."""
    return [smiles, rotated(smiles, rng), reversed_chain(smiles), repeated(smiles, 2), repeated(smiles, 3)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--polymers", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore", MatinfoWarning)
    rng = random.Random(options.seed)
    drawn = [drawings(smiles, rng) for smiles in tg_polymers(options.polymers)]
    changed = sum(len(set(row)) > 1 for row in drawn)
    print(f"{len(drawn)} polymers, {len(drawn[0])} drawings each; {changed} of them have drawings that differ as text")

    strings = [{mi.canonicalize(writing) for writing in row} for row in drawn]
    same = sum(len(found) == 1 for found in strings)
    report("polymers with one canonical string", same, at_least=len(drawn))
    for featurizer in (mi.PolymerFingerprint("AQMRP"), mi.MorganFingerprint(), mi.Descriptors()):
        # Every drawing is computed by itself: together they would share one canonical form and could not differ.
        columns = list(zip(*drawn, strict=True))
        tables = [np.asarray(featurizer.fit(columns[0]).transform(list(column))) for column in columns]
        gaps = np.max([np.abs(table - tables[0]) / np.maximum(1.0, np.abs(tables[0])) for table in tables], axis=(0, 2))
        name = f"{type(featurizer).__name__}, {tables[0].shape[1]} features"
        report(f"{name}: polymers with equal features", int((gaps <= TOLERANCE).sum()), at_least=len(drawn))
        report(f"{name}: largest difference", np.max(gaps), at_most=TOLERANCE)


if __name__ == "__main__":
    main()
