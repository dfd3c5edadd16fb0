"""Names in three languages mean one thing each; names of polymers stand for the right repeat unit, or for none."""

from __future__ import annotations

import pytest
from rdkit import Chem
from rdkit.Chem.rdMolDescriptors import CalcMolFormula

import matinfo as mi
from matinfo.data import (
    ambiguous_polymer_name,
    find_term,
    known_polymer_names,
    known_terms,
    repeat_unit_of_name,
)
from matinfo.data._bundled import bundled_rows
from matinfo.data._unit_table import QUANTITIES
from matinfo.data.terms import _polymer_names, _terms


@pytest.mark.parametrize(
    ("names", "term"),
    [
        (["Tg", "T_g", "Glass-Transition Temperature", "유리 전이 온도", "ガラス転移温度"], "Tg"),
        (["melting point", "융점", "融点"], "Tm"),
        (["Density", "sp. gr.", "비중", "密度"], "density"),
        (["Young's modulus", "tensile modulus", "탄성률", "ヤング率"], "Youngs_modulus"),
        (["tensile strength", "인장강도", "引張強さ"], "tensile_strength"),
        (["elongation at break", "신율", "破断伸び"], "elongation_at_break"),
        (["carbon black", "카본블랙", "カーボンブラック"], "carbon_black"),
        (["zinc oxide", "ZnO", "산화아연", "酸化亜鉛"], "zinc_oxide"),
        (["refractive index", "굴절률", "屈折率"], "refractive_index"),
        (["viscosity", "점도", "粘度"], "viscosity"),
    ],
)
def test_names_of_three_languages_mean_one_term(names, term):
    assert {find_term(name).name for name in names} == {term}


def test_case_counts_where_it_makes_two_terms_of_one_name():
    assert [find_term(name) and find_term(name).name for name in ("Mw", "MW", "mw")] == ["Mw", "molecular_weight", None]


@pytest.mark.parametrize("name", ["glass temperature", "Tgg", "modulus", "", "x", "강도"])
def test_what_is_only_similar_is_unknown(name):
    assert find_term(name) is None


def test_no_name_as_it_is_written_means_two_terms():
    written: dict[str, str] = {}
    for row in bundled_rows("terms.csv"):
        for language in _terms.LANGUAGES:
            for text in filter(None, (part.strip() for part in row[language].split(";"))):
                assert written.setdefault(_terms.plain_name(text), row["name"]) == row["name"], text


def test_the_table_is_whole():
    table = known_terms()
    assert len(table) >= 100
    assert (table["kind"].isin(["property", "ingredient"])).sum() >= 60
    assert (table[["english", "korean", "japanese"]] != "").all(axis=None)
    assert set(table["quantity"]) - {""} <= set(QUANTITIES.values())


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("PS", "*CC(*)c1ccccc1"),
        ("Polystyrene (atactic)", "*CC(*)c1ccccc1"),
        ("isotactic polypropylene", "*CC(*)C"),
        ("poly(vinyl chloride)", "*CC(*)Cl"),
        ("Nylon 6,6", "*NCCCCCCNC(=O)CCCCC(*)=O"),
        ("PA66", "*NCCCCCCNC(=O)CCCCC(*)=O"),
        ("Teflon", "*C(F)(F)C(*)(F)F"),
        ("폴리카보네이트", "*Oc1ccc(C(C)(C)c2ccc(OC(*)=O)cc2)cc1"),
        ("ポリ乳酸", "*OC(C)C(*)=O"),
    ],
)
def test_names_and_acronyms_stand_for_repeat_units(name, unit):
    assert mi.canonicalize(repeat_unit_of_name(name)) == mi.canonicalize(unit)


@pytest.mark.parametrize("name", ["PEI", "PPO", "PVP", "polyimide", "nylon", "PLGA", "epoxy"])
def test_names_of_several_polymers_stand_for_none(name):
    assert repeat_unit_of_name(name) is None
    assert ambiguous_polymer_name(name)


@pytest.mark.parametrize("name", ["CO", "NO", "CC", "ps", "*CC*", "", "polyfoo", "C" * 1000])
def test_structures_and_unknown_words_are_no_names(name):
    assert repeat_unit_of_name(name) is None
    assert ambiguous_polymer_name(name) == []


@pytest.mark.parametrize("name", [None, 5, "a" + " " * 20_000 + "b"])
def test_what_is_too_long_or_no_text_is_no_name_and_is_not_searched(name):
    assert repeat_unit_of_name(name) is None
    assert ambiguous_polymer_name(name) == []
    assert _polymer_names._keys(name) == []


def test_every_structure_has_the_formula_that_was_written_down_apart_from_it():
    units = known_polymer_names()["psmiles"]
    rows = bundled_rows("polymer_names.csv")
    assert len(rows) > 120
    for row in rows:
        formula = CalcMolFormula(Chem.MolFromSmiles(units[row["name"]]))
        assert formula.replace("*2", "").replace("*", "") == row["formula"], row["name"]


def test_no_two_entries_are_one_polymer_and_no_name_stands_for_two():
    table = known_polymer_names()
    assert len(table) >= 150
    assert table["psmiles"].map(mi.canonicalize).is_unique
    owner: dict[str, str] = {}
    for name, row in table.iterrows():
        for text in row["names"].split("; "):
            for key in _polymer_names._keys(text):
                assert owner.setdefault(key, name) == name, text
