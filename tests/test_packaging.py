"""What is installed is what is promised: typed, one version, honest dependencies, README commands that are checked."""

from __future__ import annotations

import ast
import importlib.metadata
import importlib.resources
import os
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import matinfo

CHECKOUT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
README_COMMANDS = [
    'python -m pip install ".[plot]" && python examples/plot_01_predict_tg.py',
    'python -m pip install ".[test]" && python -m pytest',
]
COMES_WITH = {"joblib": "scikit-learn", "threadpoolctl": "scikit-learn"}  # its own hard dependencies
DISTRIBUTION = {"sklearn": "scikit-learn", "typing_extensions": "typing-extensions"}  # module: distribution


def requirements() -> list[Requirement]:
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(text) for texts in (PROJECT["dependencies"], *extras) for text in texts]


def text_files() -> list[Path]:
    """Files that are written by hand; built pages are left out."""
    kinds = {".py", ".md", ".toml", ".cff", ".rst", ".cfg", ".yml", ".yaml", ""}
    folders = [CHECKOUT / name for name in (".ci", "src", "docs", "examples", "benchmarks")]
    files = [path for path in CHECKOUT.iterdir() if path.is_file() and not path.name.startswith(".")]
    files += [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    built = {"_build", "gallery", "generated", "__pycache__"}
    return [path for path in files if path.suffix in kinds and not built & set(path.parts)]


def test_type_checkers_see_the_types():
    assert importlib.resources.files("matinfo").joinpath("py.typed").is_file()


def test_the_version_is_written_once():
    assert importlib.metadata.version("matinfo") == matinfo.__version__
    assert PROJECT["dynamic"] == ["version"]
    assert "version" not in PROJECT


def test_dependencies_have_floors_and_no_caps():
    for requirement in requirements():
        if requirement.name != "matinfo":
            assert [specifier.operator for specifier in requirement.specifier] == [">="], str(requirement)


def test_the_extra_all_brings_every_extra_of_the_library():
    extras = {name: [Requirement(text) for text in texts] for name, texts in PROJECT["optional-dependencies"].items()}
    (everything,) = extras["all"]
    assert everything.name == "matinfo"
    assert everything.extras == set(extras) - {"all", "test"}


def test_installed_metadata_offer_the_extras_that_are_declared():
    offered = importlib.metadata.metadata("matinfo").get_all("Provides-Extra")
    assert set(offered) == set(PROJECT["optional-dependencies"])


def test_every_package_that_the_source_imports_is_declared():
    declared = {requirement.name for requirement in requirements()}
    for path in Path(matinfo.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and node.level == 0 else []
            for root in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {"matinfo"}:
                assert COMES_WITH.get(root, DISTRIBUTION.get(root, root)) in declared, f"{path.name} imports {root}"


def test_show_versions_names_every_package_that_the_library_uses():
    extras = PROJECT["optional-dependencies"]
    texts = [*PROJECT["dependencies"], *(text for name, texts in extras.items() if name != "test" for text in texts)]
    used = {Requirement(text).name for text in texts} - {"typing-extensions"} | set(COMES_WITH)
    shown = [line.split(": ")[0] for line in matinfo.show_versions().splitlines()]
    assert set(shown) - {"python", "platform"} == used | {"matinfo"}


def test_no_registry_address_is_written_down():
    address = re.compile(r"--(extra-)?index-url|--find-links|pypi\.(org|python)|pythonhosted\.|anaconda\.")
    found = [path.name for path in text_files() if address.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_the_readme_starts_with_the_two_commands():
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    first_block = re.search(r"^```bash\n(.*?)^```$", text, re.M | re.S)
    assert first_block is not None
    assert first_block[1].splitlines() == README_COMMANDS
    assert text[: first_block.start()].count("```") == 0


def test_the_extras_of_the_readme_commands_exist():
    named = {extra for command in README_COMMANDS for extra in re.findall(r"\.\[(\w+)\]", command)}
    assert named == {"plot", "test"}
    assert named <= set(PROJECT["optional-dependencies"])


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps no executable bit")
def test_ci_runs_the_test_command_of_the_readme():
    script = CHECKOUT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    (pattern,) = re.findall(r"grep -m 1 -E '([^']+)' README\.md", script.read_text(encoding="utf-8"))
    lines = (CHECKOUT / "README.md").read_text(encoding="utf-8").splitlines()
    assert next(line for line in lines if re.search(pattern, line)) == README_COMMANDS[1]


def test_ci_names_no_host():
    script = (CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.search(r"https?:|\bwww\.|\.(com|org|net|io)\b", script) is None
