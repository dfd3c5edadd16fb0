"""The table of units: symbol, size in base units, dimension.

Sizes are the exact definitions (SI brochure 2019, NIST SP 811) wherever a definition exists. Energies of one particle
(eV, Ha) are kept as energies per mole, which is what a chemist compares them with. Kinds of percentage (wt%, mol%,
vol%, phr) and hardness scales are dimensions of their own: no factor leads from one to another. Sizes are
fractions, so that products of units stay exact and g/cm3 is 1000 kg/m3, not 999.9999999999999.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Dimension = tuple[tuple[str, int], ...]

AVOGADRO = Fraction("6.02214076e23")  # 1/mol, exact
ELEMENTARY_CHARGE = Fraction("1.602176634e-19")  # C, exact
HARTREE_EV = Fraction("27.211386245988")  # eV, CODATA 2018
BOHR = Fraction("5.29177210903e-11")  # m, CODATA 2018
GAS_CONSTANT = Fraction("8.31446261815324")  # J/(mol K), exact
POUND = Fraction("0.45359237")  # kg, exact
GRAVITY = Fraction("9.80665")  # m/s2, standard, exact
INCH = Fraction("0.0254")  # m, exact
ATMOSPHERE = Fraction(101325)  # Pa, exact
MMHG = Fraction("133.322387415")  # Pa, conventional millimetre of mercury
EV_PER_MOLE = ELEMENTARY_CHARGE * AVOGADRO  # J/mol

PREFIXES = {
    "f": Fraction("1e-15"),
    "p": Fraction("1e-12"),
    "n": Fraction("1e-9"),
    "u": Fraction("1e-6"),
    "m": Fraction("1e-3"),
    "c": Fraction("1e-2"),
    "d": Fraction("1e-1"),
    "h": Fraction("1e2"),
    "k": Fraction("1e3"),
    "M": Fraction("1e6"),
    "G": Fraction("1e9"),
    "T": Fraction("1e12"),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: ``value_in_base = value * factor + offset``."""

    symbol: str
    factor: Fraction
    dimension: Dimension
    offset: Fraction = Fraction(0)

    @property
    def quantity(self) -> str:
        """Name of what the unit measures, such as ``"temperature"``; the dimension itself when it has no name."""
        return QUANTITIES.get(self.dimension) or " ".join(
            base if power == 1 else f"{base}{power}" for base, power in self.dimension
        )


def dimension(**powers: int) -> Dimension:
    """Dimension with its bases in one fixed order."""
    return tuple(sorted((base, power) for base, power in powers.items() if power))


NUMBER = dimension()
TEMPERATURE = dimension(K=1)
FORCE = dimension(kg=1, m=1, s=-2)
PRESSURE = dimension(kg=1, m=-1, s=-2)
ENERGY = dimension(kg=1, m=2, s=-2)
MOLAR_ENERGY = dimension(kg=1, m=2, s=-2, mol=-1)
POWER = dimension(kg=1, m=2, s=-3)
VOLTAGE = dimension(kg=1, m=2, s=-3, A=-1)
CONDUCTANCE = dimension(kg=-1, m=-2, s=3, A=2)
RESISTANCE = dimension(kg=1, m=2, s=-3, A=-2)
CHARGE = dimension(A=1, s=1)
PERMEABILITY = dimension(mol=1, kg=-1, s=1)
MASS_SHARE = dimension(weight_share=1)
AMOUNT_SHARE = dimension(mole_share=1)
VOLUME_SHARE = dimension(volume_share=1)

QUANTITIES: dict[Dimension, str] = {
    NUMBER: "pure number",
    TEMPERATURE: "temperature",
    dimension(m=1): "length",
    dimension(m=2): "area",
    dimension(m=3): "volume",
    dimension(kg=1): "mass",
    dimension(s=1): "time",
    dimension(s=-1): "frequency",
    dimension(mol=1): "amount of substance",
    dimension(A=1): "electric current",
    CHARGE: "electric charge",
    FORCE: "force",
    PRESSURE: "pressure",
    ENERGY: "energy",
    MOLAR_ENERGY: "molar energy",
    POWER: "power",
    VOLTAGE: "voltage",
    CONDUCTANCE: "electric conductance",
    RESISTANCE: "electric resistance",
    dimension(kg=-1, m=-3, s=3, A=2): "electric conductivity",
    dimension(kg=1, m=3, s=-3, A=-2): "electric resistivity",
    dimension(kg=1, m=1, s=-3, A=-1): "electric field strength",
    dimension(kg=1, m=1, s=-3, K=-1): "thermal conductivity",
    dimension(m=2, s=-1): "diffusivity",
    dimension(kg=1, m=-3): "density",
    dimension(kg=-1, m=3): "specific volume",
    dimension(kg=1, mol=-1): "molar mass",
    dimension(mol=1, m=-3): "concentration",
    dimension(m=3, mol=-1): "molar volume",
    dimension(m=2, s=-2): "specific energy",
    dimension(m=2, s=-2, K=-1): "specific heat capacity",
    dimension(kg=1, m=2, s=-2, mol=-1, K=-1): "molar heat capacity",
    dimension(kg=1, m=-1, s=-1): "dynamic viscosity",
    dimension(kg=1, s=-2): "surface tension",
    dimension(K=-1): "thermal expansion",
    dimension(K=1, s=-1): "heating rate",
    PERMEABILITY: "gas permeability",
    MASS_SHARE: "mass share",
    AMOUNT_SHARE: "amount share",
    VOLUME_SHARE: "volume share",
    dimension(parts_per_hundred_rubber=1): "parts per hundred rubber",
    dimension(shore_a=1): "hardness, Shore A",
    dimension(shore_d=1): "hardness, Shore D",
    dimension(irhd=1): "hardness, IRHD",
    dimension(log10_mol_per_litre=1): "log10 of concentration in mol/L",
}

# symbol: (size in base units, dimension, prefixes that may stand before it)
SYMBOLS: dict[str, tuple[Fraction | int | str, Dimension, str]] = {
    "1": (1, NUMBER, ""),
    "%": ("1e-2", NUMBER, ""),
    "ppm": ("1e-6", NUMBER, ""),
    "ppb": ("1e-9", NUMBER, ""),
    "wt%": ("1e-2", MASS_SHARE, ""),
    "mass fraction": (1, MASS_SHARE, ""),
    "mol%": ("1e-2", AMOUNT_SHARE, ""),
    "mole fraction": (1, AMOUNT_SHARE, ""),
    "vol%": ("1e-2", VOLUME_SHARE, ""),
    "volume fraction": (1, VOLUME_SHARE, ""),
    "phr": (1, dimension(parts_per_hundred_rubber=1), ""),
    "Shore A": (1, dimension(shore_a=1), ""),
    "Shore D": (1, dimension(shore_d=1), ""),
    "IRHD": (1, dimension(irhd=1), ""),
    "log10(mol/L)": (1, dimension(log10_mol_per_litre=1), ""),
    "K": (1, TEMPERATURE, ""),
    "degC": (1, TEMPERATURE, ""),
    "degF": (Fraction(5, 9), TEMPERATURE, ""),
    "degR": (Fraction(5, 9), TEMPERATURE, ""),
    "m": (1, dimension(m=1), "fpnumcdk"),
    "angstrom": ("1e-10", dimension(m=1), ""),
    "bohr": (BOHR, dimension(m=1), ""),
    "in": (INCH, dimension(m=1), ""),
    "ft": (12 * INCH, dimension(m=1), ""),
    "mil": (INCH / 1000, dimension(m=1), ""),
    "cc": ("1e-6", dimension(m=3), ""),
    "L": ("1e-3", dimension(m=3), "umcd"),
    "g": ("1e-3", dimension(kg=1), "numk"),
    "t": ("1e3", dimension(kg=1), ""),
    "lb": (POUND, dimension(kg=1), ""),
    "s": (1, dimension(s=1), "fpnum"),
    "min": ("60.0", dimension(s=1), ""),
    "h": ("3600.0", dimension(s=1), ""),
    "day": ("86400.0", dimension(s=1), ""),
    "Hz": (1, dimension(s=-1), "mkMGT"),
    "rpm": (Fraction(1, 60), dimension(s=-1), ""),
    "mol": (1, dimension(mol=1), "numk"),
    "M": ("1e3", dimension(mol=1, m=-3), "num"),
    "Da": ("1e-3", dimension(kg=1, mol=-1), "k"),
    "N": (1, FORCE, "numkM"),
    "dyn": ("1e-5", FORCE, ""),
    "kgf": (GRAVITY, FORCE, ""),
    "gf": (GRAVITY / 1000, FORCE, ""),
    "lbf": (POUND * GRAVITY, FORCE, ""),
    "Pa": (1, PRESSURE, "umhkMGT"),
    "bar": ("1e5", PRESSURE, "mk"),
    "atm": (ATMOSPHERE, PRESSURE, ""),
    "Torr": (ATMOSPHERE / 760, PRESSURE, "m"),
    "mmHg": (MMHG, PRESSURE, ""),
    "cmHg": (10 * MMHG, PRESSURE, ""),
    "psi": (POUND * GRAVITY / INCH**2, PRESSURE, "k"),
    "ksi": (1000 * POUND * GRAVITY / INCH**2, PRESSURE, ""),
    "J": (1, ENERGY, "numkMG"),
    "cal": ("4.184", ENERGY, "k"),
    "erg": ("1e-7", ENERGY, ""),
    "Wh": ("3600.0", ENERGY, "mkM"),
    "BTU": ("1055.05585262", ENERGY, ""),
    "eV": (EV_PER_MOLE, MOLAR_ENERGY, "mk"),
    "Ha": (HARTREE_EV * EV_PER_MOLE, MOLAR_ENERGY, "m"),
    "Ry": (HARTREE_EV / 2 * EV_PER_MOLE, MOLAR_ENERGY, ""),
    "W": (1, POWER, "numkMG"),
    "A": (1, dimension(A=1), "pnumk"),
    "pC": ("1e-12", CHARGE, ""),  # no plain C: in a table of polymers it means degC
    "nC": ("1e-9", CHARGE, ""),
    "uC": ("1e-6", CHARGE, ""),
    "V": (1, VOLTAGE, "numkM"),
    "ohm": (1, RESISTANCE, "mkMGT"),
    "S": (1, CONDUCTANCE, "pnumk"),
    "P": ("0.1", dimension(kg=1, m=-1, s=-1), "mc"),
    "St": ("1e-4", dimension(m=2, s=-1), "c"),
    # 1e-10 cm3(STP) cm / (cm2 s cmHg), with the ideal gas at 273.15 K and 1 atm
    "Barrer": (
        Fraction("1e-14") / (GAS_CONSTANT * Fraction("273.15") / ATMOSPHERE) / (10 * MMHG),
        PERMEABILITY,
        "",
    ),
}

OFFSETS = {"degC": Fraction("273.15"), "degF": Fraction("459.67") * 5 / 9}

# other ways to write a symbol
ALIASES = {
    "": "1",
    "dimensionless": "1",
    "percent": "%",
    "weight%": "wt%",
    "wt.%": "wt%",
    "wt.-%": "wt%",
    "wt-%": "wt%",
    "w%": "wt%",
    "mol.%": "mol%",
    "mol-%": "mol%",
    "mole%": "mol%",
    "vol.%": "vol%",
    "vol-%": "vol%",
    "kelvin": "K",
    "deg C": "degC",
    "deg F": "degF",
    "celsius": "degC",
    "fahrenheit": "degF",
    "rankine": "degR",
    "l": "L",
    "ml": "mL",
    "micron": "um",
    "sec": "s",
    "hr": "h",
    "hour": "h",
    "d": "day",
    "days": "day",
    "hartree": "Ha",
    "Hartree": "Ha",
    "Eh": "Ha",
    "Bohr": "bohr",
    "torr": "Torr",
    "barrer": "Barrer",
    "ShoreA": "Shore A",
    "Shore-A": "Shore A",
    "ShoreD": "Shore D",
    "Shore-D": "Shore D",
    "log10 mol/L": "log10(mol/L)",
    "log mol/L": "log10(mol/L)",
    "log(mol/L)": "log10(mol/L)",
}

# what was most likely meant by a symbol that is something else, or nothing
LIKELY_MEANT = {
    "C": "degC",
    "c": "degC",
    "F": "degF",
    "k": "K",
    "mK": "m K",
    "kg/cm2": "kgf/cm2",
    "H": "Ha",
    "a.u.": "Ha",
    "au": "Ha",
    "MPA": "MPa",
    "Mpa": "MPa",
    "mpa": "MPa",
}


def _all_units() -> dict[str, Unit]:
    units = {}
    for symbol, (size, dim, prefixes) in SYMBOLS.items():
        factor = Fraction(size)
        units[symbol] = Unit(symbol, factor, dim, OFFSETS.get(symbol, Fraction(0)))
        for prefix in prefixes:
            units[prefix + symbol] = Unit(prefix + symbol, PREFIXES[prefix] * factor, dim)
    return units


UNITS: dict[str, Unit] = _all_units()
