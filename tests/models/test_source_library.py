"""A folder of sources: built from a sparse table in one call, listed, loaded and used."""

from __future__ import annotations

import pandas as pd
import pytest
from sklearn.linear_model import Ridge

import matinfo as mi

QUICK = mi.Model(mi.PolymerFingerprint("Q"), Ridge())


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return mi.load_polymers().frame[["psmiles", "density", "refractive_index"]].iloc[:150]


@pytest.fixture(scope="module")
def library(table, tmp_path_factory) -> mi.SourceLibrary:
    return mi.SourceLibrary.from_table(
        tmp_path_factory.mktemp("sources"),
        table,
        structure="psmiles",
        targets={"density": "g/cm3", "refractive_index": "1"},
        licence="CC0",
        model=QUICK,
    )


def test_a_sparse_table_gives_a_source_for_each_property(library, table):
    frame = library.frame().set_index("name")
    assert frame["unit"].to_dict() == {"density": "g/cm3", "refractive_index": "1"}
    assert frame["rows"].to_dict() == table[["density", "refractive_index"]].notna().sum().to_dict()
    assert frame["licence"].tolist() == ["CC0", "CC0"]
    assert (frame["r2"] < 1).all()
    assert len(library) == 2


def test_a_library_and_its_entries_are_sources(library):
    few = mi.load_polymers().select("Tg").take(range(20))
    options = {"strategy": "source_predictions", "n_repeats": 0, "featurizer": mi.PolymerFingerprint("A")}
    model = mi.TransferModel(library, **options).fit(few.X, few.y)
    assert [source.name for source in model.sources_] == ["density", "refractive_index"]
    assert model.report_.sources["unit"].tolist() == ["g/cm3", "1"]
    one = mi.TransferModel([library["density"]], **options).fit(few.X, few.y)
    assert [source.name for source in one.sources_] == ["density"]


def test_what_is_there_is_not_replaced_unless_asked(library, table):
    again = {"structure": "psmiles", "targets": ["density"], "model": QUICK}
    with pytest.raises(FileExistsError, match=r"\['density'\].*overwrite=True"):
        mi.SourceLibrary.from_table(library.folder, table, **again)
    assert len(mi.SourceLibrary.from_table(library.folder, table, **again, overwrite=True)) == 2


def test_a_fitted_model_can_be_added_under_a_name(table, tmp_path):
    rows = table.dropna(subset=["density"]).iloc[:30]
    model = mi.Model(mi.PolymerFingerprint("Q"), Ridge()).fit(rows["psmiles"], rows["density"])
    library = mi.SourceLibrary(tmp_path / "new").add(model, name="density, lab 7", unit="g/cm3", note="pycnometer")
    entry = library["density_lab_7"]
    assert (entry.unit, entry.card["note"]) == ("g/cm3", "pycnometer")
    assert entry.load().predict(rows["psmiles"]).tobytes() == model.predict(rows["psmiles"]).tobytes()
    with pytest.raises(KeyError, match="no source 'Tg'"):
        library["Tg"]
    with pytest.raises(ValueError, match="a fitted Model of one property"):
        library.add(Ridge())


def test_an_empty_folder_is_an_empty_library(tmp_path):
    library = mi.SourceLibrary(tmp_path / "nothing")
    assert len(library) == 0
    assert library.frame().empty


def test_an_empty_library_is_no_source_in_silence(tmp_path, table):
    model = mi.TransferModel(mi.SourceLibrary(tmp_path / "empty"), featurizer=mi.PolymerFingerprint("A"))
    with pytest.raises(ValueError, match=r"empty'.* holds no source. Add some with SourceLibrary.from_table"):
        model.fit(["*CC*", "*CCO*", "*CC(*)C"], [1.0, 2.0, 3.0])


def test_two_targets_that_would_be_one_file_are_refused_before_anything_is_fitted(table, tmp_path):
    twins = table.rename(columns={"density": "n D", "refractive_index": "n_D"})
    with pytest.raises(ValueError, match=r"\['n D', 'n_D'\] would be files of one name"):
        mi.SourceLibrary.from_table(tmp_path, twins, structure="psmiles", targets=["n D", "n_D"], model=QUICK)
    assert list(tmp_path.iterdir()) == []
