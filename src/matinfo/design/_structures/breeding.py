"""Children of structures: changed, crossed or written anew, by moves of which those that help get more turns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from rdkit import Chem, rdBase

from matinfo.design._structures.crossover import cross
from matinfo.design._structures.language import Language
from matinfo.design._structures.mutations import editable, mutate
from matinfo.design._structures.rewriting import rewrite
from matinfo.design._structures.tally import Tally

MOVES = ("mutate", "cross", "rewrite")
_LEAST_CHANCE = 0.1  # of a move that has not helped of late
_MEMORY = 0.95  # of what a move has gained, from one generation to the next
_KNOWN = 0.2  # of crossings, with a structure that the language has learned from
_TWICE = 0.3  # of crossings, changed a little as well
_PROMISING = 0.3  # of parents, where some are
_READ = 3000  # parents that are kept as molecules


class Breeder:
    """Make children of ranked parents.

    A child is its parent with a small change of the graph, a part of it joined to a part of another parent or of a
    known structure, or its parent cut and written anew by the language.

    Parameters
    ----------
    language : Language
    known : sequence of str
        Structures that give pieces to crossings, besides the parents.
    tally : Tally
        Takes up how many children were begun, and how many came to nothing.
    mean_cut : float
        Words that are cut on average when a structure is written anew.
    largest : int
        Heavy atoms of a crossed child at most.
    """

    def __init__(
        self, language: Language, known: Sequence[str], tally: Tally, *, mean_cut: float, largest: int
    ) -> None:
        self.language, self.known, self.tally = language, list(known), tally
        self.mean_cut, self.largest = mean_cut, largest
        self._gains = dict.fromkeys(MOVES, 1.0)
        self._mol = lru_cache(_READ)(Chem.MolFromSmiles)
        self._editable = lru_cache(_READ)(lambda structure: editable(self._mol(structure)))

    @property
    def chances(self) -> dict[str, float]:
        """Of each move."""
        total = sum(self._gains.values())
        rest = 1.0 - _LEAST_CHANCE * len(MOVES)
        return {move: _LEAST_CHANCE + rest * gain / total for move, gain in self._gains.items()}

    def children(
        self, parents: Sequence[str], n: int, rng: np.random.Generator, *, promising: Sequence[str] = ()
    ) -> list[tuple[str, str]]:
        """SMILES and move of at most `n` children that RDKit can read.

        The first of the parents, and of structures that are only promising, are taken most often.
        """
        self._parents, self._promising = parents, promising
        made = []
        with rdBase.BlockLogs():  # most children that fail break a valence
            for index in rng.choice(len(MOVES), size=n, p=list(self.chances.values())):
                self.tally.proposed += 1
                child = self._child(MOVES[index], rng)
                if child is None:
                    self.tally.unfinished += 1
                else:
                    made.append((child, MOVES[index]))
        return made

    def reward(self, useful: dict[str, list[bool]]) -> None:
        """Tell for each move which of its children turned out well."""
        for move, outcomes in useful.items():
            gain = (sum(outcomes) + 0.1) / (len(outcomes) + 1.0)
            self._gains[move] = _MEMORY * self._gains[move] + gain

    def _child(self, move: str, rng: np.random.Generator) -> str | None:
        name = self._parent(rng)
        if move == "mutate":
            return mutate(self._editable(name), rng)
        parent = self._mol(name)
        if move == "rewrite":
            made = rewrite(self.language, parent, rng, mean_cut=self.mean_cut)
            mol = None if made is None else Chem.MolFromSmiles(made[0])
            return None if mol is None else Chem.MolToSmiles(mol)
        foreign = self.known and rng.random() < _KNOWN
        other = self.known[int(rng.integers(len(self.known)))] if foreign else self._parent(rng)
        child = cross(parent, self._mol(other), rng, largest=self.largest)
        if child is not None and rng.random() < _TWICE:
            return mutate(editable(Chem.MolFromSmiles(child)), rng)
        return child

    def _parent(self, rng: np.random.Generator) -> str:
        promising = len(self._promising) > 0 and rng.random() < _PROMISING
        among = self._promising if promising else self._parents
        return among[_rank(len(among), rng)]


def _rank(n: int, rng: np.random.Generator) -> int:
    """Draw a rank, the first ones most often: its logarithm is uniform."""
    return min(int(np.exp(rng.random() * np.log(n + 1.0))) - 1, n - 1)
