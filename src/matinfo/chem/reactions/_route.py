"""One way to make a polymer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Route:
    """A reaction, its monomers, and the repeat unit that they give.

    Parameters
    ----------
    reaction : str
        Name of the polymerisation, one of ``matinfo.chem.REACTIONS``.
    monomers : tuple of str
        Canonical SMILES, one or two; sorted.
    structure : str
        Canonical repeat unit.

    Examples
    --------
    >>> import matinfo as mi
    >>> print(mi.find_routes("*CC(*)c1ccccc1")[0])
    olefin addition: C=Cc1ccccc1 -> *CC(*)c1ccccc1
    """

    reaction: str
    monomers: tuple[str, ...]
    structure: str

    def __str__(self) -> str:
        return f"{self.reaction}: {' + '.join(self.monomers)} -> {self.structure}"
