"""A Gaussian process over structures, small enough to be fitted again after every few new values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy.linalg import solve_triangular
from scipy.sparse import csr_matrix

from matinfo.design._arrays import FloatArray
from matinfo.design._structures.sketches import N_COLUMNS, Sketch, sketch_all

Floats = npt.NDArray[np.float32]

_REMEMBERED = 800  # structures that it is fitted to
_BEST, _LATEST = 0.6, 0.2  # shares of these; the rest is drawn from those below the best
_NOISE = 1e-3  # of the variance
_WIDTH = 0.55  # of the bell over the numbers, in standard deviations of each, for each root of their number
_SOFTEST = 0.3  # added to these deviations, so that a number that hardly varies does not decide
_AT_ONCE = 200


class Guess:
    """Mean and standard deviation of what structures may score.

    Half of the covariance is the Tanimoto similarity of counted environments, half a bell over the numbers of the
    make-up: one sees pieces, the other composition. It is fitted to the best structures, the latest ones and some of
    the others, 800 in all.

    References
    ----------
    Tripp and Hernandez-Lobato 2024, arXiv:2406.07709 (Tanimoto kernels of fixed width, many candidates for each call).
    """

    def __init__(self, n_remembered: int = _REMEMBERED) -> None:
        self._n = n_remembered
        self._sketches: dict[str, Sketch] = {}
        self._slots: dict[str, int] = {}
        self._filled: dict[int, npt.NDArray[np.int32]] = {}  # columns of each slot that is taken
        self._free = list(range(n_remembered))
        self._environments = np.zeros((N_COLUMNS, n_remembered), dtype=np.float32)
        self._sizes = np.zeros(n_remembered, dtype=np.float32)
        self._numbers: Floats | None = None
        self._kernel = np.zeros((n_remembered, n_remembered), dtype=np.float32)

    def learn(self, scores: Mapping[str, float], rng: np.random.Generator) -> None:
        """Fit to scores, some of them finite; the others count as the worst of these."""
        chosen = self._remembered(scores, rng)
        self._keep_only(chosen)
        places = np.array([self._slots[structure] for structure in chosen])
        values = np.array([scores[structure] for structure in chosen])
        finite = np.isfinite(values)
        values[~finite] = values[finite].min()
        self._mean, self._std = float(values.mean()), float(values.std()) or 1.0
        kernel = self._kernel[np.ix_(places, places)].astype(np.float64)
        kernel[np.diag_indices_from(kernel)] += _NOISE
        root = np.linalg.cholesky(kernel)
        half = solve_triangular(root, (values - self._mean) / self._std, lower=True, check_finite=False)
        weights = solve_triangular(root.T, half, lower=False, check_finite=False)
        self._places, self._root = places, root.astype(np.float32)
        self._weights = weights.astype(np.float32)

    def __call__(self, structures: Sequence[str]) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation, each of shape (n,)."""
        kernel = self._likeness(self._sketch(structures))[:, self._places]
        explained = solve_triangular(self._root, kernel.T, lower=True, check_finite=False)
        variance = np.maximum(1.0 - (explained**2).sum(axis=0), 1e-6)
        mean = self._mean + self._std * (kernel @ self._weights).astype(np.float64)
        return mean, self._std * np.sqrt(variance).astype(np.float64)

    @property
    def spread(self) -> float:
        """Standard deviation of the scores that it is fitted to."""
        return self._std

    def strange_pieces(self, structures: Sequence[str], common: set[int]) -> FloatArray:
        """Number of pieces of each structure that are not among the common ones, of shape (n,)."""
        return np.array([len(sketch.pieces - common) for sketch in self._sketch(structures)])

    def forget(self, structures: Sequence[str]) -> None:
        """Drop what is kept of structures that will not be asked about again."""
        for structure in structures:
            self._sketches.pop(structure, None)

    # --- private ----------------------------------------------------------------------------------------------------

    def _remembered(self, scores: Mapping[str, float], rng: np.random.Generator) -> list[str]:
        told = list(scores)
        if len(told) <= self._n:
            return told
        ranked = sorted(told, key=scores.__getitem__, reverse=True)
        chosen = dict.fromkeys(ranked[: int(_BEST * self._n)])
        chosen |= dict.fromkeys(told[-int(_LATEST * self._n) :])
        others = [structure for structure in ranked[: 3 * self._n] if structure not in chosen]
        others = [others[place] for place in rng.permutation(len(others))]
        others.sort(key=lambda structure: structure not in self._slots)  # what is there may stay
        return [*chosen, *others[: self._n - len(chosen)]]

    def _keep_only(self, chosen: list[str]) -> None:
        """Put sketches of the chosen into the columns that others leave; only their covariances are new."""
        kept = set(chosen)
        for structure in [each for each in self._slots if each not in kept]:
            slot = self._slots.pop(structure)
            self._free.append(slot)
            self._environments[self._filled.pop(slot), slot] = self._sizes[slot] = 0.0
        new = [structure for structure in chosen if structure not in self._slots]
        sketches = self._sketch(new)
        if self._numbers is None:
            table = np.array([sketch.numbers for sketch in sketches])
            self._width = (table.std(axis=0) + _SOFTEST) * _WIDTH * np.sqrt(table.shape[1])
            self._numbers = np.zeros((self._n, table.shape[1]), dtype=np.float32)
        for structure, sketch in zip(new, sketches, strict=True):
            slot = self._slots[structure] = self._free.pop()
            self._environments[sketch.columns, slot] = 1.0
            self._filled[slot] = sketch.columns
            self._sizes[slot] = len(sketch.columns)
            self._numbers[slot] = sketch.numbers / self._width
        for first in range(0, len(new), _AT_ONCE):
            slots = [self._slots[structure] for structure in new[first : first + _AT_ONCE]]
            self._kernel[slots] = likeness = self._likeness(sketches[first : first + _AT_ONCE])
            self._kernel[:, slots] = likeness.T

    def _sketch(self, structures: Sequence[str]) -> list[Sketch]:
        new = [structure for structure in structures if structure not in self._sketches]
        self._sketches.update(zip(new, sketch_all(new), strict=True))
        return [self._sketches[structure] for structure in structures]

    def _likeness(self, sketches: list[Sketch]) -> Floats:
        """Covariance with what is in each slot, of shape (n, n_remembered)."""
        assert self._numbers is not None
        sizes = np.array([len(sketch.columns) for sketch in sketches])
        columns = np.concatenate([sketch.columns for sketch in sketches])
        rows = csr_matrix(
            (np.ones(len(columns), np.float32), columns, np.append(0, sizes.cumsum())), shape=(len(sizes), N_COLUMNS)
        )
        shared = rows @ self._environments
        tanimoto = shared / np.maximum(sizes[:, None].astype(np.float32) + self._sizes - shared, 1.0)
        numbers = np.array([sketch.numbers for sketch in sketches]) / self._width
        apart = (numbers**2).sum(axis=1)[:, None] + (self._numbers**2).sum(axis=1) - 2.0 * numbers @ self._numbers.T
        return np.asarray(0.5 * tanimoto + 0.5 * np.exp(-0.5 * np.maximum(apart, 0.0)), dtype=np.float32)
