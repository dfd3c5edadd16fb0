"""The door of the room: a model and a dataset in, one page out."""

from __future__ import annotations

import os
from typing import Any

from sklearn.base import clone

from matinfo._validation import check_number, option_message
from matinfo.data import Dataset
from matinfo.exceptions import MissingExtraError
from matinfo.plotting._asked import Targets, asked_target
from matinfo.reporting._findings import gather
from matinfo.reporting._page import write_page
from matinfo.reporting._report import Report, check_place
from matinfo.reporting._what_to_report import what_to_report


def report(
    model: Any,
    ds: Dataset,
    path: str | os.PathLike[str] | None = None,
    *,
    target: str | None = None,
    cv: Any = 5,
    coverage: float = 0.9,
    importance: bool = True,
    n_worst: int = 6,
    title: str = "",
    date: str = "",
    overwrite: bool = False,
    random_state: int = 0,
    n_jobs: int | None = None,
) -> Report:
    """Say on one page what a model is worth on a dataset.

    The model is judged by clones of it, fitted on folds that keep materials together; whether `model` itself is fitted
    does not matter, and it stays as it is.

    Parameters
    ----------
    model : estimator
        A `Model`, or any regressor or pipeline of scikit-learn that takes the inputs of `ds`.
    ds : Dataset
        Structures or recipes with measured values.
    path : path, optional
        File of HTML to write. It is one file: pictures are in it, nothing is loaded from elsewhere.
    target : str, optional
        Which target; needed where the dataset has several.
    cv : int, splitter or list of (train, test) positions, default=5
        Folds, as of `Evaluator`. Each costs a fit, and there is one fit more for domain and importances.
    coverage : float, default=0.9
        What intervals are asked to cover.
    importance : bool, default=True
        Whether importances are computed, on at most 100 left-out rows.
    n_worst : int, default=6
        Rows with the largest errors that are shown.
    title : str, default=""
        Heading of the page; by default the target and the name of the dataset.
    date : str, default=""
        Written below the heading as it stands. Without it the page has no date, so that the same call gives the same
        bytes.
    overwrite : bool, default=False
        Replace the file at `path`.
    random_state : int, default=0
        Seeds folds, the split for domain and importances, and every ``random_state`` of the model that is None.
    n_jobs : int, optional
        Processes that share the fits.

    Returns
    -------
    Report
        Page, sentences, and the tables behind them.

    Raises
    ------
    TypeError
        `ds` is no Dataset, or `model` no estimator.
    ValueError
        An option is wrong, `path` does not end with .html, or the dataset has several targets and none was named.
    FileExistsError, IsADirectoryError
        Something is at `path`, and ``overwrite=False``, or a folder is; nothing was fitted then.
    MissingExtraError
        matplotlib is not installed.

    See Also
    --------
    matinfo.evaluate.Evaluator : Compare several models.
    matinfo.interpret.explain : More questions to one model.

    Examples
    --------
    >>> import matinfo as mi
    >>> ds = mi.load_polymers().select("Tg")
    >>> model = mi.Model(mi.PolymerFingerprint("AQ"), "ridge")
    >>> report = mi.report(model, ds, cv=3, importance=False)
    >>> report.html.startswith("<!doctype html>"), len(report.worst)
    (True, 6)
    """
    if not isinstance(ds, Dataset):
        raise TypeError(option_message("ds", "a Dataset", type(ds), "Make one: mi.Dataset(frame, ...)."))
    if isinstance(model, type) or not all(hasattr(model, name) for name in ("fit", "predict", "get_params")):
        expected = "one estimator with fit, predict and get_params, not a class"
        raise TypeError(option_message("model", expected, model, "Several are compared by mi.Evaluator."))
    target = asked_target(Targets(ds.target_names), target)
    check_number("n_worst", n_worst, low=0, whole=True)
    check_number("random_state", random_state, low=0, high=2**32 - 1, whole=True)
    if path is not None:
        check_place(path, overwrite=overwrite)
    _check_matplotlib()
    found = gather(
        clone(model),
        ds.select(target),
        cv=cv,
        coverage=coverage,
        importance=importance,
        n_worst=n_worst,
        random_state=random_state,
        n_jobs=n_jobs,
    )
    made = Report(write_page(found, title, date), what_to_report(found), found.result, found.importance, found.worst)
    if path is not None:
        made.save(path, overwrite=overwrite)
    return made


def _check_matplotlib() -> None:
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise MissingExtraError('A report has pictures. Run: pip install "matinfo[plot]"') from error
