"""Coverage of 90 % intervals over 200 simulated tables of n = 32, 100 and 300 rows, for the ways to make intervals.

The tables are simulated: six features, a smooth trend in three of them, and noise whose size depends on one. New rows
of the same kind follow each. Bar: coverage within three sigma of nominal, where sigma is that of 200 draws (one new row
a table), 0.021. The standard error of the mean over all new rows is printed beside; it is much smaller. The rank behind
an interval is quantised: with n = 32 the nearest coverage that can be promised is 30 / 33 = 0.909.
"""

from __future__ import annotations

import argparse
import time
import warnings

import numpy as np
from _bench import report

import matinfo as mi

NOMINAL = 0.9
SIZES = (32, 100, 300)
NEW_ROWS = 200


def simulated(
    n: int, rng: np.random.Generator, *, replicates: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features, values, and the known standard deviation of each value (0 where there are no replicates)."""
    X = rng.normal(size=(n, 6))
    trend = X[:, 0] + np.sin(2.0 * X[:, 1]) + 0.5 * X[:, 2] ** 2
    y = trend + (0.3 + 0.3 * np.abs(X[:, 0])) * rng.normal(size=n)
    y_std = 1.5 / np.sqrt(rng.integers(1, 9, n)) if replicates else np.zeros(n)
    return X, y + y_std * rng.normal(size=n), y_std


def run(regressor: object, interval: str, n: int, sets: int, *, replicates: bool = False) -> tuple[float, float, float]:
    """Coverage, its standard error over the tables, and the mean width."""
    rng = np.random.default_rng(n)
    shares, widths = [], []
    for _ in range(sets):
        X, y, y_std = simulated(n, rng, replicates=replicates)
        new, truth, _ = simulated(NEW_ROWS, rng, replicates=replicates)
        model = mi.Model(regressor=regressor, interval=interval).fit(X, y, y_std=y_std if replicates else None)
        low, high = model.predict_interval(new, coverage=NOMINAL).T
        shares.append(np.mean((low <= truth) & (truth <= high)))
        widths.append(np.mean(high - low))
    return float(np.mean(shares)), float(np.std(shares, ddof=1) / np.sqrt(sets)), float(np.mean(widths))


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=200, help="simulated tables for each size")
    parser.add_argument("--regressors", nargs="+", default=["ridge", "gp"], help="words, or 'default'")
    parser.add_argument("--sizes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--intervals", nargs="+", default=["cv", "cv+"])
    parser.add_argument(
        "--replicates", action="store_true", help="values are means of 1 to 8 replicates, scatter known"
    )
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    three_sigma = 3.0 * np.sqrt(NOMINAL * (1.0 - NOMINAL) / 200)
    for word in options.regressors:
        for n in options.sizes:
            for interval in options.intervals:
                start = time.process_time()
                regressor = None if word == "default" else word
                share, error, width = run(regressor, interval, n, options.sets, replicates=options.replicates)
                what = f"{word}, n = {n}, {interval}: coverage of 90 % intervals"
                report(what, share, at_least=NOMINAL - three_sigma, at_most=NOMINAL + three_sigma)
                seconds = (time.process_time() - start) / options.sets
                print(f"    standard error {error:.4f}, mean width {width:.2f}, CPU seconds a table {seconds:.2f}")


if __name__ == "__main__":
    main()
