"""Who may confirm a charge."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from chargeline_plugin.visit.visit import UserSeen
from chargeline_plugin.writeback.permission import Attestation, may_confirm
from chargeline_plugin.writeback.settings import BadWriteSettings, WriteSettings

USER = UserSeen(
    reference="Practitioner/p1",
    name=None,
    role="therapist",
    discipline="PT",
    credentials=None,
    npi=None,
    because="roster",
)
OFF, ON = WriteSettings(), WriteSettings(assistants_may_confirm=True)
AT = datetime(2026, 11, 23, tzinfo=UTC)


def attests(role="therapist", credentials="PT, DPT"):
    return Attestation(role=role, credentials=credentials, at=AT)


def user(role=None, reference="Practitioner/p1"):
    return replace(USER, role=role, reference=reference)


CASES = {
    "a therapist confirms": (USER, OFF, None, "therapist"),
    "an assistant does not by itself": (user("assistant"), OFF, None, "assistant_not_allowed"),
    "an assistant does where the site says so": (user("assistant"), ON, None, "assistant_allowed"),
    "a student never": (user("student"), ON, attests(), "never"),
    "an aide never": (user("aide"), ON, attests(), "never"),
    "a patient never": (user("patient", "Patient/p1"), ON, attests(), "never"),
    "an unknown role attests first": (user(), OFF, None, "attest_first"),
    "no credentials, no attestation": (user(), OFF, attests(credentials=" "), "attest_first"),
    "an attested therapist confirms": (user(), OFF, attests(), "attested"),
    "an attested assistant does not by itself": (user(), OFF, attests("assistant"), "assistant_not_allowed"),
    "an attested assistant does where the site says so": (user(), ON, attests("assistant"), "attested"),
    "a known assistant cannot attest more": (user("assistant"), OFF, attests(), "assistant_not_allowed"),
    "nobody is not somebody": (user(reference=None), ON, attests(), "not_identified"),
    "a relative is no practitioner": (user(reference="RelatedPerson/1"), ON, attests(), "not_identified"),
}
ALLOWED = {"therapist", "assistant_allowed", "attested"}


@pytest.mark.parametrize(("who", "settings", "attested", "code"), CASES.values(), ids=CASES.keys())
def test_who_may_confirm(who, settings, attested, code):
    permission = may_confirm(who, settings, attested)
    assert permission.code == code
    assert permission.allowed is (code in ALLOWED)
    assert permission.why


def test_everything_is_off_until_the_site_says_otherwise():
    assert WriteSettings.parse({}) == WriteSettings()
    assert not any((OFF.charge, OFF.draft_note, OFF.signed_note, OFF.assistants_may_confirm))


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"chrage": True}, "chrage: no such setting. Write charge."),
        ({"charge": "yes"}, "charge: write true or false."),
        ({"bill_codes": {}}, "bill_codes.source_id"),
    ],
)
def test_settings_that_cannot_be_used_are_named_with_their_fix(table, said):
    with pytest.raises(BadWriteSettings) as bad:
        WriteSettings.parse(table)
    assert said in str(bad.value)
