"""Backward: from wanted properties to structures, or to the plain answer that there are none in sight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from matinfo._validation import check_number, check_rng
from matinfo.design._answer_cards import structures_card
from matinfo.design._filters.similarity import environment_counts, similarity_to
from matinfo.design._objectives.base import Objective
from matinfo.design._objectives.pareto import Pareto
from matinfo.design._structures.judge import Judge
from matinfo.design._structures.searching import climb, climb_front, look_through, sample_window


@dataclass(frozen=True)
class FoundStructures:
    """Answer of `find_structures`; as text it says what was found.

    Parameters
    ----------
    frame : DataFrame
        Structures, best first: ``structure``; ``<property>`` and ``<property> sd`` as predicted; ``worth``, the
        probability to meet the wish where it can be met, otherwise how good the prediction is; ``in_domain``;
        ``log_likelihood`` in the language of the generator; ``nearest`` known structure and ``similarity`` to it;
        ``reaction`` and ``monomers`` of candidates of a `ReactionSpace`. For a `Pareto` wish ``worth`` is minus the
        number of structures found that are better in everything, and the front comes first.
    is_reachable : bool or None
        Whether some structure is as likely to meet the wish as was asked for; None where there is only more and less.
    message : str
        The same in a sentence.
    steps : DataFrame
        How the search came nearer: temperatures for a `Window`, the growing front for a `Pareto` wish; else empty.
    tally : dict
        What became of the proposals.
    scored : Series
        The score of everything that was looked at, by structure: the logarithm of the chance to meet the wish, or how
        good the prediction is, less what being outside the domain costs.
    """

    frame: pd.DataFrame
    is_reachable: bool | None
    message: str
    steps: pd.DataFrame
    tally: Mapping[str, int]
    scored: pd.Series

    def __str__(self) -> str:
        return self.message

    def __repr__(self) -> str:
        return f"<FoundStructures: {self.message}>"

    def _repr_html_(self) -> str:
        return structures_card(self)


def find_structures(
    generator: Any,
    wish: Objective,
    models: Any,
    *,
    n: int = 100,
    n_particles: int = 1000,
    n_steps: int = 12,
    n_calls: int = 10_000,
    probability: float = 0.5,
    rng: np.random.Generator,
) -> FoundStructures:
    """Find structures whose predicted properties meet a wish.

    A wish that can be met (`Window`) is a likelihood, and structures are sampled with probability proportional to the
    prior of the generator times this likelihood, by sequential Monte Carlo. A wish for more or less is followed by a
    genetic search, for a `Pareto` front by several of them; where an `Oracle` is asked for one property, a Gaussian
    process that learns from each call chooses among several children for the next. Predictions outside the domain of
    a model count less, so that the search does not end where the model knows nothing.

    Parameters
    ----------
    generator : StructureGenerator or ReactionSpace
        A fitted generator: the structures that it has learned from are the start, and are not among those found. Or any
        other source of structures, which is sampled and followed to neighbours.
    wish : Objective
        What is wanted, in the units that the models predict.
    models : fitted model, Oracle, or mapping of str to either
        A model takes a column of structures and has ``predict(X, return_std=True)``; its ``in_domain``, if it has one,
        is asked too (``predict_with_domain`` does both at once). A mapping names one for each property. An `Oracle`
        gives exact values of one property; its budget ends the search.
    n : int, default=100
        Structures to return.
    n_particles, n_steps : int
        For a `Window` and a generator: size of the population and number of temperatures.
    n_calls : int, default=10000
        For other wishes and sources: structures to predict.
    probability : float, default=0.5
        How likely a structure must meet the wish to count as found.
    rng : numpy.random.Generator
        Source of random numbers.

    Returns
    -------
    FoundStructures

    See Also
    --------
    find_recipes : The same for recipes.
    Screen : From what was found to a shortlist.

    References
    ----------
    Ikebata et al. 2017, J. Comput. Aided Mol. Des. 31, 379; Wu et al. 2019, npj Comput. Mater. 5, 66; Tripp and
    Hernandez-Lobato 2023, arXiv:2310.09267 and 2024, arXiv:2406.07709 (search with few calls).

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> data = mi.load_polymers().select("Tg")
    >>> generator = mi.StructureGenerator().fit(data.X)
    >>> model = mi.Model(mi.PolymerFingerprint("AQ"), "ridge").fit(data.X, data.y)
    >>> wish = mi.Window({"Tg": (400, 420)})
    >>> found = mi.find_structures(
    ...     generator, wish, model, n=10, n_particles=50, n_steps=4, rng=np.random.default_rng(0)
    ... )
    >>> found.frame["structure"].str.count("[*]").unique().tolist()
    [2]
    >>> bool(abs(found.frame["Tg"].median() - 410) < 30)
    True
    """
    check_rng(rng)
    check_number("n", n, low=1, whole=True)
    for name, count in (("n_particles", n_particles), ("n_steps", n_steps), ("n_calls", n_calls)):
        check_number(name, count, low=1, whole=True)
    check_number("probability", probability, low=0.0, high=1.0, open_ends=True)
    judge = Judge(wish, models)
    calls = n_calls if judge.n_left is None else judge.n_left
    if calls <= 0:
        raise ValueError("the budget of an oracle is spent. Raise its budget, as in oracle.budget += 1000, to go on.")
    if not hasattr(generator, "structures_"):
        run = look_through(generator, judge, rng, n_calls=calls)
    elif judge.can_be_met:
        run = sample_window(generator, judge, rng, n_particles=n_particles, n_steps=n_steps)
    else:
        run = (climb_front if isinstance(wish, Pareto) else climb)(generator, judge, rng, n_calls=calls)
    scores, known = run.scores, [str(each) for each in getattr(generator, "structures_", ())]
    best = sorted((s for s in scores if np.isfinite(scores[s])), key=scores.__getitem__, reverse=True)
    old = set(known)
    chosen = [structure for structure in dict.fromkeys([*run.first, *best]) if structure not in old][:n]
    frame = judge.table(sorted(chosen, key=scores.__getitem__, reverse=True))
    if known:
        frame["log_likelihood"] = generator.log_likelihood(frame["structure"])
        frame["nearest"], frame["similarity"] = _nearest(frame["structure"].tolist(), known)
    if hasattr(generator, "notes"):
        frame = frame.join(generator.notes(frame))
    met = int((frame["worth"] >= probability).sum()) if judge.can_be_met else None
    complaints = [oracle.complaint for oracle in judge.oracles if oracle.complaint]
    message = " ".join([_message(judge, frame, met, probability, list(scores)), *complaints])
    scored = pd.Series(scores, name="score", dtype=np.float64)
    return FoundStructures(frame, None if met is None else met > 0, message, run.steps, run.tally, scored)


def _nearest(structures: list[str], known: list[str]) -> tuple[list[str], list[float]]:
    counts = environment_counts(known)
    names, values = [], []
    for row in environment_counts(structures) if structures else ():
        likeness = similarity_to(row, counts)
        names.append(known[int(likeness.argmax())])
        values.append(float(likeness.max()))
    return names, values


def _message(judge: Judge, frame: pd.DataFrame, n_met: int | None, probability: float, scored: list[str]) -> str:
    wish, n_scored = judge.wish, len(scored)
    if not len(frame):
        return f"None of {n_scored:,} structures has a value. Look at what the models or oracles say of known ones."
    best = frame.iloc[0]
    values = _values(wish, best)
    if n_met is None:
        return f"{len(frame)} structures for {wish.describe()}, of {n_scored:,} that were scored. Best: {values}."
    if n_met:
        return (
            f"{n_met} of {len(frame)} structures meet {wish.describe()} with a probability of {probability:g} or more; "
            f"{n_scored:,} were scored."
        )
    every = judge.table(scored)
    nearest = every.iloc[int(np.nanargmax(wish.utility(every[list(wish.names)].to_numpy(dtype=np.float64))))]
    return (
        f"Not reached: none of {n_scored:,} structures meets {wish.describe()} with a probability of {probability:g}. "
        f"Likeliest: {values}, probability {best['worth']:.2g}. Nearest by prediction: {_values(wish, nearest)}."
    )


def _values(wish: Objective, row: pd.Series) -> str:
    return ", ".join(f"{name} = {row[name]:.4g} +- {row[f'{name} sd']:.2g}" for name in wish.names)
