"""What a copolymer has of its monomers: a level of each, and how levels mix."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize

from matinfo.models._kernels import FloatArray

_WIDTH = 0.4  # standard deviations of the target, below which two levels count as near each other
_TERMS = 6
_MAX_STEPS = 500


@dataclass(frozen=True)
class Mixture:
    """Copolymers as the mixing rule sees them.

    Attributes
    ----------
    places : int array of shape (n, k)
        Monomers of each row; unused places hold 0.
    fractions : array of shape (n, k)
        Their mole fractions; 0 in unused places.
    unlike : array of shape (n,)
        Probability that neighbours along the chain are different monomers.
    """

    places: npt.NDArray[np.intp]
    fractions: FloatArray
    unlike: FloatArray

    @classmethod
    def of(cls, fractions: sparse.csr_array, unlike: FloatArray) -> Mixture:
        """Bring a table of mole fractions of shape (n, m) into this form."""
        counts = np.diff(fractions.indptr)
        row = np.repeat(np.arange(len(counts)), counts)
        slot = np.arange(len(row)) - fractions.indptr[row]
        shape = (len(counts), int(counts.max(initial=1)))
        places, values = np.zeros(shape, dtype=np.intp), np.zeros(shape)
        places[row, slot], values[row, slot] = fractions.indices, fractions.data
        return cls(places, values, unlike)

    def take(self, rows: npt.NDArray[np.intp]) -> Mixture:
        """Some of the rows."""
        return Mixture(self.places[rows], self.fractions[rows], self.unlike[rows])


@dataclass(frozen=True)
class MixingRule:
    """Levels of monomers, and what bends the line between them; the target has mean 0 and standard deviation 1.

    With levels g, fractions f and the share u of unlike neighbours, a copolymer is worth

        sum_i f_i g_i + sum_(i<j) 4 f_i f_j [b(u) + s(u) q(g_i - g_j) + r(u) (f_j - f_i) (g_i - g_j)],

    where ``q(d) = sqrt(d^2 + w^2) - w`` turns the mean towards a maximum (s > 0) or minimum (s < 0) of the levels, as
    of frontier levels, and b, s and r are straight lines in u. These are the first terms of a Redlich-Kister series,
    with coefficients that depend on the levels instead of one for every pair.

    References
    ----------
    Redlich and Kister 1948, Ind. Eng. Chem. 40, 345.
    """

    levels: FloatArray
    terms: FloatArray

    @classmethod
    def fitted(cls, rows: Mixture, target: FloatArray, mean: float, factor: FloatArray, noise: float) -> MixingRule:
        """Find the most probable levels and terms.

        Parameters
        ----------
        rows : Mixture
        target : array of shape (n,)
        mean : float
            Of the levels before anything is measured.
        factor : array of shape (m, m) or (m,)
            Cholesky factor of their covariance, or their standard deviations.
        noise : float
            Variance of what the rule does not explain.
        """
        count = len(factor)

        def levels_of(white: FloatArray) -> FloatArray:
            return np.asarray(mean + (factor @ white if factor.ndim == 2 else factor * white))

        def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
            white, terms = parameters[:count], parameters[count:]
            value, by_slot, by_term = _mixed(rows, levels_of(white), terms)
            wrong = (value - target) / noise
            places, slopes = rows.places.ravel(), (by_slot * wrong[:, None]).ravel()
            of_levels = np.bincount(places, slopes, minlength=count)
            of_white = factor.T @ of_levels if factor.ndim == 2 else factor * of_levels
            gradient = np.concatenate([of_white, by_term @ wrong]) + parameters
            return 0.5 * float(wrong @ (value - target) + parameters @ parameters), gradient

        options = {"maxiter": _MAX_STEPS}
        found = minimize(loss, np.zeros(count + _TERMS), jac=True, method="L-BFGS-B", options=options).x
        return cls(levels_of(found[:count]), found[count:])

    def predict(self, rows: Mixture, levels: FloatArray | None = None) -> FloatArray:
        """Value of each copolymer, with the levels of the rule or with others."""
        return _mixed(rows, self.levels if levels is None else levels, self.terms)[0]


def _mixed(rows: Mixture, levels: FloatArray, terms: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Values, and their derivatives by the level in each slot (n, k) and by each term (6, n)."""
    own, f, u = levels[rows.places], rows.fractions, rows.unlike
    value, by_slot, by_term = np.einsum("ij,ij->i", f, own), f.copy(), np.zeros((_TERMS, len(own)))
    base, bend, lean = (terms[start] + terms[start + 1] * u for start in (0, 2, 4))
    for i, j in combinations(range(f.shape[1]), 2):
        weight, gap, tilt = 4.0 * f[:, i] * f[:, j], own[:, i] - own[:, j], f[:, j] - f[:, i]
        root = np.sqrt(gap**2 + _WIDTH**2)
        parts = (np.ones(len(own)), root - _WIDTH, tilt * gap)
        value += weight * (base + bend * parts[1] + lean * parts[2])
        slope = weight * (bend * gap / root + lean * tilt)
        by_slot[:, i] += slope
        by_slot[:, j] -= slope
        for place, part in enumerate(parts):
            by_term[2 * place] += weight * part
            by_term[2 * place + 1] += weight * part * u
    return value, by_slot, by_term
