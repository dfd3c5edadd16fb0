"""What a notebook shows of an explanation: whom it asks, on which rows, and what can be asked. Nothing is computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from matinfo._html import Html, card, element, facts, table
from matinfo.interpret._groups import level_groups

if TYPE_CHECKING:
    from matinfo.interpret._explanation import Explanation

_QUESTIONS = (".importance()", ".contributions()", ".effect(name)")


def explanation_card(explanation: Explanation) -> Html:
    """HTML of an explanation: its model, rows, levels of features, and the questions it answers."""
    measured = (
        "rise of the error on these rows" if explanation.y is not None else "change of the prediction (no y given)"
    )
    questions = [part for call in _QUESTIONS for part in (", ", element("code", call))][1:]
    told = facts({"importances are": measured, "ask": element("span", *questions)})
    return card(explanation_title(explanation), explanation_lead(explanation), told, _levels(explanation))


def explanation_title(explanation: Explanation) -> str:
    """Whom it asks."""
    return f"Explanation of {type(explanation.predict.model).__name__}"


def explanation_lead(explanation: Explanation) -> str:
    """One line: rows and features."""
    rows, features = f"{len(explanation.X):,} rows", explanation.features
    return f"{rows}, features not told by the model" if features is None else f"{rows}, {features.shape[1]:,} features"


def _levels(explanation: Explanation) -> Html:
    """How many features each level has, and what they are called."""
    if explanation.features is None:
        return Html("")
    names = [str(name) for name in explanation.features.columns]
    levels = level_groups(names, explanation.blocks)
    lines = {
        "level": [level.name for level in levels],
        "features": [len(level.columns) for level in levels],
        "such as": [", ".join(names[place] for place in level.columns[:3]) for level in levels],
    }
    return table(pd.DataFrame(lines))
