"""What a notebook shows of a comparison: a table for each target, test beside train, and the notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from matinfo._html import Html, card, element, listing, table, value_text

if TYPE_CHECKING:
    from matinfo.evaluate._result import Result


def result_card(result: Result) -> Html:
    """HTML of a comparison."""
    parts = [part for target in result.targets for part in _part(result, target)]
    return card("Comparison of models", result_lead(result), *parts, listing(result.notes))


def result_lead(result: Result) -> str:
    """One line: models, folds, targets."""
    folds = int(result.summary()["n_folds"].max())
    return f"{len(result.models)} models, {folds} folds, {', '.join(result.targets)}; mean ± spread over folds"


def scores_table(result: Result, target: str, *, of_intervals: bool = True) -> Html:
    """One row a model: each metric on test rows with its spread over folds, and on training rows."""
    summary = result.summary()
    own = summary[summary["target"] == target]
    lines: dict[str, list[str]] = {"model": list(own["model"])}
    units: dict[str, str | None] = {}
    for metric in result.metrics:
        if metric.of_intervals and not of_intervals:
            continue
        on_test = f"{metric.name} on test"
        means, spreads = own[f"{metric.name}_test"], own[f"{metric.name}_test_sd"]
        lines[on_test] = [with_spread(mean, spread) for mean, spread in zip(means, spreads, strict=True)]
        columns = {on_test: lines[on_test]}
        if not metric.of_intervals:
            columns[f"{metric.name} on train"] = [value_text(value, 3) for value in own[f"{metric.name}_train"]]
        lines |= columns
        units |= dict.fromkeys(columns, result.units.get(target, "") if metric.in_target_unit else "")
    return table(pd.DataFrame(lines), units=units, right=[name for name in lines if name != "model"], most_columns=20)


def with_spread(mean: float, spread: float) -> str:
    """Mean over folds and its spread, for people to read; the mean alone where there is one fold."""
    return value_text(mean, 3) if pd.isna(spread) else f"{value_text(mean, 3)} ± {value_text(spread, 2)}"


def _part(result: Result, target: str) -> list[Html]:
    title = [element("div", target, class_="mi-title")] if len(result.targets) > 1 else []
    return [*title, scores_table(result, target)]
