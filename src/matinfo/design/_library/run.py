"""A long run over a library: chunk by chunk, so that a stopped one can go on."""

from __future__ import annotations

import hashlib
import time
from dataclasses import fields, is_dataclass
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed

from matinfo.design._filters.base import Filter
from matinfo.design._library.files import RunFiles
from matinfo.design._library.journal import Journal, append, open_output
from matinfo.design._library.part import LibraryJob, csv_text, run_part
from matinfo.design._library.progress import ProgressLine
from matinfo.design._library.rows import Library, batches

PART_ROWS = 128  # handed to a worker at a time; independent of the number of workers, so that the bytes are too
PROBE_ROWS = 8  # what the model says of them tells whether an unfinished run was begun with the same model


def run_library(
    library: Library,
    job: LibraryJob,
    journal: Journal,
    files: RunFiles,
    *,
    chunk: int,
    n_jobs: int | None,
    progress: bool,
) -> None:
    """Do what is left, chunk by chunk: write the rows, then say in the journal that they are written."""
    line = ProgressLine(library.count(), journal.n_rows) if progress else None
    with open_output(files.part, journal.n_bytes) as stream, Parallel(n_jobs=n_jobs, batch_size=1) as pool:
        if not journal.n_bytes:
            journal.n_bytes += append(stream, csv_text([[*library.header, *job.header]]))
        for rows in batches(library.rows(journal.n_rows), chunk):
            start = time.monotonic()
            results = pool(delayed(run_part)(files.job, part) for part in batches(iter(rows), PART_ROWS))
            journal.n_bytes += append(stream, "".join(result.text for result in results))
            journal.n_rows += len(rows)
            for result in results:
                journal.counts.update(result.counts)
            journal.seconds += time.monotonic() - start
            journal.save(files.journal)
            if line is not None:
                line(journal.n_rows)
    if line is not None:
        line.close()


def identity_of(library: Library, job: LibraryJob, chunk: int) -> dict[str, Any]:
    """What an unfinished run must have in common with this one."""
    about = library.path.stat()
    probe = job.run(list(islice(library.rows(), PROBE_ROWS))).text
    return {
        "input": [library.path.name, about.st_size, about.st_mtime_ns],
        "columns": [*library.header, *job.header],
        "options": [chunk, job.coverage, job.keep_dropped, library.separator, library.encoding],
        "screen": _digest(repr([_content(each) for each in job.filters])),
        "model": _digest(probe),
    }


def _content(each: Filter) -> Any:
    """Class and options of a filter; columns in full, as the text of a long one is cut short."""
    if not is_dataclass(each):
        return type(each).__name__, each.label
    options = {part.name: getattr(each, part.name) for part in fields(each) if part.init}
    return type(each).__name__, {name: _in_full(value) for name, value in options.items()}


def _in_full(value: Any) -> Any:
    return np.asarray(value).tolist() if isinstance(value, pd.DataFrame | pd.Series | np.ndarray) else value


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
