"""Every parallel part goes through joblib, and gives the same bytes on processes, threads and a Dask cluster."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from joblib import parallel_config
from sklearn.linear_model import Ridge

import matinfo as mi
from matinfo.models import RecursiveSelection, StabilitySelection

PARTS = ("features", "evaluation", "selection", "stability", "importance", "library")


@pytest.fixture(scope="module")
def polymers():
    data = mi.load_polymers().select("Tg")
    return list(data.X.iloc[:60]), data.y.iloc[:60].to_numpy()


def work(part: str, polymers, folder: Path, n_jobs: int | None) -> bytes:
    """What one parallel part gives, as bytes."""
    X, y = polymers
    features = mi.PolymerFingerprint("M").fit_transform(X)
    if part == "features":
        return mi.PolymerFingerprint("AQ", n_jobs=n_jobs).fit_transform(X * 9).tobytes()  # three chunks
    if part == "evaluation":
        frame = mi.Evaluator(cv=3, n_jobs=n_jobs).compare({"ridge": Ridge()}, features, y).frame()
        return frame.drop(columns=[name for name in frame if "second" in name]).to_csv().encode()
    if part == "selection":
        return RecursiveSelection(cv=3, n_jobs=n_jobs).fit(features, y).ranking_.tobytes()
    if part == "stability":
        return StabilitySelection(n_pairs=10, n_jobs=n_jobs).fit(features, y).frequencies_.tobytes()
    model = mi.Model(mi.PolymerFingerprint("M"), "ridge", calibration_folds=3).fit(X, y)
    if part == "importance":
        return mi.explain(model, X, y, n_jobs=n_jobs).importance(n_repeats=2).to_csv().encode()
    table, output = folder / "library.csv", folder / "out.csv"
    table.write_text("psmiles\n" + "\n".join(X * 5) + "\n")
    mi.predict_table(model, table, output, n_jobs=n_jobs, overwrite=True)
    return output.read_bytes()


@pytest.fixture(scope="module")
def serial(polymers, tmp_path_factory):
    folder = tmp_path_factory.mktemp("serial")
    return {part: work(part, polymers, folder, None) for part in PARTS}


@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_processes_and_threads_give_the_bytes_of_one_worker(backend, polymers, serial, tmp_path):
    with parallel_config(backend):
        assert {part: work(part, polymers, tmp_path, 2) for part in PARTS} == serial


@pytest.mark.local_server
@pytest.mark.filterwarnings("ignore")  # distributed and its event loop give warnings of their own
def test_a_dask_cluster_of_two_processes_gives_the_bytes_of_one_worker(polymers, serial, tmp_path):
    distributed = pytest.importorskip("distributed", reason="the extra 'dask' is not installed")
    cluster = distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", local_directory=str(tmp_path)
    )
    with cluster, distributed.Client(cluster) as client, parallel_config("dask", wait_for_workers_timeout=60):
        assert len(client.scheduler_info()["workers"]) == 2
        assert {part: work(part, polymers, tmp_path, -1) for part in PARTS} == serial


def test_no_part_of_the_library_starts_workers_of_its_own():
    """Joblib alone starts processes and threads, so that one setting of the user's moves all of it."""
    others = {"multiprocessing", "concurrent", "threading", "dask", "distributed", "subprocess"}
    found = set()
    for path in Path(mi.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            found |= {(path.name, name) for name in names if name.partition(".")[0] in others}
    assert found == set()
