"""Versions of everything that a number depends on, to be pasted into a report or a paper."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

CORE = ("numpy", "scipy", "scikit-learn", "rdkit", "pandas", "joblib", "threadpoolctl")
OPTIONAL = ("matplotlib", "openpyxl", "defusedxml", "pint", "skops", "distributed")


def show_versions() -> str:
    """Return the versions of matinfo, Python, the platform and the packages that matinfo computes with.

    Returns
    -------
    str
        One ``name: version`` a line; ``not installed`` where an optional package is absent. Nothing is imported or
        printed: call ``print(mi.show_versions())`` and paste what it shows.

    Examples
    --------
    >>> import matinfo as mi
    >>> print(mi.show_versions())  # doctest: +ELLIPSIS
    matinfo: ...
    python: ...
    """
    return "\n".join(f"{name}: {version}" for name, version in installed_versions().items())


def installed_versions() -> dict[str, str]:
    """Versions by name, for a record."""
    # Read from the metadata of the installed distributions: importing them to ask would load all of them.
    from matinfo import __version__

    versions = {"matinfo": __version__, "python": sys.version.split()[0], "platform": platform.platform()}
    return versions | {name: _installed_version(name) for name in (*CORE, *OPTIONAL)}


def _installed_version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


show_versions.__module__ = "matinfo"  # private file, public name
