"""Fetching by name: checked, resumed from the folder, refused offline, taken from a mirror; never at import."""

from __future__ import annotations

import hashlib
import http.client
import json
import socket
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

import matinfo as mi
from matinfo.data import FetchError, UncheckedFileWarning, known_public_sets
from matinfo.data.fetching import _download, _registry

TABLE = "smiles,measured log solubility in mols per litre\nCCO,1.1\nCCCCO,0.0\n"
DIGEST = hashlib.sha256(TABLE.encode()).hexdigest()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder; a file called broken.csv says that it is longer than it is."""

    def log_message(self, *arguments):
        pass

    def send_header(self, keyword, value):
        if keyword == "Content-Length" and "broken" in self.path:
            value = str(int(value) + 100)
        super().send_header(keyword, value)


@pytest.fixture
def server(tmp_path):
    folder = tmp_path / "served"
    folder.mkdir()
    for name in ("ESOL.csv", "broken.csv"):
        (folder / name).write_text(TABLE)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}", folder
        running.shutdown()


@pytest.fixture
def esol(monkeypatch):
    """The registry with a small file in the place of ESOL."""

    def entry(url="https://example.invalid/ESOL.csv", sha256=DIGEST, file="ESOL.csv"):
        known = _registry.registry()["esol"]
        made = _registry.PublicSet(
            "esol", known.title, file, url, sha256, known.licence, known.citation, known.method, known.read
        )
        monkeypatch.setattr("matinfo.data.fetching._fetch.registry", lambda: {"esol": made})

    for name in ("MATINFO_DATA", "MATINFO_OFFLINE", "MATINFO_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    return entry


def left(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.local_server
def test_a_file_is_fetched_once_and_read_with_licence_and_citation(server, esol, tmp_path, monkeypatch):
    esol(f"{server[0]}/ESOL.csv")
    ds = mi.fetch_dataset("esol", folder=tmp_path / "data")
    assert (len(ds), ds.record["licence"], ds.record["sha256"]) == (2, "MIT", DIGEST)
    assert "Delaney" in ds.record["citation"]
    monkeypatch.setattr("urllib.request.urlopen", lambda *a, **k: pytest.fail("fetched again"))
    assert mi.fetch_dataset("esol", folder=tmp_path / "data") == ds
    assert left(tmp_path / "data") == ["ESOL.csv"]


@pytest.mark.local_server
def test_another_file_than_expected_is_not_kept(server, esol, tmp_path):
    esol(f"{server[0]}/ESOL.csv", sha256="0" * 64)
    with pytest.raises(FetchError, match="gave another file"):
        mi.fetch_file("esol", folder=tmp_path / "data")
    assert left(tmp_path / "data") == []


@pytest.mark.local_server
def test_a_download_that_breaks_off_is_not_kept(server, esol, tmp_path):
    esol(f"{server[0]}/broken.csv")
    with pytest.raises((FetchError, OSError)):
        mi.fetch_file("esol", folder=tmp_path / "data")
    assert left(tmp_path / "data") == []


@pytest.mark.local_server
def test_a_missing_file_says_what_to_do(server, esol, tmp_path):
    esol(f"{server[0]}/none.csv")
    with pytest.raises(FetchError, match="set MATINFO_MIRROR"):
        mi.fetch_file("esol", folder=tmp_path / "data")


def test_an_answer_that_is_no_http_says_what_to_do(esol, tmp_path, monkeypatch):
    def answers(*_, **__):
        raise http.client.BadStatusLine("220 ready")

    esol()
    monkeypatch.setattr("urllib.request.urlopen", answers)
    with pytest.raises(FetchError, match=r"220 ready.*MATINFO_MIRROR"):
        mi.fetch_file("esol", folder=tmp_path)
    assert [path for path in tmp_path.iterdir() if path.is_file()] == []


@pytest.mark.local_server
def test_too_large_a_file_is_stopped_while_it_comes(server, esol, tmp_path, monkeypatch):
    esol(f"{server[0]}/ESOL.csv")
    monkeypatch.setattr(_download, "LARGEST", 10)
    with pytest.raises(FetchError, match="larger than"):
        mi.fetch_file("esol", folder=tmp_path / "data")
    assert left(tmp_path / "data") == []


@pytest.mark.local_server
def test_a_mirror_server_is_used_under_the_name_of_the_file(server, esol, tmp_path, monkeypatch):
    esol()
    monkeypatch.setenv("MATINFO_MIRROR", server[0])
    assert mi.fetch_file("esol", folder=tmp_path / "data").read_text() == TABLE


def test_a_mirror_folder_needs_no_network_and_its_files_are_checked_as_well(esol, tmp_path, monkeypatch):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "ESOL.csv").write_text(TABLE)
    monkeypatch.setenv("MATINFO_MIRROR", str(tmp_path / "mirror"))
    monkeypatch.setenv("MATINFO_DATA", str(tmp_path / "data"))
    esol()
    assert mi.fetch_file("esol").parent == tmp_path / "data"
    esol(sha256="1" * 64)
    with pytest.raises(FetchError, match="is not the file that was expected"):
        mi.fetch_file("esol")


def test_offline_the_message_names_file_address_and_folder(esol, tmp_path, monkeypatch):
    esol()
    monkeypatch.setenv("MATINFO_OFFLINE", "1")
    with pytest.raises(FetchError, match=r"'ESOL.csv' is not in .*Download https://example.invalid/ESOL.csv"):
        mi.fetch_file("esol", folder=tmp_path)
    (tmp_path / "ESOL.csv").write_text(TABLE)  # put there by hand
    assert mi.fetch_file("esol", folder=tmp_path) == tmp_path / "ESOL.csv"


def test_without_a_digest_the_first_file_is_trusted_with_a_warning_and_remembered(esol, tmp_path, monkeypatch):
    (tmp_path / "mirror").mkdir()
    (tmp_path / "mirror" / "ESOL.csv").write_text(TABLE)
    monkeypatch.setenv("MATINFO_MIRROR", str(tmp_path / "mirror"))
    esol(sha256=None)
    with pytest.warns(UncheckedFileWarning, match=DIGEST):
        mi.fetch_file("esol", folder=tmp_path / "data")
    mi.fetch_file("esol", folder=tmp_path / "data")  # no second warning
    (tmp_path / "data" / "ESOL.csv").write_text(TABLE + "CC,1\n")
    with pytest.raises(FetchError, match="not the file that was expected"):
        mi.fetch_file("esol", folder=tmp_path / "data")


@pytest.mark.parametrize("url", ["http://example.invalid/x.csv", "ftp://example.invalid/x.csv"])
def test_only_encrypted_addresses_are_used(esol, tmp_path, url):
    esol(url)
    with pytest.raises(FetchError, match="only https"):
        mi.fetch_file("esol", folder=tmp_path)


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(ValueError, match="'pi1070'"):
        mi.fetch_file("pi1071", folder=tmp_path)


def test_every_entry_of_the_registry_is_complete():
    table = known_public_sets()
    assert len(table) >= 7
    assert table[["title", "licence", "citation", "url"]].map(lambda text: bool(text)).all(axis=None)
    assert table["url"].str.match(r"https://raw\.githubusercontent\.com/[^/]+/[^/]+/[0-9a-f]{40}/").all()  # one version
    assert table["sha256"].dropna().str.fullmatch(r"[0-9a-f]{64}").all()
    json.dumps(table.to_dict())


@pytest.mark.parametrize(
    ("name", "file", "rows"),
    [("esol", "esol.csv", 1128), ("crossed_barrel", "crossed_barrel.csv", 1800), ("p3ht_cnt", "p3ht_cnt.csv", 233)],
)
def test_public_files_have_the_digest_of_the_registry_and_are_read_without_fault(
    bench_data, name, file, rows, tmp_path, monkeypatch
):
    entry = _registry.registry()[name]
    (tmp_path / entry.file).write_bytes((bench_data / file).read_bytes())
    monkeypatch.setenv("MATINFO_OFFLINE", "1")
    assert len(mi.fetch_dataset(name, folder=tmp_path)) == rows


def test_tests_cannot_connect():
    with socket.socket() as connection, pytest.raises(AssertionError, match="tried to connect"):
        connection.connect(("192.0.2.1", 80))
