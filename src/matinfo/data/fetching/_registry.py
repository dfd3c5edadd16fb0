"""The public sets that can be fetched, and what is known of each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd

from matinfo.data._bundled import bundled_text


@dataclass(frozen=True, slots=True)
class PublicSet:
    """A public set: where it lies, its digest, its licence, whom to cite, and how it is read.

    `sha256` is None where the file itself could not be looked at when the entry was written; `read` is None where its
    columns are for the user to name.
    """

    name: str
    title: str
    file: str
    url: str
    sha256: str | None
    licence: str
    citation: str
    method: str
    read: Mapping[str, Any] | None


@cache
def registry() -> dict[str, PublicSet]:
    """Every public set, by name."""
    entries = json.loads(bundled_text("public_sets.json"))
    return {name: PublicSet(name, **entry) for name, entry in entries.items()}


def known_public_sets() -> pd.DataFrame:
    """Sets that `fetch_file` and `fetch_dataset` know; offline.

    Returns
    -------
    DataFrame
        ``title``, ``licence``, ``citation``, ``url``, ``sha256`` and ``is_dataset`` (whether `fetch_dataset` reads it),
        by name. A missing digest means that the first download is trusted, with a warning, and every later use is
        compared with it.

    Examples
    --------
    >>> from matinfo.data import known_public_sets
    >>> known_public_sets().loc["esol", "licence"]
    'MIT'
    """
    columns = ["title", "licence", "citation", "url", "sha256"]
    rows = {
        name: [*(getattr(entry, column) for column in columns), entry.read is not None]
        for name, entry in registry().items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*columns, "is_dataset"])
