"""Points of many small polytopes at once: each row has its own bounds, all share the linear constraints.

A row is low <= x <= high and lower <= A x <= upper. Columns whose bounds are equal are fixed.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from matinfo.design._arrays import FloatArray

_SLACK = 1e-9  # of the size of a sum: what still counts as kept
_TINY = 1e-13
_HAIR = 1e-12  # share of a range that still counts as its end, so that an absent ingredient is 0 and not 1e-17
_REACHES = (0.01, 0.1, 0.5)  # largest shares of the way to the wall that a small move takes
_TO_WALL = 0.25  # share of moves that go all the way


class Polytopes:
    """Polytopes that share linear constraints; rows of bounds make them differ.

    Parameters
    ----------
    matrix : ndarray of shape (n_constraints, n_columns)
        Coefficients.
    lower, upper : ndarray of shape (n_constraints,)
        Limits; equal for an equation, infinite where open.
    """

    def __init__(self, matrix: FloatArray, lower: FloatArray, upper: FloatArray) -> None:
        self.matrix, self.lower_ends, self.upper_ends = matrix, lower, upper
        equal = lower == upper
        self.equations, self.totals = matrix[equal], lower[equal]
        self.inequalities, self.lower, self.upper = matrix[~equal], lower[~equal], upper[~equal]

    def interior(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """A point inside each row, as far from its walls as a simple rule allows; NaN where a row has no point."""
        x = self._between_ends(low, high)
        bad = ~self._keeps(x, low, high)
        if bad.any() and (len(self.equations) > 1 or len(self.inequalities)):
            bounds, place = np.unique(np.hstack([low[bad], high[bad]]), axis=0, return_inverse=True)
            width = low.shape[1]
            solved = np.array([self._deepest(each[:width], each[width:]) for each in bounds])
            x[bad] = solved[place.ravel()]
        else:
            x[bad] = np.nan
        return x

    def walk(
        self, x: FloatArray, low: FloatArray, high: FloatArray, rng: np.random.Generator, *, steps: int
    ) -> FloatArray:
        """Hit-and-run from points inside: the end of `steps` moves, each to an even place on a random line.

        Many steps lead to points that are even over each polytope, whatever the start (R. L. Smith, Oper. Res. 32
        (1984) 1296).
        """
        width = high - low
        project = _NullSpace(self.equations, width)
        for _ in range(steps if (width > 0.0).any() else 0):
            direction = project(rng.standard_normal(x.shape))
            back, forth = self._room(x, direction, low, high)
            length = back + (forth - back) * rng.random(len(x))
            x = np.clip(x + length[:, None] * direction, low, high)
        return self.settle(x, low, high)

    def nudge(self, x: FloatArray, low: FloatArray, high: FloatArray, rng: np.random.Generator) -> FloatArray:
        """One small move of each row, in few columns; some rows go as far as a wall, where many optima lie."""
        width = high - low
        order = np.where(width > 0.0, rng.random(x.shape), 2.0).argsort(axis=1).argsort(axis=1)
        n_moved = len(self.equations) + rng.integers(1, 3, size=(len(x), 1))
        project = _NullSpace(self.equations, np.where(order < n_moved, width, 0.0))
        direction = project(rng.standard_normal(x.shape))
        back, forth = self._room(x, direction, low, high)
        share = rng.choice(_REACHES, size=len(x)) * rng.random(len(x))
        share = np.where(rng.random(len(x)) < _TO_WALL, 1.0, share)
        length = np.where(rng.random(len(x)) < 0.5, back, forth) * share
        return self.settle(x + length[:, None] * direction, low, high)

    def toward(self, x: FloatArray, goal: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        """From points inside, go as near to `goal` as a straight way along the equations allows."""
        direction = _NullSpace(self.equations, high - low)(np.clip(goal, low, high) - x, scaled=False)
        _, end = self._room(x, direction, low, high)
        return self.settle(x + np.minimum(end, 1.0)[:, None] * direction, low, high)

    def settle(self, x: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        """Take rounding errors away: bounds exact, equations to the last digits."""
        hair = _HAIR * (high - low)
        x = np.where(x < low + hair, low, np.where(x > high - hair, high, x))
        for _ in range(2):
            for equation, total in zip(self.equations, self.totals, strict=True):
                if len(self.equations) > 1:
                    break
                gap = total - x @ equation
                room = np.where(equation != 0.0, np.minimum(x - low, high - x) * np.abs(equation), -1.0)
                place = room.argmax(axis=1)
                rows = np.arange(len(x))
                x[rows, place] += np.where(room[rows, place] >= np.abs(gap), gap / equation[place], 0.0)
            if len(self.equations) > 1:
                x = np.clip(
                    x + _NullSpace(self.equations, high - low).correction(self.totals - x @ self.equations.T), low, high
                )
        return x

    def _room(
        self, x: FloatArray, direction: FloatArray, low: FloatArray, high: FloatArray
    ) -> tuple[FloatArray, FloatArray]:
        """How far each row can go back (<= 0) and forth (>= 0); 0 where nothing moves."""
        back, forth = _line(x, direction, low, high)
        if len(self.inequalities):
            ends = _line(x @ self.inequalities.T, direction @ self.inequalities.T, self.lower, self.upper)
            back, forth = np.maximum(back, ends[0]), np.minimum(forth, ends[1])
        moves = np.isfinite(back) & np.isfinite(forth)
        return np.where(moves, np.minimum(back, 0.0), 0.0), np.where(moves, np.maximum(forth, 0.0), 0.0)

    def _between_ends(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """The point of the diagonal of the bounds that meets the first equation; the middle where there is none."""
        if not len(self.equations):
            return 0.5 * (low + high)
        equation = self.equations[0]
        start, end = np.where(equation < 0.0, high, low), np.where(equation < 0.0, low, high)
        least, most = start @ equation, end @ equation
        span = most - least
        share = np.where(span > 0.0, (self.totals[0] - least) / np.where(span > 0.0, span, 1.0), 0.5)
        free = equation != 0.0
        return np.where(free, start + np.clip(share, 0.0, 1.0)[:, None] * (end - start), 0.5 * (low + high))

    def _keeps(self, x: FloatArray, low: FloatArray, high: FloatArray) -> np.ndarray:
        sums = x @ self.equations.T
        size = np.maximum(np.abs(self.totals), 1e-3)
        kept = (np.abs(sums - self.totals) <= _SLACK * size).all(axis=1)
        if len(self.inequalities):
            sums = x @ self.inequalities.T
            kept &= ((sums >= self.lower) & (sums <= self.upper)).all(axis=1)
        return np.asarray(kept)

    def _deepest(self, low: FloatArray, high: FloatArray) -> FloatArray:
        """Linear program: the point with the largest share of room to every wall; NaN where there is none."""
        n_columns = len(low)
        width = high - low
        rows, limits = [], []
        eye = np.eye(n_columns)[width > 0.0]
        for sign, ends in ((1.0, high), (-1.0, -low)):
            rows.append(np.column_stack([sign * eye, width[width > 0.0]]))
            limits.append(ends[width > 0.0])
        scale = np.abs(self.inequalities) @ np.maximum(width, 0.0)
        for sign, ends in ((1.0, self.upper), (-1.0, -self.lower)):
            finite = np.isfinite(ends)
            rows.append(np.column_stack([sign * self.inequalities, scale])[finite])
            limits.append(ends[finite])
        result = linprog(
            np.append(np.zeros(n_columns), -1.0),
            A_ub=np.vstack(rows),
            b_ub=np.concatenate(limits),
            A_eq=np.column_stack([self.equations, np.zeros(len(self.equations))]) if len(self.equations) else None,
            b_eq=self.totals if len(self.equations) else None,
            bounds=[*zip(low, high, strict=True), (0.0, 0.5)],
            method="highs",
        )
        if not result.success:
            return np.full(n_columns, np.nan)
        return self.settle(np.asarray(result.x[:-1], dtype=np.float64)[None], low[None], high[None])[0]


class _NullSpace:
    """Directions that change no equation and no fixed column, for rows of different widths."""

    def __init__(self, equations: FloatArray, width: FloatArray) -> None:
        self.width = width
        self.rows = equations[None] * width[:, None, :]  # (n, n_equations, n_columns)
        gram = self.rows @ self.rows.transpose(0, 2, 1)
        self.inverse = np.linalg.pinv(gram, rcond=1e-12, hermitian=True) if len(equations) else gram

    def __call__(self, z: FloatArray, *, scaled: bool = True) -> FloatArray:
        if not scaled:
            z = np.divide(z, self.width, out=np.zeros_like(z), where=self.width > 0.0)
        return self.width * (z - self._along((self.rows @ z[:, :, None])[:, :, 0]))

    def correction(self, gaps: FloatArray) -> FloatArray:
        """The smallest step, in units of the widths, that changes the equations by `gaps`."""
        return self.width * self._along(gaps)

    def _along(self, sums: FloatArray) -> FloatArray:
        return (self.rows.transpose(0, 2, 1) @ (self.inverse @ sums[:, :, None]))[:, :, 0]


def _line(x: FloatArray, direction: FloatArray, low: FloatArray, high: FloatArray) -> tuple[FloatArray, FloatArray]:
    """How far a line may be followed back and forth until a first wall; infinite where there is none."""
    moving = np.abs(direction) > _TINY * np.maximum(np.abs(direction).max(axis=1, keepdims=True), 1e-300)
    with np.errstate(divide="ignore", invalid="ignore"):
        to_low, to_high = (low - x) / direction, (high - x) / direction
    back = np.where(moving, np.minimum(to_low, to_high), -np.inf).max(axis=1)
    forth = np.where(moving, np.maximum(to_low, to_high), np.inf).min(axis=1)
    return back, forth
