"""``python -m matinfo check FILE``: a report for people who do not write Python."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from matinfo.__main__ import main
from matinfo.data.reading import _column_values, _messages


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "lab.csv"
    rows = ["*CC*,-110", "*CC*(C),-10", "PS,100", '*CO*,"1,234"', "*CCO*,about -67"]
    path.write_text("SMILES,Tg (°C)\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_faults_are_told_by_row_and_the_exit_code_says_that_there_are_some(table, capsys):
    assert main(["check", str(table)]) == 1
    text = capsys.readouterr().out
    assert "5 rows of data" in text
    assert "3 cells cannot be used" in text
    assert "row 3, SMILES: '*CC*(C)'" in text
    assert "Did you mean '*CC(*)(C)'?" in text
    assert "row 6, Tg: 'about -67': an approximate value." in text


def test_the_report_speaks_korean(table, capsys):
    main(["check", str(table), "--language", "ko"])
    text = capsys.readouterr().out
    assert "데이터 5행" in text
    assert "혹시 '*CC(*)(C)'입니까?" in text
    assert "근사값으로 읽었습니다." in text


def test_options_name_columns_units_and_the_decimal_sign(table, capsys, tmp_path):
    out = tmp_path / "findings.csv"
    options = ["--structure", "SMILES", "--target", "Tg=degC", "--decimal", ".", "--names", "--csv", str(out)]
    assert main(["check", str(table), *options]) == 1
    assert "1 cells cannot be used" in capsys.readouterr().out
    assert pd.read_csv(out)["action"].tolist().count("rejected") == 1


def test_a_table_without_fault_gives_0_and_one_that_cannot_be_read_gives_2(tmp_path, capsys):
    (tmp_path / "good.csv").write_text("SMILES,Tg (K)\n*CC*,195\n")
    assert main(["check", str(tmp_path / "good.csv")]) == 0
    assert "Every cell can be used." in capsys.readouterr().out
    assert main(["check", str(tmp_path / "none.csv")]) == 2
    assert "There is no file 'none.csv'" in capsys.readouterr().err


def test_a_formula_of_the_table_is_none_in_the_file_of_findings(tmp_path, capsys):
    (tmp_path / "lab.csv").write_text('SMILES,Tg (K)\n*CC*,"=HYPERLINK(""http://x"")"\n')
    assert main(["check", str(tmp_path / "lab.csv"), "--csv", str(tmp_path / "out.csv")]) == 1
    values = pd.read_csv(tmp_path / "out.csv")["value"].dropna().tolist()
    assert values == ['\'=HYPERLINK("http://x")']
    assert main(["check", str(tmp_path / "lab.csv"), "--csv", str(tmp_path / "none" / "out.csv")]) == 2
    assert "none" in capsys.readouterr().err


def test_the_module_runs_as_a_command(table):
    done = subprocess.run([sys.executable, "-m", "matinfo", "check", str(table)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")


def test_korean_knows_every_code_that_the_reader_gives():
    folder = Path(_messages.__file__).parent
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    given = set(re.findall(r'NumberProblem\(\s*"([\w-]+)"', source)) | set(_column_values.REMARKS)
    given |= set(re.findall(r'notes\.append\(\s*\(\w[\w.]*, "([\w-]+)"', source))
    given |= set(re.findall(r'"(?:rejected|changed|set aside|noted)", "([\w-]+)"', source))
    assert len(given) > 25
    assert given - set(_messages.KOREAN) - {"changed", "noted"} == set()  # these two are actions
