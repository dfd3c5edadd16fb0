"""What is saved is what is loaded; what is exported opens no formula and reads back."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import matinfo as mi
from matinfo.data import TableError
from matinfo.data.store._cells import escape, unescape
from matinfo.exceptions import InvalidRowsError

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


@pytest.mark.parametrize("export", ["to_csv", "to_excel"])
def test_an_export_never_takes_the_place_of_a_folder(ds, tmp_path, export):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "thesis.docx").write_text("mine")
    with pytest.raises(IsADirectoryError, match="Name a file in it"):
        getattr(ds, export)(tmp_path / "results")
    assert (tmp_path / "results" / "thesis.docx").read_text() == "mine"


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


@pytest.mark.parametrize("about", ["[]", '{"format": "matinfo-dataset", "version": 1, "sha256": "%s", "columns": 5}'])
def test_a_description_that_describes_nothing_is_refused(tmp_path, about):
    (tmp_path / "data.csv").write_bytes(b"")
    (tmp_path / "dataset.json").write_text(about.replace("%s", hashlib.sha256(b"").hexdigest()))
    with pytest.raises(TableError, match=r"no saved dataset|does not fit"):
        mi.Dataset.load(tmp_path)


def test_cells_longer_than_the_module_csv_reads_come_back(tmp_path):
    spectrum = [0.123456789] * 20_000
    frame = pd.DataFrame({"x": [1, 2], "y": [1, 2], "text": ["a" * 200_000, "b"], "spectrum": [spectrum, spectrum[:2]]})
    made = mi.Dataset(frame, recipe=["x"], targets=["y"])
    made.save(tmp_path / "set.zip")
    loaded = mi.Dataset.load(tmp_path / "set.zip")
    assert loaded.frame["text"].tolist() == frame["text"].tolist()
    assert loaded.frame["spectrum"].tolist() == [spectrum, spectrum[:2]]


def test_whole_numbers_beyond_floats_keep_all_their_digits(tmp_path):
    big = pd.Series([10**400, 2**53 + 1, 0.5], dtype=object)
    made = mi.Dataset(pd.DataFrame({"x": [1, 2, 3], "y": [1, 2, 3], "id": big}), recipe=["x"], targets=["y"])
    made.save(tmp_path / "set")
    assert mi.Dataset.load(tmp_path / "set").frame["id"].tolist() == big.tolist()
    made.to_csv(tmp_path / "t.csv")
    pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    made.to_excel(tmp_path / "t.xlsx")


def test_a_column_without_a_name_is_refused_before_it_is_taken_for_the_row_labels():
    with pytest.raises(ValueError, match="A column has an empty name"):
        mi.Dataset(pd.DataFrame({"": ["a"], "x": [1], "y": [1]}), recipe=["x"], targets=["y"])


def test_an_old_folder_comes_back_where_the_new_one_cannot_take_its_place(ds, tmp_path, monkeypatch):
    ds.save(tmp_path / "set")
    replace, calls = os.replace, []

    def fails_once(old, new):
        calls.append(new)
        if len(calls) == 2:
            raise OSError("the disk is gone")
        replace(old, new)

    monkeypatch.setattr("matinfo._writing.os.replace", fails_once)
    with pytest.raises(OSError, match="the disk is gone"):
        ds.take([0]).save(tmp_path / "set", overwrite=True)
    assert mi.Dataset.load(tmp_path / "set") == ds


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


def test_an_export_that_fails_leaves_nothing_and_one_that_works_can_be_read_by_others(ds, tmp_path):
    broken = mi.Dataset(ds.frame.assign(remark="\ud800"), structure="psmiles", targets=["Tg"])
    with pytest.raises(UnicodeEncodeError):
        broken.to_csv(tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []
    ds.to_csv(tmp_path / "t.csv")
    ds.save(tmp_path / "t.zip")
    assert (tmp_path / "t.csv").stat().st_mode == (tmp_path / "t.zip").stat().st_mode


def test_texts_that_a_workbook_would_cut_or_cannot_hold_are_named_together(tmp_path):
    pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    frame = pd.DataFrame({"x": [1, 2, 3], "y": [1.0, 2.0, 3.0], "log": ["a" * 40_000, "fine", "bell \x07"]})
    with pytest.raises(InvalidRowsError, match="2 of 3 rows") as caught:
        mi.Dataset(frame, recipe=["x"], targets=["y"]).to_excel(tmp_path / "t.xlsx")
    assert [(row.label, row.code) for row in caught.value.rows] == [(0, "too-long"), (2, "control-character")]
    assert list(tmp_path.iterdir()) == []


def test_whole_numbers_with_holes_are_exported_as_empty_cells(tmp_path):
    openpyxl = pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    frame = pd.DataFrame({"x": pd.array([1, None], dtype="Int64"), "y": [1.0, 2.0]})
    mi.Dataset(frame, recipe=["x"], targets=["y"]).to_excel(tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [cell.value for cell in sheet["A"]] == ["x", 1, None]


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
