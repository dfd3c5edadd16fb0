"""Distributions of scipy that a search has drawn from, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy import stats
from scipy.stats._distn_infrastructure import rv_frozen, rv_generic


@dataclass(frozen=True)
class SavedDistribution:
    """A frozen distribution; that of scipy would run text of the file as a program when it is loaded.

    Attributes
    ----------
    name : str
        In ``scipy.stats``.
    arguments : sequence
    options : mapping
    """

    name: str
    arguments: Sequence[Any]
    options: Mapping[str, Any]

    @classmethod
    def of(cls, distribution: rv_frozen) -> SavedDistribution:
        """Name a distribution and its parameters."""
        return cls(str(distribution.dist.name), tuple(distribution.args), dict(distribution.kwds))

    def distribution(self) -> Any:
        """Make the distribution anew."""
        family = getattr(stats, self.name, None)
        if not isinstance(family, rv_generic):
            raise ValueError(f"scipy has no distribution {self.name!r}")
        return family(*self.arguments, **self.options)
