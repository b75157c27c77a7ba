"""The process: its first line, its arguments, its registered clients, its log."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import requests

from chargeline_sandbox import BadConfig, demo_clients, load_clients
from chargeline_sandbox.__main__ import main


def test_the_first_line_printed_is_the_address() -> None:
    command = [sys.executable, "-m", "chargeline_sandbox", "--port", "0", "--redirect-uri", "http://localhost:9/cb"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as run:
        try:
            assert run.stdout is not None
            address = run.stdout.readline().strip()
            assert requests.get(address, timeout=5).status_code == 200
        finally:
            run.terminate()
            _, log = run.communicate(timeout=5)
    assert json.loads(log.splitlines()[-1])["route"] == "/"


@pytest.mark.parametrize("arguments", [["--time-zone", "Mars/Olympus"], ["--clients", "nowhere.toml"]])
def test_a_bad_setting_is_exit_2_with_one_line(arguments: list[str], capsys: Any) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith(f"chargeline-sandbox: {arguments[0]}")


def test_clients_come_from_toml_or_json(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text('{"keys": []}')
    (tmp_path / "c.toml").write_text(
        '[[clients]]\nid = "a"\nredirect_uris = ["http://localhost/cb"]\njwks_file = "keys.json"\n'
    )
    (tmp_path / "c.json").write_text('{"clients": [{"id": "b", "redirect_uris": ["x"], "secret": "s"}]}')
    (first,), (second,) = load_clients(tmp_path / "c.toml"), load_clients(tmp_path / "c.json")
    assert (first.kind, first.keys()) == ("key", {"keys": []})
    assert (second.kind, second.secret) == ("secret", "s")


@pytest.mark.parametrize("text", ["[[clients]]\nid = 'a'", "[[clients]]\nid='a'\nredirect_uris=['x']\nsecrt='s'", "="])
def test_a_broken_clients_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "c.toml"
    path.write_text(text)
    with pytest.raises(BadConfig):
        load_clients(path)


def test_the_demo_has_one_client_of_each_kind(tmp_path: Path) -> None:
    kinds = {c.id: c.kind for c in demo_clients(["http://localhost/cb"], tmp_path / "not-there.json")}
    assert kinds == {"chargeline-public": "public", "chargeline-secret": "secret", "chargeline-key": "key"}
    assert demo_clients([], tmp_path / "not-there.json")[2].keys() == {"keys": []}


def test_the_log_has_no_ids_values_or_tokens(fhir: Any, visit: Any, caplog: Any, sandbox: Any) -> None:
    with caplog.at_level(logging.INFO):
        calls = fhir()
        calls.get(f"Encounter/{visit.encounter}")
        calls.get(f"Condition?patient={visit.patient}")
        requests.get(sandbox.chart_url("generic", visit), timeout=5)
        calls.get("Nothing/here")
    text = caplog.text
    assert '"/<ehr_name>/fhir/<kind>/<id>"' in text
    assert '"parameters": ["patient"]' in text
    for secret in (visit.patient, visit.encounter, calls.token, "Ostrowski"):
        assert secret not in text
