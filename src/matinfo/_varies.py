"""What varies from row to row, whatever its unit, and what is only rounding."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

_ROUNDING = 1e-12  # of the size of a number; sums of equal numbers in binary differ by less
_NO_NUMBER = 1e-280  # below, one over a spread passes the largest number there is


def varies(centre: FloatArray, spread: FloatArray) -> npt.NDArray[np.bool_]:
    """Whether a spread is more than rounding of numbers of this size.

    Nothing is said about the size itself: diffusivities of 1e-13 m2/s and permeabilities of 1e-16 mol/(m s Pa) vary as
    much as the same numbers in another unit.

    Parameters
    ----------
    centre, spread : arrays of one shape
        Mean (or largest absolute value) and standard deviation (or range).

    Returns
    -------
    ndarray of bool
    """
    return np.asarray(spread > _ROUNDING * np.maximum(np.abs(centre), _NO_NUMBER))


def centre_and_scale(y: FloatArray) -> tuple[float, float]:
    """Mean and standard deviation of a target, in its unit; a constant target has scale 1."""
    centre, spread = y.mean(), y.std()
    return float(centre), float(spread) if varies(centre, spread) else 1.0
