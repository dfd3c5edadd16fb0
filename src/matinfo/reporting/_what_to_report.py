"""What to report of a model, in plain sentences."""

from __future__ import annotations

from matinfo._html import value_text
from matinfo._versions import show_versions
from matinfo.reporting._findings import NAME, Findings

MUST_BE_ADDED = (
    "how the samples were made and measured, and which values were left out and why",
    "what the model is for: which materials and which range of values",
    "every model and every choice of features that was tried, not only this one",
    "the scatter of repeated measurements, below which no error can fall",
)


def what_to_report(found: Findings) -> str:
    """Sentences that a paper or a thesis should hold; the first one is the shortest answer."""
    model, dummy = found.scores[NAME], found.scores["dummy"]
    unit = f" {found.unit}" if found.unit else ""
    folds = int(model["n_folds"])
    lines = [
        f"{found.target}: RMSE {_spread(model, 'rmse')}{unit} on left-out {found.kept_together} ({_over(folds)}); "
        f"always predicting the mean gives {value_text(dummy['rmse_test'], 3)}{unit}.",
        f"MAE {_spread(model, 'mae')}{unit}, R2 {_spread(model, 'r2')}; on the training rows RMSE "
        f"{value_text(model['rmse_train'], 3)}{unit}, R2 {value_text(model['r2_train'], 3)}.",
        f"Data: {len(found.ds):,} values of {found.n_materials:,} materials"
        f"{f' ({found.ds.name})' if found.ds.name else ''}; sha256 of the table {found.ds.sha256}.",
        f"Splits: {splits_in_words(found)}",
        intervals_in_words(found),
        domain_in_words(found),
        f"Model: {' '.join(repr(found.model).split())}",
        f"Seed: random_state={found.random_state}. Versions: {', '.join(show_versions().splitlines()[:2])}.",
    ]
    return "\n".join(line for line in lines if line)


def splits_in_words(found: Findings) -> str:
    """Which rows were kept together, and whether something leaked."""
    folds = int(found.scores[NAME]["n_folds"])
    leaks = found.result.leakage()
    count = "1 fold" if folds == 1 else f"{folds} folds"
    if leaks.empty:
        return f"{count}; no row of the tested {found.kept_together} is among the training rows."
    return f"{count}; leaks were found: {' '.join(leaks['message'])}"


def intervals_in_words(found: Findings) -> str:
    """Promised against observed coverage."""
    if not found.has_intervals:
        few = found.predictions["low"].notna().any()
        why = f"some are infinite: too few materials to promise {found.coverage:.0%}" if few else "the model gives none"
        return f"Intervals: {why}."
    unit = f" {found.unit}" if found.unit else ""
    return (
        f"Intervals: {found.pooled['coverage']:.1%} of the left-out values lie inside intervals that promise "
        f"{found.coverage:.0%}; they are {value_text(found.pooled['interval_width'], 3)}{unit} wide on average."
    )


def domain_in_words(found: Findings) -> str:
    """Share of left-out rows inside the domain, with the errors on both sides."""
    if not found.domain:
        return "Domain: the model does not say where it holds."
    unit = f" {found.unit}" if found.unit else ""
    head = f"Domain: {found.domain['share']:.0%} of {found.split[1]} left-out rows are inside"
    if not found.domain["n_outside"]:
        return f"{head}."
    inside, outside = (value_text(found.domain[name], 3) for name in ("rmse_inside", "rmse_outside"))
    return f"{head}, with RMSE {inside}{unit}; outside it is {outside}{unit}."


def _over(folds: int) -> str:
    return "one fold" if folds == 1 else f"mean and standard deviation over {folds} folds"


def _spread(row: dict[str, float], metric: str) -> str:
    mean, spread = row[f"{metric}_test"], row[f"{metric}_test_sd"]
    return value_text(mean, 3) if spread != spread else f"{value_text(mean, 3)} ± {value_text(spread, 2)}"
