"""Saved models: kinds that predict the same bytes in a fresh process, hostile files that are refused, size and time.

joblib, which pickles, is the peer for size and time; it runs whatever stands in a file. Bundled data, and recipes of
the rubber simulator; two minutes.

    python benchmarks/saving.py
"""

from __future__ import annotations

import hashlib
import json
import pickle
import subprocess
import sys
import tempfile
import time
import warnings
import zipfile
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from _bench import report
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVR

import matinfo as mi
from matinfo.exceptions import SavedModelError

READ = """
import hashlib, sys, joblib, matinfo as mi
for name in sys.argv[2:]:
    X = joblib.load(f"{sys.argv[1]}/{name}.X")
    mean, std = mi.load_model(f"{sys.argv[1]}/{name}.zip").predict(X, return_std=True)
    print(hashlib.sha256(mean.tobytes() + std.tobytes()).hexdigest())
"""


def models() -> dict[str, tuple[Any, Any]]:
    """Fitted models of seven kinds, and what they predict for."""
    tg = mi.load_polymers().select("Tg")
    both = mi.load_polymers().select("Tg", "density")
    rubber = mi.make_rubber_compounds(80).select("tensile_strength")
    searched = mi.Model(mi.PolymerFingerprint("AQ"), "rf", search="random", n_iter=3)
    parts = mi.Model(mi.PolymerFingerprint("AQ"), "ridge", interval="cv+")
    pipeline = mi.Model(make_pipeline(mi.PolymerFingerprint("AQ"), "passthrough"), SVR(C=100.0))
    transfer = mi.TransferModel({"density": mi.Model(regressor="gp").fit(*xy(mi.load_polymers().select("density")))})
    few = tg.take(range(30))
    return {
        "default": (mi.Model().fit(*xy(tg)), tg.X),
        "recipes": (mi.Model().fit(*xy(rubber)), rubber.X),
        "searched": (searched.fit(*xy(tg)), tg.X),
        "several": (mi.Model(regressor="gp").fit(*xy(both)), both.X),
        "parts": (parts.fit(*xy(tg)), tg.X),
        "pipeline": (pipeline.fit(*xy(tg)), tg.X),
        "transfer": (transfer.fit(*xy(few)), tg.X),
    }


def xy(data: mi.Dataset) -> tuple[Any, Any]:
    """Inputs and values."""
    return data.X, data.y


def hostile(folder: Path, good: Path) -> list[Path]:
    """Files that must be refused."""
    content = good.read_bytes()
    changed = bytearray(content)
    changed[len(content) // 2] ^= 1
    (folder / "pickle").write_bytes(pickle.dumps({"a": np.zeros(3)}))
    joblib.dump({"a": np.zeros(3)}, folder / "joblib", compress=3)
    (folder / "truncated").write_bytes(content[: len(content) // 2])
    (folder / "changed").write_bytes(bytes(changed))
    with zipfile.ZipFile(good) as archive:
        card, model = json.loads(archive.read("card.json")), archive.read("model.skops")
    for name, entry in (("edited", {"units": {"Tg": "degC"}}), ("future", {"version": 99})):
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.writestr("card.json", json.dumps(card | entry))
            archive.writestr("model.skops", model)
    with zipfile.ZipFile(folder / "bomb", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", b" " * 2**24)
        archive.writestr("model.skops", b"")
    return [folder / name for name in ("pickle", "joblib", "truncated", "changed", "edited", "future", "bomb")]


def seconds(call: Any, *args: Any, **options: Any) -> float:
    """CPU seconds of a call."""
    start = time.process_time()
    call(*args, **options)
    return time.process_time() - start


def main() -> None:
    """Print every figure."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        fitted, expected = models(), []
        for name, (model, X) in fitted.items():
            ours = seconds(model.save, folder / f"{name}.zip"), seconds(mi.load_model, folder / f"{name}.zip")
            joblib.dump(X, folder / f"{name}.X")
            theirs = (
                seconds(joblib.dump, model, folder / f"{name}.joblib", compress=3),
                seconds(joblib.load, folder / f"{name}.joblib"),
            )
            mean, std = model.predict(X, return_std=True)
            expected.append(hashlib.sha256(mean.tobytes() + std.tobytes()).hexdigest())
            sizes = [(folder / f"{name}{suffix}").stat().st_size for suffix in (".zip", ".joblib")]
            print(f"{name}: {sizes[0] / 1e6:.2f} MB, save {ours[0]:.2f} s, load {ours[1]:.2f} s (CPU)", flush=True)
            report(f"  size over that of joblib, compress=3 ({sizes[1] / 1e6:.2f} MB)", sizes[0] / sizes[1])
            report(f"  CPU of saving and loading over that of joblib ({sum(theirs):.2f} s)", sum(ours) / sum(theirs))
        done = subprocess.run([sys.executable, "-c", READ, made, *fitted], capture_output=True, text=True, check=True)
        same = sum(a == b for a, b in zip(done.stdout.split(), expected, strict=True))
        report("kinds of models with the same bytes in a fresh process, of 7", same, at_least=5)
        refused = 0
        for path in hostile(folder, folder / "parts.zip"):
            try:
                mi.load_model(path)
            except SavedModelError as error:
                refused += 1
                print(f"  {error}")
        report("hostile files refused with a reason, of 7", refused, at_least=5)


if __name__ == "__main__":
    main()
