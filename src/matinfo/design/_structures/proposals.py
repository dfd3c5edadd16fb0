"""New structures from a language: written from the first word on, or from where a known structure is cut."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from rdkit import Chem

from matinfo.chem import parse_report
from matinfo.design._structures.growing import Growing
from matinfo.design._structures.language import Language
from matinfo.design._structures.tokens import Token, smiles_of, tokens_from

LONGEST = 300  # words
_AT_ONCE = 256
_PATIENCE = 20  # proposals for each structure that is still wanted


@dataclass
class Tally:
    """What became of proposals.

    Attributes
    ----------
    proposed : int
        Structures that were begun.
    unfinished : int
        No word could follow, or they grew too long.
    invalid : int
        Finished, but no structure: aromatic rings that have no Kekule form, or ends that make no chain.
    repeated : int
        Valid, but the same material as one that was there before.
    accepted : int
        The rest.
    """

    proposed: int = 0
    unfinished: int = 0
    invalid: int = 0
    repeated: int = 0
    accepted: int = 0


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
    longest_cut: int = 10,
    known: frozenset[str] = frozenset(),
) -> Proposals:
    """Make different structures that the language finds likely.

    Parameters
    ----------
    language : Language
    n : int
        Structures wanted; fewer come when most proposals repeat each other.
    rng : numpy Generator
    parents : sequence of str, optional
        Canonical structures. Each proposal begins with one of them, in turn, written from a random atom; up to
        `longest_cut` words are cut from its end and written anew. Without parents proposals begin with nothing.
    longest_cut : int, default=10
    known : frozenset of str, optional
        Canonical strings that count as repeated.

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
            growing = _cut(language, mols[parent], longest_cut, rng) if mols else Growing(language.stars)
            if growing is not None and language.write(growing, rng, longest=LONGEST):
                written.append((smiles_of(growing.tokens), parent))
            else:
                found.tally.unfinished += 1
        _accept(found, written, n, known)
    return found


def _cut(language: Language, mol: Chem.Mol, longest_cut: int, rng: np.random.Generator) -> Growing | None:
    """Write a structure from a random atom on, without its last words."""
    tokens: list[Token] = tokens_from(mol, int(rng.integers(mol.GetNumAtoms())))
    kept = tokens[: len(tokens) - int(rng.integers(1, min(longest_cut, len(tokens)) + 1))]
    numbers = language.numbers_of(kept)
    return None if numbers is None else Growing(language.stars).extended(kept, numbers)


def _accept(found: Proposals, written: list[tuple[str, int]], n: int, known: frozenset[str]) -> None:
    canonical, _ = parse_report([smiles for smiles, _ in written], odd=[])
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
