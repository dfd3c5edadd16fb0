"""The protocol: parity with cross_validate, dummy, holes, seeds, parallel bytes, groups, errors."""

from __future__ import annotations

import copy

import numpy as np
import pandas as pd
import pytest
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.linear_model import BayesianRidge, LinearRegression, Ridge
from sklearn.model_selection import (
    GridSearchCV,
    GroupKFold,
    GroupShuffleSplit,
    KFold,
    LeaveOneOut,
    PredefinedSplit,
    RepeatedKFold,
    cross_val_predict,
    cross_validate,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

import matinfo as mi
from matinfo.evaluate import EvaluationError, Evaluator, FailedFitWarning, LeakageWarning, Metric
from matinfo.exceptions import InvalidRowsError

SECONDS = ["fit_seconds", "predict_seconds"]
POLYMERS = [
    "*CC*",
    "*CC(*)C",
    "*CC(*)c1ccccc1",
    "*CC(*)Cl",
    "*CCO*",
    "*CC(*)O",
    "*CC(*)C#N",
    "*CC(*)(C)C",
    "*CC(*)F",
    "*CO*",
]


def toy(n_rows: int = 40, seed: int = 3) -> tuple[pd.DataFrame, pd.Series]:
    rng = np.random.default_rng(seed)
    X = pd.DataFrame(rng.normal(size=(n_rows, 3)), columns=list("abc"), index=[f"r{i}" for i in range(n_rows)])
    return X, pd.Series(2 * X["a"] - X["b"] + 0.3 * rng.normal(size=n_rows), name="strength")


class Recorder(RegressorMixin, BaseEstimator):
    """Predicts the mean, and remembers in a list outside what it was fitted on."""

    seen: list[np.ndarray]

    def fit(self, X, y, groups=None):
        type(self).seen.append(groups)
        self.mean_ = np.mean(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


class Breaks(RegressorMixin, BaseEstimator):
    """Raises when a row is labelled ``bad`` among the training rows."""

    def __init__(self, bad="r0"):
        self.bad = bad

    def fit(self, X, y):
        if self.bad in X.index:
            raise ZeroDivisionError("no such luck")
        self.mean_ = np.mean(y)
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


class WithInterval(LinearRegression):
    """Always answers with the same interval."""

    def predict_interval(self, X, coverage=0.9):
        return np.tile([-1.0, 10 * coverage], (len(X), 1))


# --- the same numbers as scikit-learn -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cv", [KFold(4, shuffle=True, random_state=1), GroupKFold(4), GroupShuffleSplit(3, random_state=0)], ids=repr
)
def test_scores_on_both_sides_are_those_of_cross_validate(cv):
    X, y = toy()
    groups = np.arange(40) // 2 if "Group" in type(cv).__name__ else np.arange(40)
    scoring = {"r2": "r2", "rmse": "neg_root_mean_squared_error", "mae": "neg_mean_absolute_error"}
    theirs = cross_validate(
        Ridge(), X, y, cv=cv, scoring=scoring, return_train_score=True,
        **({"groups": groups} if "Group" in type(cv).__name__ else {}),
    )  # fmt: skip
    frame = Evaluator(cv=cv).compare({"ridge": Ridge()}, X, y, groups=groups).frame().query("model == 'ridge'")
    for side in ("train", "test"):
        ours = frame[frame["side"] == side]
        np.testing.assert_allclose(ours["r2"], theirs[f"{side}_r2"], rtol=1e-10)
        np.testing.assert_allclose(ours["rmse"], -theirs[f"{side}_rmse"], rtol=1e-10)
        np.testing.assert_allclose(ours["mae"], -theirs[f"{side}_mae"], rtol=1e-10)


def test_out_of_fold_predictions_are_those_of_cross_val_predict():
    X, y = toy()
    predictions = Evaluator(cv=KFold(4)).compare({"ridge": Ridge()}, X, y).predictions()
    ours = predictions[predictions["model"] == "ridge"].set_index("row")["y_pred"].loc[X.index]
    np.testing.assert_allclose(ours, cross_val_predict(Ridge(), X, y, cv=KFold(4)), rtol=1e-12)


# --- tables -------------------------------------------------------------------------------------------------------


def test_there_is_one_row_for_each_model_target_fold_and_side():
    X, y = toy()
    frame = Evaluator(cv=4).compare({"a": Ridge(), "b": LinearRegression()}, X, pd.DataFrame({"p": y, "q": -y})).frame()
    assert len(frame) == 3 * 2 * 4 * 2  # two models and the dummy
    assert not frame.duplicated(["model", "target", "fold", "side"]).any()


def test_the_dummy_predicts_the_mean_of_the_training_rows_and_stands_last():
    X, y = toy()
    result = Evaluator(cv=KFold(4)).compare({"ridge": Ridge()}, X, y)
    predictions = result.predictions().query("model == 'dummy' and fold == 0")
    assert result.models == ["ridge", "dummy"]
    assert predictions["y_pred"].unique().tolist() == pytest.approx([y.iloc[10:].mean()])


def test_the_dummy_s_zero_spread_is_not_reported_as_an_interval():
    X, y = toy()
    assert Evaluator(cv=3).compare({"ridge": Ridge()}, X, y).predictions()[["std", "low", "high"]].isna().all(axis=None)


def test_by_default_there_are_five_folds_and_one_material_is_never_on_both_sides():
    structures = [unit for unit in POLYMERS for _ in range(3)]
    y = np.arange(30.0)
    model = make_pipeline(CountVectorizer(analyzer="char"), Ridge())
    predictions = Evaluator().compare({"characters": model}, structures, y).predictions().query("model == 'dummy'")
    assert predictions["fold"].nunique() == 5
    fold_of_row = predictions.set_index("row")["fold"].sort_index().to_numpy().reshape(10, 3)
    assert (fold_of_row == fold_of_row[:, :1]).all()


def test_the_same_chain_written_twice_is_one_material():
    structures = [*POLYMERS, "*COC*", "*C(C)C*", "*C(c1ccccc1)C*", "*CCCC*"]
    with pytest.warns(LeakageWarning, match="for 'y', 8 of 14 tested rows"):  # four polymers, two drawings of each
        Evaluator(cv=LeaveOneOut()).compare(
            {"characters": make_pipeline(CountVectorizer(analyzer="char"), Ridge())}, structures, np.arange(14.0)
        )


def test_a_dataset_brings_groups_labels_and_units():
    frame = pd.DataFrame({"psmiles": POLYMERS, "Tg": np.arange(10.0), "n": 2.0}, index=list("abcdefghij"))
    ds = mi.Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    model = make_pipeline(CountVectorizer(analyzer="char"), Ridge())
    columnwise = make_pipeline(_FirstColumn(), model)
    result = Evaluator().compare({"characters": columnwise}, ds)
    assert result.units == {"Tg": "degC"}
    assert sorted(set(result.predictions()["row"])) == list("abcdefghij")


def test_a_dataset_beside_features_of_its_rows_brings_values_groups_and_units():
    frame = pd.DataFrame({"psmiles": [*POLYMERS, "*COC*", "*CCCC*"], "Tg": np.arange(12.0)})
    ds = mi.Dataset(frame, structure="psmiles", targets={"Tg": "degC"})
    X = np.random.default_rng(0).normal(size=(12, 2))
    beside = Evaluator(cv=3).compare({"ridge": Ridge()}, X, ds)
    by_hand = Evaluator(cv=3).compare({"ridge": Ridge()}, X, ds.y, ds.groups)
    pd.testing.assert_frame_equal(beside.predictions(), by_hand.predictions())
    assert (beside.units, by_hand.units) == ({"Tg": "degC"}, {})
    with pytest.raises(TypeError, match="y must be left out with a Dataset"):
        Evaluator().compare({"ridge": Ridge()}, ds, ds)


class _FirstColumn(BaseEstimator):
    def fit(self, X, y=None):
        return self

    def transform(self, X):
        return X.iloc[:, 0] if hasattr(X, "iloc") and getattr(X, "ndim", 1) == 2 else X


def test_a_dataset_grouped_by_source_says_how_many_materials_stand_on_both_sides():
    frame = pd.DataFrame(
        {"resin": [1.0, 2.0] * 4, "patent": np.repeat(["p", "q", "r", "s"], 2), "strength": np.arange(8.0)}
    )
    ds = mi.Dataset(frame, recipe=["resin"], targets={"strength": "MPa"}, groups="patent")
    notes = Evaluator(cv=4).compare({"ridge": Ridge()}, ds).notes
    assert [note for note in notes if "8 of 8 tested rows" in note and "in another group" in note]


# --- holes --------------------------------------------------------------------------------------------------------


def test_a_row_without_a_value_is_left_out_for_that_target_only():
    X, y = toy()
    y = pd.DataFrame({"full": y, "holed": y.where(np.arange(40) % 4 != 0)})
    both = Evaluator(cv=KFold(3)).compare({"ridge": Ridge()}, X, y)
    have = y["holed"].notna()
    alone = Evaluator(cv=KFold(3)).compare({"ridge": Ridge()}, X[have], y.loc[have, "holed"])
    full = Evaluator(cv=KFold(3)).compare({"ridge": Ridge()}, X, y["full"])
    for target, other in (("holed", alone), ("full", full)):
        frame = both.frame()
        ours = frame[frame["target"] == target].drop(columns=SECONDS).reset_index(drop=True)
        pd.testing.assert_frame_equal(ours, other.frame().drop(columns=SECONDS))
    assert "holed: 10 of 40 rows have no value and are left out for this target." in both.notes


def test_folds_fixed_beforehand_count_over_the_whole_table():
    X, y = toy(6)
    y = y.where(np.arange(6) != 0)
    fixed = [([2, 3, 4, 5], [0, 1]), ([0, 1, 4, 5], [2, 3])]
    for cv in (fixed, PredefinedSplit([0, 0, 1, 1, -1, -1])):
        frame = Evaluator(cv=cv).compare({"ridge": Ridge()}, X, y).predictions().query("model == 'dummy'")
        assert list(zip(frame["fold"], frame["row"], strict=True)) == [(0, "r1"), (1, "r2"), (1, "r3")]


def test_fixed_folds_may_be_masks():
    X, y = toy(4)
    train = np.array([True, True, True, False])
    tested = Evaluator(cv=[(train, ~train)]).compare({"ridge": Ridge()}, X, y).predictions()
    assert tested["row"].tolist() == ["r3", "r3"]  # ridge and dummy


def test_a_row_that_a_fixed_fold_names_twice_counts_twice():
    X, y = np.arange(6.0).reshape(-1, 1), [0.0, 0.0, 6.0, 9.0, 9.0, 9.0]
    result = Evaluator(cv=[([0, 1, 2, 2], [4, 5])], leakage="ignore").compare({"ridge": Ridge()}, X, y)
    assert result.frame()["n_train"].tolist() == [4] * 4
    assert result.predictions().query("model == 'dummy'")["y_pred"].tolist() == [3.0, 3.0]


def test_a_mask_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="one entry a row: 6 rows, 4 entries"):
        Evaluator(cv=[([True] * 4, [4, 5])]).compare({"ridge": Ridge()}, np.zeros((6, 1)), np.arange(6.0))


def test_a_fixed_fold_without_any_value_to_test_has_nan_scores_and_a_note():
    X, y = toy(6)
    result = Evaluator(cv=[([2, 3, 4, 5], [0]), ([0, 1], [2, 3])]).compare(
        {"m": Ridge()}, X, y.where(np.arange(6) != 0)
    )
    row = result.frame().query("model == 'm' and fold == 0 and side == 'test'").iloc[0]
    assert row["n_test"] == 0
    assert np.isnan(row["rmse"])
    assert any(note.startswith("rmse of 'm' for 'strength' is NaN in 1 of 2 folds") for note in result.notes)


@pytest.mark.parametrize("bad", ["about 80", np.inf])
def test_a_value_that_is_no_number_is_named_with_its_row(bad):
    X, y = toy()
    y = y.astype(object)
    y.iloc[3] = bad
    with pytest.raises(InvalidRowsError, match="row 'r3', column 'strength'"):
        Evaluator().compare({"ridge": Ridge()}, X, y)


def test_a_target_without_any_value_is_an_error():
    X, y = toy()
    with pytest.raises(ValueError, match="Target 'empty' has no value in 40 rows"):
        Evaluator().compare({"ridge": Ridge()}, X, pd.DataFrame({"full": y, "empty": np.nan}))


# --- leaks --------------------------------------------------------------------------------------------------------


def test_a_split_that_leaks_is_named_once_with_its_count_also_in_the_notes():
    X, y = toy()
    targets = pd.DataFrame({"p": y, "q": y})
    with pytest.warns(LeakageWarning) as caught:
        result = Evaluator(cv=KFold(2)).compare({"ridge": Ridge()}, X, targets, groups=np.arange(40) % 20)
    assert len(caught) == 1
    assert caught[0].filename == __file__
    assert "KFold puts rows of one material on both sides: for 'p', 40 of 40 tested rows" in str(caught[0].message)
    assert sum("KFold puts rows" in note for note in result.notes) == 2


def test_equal_recipes_are_one_material():
    X, y = toy()
    X.iloc[39] = X.iloc[0]
    with pytest.warns(LeakageWarning, match="2 of 40 tested rows"):
        Evaluator(cv=KFold(2)).compare({"ridge": Ridge()}, X, y)


@pytest.mark.parametrize("cv", [None, 3, GroupKFold(4), mi.MaterialSplit(4)], ids=repr)
def test_a_grouped_split_gives_no_warning(cv):
    X, y = toy()
    notes = Evaluator(cv=cv).compare({"ridge": Ridge()}, X, y, groups=np.arange(40) % 20).notes
    assert notes == ()


def test_opting_out_by_name_gives_no_warning_but_a_note():
    X, y = toy()
    X.iloc[20:] = X.iloc[:20].to_numpy()
    notes = Evaluator(cv=KFold(2)).compare({"ridge": Ridge()}, X, y, groups=False).notes
    assert notes == ("groups=False: rows of one material may stand on both sides of a split; this is not checked.",)


@pytest.mark.parametrize("seed", [0, 7])
def test_default_folds_are_those_of_the_seed_by_material_or_by_row_when_opted_out(seed):
    X, y = toy()
    groups = np.arange(40) % 20
    evaluator = Evaluator(cv=4, random_state=seed)
    by_material = list(mi.MaterialSplit(4, random_state=seed).split(X, groups=groups))
    by_row = list(KFold(4, shuffle=True, random_state=seed).split(X))
    for chosen, pairs in ((groups, by_material), (False, by_row)):
        tested = evaluator.compare({"ridge": Ridge()}, X, y, groups=chosen).predictions().query("model == 'ridge'")
        rows = [part["row"].tolist() for _, part in tested.groupby("fold")]
        assert rows == [X.index[test].tolist() for _, test in pairs]


def test_a_row_on_both_sides_is_a_leak_even_when_groups_are_off():
    X, y = toy(6)
    with pytest.warns(LeakageWarning, match="1 of 2 tested rows .* are training rows too"):
        Evaluator(cv=[([0, 1, 2], [2, 3])]).compare({"ridge": Ridge()}, X, y, groups=False)


# --- groups reach the models that want them -----------------------------------------------------------------------


def test_a_model_whose_fit_names_groups_gets_those_of_its_training_rows():
    X, y = toy(6)
    Recorder.seen = []
    Evaluator(cv=KFold(2)).compare({"m": Recorder()}, X, y, groups=list("aaabbb"))
    assert [list(groups) for groups in Recorder.seen] == [list("bbb"), list("aaa")]


def test_a_model_gets_no_groups_when_the_user_opted_out():
    X, y = toy(6)
    Recorder.seen = []
    Evaluator(cv=KFold(2)).compare({"m": Recorder()}, X, y, groups=False)
    assert Recorder.seen == [None, None]


@pytest.mark.parametrize("inner", [GroupKFold(2), 2, KFold(2)], ids=repr)
def test_a_search_inside_gets_groups_when_its_splitter_needs_them(inner):
    X, y = toy()
    search = GridSearchCV(Ridge(), {"alpha": [0.1, 10.0]}, cv=inner)
    frame = Evaluator(cv=2).compare({"search": search}, X, y, groups=np.arange(40) % 10).frame()
    assert frame["rmse"].notna().all()


# --- spread and intervals -----------------------------------------------------------------------------------------


def test_coverage_is_reported_for_a_model_with_intervals_on_test_rows():
    X, y = toy()
    result = Evaluator(cv=3, coverage=0.5).compare({"m": WithInterval()}, X, y)
    tested = result.predictions().query("model == 'm'")
    assert (tested["low"].unique().tolist(), tested["high"].unique().tolist()) == ([-1.0], [5.0])
    frame = result.frame().query("model == 'm'").set_index("side")
    inside = ((tested["y_true"] >= -1) & (tested["y_true"] <= 5)).groupby(tested["fold"]).mean()
    assert frame.loc["test", "coverage"].tolist() == inside.tolist()
    assert frame.loc["train", "coverage"].isna().all()
    assert (frame.loc["test", "interval_width"] == 6.0).all()


def test_a_standard_deviation_becomes_a_normal_interval_and_the_notes_say_so():
    X, y = toy()
    model = make_pipeline(StandardScaler(), GaussianProcessRegressor(alpha=0.1, optimizer=None))
    result = Evaluator(cv=3).compare({"gp": model}, X, y)
    tested = result.predictions().query("model == 'gp'")
    # 95 % point of the standard normal distribution: 1.644854, as printed in tables
    np.testing.assert_allclose(tested["high"] - tested["y_pred"], 1.644854 * tested["std"], rtol=1e-6)
    np.testing.assert_allclose(tested["y_pred"] - tested["low"], 1.644854 * tested["std"], rtol=1e-6)
    assert "'gp' gives a standard deviation only; its 90% interval assumes normal errors." in result.notes


def test_an_interval_metric_asked_for_by_name_keeps_its_place_and_comes_once():
    X, y = toy()
    result = Evaluator(cv=3, metrics=("coverage", "rmse")).compare({"m": WithInterval()}, X, y)
    names = ["coverage", "rmse", "interval_width", "interval_score"]
    assert [metric.name for metric in result.metrics] == names
    assert result.frame().columns[6:10].tolist() == names


def test_without_any_interval_there_are_no_interval_columns():
    X, y = toy()
    assert "coverage" not in Evaluator(cv=3).compare({"ridge": Ridge()}, X, y).frame()


# --- nothing changes, and everything can be repeated --------------------------------------------------------------


def test_inputs_and_models_are_left_as_they_were():
    X, y = toy()
    groups = pd.Series(np.arange(40) % 20)
    models = {"trees": ExtraTreesRegressor(5)}
    before = copy.deepcopy((X, y, groups)), models["trees"].get_params()
    Evaluator(cv=2).compare(models, X, y, groups)
    for old, new in zip(before[0], (X, y, groups), strict=True):
        assert old.equals(new)
    assert list(models) == ["trees"]
    assert models["trees"].get_params() == before[1]
    assert not hasattr(models["trees"], "estimators_")


def test_models_without_a_seed_get_that_of_the_evaluator_and_zero_is_a_seed():
    X, y = toy()

    def scores(evaluator, model):
        return evaluator.compare({"m": make_pipeline(StandardScaler(), model)}, X, y).frame()["rmse"].tolist()

    unseeded = ExtraTreesRegressor(5)
    assert scores(Evaluator(cv=2), unseeded) == scores(Evaluator(cv=2), ExtraTreesRegressor(5, random_state=0))
    own = ExtraTreesRegressor(5, random_state=7)
    assert scores(Evaluator(cv=KFold(2), random_state=1), own) == scores(Evaluator(cv=KFold(2), random_state=2), own)
    assert scores(Evaluator(cv=KFold(2), random_state=1), unseeded) != scores(
        Evaluator(cv=KFold(2), random_state=2), unseeded
    )


def test_without_a_seed_models_are_left_to_chance():
    X, y = toy()
    first, second = (
        Evaluator(cv=KFold(2), random_state=None).compare({"m": ExtraTreesRegressor(5)}, X, y).frame()["rmse"].tolist()
        for _ in range(2)
    )
    assert first != second


def test_numbers_are_the_same_bytes_for_one_process_and_two():
    X, y = toy(200)
    y = pd.DataFrame({"p": y, "q": (y**2).where(y > -1)})
    models = {"gp": GaussianProcessRegressor(alpha=0.1), "trees": ExtraTreesRegressor(5), "ridge": Ridge()}
    one, two = (Evaluator(cv=3, n_jobs=n_jobs).compare(models, X, y) for n_jobs in (1, 2))
    for first, second in ((one.frame(), two.frame()), (one.predictions(), two.predictions())):
        numbers = [name for name in first.select_dtypes("number") if name not in SECONDS]
        assert first[numbers].to_numpy().tobytes() == second[numbers].to_numpy().tobytes()
        pd.testing.assert_frame_equal(first.drop(columns=numbers + SECONDS, errors="ignore"),
                                      second.drop(columns=numbers + SECONDS, errors="ignore"))  # fmt: skip
    assert one.notes == two.notes


def test_numbers_are_the_same_bytes_however_many_threads_linear_algebra_may_use():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 200))  # with fewer rows the library of linear algebra does not share the work
    seen = set()
    for threads in (1, 2):
        with threadpool_limits(limits=threads):
            result = Evaluator(cv=2).compare(
                {"gp": GaussianProcessRegressor(optimizer=None)}, X, X[:, 0] ** 2, groups=False
            )
        seen.add(result.predictions()[["y_pred", "std"]].to_numpy().tobytes())
    assert len(seen) == 1


@pytest.mark.parametrize("kind", ["list", "array", "sparse", "frame"])
def test_inputs_of_any_kind_give_the_same_scores(kind):
    from scipy.sparse import csr_array

    X, y = toy()
    given = {"list": X.to_numpy().tolist(), "array": X.to_numpy(), "sparse": csr_array(X.to_numpy()), "frame": X}[kind]
    frame = (
        Evaluator(cv=KFold(2)).compare({"ridge": Ridge(fit_intercept=False)}, given, y, groups=np.arange(40)).frame()
    )
    expected = Evaluator(cv=KFold(2)).compare({"ridge": Ridge(fit_intercept=False)}, X, y).frame()
    np.testing.assert_allclose(frame["rmse"], expected["rmse"], rtol=1e-9)


# --- errors -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_error_of_a_model_names_model_fold_and_target(n_jobs):
    X, y = toy()
    with pytest.raises(
        EvaluationError, match="'broken' failed in fold 1 of target 'strength': ZeroDivisionError: no such"
    ):
        Evaluator(cv=KFold(2), n_jobs=n_jobs).compare({"ridge": Ridge(), "broken": Breaks()}, X, y)


def test_the_error_of_the_model_itself_is_the_cause():
    X, y = toy()
    with pytest.raises(EvaluationError) as caught:
        Evaluator(cv=KFold(2)).compare({"broken": Breaks()}, X, y)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


def test_errors_nan_keeps_the_fold_as_nan_warns_once_and_notes_it():
    X, y = toy()
    with pytest.warns(FailedFitWarning, match="1 of 4 fits failed") as caught:
        result = Evaluator(cv=KFold(2), errors="nan").compare({"broken": Breaks()}, X, y)
    assert len(caught) == 1
    frame = result.frame().query("model == 'broken'")
    assert frame["rmse"].isna().tolist() == [False, False, True, True]
    assert result.summary().set_index("model").loc["broken", ["rmse_test", "rmse_train"]].isna().all()
    assert "'broken' failed in fold 1 of 'strength': ZeroDivisionError: no such luck" in result.notes


class Flat(Recorder):
    seen: list[np.ndarray] = []  # noqa: RUF012

    def predict(self, X):
        return np.zeros((len(X), 2))


def test_predictions_of_the_wrong_shape_are_an_error():
    X, y = toy(6)
    with pytest.raises(EvaluationError, match=r"predict must give shape \(3,\); got \(3, 2\)"):
        Evaluator(cv=KFold(2)).compare({"flat": Flat()}, X, y)


class Holes(Recorder):
    seen: list[np.ndarray] = []  # noqa: RUF012

    def predict(self, X):
        return np.where(np.asarray(X)[:, 0] > 0, 1.0, np.nan)


def test_missing_predictions_make_scores_nan_and_are_noted():
    X, y = toy(8)
    result = Evaluator(cv=KFold(2)).compare({"m": Holes()}, X, y)
    missing = int((X["a"] <= 0).sum())
    assert 0 < missing < 8
    assert any(note.startswith(f"'m' predicted NaN for {missing} test rows of 'strength'") for note in result.notes)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"cv": 1}, r"cv must be in \[2, inf\]; got 1"),
        ({"cv": "5"}, "cv must be None, a whole number"),
        ({"cv": True}, "cv must be None, a whole number"),
        ({"cv": []}, "cv gives no folds of target 'strength'"),
        ({"cv": [([], [0])]}, "cv gives no training row in fold 0"),
        ({"metrics": "rmse"}, r"Write metrics=\('rmse',\)"),
        ({"metrics": ()}, "metrics must be one or more different names"),
        ({"metrics": ("rmse", "rmse")}, "metrics must be one or more different names"),
        ({"metrics": ("RMSE",)}, "metrics must be one of 'r2', 'rmse', 'mae'"),
        ({"coverage": 90}, r"coverage must be in \(0.0, 1.0\); got 90"),
        ({"errors": "ignore"}, "errors must be one of 'raise', 'nan'; got 'ignore'"),
        ({"random_state": "a"}, "random_state must be a whole number; got 'a'"),
    ],
)
def test_a_wrong_option_is_named(options, message):
    X, y = toy()
    with pytest.raises((TypeError, ValueError), match=message):
        Evaluator(**options).compare({"ridge": Ridge()}, X, y)


@pytest.mark.parametrize(
    ("models", "message"),
    [
        ({}, "models must be a dictionary of models by name"),
        ([Ridge()], "models must be a dictionary of models by name"),
        ({"dummy": Ridge()}, "models must be named by strings other than 'dummy'; got 'dummy'"),
        ({"ridge": Ridge}, r"models\['ridge'\] must be an estimator of scikit-learn.*not a class"),
        ({"scaler": StandardScaler()}, r"models\['scaler'\] must be an estimator of scikit-learn"),
    ],
)
def test_a_wrong_model_is_named(models, message):
    X, y = toy()
    with pytest.raises((TypeError, ValueError), match=message):
        Evaluator().compare(models, X, y)


def test_missing_values_are_an_error_that_says_what_to_type():
    with pytest.raises(TypeError, match=r"compare\(models, X, y\)"):
        Evaluator().compare({"ridge": Ridge()}, toy()[0])


def test_rows_of_different_number_are_an_error():
    X, y = toy()
    with pytest.raises(ValueError, match="X has 40 rows and y has 39"):
        Evaluator().compare({"ridge": Ridge()}, X, y.iloc[1:])


def test_the_same_labels_in_another_order_are_an_error():
    X, y = toy()
    with pytest.raises(ValueError, match="same row labels in another order"):
        Evaluator().compare({"ridge": Ridge()}, X, y.iloc[::-1])


def test_a_row_without_a_group_is_an_error():
    X, y = toy(6)
    with pytest.raises(InvalidRowsError, match="1 of 6 rows"):
        Evaluator(cv=2).compare({"ridge": Ridge()}, X, y, groups=["a", "a", None, "b", "b", "c"])


# --- metrics of the user's ----------------------------------------------------------------------------------------


def test_a_metric_of_the_user_s_becomes_a_column():
    X, y = toy()
    worst = Metric("worst", lambda y_true, y_pred: float(np.max(np.abs(y_true - y_pred))))
    result = Evaluator(cv=RepeatedKFold(n_splits=2, n_repeats=2, random_state=0), metrics=(worst,)).compare(
        {"ridge": Ridge()}, X, y
    )
    tested = result.predictions().query("model == 'ridge' and fold == 3")
    expected = (tested["y_true"] - tested["y_pred"]).abs().max()
    assert result.frame().query("model == 'ridge' and fold == 3 and side == 'test'")["worst"].tolist() == [expected]


def test_a_metric_of_the_user_s_keeps_its_name_beside_those_of_intervals():
    own = Metric("coverage", lambda y_true, low, high, promised: -1.0, of_intervals=True)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 2))
    result = Evaluator(metrics=("rmse", own)).compare({"bayes": BayesianRidge()}, X, X[:, 0] + rng.normal(size=40))
    assert [metric.name for metric in result.metrics] == ["rmse", "coverage", "interval_width", "interval_score"]
    assert result.pooled()["coverage"].iloc[0] == -1.0
