"""Sessions of matinfo: ``nox -l`` lists them, ``nox`` runs what every change should pass."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path

import nox

nox.needs_version = ">=2024.4.15"
nox.options.sessions = ["lint", "types", "tests", "doctest"]
nox.options.reuse_existing_virtualenvs = True

HERE = Path(__file__).parent
PYPROJECT = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
OLDEST_PYTHON = PYPROJECT["project"]["requires-python"].removeprefix(">=")


def group(name: str) -> list[str]:
    """Requirements of a dependency group (groups of groups are for people who install them with pip)."""
    return [entry for entry in PYPROJECT["dependency-groups"][name] if isinstance(entry, str)]


def floors(*extras: str) -> list[str]:
    """The lowest declared version of every dependency, exactly: ``numpy>=1.26`` becomes ``numpy==1.26``."""
    project = PYPROJECT["project"]
    texts = [*project["dependencies"], *(text for name in extras for text in project["optional-dependencies"][name])]
    return [re.sub(r">=", "==", text) for text in texts if ">=" in text]


@nox.session
def lint(session: nox.Session) -> None:
    """Style of the code, and docstrings that agree with their signatures."""
    session.install(*group("lint"))
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    files = [str(path.relative_to(HERE)) for path in sorted((HERE / "src").rglob("*.py"))]
    session.run("numpydoc", "lint", *files)


@nox.session
def types(session: nox.Session) -> None:
    """Mypy, strict, on the library."""
    session.install("-e", ".[all]", *group("types"))
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """All tests; further arguments go to pytest: ``nox -s tests -- tests/chem -x``."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session(python=OLDEST_PYTHON)
def tests_min(session: nox.Session) -> None:
    """All tests with the oldest Python and exactly the oldest versions that are declared."""
    optional = [name for name in PYPROJECT["project"]["optional-dependencies"] if name != "all"]
    session.install("-e", ".[test]", *floors(*optional))
    session.run("python", "-m", "pip", "list")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def doctest(session: nox.Session) -> None:
    """Examples of the docstrings."""
    session.install("-e", ".[test]")
    session.run("python", "-m", "pytest", "--doctest-modules", "src", "tests/test_docstrings.py", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Pages with gallery and reference, without network; every warning is an error."""
    session.install("-e", ".[all]", *group("docs"))
    for made in ("docs/_build", "docs/gallery", "docs/reference/generated"):  # pages of names that are gone
        shutil.rmtree(HERE / made, ignore_errors=True)
    session.run("sphinx-build", "-n", "-W", "--keep-going", "-b", "html", "docs", "docs/_build/html", *session.posargs)
    session.run("python", "docs/look_at_pages.py", "docs/_build/pages")  # what notebooks and reports show


@nox.session
def examples(session: nox.Session) -> None:
    """Every script of the gallery, as a reader runs it."""
    session.install("-e", ".[all]")
    scripts = sorted((HERE / "examples").glob("plot_*.py"))
    if not scripts:
        session.error("There is no examples/plot_*.py to run.")
    folder = Path(session.create_tmp())
    for script in scripts:
        with session.chdir(folder):  # the pictures that a script saves stay out of the checkout
            session.run("python", str(script), env={"MPLBACKEND": "Agg"})


@nox.session(python=["3.11", "3.12", "3.13"])
def wheel(session: nox.Session) -> None:
    """The wheel in a clean environment of every Python that is promised: ``nox -s wheel-3.13 -- tests/chem``."""
    session.install("build")
    dist = Path(session.create_tmp()).resolve() / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    session.run("python", "-m", "build", "--wheel", "--outdir", str(dist), ".")
    (made,) = dist.glob("*.whl")
    session.install(f"matinfo[test] @ {made.as_uri()}")
    session.run("python", "-m", "pytest", *session.posargs)


@nox.session
def build(session: nox.Session) -> None:
    """Wheel and source archive; the tests pass against the installed wheel."""
    session.install("build")
    dist = Path(session.create_tmp()).resolve() / "dist"
    for old in dist.glob("matinfo-*"):
        old.unlink()
    session.run("python", "-m", "build", "--outdir", str(dist), ".")
    (wheel,) = dist.glob("*.whl")
    session.run("python", "-m", "venv", "--clear", str(dist / "clean"))
    python = next(path for path in (dist / "clean/bin/python", dist / "clean/Scripts/python.exe") if path.exists())
    session.run(str(python), "-m", "pip", "install", "--quiet", f"matinfo[test] @ {wheel.as_uri()}", external=True)
    session.run(str(python), "-m", "pytest", *session.posargs, external=True)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the library; the tables are found through MATINFO_BENCH_DATA."""
    session.install("-e", ".[all]")
    for script in sorted((HERE / "benchmarks").glob("[!_]*.py")):
        session.run("python", str(script.relative_to(HERE)), *session.posargs)
