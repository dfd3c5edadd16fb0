"""Which of many proposals are worth a call, when calls are dear and proposals are cheap."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from rdkit import Chem

from matinfo.design._structures.guess import Guess
from matinfo.design._structures.sketches import pieces_of

_KEPT = 200  # proposals that wait for a later turn
_LISTED = 200  # known structures that are looked at in one round
_BOLDNESS = (math.log(0.01), math.log(3.0))  # of standard deviations added to the mean; another draw a choice
_TYPICAL = 0.3
_STRANGE = 0.5  # of the spread of the scores, taken off for each piece that no known structure has
_SCREENED = 1000  # calls after which known structures are no longer looked at, unless nothing has scored


class Guide:
    """Choose among proposals by a guess that learns from every call.

    Proposals that are not chosen wait, and may be chosen later or become parents themselves. In the first rounds known
    structures stand beside the proposals, so that the search begins where the best of them are; as long as all scores
    are the same, they are gone through, the most unlike first. Of two proposals that look as good, the one wins whose
    pieces (atoms with their neighbours) known structures have: it is more likely to be a molecule that can be made.

    Parameters
    ----------
    known : sequence of str
        Canonical structures that have not been scored.
    """

    def __init__(self, known: Sequence[str]) -> None:
        self._guess, self._known = Guess(), list(known)
        self._common = {piece for structure in known for piece in pieces_of(Chem.MolFromSmiles(structure))}
        self._waiting: list[str] = []

    @property
    def promising(self) -> list[str]:
        """Waiting proposals, best first, that may become parents."""
        return self._waiting[:100]

    def choose(
        self, scores: Mapping[str, float], proposals: Sequence[str], n: int, rng: np.random.Generator
    ) -> list[str]:
        """Choose at most `n` structures; those without a score count as the worst of the others."""
        listed = self._listed(scores)
        candidates = list(dict.fromkeys([*self._waiting, *proposals, *listed]))
        if not (candidates and any(np.isfinite(value) for value in scores.values())):
            return [*listed, *proposals][:n]
        self._guess.learn(scores, rng)
        mean, std = self._guess(candidates)
        mean -= _STRANGE * self._guess.spread * self._guess.strange_pieces(candidates, self._common)
        free = np.ones(len(candidates), dtype=np.bool_)
        chosen = []
        for bold in np.exp(rng.uniform(_BOLDNESS[0], _BOLDNESS[1], size=min(n, len(candidates)))):
            best = int(np.where(free, mean + bold * std, -np.inf).argmax())
            free[best] = False
            chosen.append(candidates[best])
        gone, known = set(chosen), set(listed)
        self._known = [structure for structure in self._known if structure not in gone]
        order = np.argsort(-(mean + _TYPICAL * std), kind="stable")
        waiting = [candidates[place] for place in order if free[place] and candidates[place] not in known]
        self._waiting = waiting[:_KEPT]
        self._guess.forget(waiting[_KEPT:])
        return chosen

    def _listed(self, scores: Mapping[str, float]) -> list[str]:
        if len(scores) > _SCREENED and len(set(scores.values())) > 1:
            return []
        listed, rest = self._known[:_LISTED], self._known[_LISTED:]
        self._known = rest + listed
        return listed
