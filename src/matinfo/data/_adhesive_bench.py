"""A simulated bench for adhesives: 256 settings, a known optimum, and measurements with noise."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from matinfo.data._columns import check_table_has

FloatArray = npt.NDArray[np.float64]

# Four variables at four levels, as in the study. The levels themselves are ours: common resins of bisphenol A, common
# polyetheramines, and what a laboratory oven does.
LEVELS = {
    "resin_molar_mass": (370.0, 900.0, 1650.0, 2900.0),
    "amine_molar_mass": (230.0, 430.0, 1000.0, 2000.0),
    "amine_ratio": (0.6, 0.9, 1.2, 1.5),
    "cure_temperature_degC": (60.0, 90.0, 120.0, 150.0),
}
UNITS = {"resin_molar_mass": "g/mol", "amine_molar_mass": "g/mol", "amine_ratio": "1", "cure_temperature_degC": "degC"}
BEST_STRENGTH = 35.8  # MPa, the best of the study
NOISE_SD = 1.1  # MPa, its standard deviation
_WEAKEST = 2.0  # MPa, a joint that hardly holds


@dataclass(frozen=True)
class AdhesiveBench:
    """Settings of a simulated adhesive joint, and what a test would give.

    Make one with `make_adhesive_bench`.

    Attributes
    ----------
    candidates : DataFrame of shape (256, 4)
        Molar mass of the epoxy resin and of the polyetheramine that cures it [g/mol], amine hydrogens for each epoxide
        group, temperature of the cure [degC].
    strength : Series of shape (256,)
        Noise-free lap shear strength [MPa].
    noise_sd : float
        Standard deviation of one measurement [MPa].
    units : dict of str to str
        Unit of each column.
    """

    candidates: pd.DataFrame
    strength: pd.Series
    noise_sd: float
    units: dict[str, str]

    @property
    def optimum(self) -> pd.DataFrame:
        """The strongest setting, with its strength."""
        return self.candidates.assign(strength=self.strength).loc[[self.strength.idxmax()]]

    def measure(self, settings: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
        """Test joints: strength with noise, never below zero.

        Parameters
        ----------
        settings : DataFrame
            Rows with the four columns; they need not be candidates.
        rng : numpy.random.Generator
            Source of the noise.

        Returns
        -------
        Series
            Strength [MPa], under the labels of `settings`.
        """
        truth = adhesive_strength(settings)
        noisy = truth + self.noise_sd * rng.standard_normal(len(truth))
        return pd.Series(np.maximum(noisy, 0.0), settings.index, name="strength")


def make_adhesive_bench() -> AdhesiveBench:
    """Simulated lap shear strength of epoxy adhesives at four levels of four variables.

    Nothing of this was measured. Variables, number of levels, size of the best value and of the noise are those of the
    study of Pruksawan et al.; its 256 strengths were never published, and the surface here is ours: strength has its
    best at a network neither too tight nor too loose, amine and epoxide near balance, and an oven hot enough for
    the resin to flow and to react but not so hot that the joint cools under stress.

    Returns
    -------
    AdhesiveBench
        `candidates`, noise-free `strength`, `optimum`, and `measure` for tests with a noise of 1.1 MPa.

    References
    ----------
    S. Pruksawan, G. Lambard, S. Samitsu, K. Sodeyama, M. Naito, Prediction and optimization of epoxy adhesive strength
    from a small dataset through active learning, Sci. Technol. Adv. Mater. 20 (2019) 1010.

    Examples
    --------
    >>> from matinfo.data import make_adhesive_bench
    >>> bench = make_adhesive_bench()
    >>> len(bench.candidates), float(bench.strength.max().round(1)), bench.noise_sd
    (256, 35.8, 1.1)
    """
    candidates = pd.DataFrame(product(*LEVELS.values()), columns=list(LEVELS))
    strength = pd.Series(adhesive_strength(candidates), candidates.index, name="strength")
    return AdhesiveBench(candidates, strength, NOISE_SD, dict(UNITS))


def adhesive_strength(settings: pd.DataFrame) -> FloatArray:
    """Noise-free strength [MPa] of simulated joints; scaled so that the best of the 256 has 35.8 MPa.

    Parameters
    ----------
    settings : DataFrame
        With the four columns of the bench.

    Returns
    -------
    ndarray of shape (n,)

    Raises
    ------
    TypeError, ValueError
        If `settings` is no table, or a column is missing.
    """
    check_table_has("settings", settings, list(LEVELS))
    grid = pd.DataFrame(product(*LEVELS.values()), columns=list(LEVELS))
    return _WEAKEST + (BEST_STRENGTH - _WEAKEST) * _quality(settings) / _quality(grid).max()


def _quality(settings: pd.DataFrame) -> FloatArray:
    """Between 0 and 1: network, adhesion, stoichiometry and cure, each a factor."""
    resin, amine, ratio, oven = (settings[name].to_numpy(dtype=np.float64) for name in LEVELS)
    looseness = 0.5 * np.log(resin / 900.0) + 0.5 * np.log(amine / 430.0)
    network = np.exp(-0.5 * ((looseness - 0.35) / 0.6) ** 2)
    # Short resins are brittle, long ones have few groups that stick to the surface.
    adhesion = np.exp(-0.5 * (np.log(resin / 1000.0) / 1.2) ** 2)
    # Long amines reach fewer epoxide groups, and want a little more of them.
    balance = np.exp(-0.5 * ((ratio - 1.0 - 0.12 * np.log(amine / 430.0)) / 0.32) ** 2)
    reacted = 1.0 - np.exp(-np.exp((oven - 85.0) / 30.0))
    flow = 1.0 / (1.0 + np.exp(-(oven - 55.0 - 22.0 * np.log(resin / 370.0)) / 14.0))
    stress = np.exp(-np.maximum(oven - 100.0, 0.0) / 90.0 * np.exp(-0.6 * looseness))
    return np.asarray(network * adhesion * balance * reacted * flow * stress)
