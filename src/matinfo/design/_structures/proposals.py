"""New structures from a language: written from the first word on, or from where a known structure is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from rdkit import Chem

from matinfo.design._structures.fragments import recombine
from matinfo.design._structures.growing import Growing
from matinfo.design._structures.language import Language
from matinfo.design._structures.materials import read_written
from matinfo.design._structures.rewriting import LONGEST, MEAN_CUT, rewrite
from matinfo.design._structures.tally import Tally
from matinfo.design._structures.tokens import smiles_of

_AT_ONCE = 256
_LARGEST = 100  # heavy atoms of a recombined structure
_PATIENCE = 20  # proposals for each structure that is still wanted


@dataclass
class Proposals:
    """Different materials in the order in which they were found.

    Attributes
    ----------
    parents : dict of str to int
        Canonical string of each material, and the position of the structure that it was made from; -1 from none.
    tally : Tally
    """

    parents: dict[str, int] = field(default_factory=dict)
    tally: Tally = field(default_factory=Tally)

    @property
    def structures(self) -> list[str]:
        """Canonical strings."""
        return list(self.parents)


def propose(
    language: Language,
    n: int,
    rng: np.random.Generator,
    *,
    parents: Sequence[str] = (),
    mean_cut: float = MEAN_CUT,
    known: frozenset[str] = frozenset(),
    others: Sequence[str] = (),
    recombined: float = 0.0,
) -> Proposals:
    """Make different structures that the language finds likely.

    Parameters
    ----------
    language : Language
    n : int
        Structures wanted; fewer come when most proposals repeat each other.
    rng : numpy Generator
    parents : sequence of str, optional
        Canonical structures. Each proposal begins with one of them, in turn, of which a piece is written anew. Without
        parents proposals begin with nothing.
    mean_cut : float, default=8
        Words that are written anew on average.
    known : frozenset of str, optional
        Canonical strings that count as repeated.
    others : sequence of str, optional
        Canonical structures that give fragments.
    recombined : float, default=0
        Share of the proposals in which a parent and one of `others` are recombined instead.

    Returns
    -------
    Proposals
    """
    found = Proposals()
    mols = [Chem.MolFromSmiles(parent) for parent in parents]
    while len(found.parents) < n and found.tally.proposed < _PATIENCE * n:
        written: list[tuple[str, int]] = []
        for _ in range(min(_AT_ONCE, 2 * (n - len(found.parents)))):
            parent = found.tally.proposed % len(mols) if mols else -1
            found.tally.proposed += 1
            if mols and others and rng.random() < recombined:
                other = Chem.MolFromSmiles(others[int(rng.integers(len(others)))])
                smiles = recombine(mols[parent], other, rng, largest=_LARGEST)
            elif mols:
                made = rewrite(language, mols[parent], rng, mean_cut=mean_cut)
                smiles = None if made is None else made[0]
            else:
                smiles = _begun_with_nothing(language, rng)
            if smiles is None:
                found.tally.unfinished += 1
            else:
                written.append((smiles, parent))
        _accept(found, written, n, known)
    return found


def _begun_with_nothing(language: Language, rng: np.random.Generator) -> str | None:
    growing = Growing(language.stars)
    return smiles_of(growing.tokens) if language.write(growing, rng, longest=LONGEST) else None


def _accept(found: Proposals, written: list[tuple[str, int]], n: int, known: frozenset[str]) -> None:
    canonical = read_written([smiles for smiles, _ in written])
    for string, (_, parent) in zip(canonical, written, strict=True):
        if string is None:
            found.tally.invalid += 1
        elif string in found.parents or string in known:
            found.tally.repeated += 1
        elif len(found.parents) < n:
            found.parents[string] = parent
            found.tally.accepted += 1
        else:
            found.tally.proposed -= 1  # not needed any more
