"""`chargeline-app doctor` and `sites check`, as an administrator runs them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import responses

from chargeline import RuleBook
from chargeline_launch import new_key
from chargeline_plugin.cli import main

ISS = "https://fhir.example.org/r4"
SITES = f"""
[app]
base_url = "https://chargeline.example.org"
database = "sqlite:///chargeline.sqlite3"
[sites.clinic]
name = "Clinic"
iss = "{ISS}"
vendor = "generic"
id_token_issuers = ["https://auth.example.org"]
time_zone = "America/Chicago"
features = ["read"]
client = {{ id = "rehab-app", kind = "public" }}
setting = "office"
"""


@pytest.fixture
def sites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site file in CHARGELINE_SITES, with a seal key in the environment."""
    path = tmp_path / "sites.toml"
    path.write_text(SITES)
    monkeypatch.setenv("CHARGELINE_SITES", str(path))
    monkeypatch.setenv("CHARGELINE_KEYS", new_key())
    return path


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """An issuer that is down."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mocked:
        mocked.get(f"{ISS}/.well-known/smart-configuration", status=503)
        yield mocked


@pytest.mark.parametrize("named", ["clinic", ISS, f"{ISS}/"])
def test_the_doctor_takes_an_issuer_or_a_sites_id(sites, network, capsys, named) -> None:
    """And says what is wrong with its code and what to do."""
    assert main(["doctor", named]) == 1
    printed = capsys.readouterr().out
    assert "[discovery_refused]" in printed
    assert "must answer with 200" in printed


def test_an_issuer_that_is_not_registered_is_not_asked(sites, network, capsys) -> None:
    """The doctor is no way around the registry."""
    assert main(["doctor", "https://evil.example/fhir"]) == 2
    assert "The site file knows: clinic." in capsys.readouterr().err
    assert not network.calls


def test_sites_check_offline_asks_nobody(sites, network, capsys) -> None:
    """The file alone, and by which rule book its sites' visits are judged."""
    assert main(["sites", "check", "--offline"]) == 0
    book = RuleBook.default()
    assert capsys.readouterr().out.splitlines() == [
        "The site file is in order: 1 site.",
        f"clinic: rules {book.version} as they ship; book {book.digest}",
    ]
    assert not network.calls


def test_the_doctor_says_which_rules_a_site_has_laid_over_those_that_ship(sites, network, capsys) -> None:
    """With the folder, and the digest that its decisions record."""
    folder = sites.parent / "rules"
    folder.mkdir()
    (folder / "labels.csv").write_text("code,label\n97110,Licensed name\n")
    sites.write_text(f'{SITES}rules = "rules"\n')
    main(["doctor", "clinic"])
    assert f"with {folder} laid over them; book {RuleBook.load(folder).digest}" in capsys.readouterr().out


def test_sites_check_examines_every_issuer(sites, network, capsys) -> None:
    """And fails when one would fail."""
    assert main(["sites", "check"]) == 1
    assert "Site clinic" in capsys.readouterr().out


def test_sites_check_names_every_problem_of_both_readers(sites, capsys) -> None:
    """Launch's part first; the app's own part once that is in order."""
    sites.write_text(SITES.replace("America/Chicago", "Chicago").replace('vendor = "generic"', 'vendor = "x"'))
    assert main(["sites", "check", "--sites", str(sites)]) == 2
    printed = capsys.readouterr().err
    assert "sites.clinic.time_zone" in printed
    assert "sites.clinic.vendor" in printed
    sites.write_text(SITES.replace("setting", "seting"))
    assert main(["sites", "check"]) == 2
    assert "seting" in capsys.readouterr().err
