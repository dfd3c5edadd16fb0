"""Features kept on disk: the same bytes, computed once, for the same code and options, from several processes."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import joblib
import numpy as np
import pytest
from rdkit import Chem

import matinfo as mi
from matinfo.exceptions import InvalidRowsError, InvalidRowsWarning
from matinfo.featurize import AtomPairFingerprint, FeatureStack, TorsionFingerprint, _polymer

STRUCTURES = ["*CC*", "*CCO*", "*CC(*)c1ccccc1", "*COC*", "*CC(*)C"]

FEATURIZERS = [
    mi.PolymerFingerprint("AQM"),
    mi.MorganFingerprint(n_bits=64),
    mi.Descriptors(),
    AtomPairFingerprint(n_bits=64),
    TorsionFingerprint(n_bits=64),
    FeatureStack([("named", mi.PolymerFingerprint("AR")), ("counts", mi.MorganFingerprint(n_bits=64))]),
]


def counted(monkeypatch) -> list[str]:
    """Canonical strings of the materials that the polymer fingerprint computes from now on."""
    computed: list[str] = []
    compute = _polymer._compute

    def watched(levels, cells):
        cells = list(cells)
        computed.extend(Chem.MolToSmiles(cell.mol) for cell in cells)
        return compute(levels, cells)

    watched.__module__, watched.__qualname__ = compute.__module__, compute.__qualname__
    monkeypatch.setattr(_polymer, "_compute", watched)
    return computed


@pytest.mark.parametrize("featurizer", FEATURIZERS, ids=lambda featurizer: type(featurizer).__name__)
def test_features_from_the_cache_are_the_same_bytes(featurizer, tmp_path):
    plain = featurizer.fit_transform(STRUCTURES)
    first = featurizer.set_params(memory=tmp_path).fit_transform(STRUCTURES)
    again = featurizer.fit(STRUCTURES).transform(STRUCTURES)
    featurizer.set_params(memory=None)
    assert plain.tobytes() == first.tobytes() == again.tobytes()
    assert len(list(tmp_path.glob("*.sqlite"))) == 1


def test_each_material_is_computed_once_however_it_is_written(tmp_path, monkeypatch):
    computed = counted(monkeypatch)
    mi.PolymerFingerprint("A", memory=tmp_path).fit_transform(STRUCTURES)
    assert len(computed) == 4  # *CCO* and *COC* are one material
    mi.PolymerFingerprint("A", memory=str(tmp_path)).fit_transform([*STRUCTURES, "*OCCOCC*", "*CC(*)F"])
    assert len(computed) == 5


def test_other_options_other_code_and_other_featurizers_are_other_files(tmp_path, monkeypatch):
    for featurizer in (
        mi.PolymerFingerprint("A", memory=tmp_path),
        mi.PolymerFingerprint("Q", memory=tmp_path),
        mi.MorganFingerprint(1, memory=tmp_path),
        mi.MorganFingerprint(2, memory=tmp_path),
    ):
        featurizer.set_params(n_jobs=1, invalid="nan").fit_transform(STRUCTURES)
    assert len(list(tmp_path.iterdir())) == 4
    mi.PolymerFingerprint("A", memory=tmp_path).fit_transform(STRUCTURES)
    assert len(list(tmp_path.iterdir())) == 4
    monkeypatch.setattr("matinfo.featurize._cache._code_of", lambda module: "changed")
    mi.PolymerFingerprint("A", memory=tmp_path).fit_transform(STRUCTURES)
    assert len(list(tmp_path.iterdir())) == 5


def test_a_memory_of_joblib_gives_its_folder(tmp_path):
    mi.PolymerFingerprint("A", memory=joblib.Memory(tmp_path, verbose=0)).fit_transform(STRUCTURES)
    mi.PolymerFingerprint("A", memory=joblib.Memory(None)).fit_transform(STRUCTURES)
    assert [path.suffix for path in tmp_path.glob("Polymer*")] == [".sqlite"]


def test_bad_rows_are_reported_in_every_run_and_never_kept(tmp_path):
    featurizer = mi.PolymerFingerprint("A", memory=tmp_path)
    for _ in range(2):
        with pytest.raises(InvalidRowsError, match="row 1: 'nylon'"):
            featurizer.fit_transform(["*CC*", "nylon"])
    with pytest.warns(InvalidRowsWarning):
        values = featurizer.set_params(invalid="nan").fit_transform(["*CC*", None])
    assert np.isnan(values).all(axis=1).tolist() == [False, True]


def test_a_model_hands_its_memory_to_its_featurizers(tmp_path):
    y = [170.0, 207.0, 373.0, 207.0, 263.0]
    model = mi.Model(mi.PolymerFingerprint("A"), "ridge", memory=tmp_path).fit(STRUCTURES, y)
    assert [path.name.partition("-")[0] for path in tmp_path.iterdir()] == ["PolymerFingerprint"]
    mi.Model(regressor="ridge", memory=tmp_path / "default").fit(STRUCTURES, y)
    assert [path.name.partition("-")[0] for path in (tmp_path / "default").iterdir()] == ["FeatureStack"]
    plain = mi.Model(mi.PolymerFingerprint("A"), "ridge").fit(STRUCTURES, y)
    assert model.predict(STRUCTURES).tobytes() == plain.predict(STRUCTURES).tobytes()


@pytest.mark.parametrize(("memory", "error"), [(3, TypeError), ("", TypeError), (__file__, NotADirectoryError)])
def test_what_is_no_folder_is_refused_in_fit(memory, error):
    with pytest.raises(error, match="memory must be a folder"):
        mi.PolymerFingerprint("A", memory=memory).fit(STRUCTURES)


def test_two_processes_write_one_cache_at_the_same_time(tmp_path):
    program = textwrap.dedent(
        f"""
        import matinfo as mi
        from matinfo import _parallel
        _parallel.map_chunks.__kwdefaults__["chunk_rows"] = 4  # many small writes
        names = ["*" + "C" * n + side + "*" for n in range(1, 30) for side in ("O", "S", "N")]
        print(mi.MorganFingerprint(n_bits=64, memory={str(tmp_path)!r}).fit_transform(names).sum().hex())
        """
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(mi.__file__).parent.parent)}
    running = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(2)
    ]
    sums = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    names = ["*" + "C" * n + side + "*" for n in range(1, 30) for side in ("O", "S", "N")]
    cached = mi.MorganFingerprint(n_bits=64, memory=tmp_path).fit_transform(names)
    assert cached.tobytes() == mi.MorganFingerprint(n_bits=64).fit_transform(names).tobytes()
    assert sums[0] == sums[1] == f"{float(cached.sum()).hex()}\n"
