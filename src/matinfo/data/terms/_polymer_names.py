"""Names and acronyms of common homopolymers, and the repeat units that they stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import pandas as pd

from matinfo.data._bundled import bundled_rows

_TACTICITY = re.compile(
    r"^(?:atactic|isotactic|syndiotactic|linear|amorphous|at|it|st)[\s-]+|\s*\((?:atactic|amorphous|linear)\)$"
)
LONGEST_NAME = 200  # characters
SHORTEST_FOLDED = 5  # characters; shorter names count with their case: PS is polystyrene, Ps is nothing


def repeat_unit_of_name(name: str) -> str | None:
    """Repeat unit that a name or acronym of a polymer stands for; None where it is unknown or stands for several.

    Blanks, hyphens, brackets and, in names of five and more characters, case do not count. Words on tacticity are left
    out, as the repeat units say nothing about it.

    Parameters
    ----------
    name : str
        Such as ``"PS"``, ``"poly(vinyl chloride)"``, ``"Nylon 6,6"``, ``"폴리스티렌"``.

    Returns
    -------
    str or None
        Repeat unit with two ``*``.

    See Also
    --------
    known_polymer_names : All of them.
    ambiguous_polymer_name : What a name may mean that stands for several polymers.

    Examples
    --------
    >>> from matinfo.data import repeat_unit_of_name
    >>> repeat_unit_of_name("PS"), repeat_unit_of_name("Nylon 6,6")
    ('*CC(*)c1ccccc1', '*NCCCCCCNC(=O)CCCCC(*)=O')
    >>> repeat_unit_of_name("PEI") is None
    True
    """
    return next((_index()[key] for key in _keys(name) if key in _index()), None)


def ambiguous_polymer_name(name: str) -> list[str]:
    """What a name may mean that is no single homopolymer; empty for all others.

    Parameters
    ----------
    name : str
        Such as ``"PEI"`` or ``"polyimide"``.

    Returns
    -------
    list of str

    Examples
    --------
    >>> from matinfo.data import ambiguous_polymer_name
    >>> ambiguous_polymer_name("PEI")
    ['polyetherimide', 'polyethylenimine']
    """
    return next((list(_ambiguous()[key]) for key in _keys(name) if key in _ambiguous()), [])


def known_polymer_names() -> pd.DataFrame:
    """Every polymer whose names are known.

    Returns
    -------
    DataFrame
        Repeat unit (``psmiles``) and all names, joined by ``"; "``, labelled by the main name.

    Examples
    --------
    >>> from matinfo.data import known_polymer_names
    >>> len(known_polymer_names()) > 250
    True
    """
    rows = [(name, unit, "; ".join(dict.fromkeys(names))) for name, unit, names in _polymers()]
    return pd.DataFrame(rows, columns=["name", "psmiles", "names"]).set_index("name")


def _polymers() -> Iterator[tuple[str, str, list[str]]]:
    """Main name, repeat unit and other names of every polymer: those of the bundled table, and further ones."""
    others = {row["name"]: row for row in bundled_rows("polymer_names.csv")}
    for row in bundled_rows("polymers.csv"):
        more = others.pop(row["name"], {"synonyms": ""})
        yield row["name"], row["psmiles"], [row["name"], *_split(row["abbreviation"]), *_split(more["synonyms"])]
    for name, row in others.items():
        yield name, row["psmiles"], [name, *_split(row["synonyms"])]


@cache
def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for _, unit, names in _polymers():
        for name in names:
            if not set(_keys(name)) & set(_ambiguous()):
                index.update((key, unit) for key in _keys(name) if index.get(key, unit) == unit)
    return index


@cache
def _ambiguous() -> dict[str, list[str]]:
    return {_keys(row["name"])[0]: _split(row["meanings"]) for row in bundled_rows("ambiguous_polymer_names.csv")}


def _keys(name: str) -> list[str]:
    """Ways in which a name is looked up: as it is, and without tacticity."""
    if not isinstance(name, str) or len(name) > LONGEST_NAME:
        return []
    text = unicodedata.normalize("NFKC", name).strip()
    text = text.casefold() if len(text) >= SHORTEST_FOLDED or not text.isascii() else text
    bare = _TACTICITY.sub("", text)
    return [re.sub(r"[\s\-_()\[\]{},.‐–'’]", "", form) for form in dict.fromkeys((text, bare)) if form]


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]
