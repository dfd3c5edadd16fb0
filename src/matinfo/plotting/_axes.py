"""Axes to draw on."""

from __future__ import annotations

from typing import Any

from matinfo.exceptions import MissingExtraError


def new_axes(ax: Any, size: tuple[float, float]) -> Any:
    """Return `ax`, or the axes of a new figure of `size` inches where it is None.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingExtraError('Plots need matplotlib. Run: pip install "matinfo[plot]"') from error
    if ax is None:
        _, ax = pyplot.subplots(figsize=size, layout="constrained")
    return ax
