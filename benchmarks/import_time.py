"""``import matinfo`` beyond numpy and pandas, in CPU seconds: best of several fresh processes."""

from __future__ import annotations

import subprocess
import sys

from _bench import report

TIMED = "import time, numpy, pandas; start = time.process_time(); import matinfo; print(time.process_time() - start)"
RUNS = 7


def main() -> None:
    times = [
        float(subprocess.run([sys.executable, "-c", TIMED], check=True, capture_output=True, text=True).stdout)
        for _ in range(RUNS)
    ]
    report("import matinfo beyond numpy and pandas [CPU s]", min(times), at_most=0.15)


if __name__ == "__main__":
    main()
