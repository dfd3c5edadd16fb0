"""Predict and screen a file of structures that is too long for memory."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matinfo._validation import check_number, option_message
from matinfo.design._filters.diverse import Diverse
from matinfo.design._library.files import RunFiles
from matinfo.design._library.journal import Journal
from matinfo.design._library.part import READ, LibraryJob, write_job
from matinfo.design._library.rows import Library
from matinfo.design._library.run import identity_of, run_library
from matinfo.design._predicted_table import PredictedTable
from matinfo.design._screen import Screen


def predict_table(
    model: Any,
    table: str | os.PathLike[str],
    output: str | os.PathLike[str],
    *,
    structure: str | None = None,
    label: str | None = None,
    keep: Sequence[str] = (),
    screen: Screen | None = None,
    keep_dropped: bool = True,
    coverage: float = 0.9,
    chunk: int = 10_000,
    n_jobs: int | None = None,
    progress: bool = False,
    overwrite: bool = False,
    separator: str | None = None,
    encoding: str | None = None,
) -> PredictedTable:
    r"""Predict, and screen, every structure of a file; memory stays flat however long the file is.

    A run that was stopped goes on where it was when it is called again in the same way; at most one chunk is lost.
    Until it is done the output has the name ``<output>.part``, and ``<output>.part.json`` tells how far it is.

    Parameters
    ----------
    model : fitted model
        A `Model` of structures, or any other regressor that takes a list of structures.
    table : path
        Separated text (.csv, .tsv, also .gz for lines) with a header, or ``.smi`` with a structure and perhaps its name
        on each line.
    output : path
        A new CSV file. On a cluster its folder must be seen by every worker.
    structure : str, optional
        Column of structures; by default that called structure, psmiles or smiles.
    label : str, optional
        Column that names the rows; by default they are counted from 1.
    keep : sequence of str, default=()
        Further columns that are handed on.
    screen : Screen, optional
        Filters. Those that look at structures only come before the prediction, which is spared for what they drop;
        `Predicted` and others that look at columns come after it.
    keep_dropped : bool, default=True
        Whether rows that are no structure or are dropped are written too, with the reason.
    coverage : float, default=0.9
        Of the intervals.
    chunk : int, default=10_000
        Rows after which the work is saved.
    n_jobs : int, optional
        Number of joblib workers. The output has the same bytes for every value.
    progress : bool, default=False
        Whether a line on standard error tells how far it is.
    overwrite : bool, default=False
        Begin anew, whatever is there.
    separator, encoding : str, optional
        Of the file, where they are not found.

    Returns
    -------
    PredictedTable
        Counts of every step.

    Raises
    ------
    FileExistsError
        The output is there already.
    TableError
        The file is no table, or has not the columns.
    ValueError
        An unfinished run was begun with another input, model or options.

    See Also
    --------
    Screen.apply : The same filters on a table in memory, among them `Diverse`.

    Notes
    -----
    Columns of the output: the label, the structure as it is written, `keep`; for a property ``Tg`` its ``Tg``,
    ``Tg_std``, ``Tg_low`` and ``Tg_high`` (six digits, empty where it is not known); ``in_domain``; ``problem``, the
    reason where a row holds no structure; and with a screen ``dropped_by``, empty where a row passed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import matinfo as mi
    >>> data = mi.load_polymers().select("Tg")
    >>> model = mi.Model(mi.PolymerFingerprint("AQ"), "ridge").fit(data.X, data.y)
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "library.csv").write_text("psmiles\n*CCO*\n*CC(*)c1ccccc1\nnylon\n*COOC*\n")
    >>> screen = mi.Screen([mi.Forbid("OO"), mi.Predicted({"Tg": (300, None)})])
    >>> done = mi.predict_table(model, folder / "library.csv", folder / "predicted.csv", screen=screen)
    >>> done.frame()["n_out"].tolist()
    [3, 2, 1]
    """
    check_number("chunk", chunk, low=1, whole=True)
    check_number("coverage", coverage, low=0.0, high=1.0, open_ends=True)
    filters = () if screen is None else tuple(screen.filters)
    if any(isinstance(each, Diverse) for each in filters):
        raise ValueError(
            "Diverse compares all rows with each other. Apply it with Screen to the shortlist in the output."
        )
    labels = [each.label for each in filters]
    if twice := sorted({name for name in labels if labels.count(name) > 1}):
        raise ValueError(option_message("screen", "of filters with different labels", twice, "Join them."))
    library = Library(Path(table), structure, label, tuple(keep), separator, encoding)
    library.check()
    job = LibraryJob(model, filters, coverage, keep_dropped)
    if missing := {name for each in filters for name in each.columns} - {*job.header}:
        raise KeyError(f"filters look at the columns {sorted(missing)}; there will be {job.header}.")
    files = RunFiles(Path(output))
    files.prepare(overwrite=overwrite)
    journal = Journal.load(files.journal, identity_of(library, job, chunk))
    write_job(job, files.job)
    try:
        run_library(library, job, journal, files, chunk=chunk, n_jobs=n_jobs, progress=progress)
    finally:
        files.job.unlink(missing_ok=True)
    files.finish()
    steps = tuple((name, journal.counts[name]) for name in (READ, *job.steps))
    return PredictedTable(files.output, journal.n_rows, steps, journal.seconds)
