"""How many known polymers have a route, do routes hang on the drawing, and what does a repeat unit cost?

1,000 polymers of the Tg table; other drawings are made without the code under test. Share of the candidates of a
generator that have a route, beside that of the polymers it has learned from.
"""

from __future__ import annotations

import random
import time
import warnings
from collections import Counter

import numpy as np
from _bench import report, tg_polymers
from rdkit import RDLogger
from rewriting import rewritten

import matinfo as mi
from matinfo.exceptions import MatinfoWarning, StructureError


def linear(structures: list[str]) -> list[str]:
    """Those that are linear chains without counter-ions."""
    kept = []
    for structure in structures:
        try:
            kept.append(mi.RepeatUnit(structure).canonical)
        except StructureError:
            continue
    return [structure for structure in kept if "." not in structure]


def main() -> None:
    """Print the figures."""
    RDLogger.DisableLog("rdApp.*")
    warnings.simplefilter("ignore", MatinfoWarning)  # odd but legal structures
    polymers = linear(tg_polymers(1000))
    start = time.process_time()
    routes = {structure: mi.find_routes(structure) for structure in polymers}
    report("CPU milliseconds a repeat unit", 1e3 * (time.process_time() - start) / len(polymers))
    report(f"share of {len(polymers)} known polymers with a route", np.mean([bool(found) for found in routes.values()]))
    reactions = Counter(name for found in routes.values() for name in {route.reaction for route in found})
    print(", ".join(f"{name} {count}" for name, count in reactions.most_common()))
    rng = random.Random(0)
    some = [structure for structure in polymers[::5] if routes[structure]]
    same = [mi.find_routes(rewritten(structure, rng)) == routes[structure] for structure in some]
    report(f"share of {len(some)} with the same routes for another drawing", np.mean(same), at_least=1)
    back = [
        any(
            mi.canonicalize(each.structure) == structure
            for each in mi.polymerize(route.monomers, reaction=route.reaction)
        )
        for structure in some
        for route in routes[structure]
        if not set("@/\\").intersection(structure)
    ]
    report(f"share of {len(back)} routes whose monomers give the chain", np.mean(back), at_least=1)
    generator = mi.StructureGenerator().fit(polymers)
    new = generator.sample(200, np.random.default_rng(0))["structure"]
    report("share of 200 new repeat units with a route", np.mean([bool(mi.find_routes(each)) for each in new]))


if __name__ == "__main__":
    main()
