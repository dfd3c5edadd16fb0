"""Files that are whole or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def check_free(path: Path, *, overwrite: bool, folder: bool = False) -> None:
    """Raise ``OSError`` where something is at `path` that must stay, or a folder where a file is to be written."""
    if path.is_dir() and not folder:
        raise IsADirectoryError(f"{str(path)!r} is a folder. Name a file in it.")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path.name!r} exists. Choose another name, or pass overwrite=True.")


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; what was written moves to `path` in one step, unless an error ends it.

    A folder is replaced by a folder only. It is moved aside first, as nothing can be moved to the place of a folder: a
    process that dies in between leaves it in ``.saving-...``.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".saving-") as made:
        new, old = Path(made) / path.name, Path(made) / f"{path.name}.old"
        yield new
        if path.is_dir():
            check_free(path, overwrite=True, folder=new.is_dir())
            os.replace(path, old)
        try:
            os.replace(new, path)
        except OSError:
            if old.exists():
                os.replace(old, path)
            raise


def write_durably(path: Path, text: str) -> None:
    """Write text to the disk itself and put it in its place: a crash leaves the old file or the new one.

    Raises
    ------
    OSError
        If the folder does not exist or cannot be written; the old file is then as it was.
    """
    with written_beside(path) as new:
        with new.open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, new)
    _flush_folder(path.parent)


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a loss of power, where the system can."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
