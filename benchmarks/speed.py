"""How fast are the canonical form and the polymer fingerprint on real polymers? CPU time of one core.

python benchmarks/speed.py [--polymers 400] [--repeats 3]
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable

import numpy as np
from _bench import report, tg_polymers
from rdkit import Chem
from rdkit.Chem import Descriptors
from threadpoolctl import threadpool_limits

import matinfo as mi
from matinfo.exceptions import MatinfoWarning
from matinfo.featurize import _huckel


def cpu_seconds(work: Callable[[], object], repeats: int) -> float:
    """Smallest CPU time of several runs: other work on the machine only ever adds to it."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--polymers", type=int, default=400)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    warnings.simplefilter("ignore", MatinfoWarning)
    structures = tg_polymers(options.polymers)
    n, half = len(structures), len(structures) // 2
    print(f"{n} polymers, {options.repeats} runs each, the fastest counts")

    def canonical(rows: list[str]) -> list[str]:
        return [mi.canonicalize(smiles) for smiles in rows]

    fingerprint = mi.PolymerFingerprint(levels="AQM").fit(structures)
    canonical(structures[:20])
    with threadpool_limits(1):
        rate = n / cpu_seconds(lambda: canonical(structures), options.repeats)
        report("canonicalize, structures a second", rate, at_least=1_000)

        ours = n / cpu_seconds(lambda: fingerprint.transform(structures), options.repeats)
        mols = [Chem.MolFromSmiles(smiles) for smiles in structures]
        theirs = n / cpu_seconds(lambda: [Descriptors.CalcMolDescriptors(mol) for mol in mols], options.repeats)
        report('PolymerFingerprint("AQM"), structures a second', ours)
        physics = mi.PolymerFingerprint(levels="AQMP").fit(structures)

        def with_physics() -> None:
            _huckel._known.clear()  # as for structures that were never seen
            physics.transform(structures)

        rate = n / cpu_seconds(with_physics, options.repeats)
        report('PolymerFingerprint("AQMP"), structures a second', rate, at_least=400)
        report("RDKit CalcMolDescriptors, structures a second", theirs)
        report("ratio of the two", ours / theirs, at_least=4)

        # every second row, so that both tables hold the same mixture
        whole = cpu_seconds(lambda: fingerprint.transform(structures), options.repeats)
        parts = [
            cpu_seconds(lambda rows=structures[i::2]: fingerprint.transform(rows), options.repeats) for i in (0, 1)
        ]
        growth = whole / (sum(parts) / 2)
        report(f"CPU time of {n} rows over that of {half}", growth, at_least=1.8, at_most=2.2)

    two = mi.PolymerFingerprint(levels="AQM", n_jobs=2).fit(structures).transform(structures)
    one = fingerprint.transform(structures)
    report(
        "values that n_jobs=2 changes", int((np.asarray(one).view(np.uint64) != two.view(np.uint64)).sum()), at_most=0
    )


if __name__ == "__main__":
    main()
