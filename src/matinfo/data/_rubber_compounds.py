"""Simulated rubber compounds: series of recipes as a laboratory makes them, and five properties with noise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

from matinfo._validation import check_number
from matinfo.data._rubber_physics import ACCELERATORS, BLACKS, TARGETS, UNITS, rubber_properties
from matinfo.data._simulated import SimulatedDataset

# Standard deviations, in the units of the targets: what one laboratory reaches with one dumbbell more or less
NOISE = {"tensile_strength": 1.2, "elongation": 25.0, "modulus_300": 0.5, "hardness": 1.5, "compression_set": 1.8}
ROWS_IN_A_SERIES = 18
VARIED = 2  # factors that a series varies
BLENDS = {"NR": (100, 0, 0, 70, 50, 0, 40), "SBR": (0, 100, 100, 0, 50, 70, 30), "BR": (0, 0, 0, 30, 0, 30, 30)}
GRADES = {"carbon_black": tuple(BLACKS), "accelerator": tuple(ACCELERATORS)}
SHARE_WITH_SILICA = 0.4
CARRIER = 6.0  # phr of carbon black in a compound with silica
# What a series is set to, and what it is varied over
LEVELS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "filler_phr": ((40, 50, 60), (20, 30, 40, 50, 60, 70)),
    "silane_share": ((0.06, 0.08, 0.1), (0, 0.02, 0.04, 0.06, 0.08, 0.1)),
    "oil_phr": ((0, 5, 10, 20), (0, 5, 10, 15, 20, 30)),
    "ZnO_phr": ((3, 4, 5), (2, 3, 4, 5)),
    "stearic_acid_phr": ((1, 2), (0.5, 1, 2, 3)),
    "antioxidant_phr": ((1, 2), (0, 1, 2, 3)),
    "sulfur_phr": ((1.2, 1.5, 1.8, 2.2), (0.8, 1.2, 1.6, 2.0, 2.5, 3.0)),
    "accelerator_phr": ((0.8, 1.0, 1.2, 1.5), (0.6, 0.9, 1.2, 1.6, 2.0, 2.4)),
    "dump_temperature_degC": ((150, 155), (135, 140, 145, 150, 155, 160)),
    "cure_temperature_degC": ((150, 160, 170), (145, 150, 155, 160, 165, 170)),
    "cure_time_min": ((15, 20), (8, 10, 12, 15, 20, 30)),
}


def make_rubber_compounds(n: int = 445, random_state: Any = 0) -> SimulatedDataset:
    """Simulated rubber compounds with five properties, whose truth and noise are known.

    Nothing of this was measured. Recipes come in series of 18, as a laboratory makes them: a series has one blend of
    rubbers, one grade of carbon black and one accelerator, and varies two factors over several levels. So a new row
    of a known series is easy to predict, and a new series is not.

    Parameters
    ----------
    n : int, default=445
        Number of compounds.
    random_state : int, RandomState or None, default=0
        Seed; the same seed gives the same bytes.

    Returns
    -------
    SimulatedDataset
        `X`: NR, SBR and BR (together 100 phr), a grade of carbon black and its amount, silica and silane, oil, ZnO,
        stearic acid, antioxidant, sulfur, an accelerator and its amount, all in phr; the temperature at which the
        mixture leaves the mixer, temperature and time of the cure. `y`: tensile strength [MPa], elongation [%],
        modulus at 300 % [MPa], hardness [Shore A], compression set [%]. Groups are the series. ``truth`` holds the
        values without noise, ``noise_sd`` the size of the noise, ``noise_ceiling`` the best R2 that can be hoped for.

    See Also
    --------
    rubber_properties : The truth for recipes of your own.

    Examples
    --------
    >>> from matinfo.data import make_rubber_compounds
    >>> compounds = make_rubber_compounds(100)
    >>> len(compounds), compounds.units["hardness"], compounds.groups.nunique()
    (100, 'Shore A', 6)
    >>> bool((compounds.noise_ceiling > 0.8).all())
    True
    """
    check_number("n", n, low=1, whole=True)
    rng = check_random_state(random_state)
    count = -(-n // ROWS_IN_A_SERIES)
    series = np.arange(n) * count // n
    recipes = _draw_recipes(series, count, rng)
    truth = rubber_properties(recipes)
    noise = rng.normal(size=truth.shape) * np.asarray([NOISE[name] for name in TARGETS])
    frame = pd.concat([recipes, truth + noise], axis=1).assign(series=[f"S{number + 1:02d}" for number in series])
    return SimulatedDataset(
        frame,
        truth=truth,
        noise_sd=NOISE,
        recipe=UNITS,
        targets=TARGETS,
        groups="series",
        method="simulated",
        name="simulated rubber compounds",
    )


def _draw_recipes(series: np.ndarray, count: int, rng: np.random.RandomState) -> pd.DataFrame:
    """Recipes, series by series."""
    with_silica = (rng.uniform(size=count) < SHARE_WITH_SILICA)[series]
    blend = rng.randint(len(BLENDS["NR"]), size=count)[series]
    drawn: dict[str, Any] = {f"{name}_phr": np.asarray(parts, dtype=float)[blend] for name, parts in BLENDS.items()}
    drawn |= {
        name: np.asarray(grades, dtype=object)[rng.randint(len(grades), size=count)][series]
        for name, grades in GRADES.items()
    }
    varied = np.argsort(rng.uniform(size=(count, len(LEVELS))), axis=1)[:, :VARIED]
    for place, (name, (fixed, levels)) in enumerate(LEVELS.items()):
        of_series = rng.choice(fixed, size=count)[series]
        of_row = rng.choice(levels, size=len(series))
        drawn[name] = np.where((varied == place).any(axis=1)[series], of_row, of_series)
    filler, silane = drawn.pop("filler_phr"), drawn.pop("silane_share")
    drawn["carbon_black_phr"] = np.where(with_silica, CARRIER, filler)
    drawn["silica_phr"] = np.where(with_silica, filler, 0.0)
    drawn["silane_phr"] = np.round(drawn["silica_phr"] * silane, 1)
    return pd.DataFrame({name: drawn[name] for name in UNITS})
