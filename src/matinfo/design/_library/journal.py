"""What has been done of a long run, so that it can go on after a crash."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from matinfo._validation import option_message
from matinfo._writing import write_durably


@dataclass
class Journal:
    """Progress of a run, saved after every chunk.

    Attributes
    ----------
    run : dict
        What makes the run what it is: input, options, and what the model says of the first rows.
    n_rows, n_bytes : int
        Rows of the input that are done, and bytes of the output that they gave.
    counts : Counter
        Rows that came through each step.
    seconds : float
    """

    run: dict[str, Any]
    n_rows: int = 0
    n_bytes: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @classmethod
    def load(cls, path: Path, run: Mapping[str, Any]) -> Journal:
        """Read the journal of the same run; a new one where there is none.

        Raises
        ------
        ValueError
            The file belongs to another run.
        """
        if not path.is_file():
            return cls(dict(run))
        known = json.loads(path.read_text(encoding="utf-8"))
        if changed := [name for name in run if known["run"].get(name) != run[name]]:
            raise ValueError(
                f"{path.name!r} tells of an unfinished run with other {', '.join(changed)}. "
                "Pass what it was begun with, or overwrite=True to begin anew."
            )
        return cls(**{**known, "counts": Counter(known["counts"])})

    def save(self, path: Path) -> None:
        """Write the journal; a crash meanwhile leaves the one before."""
        write_durably(path, json.dumps(vars(self) | {"counts": dict(self.counts)}))


def open_output(path: Path, n_bytes: int) -> BinaryIO:
    """Open the unfinished output behind what the journal knows of; what a crash left behind that is cut off."""
    stream = path.open("r+b" if path.exists() else "w+b")
    if stream.seek(0, os.SEEK_END) < n_bytes:
        stream.close()
        raise ValueError(option_message(path.name, f"at least {n_bytes} bytes long", "less", "Pass overwrite=True."))
    stream.truncate(n_bytes)
    stream.seek(n_bytes)
    return stream


def append(stream: BinaryIO, text: str) -> int:
    """Write text to the disk itself, and say how many bytes it was."""
    data = text.encode()
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())
    return len(data)
