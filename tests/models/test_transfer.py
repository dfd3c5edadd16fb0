"""Transfer: sources of every kind, strategies by word, evidence that does not leak, and an honest no."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline

import matinfo as mi
from matinfo.exceptions import InvalidRowsError
from matinfo.models import Model, TransferModel
from matinfo.models.transfer._strategies import STRATEGIES


def curved(X: pd.DataFrame) -> np.ndarray:
    """A property that 25 rows do not show: five columns, curved."""
    a, b, c, d, e = X.to_numpy().T
    return np.sin(2 * a) + b * c + 0.5 * d**2 + e


def table(n: int, seed: int) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).normal(size=(n, 5)), columns=list("abcde"))


@pytest.fixture(scope="module")
def source() -> Model:
    X = table(150, seed=1)
    return Model(regressor="gp").fit(X, pd.Series(curved(X), name="theory"))


@pytest.fixture(scope="module")
def few() -> tuple[pd.DataFrame, pd.Series]:
    X = table(25, seed=2)
    noise = np.random.default_rng(3).normal(0, 0.1, 25)
    return X, pd.Series(3.0 + 2.0 * curved(X) + noise, name="experiment")


def rmse(model, X) -> float:
    return float(np.sqrt(np.mean((model.predict(X) - 3.0 - 2.0 * curved(X)) ** 2)))


def test_a_related_source_helps_and_the_report_says_so(source, few):
    model = TransferModel(sources=[source], n_repeats=2).fit(*few)
    direct = TransferModel(sources=[source], strategy="direct", n_repeats=0).fit(*few)
    assert model.strategy_ != "direct"
    assert model.report_.helps
    assert rmse(model, table(200, seed=4)) < 0.5 * rmse(direct, table(200, seed=4))
    assert str(model.report_).startswith("Transfer helps: ")


def test_a_shuffled_source_is_refused(few):
    X = table(150, seed=1)
    shuffled = np.random.default_rng(0).permutation(curved(X))
    model = TransferModel(sources=[(X, shuffled)], n_repeats=2).fit(*few)
    assert model.strategy_ == "direct"
    assert not model.report_.helps
    assert "No evidence that transfer helps experiment" in str(model.report_)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy_can_be_used_by_its_word(strategy, source, few):
    other = make_pipeline(Ridge()).fit(table(80, seed=5), curved(table(80, seed=5)))
    again = Model(regressor="gp").fit(table(60, seed=6), curved(table(60, seed=6)))
    sources = {"theory": source, "line": other, "more": again}
    model = TransferModel(sources, strategy, n_repeats=0).fit(*few)
    new = table(40, seed=7)
    mean, std = model.predict(new, return_std=True)
    ends = model.predict_interval(new, coverage=0.8)
    assert mean.shape == std.shape == (40,)
    assert (std > 0).all()
    assert ((ends[:, 0] < mean) & (mean < ends[:, 1])).all()
    assert model.in_domain(new).dtype == bool
    assert model.report_.chosen == strategy
    np.testing.assert_allclose(model.predict_frame(new)["experiment"], mean)
    np.testing.assert_allclose(model.predict_features(model.features(new)), mean)


def test_the_report_compares_all_strategies_and_a_dummy_on_the_same_rows(source, few):
    report = TransferModel(sources=[source], n_folds=3, n_repeats=2).fit(*few).report_
    assert report.errors().shape == (6, 8)  # 3 folds, 2 repeats; shotgun needs three sources
    frame = report.frame()
    assert frame["strategy"].iloc[-1] == "dummy"
    assert "shotgun" in report.missing
    direct = frame.set_index("strategy").loc["direct"]
    assert direct["rmse"] == pytest.approx(report.errors()["direct"].mean())
    assert direct["verdict"] == "reference"
    assert frame["chosen"].sum() == 1
    assert report.sources.loc[0, ["source", "rows", "shared"]].tolist() == ["theory", 150, 0]
    assert "<table" in report._repr_html_()


def test_labels_of_the_target_in_a_source_give_no_advantage_in_the_report():
    X, rng = table(60, seed=2), np.random.default_rng(0)
    noise = pd.Series(rng.normal(size=60))  # a property that nothing can predict, on all its materials
    leaking = Model(regressor="gp").fit(X, noise)
    for given in (leaking, (X, noise)):
        report = TransferModel(sources=[given], n_repeats=2).fit(X[:25], noise[:25]).report_
        assert report.sources.loc[0, "shared"] == 25
        assert not report.helps
        assert report.errors().drop(columns="dummy").mean().min() > 0.9 * noise[:25].std()


def test_a_source_is_fitted_again_without_the_materials_of_the_target(source):
    X = table(150, seed=1)  # the rows of the source
    model = TransferModel(sources=[source], strategy="scale_offset", n_repeats=0).fit(X[:30], curved(X[:30]))
    never_seen = clone(source.regressor_).fit(X[30:].to_numpy(), curved(X[30:]))
    np.testing.assert_allclose(model.signals_.read(X[:30])[:, 0], never_seen.predict(X[:30].to_numpy()))


def test_left_out_predictions_are_used_for_new_materials_that_a_source_knows(source):
    X = table(150, seed=1)
    model = TransferModel(sources=[source], strategy="scale_offset", n_repeats=0).fit(X[:30], curved(X[:30]))
    np.testing.assert_allclose(model.signals_.read(X[30:60])[:, 0], source.learned_.left_out[30:60])


def test_a_source_that_knows_nothing_but_the_target_is_left_out_and_named(few):
    X, y = few
    report = TransferModel(sources={"same rows": (X, 2 * y)}, n_repeats=1).fit(X, y).report_
    assert report.sources.loc[0, "used"] == False  # noqa: E712 - a NumPy bool
    assert "0 rows beside the materials of the target" in report.missing["same rows"]
    assert report.frame()["strategy"].tolist() == ["direct", "dummy"]


def test_a_regressor_that_remembers_no_rows_is_marked_as_unchecked(few):
    line = LinearRegression().fit(table(50, seed=1), curved(table(50, seed=1)))
    report = TransferModel(sources=[line], n_repeats=1).fit(*few).report_
    assert not report.sources.loc[0, "checked"]
    assert {"hidden_layers", "joint_process"} <= set(report.missing)


def test_a_transfer_model_may_be_a_source(source, few):
    first = TransferModel([source], "source_predictions", n_repeats=0).fit(*few)
    X = table(20, seed=11)
    second = TransferModel({"first": first}, "difference", n_repeats=0).fit(X, curved(X))
    assert rmse(second, table(50, seed=12)) > 0
    assert not second.report_.sources.loc[0, "checked"]


def test_a_clone_keeps_the_fits_of_its_sources(source):
    model = clone(TransferModel(sources=[source], regressor=Ridge()))
    assert model.sources[0] is source
    assert model.regressor is not TransferModel(sources=[source], regressor=Ridge()).regressor


def test_sources_stay_as_they_are(source, few):
    before = source.predict(table(10, seed=9)).tobytes()
    TransferModel(sources=[source], n_repeats=1).fit(*few)
    assert source.predict(table(10, seed=9)).tobytes() == before


def test_the_same_seed_gives_the_same_bytes(few):
    X = table(80, seed=1)
    first, second = (
        TransferModel(sources=[(X, curved(X))], strategy="hidden_layers", n_repeats=1).fit(*few) for _ in range(2)
    )
    assert first.predict(X).tobytes() == second.predict(X).tobytes()
    pd.testing.assert_frame_equal(first.report_.frame(), second.report_.frame())


def test_a_dataset_is_a_source_for_each_of_its_targets_with_holes_left_out():
    polymers = mi.load_polymers()
    frame = polymers.frame.iloc[:40]
    data = mi.Dataset(frame, structure="psmiles", targets={"Tg": "K", "density": "g/cm3"})
    few = polymers.select("refractive_index").take(range(20))
    model = TransferModel(data, strategy="source_predictions", n_repeats=0, featurizer=mi.PolymerFingerprint("A"))
    model.fit(few.X, few.y)
    assert [source.name for source in model.sources_] == ["Tg", "density"]
    assert model.report_.sources["unit"].tolist() == ["K", "g/cm3"]
    assert model.report_.sources["rows"].tolist() == frame[["Tg", "density"]].notna().sum().tolist()
    assert np.isfinite(model.predict(few.X)).all()


def test_a_source_on_molecules_may_help_with_polymers():
    X = ["CCO", "CCC", "CCCC", "CCCO", "c1ccccc1", "Cc1ccccc1", "CC(C)O", "CCN", "CCCN", "CCCCCC", "CO", "CC"]
    atoms = [3.0, 3, 4, 4, 6, 7, 4, 3, 4, 6, 2, 2]
    few = mi.load_polymers().select("density").take(range(15))
    model = TransferModel([(X, atoms)], "source_predictions", n_repeats=0, featurizer=mi.PolymerFingerprint("Q"))
    assert np.isfinite(model.fit(few.X, few.y).predict(few.X)).all()


def test_what_is_no_source_is_named():
    X, y = table(12, seed=0), curved(table(12, seed=0))
    with pytest.raises(TypeError, match="fitted models"):
        TransferModel(sources=["Tg"]).fit(X, y)
    with pytest.raises(NotFittedError, match="'mine' is not fitted"):
        TransferModel(sources={"mine": Model()}).fit(X, y)
    with pytest.raises(ValueError, match=r"strategy 'shotgun' cannot be had .* 3 sources"):
        TransferModel([(X, y)], "shotgun").fit(table(20, seed=1), curved(table(20, seed=1)))
    with pytest.raises(ValueError, match="strategy must be one of"):
        TransferModel(strategy="magic").fit(X, y)
    with pytest.raises(ValueError, match="learns one property"):
        TransferModel().fit(X, np.column_stack([y, y]))


def test_bad_rows_are_named_or_left_out(source, few):
    X, y = few
    X = X.copy()
    X.iloc[3, 0] = np.nan
    with pytest.raises(InvalidRowsError, match="1 of 25"):
        TransferModel(sources=[source], n_repeats=0).fit(X, y)
    with pytest.warns(UserWarning, match="1 of 25"):
        model = TransferModel([source], "source_predictions", n_repeats=0, invalid="nan").fit(X, y)
    with pytest.warns(UserWarning, match="1 of 25"):
        assert np.isnan(model.predict(X)).tolist() == [row == 3 for row in range(25)]
