"""All ways to pick one setting a column so that integer sums stay within limits: counted, drawn evenly, listed.

A column after another is decided. What earlier columns leave to later ones is a state: the running sums. Few states
exist even where there are many ways, so that the ways from each state can be counted from the end (dynamic
programming). The counts then say how often to take each setting, so that every complete row is equally likely and
no row ever runs into a dead end.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from matinfo.design._arrays import BoolArray, FloatArray, IntArray

LARGEST_EXACT = 2.0**53  # whole numbers above this have gaps as floats
_MOST_STEPS = 6_000_000  # states times settings of one column
_DENSE = 20_000_000  # keys up to which a table is faster than a sorted list
_CELLS_AT_ONCE = 4_000_000


class TooManyStatesError(Exception):
    """The running sums take too many different values to be listed."""


class Lattice:
    """Ways to pick one setting for each column under bounded sums.

    Parameters
    ----------
    increments : sequence of int arrays of shape (n_settings, n_sums)
        What each setting of each column adds to each sum.
    low, high : int arrays of shape (n_sums,)
        Limits of the sums at the end.

    Attributes
    ----------
    count : float
        Number of ways, exact up to 2**53.
    """

    def __init__(self, increments: Sequence[IntArray], low: IntArray, high: IntArray) -> None:
        self.increments = [np.asarray(each, dtype=np.int64) for each in increments]
        least = np.array([each.min(axis=0) for each in self.increments])
        most = np.array([each.max(axis=0) for each in self.increments])
        zero = np.zeros((1, least.shape[1]), dtype=np.int64)
        self._rest_least = np.vstack([np.cumsum(least[::-1], axis=0)[::-1], zero])  # of the columns still to come
        self._rest_most = np.vstack([np.cumsum(most[::-1], axis=0)[::-1], zero])
        before_least = np.vstack([zero, np.cumsum(least, axis=0)])
        before_most = np.vstack([zero, np.cumsum(most, axis=0)])
        self._low, self._high = np.maximum(low, before_least[-1]), np.minimum(high, before_most[-1])
        self._base = np.maximum(before_least, self._low - self._rest_most)
        top = np.minimum(before_most, self._high - self._rest_least)
        self._widths = np.maximum(top - self._base + 1, 1)
        if np.log2(self._widths.astype(np.float64)).sum(axis=1).max() > 62:
            raise TooManyStatesError
        self._keys, self._counts = self._build()
        self.count = float(self._counts[0].sum())

    def unrank(self, ranks: IntArray) -> IntArray:
        """Ways number `ranks`, from 0 to count - 1, as settings of shape (n, n_columns); lexicographic order."""
        rest = np.asarray(ranks, dtype=np.float64)

        def pick(cumulated: FloatArray, state: IntArray) -> IntArray:
            nonlocal rest
            choice = _place(cumulated, state, rest)
            before = np.where(choice > 0, cumulated[state, np.maximum(choice - 1, 0)], 0.0)
            rest = rest - before
            return choice

        return self._descend(len(rest), pick)

    def draw(self, n: int, rng: np.random.Generator) -> IntArray:
        """`n` ways, each drawn with equal probability from all, as settings of shape (n, n_columns)."""

        def pick(cumulated: FloatArray, state: IntArray) -> IntArray:
            total = cumulated[state, -1]
            return _place(cumulated, state, np.minimum(rng.random(len(state)) * total, np.nextafter(total, 0.0)))

        return self._descend(n, pick)

    def totals(self, settings: IntArray) -> IntArray:
        """Sums of rows of settings, of shape (n, n_sums)."""
        parts = [each[settings[:, place]] for place, each in enumerate(self.increments)]
        return np.asarray(np.sum(parts, axis=0))

    def allows(self, totals: IntArray) -> BoolArray:
        """Whether sums are within the limits; any shape with the sums last."""
        return np.asarray(((totals >= self._low) & (totals <= self._high)).all(axis=-1))

    def _build(self) -> tuple[list[IntArray], list[FloatArray]]:
        """States before each column as sorted keys, and the number of ways from each to the end."""
        keys = [self._start()]
        for place, increments in enumerate(self.increments):
            if len(keys[-1]) * len(increments) > _MOST_STEPS:
                raise TooManyStatesError
            reached, possible = self._reach(keys[-1], place)
            keys.append(self._distinct(reached[possible], place + 1))
        counts = [np.ones(len(keys[-1]))]
        for place in range(len(self.increments) - 1, -1, -1):
            ways = self._ways(keys[place], place, keys[place + 1], counts[0])[1].sum(axis=1)
            keys[place] = keys[place][ways > 0.0]
            counts.insert(0, ways[ways > 0.0])
        return keys, counts

    def _start(self) -> IntArray:
        """The state before the first column, where all sums are 0; none where that can lead nowhere."""
        safe = (self._rest_least[0] >= self._low) & (self._rest_most[0] <= self._high)
        possible = (self._rest_least[0] <= self._high) & (self._rest_most[0] >= self._low)
        state = np.where(safe, self._settled(0), 0) - self._base[0]
        key = 0
        for width, digit in zip(self._widths[0].tolist(), state.tolist(), strict=True):
            key = key * width + digit
        return np.array([key] if possible.all() else [], dtype=np.int64)

    def _reach(self, keys: IntArray, place: int) -> tuple[IntArray, BoolArray]:
        """Keys after each setting of a column, and whether the limits can still be met; (n_states, n_settings)."""
        increments = self.increments[place]
        packed = np.zeros((len(keys), len(increments)), dtype=np.int64)
        possible = np.ones(packed.shape, dtype=np.bool_)
        least, most = self._rest_least[place + 1], self._rest_most[place + 1]
        settled = self._settled(place + 1)
        for column, digits in enumerate(self._digits(keys, place)):
            steps = increments[:1, column] if np.ptp(increments[:, column]) == 0 else increments[:, column]
            value = digits[:, None] + steps
            low, high = self._low[column], self._high[column]
            possible &= (value <= high - least[column]) & (value >= low - most[column])
            safe = (value >= low - least[column]) & (value <= high - most[column])
            packed *= self._widths[place + 1, column]
            packed += np.where(safe, settled[column], value) - self._base[place + 1, column]
        return packed, possible

    def _settled(self, place: int) -> IntArray:
        """One value for all sums that no later column can bring out of the limits, so that they are one state."""
        return np.maximum(self._low - self._rest_least[place], self._base[place])

    def _ways(
        self, keys: IntArray, place: int, next_keys: IntArray, next_counts: FloatArray
    ) -> tuple[IntArray, FloatArray]:
        """Keys that each setting of a column leads to, and the ways from there to the end; (n_states, n_settings)."""
        packed, possible = self._reach(keys, place)
        if not len(next_keys):
            return packed, np.zeros(packed.shape)
        packed[~possible] = next_keys[0]
        n_keys = self._n_keys(place + 1)
        if n_keys <= min(_DENSE, 4 * packed.size):
            table = np.zeros(n_keys)
            table[next_keys] = next_counts
            return packed, np.where(possible, table[packed], 0.0)
        found = np.minimum(np.searchsorted(next_keys, packed), len(next_keys) - 1)
        return packed, np.where(possible & (next_keys[found] == packed), next_counts[found], 0.0)

    def _distinct(self, keys: IntArray, place: int) -> IntArray:
        n_keys = self._n_keys(place)
        if n_keys > min(_DENSE, 4 * keys.size):
            return np.unique(keys)
        seen = np.zeros(n_keys, dtype=np.bool_)
        seen[keys] = True
        return np.flatnonzero(seen)

    def _n_keys(self, place: int) -> int:
        return int(np.prod(self._widths[place]))

    def _descend(self, n: int, pick: Callable[[FloatArray, IntArray], IntArray]) -> IntArray:
        settings = np.empty((n, len(self.increments)), dtype=np.int64)
        keys = np.full(n, self._keys[0][0] if len(self._keys[0]) else 0)
        for place in range(len(self.increments)):
            states, state = np.unique(keys, return_inverse=True)
            reached, ways = self._ways(states, place, self._keys[place + 1], self._counts[place + 1])
            settings[:, place] = pick(np.cumsum(ways, axis=1), state)
            keys = reached[state, settings[:, place]]
        return settings

    def _digits(self, keys: IntArray, place: int) -> list[IntArray]:
        """Running sums of keys, one array a sum."""
        sums = []
        for column in range(self._low.size - 1, -1, -1):
            keys, digit = np.divmod(keys, self._widths[place, column])
            sums.append(digit + self._base[place, column])
        return sums[::-1]


def _place(cumulated: FloatArray, state: IntArray, height: FloatArray) -> IntArray:
    """For each row, the first setting whose cumulated count is above `height`."""
    choice = np.empty(len(state), dtype=np.int64)
    rows = max(1, _CELLS_AT_ONCE // cumulated.shape[1])
    for start in range(0, len(state), rows):
        here = slice(start, start + rows)
        choice[here] = (cumulated[state[here]] <= height[here, None]).sum(axis=1)
    return choice
