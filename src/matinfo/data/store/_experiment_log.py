"""A log of experiments as they happen, in one local file."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from matinfo._missing import is_missing
from matinfo._validation import check_choice, check_number
from matinfo.data._columns import check_known, listed
from matinfo.data._dataset import Dataset
from matinfo.data._roles import UnitsOrNames
from matinfo.data.store._log_file import LogFile
from matinfo.data.store._log_values import (
    DONE,
    FAILED,
    NOTE,
    OWN,
    PLANNED,
    STATES,
    STATUS,
    distances,
    log_columns,
    logged_text,
    logged_value,
    run_number,
)


class ExperimentLog:
    """Runs as they happen: what was set, what was only measured, what came out, and what failed.

    One SQLite file holds everything; no server and no other program is needed. Nothing is ever overwritten: a
    correction is a change with a reason, and `history` shows all of them. Several processes may write at once, and a
    call that returned is on the disk, even if the process is killed the moment after.

    Parameters
    ----------
    path : path
        The file. It is made when the columns are given, and opened otherwise.
    inputs : dict of str to unit, or list of str, optional
        What the experimenter sets: amounts, temperatures, names of grades.
    measured_inputs : dict of str to unit, or list of str, optional
        What is known only once the run has begun and helps to explain the result, such as the viscosity of the batch
        or numbers out of a spectrum. A designer cannot set these.
    results : dict of str to unit, or list of str, optional
        What is wanted.

    Raises
    ------
    FileNotFoundError
        If the file is not there and no columns are given.
    ValueError
        If the file has other columns than those given.
    LogFileError
        If the file is no experiment log.

    See Also
    --------
    Dataset : What `dataset` makes for models.

    Notes
    -----
    The file may lie on a disk of this computer; SQLite's locks do not work on all network drives.

    Examples
    --------
    >>> import matinfo as mi
    >>> log = mi.ExperimentLog(
    ...     "adhesive.sqlite", inputs={"resin_phr": "phr", "T": "degC"}, results={"strength": "MPa"}
    ... )
    >>> run = log.plan({"resin_phr": 40.0, "T": 120.0})
    >>> log.record(run, {"strength": 11.8})
    >>> other = log.add({"resin_phr": 80.0, "T": 120.0}, failed="gelled in the mixer")
    >>> log.frame()[["resin_phr", "strength", "status"]]
         resin_phr  strength  status
    run
    1         40.0      11.8    done
    2         80.0       NaN  failed
    >>> X, y = log.told()
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        inputs: UnitsOrNames | None = None,
        measured_inputs: UnitsOrNames | None = None,
        results: UnitsOrNames | None = None,
    ) -> None:
        self._file = LogFile(Path(path))
        given = log_columns(inputs=inputs, measured_inputs=measured_inputs, results=results)
        if given:
            if not any(role == "inputs" for _, role, _ in given) or not any(role == "results" for _, role, _ in given):
                raise ValueError("A new log needs inputs and results, such as inputs={'T': 'degC'}, results=['yield'].")
            self._file.create(given)
        self._columns = self._file.columns()
        if given and given != self._columns:
            raise ValueError(
                f"{Path(path).name!r} has other columns: {listed(self._columns)}. Open it without columns, and add new "
                "ones with add_columns."
            )

    @property
    def path(self) -> Path:
        """The file."""
        return self._file.path

    @property
    def columns(self) -> pd.DataFrame:
        """Role and unit of every column, by name."""
        table = pd.DataFrame(self._columns, columns=["name", "role", "unit"], dtype=object)
        return table.set_index("name")

    def add_columns(
        self,
        *,
        inputs: UnitsOrNames | None = None,
        measured_inputs: UnitsOrNames | None = None,
        results: UnitsOrNames | None = None,
    ) -> None:
        """Add columns; earlier runs have no values in them.

        Parameters
        ----------
        inputs, measured_inputs, results : dict of str to unit, or list of str, optional
            As when the log is made.
        """
        new = log_columns(inputs=inputs, measured_inputs=measured_inputs, results=results)
        taken = [name for name, _, _ in new if name in self._names()]
        if taken:
            raise ValueError(f"The log has {listed(taken)} already.")
        self._file.add_columns(new)
        self._columns = self._file.columns()

    def plan(self, inputs: Mapping[str, Any], *, note: str = "") -> int:
        """Write down a run that is to be made.

        Parameters
        ----------
        inputs : dict of str to number or str
            What will be set.
        note : str, default=""
            Anything worth knowing.

        Returns
        -------
        int
            Number of the run.
        """
        return self._file.add_runs([self._row(inputs, {}, {}, PLANNED, note)], "planned")[0]

    def add(
        self,
        inputs: Mapping[str, Any],
        results: Mapping[str, Any] | None = None,
        *,
        measured_inputs: Mapping[str, Any] | None = None,
        failed: str = "",
        note: str = "",
    ) -> int:
        """Write down a finished run at once.

        Parameters
        ----------
        inputs : dict of str to number or str
            What was set.
        results : dict of str to number, optional
            What came out; some may be missing.
        measured_inputs : dict of str to number or str, optional
            What was only measured.
        failed : str, default=""
            Why there is no result; a failed run is knowledge, too.
        note : str, default=""
            Anything worth knowing.

        Returns
        -------
        int
            Number of the run.
        """
        if bool(results) == bool(failed):
            raise ValueError("A finished run has results or a reason why it failed; give one of the two.")
        text = "; ".join(filter(None, [logged_text("failed", failed), logged_text("note", note)]))
        row = self._row(inputs, measured_inputs or {}, results or {}, FAILED if failed else DONE, text)
        return self._file.add_runs([row], "added")[0]

    def add_frame(self, frame: pd.DataFrame, *, status: str = DONE) -> list[int]:
        """Write down many runs, all or none.

        Parameters
        ----------
        frame : DataFrame
            One run a row, with columns of the log; empty cells were not set or not measured.
        status : {"done", "planned"}, default="done"
            What the runs are.

        Returns
        -------
        list of int
            Numbers of the runs, in the order of the rows.
        """
        check_choice("status", status, (DONE, PLANNED))
        frame = frame.rename(columns=str)
        check_known("frame", frame.columns, self._names())
        rows = []
        for label, values in zip(frame.index, frame.to_dict("records"), strict=True):
            filled = {name: value for name, value in values.items() if not is_missing(value)}
            parts = {
                role: {name: filled[name] for name, own, _ in self._columns if own == role and name in filled}
                for role in ("inputs", "measured_inputs", "results")
            }
            try:
                rows.append(self._row(parts["inputs"], parts["measured_inputs"], parts["results"], status, ""))
            except (TypeError, ValueError) as error:
                raise type(error)(f"Row {label!r}: {error}") from None
        return self._file.add_runs(rows, "added")

    def record(
        self,
        run: int,
        results: Mapping[str, Any],
        *,
        measured_inputs: Mapping[str, Any] | None = None,
        note: str | None = None,
    ) -> None:
        """Write down what came out of a planned run; it is done then.

        Parameters
        ----------
        run : int
            Number of the run.
        results : dict of str to number
            What came out.
        measured_inputs : dict of str to number or str, optional
            What was only measured.
        note : str, optional
            Anything worth knowing.
        """
        if not results:
            raise ValueError("A run that is done has results; got none. Write fail(run, why) where there are none.")
        row = self._row({}, measured_inputs or {}, results, DONE, note or "")
        if note is None:
            del row[NOTE]
        self._file.change(run_number(run), row, "recorded")

    def fail(self, run: int, why: str) -> None:
        """Write down that a planned run failed.

        Parameters
        ----------
        run : int
            Number of the run.
        why : str
            What happened.
        """
        self._file.change(run_number(run), {STATUS: FAILED, NOTE: logged_text("why", why)}, "failed")

    def edit(self, run: int, values: Mapping[str, Any], *, why: str) -> None:
        """Correct values of a run; the old ones stay in its history.

        Parameters
        ----------
        run : int
            Number of the run.
        values : dict of str to number, str or None
            New values of any columns; None takes a value back.
        why : str
            Reason of the correction.
        """
        if not why:
            raise ValueError("why must say the reason of the correction; got an empty text.")
        roles = {name: role for name, role, _ in self._columns} | {STATUS: STATUS, NOTE: NOTE}
        check_known("values", values, list(roles))
        if STATUS in values:
            check_choice(STATUS, values[STATUS], STATES)
        new = {
            name: None if value is None else logged_value(name, value, role=roles[name])
            for name, value in values.items()
        }
        self._file.change(run_number(run), new, why)

    def frame(self, status: str | None = None) -> pd.DataFrame:
        """All runs as they are known now.

        Parameters
        ----------
        status : {None, "planned", "done", "failed"}, default=None
            Only such runs.

        Returns
        -------
        DataFrame
            One row a run, labelled by its number.
        """
        check_choice("status", status, (None, *STATES))
        runs = self._file.latest()
        names = [*self._names(), *OWN]
        table = pd.DataFrame(
            {name: [run.get(name) for run in runs.values()] for name in names}, index=pd.Index(list(runs), name="run")
        )
        for name in self._names():
            if all(not isinstance(value, str) for value in table[name]):
                table[name] = table[name].astype("float64")
        return table if status is None else table[table[STATUS] == status]

    def history(self, run: int) -> pd.DataFrame:
        """Every change of a run: time, column, value and reason.

        Parameters
        ----------
        run : int
            Number of the run.
        """
        return pd.DataFrame(
            self._file.changes(run_number(run)), columns=["time", "column", "value", "why"], dtype=object
        )

    def nearest(self, inputs: Mapping[str, Any], n: int = 5) -> pd.DataFrame:
        """Past runs whose settings are most like these.

        Parameters
        ----------
        inputs : dict of str to number or str
            Settings; those that are not given do not count.
        n : int, default=5
            Number of runs.

        Returns
        -------
        DataFrame
            Rows of `frame`, nearest first, with the column ``distance``: the mean over the settings of the difference
            relative to the range in the log (1 for another name, or where a setting is missing).
        """
        check_number("n", n, low=1, whole=True)
        check_known("inputs", inputs, self._names("inputs"))
        wanted = {name: logged_value(name, value, role="inputs") for name, value in inputs.items()}
        table = self.frame()
        return table.assign(distance=distances(table, wanted)).sort_values("distance", kind="stable").head(n)

    def told(self, targets: Sequence[str] | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Settings and results of the runs that are done, for ``designer.tell(X, y)``.

        Parameters
        ----------
        targets : sequence of str, optional
            Results that must be there; all by default.

        Returns
        -------
        X, y : DataFrame
            Rows labelled by run.
        """
        wanted = self._wanted(targets)
        table = self.frame(DONE).dropna(subset=wanted)
        return table[self._names("inputs")], table[wanted]

    def dataset(self, *, targets: Sequence[str] | None = None, method: str | None = None, name: str = "") -> Dataset:
        """Runs that are done as a dataset of recipes.

        Measured inputs are conditions of the dataset, so that models of the settings do not learn from them.

        Parameters
        ----------
        targets : sequence of str, optional
            Results; all by default.
        method : str, optional
            Method of measurement, as in `Dataset`.
        name : str, default=""
            Name of the dataset.
        """
        units = {column: unit for column, _, unit in self._columns}
        wanted = self._wanted(targets)
        table = self.frame(DONE).dropna(subset=wanted, how="all")
        return Dataset(
            table,
            recipe={column: units[column] for column in self._names("inputs")},
            targets={target: units[target] for target in wanted},
            conditions={column: units[column] for column in self._names("measured_inputs")} or None,
            method=method,
            name=name,
            record={"file": self.path.name},
        )

    def __len__(self) -> int:
        return self._file.count()

    def __repr__(self) -> str:
        counts = self.frame()[STATUS].value_counts()
        told = ", ".join(f"{counts.get(status, 0)} {status}" for status in (DONE, FAILED, PLANNED))
        return f"<ExperimentLog {self.path.name!r}: {told}>"

    def _names(self, role: str | None = None) -> list[str]:
        return [name for name, own, _ in self._columns if role in (None, own)]

    def _wanted(self, targets: Sequence[str] | None) -> list[str]:
        """Results that were asked for; all by default."""
        wanted = self._names("results") if targets is None else list(targets)
        check_known("targets", wanted, self._names("results"))
        return wanted

    def _row(
        self,
        inputs: Mapping[str, Any],
        measured_inputs: Mapping[str, Any],
        results: Mapping[str, Any],
        status: str,
        note: str,
    ) -> dict[str, Any]:
        row: dict[str, Any] = {}
        for role, given in (("inputs", inputs), ("measured_inputs", measured_inputs), ("results", results)):
            check_known(role, given, self._names(role))
            row |= {name: logged_value(name, value, role=role) for name, value in given.items()}
        return row | {STATUS: status, NOTE: logged_text("note", note)}
