"""Look for crashes, output on stderr, slow strings and unstable canonical strings among mutated structures.

python benchmarks/fuzz_structures.py [--seconds 60] [--seed 0]
"""

from __future__ import annotations

import argparse
import collections
import os
import random
import tempfile
import time
import warnings

from _bench import report
from hostile import rewritable
from mutations import mutated
from rewriting import rewritten

import matinfo as mi
from matinfo.chem import Cell
from matinfo.exceptions import MatinfoWarning, StructureError

SLOW_SECONDS = 1.0


def faults(text: str, rng: random.Random, counts: collections.Counter[str]) -> list[str]:
    """What is wrong with the answers to one string."""
    start = time.perf_counter()
    try:
        canonical = mi.canonicalize(text)
    except StructureError as error:
        counts[error.code] += 1
        return []
    except Exception as error:
        return [f"crash: {error!r}"]
    counts["accepted"] += 1
    found = [] if time.perf_counter() - start < SLOW_SECONDS else ["slow"]
    again = _canonical_or_error(canonical)
    if again != canonical:
        return [*found, f"not idempotent: {canonical} becomes {again}"]
    if canonical.count("*") != 2:
        return found
    cell = Cell.from_canonical(canonical)
    assert set(cell.backbone) <= set(cell.atoms)
    cell.patch(8)
    if not rewritable(text, canonical):
        return found
    counts["redrawn"] += 1
    for times in (1, 2, 3):
        drawing = rewritten(text, rng, times=times)
        other = _canonical_or_error(drawing)
        if other not in (canonical, "too-big"):
            found.append(f"drawing {drawing} of {canonical} becomes {other}")
    return found


def _canonical_or_error(text: str) -> str:
    try:
        return mi.canonicalize(text)
    except StructureError as error:
        return error.code


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore", MatinfoWarning)
    rng, counts = random.Random(options.seed), collections.Counter()
    total = 0
    with tempfile.TemporaryFile() as log:
        real = os.dup(2)
        os.dup2(log.fileno(), 2)  # RDKit writes to the file descriptor, not to sys.stderr
        end, written = time.monotonic() + options.seconds, 0
        while time.monotonic() < end:
            text = mutated(rng)
            counts["strings"] += 1
            found = faults(text, rng, counts)
            if (size := os.fstat(log.fileno()).st_size) > written:
                found.append(f"{size - written} characters on stderr")
                written = size
            total += len(found)
            for fault in found:
                print(f"{text!r}: {fault}")
        os.dup2(real, 2)
    print(dict(counts))
    report("faults among mutated structures", total, at_most=0)


if __name__ == "__main__":
    main()
