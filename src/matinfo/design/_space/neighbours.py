"""Small changes of settings that keep every sum within its limits."""

from __future__ import annotations

import numpy as np

from matinfo.design._arrays import IntArray
from matinfo.design._space.lattice import Lattice

_TRIES = 3  # for rows in which the first columns allow no change
_GROUPS = 64  # different sets of columns that are changed in one call
_NEAR = 2  # settings up and down
_COLUMNS = (1, 2, 2, 3, 3)  # changed at once; a fixed sum needs two


def vary_settings(lattice: Lattice, settings: IntArray, rng: np.random.Generator) -> IntArray:
    """Change one to three columns of each row, evenly among all small changes allowed; rows without one stay.

    Parameters
    ----------
    lattice : Lattice
        Sums and their limits.
    settings : int array of shape (n, n_columns)
        Rows that keep to the limits.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    int array of shape (n, n_columns)
        Rows that keep to the limits.
    """
    result = settings.copy()
    several = [place for place, each in enumerate(lattice.increments) if len(each) > 1]
    for _ in range(_TRIES if several else 0):
        same = np.flatnonzero((result == settings).all(axis=1))
        for rows in np.array_split(rng.permutation(same), min(_GROUPS, max(len(same), 1))):
            size = min(int(rng.choice(_COLUMNS)), len(several))
            columns = np.sort(rng.choice(several, size=size, replace=False))
            if len(rows):
                result[np.ix_(rows, columns)] = _change(lattice, settings[rows], columns, rng)
    return result


def _change(lattice: Lattice, settings: IntArray, columns: IntArray, rng: np.random.Generator) -> IntArray:
    options = [_options(settings[:, place], len(lattice.increments[place]), rng) for place in columns]
    grid = np.stack(np.meshgrid(*[np.arange(each.shape[1]) for each in options], indexing="ij"), -1)
    combinations = grid.reshape(-1, len(columns))
    new = np.stack([each[:, combinations[:, k]] for k, each in enumerate(options)], axis=-1)  # (rows, ways, columns)
    totals = lattice.totals(settings)[:, None, :]
    for k, place in enumerate(columns):
        increments = lattice.increments[place]
        totals = totals + increments[new[:, :, k]] - increments[settings[:, place]][:, None, :]
    old = settings[:, None, columns]
    allowed = lattice.allows(totals) & (new != old).any(axis=2)
    picked = np.where(allowed, rng.random(allowed.shape), -1.0).argmax(axis=1)
    rows = np.arange(len(settings))
    return np.where(allowed.any(axis=1)[:, None], new[rows, picked], old[:, 0])


def _options(current: IntArray, n_settings: int, rng: np.random.Generator) -> IntArray:
    """Settings to try: those near the current one, the first (absent), and one anywhere; (rows, n_tried)."""
    if n_settings <= 2 * _NEAR + 2:
        return np.broadcast_to(np.arange(n_settings), (len(current), n_settings))
    near = np.clip(current[:, None] + np.arange(-_NEAR, _NEAR + 1), 0, n_settings - 1)
    anywhere = rng.integers(n_settings, size=(len(current), 1))
    return np.hstack([near, np.zeros_like(anywhere), anywhere])
