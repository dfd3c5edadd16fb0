"""A file of structures is predicted and screened in chunks: same bytes however it is cut, killed or shared out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.data.reading._sheet import TableError
from matinfo.design._library.journal import Journal
from matinfo.design._library.part import LibraryJob
from matinfo.design._library.rows import Library
from matinfo.design._library.run import identity_of

ROWS = ["*CCO*", "*CC(*)c1ccccc1", "nylon", "*COOC*", "", "*CC(*)C(=O)OC", "*CC*(C)", "*Oc1ccc(*)cc1"]


@pytest.fixture(scope="module")
def model():
    data = mi.load_polymers().select("Tg")
    return mi.Model(mi.PolymerFingerprint("AM"), "ridge").fit(data.X, data.y)


@pytest.fixture
def library(tmp_path) -> Path:
    path = tmp_path / "library.csv"
    frame = pd.DataFrame({"id": [f"P{n}" for n in range(len(ROWS))], "psmiles": ROWS, "price": range(len(ROWS))})
    frame.to_csv(path, index=False)
    return path


def test_every_row_has_prediction_interval_and_domain_or_a_reason(model, library, tmp_path):
    done = mi.predict_table(model, library, tmp_path / "out.csv", label="id", keep=["price"])
    got = pd.read_csv(done.path)
    assert got.columns.tolist() == [
        "id", "structure", "price", "Tg", "Tg_std", "Tg_low", "Tg_high", "in_domain", "problem"
    ]  # fmt: skip
    assert got["id"].tolist() == [f"P{n}" for n in range(8)]
    readable = got["problem"].isna()
    assert np.flatnonzero(~readable).tolist() == [2, 4, 6]
    good = got.loc[readable, "structure"].tolist()
    mean, std = model.predict(good, return_std=True)
    np.testing.assert_allclose(got.loc[readable, "Tg"], mean, rtol=1e-5)
    np.testing.assert_allclose(got.loc[readable, "Tg_std"], std, rtol=1e-5)
    np.testing.assert_allclose(got.loc[readable, ["Tg_low", "Tg_high"]], model.predict_interval(good), rtol=1e-5)
    assert got.loc[readable, "in_domain"].astype(bool).tolist() == model.in_domain(good).tolist()
    assert got.loc[~readable, "Tg"].isna().all()


def test_a_screen_drops_by_structure_before_and_by_prediction_after(model, library, tmp_path):
    screen = mi.Screen([mi.Predicted({"Tg": (300, None)}), mi.Forbid("OO", name="no peroxide")])
    done = mi.predict_table(model, library, tmp_path / "out.csv", screen=screen)
    assert done.frame()[["n_in", "n_out"]].to_numpy().tolist() == [[8, 5], [5, 4], [4, 2]]
    got = pd.read_csv(done.path)
    peroxide = got[got["structure"] == "*COOC*"].iloc[0]
    assert "peroxide" in peroxide["dropped_by"]
    assert np.isnan(peroxide["Tg"])  # its prediction is spared
    short = mi.predict_table(model, library, tmp_path / "short.csv", screen=screen, keep_dropped=False)
    assert (
        pd.read_csv(short.path)["structure"].tolist()
        == got.loc[got["dropped_by"].isna() & got["problem"].isna(), "structure"].tolist()
    )


def test_chunks_and_workers_change_no_byte(model, library, tmp_path, monkeypatch):
    monkeypatch.setattr("matinfo.design._library.run.PART_ROWS", 2)
    outputs = []
    for number, options in enumerate([{}, {"chunk": 3}, {"n_jobs": 2}]):
        done = mi.predict_table(model, library, tmp_path / f"{number}.csv", **options)
        outputs.append(done.path.read_bytes())
    assert outputs[0] == outputs[1] == outputs[2]
    assert len(list(tmp_path.iterdir())) == 4  # nothing else is left behind


def test_a_list_of_smiles_needs_no_header_and_any_regressor_will_do(tmp_path):
    (tmp_path / "mols.smi").write_text("CCO ethanol\n\nc1ccccc1\nCC(=O nothing\n")
    pipe = make_pipeline(mi.Descriptors(), Ridge()).fit(["CCO", "CCC", "CCN"], [1.0, 2.0, 3.0])
    got = pd.read_csv(mi.predict_table(pipe, tmp_path / "mols.smi", tmp_path / "out.csv").path)
    assert got["row"].tolist() == ["ethanol", "2", "nothing"]
    np.testing.assert_allclose(got["prediction"][:2], pipe.predict(["CCO", "c1ccccc1"]), rtol=1e-5)
    assert isinstance(got["problem"][2], str)


KILLED = """
import sys, os, signal
import matinfo as mi
from matinfo.design._library.journal import Journal
data = mi.load_polymers().select("Tg")
model = mi.Model(mi.PolymerFingerprint("AM"), "ridge").fit(data.X, data.y)
if sys.argv[3] == "die":
    save, chunks = Journal.save, []
    def stop(journal, path):
        chunks.append(1)
        if len(chunks) == 3:  # rows are on the disk, the journal does not know of them yet
            os.kill(os.getpid(), signal.SIGKILL)
        save(journal, path)
    Journal.save = stop
mi.predict_table(model, sys.argv[1], sys.argv[2], chunk=20)
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_run_goes_on_and_gives_the_same_bytes_and_loses_one_chunk(model, tmp_path):
    library = tmp_path / "library.csv"
    known = list(mi.load_polymers().X)[:90]
    library.write_text("psmiles\n" + "\n".join([*known, "no structure"]) + "\n")
    outputs = [tmp_path / "killed.csv", tmp_path / "whole.csv"]
    dead = subprocess.run([sys.executable, "-c", KILLED, library, outputs[0], "die"], check=False)
    assert dead.returncode == -signal.SIGKILL
    assert not outputs[0].exists()
    part = tmp_path / "killed.csv.part"
    assert len(part.read_text().splitlines()) == 1 + 60
    again = mi.predict_table(model, library, outputs[0], chunk=20)
    assert again.n_rows == 91
    mi.predict_table(model, library, outputs[1], chunk=20)
    assert outputs[0].read_bytes() == outputs[1].read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["killed.csv", "library.csv", "whole.csv"]


def test_an_unfinished_run_goes_on_only_with_the_same_input_model_and_options(model, library, tmp_path):
    Journal({"input": ["other.csv", 1, 2]}).save(tmp_path / "out.csv.part.json")
    with pytest.raises(ValueError, match=r"unfinished run with other input, columns, options, screen, model"):
        mi.predict_table(model, library, tmp_path / "out.csv")
    mi.predict_table(model, library, tmp_path / "out.csv", overwrite=True)


def test_a_run_goes_on_only_with_the_same_known_structures_however_many_these_are(model, library, tmp_path):
    known = mi.load_polymers().X.drop_duplicates()
    other = known.copy()
    other.iloc[len(other) // 2] = "*CC(*)CCCCCC"  # in the part of the column that its text leaves out
    runs = [identity_of(Library(library), LibraryJob(model, (mi.Novel(than=each),)), 10) for each in (known, other)]
    assert runs[0]["screen"] != runs[1]["screen"]


def test_a_file_of_no_rows_gives_a_table_of_no_rows(model, tmp_path):
    (tmp_path / "empty.csv").write_text("psmiles\n")
    for number, screen in enumerate([None, mi.Screen([mi.Forbid("O"), mi.Predicted({"Tg": (300, None)})])]):
        done = mi.predict_table(model, tmp_path / "empty.csv", tmp_path / f"{number}.csv", screen=screen)
        assert len(pd.read_csv(done.path)) == 0
        assert done.frame()["n_out"].sum() == 0


def test_progress_is_told_on_standard_error_only_when_asked_for(model, library, tmp_path, capsys):
    mi.predict_table(model, library, tmp_path / "quiet.csv")
    assert capsys.readouterr() == ("", "")
    mi.predict_table(model, library, tmp_path / "told.csv", progress=True)
    out, err = capsys.readouterr()
    assert out == ""
    assert "8 of about 8 rows" in err


def test_what_cannot_be_done_is_said_before_any_work(model, library, tmp_path):
    with pytest.raises(FileNotFoundError, match=r"There is no file 'none.csv'"):
        mi.predict_table(model, tmp_path / "none.csv", tmp_path / "out.csv")
    with pytest.raises(TableError, match="There is no column 'SMILES'"):
        mi.predict_table(model, library, tmp_path / "out.csv", structure="SMILES")
    with pytest.raises(FileExistsError, match="is there already"):
        mi.predict_table(model, library, library)
    with pytest.raises(ValueError, match="Diverse compares all rows"):
        mi.predict_table(model, library, tmp_path / "out.csv", screen=mi.Screen([mi.Diverse()]))
    with pytest.raises(KeyError, match=r"filters look at the columns \['density'\]"):
        mi.predict_table(model, library, tmp_path / "out.csv", screen=mi.Screen([mi.Predicted({"density": (0, 1)})]))
    with pytest.raises(TypeError, match="cannot be sent to other processes"):
        mi.predict_table(Local(), library, tmp_path / "out.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["library.csv"]


class Local:
    """A model that holds what cannot be pickled."""

    def __init__(self):
        self.hold = lambda: None

    def predict(self, X):
        return np.zeros(len(X))
