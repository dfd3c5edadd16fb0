"""Fine steps: values of a continuous relaxation, rounded to steps so that every equation still holds."""

from __future__ import annotations

import numpy as np

from matinfo.design._arrays import FloatArray
from matinfo.design._space.lattice import TooManyStatesError

_ROUNDING = 1e-7  # of a step


class StepRounding:
    """Rounds columns to their steps: all down, then those with the largest remainders up until the equations hold.

    Parameters
    ----------
    equations : ndarray of shape (n_equations, n_columns)
        Coefficients of sums that are fixed.
    totals : ndarray of shape (n_equations,)
        The fixed sums.
    start, step : ndarray of shape (n_columns,)
        Steps of each column are start, start + step, ...; NaN for columns that are not rounded.

    Raises
    ------
    TooManyStatesError
        If an equation has columns whose steps weigh differently, or if two equations share a column.
    """

    def __init__(self, equations: FloatArray, totals: FloatArray, start: FloatArray, step: FloatArray) -> None:
        self.start, self.step = start, step
        self.totals = totals
        self.equations = equations
        fine = ~np.isnan(step)
        shared = (equations != 0.0)[:, fine].sum(axis=0) > 1
        weights = [(equation * step)[fine & (equation != 0.0)] for equation in equations]
        even = [bool(len(each) == 0 or (each[0] > 0.0 and np.allclose(each, each[0]))) for each in weights]
        if shared.any() or not all(even):
            raise TooManyStatesError
        self.fine = fine

    def __call__(self, x: FloatArray, low: FloatArray, high: FloatArray) -> FloatArray:
        """Rows of values as rows of steps; a row whose equations cannot be met so comes back unmet."""
        step, start = np.where(self.fine, self.step, 1.0), np.where(self.fine, self.start, 0.0)
        moving = self.fine & ((low != 0.0) | (high != 0.0))  # the others are absent
        steps = np.where(moving, (x - start) / step, 0.0)
        down = np.floor(steps + _ROUNDING)
        nearest = np.where(moving, np.round(steps), 0.0)
        for equation, total in zip(self.equations, self.totals, strict=True):
            mine = moving & (equation != 0.0)
            fixed = (np.where(mine, start + down * step, np.where(self.fine, 0.0, x)) * equation).sum(axis=1)
            unit = float((equation * step)[self.fine & (equation != 0.0)].max(initial=0.0))
            if not unit:
                continue
            missing = np.round((total - fixed) / unit)
            room = mine & (start + (down + 1.0) * step <= high + _ROUNDING * step)
            order = np.where(room, down - steps, 2.0).argsort(axis=1).argsort(axis=1)
            up = room & (order < missing[:, None])
            nearest = np.where(mine, down + up, nearest)
        return np.where(moving, self._exact(nearest), x)

    def _exact(self, steps: FloatArray) -> FloatArray:
        """Values of steps, without the rounding error of adding up a step: decimals as they are typed."""
        digits = 12 - np.floor(np.log10(np.maximum(np.abs(np.where(self.fine, self.step, 1.0)), 1e-9))).astype(int)
        values = np.where(self.fine, self.start + steps * self.step, 0.0)
        return np.column_stack([np.round(each, int(k)) for each, k in zip(values.T, digits, strict=True)])
