"""CPU seconds of every example of the gallery, each in a process of its own on the bundled data, with one thread.

python benchmarks/gallery_time.py --only plot_01 plot_04 --keep pictures
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from _bench import CHECKOUT, report

BAR = 60.0  # CPU seconds
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SAVE_FIGURES = """
import runpy, sys
from matplotlib import pyplot
script, folder = sys.argv[1:3]
sys.argv = [script]
runpy.run_path(script, run_name="__main__")
for number in pyplot.get_fignums() if folder else ():
    pyplot.figure(number).savefig(f"{folder}_{number}.png", dpi=60, bbox_inches="tight")
"""


def cpu_seconds(script: Path, folder: Path | None) -> float:
    """Run one script away from the checkout; its pictures stay in `folder`, where one is given."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    pictures = str(folder / script.stem) if folder else ""
    environment = os.environ | ONE_THREAD | {"MPLBACKEND": "Agg"}
    with tempfile.TemporaryDirectory() as here:
        done = subprocess.run(
            [sys.executable, "-c", SAVE_FIGURES, str(script), pictures],
            cwd=here,
            env=environment,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        sys.exit(f"{script.name} failed:\n{done.stderr}")
    if folder:
        (folder / f"{script.stem}.txt").write_text(done.stdout, encoding="utf-8")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=["plot_"], help="beginnings of the names to run")
    parser.add_argument("--keep", type=Path, help="folder for the pictures and what was printed")
    options = parser.parse_args()
    folder = options.keep and options.keep.resolve()
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    for script in sorted((CHECKOUT / "examples").glob("plot_*.py")):
        if script.name.startswith(tuple(options.only)):
            report(f"{script.name} [CPU s]", cpu_seconds(script, folder), at_most=BAR)


if __name__ == "__main__":
    main()
