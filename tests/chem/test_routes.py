"""From monomers to repeat units and back: what the textbook says, however the chain is drawn."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rewriting import rewritten

import matinfo as mi
from matinfo.chem import REACTIONS, Route
from matinfo.exceptions import StructureError

TEXTBOOK = {  # Odian, Principles of Polymerization, 4th ed., 2004, unless another source is named
    "poly(ethylene terephthalate)": (
        "polyester",
        ["OCCO", "O=C(O)c1ccc(cc1)C(=O)O"],
        "*OCCOC(=O)c1ccc(cc1)C(*)=O",
    ),
    "polycaprolactone": ("lactone opening", ["O=C1CCCCCO1"], "*OCCCCCC(*)=O"),
    "polycaprolactone of the acid": ("polyester", ["OCCCCCC(=O)O"], "*OCCCCCC(*)=O"),
    "poly(L-lactic acid) of lactide": ("lactone opening", ["C[C@@H]1OC(=O)[C@H](C)OC1=O"], "*O[C@@H](C)C(*)=O"),
    "nylon 6,6": ("polyamide", ["NCCCCCCN", "O=C(O)CCCCC(=O)O"], "*NCCCCCCNC(=O)CCCCC(*)=O"),
    "nylon 6": ("lactam opening", ["O=C1CCCCCN1"], "*NCCCCCC(*)=O"),
    "poly(p-phenylene terephthalamide)": (
        "polyamide",
        ["Nc1ccc(N)cc1", "O=C(O)c1ccc(cc1)C(=O)O"],
        "*Nc1ccc(NC(=O)c2ccc(cc2)C(*)=O)cc1",
    ),
    "poly(m-phenylene isophthalamide)": (
        "polyamide",
        ["Nc1cccc(N)c1", "O=C(O)c1cccc(c1)C(=O)O"],
        "*Nc1cccc(NC(=O)c2cccc(c2)C(*)=O)c1",
    ),
    "Kapton": (
        "polyimide",
        ["Nc1ccc(Oc2ccc(N)cc2)cc1", "O=C1OC(=O)c2cc3C(=O)OC(=O)c3cc12"],
        "*c1ccc(cc1)Oc1ccc(cc1)N1C(=O)c2cc3C(=O)N(*)C(=O)c3cc2C1=O",
    ),
    "bisphenol A polycarbonate": (
        "polycarbonate",
        ["CC(C)(c1ccc(O)cc1)c1ccc(O)cc1", "O=C(Cl)Cl"],
        "*Oc1ccc(cc1)C(C)(C)c1ccc(cc1)OC(*)=O",
    ),
    "poly(trimethylene carbonate)": ("cyclic carbonate opening", ["O=C1OCCCO1"], "*OCCCOC(*)=O"),
    "polyurethane of MDI and butanediol": (
        "polyurethane",
        ["OCCCCO", "O=C=Nc1ccc(Cc2ccc(N=C=O)cc2)cc1"],
        "*OCCCCOC(=O)Nc1ccc(Cc2ccc(NC(*)=O)cc2)cc1",
    ),
    "polyurea of hexamethylene diisocyanate": ("polyurea", ["NCCCCCCN", "O=C=NCCCCCCN=C=O"], "*NCCCCCCNC(*)=O"),
    "PEEK": (
        "aromatic polyether",
        ["O=C(c1ccc(F)cc1)c1ccc(F)cc1", "Oc1ccc(O)cc1"],
        "*Oc1ccc(cc1)Oc1ccc(cc1)C(=O)c1ccc(*)cc1",
    ),
    "poly(p-xylylene glycol ether)": (
        "polyether",
        ["OCCCCO", "BrCc1ccc(CBr)cc1"],
        "*OCCCCOCc1ccc(C*)cc1",
    ),
    "poly(ethylene oxide)": ("cyclic ether opening", ["C1CO1"], "*CCO*"),
    "polytetrahydrofuran": ("cyclic ether opening", ["C1CCOC1"], "*CCCCO*"),
    "polyoxymethylene": ("aldehyde addition", ["C=O"], "*CO*"),
    "poly(ethylene imine)": ("cyclic amine opening", ["C1CN1"], "*CCN*"),
    "poly(2-ethyl-2-oxazoline)": ("oxazoline opening", ["CCC1=NCCO1"], "*CCN(*)C(=O)CC"),
    "polyalanine": ("N-carboxyanhydride opening", ["C[C@@H]1NC(=O)OC1=O"], "*N[C@@H](C)C(*)=O"),
    "poly(dimethylsiloxane)": ("polysiloxane", ["C[Si](C)(Cl)Cl", "O"], "*[Si](C)(C)O*"),
    "poly(dimethylsiloxane) of D4": (
        "cyclosiloxane opening",
        ["C[Si]1(C)O[Si](C)(C)O[Si](C)(C)O[Si](C)(C)O1"],
        "*[Si](C)(C)O*",
    ),
    "phenoxy resin": (
        "phenoxy",
        ["CC(C)(c1ccc(O)cc1)c1ccc(O)cc1", "CC(C)(c1ccc(OCC2CO2)cc1)c1ccc(OCC2CO2)cc1"],
        "*CC(O)COc1ccc(cc1)C(C)(C)c1ccc(O*)cc1",
    ),
    "poly(2,6-dimethyl-1,4-phenylene oxide)": ("oxidative coupling", ["Cc1cccc(C)c1O"], "*Oc1c(C)cc(*)cc1C"),
    "poly(p-phenylene sulfide)": ("polysulfide", ["Clc1ccc(Cl)cc1", "S"], "*Sc1ccc(*)cc1"),
    "polystyrene": ("olefin addition", ["C=Cc1ccccc1"], "*CC(*)c1ccccc1"),
    "poly(methyl methacrylate)": ("olefin addition", ["C=C(C)C(=O)OC"], "*CC(*)(C)C(=O)OC"),
    "polyethylene": ("olefin addition", ["C=C"], "*CC*"),
    "polytetrafluoroethylene": ("olefin addition", ["FC(F)=C(F)F"], "*C(F)(F)C(*)(F)F"),
    "1,4-polybutadiene": ("diene addition", ["C=CC=C"], "*CC=CC*"),
    "1,2-polybutadiene": ("diene 1,2-addition", ["C=CC=C"], "*CC(*)C=C"),
    "polynorbornene": ("metathesis", ["C1=CC2CCC1C2"], "*C=CC1CCC(*)C1"),
    "polyacetylene": ("alkyne addition", ["C#C"], "*C=C*"),
    "poly(N-methylmaleimide)": ("cyclic olefin addition", ["CN1C(=O)C=CC1=O"], "*C1C(*)C(=O)N(C)C1=O"),
}


@pytest.mark.parametrize("name", TEXTBOOK)
def test_monomers_of_the_textbook_give_its_repeat_unit(name):
    reaction, monomers, unit = TEXTBOOK[name]
    routes = mi.polymerize(monomers, reaction=reaction)
    assert [route.structure for route in routes] == [mi.canonicalize(unit)]


@pytest.mark.parametrize("name", TEXTBOOK)
def test_the_repeat_unit_leads_back_to_the_monomers_of_the_textbook(name):
    reaction, monomers, unit = TEXTBOOK[name]
    wanted = Route(reaction, tuple(sorted(map(mi.canonicalize, monomers))), mi.canonicalize(unit))
    assert wanted in mi.find_routes(unit)


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(sorted(TEXTBOOK)), seed=st.integers(0, 10_000), times=st.integers(1, 2))
def test_routes_do_not_depend_on_how_the_chain_is_drawn(name, seed, times):
    unit = TEXTBOOK[name][2]
    assert mi.find_routes(rewritten(unit, random.Random(seed), times=times)) == mi.find_routes(unit)


@pytest.mark.parametrize("name", TEXTBOOK)
def test_every_route_that_is_found_leads_back_to_the_chain(name):
    unit = TEXTBOOK[name][2]
    for route in mi.find_routes(unit):
        assert route.structure == mi.canonicalize(unit)
        assert route in mi.polymerize(route.monomers, reaction=route.reaction)
        assert all("*" not in monomer for monomer in route.monomers)
        assert route.structure.count("*") == 2


@pytest.mark.parametrize("unit", ["*C/C=C/C*", "*C/C=C\\C*"])
def test_cis_and_trans_are_decided_by_the_reaction(unit):
    [route] = mi.find_routes(unit, reaction="diene addition")
    assert route.monomers == ("C=CC=C",)
    assert route.structure == mi.canonicalize(unit)


def test_a_monomer_that_can_turn_round_gives_both_chains():
    """The two phenol groups of an unsymmetrical bisphenol cannot be told apart by the other monomer."""
    units = [route.structure for route in mi.polymerize(["OCC(C)CCO", "O=C(O)CC(C)CCC(=O)O"])]
    assert len(units) == len(set(units)) == 2


@pytest.mark.parametrize(
    "monomers",
    [
        ["OCC(O)CO", "O=C(O)CCCCC(=O)O"],  # glycerol: a network
        ["CCO", "O=C(O)CCCCC(=O)O"],  # no chain
        ["OCCO", "NCCN"],  # nothing reacts
        ["C=CC(=O)OCCOC(=O)C=C"],  # two olefins: a network
        ["O=C1CCCO1"],  # gamma-butyrolactone: the five-membered ring is stable
        ["C1=CCCCC1"],  # cyclohexene: no strain
        ["C=CO"],  # vinyl alcohol is acetaldehyde
        ["c1ccccc1"],
    ],
)
def test_monomers_that_make_no_linear_chain_give_nothing(monomers):
    assert mi.polymerize(monomers) == []


@pytest.mark.parametrize("unit", ["*CC(*)O", "*c1ccc(*)cc1", "*N=P(*)(Cl)Cl"])
def test_a_chain_that_no_listed_reaction_gives_has_no_route(unit):
    """Poly(vinyl alcohol) is made from another polymer."""
    assert mi.find_routes(unit) == []


def test_a_repeat_unit_object_will_do():
    assert mi.find_routes(mi.RepeatUnit("*OCC*")) == mi.find_routes("*CCO*")


def test_counter_ions_are_no_monomers():
    assert mi.find_routes("*CC(*)C(=O)[O-].[Na+]") == []
    assert mi.polymerize("C=CC(=O)[O-].[Na+]") == []  # and no chain without its ion


def test_a_repeat_unit_among_monomers_is_refused_with_the_call_to_make():
    with pytest.raises(StructureError, match="Ask find_routes") as caught:
        mi.polymerize(["*CCO*"])
    assert caught.value.code == "has-star"


def test_a_molecule_has_no_routes_as_it_is_no_repeat_unit():
    with pytest.raises(StructureError):
        mi.find_routes("C=Cc1ccccc1")


def test_an_unknown_reaction_and_three_monomers_are_refused():
    with pytest.raises(ValueError, match="reaction must be one of 'polyester'"):
        mi.polymerize("C=C", reaction="magic")
    with pytest.raises(ValueError, match="one SMILES or two"):
        mi.polymerize(["C=C", "C=CC", "C=CCC"])


def test_every_reaction_has_a_name_and_says_what_it_needs():
    assert all(name == reaction.name and reaction.needs for name, reaction in REACTIONS.items())
