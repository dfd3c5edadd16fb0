"""What is saved is what is loaded; what is exported opens no formula and reads back."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import matinfo as mi
from matinfo.data import TableError
from matinfo.data.store._cells import escape, unescape

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "\t=1", "'=1", "''", "plain", "유리", 'a,b\n"c"', "NA"]


@pytest.fixture
def ds():
    frame = pd.DataFrame(
        {
            "psmiles": ["*CC*", "*CC(*)C", "=CC", None],
            "Tg": [-110.1, 0.1 + 0.2, np.nan, -0.0],
            "by": ["DSC", None, "DMA", ""],
            "n": [1, 2, 3, 4],
            "good": [True, False, True, True],
            "mixed": ["a", 1.5, None, 2],
            "remark": FORMULAS[:4],
        },
        index=["a", "b", "'c", "4"],
    )
    made = mi.Dataset(
        frame,
        structure="psmiles",
        targets={"Tg": "degC"},
        method="by",
        source="doi",
        name="four",
        record={"licence": "MIT"},
    )
    return made.convert("Tg", "K")


@pytest.mark.parametrize("name", ["set", "set.zip"])
def test_a_dataset_is_loaded_as_it_was_saved(ds, tmp_path, name):
    ds.save(tmp_path / name)
    loaded = mi.Dataset.load(tmp_path / name)
    assert loaded == ds
    pd.testing.assert_frame_equal(loaded.frame, ds.frame, check_exact=True)
    assert (loaded.name, loaded.record, loaded.history) == ("four", {"licence": "MIT"}, ds.history)
    assert loaded.columns.equals(ds.columns)


def test_bundled_rows_and_recipes_come_back_too(tmp_path):
    for number, made in enumerate([mi.load_polymers(), mi.load_polymers(properties="Tg").curate()[0]]):
        made.save(tmp_path / f"{number}.zip")
        assert mi.Dataset.load(tmp_path / f"{number}.zip") == made


@pytest.mark.parametrize("missing", [None, np.nan])
def test_what_stands_for_a_missing_value_comes_back(missing, tmp_path):
    remark = pd.Series(["a", missing, 1.5], dtype=object)
    made = mi.Dataset(pd.DataFrame({"x": [1, 2, 3], "y": [1, 2, 3], "remark": remark}), recipe=["x"], targets=["y"])
    made.save(tmp_path / "set")
    assert mi.Dataset.load(tmp_path / "set") == made


def test_the_file_says_units_methods_licence_digest_and_every_step(ds, tmp_path):
    ds.save(tmp_path / "set")
    about = json.loads((tmp_path / "set" / "dataset.json").read_text(encoding="utf-8"))
    assert {column["name"]: column["unit"] for column in about["columns"]}["Tg"] == "K"
    assert (about["record"]["licence"], len(about["sha256"]), len(about["history"])) == ("MIT", 64, 2)


def test_nothing_is_overwritten_unless_asked_and_foreign_files_stay(ds, tmp_path):
    ds.save(tmp_path / "set")
    with pytest.raises(FileExistsError, match="overwrite=True"):
        ds.save(tmp_path / "set")
    ds.save(tmp_path / "set", overwrite=True)
    (tmp_path / "set" / "thesis.docx").write_text("mine")
    with pytest.raises(FileExistsError, match=r"thesis\.docx"):
        ds.save(tmp_path / "set", overwrite=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["set"]


def test_changed_and_damaged_files_are_refused(ds, tmp_path):
    ds.save(tmp_path / "set")
    data = tmp_path / "set" / "data.csv"
    data.write_text(data.read_text().replace("DSC", "DMA"))
    with pytest.raises(TableError, match="changed after it was saved"):
        mi.Dataset.load(tmp_path / "set")
    (tmp_path / "set" / "dataset.json").write_text("{}")
    with pytest.raises(TableError, match="no saved dataset"):
        mi.Dataset.load(tmp_path / "set")
    (tmp_path / "x.zip").write_bytes(b"PK")
    with pytest.raises(TableError, match="damaged"):
        mi.Dataset.load(tmp_path / "x.zip")
    with pytest.raises(FileNotFoundError):
        mi.Dataset.load(tmp_path / "missing")


def test_a_file_of_a_newer_format_is_refused(ds, tmp_path):
    ds.save(tmp_path / "set")
    about = tmp_path / "set" / "dataset.json"
    about.write_text(about.read_text().replace('"version": 1', '"version": 2'))
    with pytest.raises(TableError, match="newer matinfo"):
        mi.Dataset.load(tmp_path / "set")


def test_a_cell_that_cannot_be_written_names_its_column(tmp_path):
    frame = pd.DataFrame({"psmiles": ["*CC*"], "Tg": [1.0], "spectrum": [np.zeros(3)]})
    with pytest.raises(TypeError, match="Column 'spectrum'"):
        mi.Dataset(frame, structure="psmiles", targets=["Tg"]).save(tmp_path / "set")
    assert list(tmp_path.iterdir()) == []


@given(text=st.text(max_size=12))
def test_escaped_text_is_no_formula_and_comes_back(text):
    assert unescape(escape(text)) == text
    assert not escape(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(
    values=st.lists(st.floats(allow_nan=True), min_size=1, max_size=5),
    texts=st.lists(st.one_of(st.none(), st.text(max_size=6)), min_size=5, max_size=5),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_numbers_and_texts_come_back(values, texts, tmp_path_factory):
    if all(np.isnan(values)):
        return
    frame = pd.DataFrame({"resin": np.arange(len(values)), "y": values, "remark": texts[: len(values)]})
    made = mi.Dataset(frame, recipe=["resin"], targets=["y"])
    path = tmp_path_factory.mktemp("saved") / "set"
    made.save(path)
    assert mi.Dataset.load(path) == made


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_opens_no_formula_and_reads_back(kind, tmp_path):
    texts = [text for text in FORMULAS if text == text.strip() and text not in ("NA", "''")]
    frame = pd.DataFrame({"psmiles": "*CC*", "Tg": np.linspace(-110.1, 0.3, len(texts)), "remark": texts})
    made = mi.Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    path = tmp_path / f"t.{kind}"
    if kind == "csv":
        made.to_csv(path)
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        assert lines[0] == "psmiles,Tg (degC),remark"
        assert not any(cell.strip('"').startswith(("=", "+", "@", "\t")) for line in lines for cell in line.split(","))
    else:
        pytest.importorskip("openpyxl", reason="the extra excel is not installed")
        made.to_excel(path)
        with zipfile.ZipFile(path) as archive:
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
    back = mi.read_table(path, structure="psmiles", targets={"Tg": "degC"})
    pd.testing.assert_frame_equal(back.frame.reset_index(drop=True), frame, check_dtype=False, check_exact=True)
