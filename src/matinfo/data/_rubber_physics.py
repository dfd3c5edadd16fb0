"""Properties of a simulated rubber compound: rules of thumb of rubber technology, written as one function of a recipe.

Nothing here was fitted to measurements. The forms are those of the literature that is named beside them; the constants
were chosen so that common compounds come out near what textbooks give for them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo._validation import option_message
from matinfo.data._columns import check_table_has

FloatArray = npt.NDArray[np.float64]

UNITS: dict[str, str | None] = {
    "NR_phr": "phr",
    "SBR_phr": "phr",
    "BR_phr": "phr",
    "carbon_black": None,
    "carbon_black_phr": "phr",
    "silica_phr": "phr",
    "silane_phr": "phr",
    "oil_phr": "phr",
    "ZnO_phr": "phr",
    "stearic_acid_phr": "phr",
    "antioxidant_phr": "phr",
    "sulfur_phr": "phr",
    "accelerator": None,
    "accelerator_phr": "phr",
    "dump_temperature_degC": "degC",
    "cure_temperature_degC": "degC",
    "cure_time_min": "min",
}
TARGETS = {
    "tensile_strength": "MPa",
    "elongation": "%",
    "modulus_300": "MPa",
    "hardness": "Shore A",
    "compression_set": "%",
}

# Rubber: density g/cm3, trapped entanglements MPa, strength of the gum MPa, how it reverts (1 = as natural rubber)
RUBBERS = {"NR": (0.92, 0.18, 18.0, 1.0), "SBR": (0.94, 0.22, 3.0, 0.15), "BR": (0.91, 0.28, 2.0, 0.25)}
# Carbon black, ASTM D1765: nitrogen surface m2/g, oil absorption cm3/100 g
BLACKS = {"N220": (114.0, 114.0), "N330": (78.0, 102.0), "N550": (40.0, 121.0), "N660": (35.0, 90.0)}
SILICA_SURFACE, SILICA_STRUCTURE = 165.0, 170.0
# Accelerator: crosslinks per phr relative to CBS, relative rate, delay at 160 degC in minutes
ACCELERATORS = {"CBS": (1.0, 1.0, 2.0), "TBBS": (1.15, 0.9, 2.6), "MBTS": (0.8, 1.25, 1.2)}
DENSITY = {"carbon_black": 1.8, "silica": 2.0, "silane": 1.08, "oil": 0.95, "ZnO": 5.6, "stearic_acid": 0.94}
DENSITY |= {"antioxidant": 1.0, "sulfur": 2.07, "accelerator": 1.3}


def rubber_properties(recipes: pd.DataFrame) -> pd.DataFrame:
    """Noise-free properties of simulated rubber compounds.

    Parameters
    ----------
    recipes : DataFrame
        The columns of ``make_rubber_compounds().X``: amounts in phr, temperatures in degC, time in min.

    Returns
    -------
    DataFrame
        ``tensile_strength`` [MPa], ``elongation`` at break [%], ``modulus_300`` [MPa], ``hardness`` [Shore A],
        ``compression_set`` [%]; the same rows.

    See Also
    --------
    make_rubber_compounds : Recipes to begin with, and measurements with noise.

    Notes
    -----
    Simulated: no row is a measurement. Fillers stiffen by the equation of Guth and Gold, on the volume of filler with
    the rubber that it occludes (Medalia); crosslinks grow with the square root of sulfur times accelerator; curing
    doubles its rate in 10 degC, and natural rubber reverts; hardness follows from the modulus by the relation of Gent;
    strength has a maximum in crosslinks and in filler; silica needs silane and a hot mixing step to couple.

    References
    ----------
    Guth 1945, J. Appl. Phys. 16, 20. Medalia 1972, Rubber Chem. Technol. 45, 1171. Gent 1958, Trans. Inst. Rubber Ind.
    34, 46. Coran 2013, in The Science and Technology of Rubber, 4th ed., chapter 7.

    Examples
    --------
    >>> from matinfo.data import make_rubber_compounds, rubber_properties
    >>> compounds = make_rubber_compounds(5)
    >>> softer = compounds.X.assign(oil_phr=compounds.X["oil_phr"] + 10)
    >>> bool((rubber_properties(softer)["hardness"] < rubber_properties(compounds.X)["hardness"]).all())
    True
    """
    check_table_has("recipes", recipes, list(UNITS))
    volume = _volumes(recipes)
    filler = _filler(recipes, volume)
    crosslinks = _crosslinks(recipes)
    gum = _blend(recipes, 1) + crosslinks  # MPa, shear modulus of the unfilled rubber
    swollen = (volume["rubber"] / (volume["rubber"] + volume["oil"])) ** 2
    stiff = 1 + 2.5 * filler["occluded"] + 14.1 * filler["occluded"] ** 2
    modulus_300 = gum * swollen * stiff * (1 + 0.5 * filler["coupled"]) * (4 - 1 / 16)
    small_strain = 3 * gum * swollen * stiff**0.5 * (1 + filler["network"])
    tensile = _tensile(recipes, filler, crosslinks, swollen)
    values = {
        "tensile_strength": tensile,
        "elongation": _elongation(tensile / modulus_300),
        "modulus_300": modulus_300,
        "hardness": _shore_a(small_strain),
        "compression_set": _compression_set(recipes, filler, crosslinks),
    }
    return pd.DataFrame(values, index=recipes.index)


def _volumes(recipes: pd.DataFrame) -> dict[str, FloatArray]:
    """Volumes in cm3 per 100 g of rubber."""
    rubber = sum(recipes[f"{name}_phr"] / facts[0] for name, facts in RUBBERS.items())
    volumes = {name: (recipes[f"{name}_phr"] / density).to_numpy() for name, density in DENSITY.items()}
    return volumes | {"rubber": np.asarray(rubber), "all": np.asarray(rubber) + sum(volumes.values())}


def _filler(recipes: pd.DataFrame, volume: dict[str, FloatArray]) -> dict[str, FloatArray]:
    """What the fillers do: volume fractions, plain and with occluded rubber; surface; coupling; network."""
    surface, structure = _facts(recipes["carbon_black"], BLACKS)
    black, silica = volume["carbon_black"] / volume["all"], volume["silica"] / volume["all"]
    occluded = black * _occlusion(structure) + silica * _occlusion(SILICA_STRUCTURE)
    silica_phr, silane_phr = recipes["silica_phr"].to_numpy(), recipes["silane_phr"].to_numpy()
    dose = np.divide(silane_phr, 0.08 * silica_phr, out=np.zeros_like(silane_phr), where=silica_phr > 0)
    hot = 1 / (1 + np.exp(-(recipes["dump_temperature_degC"].to_numpy() - 143) / 5))
    bound = (1 - np.exp(-1.6 * dose)) * hot  # share of the silica surface that is tied to the rubber
    loose = silica * (1 - bound)
    area = black * surface + silica * SILICA_SURFACE * bound
    network = 0.3 * np.sqrt(surface / 78) * (black / 0.2) ** 2 + 2.2 * (loose / 0.2) ** 2
    return {
        "plain": black + silica,
        "occluded": occluded,
        "area": area,
        "coupled": silica * bound / 0.2,
        "loose": loose,
        "network": network,
    }


def _occlusion(structure: FloatArray | float) -> FloatArray | float:
    """Volume of an aggregate with the rubber that it shields, per volume of filler; 70 % of the latter count."""
    return 0.3 + 0.7 * (1 + 0.02139 * structure) / 1.46


def _crosslinks(recipes: pd.DataFrame) -> FloatArray:
    """Contribution of chemical crosslinks to the shear modulus, MPa."""
    strength, rate, delay = _facts(recipes["accelerator"], ACCELERATORS)
    sulfur, accelerator = recipes["sulfur_phr"].to_numpy(), recipes["accelerator_phr"].to_numpy()
    activators = (
        recipes["ZnO_phr"]
        / (recipes["ZnO_phr"] + 0.8)
        * recipes["stearic_acid_phr"]
        / (recipes["stearic_acid_phr"] + 0.3)
    )
    possible = 0.52 * np.sqrt(sulfur * accelerator * strength) * activators.to_numpy()
    warmth = 2.0 ** ((recipes["cure_temperature_degC"].to_numpy() - 160) / 10)
    time = recipes["cure_time_min"].to_numpy() * warmth  # minutes at 160 degC
    cured = 1 - np.exp(-0.32 * rate * np.sqrt(accelerator) * np.maximum(time - delay, 0))
    efficiency = np.sqrt(_quotient(sulfur, accelerator))
    lost = 0.012 * _blend(recipes, 3) * efficiency * np.maximum(time - 12, 0)
    return possible * cured * np.exp(-lost)


def _tensile(
    recipes: pd.DataFrame, filler: dict[str, FloatArray], crosslinks: FloatArray, swollen: FloatArray
) -> FloatArray:
    """Strength with a maximum in crosslinks and in filler, MPa."""
    with np.errstate(divide="ignore"):  # without crosslinks the logarithm is -inf, and the factor 0
        best = np.exp(-0.5 * (np.log(crosslinks / 0.45) / 0.75) ** 2)
    overload = 1 / (1 + np.exp((filler["plain"] - 0.30) / 0.03))
    reinforced = 26.0 * (1 - np.exp(-filler["area"] / 9.0)) * overload
    gum = _blend(recipes, 2) * (1 - 0.8 * np.minimum(filler["plain"] / 0.25, 1))
    return 1.5 + (gum + reinforced) * best * swollen**0.5 * (1 - 1.5 * filler["loose"])


def _elongation(strength: FloatArray) -> FloatArray:
    """Elongation at break in % from the strength in units of the modulus at 300 %: stress grows exponentially there."""
    return 300 * np.where(strength > 1, 1 + 0.8 * np.log(np.maximum(strength, 1)), np.minimum(strength, 1) ** 0.8)


def _compression_set(recipes: pd.DataFrame, filler: dict[str, FloatArray], crosslinks: FloatArray) -> FloatArray:
    """Set in % of the compression: few crosslinks, polysulfidic ones, and loose filler all raise it."""
    sulfur, accelerator = recipes["sulfur_phr"].to_numpy(), recipes["accelerator_phr"].to_numpy()
    polysulfidic = _quotient(sulfur, sulfur + accelerator)
    rest = 8 + 30 * polysulfidic**1.5 + 45 * filler["plain"] + 50 * filler["loose"]
    return rest + 45 * np.exp(-crosslinks / 0.22)


def _quotient(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part over whole; 0 where there is nothing to divide by, as in a compound without a cure system."""
    return np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)


def _facts(names: pd.Series, table: Mapping[str, tuple[float, ...]]) -> FloatArray:
    """Facts about the named ingredients, one row a fact."""
    unknown = sorted({str(name) for name in names if name not in table})
    if unknown:
        raise ValueError(option_message(str(names.name), f"one of {', '.join(table)}", unknown))
    return np.asarray([table[name] for name in names], dtype=np.float64).reshape(len(names), -1).T


def _blend(recipes: pd.DataFrame, fact: int) -> FloatArray:
    """Mean of a fact on the rubbers, weighted by their parts."""
    return np.asarray(sum(recipes[f"{name}_phr"] * facts[fact] / 100 for name, facts in RUBBERS.items()))


def _shore_a(young: FloatArray) -> FloatArray:
    """Hardness of a Young's modulus in MPa, by the relation of Gent."""
    scaled = young * 0.137505 / 0.0981
    return (254 * scaled - 56) / (7.62336 + 2.54 * scaled)
