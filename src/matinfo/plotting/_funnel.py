"""What is left of candidates after each filter."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from matinfo.design import Funnel
from matinfo.plotting._asked import check_made
from matinfo.plotting._colours import GREY, POINT_COLOUR
from matinfo.plotting._display import Display
from matinfo.plotting._text import plain

MANY = 50.0  # times as many candidates at the top as at the bottom: beyond, the scale is logarithmic
ROOM = 1.25  # of the longest bar, for the number behind it


class FunnelDisplay(Display):
    """Candidates that are left after each step of a screening.

    Make one with `from_funnel`.

    Parameters
    ----------
    steps : DataFrame
        As ``Funnel.frame()``: ``filter``, ``n_in``, ``n_out``, ``n_dropped``.

    Attributes
    ----------
    ax_ : matplotlib.axes.Axes
        The axes drawn on, after `plot`.
    figure_ : matplotlib.figure.Figure
        Their figure, after `plot`.

    See Also
    --------
    matinfo.design.Screen : Makes the funnel.
    matinfo.design.Funnel.dropped : Every dropped candidate, with the reason.

    Examples
    --------
    >>> import matinfo as mi
    >>> from matinfo.plotting import FunnelDisplay
    >>> _, funnel = mi.Screen([mi.Forbid("OO", name="peroxide")]).apply(["*CCO*", "*COOC*"])
    >>> FunnelDisplay.from_funnel(funnel).frame()[["filter", "n_out"]]
                  filter  n_out
    0         candidates      2
    1  a structure, once      2
    2        no peroxide      1
    """

    def __init__(self, steps: pd.DataFrame) -> None:
        start = pd.DataFrame({"filter": ["candidates"], "n_out": [steps["n_in"].iloc[0]], "n_dropped": [0]})
        frame = pd.concat([start, steps[["filter", "n_out", "n_dropped"]]], ignore_index=True)
        self._frame = frame.assign(share=frame["n_out"] / max(int(frame["n_out"].iloc[0]), 1))

    @classmethod
    def from_funnel(cls, funnel: Funnel) -> FunnelDisplay:
        """Make a display of a screening.

        Parameters
        ----------
        funnel : Funnel
            What ``Screen.apply`` returned.

        See Also
        --------
        matinfo.design.Funnel.frame : The numbers.
        """
        check_made("funnel", funnel, Funnel, "Screen.apply")
        return cls(funnel.frame())

    def frame(self) -> pd.DataFrame:
        """The numbers of the picture, one row a step, all candidates first.

        Returns
        -------
        DataFrame
            ``filter``, ``n_out`` (left after the step), ``n_dropped``, ``share`` (of all candidates).
        """
        return self._frame.copy()

    def _size(self) -> tuple[float, float]:
        return (6.4, 1.0 + 0.36 * len(self._frame))

    def _draw(self, ax: Any) -> None:
        data = self._frame
        places = np.arange(len(data))[::-1]
        colours = [GREY, *[POINT_COLOUR] * (len(data) - 1)]
        if data["n_out"].iloc[0] > MANY * max(int(data["n_out"].iloc[-1]), 1):
            ax.set_xscale("symlog", linthresh=1.0)  # linear up to 1, so that none left is a bar of no length
        ax.barh(places, data["n_out"], height=0.72, color=colours)
        for place, left, dropped in zip(places, data["n_out"], data["n_dropped"], strict=True):
            change = f"  (-{dropped:,})" if dropped else ""
            ax.text(left, place, f" {left:,}{change}", va="center", ha="left", fontsize="small")
        ax.set_yticks(places, [plain(name) for name in data["filter"]])
        ax.set(xlabel="Candidates left", xlim=(0, ROOM * max(data["n_out"].iloc[0], 1)))
        ax.spines[["top", "right"]].set_visible(False)
