"""A finished report."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from matinfo._html import element
from matinfo._validation import option_message
from matinfo._writing import check_free, written_beside
from matinfo.evaluate import Result

HEIGHT = 720  # pixels of the frame in a notebook
ENDINGS = (".html", ".htm")


def check_place(path: str | os.PathLike[str], *, overwrite: bool) -> Path:
    """Return where a page is to be written; raise where it cannot be."""
    place = Path(path)
    if place.suffix.lower() not in ENDINGS and not place.is_dir():
        raise ValueError(option_message("path", "a file name that ends with .html", str(path)))
    check_free(place, overwrite=overwrite)
    return place


@dataclass(frozen=True, repr=False, eq=False)
class Report:
    """What ``matinfo.report`` found, as a page and as tables.

    Attributes
    ----------
    html : str
        The page: one file, with all pictures in it. It loads nothing and runs no script.
    text : str
        What to report, in plain sentences.
    result : Result
        Scores and out-of-fold predictions, beside those of the dummy.
    importance : DataFrame or None
        As ``Explanation.importance``, on left-out rows; None where it was not asked for or the model has none.
    worst : DataFrame
        The rows with the largest errors: ``row``, ``material``, ``fold``, ``y_true``, ``y_pred``, ``low``, ``high`` and
        ``error`` (prediction - truth), in the unit of the target.

    See Also
    --------
    matinfo.reporting.report : Makes one.
    """

    html: str
    text: str
    result: Result
    importance: pd.DataFrame | None
    worst: pd.DataFrame

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write the page as a file of HTML, in one step.

        Parameters
        ----------
        path : path
            File to write, such as ``"tg.html"``; every browser opens it.
        overwrite : bool, default=False
            Replace what is there.

        Raises
        ------
        FileExistsError
            If `path` exists and `overwrite` is False.
        IsADirectoryError
            If it is a folder.
        ValueError
            If the name does not end as that of a page.
        """
        target = check_place(path, overwrite=overwrite)
        target.parent.mkdir(parents=True, exist_ok=True)
        with written_beside(target) as new:
            new.write_text(self.html, encoding="utf-8", newline="\n")

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Report: {self.text.splitlines()[0]}>"

    def _repr_html_(self) -> str:
        # A frame of its own: neither the style of the page nor that of the notebook reaches the other.
        style = f"width:100%;height:{HEIGHT}px;border:1px solid rgba(128,128,128,.4);border-radius:8px;background:#fff"
        return element("iframe", srcdoc=self.html, sandbox="", style=style)
