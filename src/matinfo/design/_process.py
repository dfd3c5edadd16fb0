"""What batches need of a model: predict, draw jointly, and be conditioned on results that are only believed."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np

from matinfo.design._arrays import FloatArray


class ConditionalProcess(Protocol):
    """A random function of encoded candidates: one or several properties, known at some points.

    Rows of `X` are encoded candidates (n, n_features). Properties stand in columns, in the order of the objective's
    names. Standard deviations are those of the property itself, without the noise of one more measurement.
    """

    def posterior(self, X: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Mean and standard deviation, each of shape (n, n_properties)."""
        ...

    def condition(self, X: FloatArray, Y: FloatArray) -> Self:
        """Return the process that has seen `Y` (n, n_properties) at `X` too; NaN where a property is not known."""
        ...

    def draw(self, X: FloatArray, n_samples: int, rng: np.random.Generator) -> FloatArray:
        """Joint samples of shape (n_samples, n, n_properties)."""
        ...
