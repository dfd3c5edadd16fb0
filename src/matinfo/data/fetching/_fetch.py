"""Fetching public sets by name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matinfo._validation import InvalidPolicy, check_choice
from matinfo.data._dataset import Dataset
from matinfo.data.fetching._download import data_folder, fetched
from matinfo.data.fetching._registry import registry
from matinfo.data.reading._check import check_table
from matinfo.data.reading._open import sha256_of


def fetch_file(name: str, *, folder: str | os.PathLike[str] | None = None, sha256: str | None = None) -> Path:
    """Fetch the file of a public set, once; later calls need no network.

    Parameters
    ----------
    name : str
        Name of the set; `known_public_sets` lists them.
    folder : path, optional
        Where files are kept; by default the folder that the environment variable ``MATINFO_DATA`` names, else
        ``~/matinfo_data``.
    sha256 : str, optional
        Digest that the file must have, where the registry knows none.

    Returns
    -------
    Path
        The file, with the expected digest.

    Raises
    ------
    FetchError
        If it cannot be downloaded or is another file; nothing is kept then. With ``MATINFO_OFFLINE=1`` nothing is
        downloaded, and the message says which file is needed.

    Warns
    -----
    UncheckedFileWarning
        If no digest is known.

    See Also
    --------
    fetch_dataset : The same, read as a dataset.

    Notes
    -----
    ``MATINFO_MIRROR`` names a folder or a server that has the files under their names; digests are checked as well.
    """
    check_choice("name", name, registry(), next_step="matinfo.data.known_public_sets() tells more.")
    entry = registry()[name]
    return fetched(entry.file, entry.url, entry.sha256 or sha256, data_folder(folder))


def fetch_dataset(
    name: str,
    *,
    folder: str | os.PathLike[str] | None = None,
    sha256: str | None = None,
    invalid: InvalidPolicy = "raise",
    **roles: Any,
) -> Dataset:
    """Fetch a public set and read it as a dataset that knows its licence and whom to cite.

    Parameters
    ----------
    name : str
        Name of the set; `known_public_sets` lists them.
    folder, sha256
        As in `fetch_file`.
    invalid : {"raise", "nan"}, default="raise"
        What happens with cells that cannot be used, as in `read_table`.
    **roles
        Columns and ways to read, as in `read_table`; they replace those of the registry.

    Returns
    -------
    Dataset
        ``ds.record`` has licence, citation, address and digest.

    Raises
    ------
    FetchError
        As in `fetch_file`.
    ValueError
        If the registry does not know the columns of this set and none are given.

    See Also
    --------
    load_polymers : A set that needs no network.
    """
    path = fetch_file(name, folder=folder, sha256=sha256)
    entry = registry()[name]
    known: Mapping[str, Any] = entry.read or {}
    if not known and not roles:
        raise ValueError(f"The columns of {name!r} are not known: name them, as in read_table. File: {str(path)!r}.")
    report = check_table(path, **{"method": entry.method, "source": entry.citation, **known, **roles})
    record = {
        "licence": entry.licence,
        "citation": entry.citation,
        "url": entry.url,
        "file": entry.file,
        "sha256": sha256_of(path),
    }
    dataset = report.dataset(invalid=invalid, name=name)
    return dataset._derive(dataset._frame, dataset._schema, f"fetched as {name}", dataset._keys, record)
