"""Every benchmark can be started: it is imported, tells its options, and uses names that exist."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import sys
from pathlib import Path

import pytest

import matinfo

CHECKOUT = Path(__file__).resolve().parent.parent
if not (CHECKOUT / "benchmarks").is_dir():
    pytest.skip("the benchmarks are not part of an installed copy", allow_module_level=True)
BENCHMARKS = sorted((CHECKOUT / "benchmarks").glob("[!_]*.py"))
SCRIPTS = [*sorted((CHECKOUT / "benchmarks").rglob("*.py")), *sorted((CHECKOUT / "examples").glob("*.py"))]


@pytest.fixture(autouse=True)
def _beside_each_other(monkeypatch):
    """As when a script is run: the path has its folder, and what `_bench` adds; it is put back afterwards."""
    monkeypatch.setattr(sys, "path", [str(CHECKOUT / "benchmarks"), *sys.path, str(CHECKOUT / "tests" / "chem")])


def load(path: Path):
    spec = importlib.util.spec_from_file_location(f"benchmark_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses and pickles look there
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda path: path.stem)
def test_a_benchmark_is_imported_in_silence_and_tells_its_options(path, monkeypatch, capsys):
    module = load(path)
    assert capsys.readouterr() == ("", "")
    assert module.__doc__
    if "ArgumentParser" in path.read_text(encoding="utf-8"):
        monkeypatch.setattr(sys, "argv", [path.name, "--help"])
        with pytest.raises(SystemExit) as ended:
            module.main()
        assert ended.value.code == 0
        assert module.__doc__.split()[0] in capsys.readouterr().out


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_names_of_matinfo_that_a_script_uses_exist(path):
    missing = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "matinfo":
            module = importlib.import_module(node.module)
            missing += [f"{node.module}.{alias.name}" for alias in node.names if not hasattr(module, alias.name)]
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mi":
            missing += [f"mi.{node.attr}"] if not hasattr(matinfo, node.attr) else []
    assert missing == []
