"""Which rung is taken, by the table of decisions that was gathered with the vendors' own capability statements."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from chargeline_plugin.writeback.bill_codes import BillCodes
from chargeline_plugin.writeback.ladder import RUNGS, choose, may_update, offers_operation
from chargeline_plugin.writeback.settings import WriteSettings

FIXTURES = Path(__file__).parents[2] / "fixtures" / "capability"
VECTORS = json.loads((FIXTURES / "decision-vectors.json").read_text())
VENDORS = {"cerner-style.json": "oracle", "epic-style.json": "epic"}
BILL_CODES = BillCodes(source_id="t", schedules={"CPT": "1", "MODIFIER": "2", "ICD": "3"})
EVERYTHING = WriteSettings(charge=True, draft_note=True, signed_note=True, bill_codes=BILL_CODES)


def capability(name):
    return json.loads((FIXTURES / name).read_text())


def rung(name, scopes, settings=EVERYTHING, **given):
    facts = {"vendor": VENDORS.get(name, "generic"), "has_encounter": True, "user_may_confirm": True}
    return choose(capability=capability(name), scopes=scopes, settings=settings, **(facts | given))


def in_words(vector):
    scopes = " ".join(scope.split("?")[0] for scope in vector["scopes"])
    return f"{vector['capability']} {scopes} {vector['site']} -> {vector['expect']}"


@pytest.mark.parametrize("vector", VECTORS, ids=in_words)
def test_every_decision_of_the_table(vector):
    site = dict(vector["site"])
    settings = WriteSettings(bill_codes=BILL_CODES if site.pop("bill_code_map", False) else None, **site)
    taken = rung(
        vector["capability"],
        " ".join(vector["scopes"]),
        settings,
        has_encounter=vector.get("encounterInContext", True),
    )
    assert taken.name == vector["expect"]


def test_there_are_as_many_decisions_as_were_gathered():
    assert len(VECTORS) == 12


def test_every_better_rung_says_why_it_was_not_taken():
    taken = rung("epic-style.json", "user/DocumentReference.cruds")
    assert [refused.name for refused in taken.why_not] == list(RUNGS[: RUNGS.index("draft_note")])
    assert all(refused.why for refused in taken.why_not)


@pytest.mark.parametrize(
    ("given", "why"),
    [({"has_encounter": False}, "no encounter"), ({"user_may_confirm": False}, "may not confirm")],
)
def test_nothing_opens_without_an_encounter_or_for_who_may_not_confirm(given, why):
    taken = rung("generic-full-write.json", "user/ChargeItem.crus", **given)
    assert taken.name == "export"
    assert why in taken.why


KEYS_MISSING = {
    "the site has not switched it on": (
        "generic-full-write.json",
        "user/ChargeItem.crus",
        replace(EVERYTHING, charge=False),
    ),
    "the server does not offer it": ("ecw-like-chargeitem-readonly.json", "user/ChargeItem.crus", EVERYTHING),
    "the scope was not granted": ("generic-full-write.json", "user/ChargeItem.rs", EVERYTHING),
    "the scope is a system's": ("generic-full-write.json", "system/ChargeItem.cruds", EVERYTHING),
    "the scope is narrowed to other charges": ("generic-full-write.json", "user/ChargeItem.c?code=1", EVERYTHING),
}


@pytest.mark.parametrize(("name", "scopes", "settings"), KEYS_MISSING.values(), ids=KEYS_MISSING.keys())
def test_two_keys_of_three_open_nothing(name, scopes, settings):
    assert not rung(name, scopes, settings).name.startswith("charge")


def test_a_note_scope_narrowed_to_other_notes_does_not_count():
    assert rung("epic-style.json", "user/DocumentReference.c?category=lab").name == "export"


def test_what_may_be_changed_after_the_click_is_asked_of_the_server_too():
    assert may_update(capability("generic-full-write.json"), "user/ChargeItem.crus")
    assert not may_update(capability("generic-full-write.json"), "user/ChargeItem.crs")
    assert not may_update(capability("cerner-style.json"), "user/ChargeItem.crus")
    assert offers_operation(capability("cerner-style.json"), "charge-item-modify")
    assert not offers_operation(capability("generic-full-write.json"), "charge-item-modify")
