"""One zip file with two members, looked at from outside before anything in it is read."""

from __future__ import annotations

import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from matinfo._writing import written_beside
from matinfo.exceptions import SavedModelError

CARD, MODEL = "card.json", "model.skops"
LARGEST_FILE = 2**30  # bytes on disk
LARGEST_CARD = 2**20  # bytes
LARGEST_MODEL = 2**31  # bytes, packed and unpacked
LARGEST_SCHEMA = 2**28  # bytes of the text inside the model
MOST_PARTS = 200_000  # arrays inside the model
SCHEMA = "schema.json"

_PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05", b"ccopy_reg", b"c__builtin__", b"(dp", b"(lp", b"(i")
_COMPRESSED = {
    b"\x1f\x8b": "gzip",
    b"x\x01": "zlib",
    b"x\x5e": "zlib",
    b"x\x9c": "zlib",
    b"x\xda": "zlib",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x04\x22M\x18": "lz4",
}


def write_archive(path: Path, card: bytes, model: bytes) -> None:
    """Write both members to a new file beside `path`, and move it there when it is finished."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written_beside(path) as new:
        with zipfile.ZipFile(new, "w") as archive:
            for name, content in ((CARD, card), (MODEL, model)):
                archive.writestr(zipfile.ZipInfo(name), content)  # of 1980, so that equal models are equal files
        with open(new, "rb+") as stream:
            os.fsync(stream.fileno())


def read_archive(path: Path, *, card_only: bool = False) -> tuple[bytes, bytes]:
    """Contents of the two members; raise where it is no such file, or a size passes its limit."""
    if not path.is_file():
        raise FileNotFoundError(f"There is no saved model {path.name!r} in {str(path.parent)!r}.")
    if path.stat().st_size > LARGEST_FILE:
        raise SavedModelError(f"{path.name!r} has more than {LARGEST_FILE // 2**20:,} MiB and is not read.")
    with open(path, "rb") as stream:
        _refuse_pickles(path.name, stream.read(16))
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member for member in archive.infolist()}
            if sorted(members) != [CARD, MODEL] or len(archive.infolist()) != 2:
                raise SavedModelError(
                    f"{path.name!r} is no saved model, or is damaged: it must hold "
                    f"{CARD!r} and {MODEL!r}, nothing else; it holds {len(archive.infolist()):,} files."
                )
            for name, limit in ((CARD, LARGEST_CARD), (MODEL, LARGEST_MODEL)):
                if members[name].file_size > limit:
                    raise SavedModelError(f"{name!r} in {path.name!r} unpacks to more than {limit // 2**20:,} MiB.")
            return archive.read(CARD), b"" if card_only else archive.read(MODEL)
    except SavedModelError:
        raise
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise SavedModelError(f"{path.name!r} is no saved model, or is damaged ({error}).") from None


def check_model(model: bytes) -> None:
    """Raise where the parts of a model are too many or too large, or an array is not as large as it says."""
    with zipfile.ZipFile(io.BytesIO(model)) as archive:
        members = archive.infolist()
        if len(members) > MOST_PARTS or len({member.filename for member in members}) != len(members):
            raise SavedModelError(f"the model has {len(members):,} parts, or two of one name; it is not read.")
        if sum(member.file_size for member in members) > LARGEST_MODEL:
            raise SavedModelError(f"the parts of the model unpack to more than {LARGEST_MODEL // 2**20:,} MiB.")
        for member in members:
            if member.filename == SCHEMA and member.file_size > LARGEST_SCHEMA:
                raise SavedModelError(f"{SCHEMA!r} unpacks to more than {LARGEST_SCHEMA // 2**20:,} MiB.")
            if member.filename.endswith(".npy"):
                _check_array(archive, member)


def _check_array(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """An array must fill its file, so that no header makes numpy take more memory than was promised."""
    with archive.open(member) as stream:
        version = np.lib.format.read_magic(stream)
        read = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = read(stream)
        expected = stream.tell() + int(np.prod([int(size) for size in shape], dtype=object)) * dtype.itemsize
    if dtype.hasobject or expected != member.file_size:
        raise SavedModelError(f"the array {member.filename!r} has not the size that it promises.")


def read_json(name: str, content: bytes) -> Any:
    """Parse JSON; raise one kind of error for all that can be wrong."""
    try:
        return json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise SavedModelError(f"{name!r} is damaged ({error}).") from None


def _refuse_pickles(name: str, start: bytes) -> None:
    packed = [kind for mark, kind in _COMPRESSED.items() if start.startswith(mark)]
    if packed or start.startswith(_PICKLES):
        what = f"a {packed[0]} file, as joblib writes them" if packed else "a pickle"
        raise SavedModelError(
            f"{name!r} is {what}: opening one runs whatever program its author put inside. Fit the model again, and "
            "save it with model.save(path)."
        )
