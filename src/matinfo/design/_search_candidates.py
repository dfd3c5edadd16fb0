"""The best candidates of a source under any score: all of them where they can be listed, otherwise by search."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from matinfo._validation import check_number
from matinfo.design._arrays import FloatArray
from matinfo.design._candidates import CandidateSource

LISTED = 200_000  # candidates up to which all are scored
_CHUNK = 8192
_SAMPLED = 2048  # rows of the first sample, and of each round
_FEWEST_ROUNDS = 8  # a budget is spent on
_FRESH = 0.25  # share of each round that is drawn anew
_PARENTS = 64
_ROUNDS = 30
_PATIENCE = 4  # rounds without gain before the search ends


@dataclass(frozen=True)
class SearchResult:
    """Best candidates, best first.

    Parameters
    ----------
    frame : DataFrame
        Candidates, with a fresh index.
    scores : ndarray of shape (len(frame),)
        Their scores, falling.
    n_scored : int
        Number of candidates that were scored.
    is_complete : bool
        Whether these were all candidates of the source.
    """

    frame: pd.DataFrame
    scores: FloatArray
    n_scored: int
    is_complete: bool


def search_candidates(
    source: CandidateSource,
    score: Callable[[pd.DataFrame], FloatArray],
    *,
    rng: np.random.Generator,
    keep: int = 256,
    start: pd.DataFrame | None = None,
    most: int | None = None,
) -> SearchResult:
    """Find the candidates with the largest scores.

    Up to 200,000 candidates are all scored, a chunk at a time. In larger and continuous sources a sample is scored, and
    rounds of neighbours of the best and of fresh rows follow until the best score stays the same for four rounds.

    Parameters
    ----------
    source : CandidateSource
        Where candidates come from.
    score : callable
        Takes a DataFrame of candidates and returns one number a row; NaN counts as worst.
    rng : numpy.random.Generator
        Source of random numbers.
    keep : int, default=256
        Number of candidates to return.
    start : DataFrame, optional
        Candidates to begin the search from, such as the best of the settings tested. They are not returned
        themselves unless the search comes across them.
    most : int, optional
        Candidates to score at the most, as far as rounds allow; by default what the source names as ``search_budget``,
        where candidates are slow to make, else no more than thirty rounds give.

    Returns
    -------
    SearchResult
        At most `keep` different candidates.

    Raises
    ------
    ValueError
        If `score` does not return one number a row.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> space = mi.RecipeSpace([mi.Amount("a", 0, 1), mi.Amount("b", 0, 1)], [mi.SumTo(["a", "b"], 1)])
    >>> found = search_candidates(space, lambda frame: -abs(frame["a"] - 0.3), rng=np.random.default_rng(0), keep=1)
    >>> float(found.frame["a"].iloc[0].round(3))
    0.3
    """
    check_number("keep", keep, low=1, whole=True)
    pool = _Best(source, score, keep)
    budget = getattr(source, "search_budget", math.inf) if most is None else most
    if source.n_candidates <= min(LISTED, budget):
        for chunk in source.chunks(_CHUNK):
            pool.add(chunk)
        return pool.result(is_complete=True)
    size = int(min(_SAMPLED, max(budget // _FEWEST_ROUNDS, 1)))
    pool.add(source.sample(size, rng))
    if start is not None and len(start):
        pool.add(source.around(start, size // 4, rng))
    rounds_without_gain, best = 0, pool.best
    for _ in range(_ROUNDS):
        if pool.n_scored >= budget:
            break
        n_fresh = int(_FRESH * size)
        pool.add(source.around(pool.frame.head(_PARENTS), size - n_fresh, rng))
        pool.add(source.around(pool.frame.head(4), n_fresh, rng))
        pool.add(source.sample(n_fresh, rng))
        rounds_without_gain = 0 if pool.best > best else rounds_without_gain + 1
        best = pool.best
        if rounds_without_gain == _PATIENCE:
            break
    return pool.result(is_complete=False)


class _Best:
    """The best candidates so far, all different."""

    def __init__(self, source: CandidateSource, score: Callable[[pd.DataFrame], FloatArray], keep: int) -> None:
        self.score, self.keep = score, keep
        self.frame = pd.DataFrame(columns=source.columns)
        self.scores: FloatArray = np.empty(0)
        self.n_scored = 0

    @property
    def best(self) -> float:
        return float(self.scores[0]) if len(self.scores) else -np.inf

    def add(self, rows: pd.DataFrame) -> None:
        scores = np.asarray(self.score(rows), dtype=np.float64)
        if scores.shape != (len(rows),):
            raise ValueError(f"score must return one number a row, {len(rows)}; got an array of shape {scores.shape}.")
        self.n_scored += len(rows)
        scores = np.where(np.isnan(scores), -np.inf, scores)
        if len(scores) > self.keep:
            best = np.argpartition(-scores, self.keep - 1)[: self.keep]
            rows, scores = rows.iloc[best], scores[best]
        frame = pd.concat([self.frame, rows], ignore_index=True) if len(self.frame) else rows.reset_index(drop=True)
        scores = np.append(self.scores, scores)
        different = ~frame.duplicated().to_numpy()
        order = np.argsort(-scores, kind="stable")
        order = order[different[order]][: self.keep]
        self.frame, self.scores = frame.iloc[order].reset_index(drop=True), scores[order]

    def result(self, *, is_complete: bool) -> SearchResult:
        return SearchResult(self.frame, self.scores, self.n_scored, is_complete)
