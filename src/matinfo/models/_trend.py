"""Simple laws first, models for the rest: sums over atoms, groups or monomers, and curves of known numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from matinfo.models._bank import varying_columns
from matinfo.models._blocks import Columns, named_columns
from matinfo.models._kernels import FloatArray

_BLOCKS = ("sums", "levels")  # sums over a cell or molecule; what the levels of monomers say of a copolymer
_ADDITIVE = 0.95  # share of the variance that left-out sums must explain
_CARRIED = 0.5  # the same for curves of known numbers, which have few slopes to go wrong
_ROWS_PER_COLUMN = 2
_PENALTIES = 10.0 ** np.arange(-5, 4)


@dataclass(frozen=True)
class AdditiveTrend:
    """Ridge regression on sums per cell or molecule.

    Energies, heat capacities and polarizabilities grow with the size of a molecule. A table of sums explains nearly all
    of them; kernels and trees are left with what does not add up.
    """

    columns: Columns
    slopes: FloatArray
    constant: float

    @classmethod
    def fitted(cls, X: FloatArray, y: FloatArray, blocks: Mapping[str, slice] | None) -> AdditiveTrend | None:
        """Fit to the blocks named ``sums`` and ``levels``; None without any, or where the target is no such sum.

        The penalty is the one with the least left-one-out error.
        """
        named = named_columns(X.shape[1], blocks)
        columns = np.concatenate([named[name] for name in _BLOCKS if name in named] or [np.empty(0, dtype=np.intp)])
        columns, centre, spread = varying_columns(X, columns)
        found = _ridge((X[:, columns] - centre) / spread, y, least_share=_ADDITIVE)
        if found is None:
            return None
        slopes = found / spread
        return cls(columns, slopes, float(y.mean() - centre @ slopes))

    def predict(self, X: FloatArray) -> FloatArray:
        """Values of the sum."""
        return X[:, self.columns] @ self.slopes + self.constant


@dataclass(frozen=True)
class KnownTrend:
    """A parabola of each known number, added up.

    One measured property often carries most of another: the square of the refractive index is the larger part of the
    permittivity. Trees would spend their splits on that curve; so they are left with what the structure adds to it.
    Beyond the known numbers of training the curve goes on as a line.
    """

    columns: Columns
    centre: FloatArray
    spread: FloatArray
    ends: FloatArray
    slopes: FloatArray
    constant: float

    @classmethod
    def fitted(cls, X: FloatArray, y: FloatArray, blocks: Mapping[str, slice] | None) -> KnownTrend | None:
        """Fit to the block named ``known``; None where there is none, or where it explains less than half of y."""
        columns = named_columns(X.shape[1], blocks).get("known", np.empty(0, dtype=np.intp))
        columns, centre, spread = varying_columns(X, columns)
        steps = (X[:, columns] - centre) / spread
        ends = np.vstack([steps.min(axis=0, initial=0.0), steps.max(axis=0, initial=0.0)])
        table = _parabolas(steps, ends)
        middle = table.mean(axis=0)
        slopes = _ridge(table - middle, y, least_share=_CARRIED)
        return None if slopes is None else cls(columns, centre, spread, ends, slopes, float(y.mean() - middle @ slopes))

    def predict(self, X: FloatArray) -> FloatArray:
        """Values of the curves."""
        return _parabolas((X[:, self.columns] - self.centre) / self.spread, self.ends) @ self.slopes + self.constant


def fit_trend(X: FloatArray, y: FloatArray, blocks: Mapping[str, slice] | None) -> AdditiveTrend | KnownTrend | None:
    """Find the law that leaves least to the models; None where there is none."""
    trends = AdditiveTrend.fitted(X, y, blocks), KnownTrend.fitted(X, y, blocks)
    found: list[AdditiveTrend | KnownTrend] = [trend for trend in trends if trend is not None]
    return min(found, key=lambda trend: float(np.std(y - trend.predict(X))), default=None)


def _parabolas(steps: FloatArray, ends: FloatArray) -> FloatArray:
    """Each number, and its square within the ends; outside, the tangent of the square there."""
    inside = np.clip(steps, *ends)
    return np.hstack([steps, inside**2 + 2.0 * inside * (steps - inside)])


def _ridge(table: FloatArray, y: FloatArray, *, least_share: float) -> FloatArray | None:
    """Slopes on centred columns, with the penalty of the least left-one-out error; None where that is too large."""
    if not table.shape[1] or len(table) < _ROWS_PER_COLUMN * table.shape[1]:
        return None
    target = y - y.mean()
    left, values, right = np.linalg.svd(table, full_matrices=False)
    moments = left.T @ target
    best, slopes = np.inf, np.empty(0)
    for penalty in _PENALTIES:
        kept = values**2 / (values**2 + penalty)
        leverage = np.minimum(left**2 @ kept + 1.0 / len(y), 0.999)
        error = float(np.mean(((target - left @ (kept * moments)) / (1.0 - leverage)) ** 2))
        if error < best:
            best, slopes = error, right.T @ (kept * moments / np.maximum(values, 1e-12))
    return slopes if best <= (1.0 - least_share) * float(np.mean(target**2)) else None


def blocks_beside_sums(n_rows: int, blocks: Mapping[str, slice] | None) -> Mapping[str, slice] | None:
    """Blocks for the members: without the sums, once there are rows enough to say whether the target is one."""
    if not blocks or "sums" not in blocks:
        return blocks
    others = {name: part for name, part in blocks.items() if name != "sums"}
    width = blocks["sums"].stop - blocks["sums"].start
    return others if others and n_rows >= _ROWS_PER_COLUMN * width else blocks
