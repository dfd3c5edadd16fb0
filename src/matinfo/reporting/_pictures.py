"""Displays as pictures inside a page."""

from __future__ import annotations

import io

from matinfo._html import Html, picture
from matinfo.plotting._display import Display

DPI = 150


def drawn_display(display: Display, *, alt: str) -> Html:
    """The picture of a display; drawn on a figure that pyplot does not know, so that none stays open."""
    from matplotlib.figure import Figure

    width, height = display._size()
    figure = Figure(figsize=(width, height), layout="constrained")
    display.plot(figure.subplots())
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=DPI, facecolor="white", metadata={"Software": None})
    return picture(stream.getvalue(), "png", alt=alt, width=round(80 * width), class_="mi-plot")
