"""Kill loops of 100 steps at random moments: nothing that `tell` returned for may be missing."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from _bench import report

from matinfo.design import Designer

LOOP = """
import sys
import pandas as pd
from matinfo.design import Designer, Maximize, Pool
path, log = sys.argv[1:]
grid = pd.DataFrame([(a, b) for a in range(12) for b in range(12)], columns=["a", "b"])
for campaign in range(10_000):
    designer = Designer(objective=Maximize("y"), candidates=Pool(grid), path=f"{path}{campaign}")
    for step in range(100):
        row = grid.iloc[[step]]
        designer.tell(row, [float(step)])
        print(campaign, step, file=sys.stdout, flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    lost = unreadable = steps = 0
    for _ in range(arguments.kills):
        with tempfile.TemporaryDirectory() as name:
            path, log = Path(name) / "campaign", Path(name) / "log"
            with log.open("w") as told:
                process = subprocess.Popen([sys.executable, "-c", LOOP, str(path), "-"], stdout=told)
            while not log.read_text():
                time.sleep(0.01)
            time.sleep(float(rng.uniform(0, 0.5)))
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            lines = log.read_text().splitlines()
            campaign, last = map(int, lines[-1].split())
            steps += len(lines)
            try:
                values = Designer.load(f"{path}{campaign}").history_["y"].tolist()
            except ValueError:
                unreadable += 1
                continue
            lost += values[: last + 1] != [float(step) for step in range(last + 1)]
    report("kills", arguments.kills)
    report("steps that had returned before the kills", steps)
    report("campaigns that could not be read", unreadable, at_most=0)
    report("campaigns that had lost a result", lost, at_most=0)


if __name__ == "__main__":
    main()
