"""Whether constraints can be met at all, which of them conflict, and rows where they are hard to meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from matinfo.design._arrays import FloatArray

if TYPE_CHECKING:
    from matinfo.design._space.block import Block
    from matinfo.design._space.constraint import Constraint, Parameters


def has_rows(block: Block) -> bool:
    """Whether a block has any row: by counting, by trying, or by an integer program."""
    if not block.lattice.count:
        return False
    if block.is_exact and block.rounding is None and (not block.is_continuous or len(block.polytopes.matrix) < 2):
        return True  # one sum over intervals takes every value between its ends
    n_tries = 1 if block.rounding is None else 8  # the rounded solution may miss a limit by a step
    return len(some_rows(block, n_tries, np.random.default_rng(0))) > 0


def conflicting(parameters: Parameters, constraints: Sequence[Constraint]) -> list[Constraint]:
    """A smallest set of constraints that cannot be met together: none of them can be left out.

    Each constraint is left out for a try; where the rest still conflicts it is not needed (J. W. Chinneck,
    E. W. Dravnieks, ORSA J. Comput. 3 (1991) 157).
    """
    from matinfo.design._space.block import Block

    kept = list(constraints)
    for constraint in constraints:
        rest = [each for each in kept if each is not constraint]
        if not has_rows(Block(parameters, rest)):
            kept = rest
    return kept


def some_rows(block: Block, n: int, rng: np.random.Generator) -> FloatArray:
    """Up to `n` rows of a block, each the best for random weights (integer program); none where there is none."""
    rows: list[FloatArray] = []
    for _ in range(n):
        row = _best_row(block, rng.standard_normal(len(block.names)))
        if row is None:
            break
        rows.append(row)
    found = np.array(rows).reshape(-1, len(block.names))
    return found[block.keeps(found)]


def _best_row(block: Block, weights: FloatArray) -> FloatArray | None:
    """Solve for one 0/1 number a setting, and a value a column between the ends of the setting taken."""
    sizes = [len(each.low) for each in block.settings]
    n_binary, n_columns = sum(sizes), len(sizes)
    starts = np.cumsum([0, *sizes])
    one, between_low, between_high = (np.zeros((n_columns, n_binary + n_columns)) for _ in range(3))
    for place in range(n_columns):
        here = slice(starts[place], starts[place + 1])
        settings = block.settings[place]
        low, high = (np.array([float(end) for end in ends]) for ends in (settings.low, settings.high))
        one[place, here] = 1.0
        between_low[place, here], between_high[place, here] = -low, -high
        between_low[place, n_binary + place] = between_high[place, n_binary + place] = 1.0
    constraints: list[Any] = [
        LinearConstraint(csr_array(one), 1.0, 1.0),
        LinearConstraint(csr_array(between_low), 0.0, np.inf),
        LinearConstraint(csr_array(between_high), -np.inf, 0.0),
    ]
    polytopes = block.polytopes
    values = np.hstack([np.zeros((len(polytopes.matrix), n_binary)), polytopes.matrix])
    if len(values):
        constraints.append(LinearConstraint(csr_array(values), polytopes.lower_ends, polytopes.upper_ends))
    for whole in block.counting_sums:
        row = np.concatenate([*whole.columns, np.zeros(n_columns)])[None]
        constraints.append(LinearConstraint(csr_array(row.astype(np.float64)), float(whole.low), float(whole.high)))
    spread = np.array([float(max(each.high) - min(each.low)) for each in block.settings])
    result = milp(
        np.append(np.zeros(n_binary), weights / np.where(spread > 0.0, spread, 1.0)),
        constraints=constraints,
        integrality=np.append(np.ones(n_binary), np.zeros(n_columns)),
        bounds=Bounds(
            np.append(np.zeros(n_binary), np.full(n_columns, -np.inf)),
            np.append(np.ones(n_binary), np.full(n_columns, np.inf)),
        ),
    )
    if result.x is None:
        return None
    taken = [int(result.x[starts[place] : starts[place + 1]].argmax()) for place in range(n_columns)]
    low, high = block.bounds(np.array(taken)[None])
    values_found = polytopes.settle(np.clip(result.x[n_binary:], low[0], high[0])[None], low, high)
    return np.asarray(block.in_steps(values_found, low, high)[0])
