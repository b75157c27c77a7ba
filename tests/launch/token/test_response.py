"""Reading token answers as vendors send them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chargeline_launch.token.response import BadTokenAnswer, read_token_answer
from chargeline_launch.vendors import VENDORS

MINIMAL = {"access_token": "a", "token_type": "Bearer", "scope": "launch"}


@pytest.fixture
def read(clock):
    return lambda document, vendor="generic": read_token_answer(document, VENDORS[vendor], clock())


def test_epics_answer_with_words_for_the_banner(read, fixture) -> None:
    """ "false" as a string is false."""
    answer = read(fixture("token/epic.ehr-launch.json"), "epic")
    assert (answer.patient, answer.encounter) == ("eTESTpatAbC1d2e3F4g5h63", "eTESTencZyX9w8v7U6t5s43")
    assert answer.need_patient_banner is False


def test_epics_answer_without_an_encounter(read, fixture) -> None:
    """Then there is none, and nobody guesses."""
    assert read(fixture("token/epic.ehr-launch-no-encounter.json"), "epic").encounter is None


def test_epics_standalone_answer_has_no_patient_and_keeps_the_banner(read, fixture) -> None:
    """A missing flag means that the patient must be shown."""
    answer = read(fixture("token/epic.standalone-no-patient.json"), "epic")
    assert (answer.patient, answer.need_patient_banner) == (None, True)


def test_oracles_answer_lives_570_seconds(read, fixture, clock) -> None:
    """And names its tenant."""
    answer = read(fixture("token/cerner.ehr-launch.json"), "oracle")
    assert answer.tokens.expires_at - clock() == timedelta(seconds=570)
    assert answer.tenant == "11111111-2222-4333-8444-555555555555"


def test_fhir_context_items_without_a_role_are_launch_context(read, fixture) -> None:
    """References, canonicals and types; what is not text is left out."""
    items = read(fixture("token/generic.ehr-launch.full-context.json")).fhir_context
    assert items[0] == {"reference": "Appointment/app-1", "role": "launch"}
    assert items[3]["role"] == "https://rehab.app.example.com/role/worklist"
    assert all(isinstance(value, str) for item in items for value in item.values())


def test_fhir_context_as_bare_strings_is_read_too(read) -> None:
    """The form of version 2.0."""
    answer = read({**MINIMAL, "fhirContext": ["Appointment/1", {"reference": "Task/2"}, 7, None]})
    assert [item["reference"] for item in answer.fhir_context] == ["Appointment/1", "Task/2"]


@pytest.mark.parametrize(
    ("sent", "banner"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("false", False),
        ("False", False),
        (None, True),
        (0, True),
        ("no", True),
    ],
)
def test_the_banner_is_shown_unless_the_server_clearly_says_no(read, sent, banner) -> None:
    """Unclear means shown."""
    assert read({**MINIMAL, "need_patient_banner": sent}).need_patient_banner is banner


@pytest.mark.parametrize(
    ("sent", "seconds"),
    [
        (3600, 3600),
        ("3600", 3600),
        (None, 300),
        (0, 300),
        (-5, 300),
        ("soon", 300),
        (10**9, 300),
        (86400, 86400),
        (570.0, 570),
        ("NaN", 300),
        ("inf", 300),
    ],
)
def test_a_missing_or_senseless_lifetime_is_short(read, clock, sent, seconds) -> None:
    """Five minutes."""
    document = MINIMAL if sent is None else {**MINIMAL, "expires_in": sent}
    assert read(document).tokens.expires_at - clock() == timedelta(seconds=seconds)


@pytest.mark.parametrize("word", ["Bearer", "bearer", "BEARER"])
def test_the_token_type_is_compared_without_case(read, word) -> None:
    """Both are seen at one vendor."""
    assert read({**MINIMAL, "token_type": word}).tokens.access_token == "a"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"token_type": "mac"}, "token_type"),
        ({"token_type": None}, "token_type"),
        ({"access_token": None}, "access_token"),
        ({"access_token": ""}, "access_token"),
        ({"access_token": "a\r\nX-Evil: 1"}, "access_token"),
        ({"access_token": "a\nX-Evil:1"}, "access_token"),
        ({"access_token": "a b"}, "access_token"),
        ({"patient": "../Patient/2"}, "patient"),
        ({"patient": "Patient/2"}, "patient"),
        ({"patient": 7}, "patient"),
        ({"encounter": "e 1"}, "encounter"),
        ({"encounter": "e?x=1"}, "encounter"),
    ],
)
def test_an_answer_that_cannot_be_used_names_its_field(read, change, named) -> None:
    """An id that is no id would end up in an address."""
    with pytest.raises(BadTokenAnswer, match=named):
        read({**MINIMAL, **change})


def test_fields_that_no_table_accounts_for_are_logged_by_name_only(read, caplog) -> None:
    """What a vendor adds tomorrow is noticed, not stored; a name that is no name is not printed."""
    caplog.set_level("INFO")
    read({**MINIMAL, "new_vendor_field": "Jane Doe", "Jane Doe 1970": 1, "__epic.dstu2.patient": "x"}, "epic")
    assert "new_vendor_field" in caplog.text
    assert "(unprintable)" in caplog.text
    assert "Jane" not in caplog.text
    assert "dstu2" not in caplog.text


@pytest.mark.parametrize("url", ["http://ehr.example.org/style.json", "javascript:1", 7])
def test_a_style_address_that_is_not_https_is_dropped(read, url) -> None:
    """It is optional anyway."""
    assert read({**MINIMAL, "smart_style_url": url}).style_url is None
