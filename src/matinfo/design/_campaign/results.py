"""Told results, read strictly: all that is wrong with them is said at once, and nothing is kept until all is right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from matinfo._validation import check_choice, option_message
from matinfo.data import convert_unit
from matinfo.design._arrays import BoolArray, FloatArray
from matinfo.design._campaign.history import History
from matinfo.design._campaign.records import Outcome
from matinfo.design._candidates import CandidateSource, as_source_writes
from matinfo.design._row_keys import row_keys
from matinfo.exceptions import InvalidRowsError, RowProblem

OutsidePolicy = Literal["raise", "learn"]


def read_outcomes(
    source: CandidateSource,
    history: History,
    frame: pd.DataFrame,
    values: Any,
    *,
    std: Any = None,
    failed: Any = None,
    outside: OutsidePolicy = "raise",
) -> list[Outcome]:
    """Return one outcome a row.

    Parameters
    ----------
    source : CandidateSource
        Where the rows should come from.
    history : History
        What was asked and told before.
    frame : DataFrame
        Experiments; other columns than those of the source are ignored.
    values : array-like, Series, DataFrame, mapping or None
        Measured values, see `Designer.tell`.
    std : like `values`, optional
        Their standard errors.
    failed : array-like of bool, optional
        Which experiments gave no usable result.
    outside : {"raise", "learn"}
        What to do with rows that are no candidates.

    Raises
    ------
    InvalidRowsError
        Rows are no candidates, hold no number, or say nothing at all; all of them are named.
    """
    check_choice("outside", outside, ("raise", "learn"))
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(option_message("frame", "a DataFrame with the columns of the candidates", frame))
    if not len(frame):
        raise ValueError("frame must hold at least one experiment; got none.")
    problems = source.check(frame)
    if outside == "learn":
        problems = _unreadable(source, frame)
    names = history.names
    if values is None and failed is None and not set(names) & set(frame.columns):
        raise ValueError(f"values must be given, or be columns {list(names)} of frame; got neither.")
    measured, more = _read_numbers(frame, names, values, "values")
    errors, wrong_errors = _read_numbers(frame, names, std, "std")
    fell = _read_failed(frame, failed)
    unread = {problem.label for problem in more}  # named already: such a row does not say nothing
    silent = [
        problem for problem in _contradictions(frame, names, measured, errors, fell) if problem.label not in unread
    ]
    problems += [*more, *wrong_errors, *silent]
    if problems:
        place = {label: n for n, label in enumerate(frame.index.tolist())}
        problems.sort(key=lambda problem: place[problem.label])
        raise InvalidRowsError(problems, len(frame), _next_step(problems))
    return _outcomes(source, history, frame, measured, errors, fell)


def in_own_units(outcome: Outcome, units: Mapping[str, str | None], own_units: Mapping[str, str | None]) -> Outcome:
    """The outcome in the units of the campaign."""
    measured, errors = dict(outcome.measured), dict(outcome.errors)
    for name, unit in units.items():
        own = own_units.get(name)
        if unit is None or own is None:
            raise ValueError(f"the campaign states no unit for {name!r}. Pass units= when the Designer is made.")
        if name in measured:
            measured[name] = float(convert_unit(measured[name], unit, own))
        if name in errors:
            errors[name] = float(convert_unit(errors[name], unit, own, difference=True))
    return replace(outcome, measured=measured, errors=errors)


def _outcomes(
    source: CandidateSource,
    history: History,
    frame: pd.DataFrame,
    measured: FloatArray,
    errors: FloatArray,
    failed: BoolArray,
) -> list[Outcome]:
    open_suggestions: dict[Any, list[int]] = {}
    for key, each in zip(row_keys(history.pending_rows, source.columns), history.pending, strict=True):
        open_suggestions.setdefault(key, []).append(each.number)
    outcomes, labels = [], frame.index.tolist()
    frame = as_source_writes(source, frame)
    rows: list[Any] = frame.to_dict("records")
    for place, key in enumerate(row_keys(frame, source.columns)):
        answers = open_suggestions.get(key, [])
        outcomes.append(
            Outcome(
                number=len(history.outcomes) + place + 1,
                label=labels[place],
                row=rows[place],
                measured=_present(history.names, measured[place]),
                errors=_present(history.names, errors[place]),
                failed=bool(failed[place]),
                answers=answers.pop(0) if answers else None,
            )
        )
    return outcomes


def _present(names: Sequence[str], numbers: FloatArray) -> dict[str, float]:
    return {name: float(number) for name, number in zip(names, numbers, strict=True) if np.isfinite(number)}


def _read_numbers(
    frame: pd.DataFrame, names: Sequence[str], given: Any, what: str
) -> tuple[FloatArray, list[RowProblem]]:
    """Numbers of shape (n, n_properties), NaN where a cell is empty, and cells that are no number."""
    table = _as_table(frame, names, given, what)
    numbers, labels = np.full(table.shape, np.nan), frame.index.tolist()
    problems = []
    for column, name in enumerate(names):
        for row, cell in enumerate(table.iloc[:, column].tolist()):
            if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
                continue
            if isinstance(cell, bool | str | bytes) or not np.isscalar(cell) or not np.isfinite(float(cell)):  # type: ignore[arg-type]
                problems.append(RowProblem(labels[row], name, cell, "not-a-number", f"{what} must be numbers."))
                continue
            numbers[row, column] = float(cell)  # type: ignore[arg-type]
    return numbers, problems


def _as_table(frame: pd.DataFrame, names: Sequence[str], given: Any, what: str) -> pd.DataFrame:
    """One column a property, in the order of the objective; rows in the order of `frame`."""
    if given is None:
        own = frame if what == "values" else frame[[]]
        return own.reindex(columns=list(names)).astype(object)
    if isinstance(given, pd.Series) and len(names) == 1:
        given = given.to_frame(names[0])
    if isinstance(given, Mapping):
        for column in given.values():
            _check_labels(frame, column, what)
        given = pd.DataFrame(dict(given), index=frame.index)
    if isinstance(given, pd.DataFrame):
        unknown = [name for name in given.columns if name not in names]
        if unknown:
            raise ValueError(f"{what} must have columns among {list(names)}; got also {unknown}.")
        _check_labels(frame, given, what)
        table = given.reindex(columns=list(names))
    else:
        cells = np.asarray(given, dtype=object)
        if cells.ndim == 1 and len(names) == 1:
            cells = cells[:, None]
        if cells.shape != (len(frame), len(names)):
            expected = (len(frame),) if len(names) == 1 else (len(frame), len(names))
            raise ValueError(f"{what} must have shape {expected}, columns {list(names)}; got {np.shape(given)}.")
        table = pd.DataFrame(cells, index=frame.index, columns=list(names))
    if len(table) != len(frame):
        raise ValueError(f"{what} must have one row for each of the {len(frame)} experiments; got {len(table)}.")
    return table.astype(object)


def _check_labels(frame: pd.DataFrame, given: Any, what: str) -> None:
    """Raise where numbers have labels of their own that are not those of the experiments."""
    if isinstance(given, pd.Series | pd.DataFrame) and len(given) == len(frame) and not given.index.equals(frame.index):
        raise ValueError(f"{what} must have the row labels of frame, in their order. To tell by place: .to_numpy().")


def _read_failed(frame: pd.DataFrame, failed: Any) -> BoolArray:
    if failed is None:
        return np.zeros(len(frame), dtype=np.bool_)
    if isinstance(failed, bool | np.bool_):
        return np.full(len(frame), bool(failed))
    flags = np.asarray(failed)
    if flags.shape != (len(frame),) or flags.dtype != np.bool_:
        raise ValueError(option_message("failed", f"True or False for each of the {len(frame)} rows", failed))
    return flags


def _contradictions(
    frame: pd.DataFrame, names: Sequence[str], measured: FloatArray, errors: FloatArray, failed: BoolArray
) -> list[RowProblem]:
    """Rows that say nothing, failed rows with values, and errors without a value or below zero."""
    problems = []
    where = ", ".join(names)
    has_value = np.asarray(np.isfinite(measured).any(axis=1))
    for row, label in enumerate(frame.index.tolist()):
        if not has_value[row] and not failed[row]:
            reason = "no property was measured."
            problems.append(RowProblem(label, where, None, "no-result", reason, "If it failed, pass failed=."))
        if has_value[row] and failed[row]:
            reason = "an experiment that failed has no value."
            problems.append(RowProblem(label, where, measured[row].tolist(), "failed-with-value", reason))
        for name, value, error in zip(names, measured[row], errors[row], strict=True):
            if error < 0 or (np.isfinite(error) and not np.isfinite(value)):
                problems.append(RowProblem(label, name, error, "bad-std", "std must be >= 0 and belong to a value."))
    return problems


def _unreadable(source: CandidateSource, frame: pd.DataFrame) -> list[RowProblem]:
    """Rows outside the source that cannot be learned from, because a cell has no number or is an unknown option."""
    encoded = np.asarray(source.encode(frame), dtype=np.float64)
    where = ", ".join(source.columns)
    return [
        RowProblem(label, where, tuple(cells), "no-features", "a cell has no meaning among the candidates.")
        for label, cells, row in zip(frame.index.tolist(), frame[source.columns].to_numpy(), encoded, strict=True)
        if not np.isfinite(row).all()
    ]


def _next_step(problems: Sequence[RowProblem]) -> str:
    step = "Nothing was told; correct the rows and tell them again."
    if any(problem.code.startswith(("outside", "breaks")) for problem in problems):
        step += ' To learn from experiments that are no candidates, pass outside="learn".'
    return step
