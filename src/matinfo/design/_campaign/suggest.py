"""From what is known to the next rows: score, search, batch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, Self

import numpy as np
import pandas as pd

from matinfo.design._acquisition.per_cost import score_per_cost
from matinfo.design._arrays import FloatArray, IntArray
from matinfo.design._batch import believer_batch, joint_batch
from matinfo.design._campaign.history import History
from matinfo.design._campaign.knowledge import Knowledge
from matinfo.design._campaign.process import Inputs, SeparateModels, stack, take
from matinfo.design._campaign.records import Round, Suggestion
from matinfo.design._campaign.spread import NoUncertaintyError
from matinfo.design._campaign.success import chance_of_success
from matinfo.design._candidates import CandidateSource
from matinfo.design._initial_design import initial_design
from matinfo.design._objectives.base import Objective
from matinfo.design._row_keys import RowKey, row_keys
from matinfo.design._score import acquisition_score
from matinfo.design._search_candidates import search_candidates
from matinfo.design._space.recipe_space import RecipeSpace

_SHORTLIST = 256  # candidates from which a batch is taken
_SEARCHES = 8  # searches at most for one batch from a space that cannot be listed
_DRAWN = 1000  # candidates of a joint sample for Thompson's rule
_STARTS = 8  # best settings that a search begins from
_WITHOUT_STD = ("greedy", "random")
LOGARITHMIC = ("ei", "pi")  # acquisitions whose score is a logarithm
_REASONS = {
    "initial": "fills the space",
    "ei": "largest expected improvement",
    "pi": "most likely to improve",
    "greedy": "best prediction",
    "ucb": "largest upper confidence bound",
    "thompson": "best of a sampled function",
    "variance": "least certain",
    "random": "at random",
}


@dataclass(frozen=True)
class Picks:
    """Rows that were chosen.

    Attributes
    ----------
    frame : DataFrame
        The rows, in the order in which they were picked.
    mean, std : ndarray of shape (n, n_properties)
        What the models say of them.
    """

    frame: pd.DataFrame
    mean: FloatArray
    std: FloatArray


@dataclass(frozen=True)
class Believer:
    """A process, and results that it was told although nobody has measured them.

    Attributes
    ----------
    process : SeparateModels
    believed : ndarray of shape (m, n_properties)
        They count among the known results: a candidate beside one of them has little left to gain.
    """

    process: SeparateModels
    believed: FloatArray

    def after(self, X: Inputs) -> Self:
        """The same with rows `X` come out as predicted."""
        mean = self.process.posterior(X)[0]
        return type(self)(self.process.condition(X, mean), np.vstack([self.believed, mean]))


@dataclass(frozen=True)
class Scorer:
    """The score of candidates in the light of everything known.

    Attributes
    ----------
    knowledge : Knowledge
        Fitted to everything told.
    history : History
        The same with what was asked since.
    objective : Objective
    acquisition : str
    beta : float
    price : callable or None
        Cost of candidates; the score is then per unit of cost.
    rng : numpy.random.Generator
    """

    knowledge: Knowledge
    history: History
    objective: Objective
    acquisition: str
    beta: float
    price: Callable[[pd.DataFrame], FloatArray] | None
    rng: np.random.Generator

    def __call__(self, believer: Believer, frame: pd.DataFrame) -> FloatArray:
        """Scores of candidates, of shape (n,)."""
        return self.adjusted(self.plain(believer, self.knowledge.inputs(frame)), frame)

    def plain(self, believer: Believer, X: Inputs) -> FloatArray:
        """Scores without regard to failures and cost."""
        mean, std = believer.process.posterior(X)
        if self.acquisition not in _WITHOUT_STD and np.isnan(std).any():
            raise NoUncertaintyError(
                f"acquisition={self.acquisition!r} needs a standard deviation, and the model gives none. "
                'Pass acquisition="greedy", or a model whose predict knows return_std, such as mi.Model.'
            )
        known = np.vstack([self.knowledge.known, believer.believed])
        return acquisition_score(self.acquisition, self.objective, mean, std, known=known, beta=self.beta, rng=self.rng)

    def adjusted(self, scores: FloatArray, frame: pd.DataFrame) -> FloatArray:
        """Scores times the chance to get a result, over the cost."""
        if self.history.succeeded.all() and self.price is None:
            return scores
        source = self.knowledge.source
        chance = chance_of_success(source.encode(self.history.rows), self.history.succeeded, source.encode(frame))
        if self.acquisition in LOGARITHMIC:
            scores = scores + np.log(chance)
            return scores if self.price is None else score_per_cost(scores, self.price(frame))
        return np.where(scores > self._floor, self._floor + (scores - self._floor) * chance, scores)

    @cached_property
    def _floor(self) -> float:
        """Smallest score among the settings tested: what a failed experiment is worth."""
        nothing = np.empty((0, len(self.history.names)))
        scores = self.plain(Believer(self.knowledge.process, nothing), self.knowledge.inputs(self.history.setting_rows))
        return float(np.nanmin(scores))


def choose(scorer: Scorer, n: int, batch: str, rng: np.random.Generator) -> Picks:
    """Choose `n` candidates that are neither tried nor pending; pending ones are believed to come out as predicted.

    Parameters
    ----------
    scorer : Scorer
    n : int
    batch : {"believer", "joint", "top"}
        How the members of a batch know of each other; ``"top"``: not at all.
    rng : numpy.random.Generator

    Returns
    -------
    Picks
        Fewer rows where fewer candidates are left.
    """
    history, inputs, source = scorer.history, scorer.knowledge.inputs, scorer.knowledge.source
    believer = Believer(scorer.knowledge.process, np.empty((0, len(history.names))))
    if history.pending:
        believer = believer.after(inputs(history.pending_rows))
    if scorer.acquisition == "thompson":
        frame = untried(_candidates_to_draw(scorer, rng), source, history.tried)
        frame = frame.iloc[_thompson(scorer, believer.process, frame, n, rng)]
    else:
        frame = _searched(scorer, believer, n, batch, rng)
    if not len(frame):  # models do not predict nothing
        return unpredicted(frame)
    return Picks(frame, *believer.process.posterior(inputs(frame)))


def _searched(scorer: Scorer, believer: Believer, n: int, batch: str, rng: np.random.Generator) -> pd.DataFrame:
    """Rows by search: one search for all where candidates can be listed, otherwise a new one for each few of a batch.

    What is best beside the first of a batch lies elsewhere, and a search for the first did not keep it.
    """
    source, tried = scorer.knowledge.source, set(scorer.history.tried)
    anew = batch == "believer" and scorer.acquisition != "random" and isinstance(source, RecipeSpace)
    chosen: list[pd.DataFrame] = []
    missing = n
    while missing > 0:
        found = search_candidates(
            source,
            partial(scorer, believer),
            rng=rng,
            keep=max(_SHORTLIST, n) + len(tried),
            start=_best_rows(scorer),
        )
        frame = untried(found.frame, source, tried)
        size = min(missing, -(-n // _SEARCHES)) if anew and not found.is_complete else missing
        rows = frame.iloc[_pick(scorer, believer, frame, size, batch, rng)]
        chosen.append(rows)
        missing -= size
        if missing and len(rows):
            believer = believer.after(scorer.knowledge.inputs(rows))
            tried |= set(row_keys(rows, source.columns))
    return pd.concat(chosen, ignore_index=not hasattr(source, "labels_of"))


def first_rows(source: CandidateSource, history: History, n: int, rng: np.random.Generator) -> Picks:
    """Rows for a campaign that knows too little for a model: far from each other, and none tried before."""
    return unpredicted(untried(initial_design(source, n + len(history.tried), rng=rng), source, history.tried).head(n))


def unpredicted(frame: pd.DataFrame) -> Picks:
    """Rows of which no model was asked."""
    return Picks(frame, np.empty((len(frame), 0)), np.empty((len(frame), 0)))


def expected_gain(scorer: Scorer, choice: Picks) -> float | None:
    """Largest expected improvement of the rows chosen, for one property that has more and less; else None."""
    objective = scorer.objective
    if scorer.acquisition != "ei" or len(objective.names) > 1 or not len(choice.frame):
        return None
    if objective.log_success(choice.mean, choice.std) is not None:
        return None
    return float(np.exp(objective.log_improvement(choice.mean, choice.std, scorer.knowledge.known).max()))


def as_suggestions(
    choice: Picks, new_round: Round, history: History, source: CandidateSource, *, alone: bool
) -> list[Suggestion]:
    """Records of the rows chosen, numbered on; rows of a source that has labels keep theirs."""
    first = len(history.suggestions) + 1
    labels_of = getattr(source, "labels_of", None)
    labels = range(first, first + len(choice.frame)) if labels_of is None else labels_of(choice.frame)
    why = _REASONS[new_round.acquisition]
    rows: list[Any] = choice.frame[source.columns].to_dict("records")
    return [
        Suggestion(
            number=first + place,
            round=new_round.number,
            label=labels[place],
            row=row,
            predicted=_named(history.names, choice.mean[place]),
            spread=_named(history.names, choice.std[place]),
            why=why if alone or place == 0 else f"{why}, given the rows before it",
        )
        for place, row in enumerate(rows)
    ]


def _named(names: Sequence[str], numbers: FloatArray) -> dict[str, float]:
    """Numbers by property; none in an initial design."""
    return {name: value for name, value in zip(names, numbers.tolist(), strict=False) if np.isfinite(value)}


def _pick(
    scorer: Scorer, believer: Believer, frame: pd.DataFrame, n: int, batch: str, rng: np.random.Generator
) -> IntArray:
    """Places in `frame`, whose rows come best first."""
    if n == 1 or batch == "top" or scorer.acquisition == "random" or len(frame) <= 1:
        return np.arange(min(n, len(frame)))
    numbers = np.arange(len(frame), dtype=np.float64)[:, None]
    if batch == "joint":
        complete = np.flatnonzero(np.isfinite(scorer.knowledge.known).all(axis=1))
        tested = scorer.history.setting_rows.iloc[complete]
        pairs = zip(scorer.knowledge.inputs(frame), scorer.knowledge.inputs(tested), strict=True)
        rows = RowsByNumber(believer, tuple(stack(top, bottom) for top, bottom in pairs))
        places = np.arange(len(frame), len(frame) + len(tested), dtype=np.float64)[:, None]
        return joint_batch(rows, numbers, n, scorer.objective, X_known=places, rng=rng)
    rows = RowsByNumber(believer, scorer.knowledge.inputs(frame))

    def score(state: Any) -> FloatArray:
        return scorer.adjusted(scorer.plain(state.believer, state.inputs), frame)

    return believer_batch(rows, numbers, n, score)


@dataclass(frozen=True)
class RowsByNumber:
    """A process on listed rows, addressed by their numbers: batches need not know what a model is shown.

    Attributes
    ----------
    believer : Believer
    inputs : tuple of DataFrame or array
        For each property the rows, as its model wants them.
    """

    believer: Believer
    inputs: Inputs

    def posterior(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation of rows number `X`."""
        return self.believer.process.posterior(self._rows(X))

    def condition(self, X: FloatArray, Y: FloatArray) -> Self:
        """The same with rows number `X` known."""
        process = self.believer.process.condition(self._rows(X), Y)
        return type(self)(Believer(process, np.vstack([self.believer.believed, Y])), self.inputs)

    def draw(self, X: FloatArray, n_samples: int, rng: np.random.Generator) -> FloatArray:
        """Joint samples of rows number `X`."""
        return self.believer.process.draw(self._rows(X), n_samples, rng)

    def _rows(self, X: FloatArray) -> Inputs:
        places = X[:, 0].astype(np.intp)
        return tuple(take(each, places) for each in self.inputs)


def _thompson(
    scorer: Scorer, process: SeparateModels, frame: pd.DataFrame, n: int, rng: np.random.Generator
) -> IntArray:
    """The best candidate of one sampled function after another."""
    chosen: list[int] = []
    if not len(frame):
        return np.empty(0, dtype=np.int64)
    for sample in process.draw(scorer.knowledge.inputs(frame), min(n, len(frame)), rng):
        worth = scorer.adjusted(scorer.objective.sampled(sample, scorer.knowledge.known), frame)
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
    return np.array(chosen, dtype=np.int64)


def _candidates_to_draw(scorer: Scorer, rng: np.random.Generator) -> pd.DataFrame:
    frame = scorer.knowledge.source.sample(_DRAWN + len(scorer.history.tried), rng)
    if len(frame) >= scorer.knowledge.source.n_candidates:
        return frame
    best = _best_rows(scorer)
    if not len(best):
        return frame
    near = scorer.knowledge.source.around(best, _DRAWN // 4, rng)
    return pd.concat([frame.head(_DRAWN - len(near)), near], ignore_index=True).drop_duplicates(ignore_index=True)


def untried(frame: pd.DataFrame, source: CandidateSource, tried: Collection[RowKey]) -> pd.DataFrame:
    """Rows that nobody tried."""
    return frame[[key not in tried for key in row_keys(frame, source.columns)]]


def _best_rows(scorer: Scorer) -> pd.DataFrame:
    """The best settings tested so far, where a search may begin; those that are no candidates have no neighbours."""
    worth = scorer.objective.utility(scorer.knowledge.known)
    order = np.argsort(-np.where(np.isnan(worth), -np.inf, worth), kind="stable")
    rows = scorer.history.setting_rows.iloc[order[: 4 * _STARTS]].reset_index(drop=True)
    outside = {problem.label for problem in scorer.knowledge.source.check(rows)}
    return rows.drop(index=list(outside)).head(_STARTS)
