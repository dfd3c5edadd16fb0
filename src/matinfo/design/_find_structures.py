"""Backward: from wanted properties to structures, or to the plain answer that there are none in sight."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from matinfo._validation import check_number
from matinfo.design._arrays import FloatArray
from matinfo.design._filters.similarity import environment_counts, similarity_to
from matinfo.design._objectives.base import Objective
from matinfo.design._oracle import Oracle
from matinfo.design._predictions import Predictions
from matinfo.design._structure_generator import StructureGenerator
from matinfo.design._structures.annealing import anneal
from matinfo.design._structures.evolution import evolve
from matinfo.exceptions import StructureWarning

_OUTSIDE = float(np.log(0.05))  # what being outside the domain of a model does to the chance of success
_NO_CHANCE = -30.0  # below this the domain does not matter any more


@dataclass(frozen=True)
class FoundStructures:
    """Answer of `find_structures`; as text it says what was found.

    Parameters
    ----------
    frame : DataFrame
        Structures, best first: ``structure``; ``<property>`` and ``<property> sd`` as predicted; ``worth``, the
        probability to meet the wish where it can be met, otherwise how good the prediction is; ``in_domain``;
        ``log_likelihood`` in the language of the generator; ``nearest`` known structure and ``similarity`` to it.
    is_reachable : bool or None
        Whether some structure is as likely to meet the wish as was asked for; None where there is only more and less.
    message : str
        The same in a sentence.
    steps : DataFrame
        How the population came nearer; empty for a genetic search.
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


def find_structures(
    generator: StructureGenerator,
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
    genetic search. Predictions outside the domain of a model count less, so that the search does not end where the
    model knows nothing.

    Parameters
    ----------
    generator : StructureGenerator
        Fitted; the structures that it has learned from are the start, and are not among those found.
    wish : Objective
        What is wanted, in the units that the models predict.
    models : fitted model, mapping of str to fitted model, or Oracle
        A model takes a column of structures and has ``predict(X, return_std=True)``; its ``in_domain``, if it has one,
        is asked too. A mapping names one for each property. An `Oracle` gives exact values of one property; its budget
        ends the search.
    n : int, default=100
        Structures to return.
    n_particles, n_steps : int
        For a `Window`: size of the population and number of temperatures.
    n_calls : int, default=10000
        For other wishes: structures to predict.
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
    Ikebata et al. 2017, J. Comput. Aided Mol. Des. 31, 379; Wu et al. 2019, npj Comput. Mater. 5, 66.

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
    check_number("n", n, low=1, whole=True)
    check_number("probability", probability, low=0.0, high=1.0, open_ends=True)
    check_is_fitted(generator, "language_")
    judge = _Judge(wish, models)
    known, start = frozenset(generator.structures_), [str(each) for each in generator.structures_]
    if judge.can_be_met:
        run = anneal(
            generator.language_,
            judge,
            start,
            rng,
            n_particles=n_particles,
            n_steps=n_steps,
            mean_cut=generator.mean_cut,
        )
        first, steps, scores, tally = run.particles, pd.DataFrame(run.steps), run.scores, run.tally
    else:
        budget = models.n_left if isinstance(models, Oracle) else n_calls
        begin = [start[place] for place in rng.permutation(len(start))[: max(budget // 20, 10)]]
        search = evolve(generator.language_, judge, begin, rng, n_calls=budget, mean_cut=generator.mean_cut)
        first, steps, scores, tally = [], pd.DataFrame(), search.scores, search.tally
    best = sorted((s for s in scores if np.isfinite(scores[s])), key=scores.__getitem__, reverse=True)
    chosen = [structure for structure in dict.fromkeys([*first, *best]) if structure not in known][:n]
    frame = judge.table(sorted(chosen, key=scores.__getitem__, reverse=True))
    frame["log_likelihood"] = generator.log_likelihood(frame["structure"])
    frame["nearest"], frame["similarity"] = _nearest(frame["structure"].tolist(), start)
    met = int((frame["worth"] >= probability).sum()) if judge.can_be_met else None
    message = _message(wish, frame, met, probability, len(scores))
    scored = pd.Series(scores, name="score", dtype=np.float64)
    return FoundStructures(frame, None if met is None else met > 0, message, steps, vars(tally), scored)


class _Judge:
    """The score of structures: logarithm of the chance to meet the wish, or how good the prediction is."""

    def __init__(self, wish: Objective, models: Any) -> None:
        self.wish, self.oracle = wish, models if isinstance(models, Oracle) else None
        self.predict = None if self.oracle is not None else Predictions(wish.names, models)
        members = self.predict.models if self.predict else []
        self.domains = [model.in_domain for model in members if hasattr(model, "in_domain")]
        if self.oracle is not None and len(wish.names) > 1:
            raise ValueError(f"an Oracle gives one property; the wish names {list(wish.names)}.")
        zero = np.zeros((1, len(wish.names)))
        self.can_be_met = wish.log_success(zero, zero + 1.0) is not None
        self.scale: float | None = None  # of utilities, from the first structures

    def __call__(self, structures: list[str]) -> FloatArray:
        mean, std = self._predicted(structures)
        worth = self._worth(mean, std)
        if not self.can_be_met and self.scale is None:
            self.scale = float(np.nanstd(worth)) if len(worth) > 1 else 1.0
        weight = 1.0 if self.can_be_met else self.scale or 1.0
        outside = np.zeros(len(structures))
        asked = np.flatnonzero(worth > _NO_CHANCE) if self.can_be_met else np.arange(len(structures))
        if len(asked) and self.domains:
            frame = _column([structures[place] for place in asked])
            outside[asked] = (~self._inside(frame)).sum(axis=0)
        return worth + weight * _OUTSIDE * outside

    def table(self, structures: list[str]) -> pd.DataFrame:
        """Predictions and worth of structures, in their order."""
        frame = _column(structures)
        if not structures:
            return frame.assign(**dict.fromkeys([*self.wish.names, "worth", "in_domain"], np.empty(0)))
        mean, std = self._predicted(structures)
        for place, name in enumerate(self.wish.names):
            frame[name], frame[f"{name} sd"] = mean[:, place], std[:, place]
        worth = self._worth(mean, std)
        frame["worth"] = np.exp(worth) if self.can_be_met else worth
        inside = self._inside(frame[["structure"]]).all(axis=0) if self.domains else np.ones(len(frame), dtype=np.bool_)
        frame["in_domain"] = inside.tolist()
        return frame

    def _inside(self, frame: pd.DataFrame) -> npt.NDArray[np.bool_]:
        """Whether each model has each structure in its domain, of shape (n_models, n)."""
        with _odd_structures_pass():
            return np.array([in_domain(frame) for in_domain in self.domains])

    def _predicted(self, structures: list[str]) -> tuple[FloatArray, FloatArray]:
        if self.predict is not None:
            with _odd_structures_pass():
                return self.predict(_column(structures))
        assert self.oracle is not None
        values = self.oracle(structures)[:, None]
        return values, np.zeros_like(values)

    def _worth(self, mean: FloatArray, std: FloatArray) -> FloatArray:
        logs = self.wish.log_success(mean, std)
        return self.wish.expected(mean, std, mean) if logs is None else logs


def _odd_structures_pass() -> warnings.catch_warnings[None]:
    """Charges and radicals are for filters to judge, not to be warned of for every proposal."""
    return warnings.catch_warnings(action="ignore", category=StructureWarning)


def _column(structures: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"structure": pd.Series(structures, dtype=object)})


def _nearest(structures: list[str], known: list[str]) -> tuple[list[str], list[float]]:
    counts = environment_counts(known)
    names, values = [], []
    for row in environment_counts(structures) if structures else ():
        likeness = similarity_to(row, counts)
        names.append(known[int(likeness.argmax())])
        values.append(float(likeness.max()))
    return names, values


def _message(wish: Objective, frame: pd.DataFrame, n_met: int | None, probability: float, n_scored: int) -> str:
    if not len(frame):
        return f"None of {n_scored:,} structures has a value. Look at what the models or the oracle say of known ones."
    best = frame.iloc[0]
    values = ", ".join(f"{name} = {best[name]:.4g} +- {best[f'{name} sd']:.2g}" for name in wish.names)
    if n_met is None:
        return f"{len(frame)} structures for {wish.describe()}, of {n_scored:,} that were scored. Best: {values}."
    if n_met:
        return (
            f"{n_met} of {len(frame)} structures meet {wish.describe()} with a probability of {probability:g} or more; "
            f"{n_scored:,} were scored."
        )
    return (
        f"Not reached: none of {n_scored:,} structures meets {wish.describe()} with a probability of {probability:g}. "
        f"Best found: {values}, probability {best['worth']:.2g}."
    )
