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
    """A place beside `path` to write to; what was written moves to `path` in one step, unless an error ends it."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".saving-") as made:
        new = Path(made) / path.name
        yield new
        os.replace(new, path)
