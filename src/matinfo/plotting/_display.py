"""What all displays share: numbers that are held, axes to draw on, and text that is shown as it was written."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from matinfo._validation import option_message
from matinfo.exceptions import MissingExtraError
from matinfo.plotting._text import show_every_script

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


class Display(ABC):
    """Base of the displays: a subclass holds numbers, and says in `_draw` how they are drawn."""

    ax_: Axes
    figure_: Figure

    @abstractmethod
    def frame(self) -> pd.DataFrame:
        """Return the numbers of the picture."""

    @abstractmethod
    def _draw(self, ax: Any) -> None:
        """Draw on `ax`."""

    def plot(self, ax: Axes | None = None) -> Self:
        """Draw on `ax`, or on a new figure.

        Parameters
        ----------
        ax : matplotlib.axes.Axes, optional
            Where to draw.

        Returns
        -------
        Display
            Itself, with `ax_` and `figure_` set. Save with ``display.figure_.savefig("picture.png")``.

        Raises
        ------
        MissingExtraError
            If matplotlib is not installed.
        TypeError
            If `ax` is no axes.
        """
        try:
            from matplotlib import pyplot
            from matplotlib.axes import Axes
        except ImportError as error:
            raise MissingExtraError('Plots need matplotlib. Run: pip install "matinfo[plot]"') from error
        if ax is None:
            _, ax = pyplot.subplots(figsize=self._size(), layout="constrained")
        if not isinstance(ax, Axes):
            raise TypeError(option_message("ax", "axes of matplotlib", ax, "Of several take one, such as axes[0]."))
        self._draw(ax)
        show_every_script(ax)
        self.ax_, self.figure_ = ax, ax.figure  # type: ignore[assignment]  # a SubFigure has savefig through its parent
        return self

    def _size(self) -> tuple[float, float]:
        """Width and height of a new figure in inches."""
        return (5.6, 4.0)
