"""The bundled table of homopolymers: what it promises."""

from __future__ import annotations

import csv
import math
import re
import socket
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from rdkit import Chem
from rdkit.Chem import Crippen, Descriptors
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

import matinfo as mi
from matinfo.data import _polymers

TARGETS = ["Tg", "thermal_conductivity", "density", "refractive_index"]


@pytest.fixture(scope="module")
def table():
    return mi.load_polymers().frame


@pytest.fixture(scope="module")
def references():
    with files("matinfo.data").joinpath("tables", "references.csv").open("r", encoding="utf-8") as stream:
        return {row["reference"]: row["citation"] for row in csv.DictReader(stream)}


# --- size and shape -------------------------------------------------------------------------------------------------


def test_it_has_at_least_120_polymers_with_a_glass_transition_temperature(table):
    assert table["Tg"].notna().sum() >= 120


def test_at_least_30_of_them_have_a_thermal_conductivity(table):
    assert (table["thermal_conductivity"].notna() & table["Tg"].notna()).sum() >= 30


def test_targets_have_their_units():
    assert mi.load_polymers().units == {
        "Tg": "K",
        "thermal_conductivity": "W/(m K)",
        "density": "g/cm3",
        "refractive_index": "1",
    }


def test_every_row_has_at_least_one_value(table):
    assert table[TARGETS].notna().any(axis=1).all()


def test_rows_are_labelled_by_the_name_of_the_polymer(table):
    assert table.index.tolist() == table["name"].tolist()


# --- structures -----------------------------------------------------------------------------------------------------


def test_every_structure_is_a_linear_repeat_unit(table):
    assert table["psmiles"].str.count(r"\*").eq(2).all()
    assert all("*" in mi.canonicalize(psmiles) for psmiles in table["psmiles"])


def test_no_polymer_is_there_twice(table):
    assert mi.load_polymers().materials.is_unique
    assert table["name"].is_unique
    assert table.loc[table["abbreviation"] != "", "abbreviation"].is_unique


@pytest.mark.parametrize(
    ("name", "formula"),
    [  # formulas of the constitutional units, Polymer Handbook, 4th ed.
        ("poly(ether ether ketone)", "C19H12O3"),
        ("bisphenol A polysulfone", "C27H22O4S"),
        ("bisphenol A polycarbonate", "C16H14O3"),
        ("poly(4,4'-oxydiphenylene pyromellitimide)", "C22H10N2O5"),
        ("polyetherimide", "C37H24N2O6"),
        ("polybenzimidazole", "C20H12N4"),
        ("poly(hexamethylene adipamide)", "C12H22N2O2"),
        ("poly(ethylene 2,6-naphthalate)", "C14H10O4"),
        ("poly(N-vinylcarbazole)", "C14H11N"),
        ("poly[bis(trifluoroethoxy)phosphazene]", "C4H4F6NO2P"),
    ],
)
def test_repeat_units_have_the_formula_of_the_named_polymer(table, name, formula):
    assert CalcMolFormula(Chem.MolFromSmiles(table.loc[name, "psmiles"])).replace("*2", "") == formula


@pytest.mark.parametrize("chain", ["polybutadiene", "polyisoprene"])
def test_cis_and_trans_chains_are_two_polymers(table, chain):
    cis, trans = (table.loc[f"{way}-1,4-{chain}", "psmiles"] for way in ("cis", "trans"))
    assert mi.canonicalize(cis) != mi.canonicalize(trans)
    assert double_bond(cis) == "STEREOZ"
    assert double_bond(trans) == "STEREOE"


def double_bond(psmiles):
    """CIP label of the only double bond of a chain capped with heavy ends, so that the chain ranks highest."""
    bonds = Chem.MolFromSmiles(psmiles.replace("*", "C")).GetBonds()
    return next(str(bond.GetStereo()) for bond in bonds if bond.GetBondTypeAsDouble() == 2)


# --- sources --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", TARGETS)
def test_every_value_has_a_reference_and_every_reference_a_value(table, target):
    assert table[target].notna().equals(table[f"{target}_reference"].notna())


def test_every_reference_has_a_citation_and_every_citation_is_used(table, references):
    used = set().union(*(table[f"{target}_reference"].dropna() for target in TARGETS))
    assert used == set(references)
    assert all(len(citation) > 20 for citation in references.values())


def test_the_dataset_knows_the_source_column_of_each_target():
    columns = mi.load_polymers().columns
    assert columns.loc[[f"{target}_reference" for target in TARGETS], "role"].eq("source").all()


# --- values ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "low", "high"),
    [
        ("Tg", 120.0, 750.0),  # poly(diethylsiloxane) is near the lower end, polybenzimidazole near the upper
        ("thermal_conductivity", 0.07, 0.55),  # isotropic, unfilled solids: Yang 2007
        ("density", 0.8, 2.1),  # poly(4-methyl-1-pentene) to amorphous polytetrafluoroethylene
        ("refractive_index", 1.30, 1.72),  # fluoropolymers to aromatic imides: Seferis 1999
    ],
)
def test_values_lie_in_the_range_of_real_polymers(table, target, low, high):
    assert table[target].dropna().between(low, high).all()


def test_glass_transition_temperatures_are_whole_kelvin_as_nothing_finer_is_known(table):
    assert (table["Tg"].dropna() % 1 == 0).all()


@pytest.mark.parametrize(
    ("name", "target", "expected", "tolerance"),
    [
        ("polystyrene", "Tg", 373, 3),  # Bicerano 2002; 100 degC in most textbooks
        ("poly(methyl methacrylate)", "Tg", 378, 3),  # 105 degC, atactic: Polymer Handbook
        ("bisphenol A polycarbonate", "Tg", 423, 3),  # Bicerano 2002
        ("poly(ether ether ketone)", "Tg", 416, 3),  # 143 degC, Victrex data sheet
        ("poly(dimethylsiloxane)", "Tg", 150, 5),  # Clarson et al. 1985, limit of long chains
        ("cis-1,4-polyisoprene", "Tg", 203, 5),  # -70 degC, natural rubber
        ("polystyrene", "thermal_conductivity", 0.142, 0.02),  # van Krevelen 2009
        ("poly(methyl methacrylate)", "thermal_conductivity", 0.193, 0.02),  # van Krevelen 2009
        ("polytetrafluoroethylene", "thermal_conductivity", 0.25, 0.02),  # Yang 2007
        ("polystyrene", "density", 1.05, 0.01),  # van Krevelen 2009
        ("poly(methyl methacrylate)", "refractive_index", 1.489, 0.003),  # Seferis 1999
        ("bisphenol A polycarbonate", "refractive_index", 1.585, 0.003),  # Seferis 1999
    ],
)
def test_anchor_values(table, name, target, expected, tolerance):
    assert table.loc[name, target] == pytest.approx(expected, abs=tolerance)


def test_longer_alkyl_groups_soften_methacrylates(table):
    # the series that every textbook shows: methyl to octyl, Polymer Handbook
    series = [f"poly({alkyl} methacrylate)" for alkyl in ("methyl", "ethyl", "propyl", "butyl", "hexyl", "octyl")]
    assert (np.diff(table.loc[series, "Tg"]) < 0).all()


def test_density_and_refractive_index_agree_with_the_structure(table):
    """Lorentz-Lorenz: (n^2 - 1) / (n^2 + 2) * M / rho is the molar refraction, which the structure gives by increments.

    Rows that say that density is of the amorphous phase are left out: there the refractive index is of another phase.
    """
    both = table[table["density"].notna() & table["refractive_index"].notna()]
    both = both[~both["note"].str.contains("density of the amorphous phase")]
    assert len(both) >= 40
    for name, row in both.iterrows():
        mass = Descriptors.MolWt(Chem.MolFromSmiles(row["psmiles"]))
        square = row["refractive_index"] ** 2
        measured = (square - 1) / (square + 2) * mass / row["density"]
        capped = Crippen.MolMR(Chem.MolFromSmiles(row["psmiles"].replace("*", "C")))
        expected = capped - Crippen.MolMR(Chem.MolFromSmiles("CC"))  # Wildman and Crippen 1999
        assert measured == pytest.approx(expected, rel=0.07), name


def test_a_disputed_value_is_left_empty_and_the_note_says_why(table):
    row = table.loc["polytetrafluoroethylene"]
    assert math.isnan(row["Tg"])
    assert "160 to 400 K" in row["note"]


# --- loading --------------------------------------------------------------------------------------------------------


def test_properties_leave_out_other_targets_and_rows_without_a_value():
    conductivity = mi.load_polymers(properties="thermal_conductivity")
    assert conductivity.target_names == ["thermal_conductivity"]
    assert conductivity.y.notna().all()


def test_rows_with_any_of_several_properties_are_kept():
    both = mi.load_polymers(properties=["Tg", "thermal_conductivity"])
    assert len(both) > len(mi.load_polymers(properties="thermal_conductivity"))
    assert both.y.notna().any(axis=1).all()


def test_an_unknown_property_is_answered_with_the_known_ones():
    with pytest.raises(
        ValueError, match="one of 'Tg', 'thermal_conductivity', 'density', 'refractive_index'; got 'tg'"
    ):
        mi.load_polymers(properties="tg")


def test_no_property_at_all_is_refused():
    with pytest.raises(ValueError, match="properties must be one or more of"):
        mi.load_polymers(properties=[])


def test_a_number_is_no_list_of_properties():
    with pytest.raises(TypeError, match="properties must be a list of names"):
        mi.load_polymers(properties=3)


def test_changing_the_frame_that_was_handed_out_does_not_change_the_table():
    frame = mi.load_polymers().frame
    frame.loc["polystyrene", "Tg"] = 0.0
    assert mi.load_polymers().frame.loc["polystyrene", "Tg"] == 373.0


def test_loading_opens_no_socket(monkeypatch):
    def refuse(*args, **kwargs):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    _polymers.bundled_polymers.cache_clear()
    assert len(mi.load_polymers()) >= 120


def test_the_page_on_the_table_states_the_counts_of_the_table(table):
    page = (Path(__file__).parents[2] / "docs" / "data" / "polymers.md").read_text(encoding="utf-8")
    for target in TARGETS:
        assert re.search(rf"\| `{target}` \| [^|]+ \| {table[target].notna().sum()} \|", page), target
