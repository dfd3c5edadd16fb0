"""The rules of curation, applied in one order: inputs, values, replicates."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matinfo._validation import check_choice, check_number, option_message
from matinfo.data._columns import Column, Schema, check_known, check_table_has, listed
from matinfo.data._curation_log import CurationEntry, CurationLog, CurationWarning
from matinfo.data._groups import recipe_keys
from matinfo.data._replicates import Replicates, average_rows
from matinfo.data._unit_table import QUANTITIES
from matinfo.data._units import parse_unit

if TYPE_CHECKING:
    from matinfo.data._dataset import Dataset

Range = tuple[float | None, float | None]

# Values below these cannot be, in base units of the quantity. A difference of temperatures can: switch the rule off.
NOT_NEGATIVE = {
    "temperature",
    "density",
    "specific volume",
    "molar mass",
    "concentration",
    "thermal conductivity",
    "dynamic viscosity",
    "electric resistivity",
    "gas permeability",
}
NOT_NEGATIVE_IN_RECIPES = {"mass", "length", "time", "volume", "amount of substance", "parts per hundred rubber"}
SHARES = {"mass share", "amount share", "volume share"}  # 0 to 1 in recipes; as a result, an uptake may pass 100 %
ROUNDING = 1e-9  # relative; -273.15 degC is 0 K
DEFAULT_CONFLICT = 0.5  # standard deviations of the target over the table
GRADES = (("minor", 2.0), ("major", 4.0))  # largest spread, in thresholds; beyond is severe


@dataclass(frozen=True, slots=True)
class Limit:
    """Accepted values of one column, ends included."""

    low: float
    high: float
    reason: str

    def refuses(self, values: np.ndarray) -> np.ndarray:
        """Mask of values outside; NaN is not outside."""
        with np.errstate(invalid="ignore"):
            return (values < self.low - ROUNDING * abs(self.low)) | (values > self.high + ROUNDING * abs(self.high))

    def __str__(self) -> str:
        return f"[{self.low:g}, {self.high:g}]"


def curate_dataset(
    dataset: Dataset,
    *,
    ranges: Mapping[str, Range] | None,
    physical_limits: bool,
    merge_duplicates: bool,
    conflict_spread: float | Mapping[str, float] | None,
    conflicts: str,
    max_dropped: float,
    remove: pd.DataFrame | None,
) -> tuple[pd.DataFrame, Schema, np.ndarray, CurationLog]:
    """Curated table, schema, material of every row left, and the log."""
    schema = dataset._schema
    limits = _limits(schema, ranges or {}, physical=physical_limits)
    spreads = _spreads(schema, conflict_spread)
    check_choice("conflicts", conflicts, ("keep", "drop"))
    check_number("max_dropped", max_dropped, low=0, high=1)
    work = _Work(dataset._frame.copy(), schema)
    keys = _materials(dataset, work)
    for name in schema.names("recipe", "known", "condition"):
        work.check_input(name, limits[name])
    for name in schema.names("target"):
        work.check_target(name, limits[name])
    if remove is not None:
        work.blank_outliers(remove)
    work.drop_rows_without_value()
    replicates = Replicates(work.frame, schema, keys, work.alive)
    work.log_conflicts(replicates, spreads, drop=conflicts == "drop")
    if merge_duplicates:
        work.frame, work.schema, entries = average_rows(work.frame, schema, replicates, work.alive)
        work.entries += entries
    log = CurationLog(work.entries, rows_in=len(dataset), rows_out=int(work.alive.sum()))
    if not work.alive.any():
        raise ValueError(f"No row is left ({log}). {_first_reasons(log)}")
    if log.n_dropped > max_dropped * len(dataset):
        warnings.warn(
            f"{log.n_dropped} of {len(dataset)} rows were dropped, more than {max_dropped:.0%} ({log}). Look at "
            "log.frame() before you go on.",
            CurationWarning,
            stacklevel=3,
        )
    return work.frame.loc[work.alive], work.schema, keys[work.alive], log


class _Work:
    """Table in the making, rows that are still alive, and the log so far."""

    def __init__(self, frame: pd.DataFrame, schema: Schema) -> None:
        self.frame = frame
        self.schema = schema
        self.labels = list(frame.index)
        self.alive = np.ones(len(frame), dtype=bool)
        self.entries: list[CurationEntry] = []

    def check_input(self, name: str, limits: list[Limit]) -> None:
        """Drop rows whose recipe or condition is infinite or out of range."""
        if not pd.api.types.is_numeric_dtype(self.frame[name].dtype) or self.frame[name].dtype == bool:
            if limits:
                raise TypeError(
                    f"{name!r} does not hold numbers, so its values cannot be compared with {limits[0]}. Turn it into "
                    "numbers, for example with pandas.to_numeric."
                )
            return
        values = self.frame[name].to_numpy(dtype="float64", na_value=np.nan)
        for rule, threshold, detail, bad in _bad_cells(values, limits):
            for row in np.flatnonzero(bad & self.alive).tolist():
                self._log(rule, row, name, values[row], threshold, "dropped", detail=detail)
                self.alive[row] = False

    def check_target(self, name: str, limits: list[Limit]) -> None:
        """Blank values that are infinite or out of range."""
        values = self.frame[name].to_numpy(dtype="float64", copy=True)
        for rule, threshold, detail, bad in _bad_cells(values, limits):
            for row in np.flatnonzero(bad & self.alive).tolist():
                self._log(rule, row, name, values[row], threshold, "blanked", detail=detail)
                values[row] = np.nan
        self.frame[name] = values

    def blank_outliers(self, proposals: pd.DataFrame) -> None:
        """Blank the values that `propose_outliers` listed and the user handed over."""
        check_table_has("remove (rows of propose_outliers)", proposals, ("target", "score", "threshold", "method"))
        check_known("remove", proposals["target"], self.schema.names("target"))
        places = {label: row for row, label in enumerate(self.labels)}
        unknown = [label for label in proposals.index if label not in places]
        if unknown:
            raise ValueError(
                f"remove must be rows of propose_outliers for this dataset; unknown labels: {listed(unknown)}."
            )
        for label, proposal in zip(proposals.index, proposals.to_dict("records"), strict=True):
            row, name = places[label], proposal["target"]
            value = self.frame.loc[label, name]
            if self.alive[row] and value == value:
                detail = f"Score {proposal['score']:.3g} by {proposal['method']}; removed as asked for."
                self._log("outlier", row, name, value, proposal["threshold"], "blanked", detail=detail)
                self.frame.loc[label, name] = np.nan

    def drop_rows_without_value(self) -> None:
        """Drop rows in which no target is left; the entry that took the last value says so."""
        targets = self.schema.names("target")
        empty = self.alive & self.frame[targets].isna().all(axis=1).to_numpy()
        last_entry = {entry.label: place for place, entry in enumerate(self.entries) if entry.action == "blanked"}
        for row in np.flatnonzero(empty).tolist():
            place = last_entry.get(self.labels[row])
            if place is not None:
                self.entries[place] = replace(self.entries[place], action="dropped")
            else:
                names = ", ".join(targets)
                detail = "Only a bound is known, no value." if self._has_bound(row) else "No target is measured."
                self._log("not-measured", row, names, None, "a measured value", "dropped", detail=detail)
        self.alive &= ~empty

    def log_conflicts(self, replicates: Replicates, spreads: Mapping[str, float | None], *, drop: bool) -> None:
        """Name replicates that differ by more than the threshold; blank their values if `drop`."""
        for name in self.schema.names("target"):
            values = self.frame[name].to_numpy(dtype="float64", copy=True)
            threshold = spreads[name]
            if threshold is None:
                usable = values[self.alive & np.isfinite(values)]
                threshold = DEFAULT_CONFLICT * float(usable.std(ddof=1)) if len(usable) > 1 else float("inf")
            for rows in replicates.blocks:
                measured = rows[np.isfinite(values[rows])]
                if len(measured) < 2:
                    continue
                spread = float(np.ptp(values[measured]))
                if spread <= threshold:
                    continue
                detail = f"{len(measured)} values of {replicates.keys[rows[0]]} differ by {spread:g}."
                times = spread / threshold if threshold > 0 else float("inf")
                grade = next((grade for grade, most in GRADES if times <= most), "severe")
                for row in measured.tolist():
                    said: dict[str, Any] = {"spread": spread, "detail": detail, "grade": grade}
                    self._log("conflict", row, name, values[row], threshold, "blanked" if drop else "kept", **said)
                if drop:
                    values[measured] = np.nan
            self.frame[name] = values
        if drop:
            self.drop_rows_without_value()
            replicates.keep_only(self.alive)

    def drop(self, row: int, rule: str, column: str, value: Any, threshold: Any, detail: str) -> None:
        """Drop one row."""
        self._log(rule, row, column, value, threshold, "dropped", detail=detail)
        self.alive[row] = False

    def keep(self, row: int, rule: str, column: str, value: Any, detail: str) -> None:
        """Name one row without changing it."""
        self._log(rule, row, column, value, None, "kept", detail=detail)

    def _has_bound(self, row: int) -> bool:
        """Whether a target of a row is known to lie above or below something."""
        names = [
            self.schema.statistics_of(target).get(kind)
            for target in self.schema.names("target")
            for kind in ("low", "high")
        ]
        return any(name is not None and bool(np.isfinite(self.frame[name].iloc[row])) for name in names)

    def _log(self, rule: str, row: int, column: str, value: Any, threshold: Any, action: Any, **more: Any) -> None:
        self.entries.append(CurationEntry(rule, self.labels[row], column, value, threshold, action, **more))


def _materials(dataset: Dataset, work: _Work) -> np.ndarray:
    """Material of every row; rows whose structure cannot be read are dropped."""
    name = dataset._schema.structure
    if name is None:
        return recipe_keys(dataset._frame[dataset._schema.names("recipe")])
    from matinfo.chem import parse_report

    values, odd = dataset._frame[name].tolist(), list[tuple[object, Sequence[str]]]()
    canonical, problems = parse_report(values, range(len(values)), name, odd=odd)
    for problem in problems:
        detail = " ".join(text for text in (problem.reason, problem.suggestion) if text)
        work.drop(problem.label, "unparsable", name, problem.value, problem.code, detail)
    notes = {str(value): " ".join(texts) for value, texts in odd}
    for row, value in enumerate(values):
        if isinstance(value, str) and value in notes:
            work.keep(row, "odd-structure", name, value, notes[value])
    keys = np.empty(len(canonical), dtype=object)
    keys[:] = canonical
    return keys


def _bad_cells(values: np.ndarray, limits: list[Limit]) -> list[tuple[str, str, str, np.ndarray]]:
    """Rule, threshold, reason and mask of the cells that a rule refuses; a cell is refused once."""
    bad = [("non-finite", "a finite number", "The value is infinite.", np.isinf(values))]
    seen = np.isinf(values)
    for limit in limits:
        refused = limit.refuses(values) & ~seen
        bad.append(("out-of-range", str(limit), limit.reason, refused))
        seen |= refused
    return bad


def _limits(schema: Schema, ranges: Mapping[str, Range], *, physical: bool) -> dict[str, list[Limit]]:
    """Limits of every target, condition and recipe column, in its own unit."""
    names = schema.names("target", "condition", "known", "recipe")
    check_known("ranges", ranges, names)
    limits: dict[str, list[Limit]] = {name: [] for name in names}
    for name, given in ranges.items():
        if not isinstance(given, tuple | list) or len(given) != 2:
            raise TypeError(
                option_message(f"ranges[{name!r}]", "a pair (low, high)", given, "None leaves an end open.")
            )
        for end in given:
            if end is not None:
                check_number(f"ranges[{name!r}]", end, next_step="None leaves an end open.")
        low, high = (-np.inf if given[0] is None else given[0]), (np.inf if given[1] is None else given[1])
        if not low <= high:
            raise ValueError(option_message(f"ranges[{name!r}]", "a pair with low <= high", given))
        limits[name].append(Limit(float(low), float(high), "The value is outside the given range."))
    if physical:
        for name in names:
            limits[name] += _physical_limits(schema[name])
    return limits


def _physical_limits(column: Column) -> list[Limit]:
    if column.unit is None:
        return []
    unit = parse_unit(column.unit)
    quantity = QUANTITIES.get(unit.dimension, "")
    low = float(-unit.offset / unit.factor)
    if column.role == "recipe" and quantity in SHARES:
        return [Limit(low, float(1 / unit.factor), f"A {quantity} lies between 0 and 100 %.")]
    if quantity in NOT_NEGATIVE or (column.role == "recipe" and quantity in NOT_NEGATIVE_IN_RECIPES):
        below = "0 K" if quantity == "temperature" else "zero"
        return [Limit(low, float("inf"), f"No {quantity} lies below {below}.")]
    return []


def _spreads(schema: Schema, given: float | Mapping[str, float] | None) -> dict[str, float | None]:
    """Largest accepted difference between replicates, by target; None asks for the default."""
    targets = schema.names("target")
    if isinstance(given, Mapping):
        check_known("conflict_spread", given, targets)
        for name, value in given.items():
            check_number(f"conflict_spread[{name!r}]", value, low=0)
        return {name: given.get(name) for name in targets}
    if given is not None:
        check_number("conflict_spread", given, low=0)
        if len(targets) > 1:
            raise ValueError(
                option_message("conflict_spread", "a dict from target to number where there are several targets", given)
            )
    return dict.fromkeys(targets, given)


def _first_reasons(log: CurationLog) -> str:
    shown = [f"row {entry.label!r}: {entry.value!r} ({entry.rule}): {entry.detail}" for entry in log.entries[:5]]
    return "First entries: " + " ".join(shown)
