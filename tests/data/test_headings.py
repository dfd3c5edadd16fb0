"""Names and units out of headers as people write them."""

from __future__ import annotations

import pytest

from matinfo.data.reading._header import make_heading, unique, unit_of


@pytest.mark.parametrize(
    ("text", "name", "unit"),
    [
        ("Tg (°C)", "Tg", "degC"),
        ("Tg [K]", "Tg", "K"),
        ("Tg / K", "Tg", "K"),
        ("Tg/K", "Tg", "K"),
        ("heating rate/K/min", "heating rate", "K/min"),
        ("Tensile strength, MPa", "Tensile strength", "MPa"),
        ("Strength in MPa", "Strength", "MPa"),
        ("강도 (MPa)", "강도", "MPa"),
        ("유리전이온도(℃)", "유리전이온도", "degC"),
        ("弾性率（GPa）", "弾性率", "GPa"),
        ("引張強さ［MPa］", "引張強さ", "MPa"),
        ("Cp [J/(g K)]", "Cp", "J/(g K)"),
        ("Conductivity (measured) (S/cm)", "Conductivity (measured)", "S/cm"),
        ("hardness (Shore A)", "hardness", "Shore A"),
        ("n (-)", "n", "1"),
        ("t (min)", "t", "min"),
        ("m/g", "m/g", None),  # one letter behind the line may be a name, too
        ("strength_MPa", "strength_MPa", "MPa"),
        ("Tg", "Tg", None),
        ("Tg (DSC)", "Tg (DSC)", None),
        ("Mw/Mn", "Mw/Mn", None),
        ("A/F ratio", "A/F ratio", None),
        ("resin/hardener", "resin/hardener", None),
        ("density g/cm3", "density g/cm3", None),
        ("Tg_C", "Tg_C", None),
    ],
)
def test_name_and_unit_of_a_heading(text, name, unit):
    heading = make_heading(0, text)
    assert (heading.name, heading.unit, heading.raw) == (name, unit, " ".join(text.split()))


@pytest.mark.parametrize("text", ["TC (W/m·K)", "OTR (cc/m2·day)", "peel (N/25 mm)"])
def test_a_unit_that_cannot_be_read_is_taken_off_the_name_and_kept_as_unclear(text):
    heading = make_heading(0, text)
    assert (heading.unit, f"{heading.name} ({heading.unclear})") == (None, text)


@pytest.mark.parametrize(
    ("text", "unit"), [("(°C)", "degC"), ("[K]", "K"), ("J/(g K)", "J/(g K)"), ("5", None), ("", None)]
)
def test_texts_below_a_header_are_units_or_not(text, unit):
    assert unit_of(text) == unit


def test_columns_of_one_name_are_told_apart_by_unit_or_number():
    headings = [make_heading(place, text) for place, text in enumerate(["Tg (°C)", "Tg (K)", "Tg", "Tg", ""])]
    assert [heading.name for heading in unique(headings)] == ["Tg", "Tg [K]", "Tg (2)", "Tg (3)", "column 5"]
