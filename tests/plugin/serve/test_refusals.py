"""What keeps the app from starting is named, with its fix, and without a secret."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.plugin.serving import OWN_NAMES, site_entry, site_file

from chargeline_launch import Seal, new_key
from chargeline_launch.sites.keys import VARIABLE
from chargeline_plugin import serve as serving
from chargeline_plugin.cli import main
from chargeline_plugin.graceful import Server
from chargeline_plugin.ledger.ledger import open_ledger

BASE = "https://chargeline.example.org"
EHR = "https://ehr.example.org/fhir"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing from the machine's own environment; what starts to serve is asked to stop before it begins."""
    for name in (VARIABLE, "CHARGELINE_ENV", "CHARGELINE_SITES"):
        monkeypatch.delenv(name, raising=False)
    serve, handler = serving.serve, signal.getsignal(signal.SIGTERM)

    def stop_at_once(server: Server) -> None:
        server.stop()
        serve(server)

    monkeypatch.setattr(serving, "serve", stop_at_once)
    yield
    signal.signal(signal.SIGTERM, handler)


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What `serve` says when it does not start."""

    def said(*options: str | Path) -> str:
        assert main(["serve", *map(str, options)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert "Traceback" not in captured.err
        return captured.err

    return said


def sites(folder: Path, *, development: bool = False, database: str = "sqlite:///app.sqlite3") -> Path:
    return site_file(
        folder,
        [site_entry(EHR, EHR, development=development, framed_by="https://ehr.example.org")],
        base_url=BASE,
        database=database,
    )


def test_it_starts_when_all_is_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """So that each refusal below is for its own reason."""
    assert main(["serve", "--sites", str(sites(tmp_path)), "--port", "0"]) == 0
    assert capsys.readouterr().out.startswith("Serving at http://127.0.0.1:")


def test_no_site_file(refused) -> None:
    assert "CHARGELINE_SITES" in refused()


def test_a_site_file_that_is_not_there(refused, tmp_path: Path) -> None:
    assert "cannot be opened" in refused("--sites", tmp_path / "none.toml")


def test_keys_that_everybody_may_read(refused, tmp_path: Path) -> None:
    path = sites(tmp_path)
    (tmp_path / "keys").chmod(0o644)
    said = refused("--sites", path)
    assert "app.key_file" in said
    assert "chmod 600" in said


def test_no_keys_at_all(refused, tmp_path: Path) -> None:
    path = sites(tmp_path)
    (tmp_path / "keys").unlink()
    assert "app.key_file" in refused("--sites", path)
    path.write_text(path.read_text().replace('key_file = "keys"\n', ""))
    assert VARIABLE in refused("--sites", path)


def test_keys_that_are_none(refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the message does not repeat them."""
    monkeypatch.setenv(VARIABLE, "not-a-fernet-key")
    said = refused("--sites", sites(tmp_path))
    assert "Fernet" in said
    assert "not-a-fernet-key" not in said


def test_keys_from_the_environment_are_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sites(tmp_path)
    (tmp_path / "keys").unlink()
    monkeypatch.setenv(VARIABLE, new_key())
    assert main(["serve", "--sites", str(path), "--port", "0"]) == 0


def test_a_development_site_in_production(refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sites(tmp_path, development=True)
    monkeypatch.setenv("CHARGELINE_ENV", "production")
    assert "sites.clinic.development" in refused("--sites", path)


def test_plain_http_or_loopback_in_production(refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = sites(tmp_path)
    monkeypatch.setenv("CHARGELINE_ENV", "production")
    for wrong in ("http://chargeline.example.org", "https://localhost", "https://127.0.0.1:8443"):
        path.write_text(path.read_text().replace(f'base_url = "{BASE}"', f'base_url = "{wrong}"'))
        assert "app.base_url" in refused("--sites", path)
        path.write_text(path.read_text().replace(f'base_url = "{wrong}"', f'base_url = "{BASE}"'))


@pytest.mark.parametrize(
    "database",
    ["sqlite:////nowhere/at/all/app.sqlite3", "no-such-dialect://secret-password@db/x", "not a url: secret-password"],
)
def test_a_database_that_does_not_open(refused, tmp_path: Path, database: str) -> None:
    """Its address may hold a password and is not repeated."""
    said = refused("--sites", sites(tmp_path, database=database))
    assert "app.database" in said
    assert "secret-password" not in said


def test_keys_that_do_not_open_the_ledger(refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A lost key is noticed at the start, not at the first click."""
    path = sites(tmp_path)
    ledger = open_ledger(f"sqlite:///{tmp_path}/app.sqlite3", Seal([(tmp_path / "keys").read_text()]))
    ledger.opened(by=None, visit="v", about={"patient": "p"}, at=datetime(2026, 11, 23, tzinfo=UTC))
    monkeypatch.setenv(VARIABLE, new_key())
    assert "former key" in refused("--sites", path)


def test_a_port_that_is_taken(refused, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f":{port}" in refused("--sites", sites(tmp_path), "--port", str(port))


@pytest.mark.parametrize(
    "base",
    ["", "5", "'http://fhir.own.org'", "'https://'", "'https://chargeline.example/fhir'", "'https://own.org?b=c'"],
)
def test_charges_under_names_that_are_not_our_own(
    refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, base: str
) -> None:
    path = sites(tmp_path)
    path.write_text(path.read_text().replace(OWN_NAMES, f"identifier_base = {base}\n" if base else ""))
    monkeypatch.setenv("CHARGELINE_ENV", "production")
    assert "app.identifier_base" in refused("--sites", path)


@pytest.mark.parametrize("production", [True, False])
def test_names_of_our_own_are_needed_only_where_charges_are_written_in_production(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, production: bool
) -> None:
    path = sites(tmp_path)
    nameless = path.read_text().replace(OWN_NAMES, "")
    path.write_text(nameless.replace("charge = true", "charge = false") if production else nameless)
    monkeypatch.setenv("CHARGELINE_ENV", "production" if production else "")
    assert main(["serve", "--sites", str(path), "--port", "0"]) == 0


def test_a_misspelt_setting_of_the_app(refused, tmp_path: Path) -> None:
    path = sites(tmp_path)
    path.write_text(path.read_text().replace("identifier_base", "identifer_base"))
    assert "Write identifier_base." in refused("--sites", path)
