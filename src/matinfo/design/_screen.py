"""From many candidates to a shortlist, with a reason for every drop."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from matinfo._validation import option_message
from matinfo.chem import parse_report, structure_column
from matinfo.design._filters.base import Filter
from matinfo.design._filters.material import Material
from matinfo.design._filters.passing import drops_of, pass_through
from matinfo.design._funnel import Funnel

_READABLE = "a structure, once"


@dataclass(frozen=True)
class Screen:
    """Filters that candidates pass one after the other.

    Parameters
    ----------
    filters : sequence of Filter
        In the order in which they are applied: cheap ones first.

    Raises
    ------
    TypeError
        An entry is no filter.

    See Also
    --------
    MaxSAScore, Forbid, Require, AllowedElements, RingSizes, MolarMass, Neutral, Novel, SimilarTo, Predicted,
    MakeableBy, Diverse

    Examples
    --------
    >>> import matinfo as mi
    >>> candidates = ["*CCO*", "*CC(*)c1ccccc1", "*COOC*", "*CC(*)C1CCC1"]
    >>> screen = mi.Screen([mi.Forbid("OO", name="peroxide"), mi.RingSizes((5, 6)), mi.Novel(than=["*C(C*)c1ccccc1"])])
    >>> shortlist, funnel = screen.apply(candidates)
    >>> shortlist["structure"].tolist()
    ['*CCO*']
    >>> funnel.frame()["n_out"].tolist()
    [4, 3, 2, 1]
    """

    filters: Sequence[Filter]

    def __post_init__(self) -> None:
        wrong = [each for each in self.filters if not isinstance(each, Filter)]
        if wrong:
            raise TypeError(option_message("filters", "filters such as MaxSAScore(4.0)", wrong))

    def apply(self, candidates: Any) -> tuple[pd.DataFrame, Funnel]:
        """Drop what does not pass.

        Parameters
        ----------
        candidates : DataFrame or column of n structures
            A table needs a column ``structure``; other columns, such as predictions, are kept. Rows that hold no
            structure, or a material that came before, are dropped in a first step.

        Returns
        -------
        shortlist : DataFrame
            Rows that passed everything, in their order and with their index; ``structure`` is canonical. Filters may
            add columns, as `MakeableBy` does.
        funnel : Funnel
            Counts of every step and a reason for every drop.

        Raises
        ------
        KeyError
            A filter looks at a column that the table does not have.
        """
        frame = _as_frame(candidates)
        missing = {name for each in self.filters for name in each.columns if name not in frame.columns}
        if missing:
            raise KeyError(f"filters look at the columns {sorted(missing)}; the table has {list(frame.columns)}.")
        canonical, problems = parse_report(frame["structure"], list(frame.index), "structure", odd=[])
        faults = iter(problems)
        seen: set[str] = set()
        reasons = []
        for string in canonical:
            reasons.append(next(faults).reason if string is None else "came before" if string in seen else "")
            seen.add(string or "")
        n_in, unreadable = len(frame), drops_of(frame, reasons, 0, _READABLE)
        frame = frame.assign(structure=pd.Series(canonical, index=frame.index, dtype=object))
        frame = frame.loc[[not reason for reason in reasons]]
        passed = pass_through(self.filters, [Material(string) for string in frame["structure"]], frame)
        steps = ((_READABLE, len(frame)), *passed.steps)
        return passed.frame, Funnel(steps, n_in, (*unreadable, *passed.drops))


def _as_frame(candidates: Any) -> pd.DataFrame:
    if isinstance(candidates, pd.DataFrame) and "structure" in candidates.columns:
        return candidates
    if isinstance(candidates, pd.DataFrame) and candidates.shape[1] > 1:
        raise KeyError(
            f"candidates must have a column 'structure'; got {list(candidates.columns)}. "
            "Rename yours: frame.rename(columns={'psmiles': 'structure'})."
        )
    column = structure_column(candidates)
    return pd.DataFrame({"structure": pd.Series(column.values, index=column.labels, dtype=object)})
