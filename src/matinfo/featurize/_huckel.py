"""Hueckel theory of conjugated fragments, finite ones and endless ones.

An endless fragment has the Bloch Hamiltonian H(k) = H0 + T exp(ik) + T^H exp(-ik) on a symmetric grid of wave numbers;
a finite one is the same with T = 0 and a single wave number. Energies are in units of |beta| above alpha, so more
positive levels lie higher: the HOMO of benzene is -1 and its LUMO +1.

Fragments of one shape are solved together, in arrays whose first axis is the fragment: NumPy takes longer to look at a
small array than to compute with it. What it finds for one does not depend on the others.

References
----------
Streitwieser 1961, Molecular Orbital Theory for Organic Chemists; Hoffmann 1987, Angew. Chem. Int. Ed. 26, 846 (bands).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
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
_MOST_NUMBERS = 1 << 20  # in one array of fragments that are solved together
_REMEMBERED = 4096  # fragments: the same rings and groups occur in most polymers

FloatArray = npt.NDArray[np.float64]
StateArray = npt.NDArray[np.inexact]


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


_known: dict[tuple[Fragment, int], FragmentLevels] = {}


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


def solve_fragments(asked: Sequence[tuple[Fragment, int]]) -> list[FragmentLevels]:
    """Solve fragments, each on its number of wave numbers (1 for a finite one)."""
    known = {one: levels for one in asked if (levels := _known.get(one)) is not None}
    alike: dict[tuple[int, int], list[Fragment]] = {}
    for fragment, points in dict.fromkeys(one for one in asked if one not in known):
        alike.setdefault((len(fragment.alphas), points), []).append(fragment)
    for (centres, points), fragments in alike.items():
        together = max(_MOST_NUMBERS // (centres**2 * points), 1)
        for start in range(0, len(fragments), together):
            some = fragments[start : start + together]
            known.update(zip([(one, points) for one in some], _solve_alike(some, points), strict=True))
    if len(_known) > _REMEMBERED:
        _known.clear()
    _known.update(known)
    return [known[one] for one in asked]


def _solve_alike(fragments: list[Fragment], points: int) -> list[FragmentLevels]:
    """Solve fragments with the same number of centres on the same wave numbers."""
    numbers = np.arange(points // 2 + 1) * (2 * np.pi / points)
    phases = np.exp(1j * numbers) if points > 2 else np.cos(numbers)
    weights = np.full(len(numbers), 2 / points)  # k and -k have the same levels ...
    weights[[0, -1]] = 1 / points  # ... but 0 and pi stand alone
    bonds = _flat_bonds(fragments)
    levels, states = np.linalg.eigh(_hamiltonians(fragments, bonds, phases if points > 1 else None))
    edges = [_band_edges(own, weights, sum(one.electrons)) for one, own in zip(fragments, levels, strict=True)]
    filled = _filled(levels, edges) * weights[:, None]
    parts = np.abs(states) ** 2  # of each centre (axis 2) in each state (axis 3)
    brought = np.asarray([one.electrons for one in fragments], dtype=float)
    charges = brought - 2 * (parts @ filled[..., None]).sum(axis=(1, 3))
    energy = 2 * (filled * levels).sum(axis=(1, 2))
    apart = -np.asarray([one.alphas for one in fragments]) * brought
    orders = _bond_orders(bonds, filled, states, phases)
    return [
        FragmentLevels(
            *edges[which],
            energy=float(energy[which]),
            resonance=float(apart[which].sum() - energy[which]),
            softness=_softness(levels[which], parts[which], filled[which], weights[:, None] - filled[which]),
            charge=float(np.abs(charges[which]).sum()),
            bond_order=float(own.sum()),
            bond_order_square=float((own**2).sum()),
            bonds=float(len(own)),
        )
        for which, own in enumerate(orders)
    ]


class _FlatBonds(NamedTuple):
    """Bonds of many fragments one after the other: `which` fragment, and the fields of `PiBond`."""

    which: npt.NDArray[np.intp]
    begins: npt.NDArray[np.intp]
    ends: npt.NDArray[np.intp]
    shifts: npt.NDArray[np.intp]
    betas: FloatArray
    counts: list[int]


def _flat_bonds(fragments: list[Fragment]) -> _FlatBonds:
    bonds = [*chain.from_iterable(one.bonds for one in fragments)]
    counts = [len(one.bonds) for one in fragments]
    places = np.asarray([(bond.begin, bond.end, bond.shift) for bond in bonds], dtype=np.intp).reshape(-1, 3)
    begins, ends, shifts = places.T
    betas = np.asarray([bond.beta for bond in bonds])
    return _FlatBonds(np.repeat(np.arange(len(counts)), counts), begins, ends, shifts, betas, counts)


def _hamiltonians(fragments: list[Fragment], bonds: _FlatBonds, phases: StateArray | None) -> StateArray:
    """H(k) for each phase exp(ik), in units of |beta|; shape (fragments, wave numbers, centres, centres).

    Finite fragments have no phases, and their bonds to the next cell are bonds like others.
    """
    centres = len(fragments[0].alphas)
    inside = np.zeros((len(fragments), centres, centres))
    inside[:, range(centres), range(centres)] = -np.asarray([one.alphas for one in fragments])
    which, begins, ends, shifts, betas, _ = bonds
    if phases is None:
        inside[which, begins, ends] -= betas
        inside[which, ends, begins] -= betas
        return inside[:, None]
    stays, crosses = shifts == 0, shifts != 0  # a bond inside a cell and one to the next may join the same two places
    onwards = np.zeros_like(inside)
    inside[which[stays], begins[stays], ends[stays]] -= betas[stays]
    inside[which[stays], ends[stays], begins[stays]] -= betas[stays]
    onwards[which[crosses], begins[crosses], ends[crosses]] -= betas[crosses]
    hops = onwards[:, None] * phases[:, None, None]
    return np.asarray(inside[:, None] + hops + np.conj(hops).swapaxes(-1, -2))


def _band_edges(levels: FloatArray, weights: FloatArray, electrons: int) -> tuple[float, float, float, float]:
    """HOMO and LUMO, and how far levels reach down from the one and up from the other without a gap."""
    if len(levels) == 1:
        (ascending,) = levels.tolist()
        homo = ascending[(electrons - 1) // 2] if electrons else -np.inf
        lumo = ascending[electrons // 2] if electrons < 2 * len(ascending) else np.inf
        return homo, lumo, 0.0, 0.0
    order = np.argsort(levels, axis=None, kind="stable")
    room = 2 * np.repeat(weights, levels.shape[1])[order]
    before = np.cumsum(room) - room  # electrons in lower levels
    occupied = np.flatnonzero(before < electrons - 1e-9)
    vacant = np.flatnonzero(before + room > electrons + 1e-9)
    homo = float(levels.flat[order[occupied[-1]]]) if len(occupied) else -np.inf
    lumo = float(levels.flat[order[vacant[0]]]) if len(vacant) else np.inf
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


def _filled(levels: FloatArray, edges: list[tuple[float, float, float, float]]) -> FloatArray:
    """Share of each level that is filled; the Fermi energy lies in the middle of the gap, or beyond all levels."""
    fermi = [lumo if lumo == np.inf else (homo + lumo) / 2 for homo, lumo, *_ in edges]
    return np.asarray(expit((np.reshape(fermi, (-1, 1, 1)) - levels) / _SMEARING))


def _softness(levels: FloatArray, parts: FloatArray, filled: FloatArray, empty: FloatArray) -> float:
    """Sum of the atom self-polarisabilities 4 sum |c_ri|^2 |c_rj|^2 / (e_j - e_i) over filled i and empty j."""
    states = parts.transpose(1, 0, 2).reshape(parts.shape[1], -1)
    below, above = filled.ravel() > 1e-12, empty.ravel() > 1e-12
    gaps = levels.ravel()[above][None, :] - levels.ravel()[below][:, None]
    overlap = (states[:, below] * filled.ravel()[below]).T @ (states[:, above] * empty.ravel()[above])
    return 4 * float((overlap / np.hypot(gaps, _SOFTENING)).sum())


def _bond_orders(bonds: _FlatBonds, filled: FloatArray, states: StateArray, phases: StateArray) -> list[FloatArray]:
    """Pi bond order of each bond, for each fragment."""
    density = (states * filled[:, :, None, :]) @ np.conj(states).swapaxes(-1, -2)
    orders = density[bonds.which, :, bonds.ends, bonds.begins]
    onwards = np.where(bonds.shifts[:, None], phases, 1.0) if len(phases) > 1 else 1.0
    found = 2 * np.asarray((onwards * orders).sum(axis=1).real)
    return np.split(found, np.cumsum(bonds.counts)[:-1])
