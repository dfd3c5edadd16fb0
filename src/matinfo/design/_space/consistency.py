"""Checks of a space as a whole: names, constraints that speak of it, and columns that constraints tie together."""

from __future__ import annotations

from collections.abc import Sequence

from matinfo._validation import option_message
from matinfo.design._space.block import Block
from matinfo.design._space.constraint import Constraint, Parameters
from matinfo.design._space.feasible import conflicting, has_rows
from matinfo.design._space.lattice import TooManyStatesError
from matinfo.design._space.parameter import Parameter
from matinfo.exceptions import InvalidSpaceError


def by_name(parameters: Sequence[Parameter]) -> dict[str, Parameter]:
    """Parameters by name, or one error that names what is not a parameter or not unique."""
    if isinstance(parameters, Parameter | str) or not isinstance(parameters, Sequence) or not parameters:
        raise TypeError(option_message("parameters", "a list of Amount, Level and Choice objects", parameters))
    strangers = [each for each in parameters if not isinstance(each, Parameter)]
    if strangers:
        raise TypeError(option_message("parameters", "Amount, Level or Choice objects", strangers[0]))
    names = [each.name for each in parameters]
    twice = [f"{name!r} stands there more than once" for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise InvalidSpaceError("The space cannot be used.", twice, "Give each column one parameter.")
    return {each.name: each for each in parameters}


def check_constraints(parameters: Parameters, constraints: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """Constraints as a tuple, or one error that names all that is wrong with all of them."""
    if isinstance(constraints, Constraint) or not isinstance(constraints, Sequence):
        raise TypeError(option_message("constraints", "a list such as [SumTo(...), AtMost(...)]", constraints))
    strangers = [each for each in constraints if not isinstance(each, Constraint)]
    if strangers:
        raise TypeError(option_message("constraints", "SumTo, Linear, AtMost, OneOf or ForbidTogether", strangers[0]))
    problems = [
        f"{type(each).__name__} ({each.describe()}): {problem}"
        for each in constraints
        for problem in each.problems(parameters)
    ]
    if problems:
        known = ", ".join(map(repr, parameters))
        raise InvalidSpaceError("Some constraints do not fit the parameters.", problems, f"The parameters are {known}.")
    return tuple(dict.fromkeys(constraints))


def make_blocks(parameters: Parameters, constraints: Sequence[Constraint]) -> list[Block]:
    """Columns that are tied together, each group as a block; raises where a block has no row."""
    blocks = []
    for names in _tied(parameters, constraints):
        tying = [each for each in constraints if set(each.columns) <= set(names)]
        try:
            blocks.append(Block({name: parameters[name] for name in names}, tying))
        except TooManyStatesError:
            raise InvalidSpaceError(
                "The steps are too fine for the constraints.",
                [f"{name!r} has {len(parameters[name].settings(zero_apart=False).low)} steps" for name in names],
                "Leave out the steps, or make them coarser.",
            ) from None
    empty = [block for block in blocks if not has_rows(block)]
    if empty:
        conflicts = [each for block in empty for each in conflicting(block.parameters, block.constraints)]
        lines = [f"{type(each).__name__}: {each.describe()} ({_reach(each, parameters)})" for each in conflicts]
        raise InvalidSpaceError(
            "No recipe meets all constraints. "
            + ("These cannot be met together:" if len(conflicts) > 1 else "This one cannot be met:"),
            lines,
            "Loosen or leave out one of them." if len(conflicts) > 1 else "Loosen it, or change bounds and steps.",
            constraints=tuple(conflicts),
        )
    return blocks


def _tied(parameters: Parameters, constraints: Sequence[Constraint]) -> list[list[str]]:
    """Groups of columns that share constraints, directly or through others, in the order of the parameters."""
    group = {name: {name} for name in parameters}
    for constraint in constraints:
        merged = set[str]().union(*(group[name] for name in constraint.columns))
        for name in merged:
            group[name] = merged
    seen: set[str] = set()
    tied = []
    for name in parameters:
        if name not in seen:
            tied.append([other for other in parameters if other in group[name]])
            seen |= group[name]
    return tied


def _reach(constraint: Constraint, parameters: Parameters) -> str:
    """What the sum of a constraint can be by the bounds of its columns alone."""
    least = most = 0.0
    for name in constraint.columns:
        parameter = parameters[name]
        terms = constraint.terms(name, parameter, parameter.settings(zero_apart=constraint.counts))
        least += float(min(low for low, _ in terms))
        most += float(max(high for _, high in terms))
    low, high = constraint.limits
    inside = (low is None or low <= most) and (high is None or high >= least)
    return f"their bounds{' ' if inside else ' only '}allow {least:g} to {most:g}"
