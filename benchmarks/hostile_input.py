"""What hostile structure strings do: classes, rows, NaN, seconds, stderr; in the main thread, a small one and a pool.

Reads ``hostile/structures.tsv`` beside the folder of public tables, or the project's own list where that is absent.

    python benchmarks/hostile_input.py
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from _bench import report
from hostile import CASES, OK, answers, shared_cases, shared_path

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, MatinfoWarning
from matinfo.featurize import AtomPairFingerprint, TorsionFingerprint

SECONDS = 2.0
PLACES = ("main thread", "thread of 512 KiB", "process pool")
FEATURIZERS = (mi.PolymerFingerprint, mi.MorganFingerprint, mi.Descriptors, AtomPairFingerprint, TorsionFingerprint)


def measure() -> None:
    """In the child process: print one JSON line for parsing and one for each featurizer."""
    warnings.simplefilter("ignore", MatinfoWarning)
    cases = shared_cases(shared_path()) if shared_path().is_file() else CASES
    lines = answers(cases)
    wrong = [line["name"] for line in lines if line["got"] != line["expected"]]
    slow = [line["name"] for line in lines if line["seconds"] > SECONDS]
    print(json.dumps({"door": "parsing", "rows": len(lines), "wrong": wrong, "slow": slow, "silent": []}), flush=True)
    forms = same_forms() if shared_path().is_file() else {}
    wrong = [name for name, found in forms.items() if len(found) != 1]
    line = {"door": "writings of one chain", "rows": len(lines), "wrong": wrong, "slow": [], "silent": []}
    print(json.dumps(line), flush=True)
    refused = np.array([line["canonicalize"] != OK for line in lines])
    for door, numbers in doors([case.value for case in cases]).items():
        rows, slow = [], []
        for case in cases:
            start = time.perf_counter()
            rows.append(numbers([case.value]))
            if time.perf_counter() - start > SECONDS:
                slow.append(case.name)
        table = np.vstack(rows)
        together = numbers([case.value for case in cases])
        wrong = [
            case.name
            for case, is_nan, bad in zip(cases, np.isnan(table).all(axis=1), refused, strict=True)
            if is_nan != bad
        ]
        silent = [
            case.name
            for case, row, bad in zip(cases, table, refused, strict=True)
            if not bad and not np.isfinite(row).all()
        ]
        assert np.allclose(table, together, rtol=1e-9, atol=0, equal_nan=True), (
            f"{door}: a row depends on its neighbours"
        )
        line = {"door": door, "rows": len(together), "wrong": wrong, "slow": slow, "silent": silent}
        print(json.dumps(line), flush=True)


def doors(values: list[object]) -> dict[str, Callable[[list[object]], np.ndarray]]:
    """Every way in, as a function from strings to a table of numbers."""
    ways: dict[str, Callable[[list[object]], np.ndarray]] = {
        "read_table": read_as_table,
        "Dataset, curation, export": through_a_dataset,
        "Designer's pool": into_a_designer,
    }
    for kind in FEATURIZERS:
        featurizer = kind(invalid="nan").fit(values)
        ways[kind.__name__] = lambda column, featurizer=featurizer: np.asarray(featurizer.transform(column))
    known = mi.load_polymers().select("Tg")
    model = mi.Model(invalid="nan").fit(known.X, known.y)
    ways["Model.predict"] = lambda column: np.column_stack(
        [*model.predict(column, return_std=True), model.predict_interval(column)]
    )
    return ways


def same_forms() -> dict[str, set[str]]:
    """Canonical strings of every group of the list that must become one, by ``canonicalize`` and through a dataset."""
    groups = defaultdict(list)
    for line in shared_path().read_text(encoding="utf-8").splitlines():
        if not line.startswith(("#", "id\t")):
            _, value, _, _, tags = line.split("\t")[:5]
            for tag in tags.split(","):
                if tag.startswith("dup="):
                    groups[tag].append(json.loads(value))
    return {
        tag: {mi.canonicalize(value) for value in values}
        | set(mi.Dataset(pd.DataFrame({"s": values, "y": 1.0}), structure="s", targets=["y"]).materials)
        for tag, values in groups.items()
    }


def read_as_table(values: list[object]) -> np.ndarray:
    """1 where ``read_table`` keeps a structure and NaN where it refuses it; as many rows as there are values."""
    frame = pd.DataFrame({"psmiles": pd.Series(values, dtype=object), "y": np.ones(len(values))})
    ds = mi.read_table(frame, structure="psmiles", targets={"y": "1"}, invalid="nan")
    assert len(ds) == len(values)
    return np.where(ds.X.isna().to_numpy(), np.nan, 1.0)[:, None]


def through_a_dataset(values: list[object]) -> np.ndarray:
    """The same for rows that curation keeps, and that come back from every export as they went out."""
    labels = [f"r{i}" for i in range(len(values))] + ["good"]
    frame = pd.DataFrame({"psmiles": pd.Series([*values, "*CC*"], dtype=object), "y": np.ones(len(labels))})
    frame.index = labels
    ds = mi.Dataset(frame, structure="psmiles", targets={"y": "1"})
    clean, log = ds.curate(merge_duplicates=False, max_dropped=1)
    assert log.rows_in == log.rows_out + log.n_dropped
    with tempfile.TemporaryDirectory() as folder:
        clean.save(Path(folder) / "set.zip")
        assert mi.Dataset.load(Path(folder) / "set.zip") == clean
        for name, export in (("t.csv", clean.to_csv), ("t.xlsx", clean.to_excel)):
            export(Path(folder) / name)
            back = mi.read_table(Path(folder) / name, structure="psmiles", targets={"y": "1"})
            assert [text.strip() for text in clean.X] == back.X.tolist()
    return np.where([label in clean.frame.index for label in labels[:-1]], 1.0, np.nan)[:, None]


def into_a_designer(values: list[object]) -> np.ndarray:
    """1 where a pool of a designer takes a structure as a candidate and can compute with it."""
    answers = []
    for value in values:
        try:
            pool = mi.Pool(pd.Series([value, "*CC(*)CCCCN"], dtype=object), featurizer=mi.MorganFingerprint())
            answers.append(1.0 if np.isfinite(pool.encode(pool.frame)).all() else -1.0)
        except InvalidRowsError:
            answers.append(np.nan)
    return np.array(answers)[:, None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--child", choices=PLACES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child == "main thread":
        measure()
        return
    if options.child == "thread of 512 KiB":
        threading.stack_size(512 * 1024)
        thread = threading.Thread(target=measure)
        thread.start()
        thread.join()
        return
    if options.child == "process pool":
        with ProcessPoolExecutor(1) as pool:
            pool.submit(measure).result()
        return
    path = shared_path()
    n = len(shared_cases(path)) if path.is_file() else len(CASES)
    print(f"{n} strings from {path.name if path.is_file() else 'the tests (the shared list is absent)'}")
    for place in PLACES:
        done = subprocess.run([sys.executable, __file__, "--child", place], capture_output=True, text=True, check=False)
        report(f"{place}: exit code", done.returncode, at_least=0, at_most=0)
        report(f"{place}: characters on stderr", len(done.stderr), at_most=0)
        print(done.stderr[-2_000:], end="")
        for line in map(json.loads, done.stdout.splitlines()):
            faults = {key: line[key] for key in ("wrong", "slow", "silent") if line[key]}
            count = sum(map(len, faults.values())) + abs(n - line["rows"])
            report(f"{place}, {line['door']}: faults in {line['rows']} rows", count, at_most=0)
            if faults:
                print(faults)


if __name__ == "__main__":
    main()
