"""Which column of a sheet plays which role: as the user says, or by name where nothing is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from matinfo.data._columns import check_known, listed
from matinfo.data._roles import NameOrPerTarget, UnitsOrNames, check_units
from matinfo.data._units import parse_unit
from matinfo.data.reading._header import Heading
from matinfo.data.reading._sheet import TableError
from matinfo.data.terms._terms import find_term, similar_terms
from matinfo.exceptions import UnitError

PlannedRole = Literal["structure", "recipe", "known", "target", "condition", "text", "other"]

_WITH_UNITS: dict[str, PlannedRole] = {
    "recipe": "recipe",
    "targets": "target",
    "conditions": "condition",
    "known": "known",
}  # options that name columns with their units, and the roles that they give


@dataclass(frozen=True, slots=True)
class Roles:
    """What the user says about the columns; the words are those of `Dataset`."""

    structure: str | None = None
    recipe: UnitsOrNames | None = None
    targets: UnitsOrNames | None = None
    conditions: UnitsOrNames | None = None
    known: UnitsOrNames | None = None
    method: NameOrPerTarget = None
    source: NameOrPerTarget = None
    groups: str | None = None

    def __post_init__(self) -> None:
        for option in _WITH_UNITS:
            given = getattr(self, option)
            if given is not None:  # a single name will do here, and what can be read only once is kept
                object.__setattr__(self, option, check_units(option, [given] if isinstance(given, str) else given))

    def units(self, option: str) -> Mapping[str, str | None]:
        """Names that were given for an option, with their units."""
        return getattr(self, option) or {}

    def wanted(self) -> list[str]:
        """Names that must be columns."""
        names = [name for name in (self.structure, self.groups) if isinstance(name, str)]
        return names + [str(name) for option in _WITH_UNITS for name in self.units(option)]


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of the sheet, its name in the dataset, its role and unit."""

    name: str
    place: int
    role: PlannedRole
    unit: str | None = None
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All columns with their roles, what `Dataset` is to be told, and notes (column, code, reason, suggestion)."""

    columns: tuple[PlannedColumn, ...]
    method: NameOrPerTarget = None
    source: NameOrPerTarget = None
    groups: str | None = None
    notes: list[tuple[str, str, str, str]] = field(default_factory=list)

    def of(self, *roles: PlannedRole) -> list[PlannedColumn]:
        """Columns that have one of `roles`."""
        return [column for column in self.columns if column.role in roles]

    @property
    def structure(self) -> PlannedColumn | None:
        """The column of structures; None for recipes."""
        return next(iter(self.of("structure")), None)


def make_plan(headings: Sequence[Heading], roles: Roles, *, subject: str = "The table") -> Plan:
    """Give every heading a role.

    Raises
    ------
    ValueError
        If a name is no column, or is several.
    UnitError
        If header and user state different units.
    TableError
        If nothing is said and no known name is found.
    """
    if roles.structure is not None and roles.recipe is not None:
        raise TypeError("Give either structure='column' or recipe=['column', ...]; got both.")
    taken: dict[int, PlannedColumn] = {}
    plan = Plan(())
    if roles.structure is not None:
        _take(taken, plan, headings, "structure", roles.structure, None)
    for option, role in _WITH_UNITS.items():
        for name, unit in roles.units(option).items():
            _take(taken, plan, headings, role, name, unit)
    stated: dict[str, NameOrPerTarget] = {"method": roles.method, "source": roles.source, "group": roles.groups}
    if roles.structure is None and roles.recipe is None and roles.targets is None:
        stated |= _take_by_name(taken, plan, headings, subject, stated)
    elif roles.targets is None:
        for heading in headings:
            term = find_term(heading.name)
            if heading.place not in taken and term is not None and term.kind == "property":
                _by_term(taken, heading, "target", term.name)
    method, source = (_text_column(taken, headings, stated[word]) for word in ("method", "source"))
    groups = None
    if stated["group"] is not None:
        heading = _resolve(headings, stated["group"], None, "groups")
        groups = taken.setdefault(
            heading.place, PlannedColumn(heading.name, heading.place, "text", heading=heading.raw)
        ).name
    return _finished(plan, headings, taken, method, source, groups)


def _take_by_name(
    taken: dict[int, PlannedColumn],
    plan: Plan,
    headings: Sequence[Heading],
    subject: str,
    stated: Mapping[str, NameOrPerTarget],
) -> dict[str, str]:
    """Give roles by the table of terms alone; return the columns of method, source and group that are not `stated`."""
    found: dict[str, str] = {}
    by_user = set(taken)
    terms = {heading.place: next(filter(None, map(find_term, heading.names)), None) for heading in headings}
    free = [h for h in headings if h.place not in by_user]
    by_content = [h for h in free if any("smiles" in text.casefold() for text in h.names)]
    by_term = [h for h in free if (term := terms[h.place]) is not None and term.name == "structure"]
    if by_content or by_term:
        heading = (by_content or by_term)[0]
        taken[heading.place] = PlannedColumn(heading.name, heading.place, "structure", heading=heading.raw)
    for heading in headings:
        term = terms[heading.place]
        if heading.place in taken or term is None:
            continue
        if term.kind in ("property", "condition"):
            _by_term(taken, heading, "target" if term.kind == "property" else "condition", term.name)
        elif term.kind == "ingredient" and not (by_content or by_term):
            taken[heading.place] = PlannedColumn(heading.name, heading.place, "recipe", heading.unit, heading.raw)
        elif term.name in stated and stated[term.name] is None and term.name not in found:
            found[term.name] = heading.name
            taken[heading.place] = PlannedColumn(heading.name, heading.place, "text", heading=heading.raw)
    kinds = {column.role for column in taken.values()}
    if "target" not in kinds or not kinds & {"structure", "recipe"}:
        lacking = "a property" if "target" not in kinds else "a structure or an ingredient"
        near = {h.name: similar_terms(h.name) for h in headings if terms[h.place] is None}
        hints = [f"{name!r} looks like {' or '.join(close)}" for name, close in near.items() if close][:5]
        raise TableError(
            f"{subject} has no column with a known name of {lacking}. Name the columns, such as structure='SMILES', "
            f"targets={{'Tg': 'degC'}}. Columns: {listed(h.name for h in headings)}."
            + (f" {'; '.join(hints)}." if hints else "")
        )
    for place, column in taken.items():
        if place not in by_user:
            plan.notes.append((column.name, "role-by-name", f"{column.heading!r} was taken for the {column.role}.", ""))
    return found


def _by_term(taken: dict[int, PlannedColumn], heading: Heading, role: PlannedRole, name: str) -> None:
    """Take a column under the one name of its term, where that name is free."""
    names = {column.name for column in taken.values()}
    own = heading.name if name in names else name
    taken[heading.place] = PlannedColumn(own, heading.place, role, heading.unit, heading.raw)


def _take(
    taken: dict[int, PlannedColumn], plan: Plan, headings: Sequence[Heading], role: PlannedRole, name: Any, unit: Any
) -> None:
    heading = _resolve(headings, name, unit, role)
    if heading.place in taken:
        raise ValueError(f"Column {name!r} cannot be {taken[heading.place].role} and {role} at once. Name it once.")
    if unit is not None and heading.unit is not None and not _same_unit(unit, heading.unit):
        raise UnitError(
            f"Column {name!r} is stated in {unit!r}, but its header says {heading.raw!r} ({heading.unit}). State "
            f"{heading.unit!r}, and convert afterwards with ds.convert({name!r}, {unit!r})."
        )
    if name not in heading.names:
        plan.notes.append((name, "other-name", f"The column is called {heading.raw!r} in the file.", ""))
    taken[heading.place] = PlannedColumn(str(name), heading.place, role, unit or heading.unit, heading.raw)


def _resolve(headings: Sequence[Heading], name: Any, unit: str | None, what: str) -> Heading:
    """The one heading that a name stands for; the unit decides between two of the same name."""
    term = find_term(name) if isinstance(name, str) else None
    ways: tuple[Iterable[Heading], ...] = (
        [h for h in headings if name in h.names],
        [h for h in headings if str(name).casefold() in {text.casefold() for text in h.names}],
        [h for h in headings if term is not None and any(find_term(text) == term for text in h.names)],
    )
    for candidates in ways:
        found = list(candidates)
        if unit is not None and len(found) > 1:
            found = [h for h in found if h.unit is not None and _same_unit(unit, h.unit)] or found
        exact = [h for h in found if h.name == name]
        if len(found) == 1 or len(exact) == 1:
            return found[0] if len(found) == 1 else exact[0]
        if found:
            raise ValueError(f"{name!r} may be any of {listed(h.name for h in found)}. Give one of these names.")
    check_known(what, [name], [h.name for h in headings])
    raise AssertionError("check_known raises for a name that is no heading")


def _text_column(
    taken: dict[int, PlannedColumn], headings: Sequence[Heading], given: NameOrPerTarget
) -> NameOrPerTarget:
    """Names of method or source columns as the dataset will call them; what is no column stays a constant."""
    if given is None or not isinstance(given, str | Mapping):
        return given
    per_target = given if isinstance(given, Mapping) else {"": given}
    resolved = {}
    for target, value in per_target.items():
        heading = next((h for h in headings if value in h.names), None)
        if heading is not None and heading.place not in taken:
            taken[heading.place] = PlannedColumn(heading.name, heading.place, "text", heading=heading.raw)
        resolved[target] = value if heading is None else taken[heading.place].name
    return resolved if isinstance(given, Mapping) else resolved[""]


def _finished(
    plan: Plan,
    headings: Sequence[Heading],
    taken: dict[int, PlannedColumn],
    method: NameOrPerTarget,
    source: NameOrPerTarget,
    groups: str | None,
) -> Plan:
    """Plan with all other columns under names that are still free, and a note for every column without a unit."""
    names = {column.name for column in taken.values()}
    columns = []
    for heading in headings:
        column = taken.get(heading.place)
        if column is None:
            name = heading.name
            if name in names:
                name = f"{name} [{heading.unit}]" if heading.unit else f"{name} (column {heading.place + 1})"
            names.add(name)
            column = PlannedColumn(name, heading.place, "other", heading.unit, heading.raw)
        elif column.role in ("target", "condition", "known") and column.unit is None:
            option = column.role if column.role == "known" else f"{column.role}s"
            suggestion = f"Say it, such as {option}={{{column.name!r}: '...'}}; '1' for a pure number."
            reason = f"The unit of the header, {heading.unclear!r}, cannot be read." if heading.unclear else ""
            plan.notes.append((column.name, "no-unit", reason or "The column has no unit.", suggestion))
        columns.append(column)
    return replace(plan, columns=tuple(columns), method=method, source=source, groups=groups)


def _same_unit(one: str, other: str) -> bool:
    first, second = parse_unit(one), parse_unit(other)
    return (first.factor, first.dimension, first.offset) == (second.factor, second.dimension, second.offset)
