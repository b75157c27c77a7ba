"""Ids of services that only a note tells of."""

from __future__ import annotations

from chargeline import evaluate


def test_a_service_of_the_note_takes_no_id_of_the_input() -> None:
    """An input service called `t1` keeps its id; the note's own is the next free one."""
    report = evaluate(
        {
            "id": "e",
            "date_of_service": "2026-11-23",
            "discipline": "PT",
            "policy": "medicare-part-b",
            "services": [{"id": "t1", "code": "97110", "minutes": 20}],
            "notes": [{"id": "n", "text": "Manual therapy 97140 15 min, STM to calf"}],
        }
    )
    assert [(one.id, one.origin, one.code) for one in report.services] == [
        ("t1", "input", "97110"),
        ("t2", "note", "97140"),
    ]
