"""Importing matinfo changes nothing in the process; public names resolve, and say where they live in public."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import matinfo as mi

ROOMS = ("chem", "data", "featurize", "models", "evaluate", "interpret", "design", "plotting", "reporting", "testing")
LOADED_ON_USE = {"matplotlib", "rdkit", "sklearn", "scipy", "pandas", "openpyxl", "pint", "skops", "distributed"}

SNAPSHOT = """
import locale, logging, os, random, signal, sys, warnings
import numpy, pandas, rdkit.rdBase

def pandas_options():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # reading an option that pandas retires makes pandas warn
        return pandas.describe_option(_print_desc=False)  # names each option with its current value

def state():
    return {
        "warning filters": repr(warnings.filters),
        "numpy random state": repr(numpy.random.get_state()),
        "numpy error state": repr(numpy.geterr()),
        "numpy print options": repr(numpy.get_printoptions()),
        "random state": hash(random.getstate()),
        "log levels": {name: logger.level for name, logger in logging.root.manager.loggerDict.items()
                       if isinstance(logger, logging.Logger)} | {"root": logging.root.level},
        "log handlers": list(logging.root.handlers),
        "pandas options": pandas_options(),
        "RDKit log": rdkit.rdBase.LogStatus(),
        "locale": locale.setlocale(locale.LC_ALL),
        "environment": dict(os.environ),
        "recursion limit": sys.getrecursionlimit(),
        "signal handler": signal.getsignal(signal.SIGINT),
        "module path": list(sys.path),
    }

def changes(before, after):
    return [key for key in before if before[key] != after[key]]
"""


def run_python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `code` in a new interpreter whose working directory and home are inside the empty `folder`."""
    for name in ("work", "home"):
        (folder / name).mkdir()
    home = str(folder / "home")
    environment = os.environ | {"HOME": home, "USERPROFILE": home, "PYTHONDONTWRITEBYTECODE": "1"}
    environment = {key: value for key, value in environment.items() if not key.startswith(("XDG_", "COV_"))}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder / "work", env=environment, capture_output=True, text=True, check=False
    )


def files_below(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]


def public_names() -> list[str]:
    return [name for name in mi.__all__ if name != "__version__"]


def test_import_writes_nothing(tmp_path):
    done = run_python("import matinfo", tmp_path)
    assert (done.returncode, done.stdout, done.stderr, files_below(tmp_path)) == (0, "", "", [])


def test_import_loads_no_heavy_package(tmp_path):
    code = "import sys, matinfo; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = set(run_python(code, tmp_path).stdout.split())
    assert "matinfo" in loaded
    assert loaded & LOADED_ON_USE == set()


def test_import_takes_at_most_a_sixth_of_a_second_of_cpu_beyond_numpy_and_pandas(tmp_path):
    code = "import time, numpy, pandas; t = time.process_time(); import matinfo; print(time.process_time() - t)"
    assert float(run_python(code, tmp_path).stdout) <= 0.15


def test_import_changes_no_state_of_the_process(tmp_path):
    code = f"{SNAPSHOT}\nbefore = state()\nimport matinfo\nprint(changes(before, state()))"
    done = run_python(code, tmp_path)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_resolving_every_public_name_changes_no_state_writes_nothing_and_loads_no_plotting_library(tmp_path):
    code = f"""{SNAPSHOT}
import importlib, pkgutil, sys
import joblib, scipy.optimize, scipy.stats, sklearn  # what they change when imported is theirs
from rdkit import Chem
import matinfo
first = state()
names = [getattr(matinfo, name) for name in matinfo.__all__]
rooms = [importlib.import_module(f"matinfo.{{entry.name}}") for entry in pkgutil.iter_modules(matinfo.__path__)]
assert len(rooms) > 5
print(changes(first, state()), "matplotlib" in sys.modules)
"""
    done = run_python(code, tmp_path)
    assert done.stderr == ""
    assert done.stdout.strip() == "[] False"
    assert files_below(tmp_path) == []


def test_the_snapshot_notices_a_change(tmp_path):
    code = (
        f"{SNAPSHOT}\nbefore = state()\nwarnings.simplefilter('ignore')\nnumpy.random.seed(0)\n"
        "logging.getLogger('x').setLevel(10)\npandas.options.display.width = 7\n"
        "rdkit.rdBase.DisableLog('rdApp.error')\nprint(changes(before, state()))"
    )
    seen = run_python(code, tmp_path).stdout.strip()
    assert seen == "['warning filters', 'numpy random state', 'log levels', 'pandas options', 'RDKit log']"


def test_dir_shows_the_public_names():
    assert set(mi.__all__) <= set(dir(mi))


@pytest.mark.parametrize("name", public_names())
def test_a_public_name_resolves_and_reports_a_public_module(name):
    value = getattr(mi, name)
    assert value.__name__ == name
    home = value.__module__.split(".")
    assert home[0] == "matinfo"
    assert not any(part.startswith("_") for part in home)
    assert getattr(sys.modules[value.__module__], name) is value


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_exports_exactly_what_exists_under_the_room_s_own_name(room):
    package = importlib.import_module(f"matinfo.{room}")
    assert len(set(package.__all__)) == len(package.__all__) > 0
    values = {name: getattr(package, name) for name in package.__all__}
    strangers = {name for name, value in values.items() if callable(value) and value.__module__ != f"matinfo.{room}"}
    assert strangers == set()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'matinfo' has no attribute 'Modle'"):
        _ = mi.Modle


def test_show_versions_names_matinfo_and_what_it_computes_with_and_prints_nothing(capsys):
    lines = dict(line.split(": ", 1) for line in mi.show_versions().splitlines())
    assert lines["matinfo"] == mi.__version__
    assert {"python", "platform", "numpy", "scikit-learn", "rdkit"} <= set(lines)
    assert capsys.readouterr() == ("", "")
