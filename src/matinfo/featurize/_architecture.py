"""Which sequences of units a copolymer holds, by its architecture.

A copolymer is described as a mixture of endless chains with a short period. A random one holds every sequence of
`window` units, each as often as its probability says; repeating each sequence without end and taking the mean gives
every run of `window` units exactly as often as in the true chain, so counts that look no farther are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import log, prod
from typing import Literal, get_args

from matinfo.chem._chain import least_rotations, smallest_period

Architecture = Literal["alternating", "random", "block"]
ARCHITECTURES: tuple[str, ...] = get_args(Architecture)

Word = tuple[int, ...]


def sequence_shares(architecture: str, fractions: Sequence[float], window: int) -> dict[Word, float]:
    """Share of the units of a copolymer that lie in each periodic chain.

    Parameters
    ----------
    architecture : {"alternating", "random", "block"}
    fractions : sequence of float, length m
        Mole fractions of the monomers; their sum is 1.
    window : int
        Length of the sequences of a random copolymer.

    Returns
    -------
    dict of tuple of int to float
        Shortest period as positions of monomers, and its share.

    Examples
    --------
    >>> sequence_shares("random", [0.5, 0.5], window=2)
    {(0,): 0.25, (0, 1): 0.5, (1,): 0.25}
    >>> sequence_shares("alternating", [0.5, 0.5], window=2), sequence_shares("block", [0.25, 0.75], window=2)
    ({(0, 1): 1.0}, {(0,): 0.25, (1,): 0.75})
    """
    present = [position for position, fraction in enumerate(fractions) if fraction > 0]
    if len(present) == 1:
        return {(present[0],): 1.0}
    if architecture == "alternating":
        return {tuple(present): 1.0}
    if architecture == "block":
        return {(position,): fractions[position] for position in present}
    shares: dict[Word, float] = {}
    for word in product(present, repeat=window):
        period = shortest_period(word)
        shares[period] = shares.get(period, 0.0) + prod(fractions[position] for position in word)
    return shares


def shortest_period(word: Word) -> Word:
    """The shortest word whose repetition is the same endless chain, read from its smallest rotation.

    Examples
    --------
    >>> shortest_period((1, 0, 1, 0)), shortest_period((1, 1, 0))
    ((0, 1), (0, 1, 1))
    """
    start = least_rotations(list(word))[0]
    turned = word[start:] + word[:start]
    return turned[: smallest_period(turned)]


def unlike_neighbours(shares: dict[Word, float]) -> float:
    """Probability that the next unit along the chain is another monomer."""
    return sum(
        share * sum(one != other for one, other in zip(word, word[1:] + word[:1], strict=True)) / len(word)
        for word, share in shares.items()
    )


def mixing_entropy(fractions: Sequence[float]) -> float:
    """Entropy of the composition, -sum f ln f."""
    return -sum(fraction * log(fraction) for fraction in fractions if fraction > 0)
