"""Rows of a table of copolymers: which endless chains each of them holds, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from matinfo._missing import is_blank
from matinfo._validation import option_message
from matinfo.chem import canonicalize
from matinfo.chem._sequence import Monomer, chain_of_monomers, read_monomer
from matinfo.exceptions import RowProblem, StructureError
from matinfo.featurize._architecture import (
    ARCHITECTURES,
    Word,
    mixing_entropy,
    sequence_shares,
    unlike_neighbours,
)
from matinfo.featurize._base import FloatArray

_SUM_TOLERANCE = 1e-3  # fractions come rounded, as 0.333
_SYNONYMS = {"statistical": "random", "alternate": "alternating", "ran": "random", "alt": "alternating"}


@dataclass(frozen=True)
class CopolymerColumns:
    """The columns of a table that say what its copolymers are.

    Attributes
    ----------
    labels : list of object, length n
    monomers : list of (str, list), one a monomer
        Name of the column and its n values.
    fractions : list of (str, list)
    architecture : (str, list)
    """

    labels: list[Any]
    monomers: list[tuple[str, list[Any]]]
    fractions: list[tuple[str, list[Any]]]
    architecture: tuple[str, list[Any]]

    @classmethod
    def of(cls, X: Any, monomers: Sequence[str], fractions: Sequence[str], architecture: str) -> CopolymerColumns:
        """Take the columns from a table, or say which ones are missing."""
        if not isinstance(X, pd.DataFrame):
            raise TypeError(
                f"X must be a DataFrame with a column for each monomer and fraction; got {type(X).__name__}. "
                "Pass for example pd.DataFrame({'monomer_A': ['*CC*'], 'monomer_B': ['*CCO*'], ...})."
            )
        if isinstance(monomers, str) or isinstance(fractions, str) or len(monomers) != len(fractions):
            raise ValueError(option_message("fractions", "one column for each of monomers", fractions))
        for_all = architecture in ARCHITECTURES and architecture not in X.columns
        wanted = [*monomers, *fractions, *([] if for_all else [architecture])]
        if missing := [name for name in wanted if name not in X.columns]:
            raise ValueError(
                f"X has no columns {missing}; it has {[str(name) for name in X.columns[:8]]}. "
                f"Name them with monomers=, fractions= and architecture=, which may also be one of {ARCHITECTURES}."
            )
        if not len(X):
            raise ValueError("X must have at least one row; got 0 rows.")
        return cls(
            labels=list(X.index),
            monomers=[(name, X[name].tolist()) for name in monomers],
            fractions=[(name, X[name].tolist()) for name in fractions],
            architecture=(architecture, [architecture] * len(X) if for_all else X[architecture].tolist()),
        )


@dataclass(frozen=True)
class Chains:
    """Endless chains of n copolymers.

    Attributes
    ----------
    structures : list of str, length c
        Repeat units of the different chains.
    shares : csr_array, shape (n, c)
        Share of the heavy atoms of each copolymer that lies in each chain; empty rows cannot be used.
    sequence : ndarray, shape (n, 2)
        Probability that neighbours are unlike, and entropy of the composition.
    problems : list of RowProblem
    """

    structures: list[str]
    shares: sparse.csr_array
    sequence: FloatArray
    problems: list[RowProblem]


def read_chains(columns: CopolymerColumns, window: int) -> Chains:
    """Read all rows; a monomer is parsed once, and a sequence of monomers is joined once."""
    reader = _Reader(window)
    n = len(columns.labels)
    sequence = np.full((n, 2), np.nan)
    problems: list[RowProblem] = []
    starts, places, weights = [0], list[int](), list[float]()
    for row in range(n):
        try:
            shares, sequence[row] = reader.read(
                [(name, values[row]) for name, values in columns.monomers],
                [(name, values[row]) for name, values in columns.fractions],
                (columns.architecture[0], columns.architecture[1][row]),
            )
            places += shares
            weights += shares.values()
        except _CellError as error:
            problems.append(RowProblem(columns.labels[row], *error.args))
        starts.append(len(places))
    shape = (n, max(len(reader.places), 1))
    return Chains(list(reader.places), sparse.csr_array((weights, places, starts), shape=shape), sequence, problems)


@dataclass(frozen=True)
class Composition:
    """Monomers of n copolymers.

    Attributes
    ----------
    monomers : list of str, length m
        Canonical repeat unit of each different monomer.
    fractions : csr_array, shape (n, m)
        Mole fractions; empty rows cannot be used.
    """

    monomers: list[str]
    fractions: sparse.csr_array


def read_composition(columns: CopolymerColumns) -> Composition:
    """Read the monomers of all rows, one that is drawn in two ways as one; rows that cannot be used stay empty."""
    reader, strings, n = _Reader(window=2), dict[str, str](), len(columns.labels)
    places, rows, found, values = dict[str, int](), list[int](), list[int](), list[float]()
    for row in range(n):
        cells = [(name, cell[row]) for name, cell in columns.monomers]
        amounts = [(name, cell[row]) for name, cell in columns.fractions]
        try:
            reader.read(cells, amounts, (columns.architecture[0], columns.architecture[1][row]))
        except _CellError:
            continue
        for (_, cell), amount in zip(cells, _read_fractions(amounts), strict=True):
            if amount > 0:
                if cell not in strings:
                    strings[cell] = canonicalize(cell)
                rows.append(row)
                found.append(places.setdefault(strings[cell], len(places)))
                values.append(amount)
    fractions = sparse.coo_array((values, (rows, found)), shape=(n, max(len(places), 1))).tocsr()  # adds up equal ones
    return Composition(list(places), fractions)


class _CellError(Exception):
    """Column, value, code, reason and suggestion of the first cell of a row that cannot be used."""


class _Reader:
    """Monomers and chains that were read so far."""

    def __init__(self, window: int) -> None:
        self.window = window
        self.places: dict[str, int] = {}  # column of each chain
        self._monomers: dict[str, Monomer] = {}
        self._chains: dict[tuple[str, ...], int] = {}
        self._shares: dict[tuple[Any, ...], dict[Word, float]] = {}

    def read(
        self, monomers: list[tuple[str, Any]], fractions: list[tuple[str, Any]], architecture: tuple[str, Any]
    ) -> tuple[dict[int, float], tuple[float, float]]:
        """Share of heavy atoms in each chain of a row, in an order of its own, and sequence statistics."""
        amounts = _read_fractions(fractions)
        word = _read_architecture(architecture, amounts)
        key = (word, *amounts)
        if key not in self._shares:
            self._shares[key] = sequence_shares(word, amounts, self.window)
        by_word = self._shares[key]
        units = [self._monomer(cell) if amount > 0 else None for cell, amount in zip(monomers, amounts, strict=True)]
        shares: dict[int, float] = {}
        for sequence, share in by_word.items():
            chain = [unit for place in sequence if (unit := units[place]) is not None]
            atoms = sum(unit.atoms for unit in chain) / len(chain)
            place = self._chain(chain, monomers[sequence[0]][0])
            shares[place] = shares.get(place, 0.0) + share * atoms
        total = sum(shares.values())
        return (
            {place: part / total for place, part in shares.items()},
            (unlike_neighbours(by_word), mixing_entropy(amounts)),
        )

    def _monomer(self, cell: tuple[str, Any]) -> Monomer:
        column, value = cell
        if not isinstance(value, str) or value not in self._monomers:
            try:
                read = read_monomer(value)
            except StructureError as error:
                raise _CellError(column, value, error.code, error.reason, error.suggestion) from None
            self._monomers[value] = read
        return self._monomers[value]

    def _chain(self, chain: list[Monomer], column: str) -> int:
        key = tuple(unit.string for unit in chain)
        if key not in self._chains:
            try:
                structure = chain_of_monomers(chain)
            except StructureError as error:
                raise _CellError(column, error.value, error.code, error.reason, error.suggestion) from None
            self._chains[key] = self.places.setdefault(structure, len(self.places))
        return self._chains[key]


def _read_fractions(cells: list[tuple[str, Any]]) -> tuple[float, ...]:
    """Fractions that add up to 1; an empty cell is 0."""
    amounts = []
    for column, value in cells:
        amount = 0.0 if is_blank(value) else _number(value)
        if not 0 <= amount <= 1:
            hint = "Divide percentages by 100." if 1 < amount <= 100 else ""
            raise _CellError(column, value, "invalid-fraction", "a mole fraction lies between 0 and 1.", hint)
        amounts.append(amount)
    total = sum(amounts)
    if abs(total - 1) > _SUM_TOLERANCE:
        column, value = cells[0]
        reason = f"the fractions of the row add up to {total:g}, not to 1."
        raise _CellError(column, value, "invalid-fraction", reason, "Divide them by their sum.")
    return tuple(amount / total for amount in amounts)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return -1.0


def _read_architecture(cell: tuple[str, Any], amounts: tuple[float, ...]) -> str:
    column, value = cell
    text = value.strip().lower() if isinstance(value, str) else ""
    word = _SYNONYMS.get(text, text)
    present = [amount for amount in amounts if amount > 0]
    if word not in ARCHITECTURES:
        if len(present) == 1 and not text:
            return "block"  # a homopolymer needs no architecture
        raise _CellError(column, value, "invalid-architecture", f"it must be one of {ARCHITECTURES}.", "")
    if word == "alternating" and max(present) - min(present) > _SUM_TOLERANCE:
        reason = "an alternating copolymer has as much of each monomer."
        raise _CellError(column, value, "invalid-architecture", reason, "Give equal fractions, or 'random'.")
    return word
