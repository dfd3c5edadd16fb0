"""Models in files: the same predictions in another process, and nothing that was made up gets in."""

from __future__ import annotations

import hashlib
import importlib
import io
import json
import pickle
import pkgutil
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy.stats import loguniform
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.ensemble import HistGradientBoostingRegressor, RandomForestRegressor
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVR

import matinfo as mi
from matinfo.exceptions import SavedModelError, SavedModelWarning
from matinfo.models import read_card, save_model
from matinfo.models.saving import _archive
from matinfo.models.saving._card import _digest
from matinfo.models.saving._graph import every_object
from matinfo.models.saving._trusted import TRUSTED

pytest.importorskip("skops", reason="saving needs the extra save")

TG = mi.load_polymers().select("Tg").take(range(40))
BOTH = mi.load_polymers().select("Tg", "density").take(range(30))
MIXES = mi.make_rubber_compounds(30).select("tensile_strength")
LEVEL_A = mi.PolymerFingerprint("A")
SAVED = Path(__file__).parent / "saved"


def default_model():
    return mi.Model(effort="fast", calibration_folds=2).fit(TG.X, TG.y), TG.X


def recipe_model():
    return mi.Model(regressor="ridge").fit(MIXES.X, MIXES.y), MIXES.X


def searched_forest():
    options = {"search": "grid", "search_space": {"max_depth": [2, 4]}, "calibration_folds": 2}
    return mi.Model(LEVEL_A, RandomForestRegressor(20, random_state=0), **options).fit(TG.X, TG.y), TG.X


def several_targets():
    return mi.Model(LEVEL_A, "gp", calibration_folds=2).fit(BOTH.X, BOTH.y), BOTH.X


def model_of_parts():
    boosting = HistGradientBoostingRegressor(max_iter=20)
    return mi.Model(LEVEL_A, boosting, interval="cv+", calibration_folds=2).fit(TG.X, TG.y), TG.X


def pipeline_inside():
    featurizer = make_pipeline(mi.PolymerFingerprint("A"), "passthrough")
    return mi.Model(featurizer, SVR(), select="rfe", calibration_folds=2).fit(TG.X, TG.y), TG.X


def transfer_model():
    few = TG.take(range(15))
    return mi.TransferModel([BOTH.select("density")], n_repeats=1, n_folds=2).fit(few.X, few.y), TG.X


KINDS = [
    default_model,
    recipe_model,
    searched_forest,
    several_targets,
    model_of_parts,
    pipeline_inside,
    transfer_model,
]


@pytest.fixture(scope="module")
def fitted():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return {make.__name__: make() for make in KINDS}


@pytest.fixture(scope="module")
def ridge():
    return mi.Model(LEVEL_A, "ridge", calibration_folds=3).fit(TG.X, TG.y)


@pytest.fixture
def saved(ridge, tmp_path):
    ridge.save(tmp_path / "tg.zip", data=TG)
    return tmp_path / "tg.zip"


def repack(path, *, card=None, model=None):
    """Write an archive again with another member, and hashes that fit."""
    with zipfile.ZipFile(path) as archive:
        about, packed = json.loads(archive.read("card.json")), archive.read("model.skops")
    about, packed = about | (card or {}), packed if model is None else model
    about["sha256"] = hashlib.sha256(packed).hexdigest()
    about["sha256_of_card"] = _digest({key: value for key, value in about.items() if key != "sha256_of_card"})
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("card.json", json.dumps(about))
        archive.writestr("model.skops", packed)
    return path


def change_model(path, change):
    """Change members of the model inside an archive; `change` gets a dict of them."""
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(io.BytesIO(archive.read("model.skops"))) as model:
        members = {name: model.read(name) for name in model.namelist()}
    change(members)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as model:
        for name, content in members.items():
            model.writestr(name, content)
    return repack(path, model=stream.getvalue())


# --- the same model -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [make.__name__ for make in KINDS])
def test_a_loaded_model_predicts_the_same_bytes(kind, fitted, tmp_path):
    model, X = fitted[kind]
    model.save(tmp_path / "model.zip")
    loaded = mi.load_model(tmp_path / "model.zip")
    for before, after in zip(model.predict(X, return_std=True), loaded.predict(X, return_std=True), strict=True):
        assert before.tobytes() == after.tobytes()
    assert model.predict_interval(X).tobytes() == loaded.predict_interval(X).tobytes()
    assert (model.in_domain(X) == loaded.in_domain(X)).all()
    pd.testing.assert_frame_equal(model.neighbours(X[:3]), loaded.neighbours(X[:3]))


def test_a_fresh_process_predicts_the_same_bytes(fitted, tmp_path):
    code = (
        "import sys, hashlib, pandas as pd, matinfo as mi\n"
        "for kind in sys.argv[2:]:\n"
        "    X = pd.read_json(f'{sys.argv[1]}/{kind}.json', orient='table')\n"
        "    mean, std = mi.load_model(f'{sys.argv[1]}/{kind}.zip').predict(X, return_std=True)\n"
        "    print(hashlib.sha256(mean.tobytes() + std.tobytes()).hexdigest())\n"
    )
    expected = []
    kinds = ["default_model", "recipe_model", "several_targets", "pipeline_inside", "transfer_model"]
    for kind in kinds:
        model, X = fitted[kind]
        model.save(tmp_path / f"{kind}.zip")
        frame = pd.DataFrame(X).reset_index(drop=True)
        frame.to_json(tmp_path / f"{kind}.json", orient="table", double_precision=15)
        mean, std = model.predict(pd.read_json(tmp_path / f"{kind}.json", orient="table"), return_std=True)
        expected.append(hashlib.sha256(mean.tobytes() + std.tobytes()).hexdigest())
    done = subprocess.run([sys.executable, "-c", code, tmp_path, *kinds], capture_output=True, text=True, check=False)
    assert done.stdout.split() == expected, done.stderr


def test_equal_models_are_equal_files(ridge, tmp_path):
    ridge.save(tmp_path / "one.zip")
    clone(ridge).fit(TG.X, TG.y).save(tmp_path / "two.zip")
    mi.load_model(tmp_path / "one.zip").save(tmp_path / "three.zip")
    contents = {path.read_bytes() for path in tmp_path.iterdir()}
    assert len(contents) == 1


def test_a_pipeline_of_scikit_learn_is_saved_as_well(tmp_path):
    pipeline = make_pipeline(mi.PolymerFingerprint("A"), Ridge()).fit(TG.X, TG.y)
    save_model(pipeline, tmp_path / "pipeline.zip")
    assert mi.load_model(tmp_path / "pipeline.zip").predict(TG.X).tobytes() == pipeline.predict(TG.X).tobytes()


def test_saving_leaves_the_model_as_it_is(fitted, tmp_path):
    model, _ = fitted["pipeline_inside"]
    before = joblib.hash(model)
    model.save(tmp_path / "model.zip")
    assert joblib.hash(model) == before
    assert isinstance(model.regressor_.selector_.curve_, pd.DataFrame)
    curve = mi.load_model(tmp_path / "model.zip").regressor_.selector_.curve_
    pd.testing.assert_frame_equal(curve, model.regressor_.selector_.curve_)


@pytest.mark.parametrize("kind", [make.__name__ for make in KINDS])
def test_no_fitted_model_holds_molecules(kind, fitted):
    assert not [value for value in every_object(fitted[kind][0]) if type(value).__module__.startswith("rdkit")]


def test_a_search_keeps_its_distributions_without_their_program(tmp_path):
    search = {"search": "random", "search_space": {"alpha": loguniform(0.1, 10.0)}, "n_iter": 2}
    model = mi.Model(LEVEL_A, "ridge", calibration_folds=0, **search).fit(TG.X, TG.y)
    model.save(tmp_path / "model.zip")
    loaded = mi.load_model(tmp_path / "model.zip")
    drawn = [m.search_space["alpha"].rvs(5, random_state=0) for m in (model, loaded)]
    assert (drawn[0] == drawn[1]).all()
    assert loaded.best_params_ == model.best_params_


def test_a_file_cannot_name_a_folder_of_pickles(saved, tmp_path):
    def change(members):
        schema = json.loads(members["schema.json"])
        text = {"__class__": "str", "__module__": "builtins", "__loader__": "JsonNode", "content": '"somewhere"'}
        schema["content"]["content"]["memory"] = text
        members["schema.json"] = json.dumps(schema).encode()

    assert mi.load_model(change_model(saved, change)).memory is None


def test_the_folder_of_kept_features_stays_behind(tmp_path):
    model = mi.Model(mi.PolymerFingerprint("A"), "ridge", memory=tmp_path / "cache").fit(TG.X, TG.y)
    model.save(tmp_path / "model.zip")
    loaded = mi.load_model(tmp_path / "model.zip")
    assert (loaded.memory, loaded.featurizer_.memory) == (None, None)


@pytest.mark.parametrize("path", sorted(SAVED.glob("*.zip")), ids=lambda path: path.stem)
def test_files_of_earlier_versions_are_read(path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SavedModelWarning)  # other versions of packages
        model = mi.load_model(path)
    predicted = model.predict(["*CC(*)c1ccccc1", "*CCO*"])
    assert predicted == pytest.approx(model.card_["metrics"]["predicted"], rel=1e-6)


# --- the card -------------------------------------------------------------------------------------------------------


def test_the_card_tells_units_data_and_errors(saved, ridge):
    card = read_card(saved)
    assert card["targets"] == ["Tg"]
    assert card["units"] == {"Tg": "K"}
    assert card["data"]["sha256"] == TG.sha256
    assert card["training"]["rows"] == 40
    left_out = ridge.learned_.left_out
    assert card["left_out"]["by_target"]["Tg"]["mae"] == pytest.approx(np.abs(left_out - TG.y).mean())
    assert card["versions"]["matinfo"] == mi.__version__


def test_the_hash_of_the_data_is_that_of_the_saved_dataset(tmp_path):
    TG.save(tmp_path / "data")
    assert hashlib.sha256((tmp_path / "data" / "data.csv").read_bytes()).hexdigest() == TG.sha256


def test_a_loaded_model_has_the_card(saved):
    model = mi.load_model(saved)
    assert model.card_ == read_card(saved)
    assert not hasattr(model.fit(TG.X, TG.y), "card_")


def test_units_metrics_licence_and_note_are_kept(ridge, tmp_path):
    summary = mi.Evaluator(random_state=0).compare({"ridge": ridge}, TG).summary()
    ridge.save(tmp_path / "tg.zip", units={"Tg": "K"}, metrics=summary, licence="CC-BY-4.0", note="first try")
    card = read_card(tmp_path / "tg.zip")
    assert (card["units"], card["licence"], card["note"]) == ({"Tg": "K"}, "CC-BY-4.0", "first try")
    assert card["metrics"][0]["rmse_test"] == summary["rmse_test"][0]


def test_a_dataset_may_have_targets_that_the_model_does_not_predict(ridge, tmp_path):
    both = mi.load_polymers().select(["Tg", "density"])
    ridge.save(tmp_path / "tg.zip", data=both, units={"Tg": "K"})
    assert read_card(tmp_path / "tg.zip")["units"] == {"Tg": "K"}


def test_a_dataset_of_another_property_is_refused(ridge, tmp_path):
    with pytest.raises(ValueError, match=r"data must be the Dataset with the targets of the model, \['Tg'\]"):
        ridge.save(tmp_path / "tg.zip", data=mi.load_polymers().select("density"))
    assert list(tmp_path.iterdir()) == []


def test_units_of_another_property_are_refused(ridge, tmp_path):
    with pytest.raises(ValueError, match=r"units must be units of \['Tg'\]"):
        ridge.save(tmp_path / "tg.zip", units={"density": "g/cm3"})
    assert list(tmp_path.iterdir()) == []


def test_other_versions_of_packages_give_one_warning(saved):
    versions = read_card(saved)["versions"] | {"rdkit": "2020.09.1"}
    repack(saved, card={"versions": versions})
    with pytest.warns(SavedModelWarning, match=r"rdkit 2020\.09\.1 \(now .*\); predictions may differ"):
        mi.load_model(saved)


# --- what is refused ------------------------------------------------------------------------------------------------


class Trap:
    """Would touch a file if it were unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


@pytest.mark.parametrize("compress", [None, "zlib", "gzip", "bz2", "xz"])
def test_pickles_are_refused_unopened(compress, tmp_path):
    trap, path = tmp_path / "sprung", tmp_path / "model.zip"
    if compress:
        joblib.dump(Trap(trap), path, compress=compress)
    else:
        path.write_bytes(pickle.dumps(Trap(trap)))
    with pytest.raises(SavedModelError, match=r"runs whatever program its author put inside.*model\.save"):
        mi.load_model(path)
    assert not trap.exists()


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
def test_truncated_files_are_refused(share, saved):
    content = saved.read_bytes()
    saved.write_bytes(content[: int(share * len(content))])
    with pytest.raises(SavedModelError, match=r"no saved model, or is damaged"):
        mi.load_model(saved)


def test_a_changed_byte_is_found(saved):
    content = bytearray(saved.read_bytes())
    content[len(content) // 2] ^= 1
    saved.write_bytes(content)
    with pytest.raises(SavedModelError, match=r"damaged|changed"):
        mi.load_model(saved)


def test_a_packed_member_that_cannot_be_unpacked_is_damage(tmp_path):
    path = tmp_path / "tg.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", "{}" * 500)
        archive.writestr("model.skops", b"abc" * 500)
        start = archive.getinfo("card.json").header_offset + 30 + len("card.json")
    content = bytearray(path.read_bytes())
    content[start] = 0x07  # no such kind of block in deflate
    path.write_bytes(content)
    with pytest.raises(SavedModelError, match="is damaged"):
        read_card(path)


def test_a_card_that_was_edited_is_found(saved):
    with zipfile.ZipFile(saved) as archive:
        about, packed = json.loads(archive.read("card.json")), archive.read("model.skops")
    about["units"] = {"Tg": "degC"}
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("card.json", json.dumps(about))
        archive.writestr("model.skops", packed)
    with pytest.raises(SavedModelError, match=r"'card\.json' of 'tg\.zip' was changed after it was saved"):
        read_card(saved)


def test_a_model_of_another_file_is_found(saved, tmp_path):
    mi.Model(LEVEL_A, "lasso").fit(TG.X, TG.y).save(tmp_path / "other.zip")
    with zipfile.ZipFile(saved) as one, zipfile.ZipFile(tmp_path / "other.zip") as two:
        card, packed = one.read("card.json"), two.read("model.skops")
    with zipfile.ZipFile(saved, "w") as archive:
        archive.writestr("card.json", card)
        archive.writestr("model.skops", packed)
    with pytest.raises(SavedModelError, match=r"its sha256 differs"):
        mi.load_model(saved)


def test_a_file_of_the_future_is_refused(saved):
    repack(saved, card={"version": 2})
    with pytest.raises(SavedModelError, match=r"newer matinfo \(format 2; this one reads up to 1\)\. Update matinfo"):
        mi.load_model(saved)


def test_a_type_outside_the_list_is_refused_and_named(saved):
    def change(members):
        members["schema.json"] = members["schema.json"].replace(b"matinfo.models._leverage", b"os._leverage")

    with pytest.raises(SavedModelError, match=r"types that are not trusted: os\._leverage\.Leverage\. If you know"):
        mi.load_model(change_model(saved, change))


@pytest.mark.parametrize("name", ["system", "popen"])
def test_functions_that_run_programs_are_refused(name, saved):
    def change(members):
        schema = json.loads(members["schema.json"])
        schema["content"]["content"]["effort"] = {"__class__": name, "__module__": "os", "__loader__": "FunctionNode"}
        members["schema.json"] = json.dumps(schema).encode()

    with pytest.raises(SavedModelError, match=rf"not trusted: os\.{name}"):
        mi.load_model(change_model(saved, change))


def test_a_tree_that_leads_out_of_its_nodes_is_refused(fitted, tmp_path):
    fitted["searched_forest"][0].save(tmp_path / "forest.zip")

    def change(members):
        for name, content in members.items():
            array = np.load(io.BytesIO(content)) if name.endswith(".npy") else np.zeros(0)
            if array.dtype.names and "left_child" in array.dtype.names and len(array) > 1:
                array["left_child"][0] = 10**6
                stream = io.BytesIO()
                np.save(stream, array)
                members[name] = stream.getvalue()
                return
        raise AssertionError("no tree in the file")

    with pytest.raises(SavedModelError, match="a tree whose branches lead out of it"):
        mi.load_model(change_model(tmp_path / "forest.zip", change))


def test_an_ensemble_that_is_narrower_than_its_trees_is_refused(fitted, tmp_path):
    model = fitted["searched_forest"][0]
    forest = model.learned_.regressor
    before = forest.n_features_in_
    try:
        forest.n_features_in_ = 1
        model.save(tmp_path / "forest.zip")
    finally:
        forest.n_features_in_ = before
    with pytest.raises(SavedModelError, match="an ensemble with trees of another number of features"):
        mi.load_model(tmp_path / "forest.zip")


def test_a_boosted_tree_that_leads_out_of_its_nodes_is_refused(fitted, tmp_path):
    model, _ = fitted["model_of_parts"]
    tree = model.learned_.regressor._predictors[0][0]
    before = tree.nodes["left"][0]
    try:
        tree.nodes["left"][0] = 10**6
        model.save(tmp_path / "boosted.zip")
    finally:
        tree.nodes["left"][0] = before
    with pytest.raises(SavedModelError, match="a tree whose branches lead out of it"):
        mi.load_model(tmp_path / "boosted.zip")


def test_a_member_that_unpacks_to_too_much_is_refused(saved, monkeypatch):
    monkeypatch.setattr(_archive, "LARGEST_MODEL", 1000)
    with pytest.raises(SavedModelError, match=r"unpacks to more than"):
        mi.load_model(saved)


def test_a_bomb_inside_the_model_is_refused(saved, monkeypatch):
    monkeypatch.setattr(_archive, "LARGEST_SCHEMA", 2**20)
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as model:
        model.writestr("schema.json", b" " * (_archive.LARGEST_SCHEMA + 1))
    assert len(stream.getvalue()) < 10**4
    with pytest.raises(SavedModelError, match=r"'schema\.json' unpacks to more than 1 MiB"):
        mi.load_model(repack(saved, model=stream.getvalue()))


def test_an_array_that_promises_more_than_its_file_holds_is_refused(saved):
    def change(members):
        stream = io.BytesIO()
        np.lib.format.write_array_header_1_0(stream, {"descr": "<f8", "fortran_order": False, "shape": (10**15,)})
        members["1.npy"] = stream.getvalue()

    with pytest.raises(SavedModelError, match=r"'1\.npy' has not the size that it promises"):
        mi.load_model(change_model(saved, change))


def test_more_members_than_two_are_refused(saved):
    with zipfile.ZipFile(saved, "a") as archive:
        archive.writestr("../outside.txt", "")
    with pytest.raises(SavedModelError, match=r"it must hold 'card\.json' and 'model\.skops', nothing else"):
        mi.load_model(saved)


def test_nested_beyond_reason_is_refused(saved):
    def change(members):
        members["schema.json"] = b"[" * 100_000 + b"]" * 100_000

    with pytest.raises(SavedModelError, match="is damaged"):
        mi.load_model(change_model(saved, change))


def test_a_file_that_is_not_there_says_so(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no saved model 'none\.zip'"):
        mi.load_model(tmp_path / "none.zip")


# --- saving ---------------------------------------------------------------------------------------------------------


class MeanRegressor(RegressorMixin, BaseEstimator):
    """A regressor of somebody else."""

    def fit(self, X, y):
        self.mean_ = float(np.mean(y))
        return self

    def predict(self, X):
        return np.full(len(X), self.mean_)


def test_a_regressor_of_ones_own_is_saved_when_it_is_named(tmp_path):
    model = mi.Model(LEVEL_A, MeanRegressor()).fit(TG.X, TG.y)
    own = f"{MeanRegressor.__module__}.MeanRegressor"
    with pytest.raises(SavedModelError, match=r"not trusted: .*MeanRegressor\."):
        model.save(tmp_path / "own.zip")
    model.save(tmp_path / "own.zip", trusted=[own])
    with pytest.raises(SavedModelError, match="MeanRegressor"):
        mi.load_model(tmp_path / "own.zip")
    assert mi.load_model(tmp_path / "own.zip", trusted=[own]).predict(TG.X) == pytest.approx(TG.y.mean())


def test_what_is_there_is_replaced_only_on_request(saved, ridge):
    before = saved.read_bytes()
    with pytest.raises(FileExistsError, match="overwrite=True"):
        ridge.save(saved)
    assert saved.read_bytes() == before
    ridge.save(saved, overwrite=True)
    with pytest.raises(IsADirectoryError, match="Name a file in it"):
        ridge.save(saved.parent, overwrite=True)
    assert saved.exists()


def test_a_failure_while_writing_leaves_the_old_file(saved, ridge, monkeypatch):
    before = saved.read_bytes()

    def no_space(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr(_archive.os, "fsync", no_space)
    with pytest.raises(OSError, match="no space left"):
        ridge.save(saved, overwrite=True)
    assert saved.read_bytes() == before
    assert [path.name for path in saved.parent.iterdir()] == ["tg.zip"]


def test_a_model_that_was_not_fitted_is_not_saved(tmp_path):
    with pytest.raises(Exception, match="not fitted"):
        mi.Model().save(tmp_path / "model.zip")


def test_without_skops_the_extra_is_named(ridge, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "skops.io", None)
    with pytest.raises(ImportError, match=r'pip install "matinfo\[save\]"'):
        ridge.save(tmp_path / "model.zip")


# --- the list of types ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in TRUSTED if name.startswith("matinfo.")])
def test_the_list_names_what_there_is(name):
    module, _, kind = name.rpartition(".")
    found = getattr(importlib.import_module(module), kind)
    assert f"{found.__module__}.{found.__qualname__}" == name


@pytest.mark.parametrize("room", ["featurize", "models"])
def test_every_estimator_of_ours_is_on_the_list(room):
    package = importlib.import_module(f"matinfo.{room}")
    estimators = set()
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and issubclass(value, BaseEstimator) and value.__module__.startswith("matinfo"):
                estimators.add(f"{value.__module__}.{value.__name__}")
    bases = {f"matinfo.featurize.{name}" for name in ("Featurizer", "HashedCounts", "StructureFeaturizer")}
    assert estimators - bases <= set(TRUSTED)
