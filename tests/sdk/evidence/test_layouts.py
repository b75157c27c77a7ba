"""However minutes are laid out, no service gets another's, nor those of all: what cannot be told is asked."""

from __future__ import annotations

from itertools import product

import pytest

import chargeline

LAYOUTS = (
    "{name} {n} min",
    "{name}: {n} min",
    "{name} ({n} min)",
    "{n} min {name}",
    "{name} x {n} min",
    "{name} - {n} min",
    "{name} {n}'",
    "{n}' {name}",
    "{name} = {n} min",
    "{name} {n} mins",
    "{name} for {n} minutes",
    "{n} minutes of {name}",
    "{name}: {did}, {n} min",
    "{name} {n} min: {did}",
    "{name}: {did} ({n} min)",
)
PARTED = (", ", "; ", ". ", "\n", "\n- ", " / ", " + ")
WHOLE = (
    "{line}",
    "{line}. Total {all} min",
    "{line}\nTimed {all} min, total {all} min",
    "{line} = {all} min",
    "{line} ({all} min)",
)
VISITS = (
    (("TE", "97110", 23, "SLR 3x10, bridges 2x12"), ("Manual", "97140", 12, "STM R UT")),
    (
        ("97112", "97112", 10, "tandem 4x20 ft"),
        ("Gait training", "97116", 20, "RW 150' x2 CGA"),
        ("TA", "97530", 15, "sit to stand x10"),
    ),
)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_service_gets_more_than_its_own_minutes(layout: str) -> None:
    """Whatever parts the services, and wherever the minutes of all stand; where nothing else is told, all are read."""
    for visit, parted, whole in product(VISITS, PARTED, WHOLE):
        if "{did}" in layout and parted in (", ", " / ", " + "):
            continue  # nobody could tell where one ends
        line = parted.join(layout.format(name=name, n=n, did=did) for name, _, n, did in visit)
        text = whole.format(line=line, all=sum(n for _, _, n, _ in visit))
        own = {code: n for _, code, n, _ in visit}
        told = {code: minutes for code, minutes in _read(text).items() if minutes is not None}
        assert told.items() <= own.items(), text
        assert "{did}" in layout or told == own, text


def _read(text: str) -> dict[str | None, int | None]:
    note = {"id": "n1", "kind": "treatment-note", "date": "2026-11-23", "text": text}
    visit = {
        "id": "e1",
        "date_of_service": "2026-11-23",
        "discipline": "PT",
        "policy": "medicare-part-b",
        "notes": [note],
    }
    return {one.code or one.suggested_code: one.minutes for one in chargeline.evaluate(visit).services}
