"""How structures are searched for: by the language of a generator, towards a front, or in any other source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matinfo.design._acquisition.pareto import hypervolume, n_dominating, pareto_front
from matinfo.design._arrays import FloatArray, IntArray
from matinfo.design._candidates import CandidateSource
from matinfo.design._objectives.pareto import Pareto
from matinfo.design._search_candidates import search_candidates
from matinfo.design._structures.annealing import anneal
from matinfo.design._structures.evolution import evolve
from matinfo.design._structures.judge import Judge
from matinfo.design._structures.scoring import scores_of

if TYPE_CHECKING:
    from matinfo.design._structure_generator import StructureGenerator

Score = Callable[[list[str]], FloatArray]

_START_SHARE, _FEWEST_START = 20, 10  # a genetic search spends a twentieth of its calls on known structures
_GUIDED_SHARE = 100  # a guide finds the best known ones with fewer
_DIRECTIONS = 8  # trades between several properties that are followed
_PULL = 0.05  # of the sum, so that of two equally balanced structures the better one wins


@dataclass
class Searched:
    """What a search looked at.

    Attributes
    ----------
    scores : dict of str to float
        Of every structure that was scored, larger is better; ``-inf`` without a value.
    first : list of str
        Structures to return before others.
    steps : DataFrame
        How the search came nearer.
    tally : mapping of str to int
        What became of proposals.
    """

    scores: dict[str, float]
    first: list[str] = field(default_factory=list)
    steps: pd.DataFrame = field(default_factory=pd.DataFrame)
    tally: Mapping[str, int] = field(default_factory=dict)


def sample_window(
    generator: StructureGenerator, judge: Judge, rng: np.random.Generator, *, n_particles: int, n_steps: int
) -> Searched:
    """Sequential Monte Carlo: prior times the chance to meet the wish."""
    run = anneal(
        generator.language_,
        judge,
        generator.structures_.tolist(),
        rng,
        n_particles=n_particles,
        n_steps=n_steps,
        mean_cut=generator.mean_cut,
    )
    return Searched(run.scores, run.particles, pd.DataFrame(run.steps), vars(run.tally))


def climb(generator: StructureGenerator, judge: Judge, rng: np.random.Generator, *, n_calls: int) -> Searched:
    """Genetic search for more or less of one number; guided where an oracle is asked."""
    guided = judge.n_left is not None
    shuffled = rng.permutation(generator.structures_).tolist()
    n_start = max(n_calls // (_GUIDED_SHARE if guided else _START_SHARE), _FEWEST_START)
    run = evolve(
        generator.language_,
        judge,
        shuffled[:n_start],
        rng,
        n_calls=n_calls,
        known=shuffled[n_start:],
        guided=guided,
        mean_cut=generator.mean_cut,
    )
    return Searched(run.scores, tally=vars(run.tally))


def climb_front(generator: StructureGenerator, judge: Judge, rng: np.random.Generator, *, n_calls: int) -> Searched:
    """Genetic searches for several trades between properties, each beginning with the best of those before it.

    References
    ----------
    Knowles 2006, IEEE Trans. Evol. Comput. 10, 50 (augmented Tchebycheff function).
    """
    start = _some(generator.structures_.tolist(), n_calls // _START_SHARE, rng)
    front = _Front(judge, start)
    share = (n_calls - len(start)) // _DIRECTIONS
    tally: dict[str, int] = {}
    for score in front.trades(rng):
        begin = front.best(score, len(start))
        run = evolve(generator.language_, score, begin, rng, n_calls=len(begin) + share, mean_cut=generator.mean_cut)
        tally = {name: tally.get(name, 0) + count for name, count in vars(run.tally).items()}
        front.note()
    return front.searched(tally)


def look_through(source: CandidateSource, judge: Judge, rng: np.random.Generator, *, n_calls: int) -> Searched:
    """Search in a source that samples and knows neighbours."""
    seen: dict[str, float] = {}

    def score_with(score: Score) -> None:
        def scored(frame: pd.DataFrame) -> FloatArray:
            structures = frame["structure"].tolist()
            values = score(structures)
            seen.update(scores_of(structures, values))
            return values

        search_candidates(source, scored, rng=rng, most=n_calls)

    if not isinstance(judge.wish, Pareto):
        score_with(judge)
        return Searched(seen)
    front = _Front(judge, source.sample(max(n_calls // _START_SHARE, _FEWEST_START), rng)["structure"].tolist())
    n_calls //= _DIRECTIONS
    for score in front.trades(rng):
        score_with(score)
        front.note()
    return front.searched({})


class _Front:
    """Everything that was looked at on the way to a front, and the trades that are followed.

    Parameters
    ----------
    judge : Judge
    start : list of str
        The first structures; their range makes properties comparable, and their worst values are the reference.
    """

    def __init__(self, judge: Judge, start: list[str]) -> None:
        self.judge = judge
        self.known = dict(zip(start, judge.utilities(start), strict=True))
        values = np.array(list(self.known.values()))
        values = values[~np.isnan(values).any(axis=1)]
        if not len(values):  # nothing has a value yet
            values = np.zeros((1, len(judge.wish.names)))
        self.low: FloatArray = values.min(axis=0)
        self.high: FloatArray = values.max(axis=0)
        self.steps: list[dict[str, float]] = []

    def trades(self, rng: np.random.Generator) -> Iterator[Score]:
        """Scores that weigh the properties in several ways."""
        n = len(self.low)
        even = np.linspace(0.1, 0.9, _DIRECTIONS)
        all_weights = np.column_stack([even, 1.0 - even]) if n == 2 else rng.dirichlet(np.ones(n), size=_DIRECTIONS)
        width = np.where(self.high > self.low, self.high - self.low, 1.0)
        for weights in all_weights:

            def score(structures: list[str], weights: FloatArray = weights) -> FloatArray:
                utilities = self.judge.utilities(structures)
                self.known.update(zip(structures, utilities, strict=True))
                gaps = weights * (utilities - self.high) / width
                return np.asarray(gaps.min(axis=1) + _PULL * gaps.sum(axis=1))

            yield score

    def best(self, score: Score, n: int) -> list[str]:
        """The best known structures under a score."""
        names = list(self.known)
        order = np.argsort(-np.nan_to_num(score(names), nan=-np.inf), kind="stable")
        return [names[place] for place in order[:n]]

    def note(self) -> None:
        """Write down how far the search is."""
        values = np.array(list(self.known.values()))
        front = values[pareto_front(values)]
        volume = hypervolume(front, self.low) if len(front) else 0.0
        self.steps.append({"n_scored": len(values), "n_on_front": len(front), "hypervolume": volume})

    def searched(self, tally: Mapping[str, int]) -> Searched:
        """Minus the number of structures that are better in everything as score; the front comes first, spread out."""
        values = np.array(list(self.known.values()))
        finite = ~np.isnan(values).any(axis=1)
        ranks = np.where(finite, -n_dominating(values).astype(np.float64), -np.inf)
        names = np.array(list(self.known), dtype=object)
        order = _spread_out(values[ranks == 0.0])
        scores = dict(zip(names.tolist(), ranks.tolist(), strict=True))
        return Searched(scores, names[ranks == 0.0][order].tolist(), pd.DataFrame(self.steps), tally)


def _spread_out(values: FloatArray) -> IntArray:
    """Order of points in which each is far from those before it."""
    if not len(values):
        return np.empty(0, dtype=np.int64)
    span = np.ptp(values, axis=0)
    scaled = values / np.where(span > 0.0, span, 1.0)
    order = [int(scaled[:, 0].argmax())]
    nearest = np.abs(scaled - scaled[order[0]]).max(axis=1)
    while len(order) < len(values):
        nearest[order] = -1.0
        order.append(int(nearest.argmax()))
        nearest = np.minimum(nearest, np.abs(scaled - scaled[order[-1]]).max(axis=1))
    return np.array(order, dtype=np.int64)


def _some(structures: list[str], n: int, rng: np.random.Generator) -> list[str]:
    return [structures[place] for place in rng.permutation(len(structures))[: max(n, _FEWEST_START)]]
