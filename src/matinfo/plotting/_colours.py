"""Colours that everyone can tell apart: the palette of Okabe and Ito."""

from __future__ import annotations

POINT_COLOUR = "#0072B2"  # blue
LINE_COLOUR = "#D55E00"  # vermillion
GREY = "#999999"
SERIES = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000")
