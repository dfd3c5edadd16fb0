"""Hueckel theory of conjugated fragments, finite ones and endless ones.

An endless fragment has the Bloch Hamiltonian H(k) = H0 + T exp(ik) + T^H exp(-ik) on a symmetric grid of wave numbers;
a finite one is the same with T = 0 and a single wave number. Energies are in units of |beta| above alpha, so more
positive levels lie higher: the HOMO of benzene is -1 and its LUMO +1.

References
----------
Streitwieser 1961, Molecular Orbital Theory for Organic Chemists; Hoffmann 1987, Angew. Chem. Int. Ed. 26, 846 (bands).
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from matinfo.featurize._pi_system import Fragment

_GRID_LENGTH = 32  # wave numbers times chain atoms of the cell: every chain is sampled equally densely
_MOST_STATES = 1024  # wave numbers times centres of the cell
_SMEARING = 0.02  # width of the Fermi edge; makes half-filled degenerate levels share their electrons
_TOUCHING = 1e-6  # energy between bands that count as one
_SOFTENING = 0.2  # smallest energy in the denominator of a response

FloatArray = npt.NDArray[np.float64]


class FragmentLevels(NamedTuple):
    """What Hueckel theory says of a fragment; sums are over the centres of one cell.

    Attributes
    ----------
    homo, lumo : float
        Highest filled and lowest empty level; infinite where there is none.
    homo_width, lumo_width : float
        How far levels reach down from the HOMO, up from the LUMO, without a gap; 0 for finite fragments.
    energy : float
        Energy of the pi electrons.
    resonance : float
        What the electrons gain over staying each on its own centre.
    softness : float
        Sum of the atom self-polarisabilities.
    charge : float
        Sum of the absolute net pi charges.
    bond_order, bond_order_square, bonds : float
        Sums over bonds, and their number.
    """

    homo: float
    lumo: float
    homo_width: float
    lumo_width: float
    energy: float
    resonance: float
    softness: float
    charge: float
    bond_order: float
    bond_order_square: float
    bonds: float


def wave_numbers(path: int, centres: int) -> int:
    """How many wave numbers sample the whole zone; a power of two, so that 0 and pi are among them.

    Examples
    --------
    >>> wave_numbers(4, 6), wave_numbers(8, 12), wave_numbers(100, 80)
    (8, 4, 2)
    """
    wanted = 1 << (-(-_GRID_LENGTH // path) - 1).bit_length()
    affordable = 1 << (max(_MOST_STATES // centres, 1).bit_length() - 1)
    return max(2, min(wanted, affordable))


@lru_cache(maxsize=4096)  # the same rings and groups occur in most polymers
def solve_fragment(fragment: Fragment, points: int) -> FragmentLevels:
    """Solve a fragment on `points` wave numbers (1 for a finite one)."""
    numbers = np.arange(points // 2 + 1) * (2 * np.pi / points)
    phases = np.exp(1j * numbers) if points > 2 else np.cos(numbers)
    weights = np.full(len(numbers), 2 / points)  # k and -k have the same levels ...
    weights[[0, -1]] = 1 / points  # ... but 0 and pi stand alone
    levels, states = np.linalg.eigh(_hamiltonians(fragment, phases))
    edges = _band_edges(levels, weights, sum(fragment.electrons))
    filled = _filled(levels, edges) * weights[:, None]
    empty = weights[:, None] - filled
    parts = np.abs(states) ** 2  # of each centre (axis 1) in each state (axis 2)
    brought = np.asarray(fragment.electrons, dtype=float)
    charges = brought - 2 * (parts @ filled[:, :, None]).sum(axis=(0, 2))
    energy = 2 * float((filled * levels).sum())
    orders = _bond_orders(fragment, filled, states, phases)
    return FragmentLevels(
        *edges,
        energy=energy,
        resonance=-float(brought @ fragment.alphas) - energy,
        softness=_softness(levels, parts, filled, empty),
        charge=float(np.abs(charges).sum()),
        bond_order=float(orders.sum()),
        bond_order_square=float((orders**2).sum()),
        bonds=float(len(orders)),
    )


def _hamiltonians(fragment: Fragment, phases: npt.NDArray[np.inexact]) -> npt.NDArray[np.inexact]:
    """H(k) for each phase exp(ik), in units of |beta|; shape (wave numbers, centres, centres)."""
    inside = np.diag([-alpha for alpha in fragment.alphas])
    onwards = np.zeros_like(inside)
    for begin, end, beta, shift in fragment.bonds:
        if shift and fragment.endless:
            onwards[begin, end] -= beta
        else:
            inside[begin, end] -= beta
            inside[end, begin] -= beta
    if not fragment.endless:
        return inside[None]
    hops = onwards * phases[:, None, None]
    return inside + hops + np.conj(hops).transpose(0, 2, 1)


def _band_edges(levels: FloatArray, weights: FloatArray, electrons: int) -> tuple[float, float, float, float]:
    """HOMO and LUMO, and how far levels reach down from the one and up from the other without a gap."""
    order = np.argsort(levels, axis=None, kind="stable")
    room = 2 * np.repeat(weights, levels.shape[1])[order]
    before = np.cumsum(room) - room  # electrons in lower levels
    occupied = np.flatnonzero(before < electrons - 1e-9)
    vacant = np.flatnonzero(before + room > electrons + 1e-9)
    homo = float(levels.flat[order[occupied[-1]]]) if len(occupied) else -np.inf
    lumo = float(levels.flat[order[vacant[0]]]) if len(vacant) else np.inf
    if len(levels) == 1:
        return homo, lumo, 0.0, 0.0
    bottoms, tops = levels.min(axis=0), levels.max(axis=0)
    down = _reach(homo, -tops[::-1], -bottoms[::-1], -1) if len(occupied) else 0.0
    up = _reach(lumo, bottoms, tops, 1) if len(vacant) else 0.0
    return homo, lumo, down, up


def _reach(start: float, bottoms: FloatArray, tops: FloatArray, sign: int) -> float:
    """Distance from a level to the end of the bands that hang together with it, upwards for sign +1.

    Bands that touch count as one: a cell written twice folds each band into two that touch.
    """
    end = sign * start
    for bottom, top in sorted(zip(bottoms.tolist(), tops.tolist(), strict=True)):
        if bottom <= end + _TOUCHING:
            end = max(end, top)
    return end - sign * start


def _filled(levels: FloatArray, edges: tuple[float, float, float, float]) -> FloatArray:
    """Share of each level that is filled; the Fermi energy lies in the middle of the gap."""
    homo, lumo, *_ = edges
    if not np.isfinite(lumo) or not np.isfinite(homo):
        return np.full(levels.shape, float(np.isfinite(homo)))
    return np.asarray(expit(((homo + lumo) / 2 - levels) / _SMEARING))


def _softness(levels: FloatArray, parts: FloatArray, filled: FloatArray, empty: FloatArray) -> float:
    """Sum of the atom self-polarisabilities 4 sum |c_ri|^2 |c_rj|^2 / (e_j - e_i) over filled i and empty j."""
    states = parts.transpose(1, 0, 2).reshape(parts.shape[1], -1)
    below, above = filled.ravel() > 1e-12, empty.ravel() > 1e-12
    gaps = levels.ravel()[above][None, :] - levels.ravel()[below][:, None]
    overlap = (states[:, below] * filled.ravel()[below]).T @ (states[:, above] * empty.ravel()[above])
    return 4 * float((overlap / np.hypot(gaps, _SOFTENING)).sum())


def _bond_orders(
    fragment: Fragment,
    filled: FloatArray,
    states: npt.NDArray[np.inexact],
    phases: npt.NDArray[np.inexact],
) -> FloatArray:
    """Pi bond order of each bond."""
    if not fragment.bonds:
        return np.zeros(0)
    begins, ends, _, shifts = map(list, zip(*fragment.bonds, strict=True))
    density = (states * filled[:, None, :]) @ np.conj(states).transpose(0, 2, 1)
    orders = density[:, ends, begins]
    if fragment.endless:
        orders = np.where(shifts, phases[:, None], 1.0) * orders
    return 2 * np.asarray(orders.sum(axis=0).real)
