"""Some rows of a library: screened, predicted, written as text; what one worker does at a time."""

from __future__ import annotations

import csv
import io
import pickle
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from matinfo.chem import CanonicalString, parse_report
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._filters.passing import pass_through
from matinfo.design._library.rows import LibraryRow
from matinfo.evaluate._protocol import gives_intervals, gives_std

READ = "a structure"


@dataclass(frozen=True)
class PartResult:
    """Text of the rows, and how many rows came through each step."""

    text: str
    n_rows: int
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class LibraryJob:
    """What is done with every row.

    Attributes
    ----------
    model : fitted model
    filters : tuple of Filter
        Those that look at structures only come before the prediction, and spare it for what they drop.
    coverage : float
    keep_dropped : bool
        Whether rows that are dropped are written too, with the reason.
    """

    model: Any
    filters: tuple[Filter, ...] = ()
    coverage: float = 0.9
    keep_dropped: bool = True

    @property
    def properties(self) -> list[str]:
        """Names of what is predicted."""
        return [str(name) for name in getattr(self.model, "target_names_", ["prediction"])]

    @property
    def header(self) -> list[str]:
        """Names of the columns behind those of the library."""
        names = [f"{name}{tail}" for name in self.properties for tail in ("", "_std", "_low", "_high")]
        return [*names, "in_domain", "problem", *(["dropped_by"] if self.filters else [])]

    @property
    def steps(self) -> list[str]:
        """Labels of the filters in the order in which they are applied."""
        return [each.label for each in sorted(self.filters, key=lambda each: bool(each.columns))]

    def run(self, rows: Sequence[LibraryRow]) -> PartResult:
        """Screen and predict rows; the text has one line for each that is written."""
        with threadpool_limits(limits=1):  # on more threads sums come out otherwise in the last digit
            return self._written(rows, *self._screened(rows))

    def _screened(self, rows: Sequence[LibraryRow]) -> tuple[pd.DataFrame, list[str], Counter[str]]:
        """Predictions, what dropped each row, and how many came through each step."""
        structures, places = [row.structure for row in rows], range(len(rows))
        if not self.filters:
            table = self._predicted(structures)
            return table, [""] * len(rows), Counter({READ: int((table["problem"] == "").sum())})
        canonical, problems = parse_report(structures, odd=[])
        reasons = {problem.label: str(problem.reason) for problem in problems}
        frame = pd.DataFrame({"structure": canonical}, index=places).drop(index=list(reasons))
        materials = [Material(string) for string in frame["structure"]]
        early = pass_through([each for each in self.filters if not each.columns], materials, frame)
        table = self._predicted([CanonicalString(each.canonical) for each in early.materials])
        table = table.set_axis(early.frame.index, axis=0)
        late = pass_through(
            [each for each in self.filters if each.columns], early.materials, early.frame[["structure"]].join(table)
        )
        dropped = {drop.label: f"{drop.filter}: {drop.reason}" for drop in (*early.drops, *late.drops)}
        table = table.reindex(places).assign(problem=[reasons.get(place, "") for place in places])
        counts = Counter({READ: len(frame), **dict(early.steps), **dict(late.steps)})
        return table, [dropped.get(place, "") for place in places], counts

    def _predicted(self, structures: Sequence[Any]) -> pd.DataFrame:
        if not structures:
            columns = [name for name in self.header if name != "dropped_by"]
            return pd.DataFrame({name: pd.Series(dtype=object) for name in columns})
        if hasattr(self.model, "predict_frame"):
            return self.model.predict_frame(list(structures), coverage=self.coverage)
        return predict_any(self.model, structures, self.coverage)

    def _written(
        self, rows: Sequence[LibraryRow], table: pd.DataFrame, dropped: Sequence[str], counts: Counter[str]
    ) -> PartResult:
        lines = []
        names = [name for name in self.header if name not in ("in_domain", "problem", "dropped_by")]
        numbers = table[names].to_numpy(dtype=np.float64)
        known = zip(rows, numbers.tolist(), table["in_domain"], table["problem"], dropped, strict=True)
        for row, values, inside, problem, reason in known:
            if (reason or problem) and not self.keep_dropped:
                continue
            told = [f"{value:.6g}" if value == value else "" for value in values]
            usable = values[0] == values[0]
            tail = [reason] if self.filters else []
            inside = str(bool(inside)) if usable and inside is not None and inside == inside else ""
            lines.append([row.label, row.structure, *row.kept, *told, inside, problem, *tail])
        return PartResult(csv_text(lines), len(rows), counts)


def csv_text(lines: Iterable[Sequence[Any]]) -> str:
    """Lines of a CSV file."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(lines)
    return stream.getvalue()


def predict_any(model: Any, structures: Sequence[Any], coverage: float) -> pd.DataFrame:
    """What any regressor of structures says, in the columns of ``Model.predict_frame``; None and NaN for the rest."""
    problems = parse_report(structures, odd=[])[1]
    reasons = {problem.label: str(problem.reason) for problem in problems}
    good = [place for place in range(len(structures)) if place not in reasons]
    values = np.full((len(structures), 4), np.nan)
    inside: list[Any] = [None] * len(structures)
    if good:
        some = [structures[place] for place in good]
        if gives_std(model):
            values[good, 0], values[good, 1] = (np.ravel(part) for part in model.predict(some, return_std=True))
        else:
            values[good, 0] = np.ravel(model.predict(some))
        if gives_intervals(model):
            values[good, 2:] = model.predict_interval(some, coverage=coverage)
        if hasattr(model, "in_domain"):
            for place, is_inside in zip(good, model.in_domain(some), strict=True):
                inside[place] = bool(is_inside)
    name = str((getattr(model, "target_names_", None) or ["prediction"])[0])
    table = pd.DataFrame(values, columns=[name, f"{name}_std", f"{name}_low", f"{name}_high"])
    return table.assign(in_domain=inside, problem=[reasons.get(place, "") for place in range(len(structures))])


def run_part(job: Path, rows: Sequence[LibraryRow]) -> PartResult:
    """Run the job that lies in a file; a worker reads it once."""
    return _read(job).run(rows)


def write_job(job: LibraryJob, path: Path) -> None:
    """Write a job for the workers; it is theirs alone, and gone when the run ends.

    Raises
    ------
    TypeError
        The model cannot be sent to other processes.
    """
    try:
        path.write_bytes(pickle.dumps(job))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise TypeError(
            f"{type(job.model).__name__} cannot be sent to other processes: {error}. "
            "Define its functions and classes in a module."
        ) from error


@lru_cache(maxsize=1)
def _read(path: Path) -> LibraryJob:
    return pickle.loads(path.read_bytes())
