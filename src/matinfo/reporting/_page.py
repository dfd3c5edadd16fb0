"""The page of a report: sections, from what was found to HTML."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from matinfo._html import Html, element, facts, folded, listing, page, table, value_text
from matinfo._versions import show_versions
from matinfo.chem._drawing import drawn
from matinfo.data._dataset_card import dataset_lead, dataset_parts
from matinfo.evaluate._result_card import scores_table
from matinfo.plotting import (
    CalibrationDisplay,
    CoverageDisplay,
    DistributionDisplay,
    ImportanceDisplay,
    ParityDisplay,
    ResidualsDisplay,
)
from matinfo.reporting._findings import EXPLAINED_ROWS, NAME, Findings
from matinfo.reporting._pictures import drawn_display
from matinfo.reporting._what_to_report import (
    MUST_BE_ADDED,
    domain_in_words,
    intervals_in_words,
    splits_in_words,
    what_to_report,
)

PAGE_STYLE = """
body{margin:0;background:#f4f5f7;color:#1c1f23}
main.matinfo{max-width:1000px;margin:2em auto;padding:2em 3em 3em;background:#fff;border-radius:12px;
 box-shadow:0 1px 4px rgba(0,0,0,.12);font-size:15px}
main h1{margin:0;font-size:1.7em}
main h2{margin:2em 0 .4em;font-size:1.25em;padding-bottom:.25em;border-bottom:2px solid #0072b2}
main p{margin:.5em 0;max-width:48em}
main .mi-tiles{display:flex;flex-wrap:wrap;gap:.8em;margin:1.2em 0 0}
main .mi-tile{flex:1 1 150px;border:1px solid #dde1e6;border-radius:10px;padding:.7em 1em}
main .mi-tile b{display:block;font-size:1.45em;font-weight:600}
main .mi-tile span{display:block;color:#5b636d;font-size:.88em}
main .mi-row{display:flex;flex-wrap:wrap;gap:1em;align-items:flex-start}
main img.mi-plot{max-width:100%;height:auto}
main .mi-box{background:#eef5fa;border-left:4px solid #0072b2;border-radius:0 8px 8px 0;padding:.8em 1.2em;margin:1em 0}
main pre{white-space:pre-wrap;overflow-wrap:anywhere;font:13px/1.5 ui-monospace,Menlo,Consolas,monospace;margin:.5em 0}
@media print{body{background:#fff}main.matinfo{box-shadow:none;margin:0}}
"""


def write_page(found: Findings, title: str, date: str) -> Html:
    """The whole page."""
    heading = title or f"{found.target} of {found.ds.name or f'{len(found.ds):,} rows'}"
    lead = element("p", dataset_lead(found.ds), f" · {date}" if date else "", class_="mi-lead")
    return page(
        heading,
        PAGE_STYLE,
        element("h1", heading),
        lead,
        _tiles(found),
        _section("What to report", _box(found)),
        _section("Errors on left-out rows", *_errors(found)),
        _section("Intervals", *_intervals(found)),
        _section("Domain", *_domain(found)),
        _section("What the model uses", *_importances(found)),
        _section("Largest errors", *_worst(found)),
        _section("Splits", *_splits(found)),
        _section("Data", *_data(found)),
        _section("To do it again", *_reproduce(found)),
    )


def _section(title: str, *parts: object) -> Html:
    return element("section", element("h2", title), *parts)


def _tiles(found: Findings) -> Html:
    model, dummy = found.scores[NAME], found.scores["dummy"]
    tiles = []
    for metric, word, unit in (("rmse", "RMSE", found.unit), ("mae", "MAE", found.unit), ("r2", "R²", "")):
        beside = f"always the mean: {value_text(dummy[f'{metric}_test'], 3)}"
        tiles.append(
            _tile(
                f"{value_text(model[f'{metric}_test'], 3)} {unit}", f"{word} on left-out {found.kept_together}", beside
            )
        )
    if found.has_intervals:
        tiles.append(
            _tile(f"{found.pooled['coverage']:.1%}", "inside their interval", f"promised: {found.coverage:.0%}")
        )
    return element("div", *tiles, class_="mi-tiles")


def _tile(number: str, *words: str) -> Html:
    return element("div", element("b", number), *(element("span", word) for word in words), class_="mi-tile")


def _box(found: Findings) -> Html:
    add = element("p", "This page cannot know, and a reader needs:")
    return element("div", element("pre", what_to_report(found)), add, listing(MUST_BE_ADDED), class_="mi-box")


def _errors(found: Findings) -> Iterable[Html]:
    yield element(
        "p",
        f"Every value is predicted by a clone of the model, fitted on other {found.kept_together}. The dummy always "
        "predicts the mean of its training rows; a large gap between training and test rows means that the model "
        "learned rows by heart.",
    )
    yield scores_table(found.result, found.target, of_intervals=False)
    test = found.result.differences(metric="rmse").iloc[0]
    if pd.notna(test["p_value"]):
        yield element(
            "p",
            f"RMSE against the dummy: {value_text(test['difference'], 3)} {found.unit} (95 % interval "
            f"{value_text(test['low'], 3)} to {value_text(test['high'], 3)}; corrected paired test over folds, "
            f"p = {test['p_value']:.2g}).",
        )
    parity = ParityDisplay.from_result(found.result, model=NAME)
    residuals = ResidualsDisplay.from_result(found.result, model=NAME)
    yield element(
        "div",
        drawn_display(parity, alt="Predicted against measured values"),
        drawn_display(residuals, alt="Errors against predicted values"),
        class_="mi-row",
    )


def _intervals(found: Findings) -> Iterable[Html]:
    yield element("p", intervals_in_words(found))
    if not found.has_intervals:
        return
    n_bins = min(10, max(2, len(found.predictions) // 20))
    pictures = [
        drawn_display(
            CoverageDisplay.from_result(found.result, model=NAME, n_bins=n_bins),
            alt="Coverage in parts of the predicted values",
        )
    ]
    if not found.result.calibration().empty:
        levels = CalibrationDisplay.from_result(found.result, model=[NAME])
        pictures.append(drawn_display(levels, alt="Observed against promised shares"))
    yield element("div", *pictures, class_="mi-row")


def _domain(found: Findings) -> Iterable[Html]:
    yield element("p", domain_in_words(found))
    if found.domain:
        n_train, n_test = found.split
        yield element(
            "p",
            f"From one split: {n_train:,} rows to learn from, {n_test:,} rows of other {found.kept_together}. "
            "Outside the domain neither errors nor intervals of this page hold.",
        )


def _importances(found: Findings) -> Iterable[Html]:
    if found.importance is None:
        yield element("p", f"No importances. {found.no_importance}")
        return
    rows = min(found.split[1], EXPLAINED_ROWS)
    yield element(
        "p",
        f"How much the RMSE on {rows} left-out rows rises when a group of inputs is exchanged between rows: by any "
        "other row (permutation), or by a row for which all other inputs let expect the same (conditional). It says "
        "what this model uses, not what causes the property.",
    )
    shown = ImportanceDisplay.from_table(found.importance, quantity="rise of the RMSE", unit=found.unit)
    yield drawn_display(shown, alt="Importances")
    yield folded("Numbers", table(found.importance.head(40), units={"importance": found.unit, "std": found.unit}))


def _worst(found: Findings) -> Iterable[Html]:
    if found.worst.empty:
        yield element("p", "None was asked for.")
        return
    yield element(
        "p", "Look at these first: a wrong value, a wrong structure, another method, or a material unlike all others?"
    )
    yield element("div", *(_worst_card(found, row) for row in found.worst.to_dict("records")), class_="mi-cards")


def _worst_card(found: Findings, row: dict[object, object]) -> Html:
    unit = f" {found.unit}" if found.unit else ""
    ends = f"{value_text(row['low'])} to {value_text(row['high'])}{unit}" if found.has_intervals else None
    values = {
        "measured": f"{value_text(row['y_true'])}{unit}",
        "predicted": f"{value_text(row['y_pred'])}{unit}",
        "interval": ends,
        "error": element("span", f"{float(str(row['error'])):+.3g}{unit}", class_="mi-bad"),
    }
    material = row["material"]
    shown = drawn(material, width=200, height=120) if found.ds.kind == "structure" else element("code", material)
    return element("div", element("b", row["row"]), element("div", shown), facts(values), class_="mi-card")


def _splits(found: Findings) -> Iterable[Html]:
    yield element("p", splits_in_words(found))
    scores = found.result.frame()
    test = scores[scores["side"] == "test"].set_index(["model", "fold"])
    own, dummy = test.loc[NAME], test.loc["dummy"]
    groups = pd.Series(found.ds.groups.to_numpy())
    tested = found.predictions.groupby("fold")["position"].agg(lambda rows: groups.iloc[rows].nunique())
    lines = pd.DataFrame(
        {
            "fold": own.index,
            "training rows": own["n_train"].to_numpy(),
            "test rows": own["n_test"].to_numpy(),
            "test groups": tested.reindex(own.index).to_numpy(),
            "rmse": own["rmse"].to_numpy(),
            "rmse of the dummy": dummy["rmse"].to_numpy(),
        }
    )
    yield table(lines.head(50), units={"rmse": found.unit, "rmse of the dummy": found.unit})
    yield listing(found.result.notes)


def _data(found: Findings) -> Iterable[Html]:
    spread = DistributionDisplay.from_dataset(found.ds)
    yield drawn_display(spread, alt=f"Distribution of {found.target}")
    yield from dataset_parts(found.ds)


def _reproduce(found: Findings) -> Iterable[Html]:
    yield facts({"random_state": found.random_state, "sha256 of the data": element("code", found.ds.sha256)})
    yield element("pre", repr(found.model))
    yield element("pre", show_versions())
