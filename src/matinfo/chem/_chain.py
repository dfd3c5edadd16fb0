"""The infinite chain behind a drawn repeat unit.

A repeat unit is one way to cut the chain. The chain itself is a periodic word: blocks (atoms that hang together when
every bridging backbone bond is cut) joined by those bonds. Rotating, reversing or repeating the drawing rotates,
reverses or repeats the word, so that one smallest word stands for the chain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from rdkit import Chem

BlockKey = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Cut:
    """A bond of the chain where the repeat unit may begin.

    Attributes
    ----------
    before, after : int
        Atom indices on its two sides, in the direction from head to tail. For the bond that the drawing cuts
        (`is_drawn`), `before` is the atom at the tail and `after` the atom at the head.
    order : rdkit.Chem.BondType
        Bond order.
    """

    before: int
    after: int
    order: Chem.BondType
    is_drawn: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """One cell of an infinite chain, as a periodic word of blocks.

    Attributes
    ----------
    mol : rdkit.Chem.Mol
        The cell with a star at each end; other fragments (counter-ions) are not in it.
    ends : tuple of int
        Indices of the two stars, head and tail.
    cuts : tuple of Cut
        All bonds where the chain can be cut; the drawn one first. Block *i* lies between cut *i* and cut *i + 1*.
    forward, backward : tuple of tuple
        The keys of the blocks (what each atom is, and how far it lies from the entry and the exit of its block), read
        from head to tail; the same blocks, each read from tail to head.
    """

    mol: Chem.Mol
    ends: tuple[int, int]
    cuts: tuple[Cut, ...]
    forward: tuple[BlockKey, ...]
    backward: tuple[BlockKey, ...]


def chain_of(mol: Chem.Mol, ends: tuple[int, int]) -> Chain:
    """Read the chain from a repeat unit whose stars are `ends`."""
    path = Chem.GetShortestPath(mol, *ends)
    drawn = mol.GetBondBetweenAtoms(path[0], path[1]).GetBondType()
    cuts = [Cut(path[-2], path[1], drawn, is_drawn=True)]
    stretches: list[list[int]] = [[path[1]]]
    for left, right in pairwise(path[1:-1]):
        bond = mol.GetBondBetweenAtoms(left, right)
        if bond.IsInRing():
            stretches[-1].append(right)
        else:
            cuts.append(Cut(left, right, bond.GetBondType()))
            stretches.append([right])
    neighbours = neighbour_lists(mol)
    names = _atom_keys(mol, neighbours)
    forward, backward = [], []
    walls = set(path)
    for stretch in stretches:
        walls.difference_update(stretch)
        from_entry = distances(neighbours, stretch[0], walls)
        if len(stretch) == 1:
            forward.append(tuple(sorted([(names[i], far, far) for i, far in from_entry.items()])))
            backward.append(forward[-1])
        else:
            from_exit = distances(neighbours, stretch[-1], walls)
            forward.append(tuple(sorted([(names[i], far, from_exit[i]) for i, far in from_entry.items()])))
            backward.append(tuple(sorted([(name, after, before) for name, before, after in forward[-1]])))
        walls.update(stretch)
    return Chain(mol, ends, tuple(cuts), tuple(forward), tuple(backward))


def neighbour_lists(mol: Chem.Mol) -> list[list[int]]:
    """Indices of the neighbours of each atom, ascending."""
    neighbours: list[list[int]] = [[] for _ in range(mol.GetNumAtoms())]
    begins, ends = np.nonzero(Chem.GetAdjacencyMatrix(mol, force=True))
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        neighbours[begin].append(end)
    return neighbours


def _atom_keys(mol: Chem.Mol, neighbours: list[list[int]]) -> list[int]:
    """What each atom is, whichever way the chain is drawn (no stereo mark, but its valence state), as one number."""
    keys = []
    for index, others in enumerate(neighbours):
        atom = mol.GetAtomWithIdx(index)
        key = (atom.GetAtomicNum() * 32 + len(others)) * 32 + atom.GetTotalNumHs()
        key = (key * 256 + atom.GetFormalCharge() + 128) * 1024 + atom.GetIsotope()
        keys.append(int(key * 2 + atom.GetIsAromatic()))
    return keys


def distances(neighbours: Sequence[Sequence[int]], start: int, walls: set[int]) -> dict[int, int]:
    """Number of bonds from `start` to every atom that can be reached without stepping on `walls`."""
    distance = {start: 0}
    front = [start]
    for atom in front:  # grows while it is read
        for other in neighbours[atom]:
            if other not in distance and other not in walls:
                distance[other] = distance[atom] + 1
                front.append(other)
    return distance


def smallest_words(chain: Chain) -> list[tuple[int, bool]]:
    """Where the chain can be cut, and read in which direction, to give the smallest word.

    Returns
    -------
    list of (cut, reversed)
        Index of a cut, and whether the word is read from tail to head from there. Single bonds come before
        double ones. More than one entry means that the word cannot tell them apart.
    """
    orders = [int(cut.order) for cut in chain.cuts]
    forward = list(zip(orders, chain.forward, strict=True))
    # Read backwards from cut i: first the bond i, then the block before it.
    backward = [(orders[-i % len(orders)], chain.backward[-i - 1]) for i in range(len(orders))]
    letters = {letter: rank for rank, letter in enumerate(sorted({*forward, *backward}))}
    words = [[letters[letter] for letter in word] for word in (forward, backward)]
    starts = [least_rotations(word) for word in words]
    first = [word[start[0] :] + word[: start[0]] for word, start in zip(words, starts, strict=True)]
    found = []
    if first[0] <= first[1]:
        found += [(start, False) for start in starts[0]]
    if first[1] <= first[0]:
        found += [(-start % len(orders), True) for start in starts[1]]
    return found


def least_rotations(word: list[int]) -> list[int]:
    """All positions from which a cyclic word reads smallest (Booth's duel, O(n)).

    Examples
    --------
    >>> least_rotations([2, 1, 2, 1])
    [1, 3]
    """
    n = len(word)
    left, right, same = 0, 1, 0
    while left < n and right < n and same < n:
        a, b = word[(left + same) % n], word[(right + same) % n]
        if a == b:
            same += 1
            continue
        if a > b:
            left += same + 1
        else:
            right += same + 1
        if left == right:
            right += 1
        same = 0
    start = min(left, right)
    period = smallest_period(word)
    return [(start + shift) % n for shift in range(0, n, period)]


def smallest_period(word: Sequence[Any]) -> int:
    """Length of the shortest word whose repetition gives the cyclic `word`.

    Examples
    --------
    >>> smallest_period("abab"), smallest_period("aba")
    (2, 3)
    """
    n = len(word)
    return next(
        period for period in range(1, n + 1) if n % period == 0 and all(word[i] == word[i - period] for i in range(n))
    )
