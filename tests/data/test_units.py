"""Units: exact conversions, and one clear answer for everything else."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matinfo.data import convert_unit, known_units
from matinfo.data._units import parse_unit
from matinfo.exceptions import UnitError

SAME_QUANTITY = [
    ("degC", "K"),
    ("degF", "K"),
    ("degC", "degF"),
    ("MPa", "psi"),
    ("GPa", "kgf/cm2"),
    ("bar", "atm"),
    ("W/(m K)", "cal/(s cm degC)"),
    ("g/cm3", "kg/m3"),
    ("eV", "Ha"),
    ("kJ/mol", "kcal/mol"),
    ("%", "1"),
    ("wt%", "mass fraction"),
    ("mPa s", "P"),
    ("S/cm", "S/m"),
    ("Barrer", "mol/(m s Pa)"),
]


@pytest.mark.parametrize(
    ("value", "start", "end", "expected"),
    [
        (100.0, "degC", "K", 373.15),  # definition of the Celsius scale
        (212.0, "degF", "degC", 100.0),  # boiling water, definition of the Fahrenheit scale
        (-40.0, "degF", "degC", -40.0),  # where the two scales meet
        (0.0, "K", "degC", -273.15),
        (1.0, "psi", "Pa", 6894.757293168361),  # NIST SP 811, appendix B
        (1.0, "kgf/cm2", "MPa", 0.0980665),  # standard gravity, exact
        (1.0, "atm", "bar", 1.01325),
        (1.0, "mmHg", "Pa", 133.322387415),  # NIST SP 811, conventional millimetre of mercury
        (1.0, "cal", "J", 4.184),  # thermochemical calorie, exact
        (1.0, "eV", "kJ/mol", 96.48533212331),  # CODATA 2018: e * N_A
        (1.0, "Ha", "eV", 27.211386245988),  # CODATA 2018
        (1.0, "Ha", "kcal/mol", 627.5094740631),  # CODATA 2018: Ha * N_A / 4184
        (1.0, "g/cm3", "kg/m3", 1000.0),
        (1.0, "W/(m K)", "mW/(cm K)", 10.0),
        (1.0, "cal/(mol K)", "J/(mol K)", 4.184),
        (1.0, "cP", "mPa s", 1.0),
        (1.0, "dyn/cm", "mN/m", 1.0),
        (1.0, "Barrer", "mol/(m s Pa)", 3.3464e-16),  # Robeson, J. Membr. Sci. 320 (2008) 390, to its digits
        (1.0, "bohr3", "angstrom3", 0.14818471147),  # CODATA 2018 Bohr radius, cubed
        (25.0, "%", "1", 0.25),
        (5.0, "mol/L", "mol/m3", 5000.0),
    ],
)
def test_a_value_is_converted_as_handbooks_do(value, start, end, expected):
    tolerance = 1e-4 if start == "Barrer" else 1e-11
    assert convert_unit(value, start, end) == pytest.approx(expected, rel=tolerance, abs=1e-10)


@pytest.mark.parametrize("pair", SAME_QUANTITY)
@given(value=st.floats(min_value=-1e9, max_value=1e9))
def test_there_and_back_gives_the_same_number(pair, value):
    start, end = pair
    assert convert_unit(convert_unit(value, start, end), end, start) == pytest.approx(value, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("pair", SAME_QUANTITY)
@given(low=st.floats(0, 1e4), step=st.floats(0, 1e4))
def test_a_difference_is_converted_as_the_difference_of_two_values(pair, low, step):
    start, end = pair
    two_values = convert_unit(low + step, start, end) - convert_unit(low, start, end)
    scale = abs(convert_unit(low + step, start, end)) + 1
    assert convert_unit(step, start, end, difference=True) == pytest.approx(two_values, rel=1e-9, abs=1e-9 * scale)


@pytest.mark.parametrize(
    "writing", ["W/(m K)", "W/(m*K)", "W m-1 K-1", "W/m/K", "W·m⁻¹·K⁻¹", "W m^-1 K^-1", "W/(m·K)", " W / (m K) "]
)
def test_all_clear_writings_of_a_product_are_one_unit(writing):
    assert parse_unit(writing).quantity == "thermal conductivity"
    assert convert_unit(1.0, writing, "W/(m K)") == 1.0


@pytest.mark.parametrize(
    ("writing", "symbol"),
    [
        ("°C", "degC"),
        ("℃", "degC"),
        ("\u00b5m", "um"),  # micro sign
        ("\u03bcm", "um"),  # Greek mu
        ("\u00c5", "angstrom"),  # letter A with ring
        ("\u212b", "angstrom"),  # angstrom sign
        ("cm³", "cm3"),
        ("g/cc", "g/cm3"),
        ("Ω cm", "ohm cm"),
        ("wt.%", "wt%"),
        ("°C/min", "K/min"),
        ("", "1"),
    ],
)
def test_signs_of_typesetting_are_read(writing, symbol):
    assert parse_unit(writing).factor == parse_unit(symbol).factor
    assert parse_unit(writing).dimension == parse_unit(symbol).dimension


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("C", "'degC'"),
        ("F", "'degF'"),
        ("Mpa", "'MPa'"),
        ("degCC", "'degC'"),
        ("Kelvn", "'K'"),
        ("W/mK", "W/(m K)"),
        ("W/m K", "'W/(m K)'"),
        ("/K", "'1/K'"),
        ("quux", "known_units()"),
        (5, "'1'"),
        (None, "'1'"),
        (["K"], "'1'"),
        ("km99999999", "km99999999"),  # would fill the memory
        ("m" + "1" * 5000, "is not a known unit"),
    ],
)
def test_an_unknown_unit_is_refused_with_what_was_meant(wrong, meant):
    with pytest.raises(UnitError, match=re.escape(meant)):
        convert_unit(1.0, wrong, "K")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("K", "MPa"),
        ("wt%", "phr"),
        ("wt%", "mol%"),
        ("wt%", "vol%"),
        ("%", "wt%"),
        ("phr", "1"),
        ("Shore A", "Shore D"),
        ("J", "kJ/mol"),
        ("kg/cm2", "MPa"),
        ("g/cm3", "g/mol"),
        ("W/(m K)", "W/(m2 K)"),
    ],
)
def test_units_of_different_things_do_not_mix(start, end):
    with pytest.raises(UnitError, match="different things"):
        convert_unit(1.0, start, end)


def test_a_series_keeps_labels_name_and_holes():
    series = pd.Series([0.0, np.nan], index=["a", "b"], name="Tg")
    pd.testing.assert_series_equal(
        convert_unit(series, "degC", "K"), pd.Series([273.15, np.nan], index=["a", "b"], name="Tg")
    )


def test_whole_numbers_become_floats_and_shapes_stay():
    converted = convert_unit(np.array([[1, 2], [3, 4]]), "kg/m3", "g/cm3")
    np.testing.assert_allclose(converted, [[0.001, 0.002], [0.003, 0.004]], rtol=1e-12)
    assert isinstance(convert_unit(1, "bar", "Pa"), float)


def test_the_same_unit_leaves_every_bit_alone():
    values = np.array([0.1, -1e300, 5e-324])
    assert convert_unit(values, "degC", "°C").tobytes() == values.tobytes()


def test_every_known_unit_can_be_read_and_says_what_it_measures():
    assert len(known_units()) > 150
    nameless = [symbol for symbol in known_units() if not parse_unit(symbol).quantity]
    assert nameless == []


@pytest.mark.parametrize("values", ["1,234", ["5", 6], pd.Series(["5"])])
def test_text_is_not_read_as_a_number(values):
    with pytest.raises(TypeError, match="values must be numbers"):
        convert_unit(values, "degC", "K")


def test_rare_units_are_known_by_their_full_names_only():
    pytest.importorskip("pint", reason="the extra units is not installed")
    assert convert_unit(1.0, "furlong", "m") == pytest.approx(201.168, rel=1e-5)  # US survey furlong
    assert convert_unit(9.0, "denier", "mg/m") == pytest.approx(1.0, rel=1e-12)  # 9 km weigh 9 g
    for text in ("C", "a", "degree", "kilogauss"):  # coulomb, year, angle, no whole powers of SI units
        with pytest.raises(UnitError, match="is not a known unit"):
            parse_unit(text)


def test_without_the_extra_the_error_names_it(monkeypatch):
    from matinfo.data import _rare_units

    monkeypatch.setattr(_rare_units.importlib.util, "find_spec", lambda name: None)
    _rare_units.rare_unit.cache_clear()
    with pytest.raises(UnitError, match=r'pip install "matinfo\[units\]"'):
        parse_unit("fathom")
