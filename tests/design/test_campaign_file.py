"""A campaign survives: readable JSON, the same next question after a restart, nothing lost by a kill at any moment."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import BaseEstimator
from sklearn.ensemble import RandomForestRegressor
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import BayesianRidge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import matinfo as mi
from matinfo.design import CampaignFileError, Designer
from matinfo.exceptions import InvalidRowsError

GRID = pd.DataFrame([(a, b) for a in range(5) for b in range(5)], columns=["a", "b"])


def begun(model=None, **options) -> Designer:
    options = {"objective": mi.Maximize("strength", unit="MPa"), "candidates": mi.Pool(GRID)} | options
    campaign = Designer(model, **options)
    campaign.tell(GRID.iloc[[0, 4, 12]], [1.0, 2.0, 5.0], std=[0.1, np.nan, 0.1])
    batch = campaign.ask(3)
    campaign.tell(batch.iloc[:1], failed=True)
    campaign.withdraw(batch.iloc[1:2])
    return campaign


def test_a_campaign_never_takes_the_place_of_a_folder(tmp_path):
    (tmp_path / "results").mkdir()
    with pytest.raises(IsADirectoryError, match="Name a file in it"):
        begun().save(tmp_path / "results")
    assert [path.is_dir() for path in tmp_path.iterdir()] == [True]


def test_a_campaign_goes_on_after_a_restart_as_if_nothing_had_happened(tmp_path):
    campaign = begun(cost={"": 1.0, "a": 0.5}, random_state=7)
    campaign.save(tmp_path / "campaign.json")
    again = Designer.load(tmp_path / "campaign.json")
    pd.testing.assert_frame_equal(again.history_, campaign.history_)
    pd.testing.assert_frame_equal(again.best_, campaign.best_)
    for _ in range(2):
        one, other = campaign.ask(2), again.ask(2)
        pd.testing.assert_frame_equal(one, other)
        campaign.tell(one, [3.0, 4.0])
        again.tell(other, [3.0, 4.0])


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["ask", "tell", "fail", "withdraw"]), st.integers(0, 24), st.floats(-5, 5)),
        max_size=8,
    )
)
@settings(max_examples=15, deadline=None)
def test_whatever_happened_comes_back_and_no_candidate_is_asked_for_twice(steps, tmp_path_factory):
    campaign = Designer(BayesianRidge(), objective=mi.Maximize("strength"), candidates=mi.Pool(GRID))
    for step, row, value in steps:
        pending = campaign.history_.query("status == 'pending'")
        if step == "ask" and len(campaign.history_) < 20:
            campaign.ask(2)
        elif step == "withdraw" and len(pending):
            campaign.withdraw(pending)
        elif step in ("tell", "fail"):
            campaign.tell(GRID.iloc[[row]], None if step == "fail" else [value], failed=step == "fail")
    path = tmp_path_factory.mktemp("campaign") / "campaign.json"
    campaign.save(path)
    history = campaign.history_
    pd.testing.assert_frame_equal(Designer.load(path).history_, history)
    assert not history.query("status == 'pending'")[["a", "b"]].duplicated().any()
    assert history["status"].isin(["measured", "failed", "withdrawn", "pending"]).all()


def test_saving_a_loaded_campaign_gives_the_same_bytes(tmp_path):
    begun().save(tmp_path / "one.json")
    Designer.load(tmp_path / "one.json").save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def test_a_person_finds_each_experiment_on_a_line_of_its_own(tmp_path):
    begun().save(tmp_path / "campaign.json")
    text = (tmp_path / "campaign.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert (content["format"], content["version"]) == ("matinfo campaign", 1)
    lines = text.splitlines()
    assert '"objective": {"kind": "Maximize", "name": "strength", "unit": "MPa"},' in lines
    assert sum('"measured": {"strength": ' in line for line in lines) == 3
    assert sum('"failed": true' in line for line in lines) == 1


def test_recipe_spaces_and_objectives_of_several_properties_come_back(tmp_path):
    space = mi.RecipeSpace(
        [mi.Amount("resin", 0, 1), mi.Amount("oil", 0, 1), mi.Choice("filler", ["none", "clay"])],
        [mi.SumTo(["resin", "oil"], 1.0)],
    )
    objective = mi.Pareto([mi.Maximize("strength"), mi.Minimize("price")])
    campaign = Designer(objective=objective, candidates=space, acquisition="ucb", beta=1.0)
    batch = campaign.ask(3)
    campaign.tell(batch, {"strength": [1.0, 2.0, 3.0], "price": [1.0, np.nan, 3.0]})
    campaign.save(tmp_path / "campaign.json")
    again = Designer.load(tmp_path / "campaign.json")
    assert (again.candidates, again.objective, again.beta) == (space, objective, 1.0)
    pd.testing.assert_frame_equal(again.history_, campaign.history_)


@pytest.mark.parametrize(
    "model",
    [
        RandomForestRegressor(n_estimators=7, random_state=0),
        make_pipeline(StandardScaler(), BayesianRidge()),
        mi.Model(regressor=GaussianProcessRegressor(alpha=0.1)),
        make_pipeline(SimpleImputer(missing_values=np.nan), BayesianRidge()),
        make_pipeline(SimpleImputer(fill_value=np.inf), BayesianRidge()),
    ],
    ids=lambda model: type(model).__name__,
)
def test_class_and_options_of_known_estimators_are_kept(model, tmp_path):
    campaign = Designer(model, objective=mi.Maximize("strength"), candidates=mi.Pool(GRID))
    campaign.save(tmp_path / "campaign.json")
    assert repr(Designer.load(tmp_path / "campaign.json").model) == repr(model)


def test_candidates_with_other_columns_than_the_campaign_are_refused(tmp_path):
    begun().save(tmp_path / "campaign.json")
    with pytest.raises(ValueError, match=r"the candidates have the columns \['c', 'b'\]"):
        Designer.load(tmp_path / "campaign.json", candidates=mi.Pool(GRID.rename(columns={"a": "c"})))


def test_a_column_may_be_called_kind(tmp_path):
    space = mi.RecipeSpace(
        [mi.Amount("peroxide", 0, 1, step=0.1), mi.Choice("kind", ["Amount", "B"])],
        [mi.ForbidTogether(["peroxide"], where={"kind": "Amount"})],
    )
    Designer(objective=mi.Maximize("strength"), candidates=space).save(tmp_path / "campaign.json")
    assert Designer.load(tmp_path / "campaign.json").candidates == space


def test_a_generator_with_a_random_state_that_json_cannot_hold_has_to_be_passed_again(tmp_path):
    known = mi.load_polymers().X.head(30)
    generator = mi.StructureGenerator(random_state=np.random.RandomState(0)).fit(known)
    Designer(objective=mi.Maximize("Tg"), candidates=generator).save(tmp_path / "campaign.json")
    with pytest.raises(ValueError, match=r"a StructureGenerator, are not in the file. Pass them: candidates="):
        Designer.load(tmp_path / "campaign.json")


class Own(BayesianRidge):
    """A model of the user's."""


def test_a_model_of_the_users_own_has_to_be_passed_again(tmp_path):
    begun(Own()).save(tmp_path / "campaign.json")
    with pytest.raises(ValueError, match=r"Own, is not in the file. Pass it: model="):
        Designer.load(tmp_path / "campaign.json")
    assert len(Designer.load(tmp_path / "campaign.json", model=Own()).ask(2)) == 2


def test_candidates_that_json_cannot_hold_have_to_be_passed_again(tmp_path):
    pool = mi.Pool(pd.Series(["*CC*", "*CCO*", "*CC(*)C"]), featurizer=mi.PolymerFingerprint("A"))
    Designer(objective=mi.Maximize("Tg"), candidates=pool).save(tmp_path / "campaign.json")
    with pytest.raises(ValueError, match=r"a Pool, are not in the file. Pass them: candidates="):
        Designer.load(tmp_path / "campaign.json")
    assert Designer.load(tmp_path / "campaign.json", candidates=pool).candidates is pool


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: text[: len(text) // 2], "cannot be read as JSON"),
        (lambda text: "[]", "is no campaign"),
        (lambda text: text.replace('"version": 1', '"version": 99'), "version 99; this matinfo reads up to 1"),
        (lambda text: text.replace('"options"', '"choices"'), "damaged or was changed by hand"),
        (lambda text: text.replace('"number": 1', '"size": 1'), "damaged or was changed by hand"),
    ],
)
def test_a_file_that_is_no_campaign_is_refused_with_the_reason(change, message, tmp_path):
    path = tmp_path / "campaign.json"
    begun().save(path)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(CampaignFileError, match=message):
        Designer.load(path)


class Elsewhere(BaseEstimator):
    """A class that a file may not name."""


def test_a_file_cannot_make_python_load_other_classes(tmp_path):
    path = tmp_path / "campaign.json"
    begun(BayesianRidge()).save(path)
    for name in ("os.system", "subprocess.Popen", "sklearn.utils.Bunch", "sklearn.nothing"):
        text = path.read_text(encoding="utf-8").replace("sklearn.linear_model.BayesianRidge", name)
        (tmp_path / "other.json").write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match="no estimator of scikit-learn or matinfo"):
            Designer.load(tmp_path / "other.json")


def test_a_file_that_exists_is_not_overwritten_by_a_new_campaign(tmp_path):
    path = tmp_path / "campaign.json"
    begun(path=path)
    with pytest.raises(FileExistsError, match=r"Go on with it by Designer.load"):
        begun(path=path)
    assert len(Designer.load(path, autosave=True).history_) == 6


def test_what_cannot_be_written_is_not_believed_either(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    campaign = begun(path=folder / "campaign.json")
    before = campaign.history_
    (folder / "campaign.json").unlink()
    folder.rmdir()
    with pytest.raises(OSError, match="gone"):
        campaign.tell(GRID.iloc[[9]], [4.0])
    pd.testing.assert_frame_equal(campaign.history_, before)


LOOP = """
import sys
import pandas as pd
from matinfo.design import Designer, Maximize, Pool
path, log = sys.argv[1:]
grid = pd.DataFrame([(a, b) for a in range(20) for b in range(20)], columns=["a", "b"])
designer = Designer(objective=Maximize("y"), candidates=Pool(grid), acquisition="random", path=path)
with open(log, "w") as told:
    for step in range(100):
        designer.tell(designer.ask(1), [float(step)])
        print(step, file=told, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="the system has no kill -9")
@pytest.mark.parametrize("lines", [1, 7])
def test_a_kill_loses_nothing_that_was_told(lines, tmp_path):
    path, log = tmp_path / "campaign.json", tmp_path / "log"
    process = subprocess.Popen([sys.executable, "-c", LOOP, str(path), str(log)])
    end = time.monotonic() + 60
    while not log.exists() or log.read_text().count("\n") < lines:
        assert process.poll() is None, "the loop ended before it was killed"
        assert time.monotonic() < end
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    returned = [int(line) for line in log.read_text().splitlines()]
    campaign = Designer.load(path)
    told = campaign.history_["y"].dropna().tolist()
    assert told[: len(returned)] == returned
    assert len(told) - len(returned) in (0, 1)  # one more where the kill came between the file and the log
    assert len(campaign.ask(1)) == 1


def test_a_row_with_a_text_for_a_value_is_counted_once():
    campaign = Designer(objective=mi.Maximize("strength"), candidates=mi.Pool(GRID))
    with pytest.raises(InvalidRowsError, match=r"^1 of 2 rows cannot be used"):
        campaign.tell(GRID.iloc[:2], [20.0, "n.d."])
