"""Tables as they come from a laboratory: read as a chemist reads them, and every cell that was not plain is listed."""

from __future__ import annotations

import datetime
import json
import math
import sys
import zipfile

import numpy as np
import pandas as pd
import pytest

import matinfo as mi
from matinfo.data import TableError, check_table, iter_table
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning, MissingExtraError, UnitError

ROLES = {"structure": "SMILES", "targets": {"Tg": "degC"}}


def written(folder, text, name="table.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def codes(report, action):
    return [(note.row, note.column, note.code) for note in report.notes if note.action == action]


@pytest.fixture
def workbook(tmp_path):
    """A sheet with everything that people do to sheets."""
    openpyxl = pytest.importorskip("openpyxl", reason="the extra excel is not installed")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "results"
    for row in [
        ["Softening of acrylics, 2nd series", None, None, None, None, None],
        ["No.", "Polymer", "Repeat unit", "Tg (°C)", "Tg", "rate"],
        [None, None, "SMILES", "°C", "K", "K/min"],
        [1, "acrylate", "*CC(*)C(=O)OC", 10, 283.15, 10],
        [2, None, "*CC(*)C(=O)OCC", "ca. \u221224", None, 10],
        [3, "methacrylate", "*CC(*)(C)C(=O)OCC", "60 to 70", None, 20],
        [4, "methacrylate", "*CC*(C)C(=O)OCCC", "35", None, 20],
        [5, "unknown", None, "> 200 (dec.)", None, None],
        [6, "chloride", "*CC(*)Cl", datetime.datetime(2021, 3, 12), None, None],
        ["average", None, None, "=AVERAGE(D4:D7)", None, None],
        [None] * 6,
        [7, "secret", "*CC(*)F", 41, None, None],
        [8, "remark only", None, None, None, None],
        [9, "share", "*CC(*)(F)F", 0.25, None, None],
    ]:
        sheet.append(row)
    sheet["D14"].number_format = "0%"
    sheet.merge_cells("A1:F1")
    sheet.merge_cells("B4:B5")
    sheet.row_dimensions[12].hidden = True
    book.create_sheet("notes").append(["all by DSC"])
    path = tmp_path / "acrylics.xlsx"
    book.save(path)
    return path


class TestWorkbook:
    def test_rows_are_read_under_their_numbers_in_the_file(self, workbook):
        with pytest.warns(InvalidRowsWarning, match="4 of 11 rows"):
            ds = mi.read_table(workbook, **ROLES, invalid="nan")
        assert ds.frame.index.tolist() == [4, 5, 6, 7, 8, 9, 14]
        np.testing.assert_array_equal(ds.y, [10, -24, 65, 35, math.nan, math.nan, math.nan])
        assert ds.frame.loc[[6, 8], ["Tg_low", "Tg_high"]].to_numpy().tolist() == [[60, 70], [200, math.inf]]
        assert ds.frame["Polymer"].tolist()[:2] == ["acrylate", "acrylate"]  # the merged cell

    def test_every_cell_that_was_not_plain_is_listed(self, workbook):
        report = check_table(workbook, **ROLES)
        assert codes(report, "rejected") == [
            (7, "SMILES", "invalid-polymer"),
            (8, "SMILES", "no-input"),
            (9, "Tg", "excel-date"),
            (14, "Tg", "unit"),  # 25 % in a column of temperatures
        ]
        assert codes(report, "changed") == [
            (5, "Tg", "approx"),
            (5, "Polymer", "merged-cell"),
            (6, "Tg", "range"),
            (8, "Tg", "censored"),
        ]
        assert codes(report, "set aside") == [(10, "", "summary-row"), (12, "", "hidden-row"), (13, "", "no-data")]
        assert codes(report, "noted") == [(None, "", "other-sheets")]

    def test_a_misplaced_star_gets_a_suggestion(self, workbook):
        note = next(note for note in check_table(workbook, **ROLES).rejected if note.row == 7)
        assert note.suggestion == "Did you mean '*CC(*)(C)C(=O)OCCC'?"

    def test_all_bad_cells_are_raised_at_once(self, workbook):
        with pytest.raises(InvalidRowsError) as caught:
            mi.read_table(workbook, **ROLES)
        assert [(row.label, row.column) for row in caught.value.rows] == [
            (7, "SMILES"),
            (8, "SMILES"),
            (9, "Tg"),
            (14, "Tg"),
        ]
        assert 'invalid="nan"' in str(caught.value)

    def test_units_below_and_in_the_header_are_known_and_names_stay_unique(self, workbook):
        columns = check_table(workbook, **ROLES).columns
        assert columns.loc["Tg", ["role", "unit"]].tolist() == ["target", "degC"]
        assert columns.loc["Tg [K]", ["role", "unit"]].tolist() == ["other", "K"]
        assert check_table(workbook, structure="SMILES", targets={"Tg": "K"}).columns.loc["Tg", "heading"] == "Tg"

    def test_hidden_rows_can_be_kept(self, workbook):
        assert check_table(workbook, **ROLES, hidden="keep").n_rows == check_table(workbook, **ROLES).n_rows + 1

    def test_the_dataset_remembers_file_sheet_and_digest(self, workbook):
        with pytest.warns(InvalidRowsWarning):
            ds = mi.read_table(workbook, **ROLES, invalid="nan")
        assert (ds.record["file"], ds.record["sheet"], len(ds.record["sha256"])) == ("acrylics.xlsx", "results", 64)
        assert ds.history[-1].startswith("read from 'acrylics.xlsx', sheet 'results': 7 rows (4 rejected")

    def test_a_sheet_is_chosen_by_name_and_sheets_are_named_where_it_is_missing(self, workbook):
        with pytest.raises(ValueError, match="Sheets: 'results', 'notes'"):
            check_table(workbook, **ROLES, sheet="Sheet1")

    def test_the_last_result_of_a_formula_is_used_and_said_a_formula_without_one_is_refused(self, tmp_path):
        openpyxl = pytest.importorskip("openpyxl", reason="the extra excel is not installed")
        book = openpyxl.Workbook()
        for row in [["SMILES", "Tg (K)"], ["*CC*", 195], ["*CO*", "=B2-5"], ["*CCO*", "=B2+11"]]:
            book.active.append(row)
        book.save(tmp_path / "plain.xlsx")
        with zipfile.ZipFile(tmp_path / "plain.xlsx") as old, zipfile.ZipFile(tmp_path / "f.xlsx", "w") as new:
            for item in old.infolist():
                content = old.read(item.filename)
                if item.filename.endswith("sheet1.xml"):  # as Excel stores it: the formula with its result
                    content = content.replace(b"<f>B2-5</f><v></v>", b"<f>B2-5</f><v>190</v>")
                    content = content.replace(b"<f>B2-5</f><v />", b"<f>B2-5</f><v>190</v>")
                new.writestr(item.filename, content)
        report = check_table(tmp_path / "f.xlsx")
        assert codes(report, "changed") == [(3, "Tg", "formula")]
        assert codes(report, "rejected") == [(4, "Tg", "formula")]

    def test_a_cell_far_outside_is_refused_before_memory_is_taken(self, tmp_path):
        openpyxl = pytest.importorskip("openpyxl", reason="the extra excel is not installed")
        book = openpyxl.Workbook()
        book.active["A1"], book.active.cell(900_000, 3, "x").value = "SMILES", "x"
        book.save(tmp_path / "far.xlsx")
        with pytest.raises(TableError, match="a cell C900000, far outside"):
            check_table(tmp_path / "far.xlsx")

    def test_a_part_that_unpacks_to_far_more_than_it_is_is_refused(self, workbook):
        with zipfile.ZipFile(workbook, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/media/picture.bin", bytes(2_000_000))
        with pytest.raises(TableError, match="no laboratory table does"):
            check_table(workbook)

    def test_entities_in_the_xml_are_refused(self, workbook, tmp_path):
        bomb = tmp_path / "bomb.xlsx"
        with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(bomb, "w") as new:
            for item in old.infolist():
                content = old.read(item.filename)
                if item.filename.endswith("sheet1.xml"):
                    content = b'<!DOCTYPE x [<!ENTITY a "ha">]>' + content
                new.writestr(item.filename, content)
        with pytest.raises(TableError, match="no readable"):
            check_table(bomb)

    @pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x05\x06" + bytes(18)])
    def test_what_is_no_workbook_is_refused(self, tmp_path, content):
        pytest.importorskip("openpyxl", reason="the extra excel is not installed")
        (tmp_path / "broken.xlsx").write_bytes(content)
        with pytest.raises(TableError, match="no readable"):
            check_table(tmp_path / "broken.xlsx")

    @pytest.mark.parametrize("part", ["xl/styles.xml", "[Content_Types].xml", "xl/workbook.xml"])
    def test_a_damaged_part_gives_one_error_of_ours(self, workbook, tmp_path, part):
        broken = tmp_path / "broken.xlsx"
        with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(broken, "w") as new:
            for item in old.infolist():
                content = old.read(item.filename)
                new.writestr(item.filename, content.replace(b">", b"<", 3) if item.filename == part else content)
        with pytest.raises(TableError, match="no readable"):
            check_table(broken, **ROLES)

    def test_without_the_extra_the_error_names_it(self, tmp_path, monkeypatch):
        monkeypatch.setitem(sys.modules, "openpyxl", None)
        with pytest.raises(MissingExtraError, match=r'pip install "matinfo\[excel\]"'):
            check_table(written(tmp_path, "x", "t.xlsx"))

    def test_a_percent_sign_that_is_only_written_behind_the_number_does_not_count(self, tmp_path):
        openpyxl = pytest.importorskip("openpyxl", reason="the extra excel is not installed")
        book = openpyxl.Workbook()
        formats = {'0.0"%"': 5.0, r"0.0\%": 5.0, "[Red]0.0%": 0.05}
        book.active.append(["SMILES", "uptake (%)"])
        for row, (shown, stored) in enumerate(formats.items(), start=2):
            book.active.append(["*CC*", stored])
            book.active.cell(row, 2).number_format = shown
        book.save(tmp_path / "t.xlsx")
        ds = mi.read_table(tmp_path / "t.xlsx", structure="SMILES", targets={"uptake": "%"})
        assert ds.y.tolist() == [5.0, 5.0, 5.0]  # what Excel shows

    @pytest.mark.parametrize(
        "end",
        [
            '<row r="3000000000"/></sheetData>',
            "</sheetData><mergeCells>" + '<mergeCell ref="A1:A200000"/>' * 30 + "</mergeCells>",
        ],
    )
    def test_rows_without_end_are_refused_before_they_are_read(self, workbook, tmp_path, end):
        small = tmp_path / "small.xlsx"
        with zipfile.ZipFile(workbook) as old, zipfile.ZipFile(small, "w") as new:
            for name in old.namelist():
                content = old.read(name)
                if name.endswith("sheet1.xml"):
                    content = content.replace(b"</sheetData>", end.encode())
                new.writestr(name, content)
        with pytest.raises(TableError, match=r"beyond what Excel can hold|merged cells"):
            check_table(small)


class TestTextFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
    def test_byte_order_marks_are_understood(self, tmp_path, encoding):
        path = written(tmp_path, "SMILES,Tg (°C)\n*CC*,-110\n", encoding=encoding)
        assert mi.read_table(path, **ROLES).y.tolist() == [-110]

    def test_another_encoding_is_asked_for_with_the_readings_shown(self, tmp_path):
        path = written(tmp_path, "SMILES,유리전이온도 (K)\n*CC*,195\n", encoding="cp949")
        with pytest.raises(TableError, match=r"encoding='cp949': 'SMILES,유리전이온도"):
            check_table(path)
        ds = mi.read_table(path, structure="SMILES", targets={"Tg": "K"}, encoding="cp949")
        assert ds.y.tolist() == [195]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("SMILES;Tg (°C)\n*CC*;-110,5\n*CO*;-82,0\n", "t.csv"),
            ("SMILES\tTg (°C)\n*CC*\t-110,5\n*CO*\t-82,0\n", "t.tsv"),
            ("SMILES|Tg (°C)\n*CC*|-110,5\n*CO*|-82,0\n", "t.txt"),
            ("sep=;\nSMILES;Tg (°C)\n*CC*;-110,5\n*CO*;-82,0\n", "t.csv"),
            ('SMILES,Tg (°C)\n*CC*,"-110,5"\n*CO*,"-82,0"\n', "t.csv"),
        ],
    )
    def test_the_separator_is_found(self, tmp_path, text, name):
        assert mi.read_table(written(tmp_path, text, name), **ROLES).y.tolist() == [-110.5, -82.0]

    def test_json_lines_bring_their_own_header(self, tmp_path):
        lines = [{"SMILES": "*CC*", "Tg": -110}, {"Tg": "ca. -82", "SMILES": "*CO*", "by": "DSC"}]
        path = written(tmp_path, "\n".join(map(json.dumps, lines)), "t.jsonl")
        assert mi.read_table(path, **ROLES).y.tolist() == [-110, -82]
        with pytest.raises(TableError, match="line 1: no JSON object"):
            check_table(written(tmp_path, "[1, 2]", "u.jsonl"))

    def test_a_repeated_header_blank_rows_and_summaries_are_no_data(self, tmp_path):
        text = "my table\n\nname,SMILES,Tg (°C)\na,*CC*,-110\nname,SMILES,Tg (°C)\n,,\nb,*CO*,-82\n"
        text += "평균,,-96\nstd. dev.,,20\n"
        report = check_table(written(tmp_path, text), **ROLES)
        assert report.dataset().y.tolist() == [-110, -82]
        assert [code for _, _, code in codes(report, "set aside")] == ["header-again", "summary-row", "summary-row"]

    def test_a_word_of_summaries_further_right_or_beside_a_structure_is_a_remark(self, tmp_path):
        text = "lot,SMILES,Tg (°C),remark\nA,*CC*,-110,max\nmean,*CO*,-82,\n"
        assert check_table(written(tmp_path, text), **ROLES).n_rows == 2
        text = "lot,resin (phr),y (MPa),remark\nA,10,5,max\nN,20,6,\nmax,20,6,\n"
        assert check_table(written(tmp_path, text), recipe=["resin"], targets=["y"]).n_rows == 2

    def test_a_comma_with_two_readings_is_refused_until_the_user_says(self, tmp_path):
        path = written(tmp_path, 'SMILES,E (MPa)\n*CC*,"1,234"\n*CO*,"2,500"\n')
        roles = {"structure": "SMILES", "targets": {"E": "MPa"}}
        assert [note.code for note in check_table(path, **roles).rejected] == ["two-readings"] * 2
        assert mi.read_table(path, **roles, decimal=".").y.tolist() == [1234, 2500]
        assert mi.read_table(path, **roles, decimal=",").y.tolist() == [1.234, 2.5]

    def test_a_point_with_three_digits_is_refused_among_decimal_commas(self, tmp_path):
        path = written(tmp_path, "SMILES;E (MPa)\n*CC*;1.234\n*CO*;2,5\n")
        (note,) = check_table(path, structure="SMILES", targets=["E"]).rejected
        assert (note.row, note.code) == (2, "two-readings")

    def test_points_and_commas_are_compared_over_the_whole_table(self):
        """5,000 rows are read at once: the comma stands in the second piece."""
        table = pd.DataFrame({"SMILES": "*CC*", "E (MPa)": ["1.234"] * 5000 + ["2,5"]})
        report = check_table(table, structure="SMILES", targets=["E"])
        assert len(report.rejected) == 5000
        assert {note.code for note in report.rejected} == {"two-readings"}

    @pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
    def test_a_text_in_another_encoding_than_stated_is_one_error_of_ours(self, tmp_path, start):
        (tmp_path / "t.csv").write_bytes(start + "SMILES,Tg (K),gr\u00f6\u00dfe\n*CC*,195,1\n".encode("cp1252"))
        with pytest.raises(TableError, match=r"is not in .* Try another encoding"):
            check_table(tmp_path / "t.csv", encoding=None if start else "ascii")

    @pytest.mark.parametrize("separator", [", ", "", '"', 5])
    def test_a_separator_is_one_sign(self, tmp_path, separator):
        with pytest.raises(ValueError, match="separator must be one sign"):
            check_table(written(tmp_path, "SMILES,Tg (K)\n*CC*,195\n"), separator=separator)

    @pytest.mark.parametrize("name", ["t.xls", "t.pkl", "t.docx", "t.zip"])
    def test_other_formats_are_refused_with_what_to_do(self, tmp_path, name):
        with pytest.raises(TableError, match="is not read"):
            check_table(written(tmp_path, "x", name))

    def test_a_missing_file_names_its_neighbours(self, tmp_path):
        written(tmp_path, "x", "data_v3.csv")
        with pytest.raises(FileNotFoundError, match=r"data_v3\.csv"):
            check_table(tmp_path / "data_v2.csv")

    @pytest.mark.parametrize("text", ["", "\n\n", "1,2\n3,4\n", "SMILES,Tg\n"])
    def test_a_file_without_header_or_rows_is_refused(self, tmp_path, text):
        with pytest.raises((TableError, ValueError)):
            mi.read_table(written(tmp_path, text), **ROLES)

    def test_a_file_in_which_no_row_is_data_is_refused(self, tmp_path):
        with pytest.raises(TableError, match="1 rows were read below the header, and none"):
            mi.read_table(written(tmp_path, "name,SMILES,Tg (°C)\nmean,,40\n"), **ROLES)

    def test_a_binary_file_is_refused(self, tmp_path):
        (tmp_path / "t.csv").write_bytes(b"SMILES\0\0Tg")
        with pytest.raises(TableError, match="no text file"):
            check_table(tmp_path / "t.csv")


class TestRoles:
    FRAME = pd.DataFrame({"SMILES": ["*CC*"], "ガラス転移温度 (K)": [195], "heating rate [K/min]": [10], "Tm": [410]})

    def test_without_a_word_roles_are_found_by_name_and_said(self):
        report = check_table(self.FRAME)
        assert report.columns["role"].to_dict() == {
            "SMILES": "structure",
            "Tg": "target",
            "heating_rate": "condition",
            "Tm": "target",
        }
        assert codes(report, "noted")[-1] == (None, "Tm", "no-unit")
        assert sum(code == "role-by-name" for _, _, code in codes(report, "noted")) == 4

    def test_what_the_user_says_of_other_columns_holds_where_the_rest_is_found_by_name(self):
        frame = self.FRAME.assign(campaign=["spring"], Mw=[1e5])
        ds = mi.read_table(frame, groups="campaign", method="DSC", known={"Mw": "g/mol"})
        assert ds.groups.tolist() == ["spring"]
        assert ds.columns.loc["Tg", "method"] == "DSC"
        assert ds.columns.loc["Mw", "role"] == "known"

    def test_columns_may_be_named_by_whatever_can_be_walked_through(self, tmp_path):
        path = written(tmp_path, "resin (phr),oil (phr),y (MPa)\n10,2,5\n20,1,6\n")
        ds = mi.read_table(path, recipe=pd.Index(["resin", "oil"]), targets=(name for name in ["y"]))
        assert ds.units == {"resin": "phr", "oil": "phr", "y": "MPa"}

    def test_another_name_of_the_same_property_is_found_and_said(self):
        report = check_table(self.FRAME, structure="SMILES", targets={"Tg": "K"})
        assert codes(report, "noted") == [(None, "Tg", "other-name")]

    def test_unknown_names_are_reported_with_similar_ones_never_taken(self):
        frame = pd.DataFrame({"SMILES": ["*CC*"], "glass transition temperatur": [195]})
        with pytest.raises(TableError, match="'glass transition temperatur' looks like Tg"):
            check_table(frame)

    def test_a_unit_that_contradicts_the_header_is_refused(self):
        with pytest.raises(UnitError, match=r"State 'K', and convert afterwards with ds\.convert\('Tg', 'degC'\)"):
            check_table(self.FRAME, structure="SMILES", targets={"Tg": "degC"})

    def test_a_misspelt_column_is_refused_with_close_names(self):
        with pytest.raises(ValueError, match="did you mean 'SMILES'"):
            check_table(self.FRAME, structure="SMILE", targets={"Tg": "K"})

    def test_recipes_hold_amounts_as_numbers_and_names_as_text(self):
        frame = pd.DataFrame(
            {
                "resin (phr)": ["100", "100,5"],
                "cure": ["sulfur", "peroxide"],
                "hardness": ["60 ± 2", 70],
                "M100_MPa": [2, 3],
            }
        )
        ds = mi.read_table(frame, recipe=["resin", "cure"], targets=["hardness", "M100_MPa"])
        assert ds.X.to_dict("list") == {"resin": [100, 100.5], "cure": ["sulfur", "peroxide"]}
        assert ds.units == {"resin": "phr", "cure": None, "hardness": None, "M100_MPa": "MPa"}

    @pytest.mark.parametrize(("name", "unit"), [("PS", "*CC(*)c1ccccc1"), ("Nylon 6,6", "*NCCCCCCNC(=O)CCCCC(*)=O")])
    def test_names_of_polymers_are_refused_unless_asked_for(self, name, unit):
        frame = pd.DataFrame({"SMILES": ["*CC*", name], "Tg (K)": [195, 373]})
        (note,) = check_table(frame).rejected
        assert (note.code, unit in note.suggestion) == ("polymer-name", True)
        assert mi.read_table(frame, structure_names=True).X.tolist() == ["*CC*", unit]

    def test_an_acronym_that_is_also_a_smiles_or_means_several_polymers_is_caught(self):
        frame = pd.DataFrame({"SMILES": ["PC", "PI", "PS"], "Tg (K)": [420, 600, 373]})
        assert ["also a SMILES" in note.reason for note in check_table(frame).rejected] == [True] * 3
        (note,) = check_table(frame, structure_names=True).rejected
        assert note.suggestion.startswith("It may be polyimide or polyisoprene")

    @pytest.mark.parametrize("cell", ["-", "n.a.", "nan", " ", None])
    def test_a_structure_that_says_nothing_is_a_missing_structure(self, cell):
        frame = pd.DataFrame({"SMILES": ["*CC*", cell, cell], "Tg (K)": ["195", "190", "-"]})
        report = check_table(frame)
        assert [(note.row, note.code) for note in report.rejected] == [(1, "no-input")]
        assert codes(report, "set aside") == [(2, "", "no-data")]

    def test_structure_and_recipe_at_once_are_refused(self):
        with pytest.raises(TypeError, match="either structure"):
            check_table(self.FRAME, structure="SMILES", recipe=["Tm"], targets=["Tg"])

    def test_polymers_and_molecules_can_be_kept_apart(self):
        frame = pd.DataFrame({"SMILES": ["*CC*", "CCO"], "Tg (K)": [195, 97]})
        assert [note.row for note in check_table(frame, structure_kind="polymer").rejected] == [1]
        assert [note.row for note in check_table(frame, structure_kind="molecule").rejected] == [0]


class TestBounds:
    TABLE = pd.DataFrame({"SMILES": ["*CC*", "*CCCC*", "*CO*"], "Tg (°C)": ["-120 to -100", "-115 ± 3", "-80"]})

    def test_bounds_follow_their_target(self):
        ds = mi.read_table(self.TABLE)
        kelvin = ds.convert("Tg", "K").frame
        assert kelvin.loc[0, ["Tg", "Tg_low", "Tg_high"]].tolist() == pytest.approx([163.15, 153.15, 173.15])
        assert ds.columns.loc["Tg_low", ["role", "unit"]].tolist() == ["statistic", "degC"]

    def test_replicates_get_the_widest_bounds(self):
        clean, _ = mi.read_table(self.TABLE).curate()
        assert clean.frame.loc[0, ["Tg", "Tg_low", "Tg_high"]].tolist() == [-112.5, -120, -100]

    def test_a_row_of_which_only_a_bound_is_known_leaves_with_that_reason(self):
        frame = pd.DataFrame({"SMILES": ["*CC*", "*CO*", "*CCO*"], "Tg (K)": ["195", "> 190", "-"]})
        _, log = mi.read_table(frame).curate(max_dropped=1)
        assert log.frame()["detail"].tolist() == ["Only a bound is known, no value.", "No target is measured."]

    def test_bounds_go_with_the_target_that_is_left_out(self):
        table = self.TABLE.assign(**{"Tm (K)": [410, 410, 450]})
        assert [name for name in mi.read_table(table).select("Tm").frame if name.startswith("Tg")] == []


def test_pieces_have_the_same_rows_and_columns_as_the_whole(tmp_path):
    text = "SMILES,Tg (K)\n" + "".join(f"*CC(*){'C' * (i % 7)},{i + 200}\n" for i in range(50))
    path = written(tmp_path, text)
    parts = list(iter_table(path, 16))
    assert [len(part) for part in parts] == [16, 16, 16, 2]
    whole = pd.concat([part.frame for part in parts])
    pd.testing.assert_frame_equal(whole[["SMILES", "Tg"]], mi.read_table(path).frame)


def test_every_piece_has_columns_of_bounds_whether_its_own_rows_have_bounds_or_not():
    table = pd.DataFrame({"SMILES": ["*CC*", "*CO*"], "Tg (K)": ["195", "180-190"]})
    parts = list(iter_table(table, 1))
    assert [part.frame.columns.tolist() for part in parts] == [["SMILES", "Tg", "Tg_low", "Tg_high"]] * 2
    assert parts[0].frame.loc[0].tolist() == ["*CC*", 195.0, 195.0, 195.0]


def test_errors_of_pieces_come_from_the_call_and_not_from_the_loop(tmp_path):
    with pytest.raises(ValueError, match="rows must be in"):
        iter_table(tmp_path / "t.csv", 0)
    with pytest.raises(FileNotFoundError):
        iter_table(tmp_path / "t.csv")
    with pytest.raises(ValueError, match=r"'sheets' \(did you mean 'sheet'"):
        iter_table(pd.DataFrame({"SMILES": ["*CC*"], "Tg (K)": [195]}), sheets="first")


def test_labels_of_a_data_frame_are_kept():
    frame = pd.DataFrame({"SMILES": ["*CC*"], "Tg (K)": [195]}, index=["sample 7"])
    assert mi.read_table(frame).frame.index.tolist() == ["sample 7"]


class TestDataFrames:
    def test_missing_values_of_every_kind_are_empty_cells(self):
        frame = pd.DataFrame({"SMILES": ["*CC*", None, None], "Tg (K)": [195, None, None]}).convert_dtypes()
        report = check_table(frame)
        assert not report.rejected
        assert report.n_rows == 1

    def test_a_date_that_is_missing_is_no_group(self):
        days = pd.to_datetime(["2024-01-01", None])
        frame = pd.DataFrame({"SMILES": ["*CC*", "*CO*"], "Tg (K)": [195, 190], "day": days})
        ds = mi.read_table(frame, structure="SMILES", targets=["Tg"], groups="day")
        with pytest.raises(InvalidRowsError, match="the row belongs to no group"):
            _ = ds.groups

    def test_numbers_of_lots_keep_their_digits(self):
        lots = {"lot": ["007", "12"], "id": ["12345678901234567", "1"], "n": ["0", "0.5"]}
        ds = mi.read_table(
            pd.DataFrame({"SMILES": ["*CC*", "*CO*"], "Tg (K)": [195, 190], "self": ["1", "2"]} | lots),
            targets=["Tg"],
            structure="SMILES",
        )
        assert ds.frame["lot"].tolist() == ["007", "12"]
        assert ds.frame["id"].tolist() == ["12345678901234567", "1"]
        assert ds.frame["n"].tolist() == [0.0, 0.5]
        assert ds.frame["self"].tolist() == [1.0, 2.0]  # a name that pandas cannot take as a keyword
