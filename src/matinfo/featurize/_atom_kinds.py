"""Kinds of atoms that no additive descriptor tells apart.

The atoms of a chunk of materials are of some hundred kinds. What an atom adds to a sum is worked out once a kind.
"""

from __future__ import annotations

from typing import NamedTuple

from matinfo.featurize._tables import ChainTable, Site

Beyond = tuple[tuple[float, Site], ...]


class AtomKind(NamedTuple):
    """All that additive descriptors ask of an atom.

    Attributes
    ----------
    site : Site
        The atom and its neighbours.
    in_ring : bool
    mass : float
        Without its hydrogens [g/mol].
    beyond : tuple of (order, Site)
        Its neighbours with theirs, sorted; empty for atoms whose own neighbours decide everything.
    """

    site: Site
    in_ring: bool
    mass: float
    beyond: Beyond


class AtomKinds:
    """The kinds of the atoms of many cells, numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[Site, bool, float, Beyond], int] = {}

    def numbers_of(self, table: ChainTable) -> list[int]:
        """Number of the kind of each heavy atom of a cell."""
        numbers, sites, in_ring, masses = self._numbers, table.sites, table.in_ring, table.masses
        beyond = {index: _beyond(table, index) for index in table.core if _looks_farther(table, index)}
        kinds = [(sites[index], in_ring[index], masses[index], beyond.get(index, ())) for index in table.core]
        return [numbers.setdefault(kind, len(numbers)) for kind in kinds]

    def all(self) -> list[AtomKind]:
        """Return the kinds, by number."""
        return [AtomKind(*kind) for kind in self._numbers]


def _looks_farther(table: ChainTable, index: int) -> bool:
    """Whether the neighbours of an atom's neighbours decide: for N and O, and carbon with a double bond, as in C=O."""
    number = table.numbers[index]
    return number in (7, 8) or (number == 6 and table.unsaturated[index] > 0 and not table.aromatic[index])


def _beyond(table: ChainTable, index: int) -> Beyond:
    return tuple(sorted([(order, table.sites[other]) for order, other in table.links[index]]))
