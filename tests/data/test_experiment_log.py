"""A log of experiments: what a call wrote is there, whoever writes beside it and whatever happens afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.data import LogFileError

COLUMNS = {
    "inputs": {"resin_phr": "phr", "filler": None, "T": "degC"},
    "measured_inputs": {"viscosity": "mPa s"},
    "results": {"strength": "MPa", "pot_life": "min"},
}
RECIPE = {"resin_phr": 40.0, "filler": "silica", "T": 120}

WRITER = """
import sys
import matinfo as mi
log = mi.ExperimentLog(sys.argv[1])
for i in range(int(sys.argv[2])):
    run = log.add({"resin_phr": float(i), "filler": sys.argv[3], "T": 100}, {"strength": i * 0.1, "pot_life": 5})
    print(run, i, flush=True)
"""


@pytest.fixture
def log(tmp_path):
    return mi.ExperimentLog(tmp_path / "runs.sqlite", **COLUMNS)


def test_a_run_is_planned_recorded_and_found_again(log):
    run = log.plan(RECIPE, note="first")
    log.record(run, {"strength": 11.5}, measured_inputs={"viscosity": 950})
    row = mi.ExperimentLog(log.path).frame().loc[run]
    assert row[["resin_phr", "filler", "T", "viscosity", "strength"]].tolist() == [40, "silica", 120, 950, 11.5]
    assert (row["status"], row["note"], np.isnan(row["pot_life"])) == ("done", "first", True)


def test_failed_runs_are_kept_with_their_reason(log):
    log.fail(log.plan(RECIPE), "gelled")
    log.add(RECIPE, failed="spilt")
    assert log.frame("failed")["note"].tolist() == ["gelled", "spilt"]
    assert repr(log) == "<ExperimentLog 'runs.sqlite': 0 done, 2 failed, 0 planned>"


def test_an_edit_keeps_the_old_value_and_the_reason(log):
    run = log.add(RECIPE, {"strength": 115.0})
    log.edit(run, {"strength": 11.5}, why="decimal point")
    log.edit(run, {"T": None}, why="thermometer was broken")
    assert log.frame().loc[run, "strength"] == 11.5
    assert np.isnan(log.frame().loc[run, "T"])
    changes = log.history(run)
    assert changes.loc[changes["column"] == "strength", "value"].tolist() == [115.0, 11.5]
    assert changes["why"].tolist()[-2:] == ["decimal point", "thermometer was broken"]


def test_many_rows_are_written_and_read_back_equal(log):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"resin_phr": rng.random(500), "filler": rng.choice(["silica", "clay"], 500), "strength": rng.normal(size=500)}
    )
    runs = log.add_frame(frame)
    again = mi.ExperimentLog(log.path).frame().loc[runs, list(frame.columns)]
    pd.testing.assert_frame_equal(again.reset_index(drop=True), frame, check_dtype=False, check_exact=True)


def test_columns_that_are_numbers_in_a_table_are_those_of_that_name(tmp_path):
    log = mi.ExperimentLog(tmp_path / "numbered.sqlite", inputs=["1"], results=["2"])
    log.add_frame(pd.DataFrame({1: [5.0], 2: [6.0]}))
    assert log.frame()[["1", "2"]].to_numpy().tolist() == [[5.0, 6.0]]


def test_a_bad_row_of_many_leaves_the_log_as_it_was(log):
    with pytest.raises(ValueError, match="Row 1: strength must be finite"):
        log.add_frame(pd.DataFrame({"resin_phr": [1.0, 2.0], "strength": [1.0, np.inf]}))
    assert len(log) == 0


def test_the_nearest_past_recipes_come_first(log):
    for resin, filler in [(10.0, "silica"), (38.0, "clay"), (44.0, "silica"), (90.0, "silica")]:
        log.add({"resin_phr": resin, "filler": filler}, {"strength": 1.0})
    found = log.nearest({"resin_phr": 40.0, "filler": "silica"}, 2)
    assert found["resin_phr"].tolist() == [44, 10]
    assert found["distance"].tolist() == pytest.approx([(4 / 80) / 2, (30 / 80) / 2])


def test_finished_runs_go_to_a_designer_and_into_a_dataset(log):
    log.add(RECIPE, {"strength": 11.5, "pot_life": 30}, measured_inputs={"viscosity": 950})
    log.add(RECIPE | {"T": 140}, {"strength": 12.5})
    log.add(RECIPE, failed="gelled")
    log.plan(RECIPE)
    X, y = log.told(["strength"])
    assert (X.columns.tolist(), y["strength"].tolist()) == (["resin_phr", "filler", "T"], [11.5, 12.5])
    ds = log.dataset()
    assert (len(ds), ds.units["strength"], ds.conditions.columns.tolist()) == (2, "MPa", ["viscosity"])
    assert "viscosity" not in ds.X


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"resin": 1.0}, ValueError, "did you mean 'resin_phr'"),
        ({"viscosity": 1.0}, ValueError, "inputs names unknown columns"),  # measured, cannot be set
        ({"T": "hot", "resin_phr": float("nan")}, ValueError, "resin_phr must be finite"),
        ({"T": True}, TypeError, "T must be a number or a text"),
    ],
)
def test_what_cannot_be_set_is_refused(log, values, error, message):
    with pytest.raises(error, match=message):
        log.plan(values)
    assert len(log) == 0


def test_a_log_is_not_opened_under_other_columns_nor_another_file_as_a_log(log, tmp_path):
    with pytest.raises(ValueError, match="has other columns"):
        mi.ExperimentLog(log.path, inputs=["T"], results=["strength"])
    with pytest.raises(FileNotFoundError, match="no experiment log"):
        mi.ExperimentLog(tmp_path / "none.sqlite")
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE t (x)")
    with pytest.raises(LogFileError, match="another program"):
        mi.ExperimentLog(tmp_path / "other.db", inputs=["T"], results=["strength"])
    (tmp_path / "text.sqlite").write_text("no database, but a text that is long enough to be looked at" * 20)
    with pytest.raises(LogFileError, match="cannot be used"):
        mi.ExperimentLog(tmp_path / "text.sqlite")


def test_a_run_may_be_named_by_the_label_of_its_row(log):
    log.plan(RECIPE)
    log.record(log.frame().index[0], {"strength": 11.5})
    assert log.frame("done").index.tolist() == [1]
    assert len(log.history(np.int64(1))) == len(log.history(1))
    with pytest.raises(TypeError, match="run must be the number of a run; got '1'"):
        log.fail("1", "gelled")


def test_a_failed_run_keeps_its_note_beside_the_reason(log):
    log.add(RECIPE, failed="gelled", note="mixed by hand")
    assert log.frame()["note"].tolist() == ["gelled; mixed by hand"]


def test_a_result_is_a_number_and_a_state_one_of_three(log):
    run = log.plan(RECIPE)
    for wrong in (
        lambda: log.record(run, {"strength": "12,3"}),
        lambda: log.edit(run, {"strength": "12,3"}, why="typo"),
        lambda: log.add_frame(pd.DataFrame({"resin_phr": [1.0], "strength": ["12,3"]})),
    ):
        with pytest.raises(TypeError, match="strength must be a number; got '12,3'"):
            wrong()
    with pytest.raises(ValueError, match="A run that is done has results"):
        log.record(run, {})
    with pytest.raises(ValueError, match="status must be one of 'planned', 'done', 'failed'"):
        log.edit(run, {"status": "dnoe"}, why="typo")
    with pytest.raises(ValueError, match="status must be one of None, 'planned'"):
        log.frame("plannd")
    assert log.frame()["status"].tolist() == ["planned"]


def test_a_folder_that_is_not_there_is_one_error_of_ours(tmp_path):
    with pytest.raises(LogFileError, match="unable to open"):
        mi.ExperimentLog(tmp_path / "no" / "log.sqlite", inputs=["T"], results=["strength"])


def test_columns_can_be_added_later(log):
    run = log.add(RECIPE, {"strength": 1.0})
    log.add_columns(results={"hardness": "Shore A"})
    log.record(run, {"hardness": 60})
    assert mi.ExperimentLog(log.path).frame().loc[run, "hardness"] == 60
    with pytest.raises(ValueError, match="already"):
        log.add_columns(inputs=["T"])


def test_several_writers_at_once_lose_nothing(log):
    def write(number):
        own = mi.ExperimentLog(log.path)
        return [own.add({"resin_phr": float(number)}, {"strength": float(i)}) for i in range(10)]

    with ThreadPoolExecutor(4) as pool:
        runs = [run for part in pool.map(write, range(4)) for run in part]
    assert len(set(runs)) == len(log) == 40


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_two_killed_processes_lose_no_finished_row(log):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(log.path), "100000", name], stdout=subprocess.PIPE, text=True
        )
        for name in ("silica", "clay")
    ]
    for writer in writers:
        writer.stdout.readline()  # it writes
    time.sleep(0.3)
    for writer in writers:
        writer.send_signal(signal.SIGKILL)
    said = [
        line.split()
        for writer in writers
        for line in writer.communicate()[0].splitlines()
        if line.endswith(tuple("0123456789"))
    ]
    frame = log.frame()
    assert len(said) > 2
    for run, number in said[:-1]:  # the last line may have been cut
        assert frame.loc[int(run), "resin_phr"] == float(number)
    assert log.frame()[["resin_phr", "strength", "pot_life"]].notna().all(axis=None)  # no half-written row
