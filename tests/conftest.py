"""What all tests share: no window, no deadline, the folder of public benchmark tables where it exists."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # before anything imports matplotlib: machines without a screen run the tests too

CHECKOUT = Path(__file__).resolve().parent.parent

# No deadline: the first example pays for imports. On CI the same examples every time: a failure can be repeated.
settings.register_profile("matinfo", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("matinfo")


@pytest.fixture(scope="session")
def checkout() -> Path:
    """Folder that holds README.md, docs and src."""
    return CHECKOUT


@pytest.fixture(scope="session")
def bench_data() -> Path:
    """Folder of the public benchmark tables, which are never part of the project."""
    folder = Path(os.environ.get("MATINFO_BENCH_DATA", CHECKOUT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"MATINFO_BENCH_DATA: the folder of benchmark tables is absent ({folder.name})")
    return folder


@pytest.fixture(autouse=True)
def no_network(request, monkeypatch) -> None:
    """The library works offline: a test that opens a connection fails, but for those that run their own server."""
    local = request.node.get_closest_marker("local_server") is not None
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        inside = self.family == getattr(socket, "AF_UNIX", None)  # between processes of one computer
        if not inside and not (local and address[0] in ("127.0.0.1", "localhost", "::1")):
            raise AssertionError(f"a test tried to connect to {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded)
