"""Groups that must or must not occur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from rdkit import Chem, rdBase

from matinfo._validation import option_message
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material


@dataclass(frozen=True)
class _Groups(Filter):
    smarts: tuple[str, ...]
    name: str = ""

    def __post_init__(self) -> None:
        given = (self.smarts,) if isinstance(self.smarts, str) else tuple(self.smarts)
        object.__setattr__(self, "smarts", given)
        with rdBase.BlockLogs():
            unread = [smarts for smarts in given if Chem.MolFromSmarts(smarts) is None]
        if unread or not given:
            raise ValueError(option_message("smarts", "one or several SMARTS that RDKit reads", unread or given))

    @property
    def _shown(self) -> str:
        return self.name or " or ".join(self.smarts)

    def _found(self, materials: Sequence[Material]) -> list[bool]:
        patterns = [Chem.MolFromSmarts(smarts) for smarts in self.smarts]
        return [any(each.stretch.HasSubstructMatch(pattern) for pattern in patterns) for each in materials]


@dataclass(frozen=True)
class Forbid(_Groups):
    """None of these groups.

    In a polymer groups are looked for along the chain, so that the ends of the drawing hide none.

    Parameters
    ----------
    smarts : str or tuple of str
    name : str, default=""
        What the groups are, for the funnel: ``Forbid("OO", name="peroxide")``.
    """

    @property
    def label(self) -> str:
        return f"no {self._shown}"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        return [f"has {self._shown}" if found else "" for found in self._found(materials)]


@dataclass(frozen=True)
class Require(_Groups):
    """At least one of these groups.

    Parameters
    ----------
    smarts : str or tuple of str
    name : str, default=""
        What the groups are, for the funnel.
    """

    @property
    def label(self) -> str:
        return f"has {self._shown}"

    def reasons(self, materials: Sequence[Material], frame: pd.DataFrame) -> list[str]:
        return ["" if found else f"has no {self._shown}" for found in self._found(materials)]
