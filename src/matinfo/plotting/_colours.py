"""Colours that everyone can tell apart: the palette of Okabe and Ito, with grey for what stands beside."""

from __future__ import annotations

from collections.abc import Iterable

POINT_COLOUR = "#0072B2"  # blue
LINE_COLOUR = "#D55E00"  # vermillion
GREY = "#999999"
SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
COLOUR_MAP = "viridis"  # even in brightness, so that it also survives a grey printer
BESIDE = ("dummy", "random", "other", "others", "not stated")  # names of what stands beside what is looked at


def series_colours(names: Iterable[str]) -> dict[str, str]:
    """One colour a name, in the order given; grey for the dummy, for chance and for all others."""
    colours, place = dict[str, str](), 0
    for name in names:
        colours[name] = GREY if name in BESIDE else SERIES[place % len(SERIES)]
        place += name not in BESIDE
    return colours
