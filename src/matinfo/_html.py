"""HTML from names, values, tables and pictures: pure functions, the same bytes for the same input.

Whatever is not `Html` already is a word of a user or a value, and is escaped. Nothing here is a script, and nothing is
loaded from elsewhere.
"""

from __future__ import annotations

import base64
import html
import numbers
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

LONGEST_TEXT = 60  # letters of a cell; the whole text shows when the mouse rests on it
MOST_COLUMNS = 12
MISSING = "–"
# A page may load nothing, and no script in it runs, wherever it came from.
CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"

CARD_STYLE = """
.matinfo{font:14px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;max-width:1100px;
 margin:.4em 0}
.matinfo .mi-title{font-weight:600;font-size:1.1em}
.matinfo .mi-lead{opacity:.75;margin:.1em 0 .6em}
.matinfo .mi-scroll{overflow-x:auto}
.matinfo table{border-collapse:collapse;margin:.5em 0;font-size:13px;font-variant-numeric:tabular-nums}
.matinfo th,.matinfo td{padding:.3em .75em;border:0;border-bottom:1px solid rgba(128,128,128,.28);text-align:right;
 vertical-align:middle;background:none;white-space:nowrap}
.matinfo th{font-weight:600;white-space:normal}
.matinfo thead th{vertical-align:bottom}
.matinfo th.mi-text,.matinfo td.mi-text{text-align:left}
.matinfo .mi-unit{display:block;font-weight:400;font-size:.88em;opacity:.65}
.matinfo .mi-missing{opacity:.45}
.matinfo .mi-bad{color:#c2410c;font-weight:600}
.matinfo .mi-good{color:#00755a;font-weight:600}
.matinfo dl{display:grid;grid-template-columns:max-content 1fr;gap:.15em 1.1em;margin:.5em 0}
.matinfo dt{opacity:.65}
.matinfo dd{margin:0}
.matinfo ul{margin:.4em 0;padding-left:1.3em}
.matinfo details{margin:.4em 0}
.matinfo summary{cursor:pointer;opacity:.8}
.matinfo code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em;background:none}
.matinfo img.mi-structure{background:#fff;border-radius:6px;display:block;margin:.15em 0}
.matinfo .mi-cards{display:flex;flex-wrap:wrap;gap:.8em;margin:.6em 0}
.matinfo .mi-card{border:1px solid rgba(128,128,128,.3);border-radius:8px;padding:.6em .8em;width:220px;
 font-size:13px;overflow-wrap:anywhere}
.matinfo .mi-card dl{gap:.05em .7em;margin:.35em 0 0}
"""


class Html(str):
    """Text that is HTML already, and is not escaped again."""

    __slots__ = ()


def escape(value: object) -> Html:
    """`value` as text inside an element or an attribute; `Html` stays as it is."""
    return value if isinstance(value, Html) else Html(html.escape(str(value), quote=True))


def join(parts: Iterable[object]) -> Html:
    """Parts one after the other."""
    return Html("".join(escape(part) for part in parts))


def element(tag: str, *children: object, **attributes: object) -> Html:
    """``<tag ...>children</tag>``; ``class_`` is the attribute ``class``, None leaves an attribute out.

    Attributes are escaped whatever they are, also a page that is `Html`.
    """
    given = {name.rstrip("_"): html.escape(str(value)) for name, value in attributes.items() if value is not None}
    words = [f' {name}="{value}"' for name, value in given.items()]
    opening = f"<{tag}{''.join(words)}>"
    return Html(opening if tag in ("img", "meta", "br") else f"{opening}{join(children)}</{tag}>")


def value_text(value: Any, digits: int = 4) -> str:
    """A value as people read it: four significant digits, `MISSING` for what is not known."""
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return MISSING
    if isinstance(value, numbers.Integral):  # also True and False
        return f"{value}" if abs(int(value)) < 10_000 else f"{int(value):,}"
    if isinstance(value, numbers.Real):
        number = float(value)
        return f"{number:.{digits}g}" if abs(number) < 10**digits or abs(number) >= 1e15 else f"{number:,.0f}"
    return str(value)


def cell(value: Any, *, digits: int = 4) -> Html:
    """A value as the content of a table cell; long texts are cut."""
    if isinstance(value, Html):
        return value
    text = value_text(value, digits)
    if text == MISSING:
        return element("span", MISSING, class_="mi-missing")
    if len(text) <= LONGEST_TEXT:
        return escape(text)
    return element("span", text[: LONGEST_TEXT - 1] + "…", title=text[:2000])


def table(
    frame: pd.DataFrame,
    *,
    units: Mapping[str, str | None] | None = None,
    index: bool = False,
    right: Iterable[str] = (),
    digits: int = 4,
    most_columns: int = MOST_COLUMNS,
) -> Html:
    """A table with units under the names; numbers stand right, texts left, columns beyond `most_columns` are counted.

    Parameters
    ----------
    frame : DataFrame
        Few rows: all of them are written. A cell that is `Html` is taken as it is.
    units : mapping of str to str, optional
        Unit of a column.
    index : bool, default=False
        Whether row labels are written too.
    right : iterable of str
        Columns of words that stand right too, such as numbers with their spread.
    digits : int, default=4
        Significant digits.
    most_columns : int, default=12
        Columns that are written.
    """
    units = units or {}
    shown = frame.iloc[:, :most_columns]
    stays_right = set(right)
    sides = [None if name in stays_right else _side(column) for name, column in shown.items()]
    head = [element("th", frame.index.name or "", class_="mi-text")] if index else []
    for name, side in zip(shown.columns, sides, strict=True):
        unit = element("span", units[name], class_="mi-unit") if units.get(name) else ""
        head.append(element("th", cell(str(name)), unit, class_=side))
    rows = []
    for label, values in zip(shown.index, shown.itertuples(index=False, name=None), strict=True):
        cells = [element("th", cell(label), class_="mi-text")] if index else []
        cells += [
            element("td", cell(value, digits=digits), class_=side) for value, side in zip(values, sides, strict=True)
        ]
        rows.append(element("tr", *cells))
    written = element("table", element("thead", element("tr", *head)), element("tbody", *rows))
    left_out = frame.shape[1] - shown.shape[1]
    more = element("div", f"and {left_out} more columns", class_="mi-lead") if left_out else ""
    return element("div", written, more, class_="mi-scroll")


def _side(column: pd.Series) -> str | None:
    """Class of the cells of a column: numbers stand right, all else left."""
    return None if pd.api.types.is_numeric_dtype(column) and column.dtype != bool else "mi-text"


def facts(values: Mapping[str, object]) -> Html:
    """Names and values, one a line; what is None is left out."""
    lines = [join([element("dt", name), element("dd", value)]) for name, value in values.items() if value is not None]
    return element("dl", *lines)


def listing(lines: Iterable[object], *, most: int = 20) -> Html:
    """A list of sentences; nothing where there is none."""
    items = [element("li", line) for line in lines]
    more = [element("li", f"and {len(items) - most} more")] if len(items) > most else []
    return element("ul", *items[:most], *more) if items else Html("")


def folded(title: object, *parts: object) -> Html:
    """Parts that show when the title is clicked."""
    return element("details", element("summary", title), *parts)


def picture(content: bytes, kind: str, *, alt: str, **attributes: object) -> Html:
    """An image whose bytes stand in the page; `kind` is ``"png"`` or ``"svg+xml"``. No script in an SVG runs there."""
    source = f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
    return element("img", src=source, alt=alt, **attributes)


def card(title: object, lead: object, *parts: object) -> Html:
    """What a notebook shows of an object: title, one line, then parts."""
    head = [element("div", title, class_="mi-title"), element("div", lead, class_="mi-lead")]
    return element("div", element("style", Html(CARD_STYLE)), *head, *parts, class_="matinfo")


def page(title: str, style: str, *parts: object) -> Html:
    """A whole page that needs nothing else."""
    head = [
        element("meta", charset="utf-8"),
        element("meta", **{"http-equiv": "Content-Security-Policy", "content": CONTENT_POLICY}),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", Html(CARD_STYLE + style)),
    ]
    body = element("main", *parts, class_="matinfo")
    return Html(f'<!doctype html>\n<html lang="en"><head>{join(head)}</head>\n<body>{body}</body></html>\n')
