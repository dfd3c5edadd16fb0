"""A report: one page that loads nothing, says what was measured, and is the same for the same seed."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.models import IntervalWarning
from matinfo.reporting import Report

EVIL = "<script>alert('x')</script>\"&"


@pytest.fixture(scope="module")
def polymers() -> mi.Dataset:
    ds = mi.load_polymers().select("Tg")
    return ds.take(np.arange(0, len(ds), 3))


def model() -> mi.Model:
    return mi.Model(mi.PolymerFingerprint("AQ"), "ridge")


@pytest.fixture(scope="module")
def made(polymers) -> Report:
    return mi.report(model(), polymers, cv=3)


def recipes() -> mi.Dataset:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({EVIL: rng.uniform(0, 10, 40), "oil": rng.uniform(0, 5, 40)})
    frame["hardness"] = 50 + 2 * frame[EVIL] - frame["oil"] + rng.normal(0, 0.5, 40)
    frame.index = [f"{EVIL}{row}" for row in range(40)]
    return mi.Dataset(frame, recipe=[EVIL, "oil"], targets=["hardness"], name=EVIL)


def test_the_page_needs_no_other_file(made):
    sources = re.findall(r'(?:src|href|url)\s*[=(]\s*"?([^"\s)]{5})', made.html)
    assert sources
    assert set(sources) == {"data:"}
    assert "default-src 'none'" in made.html.replace("&#x27;", "'")
    assert "<script" not in made.html


@pytest.mark.parametrize(
    "title",
    [
        "What to report",
        "Errors on left-out rows",
        "Intervals",
        "Domain",
        "What the model uses",
        "Largest errors",
        "Splits",
        "Data",
        "To do it again",
    ],
)
def test_the_page_has_every_section(made, title):
    assert f"<h2>{title}</h2>" in made.html


def test_numbers_are_those_of_the_evaluator(made, polymers):
    summary = mi.Evaluator(cv=3).compare({"model": model()}, polymers).summary().set_index("model")
    own, dummy = summary.loc["model", "rmse_test"], summary.loc["dummy", "rmse_test"]
    assert made.text.startswith(f"Tg: RMSE {own:.3g} ± ")
    assert f"always predicting the mean gives {dummy:.3g} K." in made.text
    assert made.result.summary().set_index("model").loc["model", "rmse_test"] == own


def test_the_worst_rows_have_the_largest_errors_and_are_drawn(made):
    errors = made.result.predictions().query("model == 'model'")
    largest = (errors["y_pred"] - errors["y_true"]).abs().nlargest(6)
    assert made.worst["error"].abs().tolist() == largest.tolist()
    card = made.html.split("<h2>Largest errors</h2>")[1].split("<h2>")[0]
    assert card.count("data:image/svg+xml") == 6


def test_the_hash_is_that_of_the_saved_table(made, polymers, tmp_path):
    import hashlib

    polymers.select("Tg").save(tmp_path / "saved")
    assert hashlib.sha256((tmp_path / "saved/data.csv").read_bytes()).hexdigest() in made.text


def test_one_seed_gives_one_page_and_a_fitted_model_stays_as_it_is(made, polymers):
    fitted = model().fit(polymers.X, polymers.y)
    before = fitted.predict(polymers.X)
    assert mi.report(fitted, polymers, cv=3).html == made.html
    assert (fitted.predict(polymers.X) == before).all()


def test_a_model_of_scikit_learn_is_reported_without_what_it_cannot_say():
    report = mi.report(make_pipeline(Ridge()), recipes(), cv=3, n_worst=2)
    assert "Intervals: the model gives none." in report.html
    assert "Domain: the model does not say where it holds." in report.html
    assert "permutation" in report.html
    assert len(report.worst) == 2


def test_one_fold_has_no_spread_and_few_materials_no_interval(polymers):
    few, folds = polymers.take(np.arange(12)), [(np.arange(8), np.arange(8, 12))]
    with pytest.warns(IntervalWarning, match="infinite"):
        report = mi.report(model(), few, cv=folds, importance=False)
    assert " on left-out materials (one fold);" in report.text
    assert "Intervals: some are infinite: too few materials to promise 90%." in report.text


def test_groups_that_were_named_are_told_apart_from_materials():
    frame = recipes().frame.assign(day=np.arange(40) // 5)
    ds = mi.Dataset(frame, recipe=["oil"], targets=["hardness"], groups="day")
    report = mi.report(Ridge(), ds, cv=2, importance=False)
    assert "on left-out groups of 'day' (mean" in report.text
    assert "left-out materials" not in report.html


def test_words_of_users_stay_text():
    report = mi.report(Ridge(), recipes(), cv=3, title=EVIL, date=EVIL, importance=False)
    assert "<script" not in report.html
    assert "<script" not in report._repr_html_()
    assert "&lt;script&gt;" in report.html


def test_the_date_stands_on_the_page_only_when_it_is_given():
    ds = recipes()
    assert "2026-11-24" in mi.report(Ridge(), ds, cv=2, importance=False, date="2026-11-24").html
    assert not re.search(r"20\d\d-\d\d-\d\d", mi.report(Ridge(), ds, cv=2, importance=False).html)


def test_a_file_is_written_and_never_replaced_unasked(tmp_path):
    ds, path = recipes(), tmp_path / "report.html"
    report = mi.report(Ridge(), ds, path, cv=2, importance=False)
    assert path.read_text(encoding="utf-8") == report.html
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(FileExistsError, match="overwrite=True"):
        mi.report(Ridge(), ds, path)


def test_several_targets_have_to_be_named(polymers):
    with pytest.raises(ValueError, match="target must be one of 'Tg', 'thermal_conductivity'"):
        mi.report(model(), mi.load_polymers())


@pytest.mark.parametrize("wrong", [Ridge, {"ridge": Ridge()}])
def test_a_report_is_about_one_estimator(polymers, wrong):
    with pytest.raises(TypeError, match="model must be one estimator"):
        mi.report(wrong, polymers)


def test_a_place_where_no_page_can_be_is_refused_before_anything_is_fitted(polymers, tmp_path):
    for path, error in ((tmp_path / "tg.pdf", ValueError), (tmp_path, IsADirectoryError)):
        with pytest.raises(error, match=r"ends with|Name a file in it"):
            mi.report(Ridge(), polymers, path, overwrite=True)  # which takes no structures
    assert list(tmp_path.iterdir()) == []


def test_folders_of_the_page_are_made(made, tmp_path):
    made.save(tmp_path / "pages" / "tg.html")
    assert (tmp_path / "pages" / "tg.html").read_text(encoding="utf-8") == made.html


def test_what_is_no_dataset_is_refused():
    with pytest.raises(TypeError, match="ds must be a Dataset"):
        mi.report(Ridge(), pd.DataFrame({"a": [1]}))


def test_a_report_prints_what_to_report(made):
    assert str(made) == made.text
    assert repr(made).startswith("<Report: Tg: RMSE ")
    assert made._repr_html_().startswith('<iframe srcdoc="&lt;!doctype html&gt;')
