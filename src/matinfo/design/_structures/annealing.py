"""Sequential Monte Carlo over structures: from the prior to the structures that have the wanted properties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from rdkit import Chem

from matinfo.design._arrays import FloatArray
from matinfo.design._structures.language import Language
from matinfo.design._structures.materials import read_written
from matinfo.design._structures.rewriting import MEAN_CUT, rewrite
from matinfo.design._structures.scoring import scores_of
from matinfo.design._structures.tally import Tally

LogScore = Callable[[list[str]], FloatArray]

_EFFECTIVE = 0.5  # share of the particles that stays effective when the temperature falls
_EXTRA_MOVES = 2  # of copies, at the most, before the temperature falls again


@dataclass
class Annealed:
    """A population at the last temperature, and everything that was seen on the way.

    Attributes
    ----------
    particles : list of str
        Canonical strings, copies included.
    scores : dict of str to float
        Logarithm of the likelihood of every structure that was scored.
    steps : list of dict
        One a step: ``inverse_temperature``, ``effective`` (size of the weighted population), ``distinct`` (structures
        in the population), ``mean_score``, ``best_score``, ``moved`` (share of proposed moves that were taken).
    tally : Tally
        What became of the proposals.
    """

    particles: list[str]
    scores: dict[str, float]
    steps: list[dict[str, float]] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    _read: dict[str, Chem.Mol] = field(default_factory=dict)  # particles that have been read

    def molecule(self, particle: str) -> Chem.Mol:
        """A particle as a graph."""
        if particle not in self._read:
            self._read[particle] = Chem.MolFromSmiles(particle)
        return self._read[particle]

    def forget_molecules(self) -> None:
        """Keep graphs of the population alone."""
        self._read = {particle: self._read[particle] for particle in set(self.particles) if particle in self._read}


def anneal(
    language: Language,
    log_score: LogScore,
    start: Sequence[str],
    rng: np.random.Generator,
    *,
    n_particles: int = 1000,
    n_steps: int = 20,
    n_moves: int = 2,
    mean_cut: float = MEAN_CUT,
) -> Annealed:
    """Sample structures with probability proportional to prior times likelihood.

    The likelihood comes in by degrees. At each step its power rises as far as half of the population stays effective;
    structures are drawn again by their weights; then every structure is cut somewhere and written anew by the language.
    As the language writes with the chances of the prior, the move is taken with the ratio of the likelihoods alone
    (Metropolis and Hastings, with the chances of cutting in both directions). Copies move again until they differ.

    Parameters
    ----------
    language : Language
        The prior.
    log_score : callable
        Gives the logarithm of the likelihood of each of a list of canonical strings, such as the chance that predicted
        properties lie in a window; finite also far away, or ``-inf`` for structures that are ruled out.
    start : sequence of str
        Canonical structures that the prior has learned from.
    rng : numpy Generator
    n_particles, n_steps, n_moves : int
        Size of the population, number of temperatures, and moves of every structure at each of them.
    mean_cut : float, default=8
        Words that are cut from the end on average.

    Returns
    -------
    Annealed

    References
    ----------
    Del Moral, Doucet and Jasra 2006, J. R. Stat. Soc. B 68, 411; Ikebata et al. 2017, J. Comput. Aided Mol. Des. 31,
    379.
    """
    particles = [start[index] for index in rng.integers(len(start), size=n_particles)]
    run = Annealed(particles, {})
    _score_new(run, particles, log_score)
    power = 0.0
    for _ in range(n_steps):
        scores = _scores(run)
        rise = _rise(scores, 1.0 - power)
        power += rise
        weights = _weights(scores, rise)
        run.particles = [run.particles[index] for index in _drawn(weights, rng)]
        run.forget_molecules()
        asked, taken = 0, 0
        for move in range(n_moves + _EXTRA_MOVES):
            movers = list(range(n_particles)) if move < n_moves else _copies(run.particles)
            asked += len(movers)
            taken += _move(run, movers, language, log_score, power, mean_cut, rng)
        run.steps.append(_summary(run, power, 1.0 / float(weights @ weights), taken / asked))
    return run


def _rise(scores: FloatArray, most: float) -> float:
    """Largest rise of the power that leaves half of the population effective."""

    def effective(rise: float) -> float:
        weights = _weights(scores, rise)
        return 1.0 / float(weights @ weights)

    wanted = _EFFECTIVE * len(scores)
    if most <= 0.0 or effective(most) >= wanted:
        return most
    low, high = -60.0, float(np.log(most))
    for _ in range(50):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if effective(float(np.exp(middle))) >= wanted else (low, middle)
    return float(np.exp(low))


def _weights(scores: FloatArray, rise: float) -> FloatArray:
    logs = np.full(len(scores), -np.inf)
    logs[np.isfinite(scores)] = rise * scores[np.isfinite(scores)]
    if np.isneginf(logs).all():
        return np.full(len(logs), 1.0 / len(logs))
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _drawn(weights: FloatArray, rng: np.random.Generator) -> npt.NDArray[np.intp]:
    """Systematic resampling: one random number, evenly spaced places."""
    places = (rng.random() + np.arange(len(weights))) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def _copies(particles: list[str]) -> list[int]:
    seen: set[str] = set()
    return [index for index, particle in enumerate(particles) if particle in seen or seen.add(particle)]  # type: ignore[func-returns-value]


def _move(
    run: Annealed,
    movers: list[int],
    language: Language,
    log_score: LogScore,
    power: float,
    mean_cut: float,
    rng: np.random.Generator,
) -> int:
    """Cut and write anew; take what the likelihoods allow. Return how many moved."""
    written: list[tuple[int, str, float]] = []
    for index in movers:
        run.tally.proposed += 1
        made = rewrite(language, run.molecule(run.particles[index]), rng, mean_cut=mean_cut)
        if made is None:
            run.tally.unfinished += 1
        else:
            written.append((index, *made))
    canonical = read_written([smiles for _, smiles, _ in written])
    run.tally.invalid += sum(string is None for string in canonical)
    _score_new(run, [string for string in canonical if string is not None], log_score)
    moved = 0
    for (index, _, log_ratio), string, uniform in zip(written, canonical, rng.random(len(written)), strict=True):
        if string is None or string == run.particles[index]:
            continue
        gain = run.scores[string] - run.scores[run.particles[index]]
        if np.isneginf(run.scores[string]) or np.log(uniform) >= power * gain + log_ratio:
            continue
        run.particles[index] = string
        moved += 1
    return moved


def _score_new(run: Annealed, structures: list[str], log_score: LogScore) -> None:
    new = [string for string in dict.fromkeys(structures) if string not in run.scores]
    run.tally.repeated += len(structures) - len(new)
    run.tally.accepted += len(new)
    if new:
        run.scores |= scores_of(new, log_score(new))


def _scores(run: Annealed) -> FloatArray:
    return np.asarray([run.scores[particle] for particle in run.particles])


def _summary(run: Annealed, power: float, effective: float, moved: float) -> dict[str, float]:
    scores = _scores(run)
    finite = scores[np.isfinite(scores)]
    return {
        "inverse_temperature": power,
        "effective": effective,
        "distinct": float(len(set(run.particles))),
        "mean_score": float(finite.mean()) if len(finite) else -np.inf,
        "best_score": max(run.scores.values()),
        "moved": moved,
    }
