"""The administrator's commands, through the app's own command line."""

from __future__ import annotations

import json
import sqlite3

import pytest

from chargeline_launch.seal import Seal, new_key
from chargeline_plugin.cli import main
from chargeline_plugin.ledger.ledger import open_ledger

SITES = """
[app]
base_url = "http://localhost:8000"
database = "sqlite:///chargeline.sqlite3"

[sites.clinic]
name = "Clinic"
iss = "http://127.0.0.1:9000/generic/fhir"
vendor = "generic"
development = true
id_token_issuers = ["http://127.0.0.1:9000/generic"]
time_zone = "America/Chicago"
frame_ancestors = ["http://127.0.0.1:9000"]
features = ["read", "write-charge"]
client = { id = "chargeline", kind = "public" }
"""


@pytest.fixture
def sites(tmp_path, monkeypatch, claim, at):
    key = new_key()
    monkeypatch.setenv("CHARGELINE_KEYS", key)
    (tmp_path / "sites.toml").write_text(SITES)
    ledger = open_ledger(f"sqlite:///{tmp_path / 'chargeline.sqlite3'}", Seal([key]))
    record = {"patient": "CANARY"}
    ledger.begin([claim(record=record)], by="Practitioner/pt-1", at=at(0), decision=record)
    return tmp_path / "sites.toml"


def run(sites, *arguments):
    return main(["ledger", *arguments, "--sites", str(sites)])


def test_verify_prints_a_head_that_holds_later(sites, capsys):
    assert run(sites, "verify") == 0
    head = capsys.readouterr().out.split("head ")[1].strip()
    assert run(sites, "verify", "--head", head) == 0


def test_verify_names_what_was_changed(sites, capsys):
    with sqlite3.connect(sites.parent / "chargeline.sqlite3") as raw:
        raw.execute("UPDATE ledger_entries SET state = 'written'")
    assert run(sites, "verify") == 1
    assert "entry-differs" in capsys.readouterr().out


def test_a_head_that_is_none_is_bad_input(sites, capsys):
    assert run(sites, "verify", "--head", "x") == 2
    assert "a head is" in capsys.readouterr().err


def test_show_and_export_name_no_patient(sites, capsys):
    run(sites, "show")
    run(sites, "show", "--key", "slot-1.1")
    run(sites, "export")
    printed = capsys.readouterr().out
    assert "pending" in printed
    assert "CANARY" not in printed


def test_export_opens_the_records_when_asked(sites, capsys):
    run(sites, "export", "--records")
    events = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [event["kind"] for event in events] == ["confirmed", "pending"]
    assert events[1]["record"] == {"patient": "CANARY"}


def test_forget_says_how_a_day_is_written(sites, capsys):
    with pytest.raises(SystemExit):
        run(sites, "forget", "--before", "last May")
    assert "--before: write a day as YYYY-MM-DD" in capsys.readouterr().err


def test_forget_destroys_the_patient_data_and_the_chain_still_holds(sites, capsys):
    assert run(sites, "forget", "--before", "2100-01-01") == 0
    run(sites, "export", "--records")
    assert "CANARY" not in capsys.readouterr().out
    assert run(sites, "verify") == 0


def test_without_the_keys_the_ledger_is_not_opened(sites, monkeypatch, capsys):
    monkeypatch.setenv("CHARGELINE_KEYS", new_key())
    assert run(sites, "verify") == 2
    assert "key" in capsys.readouterr().err
