"""Features kept on disk: one file for each way to compute them, one row a material."""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import joblib
from rdkit import rdBase

from matinfo._validation import option_message

Memory: TypeAlias = "str | os.PathLike[str] | joblib.Memory | None"

_TABLES = (
    "CREATE TABLE IF NOT EXISTS features (material TEXT PRIMARY KEY, raw BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS written (structure TEXT PRIMARY KEY, material TEXT NOT NULL) WITHOUT ROWID",
)
_WAIT_SECONDS = 60.0
_AT_ONCE = 500  # SQLite allows 999 variables in one statement
_PACKAGES = ("chem", "featurize")  # what features depend on


@dataclass(frozen=True, slots=True)
class FeatureCache:
    """Raw features by canonical structure, in one SQLite file that several processes may read and write.

    The name of the file holds a hash of the function that computes the features with its options, of the code behind it
    and of the version of RDKit, so that a change of any of them starts a new file. Rows are written in transactions: a
    process that dies leaves whole rows or none. Raw features are numbers, texts and containers of them, pickled; as
    with every cache of joblib, the folder should be one that only trusted people write to.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made with the first write.
    """

    path: Path

    @classmethod
    def of(cls, memory: Memory, work: Callable[..., Any], owner: type) -> FeatureCache | None:
        """Cache of a function that computes features; None without a folder.

        Parameters
        ----------
        memory : str, path, joblib.Memory or None
            Folder; that of a `joblib.Memory` may be None as well.
        work : callable
            What computes the raw features of one material; its options are part of the key.
        owner : class
            The featurizer; its module is part of the code.
        """
        folder = memory_folder(memory)
        if folder is None:
            return None
        key = hashlib.sha256(f"{joblib.hash(work)} {_code_of(owner.__module__)} {rdBase.rdkitVersion}".encode())
        return cls(folder / f"{owner.__name__}-{key.hexdigest()[:20]}.sqlite")

    def materials(self, structures: Sequence[Any]) -> dict[str, str]:
        """Canonical structures of those strings that were read before."""
        return dict(self._read("SELECT structure, material FROM written WHERE structure IN", structures))

    def load(self, materials: Sequence[Any]) -> dict[str, Any]:
        """Raw features of those materials that are known."""
        rows = self._read("SELECT material, raw FROM features WHERE material IN", materials)
        return {material: pickle.loads(raw) for material, raw in rows}

    def store(self, written: Mapping[str, str], features: Mapping[str, Any]) -> None:
        """Keep how structures were written, and raw features by material; what is there stays as it is."""
        if not written and not features:
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        blobs = [(material, pickle.dumps(raw, protocol=5)) for material, raw in features.items()]
        with closing(sqlite3.connect(self.path, timeout=_WAIT_SECONDS)) as connection, connection:
            connection.execute("BEGIN IMMEDIATE")  # wait for other writers here, not in the middle
            for table in _TABLES:
                connection.execute(table)
            connection.executemany("INSERT OR IGNORE INTO features VALUES (?, ?)", blobs)
            connection.executemany("INSERT OR IGNORE INTO written VALUES (?, ?)", list(written.items()))

    def _read(self, question: str, keys: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
        wanted = sorted({key for key in keys if isinstance(key, str)})
        if not wanted or not self.path.exists():
            return
        with closing(sqlite3.connect(self.path, timeout=_WAIT_SECONDS)) as connection:
            if len(connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table'").fetchall()) < len(_TABLES):
                return  # another process has just made the file
            for start in range(0, len(wanted), _AT_ONCE):
                some = wanted[start : start + _AT_ONCE]
                yield from connection.execute(f"{question} ({', '.join('?' * len(some))})", some)


def memory_folder(memory: Any) -> Path | None:
    """Folder behind `memory`; raise where it is none."""
    if isinstance(memory, joblib.Memory):
        memory = memory.location
    if memory is None:
        return None
    if not isinstance(memory, str | os.PathLike) or not os.fspath(memory):
        raise TypeError(option_message("memory", "a folder or a joblib.Memory", memory, "Pass memory='cache'."))
    folder = Path(memory).expanduser()
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(option_message("memory", "a folder; there is a file of that name", str(memory)))
    return folder


@functools.cache
def _code_of(module: str) -> str:
    """Hash of the source that features depend on: two packages of ours, and the module of the featurizer."""
    package = Path(__file__).parent.parent
    files = [path for name in _PACKAGES for path in sorted((package / name).rglob("*.py"))]
    own = getattr(sys.modules.get(module), "__file__", None)
    if own is not None and Path(own) not in files:
        files.append(Path(own))
    total = hashlib.sha256()
    for path in files:
        total.update(path.read_bytes())
    return total.hexdigest()
