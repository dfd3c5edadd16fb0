"""What a notebook shows of a campaign: the wish, what came out, the best so far, and what is pending."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from matinfo._html import Html, card, element, facts, table
from matinfo.chem._drawing import with_drawings

if TYPE_CHECKING:
    from matinfo.design._campaign.view import CampaignView

SHOWN = 5  # experiments of each kind


def campaign_card(campaign: CampaignView) -> Html:
    """HTML of a campaign; its size does not grow with the number of experiments."""
    history = campaign.history_
    counts = history["status"].value_counts(sort=False)
    told = ", ".join(f"{count} {status}" for status, count in counts.items()) or "nothing told yet"
    about = {
        "candidates": _short(repr(campaign.candidates)),
        "rounds": len(campaign._history.rounds),
        "experiments": told,
        "advice": campaign.advice().reason,
    }
    latest = history[history["status"] != "pending"]
    parts = [
        _part("Best so far", campaign.best_, campaign.units, last=False),
        _part("Latest results", latest, campaign.units, last=True),
        _part("Pending", history[history["status"] == "pending"], campaign.units, last=False),
    ]
    return card("Campaign", campaign.objective.describe(), facts(about), *parts)


def _part(title: str, frame: pd.DataFrame, units: Mapping[str, str | None], *, last: bool) -> Html:
    if frame.empty:
        return Html("")
    shown = frame.tail(SHOWN) if last else frame.head(SHOWN)
    own = {f"{name}{end}": unit for name, unit in units.items() for end in ("", "_error", "_predicted", "_spread")}
    written = table(with_drawings(shown.dropna(axis=1, how="all")), units=own, index=True)
    more = element("div", f"{len(shown)} of {len(frame)}", class_="mi-lead") if len(frame) > len(shown) else ""
    return element("div", element("div", title, class_="mi-title"), written, more)


def _short(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"
