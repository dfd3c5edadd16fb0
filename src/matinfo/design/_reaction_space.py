"""All polymers that reactions make of the monomers at hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd
from rdkit import Chem

from matinfo._validation import check_choice, check_number
from matinfo.chem import REACTIONS, Route, find_routes, parse_report, polymerize, structure_column
from matinfo.design._arrays import FloatArray
from matinfo.design._candidates import own_columns
from matinfo.design._filters.similarity import environment_counts, similarity_to
from matinfo.design._structure_source import StructureSource
from matinfo.design._structures.materials import read_materials
from matinfo.exceptions import InvalidRowsError, RowProblem

_NEAR = 20  # monomers that stand in for another one at the most
_PATIENCE = 20  # draws for each row that is still wanted


@dataclass(frozen=True)
class _Block:
    """Monomers that one reaction takes, by where they stand."""

    reaction: str
    places: tuple[tuple[str, ...], ...]  # one place: alone; two: the first and the second monomer

    @property
    def n_choices(self) -> int:
        return int(np.prod([len(each) for each in self.places]))

    def choice(self, number: int) -> tuple[str, ...]:
        """Monomers of one of the choices."""
        picks = np.unravel_index(number, [len(each) for each in self.places])
        return tuple(each[int(pick)] for each, pick in zip(self.places, picks, strict=True))


class ReactionSpace(StructureSource):
    """Candidates with a route: repeat units that named polymerisations make of known monomers.

    Every candidate comes with its reaction and its monomers. Combinations are counted and drawn, not listed, so that
    thousands of monomers are no burden. Frames carry ``reaction`` and ``monomers`` beside ``structure``, the one column
    that a model sees.

    Parameters
    ----------
    monomers : column of structures
        Molecules that can be had. Those that fit no reaction do no harm.
    reactions : sequence of str, optional
        Names from ``matinfo.chem.REACTIONS``; by default all.

    Attributes
    ----------
    monomers : list of str
        Canonical SMILES, each once.
    reactions : tuple of str
        Names of the reactions.
    n_candidates : float
        Number of combinations of reaction and monomers. A few of them make no linear chain, others two.

    Raises
    ------
    InvalidRowsError
        Rows hold no molecule, or a repeat unit; all of them are named.
    ValueError
        A reaction is not known, or no reaction finds the monomers it needs.

    See Also
    --------
    StructureGenerator : Structures without limits, of which some can be made.
    find_routes : Monomers of known polymers.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> space = mi.ReactionSpace(["OCCO", "OCCCCO", "O=C(O)CCCCC(=O)O", "C=Cc1ccccc1"])
    >>> space.n_candidates
    3.0
    >>> space.sample(3, np.random.default_rng(0))["structure"].sort_values().tolist()
    ['*CC(*)c1ccccc1', '*CCCCC(=O)OCCCCOC(*)=O', '*CCCCC(=O)OCCOC(*)=O']
    """

    def __init__(self, monomers: Any, *, reactions: Sequence[str] | None = None) -> None:
        self.monomers = _read_monomers(monomers)
        self.reactions = tuple(REACTIONS) if reactions is None else tuple(reactions)
        for name in self.reactions:
            check_choice("reactions", name, REACTIONS)
        self._blocks = [block for name in self.reactions for block in _blocks_of(name, self.monomers)]
        self._ends = np.cumsum([block.n_choices for block in self._blocks])
        if not self._blocks:
            needs = "; ".join(f"{name}: {REACTIONS[name].needs}" for name in self.reactions[:5])
            raise ValueError(f"no reaction finds its monomers among the {len(self.monomers)} given. Needed: {needs}.")

    @classmethod
    def from_polymers(cls, polymers: Any, *, reactions: Sequence[str] | None = None) -> Self:
        """Take the monomers of known polymers, as `find_routes` finds them.

        Parameters
        ----------
        polymers : column of structures
            Repeat units; those without a route give nothing.
        reactions : sequence of str, optional
            As of the class.
        """
        routes = [route for unit in sorted(set(read_materials(polymers))) if "*" in unit for route in find_routes(unit)]
        wanted = REACTIONS if reactions is None else reactions
        return cls(
            sorted({name for route in routes if route.reaction in wanted for name in route.monomers}),
            reactions=reactions,
        )

    @property
    def n_candidates(self) -> float:
        return float(self._ends[-1])

    def check(self, frame: pd.DataFrame) -> list[RowProblem]:
        """Say for each row that no reaction makes of the monomers what is missing.

        Parameters
        ----------
        frame : DataFrame
            With the column ``structure``.

        Returns
        -------
        list of RowProblem
            Empty where every row is a candidate.
        """
        column = structure_column(own_columns(frame, self.columns))
        canonical, problems = parse_report(column.values, column.labels, column.name, odd=[])
        for label, value, string in zip(column.labels, column.values, canonical, strict=True):
            if string is not None and not self.routes(string):
                reason = "no listed reaction makes it of these monomers."
                problems.append(RowProblem(label, column.name, value, "outside-space", reason))
        return problems

    def routes(self, structure: str) -> list[Route]:
        """Routes to a repeat unit with the reactions and the monomers of this space.

        Parameters
        ----------
        structure : str
            Repeat unit.
        """
        stock = set(self.monomers)
        routes = find_routes(structure) if "*" in structure else []
        return [each for each in routes if each.reaction in self.reactions and stock.issuperset(each.monomers)]

    def notes(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Reaction and monomers of candidates: the columns ``reaction`` and ``monomers``."""
        routes = [self.routes(structure)[:1] for structure in frame["structure"]]
        rows = [(each[0].reaction, " + ".join(each[0].monomers)) if each else ("", "") for each in routes]
        return pd.DataFrame(rows, columns=["reaction", "monomers"], index=frame.index, dtype=object)

    def sample(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw different candidates, reactions by the number of their combinations.

        Parameters
        ----------
        n : int
            Candidates wanted; fewer come where there are fewer.
        rng : numpy Generator

        Returns
        -------
        DataFrame
            Columns ``structure``, ``reaction``, ``monomers``.
        """
        check_number("n", n, low=0, whole=True)
        total = int(self.n_candidates)
        if total <= n:
            return _frame(self._made(range(total)))
        found: dict[str, Route] = {}
        for _ in range(_PATIENCE):
            wanted = n - len(found)
            if not wanted:
                break
            for route in self._made(rng.integers(total, size=wanted).tolist(), rng):
                found.setdefault(route.structure, route)
        return _frame(list(found.values())[:n])

    def around(self, frame: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw candidates in which one monomer of a given one is exchanged for one like it.

        Parameters
        ----------
        frame : DataFrame
            With the column ``structure``; the rows take turns, and are not among the new ones.
        n : int
            Candidates wanted.
        rng : numpy Generator

        Returns
        -------
        DataFrame
            Columns ``structure``, ``reaction``, ``monomers``.
        """
        parents = [route for structure in frame["structure"] for route in self.routes(structure)]
        known, found = set(frame["structure"]), dict[str, Route]()
        for turn in range(_PATIENCE * n if parents else 0):
            if len(found) == n:
                break
            parent = parents[turn % len(parents)]
            place = int(rng.integers(len(parent.monomers)))
            monomers = [*parent.monomers[:place], self._like(parent, place, rng), *parent.monomers[place + 1 :]]
            units = polymerize(monomers, reaction=parent.reaction)
            if units and (route := units[int(rng.integers(len(units)))]).structure not in known:
                found.setdefault(route.structure, route)
        return _frame(list(found.values()))

    def chunks(self, size: int) -> Iterator[pd.DataFrame]:
        """Go through all candidates.

        Parameters
        ----------
        size : int
            Largest number of rows at a time.
        """
        check_number("size", size, low=1, whole=True)
        total = int(self.n_candidates)
        seen: set[str] = set()
        step = max(size // 2, 1)
        for start in range(0, total, step):
            routes = [r for r in self._made(range(start, min(start + step, total))) if r.structure not in seen]
            seen.update(route.structure for route in routes)
            if routes:
                yield _frame(routes)

    def to_dict(self) -> dict[str, Any]:
        """Describe the space with what JSON can hold."""
        return {"monomers": self.monomers, "reactions": list(self.reactions)}

    @classmethod
    def from_dict(cls, description: dict[str, Any]) -> Self:
        """Make the space that `to_dict` described."""
        return cls(description["monomers"], reactions=description["reactions"])

    def __repr__(self) -> str:
        return f"ReactionSpace({len(self.monomers)} monomers, {len(self.reactions)} reactions)"

    # --- private ----------------------------------------------------------------------------------------------------

    def _made(self, numbers: Iterable[int], rng: np.random.Generator | None = None) -> list[Route]:
        """Routes of combinations by number: all units of each, or one of them at random."""
        routes: dict[str, Route] = {}
        for number in numbers:
            place = int(np.searchsorted(self._ends, number, side="right"))
            block = self._blocks[place]
            monomers = block.choice(number - (int(self._ends[place]) - block.n_choices))
            units = polymerize(monomers, reaction=block.reaction)
            if rng is not None and len(units) > 1:
                units = [units[int(rng.integers(len(units)))]]
            for route in units:
                routes.setdefault(route.structure, route)
        return list(routes.values())

    def _like(self, route: Route, place: int, rng: np.random.Generator) -> str:
        """A monomer that can stand in a place of a route, like the one that stands there."""
        monomer = route.monomers[place]
        blocks = [b for b in self._blocks if b.reaction == route.reaction and len(b.places) == len(route.monomers)]
        others = next(names for block in blocks for names in block.places if monomer in names)
        likeness = similarity_to(
            self._counts[self._number[monomer]], self._counts[[self._number[name] for name in others]]
        )
        nearest = np.argsort(-likeness, kind="stable")[: _NEAR + 1]
        return others[int(rng.choice(nearest))]

    @cached_property
    def _number(self) -> dict[str, int]:
        return {name: number for number, name in enumerate(self.monomers)}

    @cached_property
    def _counts(self) -> FloatArray:
        return environment_counts(self.monomers)


def _blocks_of(name: str, monomers: list[str]) -> list[_Block]:
    reaction = REACTIONS[name]
    fitting: dict[str, list[str]] = {"alone": [], "first": [], "second": []}
    for monomer in monomers:
        for place in reaction.places(Chem.MolFromSmiles(monomer)):
            fitting[place].append(monomer)
    alone, first, second = (tuple(fitting[place]) for place in ("alone", "first", "second"))
    blocks = [_Block(name, (alone,)), _Block(name, (first, second))]
    return [block for block in blocks if block.n_choices]


def _read_monomers(monomers: Any) -> list[str]:
    column = structure_column(monomers)
    canonical, problems = parse_report(column.values, column.labels, column.name, odd=[])
    for label, value, string in zip(column.labels, column.values, canonical, strict=True):
        if string is not None and "*" in string:
            reason = "it has attachment points: this is a repeat unit, not a monomer."
            problems.append(RowProblem(label, column.name, value, "invalid-molecule", reason))
    if problems:
        next_step = "Leave these rows out, or take the monomers of repeat units by ReactionSpace.from_polymers."
        raise InvalidRowsError(problems, len(canonical), next_step)
    return sorted({string for string in canonical if string is not None})


def _frame(routes: Sequence[Route]) -> pd.DataFrame:
    """One row a route."""
    rows = [(route.structure, route.reaction, " + ".join(route.monomers)) for route in routes]
    return pd.DataFrame(rows, columns=["structure", "reaction", "monomers"], dtype=object)
