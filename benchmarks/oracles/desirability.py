"""From a number to how good it is, 0 to 1."""

from __future__ import annotations

import math


def near(value: float, target: float, width: float) -> float:
    """Bell of standard deviation `width` around the target."""
    return math.exp(-0.5 * ((value - target) / width) ** 2)


def at_most(value: float, limit: float, width: float) -> float:
    """1 up to the limit, half a bell beyond it."""
    return near(max(value, limit), limit, width)


def at_least(value: float, limit: float, width: float) -> float:
    """1 from the limit on, half a bell below it."""
    return near(min(value, limit), limit, width)


def enough(value: float, limit: float) -> float:
    """Share of the limit, 1 from there on."""
    return min(max(value / limit, 0.0), 1.0)


def together(*goods: float) -> float:
    """Geometric mean; 0 where one of them is 0."""
    return 0.0 if min(goods) <= 0.0 else math.exp(sum(map(math.log, goods)) / len(goods))
