"""`chargeline evaluate`: exit codes, formats, one encounter per line, and nothing of a note on stderr."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SECRET = "Zebulon Quux fell on 3 March"
ENCOUNTER: dict[str, Any] = {
    "contract": 1,
    "id": "e1",
    "date_of_service": "2026-11-23",
    "discipline": "PT",
    "policy": "medicare-part-b",
    "services": [{"id": "s1", "code": "97110", "minutes": 33}, {"id": "s2", "code": "97140", "minutes": 7}],
}


def lines(*encounters: Any) -> bytes:
    return "".join(e if isinstance(e, str) else json.dumps(e) + "\n" for e in encounters).encode()


def test_an_encounter_gives_its_charge_lines_with_reasons_and_citations(chargeline: Any) -> None:
    """33 and 7 minutes are three units: two and one."""
    ran = chargeline("evaluate", "-", "--format", "json", stdin=ENCOUNTER)
    assert ran.code == 0
    found = [(line["code"], line["units"], line["modifiers"]) for line in ran.json["charge_lines"]]
    assert found == [("97110", 2, ["GP"]), ("97140", 1, ["GP"])]
    assert all(any(step["citation"] for step in line["because"]) for line in ran.json["charge_lines"])


def test_a_file_is_read_like_stdin(chargeline: Any, tmp_path: Path) -> None:
    """The same encounter, the same bytes."""
    file = tmp_path / "e.json"
    file.write_text(json.dumps(ENCOUNTER), "utf-8")
    from_file = chargeline("evaluate", str(file), "--format", "json")
    assert from_file.out == chargeline("evaluate", "-", "--format", "json", stdin=ENCOUNTER).out


def test_text_is_for_people(chargeline: Any) -> None:
    """Lines, units, modifiers and the citation of each reason."""
    ran = chargeline("evaluate", "-", stdin=ENCOUNTER)
    assert "97110 x2  GP" in ran.out
    assert "[CMS 100-04 ch. 5 s20.2]" in " ".join(ran.out.split())


def test_the_policy_named_stands_before_the_encounters_own(chargeline: Any) -> None:
    """Counted alone, seven minutes earn nothing."""
    ran = chargeline("evaluate", "-", "--policy", "commercial-ama", "--format", "json", stdin=ENCOUNTER)
    assert [(line["code"], line["units"]) for line in ran.json["charge_lines"]] == [("97110", 2)]
    assert ran.json["policy"] == "commercial-ama"


@pytest.mark.parametrize(
    ("name", "argv", "stdin", "said"),
    [
        ("a misspelt key", ["-"], ENCOUNTER | {"servces": []}, "/servces"),
        ("two problems", ["-"], {"id": "e", "discipline": "PT", "services": []}, "/date_of_service"),
        ("not JSON", ["-"], b'{"id": ', "line 1, column 8"),
        ("not UTF-8", ["-"], b'{"id": "\xff"}', "UTF-8"),
        ("nested without end", ["-"], b"[" * 100_000, "nested"),
        ("no such file", ["missing.json"], None, "FILE"),
        ("no such policy", ["-", "--policy", "nobody"], ENCOUNTER, "medicare-part-b"),
        ("no such folder", ["-", "--data", "missing"], ENCOUNTER, "folder"),
        ("not a day", ["-", "--known-on", "soon"], ENCOUNTER, "YYYY-MM-DD"),
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_bad_input_exits_2_and_names_its_path(
    chargeline: Any, name: str, argv: list[str], stdin: Any, said: str
) -> None:
    """On stderr, with nothing on stdout."""
    ran = chargeline("evaluate", *argv, stdin=stdin)
    assert ran.code == 2
    assert said in ran.err
    assert ran.out == ""


def test_stderr_holds_nothing_of_the_note(chargeline: Any) -> None:
    """Not when the input is bad."""
    bad = ENCOUNTER | {"id": 4, "notes": [{"id": SECRET, "text": SECRET, "kind": SECRET}], SECRET.lower(): 1}
    ran = chargeline("evaluate", "-", stdin=bad)
    assert ran.code == 2
    assert "zebulon" not in ran.err.lower()


def test_an_error_of_ours_is_no_traceback(chargeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit 3, the type and the place, and none of the message: it could quote a note."""
    monkeypatch.setattr("chargeline.cli.evaluate.evaluate", _fails)
    ran = chargeline("evaluate", "-", stdin=ENCOUNTER)
    assert ran.code == 3
    assert "ValueError in test_evaluate_command.py" in ran.err
    assert "Traceback" not in ran.err
    assert "Zebulon" not in ran.err + ran.out


def _fails(*_: Any, **__: Any) -> None:
    raise ValueError(SECRET)


def test_one_line_out_for_each_line_in(chargeline: Any) -> None:
    """A bad line says what is wrong with it, and the rest goes on; exit 2 at the end."""
    given = lines(ENCOUNTER, "not json\n", ENCOUNTER | {"id": "e3", "discipline": None}, "\n", ENCOUNTER | {"id": "e5"})
    ran = chargeline("evaluate", "-", "--jsonl", stdin=given)
    out = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.code == 2
    assert [one.get("encounter") or one["error"]["line"] for one in out] == ["e1", 2, 3, 4, "e5"]
    assert out[2]["error"]["id"] == "e3"
    assert [p["path"] for p in out[2]["error"]["problems"]] == ["/discipline"]
    assert out[1]["error"]["id"] is None
    assert out[3]["error"]["problems"] == [{"path": "", "message": "is empty.", "fix": "Send JSON."}]


def test_an_empty_input_is_called_empty(chargeline: Any) -> None:
    """A pipe that carried nothing has no line or column to mend."""
    ran = chargeline("evaluate", "-", stdin=b"")
    assert (ran.code, ran.err) == (2, "/ is empty. Send JSON.\n")


def test_an_unknown_policy_spoils_its_own_line_only(chargeline: Any) -> None:
    """The encounter's own policy is part of that encounter's input."""
    ran = chargeline("evaluate", "-", "--jsonl", stdin=lines(ENCOUNTER | {"policy": "nobody"}, ENCOUNTER))
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert first["error"]["problems"][0]["path"] == "/policy"
    assert second["encounter"] == "e1"


def test_an_error_of_ours_spoils_its_own_line_only(chargeline: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the exit code says that it was ours."""
    monkeypatch.setattr("chargeline.cli.evaluate.evaluate", _fails)
    ran = chargeline("evaluate", "-", "--jsonl", stdin=lines(ENCOUNTER, ENCOUNTER))
    assert ran.code == 3
    assert len(ran.out.splitlines()) == 2
    assert "Zebulon" not in ran.out


def test_all_lines_good_exits_0(chargeline: Any) -> None:
    """No news."""
    assert chargeline("evaluate", "-", "--jsonl", stdin=lines(ENCOUNTER, ENCOUNTER)).code == 0
    assert chargeline("evaluate", "-", "--jsonl", stdin=b"").code == 0


def test_strict_exits_1_when_a_line_is_blocked(chargeline: Any) -> None:
    """An evaluation by an assistant cannot be billed; without --strict the exit code is 0."""
    blocked = ENCOUNTER | {"services": [{"id": "s1", "code": "97161", "minutes": 30, "assistant_minutes": 30}]}
    ran = chargeline("evaluate", "-", "--format", "json", stdin=blocked)
    assert "block" in {alert["severity"] for alert in ran.json["alerts"]}
    assert ran.code == 0
    assert chargeline("evaluate", "-", "--strict", stdin=blocked).code == 1
    assert chargeline("evaluate", "-", "--strict", "--jsonl", stdin=lines(blocked)).code == 1
    whole = ENCOUNTER | {"clinicians": [{"id": "c1", "role": "therapist", "credentials": "PT", "npi": "1234567893"}]}
    assert chargeline("evaluate", "-", "--strict", stdin=whole).code == 0


def test_a_sites_folder_is_named_by_option_or_environment(
    chargeline: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the command line looks for one."""
    (tmp_path / "labels.csv").write_text("code,label\n97110,Licensed\n", "utf-8")
    shipped = chargeline("evaluate", "-", "--format", "json", stdin=ENCOUNTER).json["rules"]["digest"]
    option = chargeline("evaluate", "-", "--format", "json", "--data", str(tmp_path), stdin=ENCOUNTER)
    monkeypatch.setenv("CHARGELINE_DATA", str(tmp_path))
    from chargeline import evaluate

    environment = chargeline("evaluate", "-", "--format", "json", stdin=ENCOUNTER)
    assert evaluate(ENCOUNTER).rules.digest == shipped
    assert option.json["rules"]["digest"] == environment.json["rules"]["digest"] != shipped


@pytest.mark.parametrize("locale", ["C", "en_US.ISO-8859-1"])
def test_any_text_comes_out_as_json(locale: str) -> None:
    """An emoji, and half of one, in a plain locale: still one JSON document."""
    given = ENCOUNTER | {"id": "\U0001f600 \ud83d"}
    ran = subprocess.run(
        [sys.executable, "-m", "chargeline", "evaluate", "-", "--format", "json"],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=True,
        env={**os.environ, "LC_ALL": locale, "PYTHONIOENCODING": "ascii"},
    )
    assert json.loads(ran.stdout)["encounter"] == given["id"]


def test_the_module_runs_as_the_command(tmp_path: Path) -> None:
    """`python -m chargeline`, in its own process, in a plain locale; the same bytes on every run."""
    given = json.dumps(ENCOUNTER | {"id": "ë1"})
    runs = [
        subprocess.run(
            [sys.executable, "-m", "chargeline", "evaluate", "-", "--format", "json"],
            input=given.encode(),
            capture_output=True,
            check=True,
            env={k: v for k, v in os.environ.items() if k != "CHARGELINE_DATA"}
            | {"LC_ALL": "C", "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert json.loads(runs[0])["encounter"] == "ë1"
