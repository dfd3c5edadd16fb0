"""What a notebook shows of the answers of a search: structures drawn with what is predicted, recipes, a funnel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from matinfo._html import Html, card, element, facts, table, value_text
from matinfo.chem._drawing import drawn

if TYPE_CHECKING:
    from matinfo.design._find_recipes import FoundRecipes
    from matinfo.design._find_structures import FoundStructures
    from matinfo.design._funnel import Funnel

SHOWN = 8


def structures_card(found: FoundStructures) -> Html:
    """HTML of found structures: the best ones drawn."""
    frame = found.frame.head(SHOWN)
    cards = [_structure(row) for row in frame.to_dict("records")]
    more = element("div", f"{len(frame)} of {len(found.frame)}", class_="mi-lead")
    return card("Found structures", found.message, element("div", *cards, class_="mi-cards"), more)


def recipes_card(found: FoundRecipes) -> Html:
    """HTML of found recipes."""
    return card("Found recipes", found.message, table(found.frame.head(SHOWN), index=True, most_columns=20))


def funnel_card(funnel: Funnel) -> Html:
    """HTML of a funnel: what is left after each filter, as numbers and as bars."""
    frame = funnel.frame()
    lines = pd.DataFrame({"filter": frame["filter"], "passed": frame["n_out"], "dropped": frame["n_dropped"]})
    lines[""] = [_bar(count / max(funnel.n_in, 1)) for count in frame["n_out"]]
    left = frame["n_out"].iloc[-1] if len(frame) else funnel.n_in
    return card("Funnel", f"{left:,} of {funnel.n_in:,} candidates are left", table(lines))


def _structure(row: dict[Any, Any]) -> Html:
    names = [name for name in row if f"{name} sd" in row]
    values = {name: f"{value_text(row[name])} ± {value_text(row[f'{name} sd'], 2)}" for name in names}
    rest = {name: value_text(row[name], 3) for name in ("worth", "similarity", "reaction") if row.get(name) is not None}
    inside = row.get("in_domain")
    domain = None if inside is None else _domain(bool(inside))
    return element(
        "div",
        drawn(row["structure"], width=200, height=120),
        facts({**values, **rest, "domain": domain}),
        class_="mi-card",
    )


def _domain(inside: bool) -> Html:
    return element("span", "inside", class_="mi-good") if inside else element("span", "outside", class_="mi-bad")


def _bar(share: float) -> Html:
    return element("div", "", style=f"width:{200 * share:.0f}px;height:.8em;background:#0072b2;border-radius:2px")
