"""One file from the network to the data folder: checked, and put into its place in one step."""

from __future__ import annotations

import hashlib
import http.client
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import warnings
from pathlib import Path

from matinfo.data.reading._open import sha256_of
from matinfo.exceptions import MatinfoError, MatinfoWarning

TIMEOUT = 30.0  # seconds without any byte
LARGEST = 2**30  # bytes
BLOCK = 2**18
FOLDER, OFFLINE, MIRROR = "MATINFO_DATA", "MATINFO_OFFLINE", "MATINFO_MIRROR"


class FetchError(MatinfoError, OSError):
    """A file could not be fetched, or is not the file that was expected."""


class UncheckedFileWarning(MatinfoWarning):
    """No digest was known for a file that was fetched."""


def data_folder(folder: str | os.PathLike[str] | None = None) -> Path:
    """Folder of fetched files: the one given, else ``MATINFO_DATA``, else ``~/matinfo_data``."""
    return Path(folder or os.environ.get(FOLDER) or "~/matinfo_data").expanduser()


def fetched(file: str, url: str, sha256: str | None, folder: Path) -> Path:
    """Path of a checked file; it is downloaded unless it is there.

    Raises
    ------
    FetchError
        If it cannot be downloaded, ``MATINFO_OFFLINE`` forbids it, or the digest is another one.
    """
    path = folder / file
    note = folder / f"{file}.sha256"  # digest of a first download for which none was known
    expected = sha256 or (note.read_text().strip() if note.is_file() else None)
    if path.is_file():
        digest = sha256_of(path)
        if expected is not None and digest != expected:
            raise FetchError(
                f"{str(path)!r} is not the file that was expected: its sha256 is {digest}, not {expected}. Delete it "
                "to fetch it again."
            )
        return path
    if os.environ.get(OFFLINE, "") not in ("", "0"):
        raise FetchError(
            f"{OFFLINE} is set, and {file!r} is not in {str(folder)!r}. Download {url} on another computer and put it "
            f"there as {file!r}."
        )
    folder.mkdir(parents=True, exist_ok=True)
    source = _address(file, url)
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=f".{file}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            digest = _copy(source, stream)
        if expected is not None and digest != expected:
            raise FetchError(f"{source} gave another file: its sha256 is {digest}, not {expected}. Nothing was kept.")
        if expected is None:
            note.write_text(f"{digest}\n")
            warnings.warn(
                f"No digest is known for {file!r}; this download was trusted, and later uses are compared with it. "
                f"Compare sha256 {digest} with that of a colleague.",
                UncheckedFileWarning,
                stacklevel=4,
            )
        os.replace(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
    return path


def _address(file: str, url: str) -> str:
    """Where the file is taken from: a mirror by its file name, else the address of the registry."""
    mirror = os.environ.get(MIRROR)
    if not mirror:
        return url
    if "://" in mirror:
        return f"{mirror.rstrip('/')}/{urllib.parse.quote(file)}"
    return (Path(mirror).expanduser().resolve() / file).as_uri()


def _copy(source: str, stream: object) -> str:
    """Copy a file in blocks and return its digest."""
    scheme = urllib.parse.urlsplit(source).scheme
    local = (urllib.parse.urlsplit(source).hostname or "") in ("localhost", "127.0.0.1", "::1")
    if scheme not in ("https", "file") and not (scheme == "http" and local):
        raise FetchError(f"{source} is refused: only https addresses, mirrors on this computer and folders are used.")
    digest, size = hashlib.sha256(), 0
    try:
        with urllib.request.urlopen(source, timeout=TIMEOUT) as response:
            while block := response.read(BLOCK):
                size += len(block)
                if size > LARGEST:
                    raise FetchError(f"{source} is larger than {LARGEST / 2**20:,.0f} MiB. Nothing was kept.")
                digest.update(block)
                stream.write(block)  # type: ignore[attr-defined]
            length = response.headers.get("Content-Length")
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        reason = getattr(error, "reason", error)
        raise FetchError(
            f"{source} cannot be fetched: {reason}. Behind a firewall, set {MIRROR} to a folder or server that has the "
            f"file, or put it into {FOLDER} yourself."
        ) from None
    if length is not None and int(length) != size:
        raise FetchError(f"{source} broke off after {size} of {length} bytes. Try again; nothing was kept.")
    return digest.hexdigest()
