"""What a notebook shows of a model: what it learned, how sure it is, where it holds, and scikit-learn's diagram."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import numpy as np
from sklearn import get_config
from sklearn.utils import estimator_html_repr

from matinfo._html import Html, card, facts

_NUMBERED = re.compile(r"sk-(container|estimator)-id-(\d+)")


class ShowsCard:
    """The part of `Model` that notebooks ask."""

    def _html_repr(self) -> str:
        return model_card(self)

    def _repr_html_inner(self) -> str:
        return model_card(self)

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, str]:
        shown = {"text/plain": repr(self)}
        return shown | ({"text/html": model_card(self)} if get_config()["display"] == "diagram" else {})


def model_card(model: Any) -> Html:
    """HTML of a model, fitted or not."""
    return card(type(model).__name__, model_lead(model), facts(model_facts(model)), _diagram(model))


def model_lead(model: Any) -> str:
    """One line: properties and training rows."""
    if not hasattr(model, "learned_"):
        return "not fitted yet"
    rows = len(model.known_.labels)
    return f"predicts {', '.join(model.target_names_)}; learned from {rows:,} rows of {model.kind_}"


def model_facts(model: Any) -> dict[str, object]:
    """What a fitted model says of itself, by name; nothing before the fit."""
    if not hasattr(model, "learned_"):
        return {}
    units = (getattr(model, "card_", None) or {}).get("units") or {}  # told when the model was saved
    known, domain = model.known_.targets.measured, model.domain_
    counts, lows, highs = np.isfinite(known).sum(axis=0), np.nanmin(known, axis=0), np.nanmax(known, axis=0)
    learned = {
        name: f"{count:,} values from {low:.4g} to {high:.4g} {units.get(name) or ''}".rstrip()
        for name, count, low, high in zip(model.target_names_, counts, lows, highs, strict=True)
    }
    reliability = "" if domain.local_errors is None else ", and errors around it that are not among the largest 5 %"
    report = getattr(model, "report_", None)
    return {
        **learned,
        "features": f"{domain.known.shape[1]:,}",
        "regressor": _regressors(model.regressor_),
        "intervals": _intervals(model),
        "domain": f"similarity of at least {domain.threshold:.3g} to known materials{reliability}",
        "transfer": None if report is None else report.summary(),
    }


def _regressors(fitted: Any) -> str:
    kinds = [type(each).__name__ for each in (fitted.values() if isinstance(fitted, dict) else [fitted])]
    return ", ".join(dict.fromkeys(kinds))


def _intervals(model: Any) -> str:
    found = model.calibration_
    scores = list(found.values()) if isinstance(found, dict) else [found]
    if any(each is None for each in scores):
        return "none: fitted with calibration_folds=0"
    counts = "; ".join(f"{each.n_groups:,}" for each in scores)
    return f"{model.interval}, from the errors of {counts} left-out materials or groups"


def _diagram(model: Any) -> Html:
    """Diagram of scikit-learn, which escapes what it writes; its running numbers become those of this card."""
    text = estimator_html_repr(model)
    order: dict[str, int] = {}
    for _, number in _NUMBERED.findall(text):
        order.setdefault(number, len(order) + 1)
    text = _NUMBERED.sub(lambda found: f"sk-{found[1]}-id-{order[found[2]]}", text)
    mark = hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]
    return Html(_NUMBERED.sub(lambda found: f"sk-{found[1]}-id-{mark}-{found[2]}", text))
