"""Kill loops of 100 steps at random moments: nothing that `tell` returned for may be missing. Needs fork."""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from _bench import report

from matinfo.design import CampaignFileError, Designer, Maximize, Pool

STEPS = 100
GRID = pd.DataFrame([(a, b) for a in range(10) for b in range(10)], columns=["a", "b"])


def tell_forever(folder: Path) -> None:
    """Campaigns of 100 steps, one after the other; each step is noted after `tell` has returned."""
    with (folder / "told").open("w") as told:
        for campaign in range(10_000):
            designer = Designer(objective=Maximize("y"), candidates=Pool(GRID), path=folder / f"{campaign}.json")
            for step in range(STEPS):
                designer.tell(GRID.iloc[[step]], [float(step)])
                told.write(f"{campaign} {step}\n")
                told.flush()


def killed_after(folder: Path, seconds: float) -> list[tuple[int, int]]:
    """Steps that had returned when the process was killed."""
    child = os.fork()
    if child == 0:
        try:
            tell_forever(folder)
        finally:
            os._exit(1)
    while not (folder / "told").exists() or not (folder / "told").read_text():
        time.sleep(0.005)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    lines = (folder / "told").read_text().splitlines()
    return [tuple(map(int, line.split())) for line in lines]  # type: ignore[misc]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    arguments = parser.parse_args()
    rng = np.random.default_rng(0)
    lost = unreadable = steps = 0
    for _ in range(arguments.kills):
        with tempfile.TemporaryDirectory() as name:
            returned = killed_after(Path(name), float(rng.uniform(0.0, 0.4)))
            steps += len(returned)
            campaign, last = returned[-1]
            try:
                values = Designer.load(Path(name) / f"{campaign}.json").history_["y"].tolist()
            except CampaignFileError:
                unreadable += 1
                continue
            lost += values[: last + 1] != [float(step) for step in range(last + 1)]
    report("kills", arguments.kills)
    report("steps that had returned before the kills", steps)
    report("campaigns that could not be read", unreadable, at_most=0)
    report("campaigns that had lost a result", lost, at_most=0)


if __name__ == "__main__":
    main()
