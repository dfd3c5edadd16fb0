"""A language of structures: the next word is one that somewhere followed the same recent past."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence

import numpy as np

from matinfo.design._structures.growing import Growing
from matinfo.design._structures.kekule import has_kekule_form
from matinfo.design._structures.tokens import END, Token

_NOTHING = -1  # before the first word
_TRIES = 12  # words that are drawn before the allowed ones are listed
_WRITINGS = 5
_LOOKED_UP = 2  # the state and words of the past whose runs stand in a table; they are long, and few
_FEW = 100  # places that are counted anew each time


class Language:
    """Chances of the next word by the state of the writing and up to ``order - 1`` words of the past.

    Every place in the known structures is kept, sorted by state and past, most recent word first. Places that share
    the last k words are then neighbours, and a random one of them gives the next word with the right chance: no
    tables of counts, whose number grows with the order. With c places for the k last words, these decide with chance
    c / (c + smoothing), and k - 1 words decide otherwise; so no past, seen or not, is ever without a next word.

    Parameters
    ----------
    sentences : sequence of list of Token
        Known structures, without the end.
    stars : int
        Attachment points of each.
    order : int
        Words that are looked at together, the next one included.
    smoothing : float
        The number of places at which a longer past gets half a say.

    References
    ----------
    Ikebata et al. 2017, J. Comput. Aided Mol. Des. 31, 379 (chemical language with back-off, contracted branches);
    MacKay and Peto 1995, Nat. Lang. Eng. 1, 289 (hierarchical Dirichlet smoothing).
    """

    def __init__(self, sentences: Sequence[list[Token]], stars: int, *, order: int, smoothing: float) -> None:
        self.order, self.stars, self.smoothing = order, stars, smoothing
        self.vocabulary: list[Token] = [END]
        self.number: dict[str, int] = {END.text: 0}
        places = [place for sentence in sentences for place in self._places(sentence)]
        table = np.asarray(places, dtype=np.int16)  # state, past from the most recent word on, next word
        table = table[np.lexsort(table.T[::-1])]
        columns = [array("h", column.tobytes()) for column in np.ascontiguousarray(table[:, :-1].T)]
        self._deeper = list(zip(columns, _ends_of_runs(table[:, :-1]), strict=True))[_LOOKED_UP:]
        self._runs = _short_runs(table[:, :-1])
        self._next = array("h", np.ascontiguousarray(table[:, -1]).tobytes())
        self._counted: dict[tuple[int, int], list[int]] = {}

    def write(self, growing: Growing, rng: np.random.Generator, *, longest: int) -> bool:
        """Add words until the structure is finished.

        A structure whose aromatic atoms can have no alternating double bonds is written again.

        Returns
        -------
        bool
            False where it came to a dead end or grew longer than `longest` words, five times in turn.
        """
        begun = growing.copy()
        for _ in range(_WRITINGS):
            if self._write_once(growing, rng, longest) and has_kekule_form(growing.tokens):
                return True
            growing.become(begun)
        return False

    def log_likelihood(self, sentence: list[Token]) -> float:
        """Natural logarithm of the chance of the words and the end; minus infinity with a word that is not known."""
        growing, total = Growing(self.stars), 0.0
        for token in [*sentence, END]:
            number = self.number.get(token.text)
            if number is None:
                return -math.inf
            chance = self._chance(growing, number)
            if chance == 0.0:
                return -math.inf
            total += math.log(chance)
            growing.add(token, number)
        return total

    def numbers_of(self, sentence: Iterable[Token]) -> list[int] | None:
        """Numbers of words in the vocabulary; None where one is not known."""
        numbers = [self.number.get(token.text, -1) for token in sentence]
        return None if -1 in numbers else numbers

    # --- private ----------------------------------------------------------------------------------------------------

    def _write_once(self, growing: Growing, rng: np.random.Generator, longest: int) -> bool:
        while len(growing.tokens) < longest:
            number = self._draw(growing, rng)
            if number is None:
                return False
            if number == 0:
                return True
            growing.add(self.vocabulary[number], number)
        return False

    def _places(self, sentence: list[Token]) -> list[list[int]]:
        growing, rows = Growing(self.stars), []
        for token in [*sentence, END]:
            number = self.number.setdefault(token.text, len(self.vocabulary))
            if number == len(self.vocabulary):
                self.vocabulary.append(token)
            rows.append([growing.state, *self._past(growing), number])
            if number:
                growing.add(token, number)
        return rows

    def _past(self, growing: Growing) -> list[int]:
        depth = self.order - 1
        recent = growing.past[-depth:][::-1] if depth else []
        return recent + [_NOTHING] * (depth - len(recent))

    def _ranges(self, growing: Growing) -> list[tuple[int, int]]:
        """Places that share nothing, the state, the state and one word of the past, two words, ..."""
        ranges = [(0, len(self._next))]
        wanted = [growing.state, *self._past(growing)]
        for k in range(1, min(_LOOKED_UP, len(wanted)) + 1):
            run = self._runs.get(tuple(wanted[:k]))
            if run is None:
                return ranges
            ranges.append(run)
        low, high = ranges[-1]
        for (column, ends), value in zip(self._deeper, wanted[_LOOKED_UP:], strict=True):
            if column[low] != value:
                if high - low == 1:
                    break
                low = bisect_left(column, value, low, high)
                if low == high or column[low] != value:
                    break
            if high - low > 1:
                high = ends[low]
            ranges.append((low, high))
        return ranges

    def _draw(self, growing: Growing, rng: np.random.Generator) -> int | None:
        ranges = self._ranges(growing)
        for _ in range(_TRIES):
            low, high = self._level(ranges, rng.random())
            number = self._next[low + int(rng.random() * (high - low))]
            if growing.allows(self.vocabulary[number]):
                return number
        return self._draw_allowed(growing, ranges, rng)

    def _level(self, ranges: list[tuple[int, int]], uniform: float) -> tuple[int, int]:
        smoothing = self.smoothing
        for low, high in reversed(ranges):
            share = (high - low) / (high - low + smoothing)
            if uniform < share:
                return low, high
            uniform = (uniform - share) / (1.0 - share)
        return ranges[0]

    def _draw_allowed(self, growing: Growing, ranges: list[tuple[int, int]], rng: np.random.Generator) -> int | None:
        """Draw among allowed words alone, from the longest past that has one."""
        for low, high in reversed(ranges):
            numbers, counts = np.unique(np.frombuffer(self._next[low:high], dtype=np.int16), return_counts=True)
            allowed = np.array([growing.allows(self.vocabulary[number]) for number in numbers])
            if allowed.any():
                chances = np.where(allowed, counts, 0) / counts[allowed].sum()
                return int(rng.choice(numbers, p=chances))
        return None

    def _chance(self, growing: Growing, number: int) -> float:
        chance = 0.0
        for low, high in self._ranges(growing):
            same = self._counts(low, high)[number] if high - low > _FEW else self._next[low:high].count(number)
            chance = (same + self.smoothing * chance) / (high - low + self.smoothing)
        return float(chance)

    def _counts(self, low: int, high: int) -> list[int]:
        """How often each word stands at many places; there are not many such ranges."""
        if (low, high) not in self._counted:
            following = np.frombuffer(self._next, dtype=np.int16)[low:high]
            self._counted[low, high] = np.bincount(following, minlength=len(self.vocabulary)).tolist()
        return self._counted[low, high]


def _ends_of_runs(table: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> list[array[int]]:
    """For each number of leading columns: where the run of rows that agree in them with a row ends."""
    n_rows = len(table)
    starts = np.zeros(n_rows, dtype=bool)
    ends = []
    for column in table.T:
        starts[1:] |= column[1:] != column[:-1]
        first = np.flatnonzero(starts)
        run_ends = np.append(first, n_rows)
        ends.append(
            array("i", run_ends[np.searchsorted(first, np.arange(n_rows), side="right")].astype("i4").tobytes())
        )
    return ends


def _short_runs(table: np.ndarray[tuple[int, int], np.dtype[np.int16]]) -> dict[tuple[int, ...], tuple[int, int]]:
    """Where the runs of one and of two leading columns begin and end."""
    runs: dict[tuple[int, ...], tuple[int, int]] = {}
    for k in range(1, min(_LOOKED_UP, table.shape[1]) + 1):
        new = np.append(True, (table[1:, :k] != table[:-1, :k]).any(axis=1))
        begins = np.flatnonzero(new)
        ends = np.append(begins[1:], len(table))
        keys = map(tuple, table[begins, :k].tolist())
        runs |= dict(zip(keys, zip(begins.tolist(), ends.tolist(), strict=True), strict=True))
    return runs
