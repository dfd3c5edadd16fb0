"""Polymers from two kinds of groups that react with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rdkit import Chem

from matinfo.chem.reactions._group import Group
from matinfo.chem.reactions._reaction import Reaction, marked_pattern, stars
from matinfo.chem.reactions._stretch import Stretch, joined

_FIRST, _SECOND, _JOINED = 1, 2, 7  # labels of ends
Site = tuple[int, bool]


@dataclass(frozen=True)
class StepGrowth(Reaction):
    """One monomer with both groups, or two that have two of one kind each.

    Attributes
    ----------
    name, needs : str
    linkage : str
        SMARTS of the group in the chain, with the bond between atom 1, of the first group, and atom 2, of the second.
    first, second : Group
    forbidden : tuple of str
        SMARTS of what a monomer must not have, as it would react too.
    alone : bool
        Whether a monomer may have both groups: an amino acid keeps, an amino isocyanate does not.
    keeps_linkages : bool
        Whether a monomer may hold the linkage in its own chain: ethers may, esters would be exchanged.
    """

    name: str
    needs: str
    linkage: str
    first: Group
    second: Group
    forbidden: tuple[str, ...] = ()
    alone: bool = True
    keeps_linkages: bool = False

    def places(self, monomer: Chem.Mol) -> frozenset[str]:
        if any(monomer.HasSubstructMatch(pattern) for pattern in self._forbidden):
            return frozenset()
        ends = self.first.n_ends(monomer), self.second.n_ends(monomer)
        found = {
            "alone": self.alone and self._as_unit(monomer) is not None,
            "first": not ends[1] and self.first.as_ends(monomer, 2) is not None,
            "second": not ends[0] and self.second.as_ends(monomer, 2) is not None,
        }
        return frozenset(place for place, fits in found.items() if fits)

    def units(self, monomers: Sequence[Chem.Mol]) -> Iterator[Chem.Mol]:
        places = [self.places(mol) for mol in monomers]
        if len(monomers) == 1:
            unit = self._as_unit(monomers[0]) if "alone" in places[0] else None
            if unit is not None:
                yield unit
            return
        for one, other in ((0, 1), (1, 0)):
            if "first" in places[one] and "second" in places[other]:
                left, right = self.first.as_ends(monomers[one], 2), self.second.as_ends(monomers[other], 2)
                assert left is not None
                assert right is not None
                yield from _combined(left, right)

    def monomers(self, chain: Stretch) -> Iterator[tuple[Chem.Mol, ...]]:
        sites = self._sites(chain)
        for place, is_first_before in sites if self.alone else ():
            labels = (_SECOND, _FIRST) if is_first_before else (_FIRST, _SECOND)
            piece = self._piece(chain, place, place + chain.period, labels)
            if piece is not None and (monomer := self._restored(piece, 1, 1)) is not None:
                yield (monomer,)
        for n_cells in (1, 2):  # one linkage a cell that reads the same both ways: two monomers take two cells
            pairs = list(self._pairs(chain, sites, n_cells))
            yield from pairs
            if pairs:
                return

    # --- private ----------------------------------------------------------------------------------------------------

    @cached_property
    def _linkage(self) -> tuple[Chem.Mol, int, int]:
        return marked_pattern(self.linkage)

    @cached_property
    def _forbidden(self) -> list[Chem.Mol]:
        return [Chem.MolFromSmarts(smarts) for smarts in self.forbidden]

    def _as_unit(self, monomer: Chem.Mol) -> Chem.Mol | None:
        one_end = self.first.as_ends(monomer, 1)
        unit = None if one_end is None else self.second.as_ends(one_end, 1)
        for star in [] if unit is None else stars(unit):
            star.SetIsotope(0)
        return unit

    def _linked(self, mol: Chem.Mol) -> set[tuple[int, int]]:
        pattern, first, second = self._linkage
        matches = mol.GetSubstructMatches(pattern, uniquify=False, maxMatches=10_000)
        return {(match[first], match[second]) for match in matches}

    def _sites(self, chain: Stretch) -> list[Site]:
        """Places of one cell that can be cut, and whether the first group lies before the cut."""
        linked = self._linked(chain.mol)
        sites = []
        for place in range(chain.first, chain.first + chain.period):
            _, before, behind = chain.bonds[place]
            sites += [(place, True)] if (before, behind) in linked else []
            sites += [(place, False)] if (behind, before) in linked else []
        return sites

    def _pairs(self, chain: Stretch, sites: list[Site], n_cells: int) -> Iterator[tuple[Chem.Mol, Chem.Mol]]:
        length = n_cells * chain.period
        others = [(place + cell * chain.period, before) for cell in range(n_cells) for place, before in sites]
        for start, is_first_before in sites:
            for middle, ends_before in others:
                if middle <= start or ends_before == is_first_before or middle >= start + length:
                    continue
                labels = (_SECOND, _FIRST) if is_first_before else (_FIRST, _SECOND)
                left = self._piece(chain, start, middle, (labels[0], labels[0]))
                right = None if left is None else self._piece(chain, middle, start + length, (labels[1], labels[1]))
                if left is None or right is None:
                    continue
                counts = (0, 2) if is_first_before else (2, 0)
                pair = self._restored(left, *counts), self._restored(right, *counts[::-1])
                if pair[0] is not None and pair[1] is not None:
                    yield pair[0], pair[1]

    def _piece(self, chain: Stretch, start: int, stop: int, labels: tuple[int, int]) -> Chem.Mol | None:
        piece = chain.piece(start, stop, labels)
        if not self.keeps_linkages:
            first, last = (atom.GetIdx() for atom in stars(piece))
            way = set(Chem.GetShortestPath(piece, first, last))
            if any(first in way and second in way for first, second in self._linked(piece)):
                return None
        return piece

    def _restored(self, piece: Chem.Mol, n_first: int, n_second: int) -> Chem.Mol | None:
        half = self.first.as_groups(piece, n_first)
        return None if half is None else self.second.as_groups(half, n_second)


def _combined(left: Chem.Mol, right: Chem.Mol) -> Iterator[Chem.Mol]:
    """The unit of two monomers, the second one in either direction."""
    for place in range(2):
        whole = Chem.CombineMols(left, right)
        firsts = [atom for atom in stars(whole) if atom.GetIsotope() == _FIRST]
        seconds = [atom for atom in stars(whole) if atom.GetIsotope() == _SECOND]
        for atom in (*firsts, *seconds):
            atom.SetIsotope(0)
        firsts[0].SetIsotope(_JOINED)
        seconds[place].SetIsotope(_JOINED)
        yield joined(whole)
