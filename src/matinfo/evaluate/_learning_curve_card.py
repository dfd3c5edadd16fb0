"""What a notebook shows of a learning curve: for each metric, one row a model and one column a number of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from matinfo._html import Html, card, element, folded, join, listing, table
from matinfo.evaluate._metrics import Metric
from matinfo.evaluate._result_card import with_spread

if TYPE_CHECKING:
    from matinfo.evaluate._learning_curve import LearningCurve


def learning_curve_card(curve: LearningCurve) -> Html:
    """HTML of a learning curve: the first metric, and the others when they are asked for."""
    summary = curve.summary()
    sizes = sorted(set(summary["size"]))
    span = f"{sizes[0]:,} to {sizes[-1]:,}" if len(sizes) > 1 else f"{sizes[0]:,}"
    lead = f"{len(curve.models)} models on {span} training rows; mean ± spread over fits, on test rows"
    first, *others = [_of_metric(curve, summary, metric) for metric in curve.metrics]
    more = [folded("other metrics", *others)] if others else []
    return card("Learning curve", lead, first, *more, listing(curve.notes))


def _of_metric(curve: LearningCurve, summary: pd.DataFrame, metric: Metric) -> Html:
    """One table a target; sizes are columns, models rows."""
    parts: list[Html] = []
    for target in curve.targets:
        own = summary[summary["target"] == target]
        means, spreads = own[f"{metric.name}_test"], own[f"{metric.name}_test_sd"]
        places = zip(own["model"], own["size"], strict=True)
        texts = dict(zip(places, map(with_spread, means, spreads), strict=True))
        columns = {
            f"{size:,} rows": [texts.get((model, size)) for model in curve.models] for size in sorted(set(own["size"]))
        }
        unit = curve.units.get(target) if metric.in_target_unit else None
        title = f"{metric.name} of {target}" + (f" [{unit}]" if unit else "")
        lines = table(pd.DataFrame({"model": curve.models, **columns}), right=columns, most_columns=20)
        parts += [element("div", title, class_="mi-lead"), lines]
    return join(parts)
