"""The experiment log: 10,000 rows written and re-opened, and processes that are killed while they write.

python benchmarks/experiment_log.py [--kills 200]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from _bench import report

import matinfo as mi

COLUMNS = {"inputs": {"resin": "phr", "T": "degC", "grade": None}, "results": {"strength": "MPa"}}
# A row counts as finished once the call has returned and its number stands in the pipe. Forks share the imports, so
# that 200 of them take minutes and not hours.
WRITER = """
import os, random, signal, sys, time
import matinfo as mi
path, kills, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
mi.ExperimentLog(path)
rng = random.Random(seed)
for kill in range(kills):
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        log, i = mi.ExperimentLog(path), 0
        while True:
            values = {"resin": float(kill), "T": float(i), "grade": "A"}
            run = log.add(values, {"strength": kill + i / 1000})
            os.write(writer, f"{run} {kill} {i}\\n".encode())
            i += 1
    os.close(writer)
    time.sleep(rng.uniform(0.005, 0.25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reader) as said:
        for line in said:
            if line.endswith("\\n"):
                print(line, end="", flush=True)
"""


def rows(folder: Path) -> None:
    rng = np.random.default_rng(0)
    n = 10_000
    frame = pd.DataFrame(
        {"resin": rng.random(n), "T": rng.integers(20, 200, n) * 1.0, "grade": rng.choice(list("ABC"), n)}
    )
    frame["strength"] = rng.normal(size=n)
    log = mi.ExperimentLog(folder / "rows.sqlite", **COLUMNS)
    start = time.process_time()
    runs = log.add_frame(frame)
    report("10,000 rows written at once: CPU seconds", time.process_time() - start)
    start = time.process_time()
    again = mi.ExperimentLog(folder / "rows.sqlite").frame().loc[runs, list(frame.columns)].reset_index(drop=True)
    report("10,000 rows read: CPU seconds", time.process_time() - start)
    same = (again.to_numpy() == frame.to_numpy()).all(axis=1).sum()
    report("rows that are equal after re-opening", int(same), at_least=n)
    start = time.perf_counter()
    for values in frame.head(200).to_dict("records"):
        strength = values.pop("strength")
        log.add(values, {"strength": strength})
    report("one row by one call: milliseconds", (time.perf_counter() - start) / 200 * 1000)


def kills(folder: Path, count: int) -> None:
    """Two processes write at once; each of their children is killed at a random moment."""
    path = folder / "kills.sqlite"
    mi.ExperimentLog(path, **COLUMNS)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), str(count // 2), str(seed)], stdout=subprocess.PIPE, text=True
        )
        for seed in (1, 2)
    ]
    said = [line.split() for writer in writers for line in writer.communicate()[0].splitlines()]
    frame = mi.ExperimentLog(path).frame()
    lost = sum(
        int(run) not in frame.index or frame.loc[int(run), ["resin", "T"]].tolist() != [float(kill), float(i)]
        for run, kill, i in said
    )
    report("kills", 2 * (count // 2))
    report("finished rows", len(said))
    report("finished rows that are lost", lost, at_most=0)
    report("rows that are written by half", int(frame.isna().any(axis=1).sum()), at_most=0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows(Path(folder))
        kills(Path(folder), options.kills)


if __name__ == "__main__":
    main()
