"""A genetic search with several kinds of moves, of which those that help are used more often."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rdkit import Chem

from matinfo.chem import parse_report
from matinfo.design._structures.crossover import cross
from matinfo.design._structures.language import Language
from matinfo.design._structures.mutations import mutate
from matinfo.design._structures.rewriting import MEAN_CUT, rewrite
from matinfo.design._structures.tally import Tally

FloatArray = npt.NDArray[np.float64]

MOVES = ("mutate", "cross", "rewrite")
_LEAST_CHANCE = 0.1  # of a move that has not helped of late
_MEMORY = 0.95  # of what a move has gained, from one generation to the next
_PATIENCE = 50  # generations without a single new structure


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
    population: int = 1000,
    offspring: int = 50,
    mean_cut: float = MEAN_CUT,
    largest: int = 100,
) -> Evolved:
    """Find structures with large scores.

    Every structure that was ever scored may become a parent; the chance falls with its rank, as one over the rank.
    A child is its parent with a small change of the graph, a part of it joined to a part of another parent, or its
    parent cut and written anew by the language. Moves whose children enter the best of the population get more turns.

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
    population, offspring : int
        Structures that parents are drawn from, and children a generation.
    mean_cut : float, default=8
        Words that are cut on average when a structure is written anew.
    largest : int, default=100
        Heavy atoms of a child at most.

    Returns
    -------
    Evolved

    References
    ----------
    Jensen 2019, Chem. Sci. 10, 3567; Tripp and Hernandez-Lobato 2023, arXiv:2310.09267 (choice of parents).
    """
    run = Evolved()
    gains = dict.fromkeys(MOVES, 1.0)
    _score(run, list(dict.fromkeys(start))[:n_calls], score)
    stale = 0
    while len(run.scores) < n_calls and stale < _PATIENCE:
        parents = _best(run.scores, population)
        threshold = run.scores[parents[min(len(parents), offspring) - 1]]
        run.moves = _chances(gains)
        children = _children(run, parents, language, rng, offspring, mean_cut, largest)
        new = list(children)[: n_calls - len(run.scores)]
        _score(run, new, score)
        for move in MOVES:
            made = [child for child in new if children[child] == move]
            useful = sum(run.scores[child] > threshold for child in made)
            gains[move] = _MEMORY * gains[move] + (useful + 0.1) / (len(made) + 1.0)
        stale = 0 if new else stale + 1
    run.moves = _chances(gains)
    return run


def _score(run: Evolved, structures: list[str], score: Callable[[list[str]], FloatArray]) -> None:
    if structures:
        values = np.asarray(score(structures), dtype=np.float64)
        run.scores.update(zip(structures, np.where(np.isnan(values), -np.inf, values).tolist(), strict=True))


def _best(scores: dict[str, float], population: int) -> list[str]:
    return sorted(scores, key=scores.__getitem__, reverse=True)[:population]


def _chances(gains: dict[str, float]) -> dict[str, float]:
    total = sum(gains.values())
    rest = 1.0 - _LEAST_CHANCE * len(gains)
    return {move: _LEAST_CHANCE + rest * gain / total for move, gain in gains.items()}


def _children(
    run: Evolved,
    parents: list[str],
    language: Language,
    rng: np.random.Generator,
    offspring: int,
    mean_cut: float,
    largest: int,
) -> dict[str, str]:
    """Canonical strings of new materials, and the move that made each."""
    written: list[tuple[str, str]] = []
    moves = rng.choice(len(MOVES), size=2 * offspring, p=list(run.moves.values()))
    for index in moves:
        run.tally.proposed += 1
        move = MOVES[index]
        parent = Chem.MolFromSmiles(parents[_rank(len(parents), rng)])
        if move == "mutate":
            child = mutate(parent, rng)
        elif move == "cross":
            other = Chem.MolFromSmiles(parents[_rank(len(parents), rng)])
            child = cross(parent, other, rng, largest=largest)
            if child is not None and rng.random() < 0.3:
                child = mutate(Chem.MolFromSmiles(child), rng)
        else:
            made = rewrite(language, parent, rng, mean_cut=mean_cut)
            child = None if made is None else made[0]
        if child is None:
            run.tally.unfinished += 1
        else:
            written.append((child, move))
    canonical, _ = parse_report([child for child, _ in written], odd=[])
    children: dict[str, str] = {}
    for string, (_, move) in zip(canonical, written, strict=True):
        if string is None or string.count("*") != language.stars or "." in string:
            run.tally.invalid += 1
        elif string in run.scores or string in children:
            run.tally.repeated += 1
        elif len(children) < offspring:
            children[string] = move
            run.tally.accepted += 1
        else:
            run.tally.proposed -= 1  # not needed any more
    return children


def _rank(n: int, rng: np.random.Generator) -> int:
    """Draw a rank, the first ones most often: its logarithm is uniform."""
    return min(int(np.exp(rng.random() * np.log(n + 1.0))) - 1, n - 1)
