"""Four recipes out of 112,000: ten ingredients in steps of 10, at most four used, sum 100, one of five temperatures."""

from __future__ import annotations

import resource
import time

import numpy as np
from _bench import report

import matinfo as mi

INGREDIENTS = [f"ingredient_{i}" for i in range(10)]


def main() -> None:
    space = mi.RecipeSpace(
        [
            *(mi.Amount(name, 0, 100, step=10) for name in INGREDIENTS),
            mi.Level("temperature_degC", [60, 80, 100, 120, 140]),
        ],
        [mi.SumTo(INGREDIENTS, 100), mi.AtMost(k=4, of=INGREDIENTS)],
    )
    report("candidates", space.n_candidates)
    rng = np.random.default_rng(0)
    known = space.sample(20, rng)
    value = known[INGREDIENTS].to_numpy() @ rng.normal(size=10) + 0.1 * known["temperature_degC"].to_numpy()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    designer = mi.Designer(objective=mi.Maximize("value"), candidates=space)
    designer.tell(known, value)
    begin = time.process_time()
    batch = designer.ask(4)
    report("CPU s for ask(4)", time.process_time() - begin, at_most=5)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report("peak memory of the process [MB]", peak, at_most=300)
    report("of which before the designer was made [MB]", before)
    report("recipes that break a constraint", len(space.check(batch)), at_most=0)


if __name__ == "__main__":
    main()
