"""Synonyms of properties, conditions and ingredients in English, Korean and Japanese, each with one name."""

from __future__ import annotations

import difflib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import pandas as pd

from matinfo.data._bundled import bundled_rows

LANGUAGES = ("english", "korean", "japanese")


@dataclass(frozen=True, slots=True)
class Term:
    """What a column name means.

    Attributes
    ----------
    name : str
        The one name, such as ``"Tg"``.
    kind : str
        ``"property"``, ``"condition"``, ``"ingredient"`` or ``"role"`` (structure, method, source ...).
    quantity : str
        What its unit measures, such as ``"temperature"``; ``""`` where several are in use.
    synonyms : tuple of str
        Every known way to write it, in all languages.
    """

    name: str
    kind: str
    quantity: str
    synonyms: tuple[str, ...]


def find_term(text: str) -> Term | None:
    """The term that a name of a column means; None where it is unknown.

    Case, blanks, hyphens, underscores and points do not count, unless a name means two things without them: ``Mw`` is
    an average and ``MW`` is not, and ``mw`` is unknown. Nothing is guessed: a name that is only similar to a
    known one is unknown; `similar_terms` lists such names.

    Parameters
    ----------
    text : str
        Name, in English, Korean or Japanese, without its unit.

    Returns
    -------
    Term or None

    See Also
    --------
    known_terms : The whole table.

    Examples
    --------
    >>> from matinfo.data import find_term
    >>> find_term("glass-transition temperature").name, find_term("유리전이온도").name, find_term("ガラス転移温度").name
    ('Tg', 'Tg', 'Tg')
    >>> find_term("glass temperature") is None
    True
    """
    plain = plain_name(text)
    return _index().get(plain, _index().get(plain.casefold()))


def similar_terms(text: str) -> list[str]:
    """Up to three names that look like `text`, for a message."""
    close = difflib.get_close_matches(plain_name(text).casefold(), list(_index()), n=6, cutoff=0.75)
    terms = [_index()[name] for name in close]
    return list(dict.fromkeys(term.name for term in terms if term is not None))[:3]


def known_terms() -> pd.DataFrame:
    """Every term: name, kind, quantity and the synonyms by language.

    Returns
    -------
    DataFrame
        One row a term, labelled by its name.

    Examples
    --------
    >>> from matinfo.data import known_terms
    >>> known_terms().loc["density", "japanese"]
    '密度; 比重'
    """
    return pd.DataFrame(bundled_rows("terms.csv")).set_index("name")


def plain_name(text: str) -> str:
    """A name without the signs that people write in different ways; its case is kept."""
    return re.sub(r"[\s\-_.·・,]+", "", unicodedata.normalize("NFKC", text).replace("’", "'"))


@cache
def _index() -> dict[str, Term | None]:
    """Terms by plain name as written, and by folded name; None where a name stands for two terms, as ``tc`` does."""
    written: dict[str, Term | None] = {}
    folded: dict[str, Term | None] = {}
    for row in bundled_rows("terms.csv"):
        synonyms = tuple(text.strip() for language in LANGUAGES for text in row[language].split(";") if text.strip())
        term = Term(row["name"], row["kind"], row["quantity"], synonyms)
        for text in (row["name"], *synonyms):
            for index, key in ((written, plain_name(text)), (folded, plain_name(text).casefold())):
                index[key] = term if index.get(key, term) is term else None
    return folded | written
