"""The records of a campaign, and the tables that follow from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
import pandas as pd

from matinfo.design._arrays import FloatArray
from matinfo.design._campaign.records import Outcome, Round, Suggestion
from matinfo.design._row_keys import RowKey, row_keys


@dataclass(frozen=True)
class History:
    """Everything that was asked and told; adding to it gives a new one.

    Attributes
    ----------
    columns : tuple of str
        Columns of an experiment.
    names : tuple of str
        Properties, in the order of the objective.
    rounds, suggestions, outcomes : tuple
        What happened, in its order.
    """

    columns: tuple[str, ...]
    names: tuple[str, ...]
    rounds: tuple[Round, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    outcomes: tuple[Outcome, ...] = ()

    def asked(self, new_round: Round, suggestions: Sequence[Suggestion]) -> Self:
        """The history with one more round."""
        return replace(self, rounds=(*self.rounds, new_round), suggestions=(*self.suggestions, *suggestions))

    def told(self, outcomes: Sequence[Outcome]) -> Self:
        """The history with more outcomes."""
        return replace(self, outcomes=(*self.outcomes, *outcomes))

    @cached_property
    def made(self) -> tuple[Outcome, ...]:
        """Outcomes of experiments that were made: they gave a result or failed. Withdrawn ones say nothing."""
        return tuple(each for each in self.outcomes if each.measured or each.failed)

    @cached_property
    def pending(self) -> tuple[Suggestion, ...]:
        """Suggestions without any outcome, oldest first."""
        answered = {outcome.answers for outcome in self.outcomes}
        return tuple(each for each in self.suggestions if each.number not in answered)

    @cached_property
    def pending_rows(self) -> pd.DataFrame:
        """Their rows."""
        return self._rows(self.pending)

    @cached_property
    def tried(self) -> frozenset[RowKey]:
        """Keys of all experiments that gave a result, failed or are pending; withdrawn ones are not among them."""
        return frozenset([*row_keys(self.rows, self.columns), *row_keys(self.pending_rows, self.columns)])

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Rows of all experiments that were made, of shape (n_made, len(columns))."""
        return self._rows(self.made)

    @cached_property
    def measured(self) -> FloatArray:
        """Measured values, of shape (n_made, n_properties); NaN where not measured."""
        return self._numbers("measured")

    @cached_property
    def errors(self) -> FloatArray:
        """Standard errors told with them; NaN where none was told."""
        return self._numbers("errors")

    @cached_property
    def succeeded(self) -> np.ndarray:
        """For each experiment that was made whether it gave a result."""
        return np.array([not outcome.failed for outcome in self.made], dtype=np.bool_)

    @cached_property
    def setting(self) -> np.ndarray:
        """For each experiment that was made the number of its setting: repeated experiments share one."""
        return np.asarray(pd.factorize(pd.Series(row_keys(self.rows, self.columns), dtype=object))[0])

    @cached_property
    def setting_values(self) -> FloatArray:
        """Mean of the measured values of each setting, of shape (n_settings, n_properties)."""
        return pd.DataFrame(self.measured).groupby(self.setting).mean().to_numpy() if self.made else self.measured

    @cached_property
    def setting_rows(self) -> pd.DataFrame:
        """One row a setting: that of its first experiment."""
        first = np.unique(self.setting, return_index=True)[1]
        return self.rows.iloc[first]

    @cached_property
    def noise(self) -> FloatArray:
        """Standard deviation between repeated measurements, pooled, for each property; NaN without repeats."""
        deviations = self.measured - self.setting_values[self.setting] if self.made else self.measured
        free = np.isfinite(self.measured).sum(axis=0) - np.isfinite(self.setting_values).sum(axis=0)
        squares = np.nansum(deviations**2, axis=0)
        return np.sqrt(np.divide(squares, free, out=np.full(len(self.names), np.nan), where=free > 0))

    def frame(self) -> pd.DataFrame:
        """One row an experiment, in the order of telling; pending ones come last.

        Returns
        -------
        DataFrame
            As `Designer.history_`.
        """
        asked = {each.number: each for each in self.suggestions}
        pairs: list[tuple[Suggestion | None, Outcome | None]] = [
            (asked.get(outcome.answers or 0), outcome) for outcome in self.outcomes
        ]
        pairs += [(each, None) for each in self.pending]
        labels = [(outcome or suggestion).label for suggestion, outcome in pairs]  # type: ignore[union-attr]
        rows = [self._line(suggestion, outcome) for suggestion, outcome in pairs]
        return pd.DataFrame(rows, index=pd.Index(labels, dtype=object), columns=self._frame_columns())

    def _frame_columns(self) -> list[str]:
        details = [f"{name}_{what}" for name in self.names for what in ("error", "predicted", "spread")]
        return ["round", "status", *self.columns, *self.names, *details, "why"]

    def _line(self, suggestion: Suggestion | None, outcome: Outcome | None) -> dict[str, Any]:
        line: dict[str, Any] = {"round": 0, "why": ""}
        if suggestion is not None:
            line |= {"round": suggestion.round, "why": suggestion.why, "status": "pending", **suggestion.row}
            line |= {f"{name}_predicted": value for name, value in suggestion.predicted.items()}
            line |= {f"{name}_spread": value for name, value in suggestion.spread.items()}
        if outcome is not None:
            line |= {"status": self._status(outcome), **outcome.row, **outcome.measured}
            line |= {f"{name}_error": value for name, value in outcome.errors.items()}
        return line

    def _status(self, outcome: Outcome) -> str:
        if outcome.failed or not outcome.measured:
            return "failed" if outcome.failed else "withdrawn"
        return "measured" if len(outcome.measured) == len(self.names) else "partial"

    def _rows(self, records: Sequence[Suggestion | Outcome]) -> pd.DataFrame:
        labels = pd.Index([each.label for each in records], dtype=object)
        return pd.DataFrame([dict(each.row) for each in records], index=labels, columns=list(self.columns))

    def _numbers(self, field: str) -> FloatArray:
        table = [[getattr(each, field).get(name, np.nan) for name in self.names] for each in self.made]
        return np.array(table, dtype=np.float64).reshape(len(self.made), len(self.names))
