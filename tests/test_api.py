"""Public names and signatures are those on record; who changes one says so by renewing the record.

``python tests/test_api.py`` writes ``tests/public_api.txt`` anew. Removing or renaming needs a deprecation first.
"""

from __future__ import annotations

import difflib
import importlib
import inspect
import pkgutil
from pathlib import Path

import matinfo

RECORD = Path(__file__).with_name("public_api.txt")


def public_api() -> list[str]:
    """One line a public name, and one a public method, with their parameters; annotations are left out."""
    lines = [f"matinfo.{name}" for name in matinfo.__all__]
    rooms = [entry.name for entry in pkgutil.iter_modules(matinfo.__path__) if not entry.name.startswith("_")]
    for room in sorted(rooms):
        module = importlib.import_module(f"matinfo.{room}")
        for name in getattr(module, "__all__", []):
            value, full = getattr(module, name), f"matinfo.{room}.{name}"
            if not callable(value):
                lines.append(full)
                continue
            lines.append(full + parameters(value))
            if inspect.isclass(value):
                lines += [f"{full}.{method}" for method in methods(value)]
    return sorted(lines)


def methods(cls: type) -> list[str]:
    """Public methods and properties that matinfo itself defines."""
    found = []
    for name in dir(cls):
        owner = next((base for base in cls.__mro__ if name in vars(base)), None)
        if name.startswith("_") or owner is None or not owner.__module__.startswith("matinfo"):
            continue
        value = inspect.getattr_static(cls, name)
        called = getattr(cls, name, None) if not isinstance(value, property) else None
        found.append(name + (parameters(called) if inspect.isfunction(called) or inspect.ismethod(called) else ""))
    return found


def parameters(value: object) -> str:
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):  # exceptions and the like
        return ""
    shown = []
    for parameter in signature.parameters.values():
        kind = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}.get(parameter.kind, "")
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in {part[:1] for part in shown}:
            shown.append("*")
        shown.append(kind + parameter.name + ("" if parameter.default is parameter.empty else "="))
    return f"({', '.join(shown)})"


def test_public_names_and_signatures_are_those_on_record():
    recorded = RECORD.read_text(encoding="utf-8").splitlines()
    changes = [line for line in difflib.unified_diff(recorded, public_api(), lineterm="", n=0) if line[0] in "+-"]
    assert changes[2:] == [], "renew the record with: python tests/test_api.py"


def test_a_changed_signature_is_seen():
    def before(X, y=None, *, seed=0): ...
    def after(X, *, seed=0, **more): ...

    assert parameters(before) == "(X, y=, *, seed=)"
    assert parameters(after) == "(X, *, seed=, **more)"


if __name__ == "__main__":
    RECORD.write_text("\n".join(public_api()) + "\n", encoding="utf-8")
