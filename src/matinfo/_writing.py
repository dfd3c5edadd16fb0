"""Files that are whole or not there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def check_free(path: Path, *, overwrite: bool) -> None:
    """Raise ``FileExistsError`` where something is at `path` that must stay."""
    if path.exists() and not overwrite:
        raise FileExistsError(f"{path.name!r} exists. Choose another name, or pass overwrite=True.")


@contextmanager
def written_beside(path: Path) -> Iterator[Path]:
    """A place beside `path` to write to; what was written moves to `path` in one step, unless an error ends it.

    A folder that stands there is moved aside first, as nothing can be moved to the place of a folder: a process that
    dies in between leaves it in ``.saving-...``.
    """
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".saving-") as made:
        new, old = Path(made) / path.name, Path(made) / f"{path.name}.old"
        yield new
        if path.is_dir():
            os.replace(path, old)
        try:
            os.replace(new, path)
        except OSError:
            if old.exists():
                os.replace(old, path)
            raise
