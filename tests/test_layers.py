"""The floors of the library: a file imports from its own room or from a lower floor, never up and never sideways."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import matinfo

PACKAGE = Path(matinfo.__file__).parent
FLOOR = {
    "chem": 1,
    "data": 2,
    "featurize": 2,
    "models": 3,
    "evaluate": 4,
    "interpret": 4,
    "design": 5,
    "plotting": 6,
    "reporting": 7,
    "testing": 6,
}  # a module outside these rooms stands on floor 0
KNOW_PROTOCOLS_ONLY = ("evaluate", "interpret", "design")  # they take anything that fits and predicts
CHOOSES_A_DEFAULT = "design/_campaign/default_model.py"  # the one file of theirs that names a model
LOADED_INSIDE_FUNCTIONS = {"matplotlib", "openpyxl", "defusedxml", "pint", "skops", "distributed", "pooch"}
LONGEST_FILE = 420  # lines
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}

FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def short(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imported_modules(source: str, package: str) -> Iterator[str]:
    """Dotted names that `source`, a module of `package`, imports: at any depth, also by string."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            module = ".".join([*parents, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            yield from (a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str))


def package_of(path: Path) -> str:
    return ".".join(["matinfo", *path.relative_to(PACKAGE).parent.parts])


def broken_arrows(room: str, imported: Iterator[str]) -> list[str]:
    """Imports that a file of `room` may not have; ``""`` is the room of floor 0."""
    broken = []
    for name in imported:
        head, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if head != "matinfo" or target == room:
            continue
        if target in matinfo.__all__ and target != "__version__":  # "from matinfo import X" hides the floor of X
            broken.append(f"{name} (import it from its room)")
        elif FLOOR.get(target, 0) >= FLOOR.get(room, 0) and FLOOR.get(target, 0) > 0:
            broken.append(name)
        elif room in KNOW_PROTOCOLS_ONLY and target == "models":
            broken.append(f"{name} (only fit and predict may be known)")
    return broken


@pytest.mark.parametrize("path", FILES, ids=short)
def test_arrows_point_down_only(path):
    first = path.relative_to(PACKAGE).parts[0]
    room = first if (PACKAGE / first).is_dir() else ""
    imported = imported_modules(path.read_text(encoding="utf-8"), package_of(path))
    broken = [name for name in broken_arrows(room, imported) if not names_the_default(path, name)]
    assert broken == []


def names_the_default(path: Path, imported: str) -> bool:
    return short(path) == CHOOSES_A_DEFAULT and imported.startswith("matinfo.models.")


def test_one_file_alone_may_name_a_default_model():
    name = "matinfo.models.Model"
    assert names_the_default(PACKAGE / CHOOSES_A_DEFAULT, name)
    assert not names_the_default(PACKAGE / "design/_campaign/designer.py", name)
    assert not names_the_default(PACKAGE / CHOOSES_A_DEFAULT, "matinfo.plotting.ParityDisplay")


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("chem", "from matinfo.data import Dataset"),  # up
        ("data", "from matinfo.featurize import Featurizer"),  # sideways
        ("featurize", "def f():\n    import matinfo.data._dataset"),  # sideways, inside a function
        ("evaluate", "from matinfo.models import Model"),  # down, but concrete
        ("design", "from ..models import Model"),  # the same, relative
        ("models", "from matinfo import Dataset"),  # floor hidden
        ("", "from importlib import import_module\nimport_module('matinfo.chem')"),  # up, by string
    ],
)
def test_an_arrow_that_is_not_allowed_is_found(room, source):
    package = f"matinfo.{room}" if room else "matinfo"
    assert len(broken_arrows(room, imported_modules(source, package))) == 1


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("models", "from matinfo.featurize import MorganFingerprint"),
        ("models", "from ._gp import Kernel"),
        ("chem", "from matinfo import _validation\nfrom matinfo.exceptions import StructureError"),
        ("evaluate", "import numpy\nfrom matinfo.data import Dataset"),
    ],
)
def test_an_arrow_that_is_allowed_is_not_reported(room, source):
    assert broken_arrows(room, imported_modules(source, f"matinfo.{room}")) == []


def test_every_folder_is_a_room_with_a_floor():
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert rooms <= set(FLOOR)
    assert {"chem", "data", "featurize", "models", "evaluate", "design"} <= rooms


@pytest.mark.parametrize("path", FILES, ids=short)
def test_optional_packages_are_imported_inside_functions_only(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.FunctionDef)
        or (isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test))
        for node in ast.walk(block)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom) and id(node) not in inside:
            roots = {name.partition(".")[0] for name in imported_modules(ast.unparse(node), package_of(path))}
            assert not roots & LOADED_INSIDE_FUNCTIONS, f"line {node.lineno}"


def test_no_file_has_a_name_that_says_nothing():
    assert [short(path) for path in FILES if path.stem.strip("_") in VAGUE_NAMES] == []


def test_no_file_is_too_long_to_read_in_one_go():
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}
