"""Recipes that can be made: parameters, constraints, and rows that keep to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd

from matinfo._validation import check_number
from matinfo.design._arrays import BoolArray, FloatArray, IntArray
from matinfo.design._as_json import value_from_dict, value_to_dict
from matinfo.design._candidates import own_columns
from matinfo.design._space.amount import Amount
from matinfo.design._space.block import within
from matinfo.design._space.choice import Choice
from matinfo.design._space.consistency import by_name, check_constraints, make_blocks
from matinfo.design._space.constraint import Constraint
from matinfo.design._space.lattice import LARGEST_EXACT
from matinfo.design._space.parameter import Parameter
from matinfo.exceptions import InvalidRowsError, RowProblem


class RecipeSpace:
    """All recipes that can be made: bounds, steps, levels and choices, and the constraints between them.

    Rows are made to fit, not drawn and thrown away: how many ways there are to complete a recipe is counted, so that
    recipes in steps are drawn with equal probability; amounts without steps walk inside the polytope that the
    constraints leave.

    Parameters
    ----------
    parameters : sequence of Amount, Level or Choice
        One for each column.
    constraints : sequence of SumTo, Linear, AtMost, OneOf or ForbidTogether, optional
        What ties columns together.

    Attributes
    ----------
    parameters : dict of str to Amount, Level or Choice
        By name.
    constraints : tuple
        As given.
    columns : list of str
        Names of the columns of a recipe.
    n_candidates : float
        Number of different recipes, ``inf`` where an amount has no steps. Where limits of awkward numbers on fine steps
        make the exact count too costly, an upper bound; rows are checked then, so that every one still fits.
    feature_names : list of str
        Names of the columns of `encode`.

    Raises
    ------
    InvalidSpaceError
        If a constraint speaks of columns that do not exist, or if no recipe meets all constraints; the smallest set of
        constraints that conflict is named.

    See Also
    --------
    initial_design : The first experiments in a space.

    Examples
    --------
    >>> import matinfo as mi
    >>> import numpy as np
    >>> space = mi.RecipeSpace(
    ...     [mi.Amount("resin", 0, 100, step=10), mi.Amount("hardener", 0, 100, step=10), mi.Level("oven", [80, 120])],
    ...     constraints=[mi.SumTo(["resin", "hardener"], 100), mi.Linear({"resin": 1, "hardener": -1}, low=0)],
    ... )
    >>> space.n_candidates
    12.0
    >>> space.sample(3, np.random.default_rng(0))[["resin", "hardener"]].sum(axis=1).tolist()
    [100.0, 100.0, 100.0]
    """

    def __init__(self, parameters: Sequence[Parameter], constraints: Sequence[Constraint] = ()) -> None:
        self.parameters = by_name(parameters)
        self.constraints = check_constraints(self.parameters, constraints)
        self._blocks = make_blocks(self.parameters, self.constraints)

    @property
    def columns(self) -> list[str]:
        return list(self.parameters)

    @property
    def n_candidates(self) -> float:
        return float(np.prod([block.count for block in self._blocks]))

    @property
    def feature_names(self) -> list[str]:
        return [name for parameter in self.parameters.values() for name in parameter.feature_names]

    def check(self, frame: pd.DataFrame) -> list[RowProblem]:
        """Say for each row that cannot be made which bound, step, level or constraint it breaks.

        Parameters
        ----------
        frame : DataFrame
            Recipes, with the columns of the space; others are ignored.

        Returns
        -------
        list of RowProblem
            In the order of the rows; empty where every row belongs to the space. Sums may be off by 1e-9.

        Raises
        ------
        ValueError
            If a column is missing.
        """
        values = self._read(frame)
        found: list[tuple[int, RowProblem]] = []
        for name, parameter in self.parameters.items():
            rows = zip(frame.index, frame[name].tolist(), parameter.problems(values[name]), strict=True)
            for row, (label, cell, reason) in enumerate(rows):
                if reason is not None:
                    found.append((row, RowProblem(label, name, cell, "outside-space", reason + ".")))
        wrong_cells = {row for row, _ in found}
        for constraint in self.constraints:
            measured = constraint.measure(values, self.parameters)
            for row in np.flatnonzero(~within(constraint, values, self.parameters)).tolist():
                if row not in wrong_cells:
                    reason = f"must keep to: {constraint.describe()}."
                    where = ", ".join(constraint.columns)
                    value = float(measured[row])
                    found.append((row, RowProblem(frame.index[row], where, value, "breaks-constraint", reason)))
        return [problem for _, problem in sorted(found, key=lambda pair: pair[0])]

    def sample(self, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw recipes: every recipe in steps is equally likely, and none comes twice.

        Parameters
        ----------
        n : int
            Number of recipes; all of them are returned where the space has fewer.
        rng : numpy.random.Generator
            Source of random numbers.

        Returns
        -------
        DataFrame of shape (n, len(columns))
            Recipes that keep to every constraint.
        """
        check_number("n", n, low=0, whole=True)
        if self.n_candidates <= LARGEST_EXACT and all(block.can_list and block.is_exact for block in self._blocks):
            total = int(self.n_candidates)
            ranks = np.arange(total) if n >= total else rng.choice(total, size=n, replace=False, shuffle=True)
            return self._frame(self._unrank(ranks)[0])
        columns: dict[str, FloatArray] = {}
        for block in self._blocks:
            columns |= dict(zip(block.names, block.draw(n, rng).T, strict=True))
        return self._frame(columns)

    def around(self, frame: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
        """Draw neighbours: recipes that differ from one of `frame` in few columns, by little.

        Parameters
        ----------
        frame : DataFrame
            Recipes of the space.
        n : int
            Number of neighbours; about equally many for each recipe.
        rng : numpy.random.Generator
            Source of random numbers.

        Returns
        -------
        DataFrame of shape (n, len(columns))
            Recipes that keep to every constraint.

        Raises
        ------
        ValueError
            If there is no recipe to begin from.
        InvalidRowsError
            If some do not belong to the space; all of them are named.
        """
        if not len(frame):
            raise ValueError("frame must hold at least one recipe; got none. Draw some with sample().")
        if problems := self.check(frame):
            first = {problem.label: problem for problem in reversed(problems)}
            raise InvalidRowsError([*first.values()][::-1], len(frame), "Only recipes of the space have neighbours.")
        values = self._read(frame)
        parents = np.resize(rng.permutation(len(frame)), n)
        sizes = np.array([len(block.names) for block in self._blocks])
        turn = rng.choice(len(sizes), size=n, p=sizes / sizes.sum())
        also = rng.random((n, len(self._blocks))) < 0.5 / len(self._blocks)
        columns: dict[str, FloatArray] = {}
        for place, block in enumerate(self._blocks):
            rows = np.column_stack([values[name][parents] for name in block.names])
            change = (turn == place) | also[:, place]
            rows[change] = block.vary(rows[change], rng)
            columns |= dict(zip(block.names, rows.T, strict=True))
        return self._frame(columns)

    def chunks(self, size: int) -> Iterator[pd.DataFrame]:
        """Go through every recipe of a space in steps, in a fixed order; memory does not grow with the space.

        Parameters
        ----------
        size : int
            Largest number of recipes at a time.

        Yields
        ------
        DataFrame
            The next recipes.

        Raises
        ------
        ValueError
            If an amount has no steps, or if the recipes are too many to be numbered.
        """
        check_number("size", size, low=1, whole=True)
        if not (self.n_candidates <= LARGEST_EXACT and all(block.can_list for block in self._blocks)):
            raise ValueError(
                f"{self.n_candidates:g} recipes cannot be listed. Give each Amount a coarse step, or use sample()."
            )
        for start in range(0, int(self.n_candidates), size):
            columns, kept = self._unrank(np.arange(start, min(start + size, int(self.n_candidates))))
            if kept.any():
                yield self._frame(columns, kept)

    def encode(self, frame: pd.DataFrame) -> FloatArray:
        """Numbers for a model: amounts and levels between 0 and 1, choices by descriptors or one column an option.

        Parameters
        ----------
        frame : DataFrame
            Recipes of the space.

        Returns
        -------
        ndarray of shape (len(frame), len(feature_names))
            NaN where a cell is no value of its parameter.
        """
        values = self._read(frame)
        return np.hstack([parameter.encode(values[name]) for name, parameter in self.parameters.items()])

    def canonical(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The same recipes with numbers as numbers, also where they came as text."""
        numbers = {
            name: each.read(frame[name]) for name, each in self.parameters.items() if not isinstance(each, Choice)
        }
        return frame.assign(**numbers)

    def binding(self, frame: pd.DataFrame) -> list[list[str]]:
        """Say for each recipe which limits it has reached: there it could not go on.

        Parameters
        ----------
        frame : DataFrame
            Recipes of the space.

        Returns
        -------
        list of lists of str
            Constraints and bounds; sums that every recipe must meet, and amounts of zero, are not among them.
        """
        values = self._read(frame)
        found: list[list[str]] = [[] for _ in range(len(frame))]
        for constraint in self.constraints:
            low, high = constraint.limits
            measured = constraint.measure(values, self.parameters)
            for end in (low, high) if low != high else ():
                if end is not None:
                    reached = np.isclose(measured, float(end), rtol=1e-9, atol=1e-9)
                    for row in np.flatnonzero(reached):
                        found[row].append(constraint.describe())
        for name, parameter in self.parameters.items():
            for bound in (parameter.low, parameter.high) if isinstance(parameter, Amount) else ():
                for row in np.flatnonzero((values[name] == bound) & (bound != 0.0)):
                    found[row].append(f"{name} = {bound:g}")
        return found

    def to_dict(self) -> dict[str, Any]:
        """Describe the space with what JSON can hold.

        Returns
        -------
        dict
            For `from_dict`.
        """
        return {
            "parameters": [value_to_dict(each) for each in self.parameters.values()],
            "constraints": [value_to_dict(each) for each in self.constraints],
        }

    @classmethod
    def from_dict(cls, description: Mapping[str, Any]) -> Self:
        """Make the space that `to_dict` described.

        Parameters
        ----------
        description : mapping
            What `to_dict` returned.
        """
        return cls(
            [value_from_dict(each) for each in description["parameters"]],
            [value_from_dict(each) for each in description["constraints"]],
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RecipeSpace):
            return NotImplemented
        return (self.parameters, self.constraints) == (other.parameters, other.constraints)

    def __hash__(self) -> int:
        return hash((tuple(self.parameters), self.constraints))

    def __repr__(self) -> str:
        inside = [repr(parameter) for parameter in self.parameters.values()]
        return f"RecipeSpace([{', '.join(inside)}], constraints={list(self.constraints)})"

    def _read(self, frame: pd.DataFrame) -> dict[str, FloatArray]:
        own = own_columns(frame, self.columns)
        return {name: parameter.read(own[name]) for name, parameter in self.parameters.items()}

    def _unrank(self, ranks: IntArray) -> tuple[dict[str, FloatArray], BoolArray]:
        """Recipes number `ranks` by column, and which keep to every constraint; the last block turns fastest."""
        columns: dict[str, FloatArray] = {}
        kept = np.ones(len(ranks), dtype=np.bool_)
        for block in reversed(self._blocks):
            ranks, own = np.divmod(ranks, int(block.count))
            different, place = np.unique(own, return_inverse=True)
            rows, fine = block.unrank(different)
            columns |= dict(zip(block.names, rows[place].T, strict=True))
            kept &= fine[place]
        return columns, kept

    def _frame(self, columns: Mapping[str, FloatArray], rows: BoolArray | slice = slice(None)) -> pd.DataFrame:
        return pd.DataFrame({name: each.write(columns[name][rows]) for name, each in self.parameters.items()})
