"""Constrained recipe spaces: every constraint of 10,000 asked recipes, size and speed of large spaces, conflicts.

Run ``python benchmarks/constrained_space.py``. The constraints are checked here by plain arithmetic on the rows, not by
``RecipeSpace.check``.
"""

from __future__ import annotations

import resource
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pandas as pd
from _bench import report

import matinfo as mi
from matinfo.exceptions import InvalidSpaceError

NAMES = [f"i{place}" for place in range(10)]
N_ASKED = 10_000
N_MIXTURES = 111_875  # sum over k <= 4 of C(10, k) C(9, k - 1), times five temperatures


@contextmanager
def cpu_seconds(what: str, *, at_most: float | None = None) -> Iterator[None]:
    start = time.process_time()
    yield
    report(f"{what}, CPU s", time.process_time() - start, at_most=at_most)


def mixtures() -> mi.RecipeSpace:
    """Ten ingredients in steps of 10 %, at most four used, five temperatures."""
    amounts = [mi.Amount(name, 0, 100, step=10) for name in NAMES]
    oven = mi.Level("T", [60, 80, 100, 120, 140])
    return mi.RecipeSpace([*amounts, oven], [mi.SumTo(NAMES, 100), mi.AtMost(4, of=NAMES)])


def fine_steps() -> mi.RecipeSpace:
    """The same ingredients in steps of 0.1 %, two to five used, at least 2 % of each one used, with a cost limit."""
    amounts = [mi.Amount(name, 2, 70, step=0.1, optional=True) for name in NAMES]
    cost = mi.Linear({name: float(place + 1) for place, name in enumerate(NAMES)}, high=600)
    return mi.RecipeSpace(amounts, [mi.SumTo(NAMES, 100), mi.AtMost(5, of=NAMES, at_least=2), cost])


def continuous() -> mi.RecipeSpace:
    """Shares without steps, 5 to 60 % or absent, at most four, with a ratio, a group, and a pair that does not go."""
    amounts = [mi.Amount(name, 0.05, 0.6, optional=True) for name in NAMES]
    return mi.RecipeSpace(
        [*amounts, mi.Amount("T", 60, 140), mi.Choice("filler", ["talc", "silica"])],
        [
            mi.SumTo(NAMES, 1.0),
            mi.AtMost(4, of=NAMES),
            mi.Linear({"i0": 1.0, "i1": -2.0}, low=0.0),
            mi.OneOf(["i2", "i3"]),
            mi.ForbidTogether(["i4", "i5"]),
            mi.ForbidTogether(["i6"], where={"filler": "talc"}),
        ],
    )


def off_step(values: np.ndarray, step: float) -> float:
    return float(np.abs(values / step - np.round(values / step)).max() * step)


def check_rows(
    what: str, frame: pd.DataFrame, total: float, rules: dict[str, Callable[[np.ndarray], np.ndarray]]
) -> None:
    amounts = frame[NAMES].to_numpy()
    report(f"{what}: recipes", len(frame), at_least=N_ASKED)
    report(f"{what}: largest error of a sum", float(np.abs(amounts.sum(axis=1) - total).max()), at_most=1e-9)
    for name, keeps in rules.items():
        report(f"{what}: recipes that break '{name}'", float((~keeps(amounts)).sum()), at_most=0)


def exactness() -> None:
    rng = np.random.default_rng(0)
    with cpu_seconds("steps of 10 %: make the space and ask 10,000"):
        frame = mixtures().sample(N_ASKED, rng)
    check_rows("steps of 10 %", frame, 100.0, {"at most 4": lambda x: (x != 0).sum(axis=1) <= 4})
    report("steps of 10 %: largest distance from a step", off_step(frame[NAMES].to_numpy(), 10), at_most=0)
    report("steps of 10 %: recipes that come twice", float(frame.duplicated().sum()), at_most=0)

    with cpu_seconds("steps of 0.1 %: make the space and ask 10,000"):
        frame = fine_steps().sample(N_ASKED, rng)
    weights = np.arange(1.0, 11.0)
    check_rows(
        "steps of 0.1 %",
        frame,
        100.0,
        {
            "2 to 5 used": lambda x: ((x != 0).sum(axis=1) >= 2) & ((x != 0).sum(axis=1) <= 5),
            "0 or 2 to 70": lambda x: ((x == 0) | ((x >= 2) & (x <= 70))).all(axis=1),
            "cost <= 600": lambda x: x @ weights <= 600 + 1e-9,
        },
    )
    report("steps of 0.1 %: largest distance from a step", off_step(frame[NAMES].to_numpy(), 0.1), at_most=1e-12)

    with cpu_seconds("without steps: make the space and ask 10,000"):
        frame = continuous().sample(N_ASKED, rng)
    silica = (frame["filler"] == "silica").to_numpy()
    check_rows(
        "without steps",
        frame,
        1.0,
        {
            "at most 4": lambda x: (x != 0).sum(axis=1) <= 4,
            "0 or 0.05 to 0.6": lambda x: ((x == 0) | ((x >= 0.05) & (x <= 0.6))).all(axis=1),
            "i0 >= 2 i1": lambda x: x[:, 0] - 2 * x[:, 1] >= -1e-9,
            "one of i2, i3": lambda x: (x[:, [2, 3]] != 0).sum(axis=1) == 1,
            "not i4 and i5": lambda x: (x[:, 4] == 0) | (x[:, 5] == 0),
            "not i6 and talc": lambda x: (x[:, 6] == 0) | silica,
        },
    )


def size() -> None:
    space = mixtures()
    report("ten ingredients, at most four, five temperatures: mixtures", space.n_candidates, at_least=N_MIXTURES)
    with cpu_seconds("list all of them in chunks of 4,096", at_most=5):
        n_listed = sum(len(chunk) for chunk in space.chunks(4096))
    report("mixtures listed", n_listed, at_least=N_MIXTURES, at_most=N_MIXTURES)
    tracemalloc.start()
    for _ in space.chunks(4096):
        pass
    report("memory at the peak of listing, MB", tracemalloc.get_traced_memory()[1] / 1e6, at_most=300)
    tracemalloc.stop()
    with cpu_seconds("1,000 neighbours of 10 mixtures"):
        space.around(space.sample(10, np.random.default_rng(0)), 1000, np.random.default_rng(0))
    report("memory of the whole run, MB", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3)


def conflicts() -> None:
    amounts = [mi.Amount(name, 0, 30) for name in NAMES]
    idle = [mi.OneOf([NAMES[8], NAMES[9]]), mi.Linear({"i0": 1, "i1": -1}, low=0)]
    needed = [mi.SumTo(NAMES, 100), mi.AtMost(3, of=NAMES)]
    with cpu_seconds("find which of four constraints conflict"):
        try:
            mi.RecipeSpace(amounts, [*idle, *needed])
        except InvalidSpaceError as error:
            named = error.constraints
    report("conflict: the two constraints that conflict are named, no other", float(named == tuple(needed)), at_least=1)


if __name__ == "__main__":
    exactness()
    size()
    conflicts()
