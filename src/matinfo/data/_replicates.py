"""Rows of one material under the same conditions, and their mean, standard deviation and number."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo.data._columns import Column, Schema, with_columns
from matinfo.data._curation_log import CurationEntry
from matinfo.data._groups import recipe_keys


class Replicates:
    """Blocks of row positions that repeat one measurement.

    Rows repeat each other when material, conditions and group agree. Where a target was measured by several methods
    in such a block, rows are kept apart by method, as means across methods have no meaning.
    """

    def __init__(self, frame: pd.DataFrame, schema: Schema, keys: np.ndarray, alive: np.ndarray) -> None:
        self.keys = keys
        same = schema.names("condition", "known")
        if schema.groups is not None and schema.groups not in same:
            same.append(schema.groups)
        context = recipe_keys(frame[same]) if same else np.full(len(frame), "", dtype=object)
        methods = _methods(frame, schema)
        by_content: dict[tuple[str, str], list[int]] = {}
        for row in np.flatnonzero(alive).tolist():
            by_content.setdefault((keys[row], context[row]), []).append(row)
        self.blocks = [
            np.array(part)
            for rows in by_content.values()
            if len(rows) > 1
            for part in _by_method(rows, methods)
            if len(part) > 1
        ]

    def keep_only(self, alive: np.ndarray) -> None:
        """Forget rows that were dropped since."""
        self.blocks = [kept for kept in (rows[alive[rows]] for rows in self.blocks) if len(kept) > 1]


def average_rows(
    frame: pd.DataFrame, schema: Schema, replicates: Replicates, alive: np.ndarray
) -> tuple[pd.DataFrame, Schema, list[CurationEntry]]:
    """Put the mean of each block into its first row, with columns for standard deviation and number.

    `alive` is changed in place: rows that went into another are no longer alive.
    """
    entries: list[CurationEntry] = []
    labels = list(frame.index)
    new_columns: dict[str, Any] = {}
    changed: list[Column] = []
    for target in schema.names("target"):
        mean, sd, n = _as_measured(frame, schema, target)
        for rows in replicates.blocks:
            values, first = mean[rows].copy(), int(rows[0])
            measured = np.isfinite(values)
            if measured.any():
                mean[first], sd[first], n[first] = _pool(values[measured], sd[rows][measured], n[rows][measured])
            if measured[0] and measured.sum() > 1:
                detail = f"Mean of {int(n[first])} values, standard deviation {sd[first]:g}."
                spread = float(np.ptp(values[measured]))
                entries.append(
                    CurationEntry(
                        "duplicate", labels[first], target, values[0], mean[first], "averaged", None, spread, detail
                    )
                )
        new_columns |= {target: mean, f"{target}_sd": sd, f"{target}_n": n}
        unit = schema[target].unit
        changed += [Column(f"{target}_sd", "statistic", unit), Column(f"{target}_n", "statistic", "1")]
    looked_at = schema.structure or "recipe"
    for rows in replicates.blocks:
        first = int(rows[0])
        for row in rows[1:]:
            value = frame[looked_at].iloc[row] if schema.structure else replicates.keys[row]
            key = replicates.keys[row]
            entries.append(CurationEntry("duplicate", labels[row], looked_at, value, key, "merged", labels[first]))
            alive[row] = False
    new_columns |= _widest_bounds(frame, schema, replicates)
    texts = _joined_texts(frame, schema, replicates)
    return with_columns(frame, new_columns | texts), schema.update(*changed), entries


def _as_measured(frame: pd.DataFrame, schema: Schema, target: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean, standard deviation and number of values behind every cell, from an earlier curation where there was one."""
    mean = frame[target].to_numpy(dtype="float64", copy=True)
    measured = np.isfinite(mean)
    known = schema.statistics_of(target)
    for kind in ("sd", "n"):
        if kind not in known and f"{target}_{kind}" in frame.columns:
            raise ValueError(
                f"Column '{target}_{kind}' is needed for replicates, but is taken. Rename it first, or pass "
                "merge_duplicates=False."
            )
    n = (
        frame[known["n"]].fillna(1).to_numpy(dtype="int64", copy=True)
        if "n" in known
        else np.ones(len(mean), dtype="int64")
    )
    sd = frame[known["sd"]].to_numpy(dtype="float64", copy=True) if "sd" in known else np.full(len(mean), np.nan)
    n[measured & (n < 1)] = 1
    n[~measured] = 0
    sd[~measured] = np.nan
    return mean, sd, n


def _widest_bounds(frame: pd.DataFrame, schema: Schema, replicates: Replicates) -> dict[str, np.ndarray]:
    """Lowest lower and highest upper bound of each block, for the targets that have bounds."""
    bounds = {}
    for target in schema.names("target"):
        for kind, widest in (("low", np.fmin), ("high", np.fmax)):
            name = schema.statistics_of(target).get(kind)
            if name is not None:
                values = frame[name].to_numpy(dtype="float64", copy=True)
                for rows in replicates.blocks:
                    values[rows[0]] = widest.reduce(values[rows])
                bounds[name] = values
    return bounds


def _pool(means: np.ndarray, sds: np.ndarray, ns: np.ndarray) -> tuple[float, float, int]:
    """Mean, standard deviation and number of all values behind several means."""
    n = int(ns.sum())
    mean = float(np.average(means, weights=ns))
    within = float(np.sum((ns - 1) * np.nan_to_num(sds) ** 2))
    between = float(np.sum(ns * (means - mean) ** 2))
    return mean, float(np.sqrt((within + between) / (n - 1))) if n > 1 else float("nan"), n


def _methods(frame: pd.DataFrame, schema: Schema) -> list[list[str | None]]:
    """For every target with stated methods, the method behind each cell; None where nothing was measured."""
    methods = []
    for target in schema.names("target"):
        name = schema[target].method
        if name is not None:
            cells = zip(frame[name].tolist(), frame[target].notna().tolist(), strict=True)
            methods.append([str(method) if measured else None for method, measured in cells])
    return methods


def _by_method(rows: list[int], methods: list[list[str | None]]) -> list[list[int]]:
    """One list if no target has several methods among `rows`, else one list per combination of methods."""
    if all(len({method[row] for row in rows} - {None}) < 2 for method in methods):
        return [rows]
    parts: dict[tuple[str | None, ...], list[int]] = {}
    for row in rows:
        parts.setdefault(tuple(method[row] for method in methods), []).append(row)
    return list(parts.values())


def _joined_texts(frame: pd.DataFrame, schema: Schema, replicates: Replicates) -> dict[str, pd.Series]:
    """Methods and sources of merged rows: every different text, joined; other columns are filled where empty."""
    joined = {column.name for column in schema.columns if column.role in ("method", "source")}
    joined |= {name for column in schema.columns for name in (column.method, column.source) if name is not None}
    fixed = set(schema.names("target", "statistic", "structure", "recipe", "known", "condition", "group"))
    new: dict[str, pd.Series] = {}
    for name in frame.columns:
        if name in fixed or name == schema.groups:
            continue
        cells, dtype, changed = frame[name].tolist(), frame[name].dtype, False
        missing = frame[name].isna().to_numpy()
        for rows in replicates.blocks:
            filled = [cells[row] for row in rows if not missing[row]]
            if not filled:
                continue
            different = list(dict.fromkeys(map(str, filled))) if name in joined else []
            value = "; ".join(different) if len(different) > 1 else filled[0]
            if missing[rows[0]] or len(different) > 1:
                cells[rows[0]], changed = value, True
                dtype = dtype if type(value) is type(filled[0]) else np.dtype(object)
        if changed:
            new[name] = pd.Series(cells, index=frame.index, dtype=dtype)
    return new
