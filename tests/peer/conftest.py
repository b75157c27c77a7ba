"""The peers that several tests share."""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from chargeline_sandbox import Config, Sandbox, running

SEKMET = Path(__file__).resolve().parents[2] / ".venv-peers" / "bin" / "sekmet"
TOKEN = "a-token-of-a-test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where sekmet answers, and what it refused to take of the synthetic data."""

    base: str
    refused: tuple[str, ...]


@pytest.fixture(scope="session")
def ehr() -> Iterator[Sandbox]:
    with running(Config()) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def server(ehr: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """sekmet with everything that the stand-in EHR holds, under the same ids."""
    folder, port = tmp_path_factory.mktemp("sekmet"), free_port()
    base = f"http://127.0.0.1:{port}/fhir"
    settings = {
        "base_url": base, "host": "127.0.0.1", "port": port, "data_dir": str(folder / "data"), "log_inbound": False,
        "simulator": {"enabled": False}, "validation": {"inbound": "strict"},
        "server_auth": {"types": ["bearer"], "tokens": [TOKEN]},
    }  # fmt: skip
    (folder / "settings.yaml").write_text(json.dumps(settings))
    command = [str(SEKMET), "serve", "--config", str(folder / "settings.yaml")]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            answering(f"{base}/metadata")
            yield Server(base=base, refused=tuple(filled(base, ehr)))
        finally:
            process.terminate()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answering(url: str) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            requests.get(url, timeout=5)
            return
        except requests.ConnectionError:
            assert time.monotonic() < until, "sekmet did not start"
            time.sleep(0.1)


def filled(base: str, ehr: Sandbox) -> Iterator[str]:
    """Put everything, as relative references; what was refused comes back by name and reason."""
    store = ehr.store("generic")
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {TOKEN}"
        for kind, identity in store.snapshot():
            resource = json.loads(json.dumps(store.read(kind, identity)).replace(f"{ehr.iss('generic')}/", ""))
            answer = session.put(f"{base}/{kind}/{identity}", json=resource, timeout=20)
            if not answer.ok:
                yield f"{kind}/{identity}: {answer.status_code} {answer.text[:300]}"
