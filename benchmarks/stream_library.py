"""A file of 1,000,000 structures through `predict_table`: rate, memory, linear cost, two workers, and a kill.

``python benchmarks/stream_library.py 20000 80000`` makes tables of these many rows from ``zinc_20k.smi`` and the table
of Tg (repeated; every repeat with one hydrogen on carbon replaced by CH3, F, Cl or OH; one row in a thousand is no
structure), and screens and predicts them with one worker and with two. The first is killed half-way as well, and begun
again. ``--run FOLDER TABLE OUTPUT N_JOBS`` is one run alone, which goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
from _bench import data_folder, report
from rdkit import Chem

import matinfo as mi

GROUPS = (6, 9, 17, 8)
MEGABYTE = 1024.0


def make_table(path: Path, n_rows: int) -> None:
    """Write a table of structures; rows that stood there before come again, each time with another substituent."""
    known = [line.split()[0] for line in (data_folder() / "zinc_20k.smi").read_text().splitlines() if line.strip()]
    known += pd.read_csv(data_folder() / "tg_polyinfo_dev.csv").iloc[:, 0].astype(str).tolist()
    rng = np.random.default_rng(0)
    order = rng.permutation(len(known))
    with path.open("w", encoding="utf-8") as stream:
        stream.write("name,structure\n")
        for row in range(n_rows):
            text = known[order[row % len(known)]]
            text = "no structure" if row % 1000 == 999 else text if row < len(known) else mutated(text, rng)
            stream.write(f"S{row},{text}\n")


def mutated(text: str, rng: np.random.Generator) -> str:
    mol = Chem.MolFromSmiles(text)
    if mol is None:
        return text
    mol = Chem.RWMol(mol)
    places = [atom.GetIdx() for atom in mol.GetAtoms() if atom.GetAtomicNum() == 6 and atom.GetTotalNumHs()]
    if not places:
        return text
    new = mol.AddAtom(Chem.Atom(int(rng.choice(GROUPS))))
    place = int(rng.choice(places))
    atom = mol.GetAtomWithIdx(place)
    if atom.GetNoImplicit():
        atom.SetNumExplicitHs(atom.GetTotalNumHs() - 1)
    mol.AddBond(place, new, Chem.BondType.SINGLE)
    return Chem.MolToSmiles(mol, canonical=False)


def make_model() -> mi.Model:
    known = pd.read_csv(data_folder() / "tg_polyinfo_dev.csv").sample(600, random_state=0)
    model = mi.Model(mi.MorganFingerprint(2, n_bits=1024), "ridge", invalid="nan")
    return model.fit(known.iloc[:, 0].tolist(), pd.Series(known.iloc[:, 1].to_numpy(), name="Tg"))


class Memory(threading.Thread):
    """Largest resident memory of this process and its children together, looked at twice a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.peak, self.first, self.running = 0.0, 0.0, True

    def run(self) -> None:
        while self.running:
            self.peak = max(self.peak, resident())
            time.sleep(0.5)


def family() -> list[list[str]]:
    """Fields of ``/proc/<pid>/stat`` from the state on, of this process and of all below it."""
    stats = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stats[int(folder.name)] = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):  # it has ended meanwhile
            continue
    found = {os.getpid()}
    while more := {pid for pid, fields in stats.items() if int(fields[1]) in found} - found:
        found |= more
    return [stats[pid] for pid in found]


def resident() -> float:
    """Resident memory of this process and all below it, MB; pages that they share count twice."""
    return sum(int(fields[21]) for fields in family()) * resource.getpagesize() / MEGABYTE**2


def processor_seconds() -> float:
    """Seconds of CPU of this process and all below it."""
    return sum(int(fields[11]) + int(fields[12]) for fields in family()) / os.sysconf("SC_CLK_TCK")


def run(folder: Path, table: str, output: str, n_jobs: int) -> None:
    """One run in a process of its own; prints seconds, CPU seconds, peak of memory in MB."""
    model = make_model()
    memory = Memory()
    memory.start()
    start, before = time.monotonic(), processor_seconds()
    screen = mi.Screen([mi.Forbid("OO", name="no peroxide"), mi.Predicted({"Tg": (100, None)})])
    options = {"label": "name", "screen": screen, "n_jobs": n_jobs, "chunk": 1_000, "progress": True}
    mi.predict_table(model, folder / table, folder / output, **options)
    wall = time.monotonic() - start
    memory.running = False
    print(f"RESULT {wall} {processor_seconds() - before} {memory.peak}")


def measured(folder: Path, table: str, output: str, n_jobs: int) -> tuple[float, float, float]:
    command = [sys.executable, __file__, "--run", str(folder), table, output, str(n_jobs)]
    with (folder / f"{output}.log").open("a") as log:
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=log, text=True)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    wall, cpu, peak = map(float, line.split()[1:])
    return wall, cpu, peak


def killed_and_begun_again(folder: Path, table: str, output: str, n_rows: int) -> int:
    """Kill a run once half of the rows are written, finish it, and return how many rows had to be done again."""
    command = [sys.executable, __file__, "--run", str(folder), table, output, "2"]
    victim = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    part = folder / f"{output}.part"
    while not part.exists() or sum(1 for _ in part.open("rb")) - 1 < n_rows / 2:
        time.sleep(0.2)
    time.sleep(1.0)  # in the midst of a chunk
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    written = sum(1 for _ in part.open("rb")) - 1
    measured(folder, table, output, 2)
    return written


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", nargs="*", type=int, default=[20_000, 80_000])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--run", nargs=4)
    options = parser.parse_args()
    if options.run:
        folder, table, output, n_jobs = options.run
        run(Path(folder), table, output, int(n_jobs))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        rates = {}
        for n_rows in options.rows:
            table = f"library_{n_rows}.csv"
            if not (folder / table).exists():
                make_table(folder / table, n_rows)
            for n_jobs in (1, 2):
                wall, cpu, peak = measured(folder, table, f"out_{n_rows}_{n_jobs}.csv", n_jobs)
                rates[n_rows, n_jobs] = n_rows / cpu, n_rows / wall
                report(f"{n_rows} rows, n_jobs={n_jobs}: peak memory [MB]", peak, at_most=1000)
                print(
                    f"  {n_rows / wall:.0f} structures/s, {n_rows / cpu:.0f} per CPU second (of {cpu:.0f} s)",
                    flush=True,
                )
            outputs = [(folder / f"out_{n_rows}_{n}.csv").read_bytes() for n in (1, 2)]
            report("  same bytes with one worker and two", float(outputs[0] == outputs[1]), at_least=1)
            rate = rates[n_rows, 2][1] / (2 * rates[n_rows, 1][1])
            report("  rate with two workers over twice the rate with one", rate, at_least=0.9)
            busy = rates[n_rows, 2][0] / rates[n_rows, 1][0]
            report("  structures per CPU second, two workers over one", busy, at_least=0.9)
        first, last = options.rows[0], options.rows[-1]
        report("CPU seconds per row, longest over shortest table", rates[first, 1][0] / rates[last, 1][0], at_most=1.1)
        written = killed_and_begun_again(folder, f"library_{first}.csv", "killed.csv", first)
        again = (folder / "killed.csv").read_bytes() == (folder / f"out_{first}_1.csv").read_bytes()
        report(f"killed after {written} rows and begun again: same bytes", float(again), at_least=1)
        digest = hashlib.sha256((folder / f"out_{last}_1.csv").read_bytes()).hexdigest()
        print(f"sha256 of the output of {last} rows: {digest[:16]}, {multiprocessing.cpu_count()} cores")


if __name__ == "__main__":
    main()
