"""A genetic search; with a guide it makes many children and scores the few that look best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from matinfo.design._arrays import FloatArray
from matinfo.design._structures.breeding import MOVES, Breeder
from matinfo.design._structures.guide import Guide
from matinfo.design._structures.language import Language
from matinfo.design._structures.materials import read_written
from matinfo.design._structures.rewriting import MEAN_CUT
from matinfo.design._structures.scoring import scores_of
from matinfo.design._structures.tally import Tally

_PATIENCE = 50  # generations without a single new structure
_FEWEST, _MOST, _SHARE = 8, 40, 50  # structures scored before a guide learns again: a fiftieth of all so far
_PROPOSALS = 3  # for each of these


@dataclass
class Evolved:
    """Everything that was scored, and how the moves did.

    Attributes
    ----------
    scores : dict of str to float
        In the order of scoring.
    moves : dict of str to float
        Chance of each move at the end.
    tally : Tally
    """

    scores: dict[str, float] = field(default_factory=dict)
    moves: dict[str, float] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)


def evolve(
    language: Language,
    score: Callable[[list[str]], FloatArray],
    start: Sequence[str],
    rng: np.random.Generator,
    *,
    n_calls: int,
    known: Sequence[str] = (),
    guided: bool = False,
    population: int = 1000,
    offspring: int = 50,
    mean_cut: float = MEAN_CUT,
    largest: int = 100,
) -> Evolved:
    """Find structures with large scores.

    Every structure that was ever scored may become a parent; the chance falls with its rank, as one over the rank.
    Children are made by a `Breeder`, whose moves get more turns when their children enter the best of the population.

    Parameters
    ----------
    language : Language
        Writes structures anew, and knows how many stars they have.
    score : callable
        Gives one number a structure, larger is better; NaN where there is none. It is asked once for each material.
    start : sequence of str
        Canonical structures; scored first.
    rng : numpy Generator
    n_calls : int
        Structures that are scored at most, those of `start` included.
    known : sequence of str, optional
        Further canonical structures, which give pieces to crossings; a guide may ask to score them.
    guided : bool, default=False
        Let a model that learns from every score choose among three children for each that is scored. Worth it where a
        score costs more than some milliseconds.
    population, offspring : int
        Structures that parents are drawn from, and children a generation; a guide takes 8 to 40 of them at a time.
    mean_cut : float, default=8
        Words that are cut on average when a structure is written anew.
    largest : int, default=100
        Heavy atoms of a crossed child at most.

    Returns
    -------
    Evolved

    References
    ----------
    Jensen 2019, Chem. Sci. 10, 3567; Tripp and Hernandez-Lobato 2023, arXiv:2310.09267 (choice of parents) and 2024,
    arXiv:2406.07709 (a Gaussian process that chooses among children).
    """
    run = Evolved()
    begun = list(dict.fromkeys(start))[:n_calls]
    moves = dict.fromkeys(begun, "")  # what made each child, as it is written
    breeder = Breeder(language, [*start, *known], run.tally, mean_cut=mean_cut, largest=largest)
    guide = Guide([structure for structure in known if structure not in moves]) if guided else None
    _score(run, begun, score)
    stale = 0
    while len(run.scores) < n_calls and stale < _PATIENCE:
        parents = _best(run.scores, population)
        threshold = run.scores[parents[min(len(parents), offspring) - 1]]
        if guide is None:
            n = min(offspring, n_calls - len(run.scores))
            chosen = _fresh(run, breeder.children(parents, 2 * offspring, rng), moves)
        else:
            n = min(max(len(run.scores) // _SHARE, _FEWEST), _MOST, n_calls - len(run.scores))
            children = breeder.children(parents, _PROPOSALS * n, rng, promising=guide.promising)
            chosen = guide.choose(run.scores, _fresh(run, children, moves), n, rng)
        new = _materials(run, chosen, language.stars, n)
        _score(run, list(new), score)
        outcomes: dict[str, list[bool]] = {move: [] for move in MOVES}
        for material, child in new.items():
            outcomes.get(moves.get(child, ""), []).append(run.scores[material] > threshold)
        breeder.reward(outcomes)
        stale = 0 if new else stale + 1
    counted = run.tally.unfinished + run.tally.invalid + run.tally.repeated + run.tally.accepted
    run.tally.passed_over = run.tally.proposed - counted
    run.moves = breeder.chances
    return run


def _score(run: Evolved, structures: list[str], score: Callable[[list[str]], FloatArray]) -> None:
    if structures:
        run.scores |= scores_of(structures, score(structures))


def _best(scores: dict[str, float], population: int) -> list[str]:
    return sorted(scores, key=scores.__getitem__, reverse=True)[:population]


def _fresh(run: Evolved, children: list[tuple[str, str]], moves: dict[str, str]) -> list[str]:
    """Children that nobody has written before."""
    fresh = []
    for child, move in children:
        if child in moves:
            run.tally.repeated += 1
        else:
            moves[child] = move
            fresh.append(child)
    return fresh


def _materials(run: Evolved, chosen: list[str], stars: int, n: int) -> dict[str, str]:
    """At most `n` new materials by their canonical string, and how each was written."""
    canonical = read_written(chosen)
    new: dict[str, str] = {}
    for string, written in zip(canonical, chosen, strict=True):
        if len(new) == n:
            break
        if string is None or string.count("*") != stars or "." in string:
            run.tally.invalid += 1
        elif string in run.scores or string in new:
            run.tally.repeated += 1
        else:
            new[string] = written
            run.tally.accepted += 1
    return new
