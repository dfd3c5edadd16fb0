"""How messy values of a temperature column are read, against the reading that a chemist expects.

Reads ``hostile/cells.tsv`` beside the folder of public tables: cell, kind, value, low, high, unit, flag.

    python benchmarks/messy_values.py
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
from _bench import data_folder, report

from matinfo.data import read_value

KINDS = {"approx": "approximate", "pm": "plus-minus", "refuse": "refused"}


def main() -> None:
    path = data_folder().parent / "hostile" / "cells.tsv"
    if not path.is_file():
        print("There is no hostile/cells.tsv beside the tables.")
        sys.exit(0)
    wrong, seconds, n = 0, 0.0, 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("# ", "cell\t")):
            continue
        cell, kind, value, low, high, unit, flags = line.split("\t")[:7]
        start = time.perf_counter()
        got = read_value(cell, "degC")
        seconds = max(seconds, time.perf_counter() - start)
        numbers = [math.nan if text == "" else float(text) for text in (value, low, high)]
        same = [
            got.kind == KINDS.get(kind, kind),
            np.array_equal([got.value, got.low, got.high], numbers, equal_nan=True),
            kind in ("missing", "refuse") or (got.unit or "degC(column)") == unit,
            set(filter(None, flags.split(","))) <= set(got.flags),
        ]
        n += 1
        if not all(same):
            wrong += 1
            print(f"{cell!r}: expected {line.split(chr(9))[1:7]}, got {got}")
    report(f"cells read as listed, of {n}", n - wrong, at_least=n)
    report("seconds for the slowest cell", seconds, at_most=0.1)


if __name__ == "__main__":
    main()
