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
    for example in doctest.DocTestFinder().find(PUBLIC[name], name, module=False):
        report: list[str] = []
        runner.run(example, out=report.append)
        assert runner.failures == 0, "".join(report)


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_every_parameter_is_described(name):
    value = PUBLIC[name]
    if inspect.isclass(value) and (issubclass(value, BaseException) or getattr(value, "_is_protocol", False)):
        return  # raised by the library, or implemented by the user: nobody calls it with arguments
    described = re.findall(r"^(\*{0,2}\w+(?:, \*{0,2}\w+)*) ?:", inspect.getdoc(value) or "", re.MULTILINE)
    names = {part.strip().lstrip("*") for line in described for part in line.split(",")}
    assert set(inspect.signature(value).parameters) - names == set()
