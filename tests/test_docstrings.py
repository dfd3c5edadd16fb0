"""Public docstrings: their examples run, and they name every parameter.

``pytest --doctest-modules src`` cannot see the examples of methods: a public class reports the package, its methods
report the private file, and doctest takes each of them for a stranger in the other module.
"""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
import re
from typing import Any

import pytest

import matinfo


def public_objects() -> dict[str, Any]:
    rooms = [entry.name for entry in pkgutil.iter_modules(matinfo.__path__) if not entry.name.startswith("_")]
    found = {"matinfo.show_versions": matinfo.show_versions}
    for module in [importlib.import_module(f"matinfo.{room}") for room in rooms]:
        for name in getattr(module, "__all__", []):
            value = getattr(module, name)
            if callable(value):
                found[f"{value.__module__}.{name}"] = value
    return found


PUBLIC = public_objects()


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_the_examples_run_and_show_what_they_say(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    package = vars(importlib.import_module(name.rpartition(".")[0]))
    for example in doctest.DocTestFinder().find(PUBLIC[name], name, module=False, globs=package):
        report: list[str] = []
        runner.run(example, out=report.append)
        assert runner.failures == 0, "".join(report)


def described_in(docstring: str, section: str) -> set[str]:
    """Names that a numpydoc section describes; ``a, b : int`` describes two."""
    body = re.search(rf"^{section}\n-+\n(.*?)(?=^\S[^\n]*\n-{{3,}}$|\Z)", docstring, re.MULTILINE | re.DOTALL)
    lines = re.findall(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*)(?: ?:|$)", body[1] if body else "", re.MULTILINE)
    return {name.strip().lstrip("*") for line in lines for name in line.split(",")}


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_parameter_is_described_and_every_described_parameter_exists(name):
    value = PUBLIC[name]
    if inspect.isclass(value) and (issubclass(value, BaseException) or getattr(value, "_is_protocol", False)):
        return  # raised by the library, or implemented by the user: nobody calls it with arguments
    docstring = inspect.getdoc(value) or ""
    parameters = {parameter for parameter in inspect.signature(value).parameters if not parameter.startswith("_")}
    described = described_in(docstring, "Parameters")
    assert described - parameters == set()
    assert parameters - described - described_in(docstring, "Attributes") == set()


def test_parameters_are_found_in_a_docstring():
    docstring = "Sum.\n\nParameters\n----------\na, b : int\n    Two: numbers.\n*rest\n    More.\n"
    docstring += "\nReturns\n-------\nc : int\n"
    assert described_in(docstring, "Parameters") == {"a", "b", "rest"}
    assert described_in(docstring, "Returns") == {"c"}
