"""The services and minutes of many ways to write them, and what must never become a service."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from chargeline.book import RuleBook
from chargeline.evidence.reading import Reading
from chargeline.model import Service

Read = Callable[..., Reading]
CASES: dict[str, Any] = json.loads((Path(__file__).parent / "charges.json").read_text("utf-8"))


@pytest.mark.parametrize("text", CASES["minutes"])
def test_minutes_of_each_way_to_write_them(read_note: Read, text: str) -> None:
    """Each code with its minutes, and with the assistant's part where the note tells them apart."""
    told = {one.code or one.named: (one.minutes, one.assistant_minutes) for one in read_note(text).services}
    wanted = {code: (of, None) if isinstance(of, int) else tuple(of) for code, of in CASES["minutes"][text].items()}
    assert {code: of for code, of in told.items() if of[0] is not None} == wanted


@pytest.mark.parametrize("code", sorted(RuleBook.default().codes))
def test_every_code_of_the_table_is_read_where_a_note_writes_it(read_note: Read, code: str) -> None:
    """A code written is a service, whatever is known of it otherwise."""
    assert [one.code for one in read_note(f"{code}: 16 min").services] == [code]


@pytest.mark.parametrize("text", CASES["none"])
def test_what_was_not_done_today_has_no_minutes(read_note: Read, text: str) -> None:
    """Plans, homes, histories, negations and bare totals."""
    assert [one for one in read_note(text).services if one.minutes is not None] == []


@pytest.mark.parametrize("name", CASES["beside input"])
def test_only_a_further_service_is_added_to_the_input(read_note: Read, name: str) -> None:
    """What the note tells beside listed services: a service of its own, or nothing."""
    case = CASES["beside input"][name]
    services = tuple(Service(id=f"s{n}", **one) for n, one in enumerate(case["services"]))
    told = read_note(case["text"], *services).services[len(services) :]
    assert [[one.named, one.minutes] for one in told] == case["added"]
