"""What hostile structure strings do: classes, rows, NaN, seconds, stderr, with a usual and a small stack.

Reads ``hostile/structures.tsv`` beside the folder of public tables, or the project's own list where that is absent.

    python benchmarks/hostile_input.py
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable

import numpy as np
from _bench import report
from hostile import CASES, OK, answers, shared_cases, shared_path

import matinfo as mi
from matinfo.exceptions import MatinfoWarning
from matinfo.featurize import AtomPairFingerprint, TorsionFingerprint

SECONDS = 2.0
FEATURIZERS = (mi.PolymerFingerprint, mi.MorganFingerprint, mi.Descriptors, AtomPairFingerprint, TorsionFingerprint)


def measure() -> None:
    """In the child process: print one JSON line for parsing and one for each featurizer."""
    warnings.simplefilter("ignore", MatinfoWarning)
    cases = shared_cases(shared_path()) if shared_path().is_file() else CASES
    lines = answers(cases)
    wrong = [line["name"] for line in lines if line["got"] != line["expected"]]
    slow = [line["name"] for line in lines if line["seconds"] > SECONDS]
    print(json.dumps({"door": "parsing", "rows": len(lines), "wrong": wrong, "slow": slow, "silent": []}), flush=True)
    refused = np.array([line["canonicalize"] != OK for line in lines])
    for door, numbers in doors([case.value for case in cases]).items():
        rows, slow = [], []
        for case in cases:
            start = time.perf_counter()
            rows.append(numbers([case.value]))
            if time.perf_counter() - start > SECONDS:
                slow.append(case.name)
        table = np.vstack(rows)
        together = numbers([case.value for case in cases])
        wrong = [
            case.name
            for case, is_nan, bad in zip(cases, np.isnan(table).all(axis=1), refused, strict=True)
            if is_nan != bad
        ]
        silent = [
            case.name
            for case, row, bad in zip(cases, table, refused, strict=True)
            if not bad and not np.isfinite(row).all()
        ]
        assert np.allclose(table, together, rtol=1e-9, atol=0, equal_nan=True), (
            f"{door}: a row depends on its neighbours"
        )
        line = {"door": door, "rows": len(together), "wrong": wrong, "slow": slow, "silent": silent}
        print(json.dumps(line), flush=True)


def doors(values: list[object]) -> dict[str, Callable[[list[object]], np.ndarray]]:
    """Every way in, as a function from strings to a table of numbers."""
    ways: dict[str, Callable[[list[object]], np.ndarray]] = {}
    for kind in FEATURIZERS:
        featurizer = kind(invalid="nan").fit(values)
        ways[kind.__name__] = lambda column, featurizer=featurizer: np.asarray(featurizer.transform(column))
    known = mi.load_polymers().select("Tg")
    model = mi.Model(invalid="nan").fit(known.X, known.y)
    ways["Model.predict"] = lambda column: np.column_stack(
        [*model.predict(column, return_std=True), model.predict_interval(column)]
    )
    return ways


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--child", choices=["usual", "small"], help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        if options.child == "small":
            threading.stack_size(512 * 1024)
        thread = threading.Thread(target=measure)
        thread.start()
        thread.join()
        return
    path = shared_path()
    n = len(shared_cases(path)) if path.is_file() else len(CASES)
    print(f"{n} strings from {path.name if path.is_file() else 'the tests (the shared list is absent)'}")
    for stack in ("usual", "small"):
        done = subprocess.run([sys.executable, __file__, "--child", stack], capture_output=True, text=True, check=False)
        report(f"{stack} stack: exit code", done.returncode, at_least=0, at_most=0)
        report(f"{stack} stack: characters on stderr", len(done.stderr), at_most=0)
        print(done.stderr[-2_000:], end="")
        for line in map(json.loads, done.stdout.splitlines()):
            faults = {key: line[key] for key in ("wrong", "slow", "silent") if line[key]}
            count = sum(map(len, faults.values())) + abs(n - line["rows"])
            report(f"{stack} stack, {line['door']}: faults in {line['rows']} rows", count, at_most=0)
            if faults:
                print(faults)


if __name__ == "__main__":
    main()
