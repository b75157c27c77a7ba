"""While the EHR cannot be asked: what was read and sent stays in sight, and nothing can be done on its word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.plugin.web.clinic import BASE, Clinician, Page
from tests.plugin.web.test_after_amend import STORY, amended, confirm, sent, standing
from tests.plugin.web.test_after_unknown import left_unknown
from tests.plugin.web.test_changed_there import key_of

from chargeline_sandbox import Fault

AWAY = "as it was read"
CONFIRMED = "In the EHR. Read back: the EHR holds what you confirmed"


def away(clinician: Clinician, status: int = 503) -> None:
    """From now on no encounter is answered."""
    clinician.ehr.faults.add(Fault(kind="status", path="/*/fhir/Encounter/*", status=status, times=None))


def back(clinician: Clinician) -> None:
    clinician.ehr.faults.clear()


def forms(page: Page) -> set[str]:
    """Where the page's forms lead, by the last part of the address."""
    return {address.rpartition("/")[2] for address in re.findall(r'<form[^>]* action="([^"]+)"', page.html)}


def test_what_was_sent_is_shown_with_the_visit_as_last_read(therapist: Clinician) -> None:
    sent(therapist)
    away(therapist)
    page = therapist.post("read-again")
    assert page.status == 502
    assert re.search(rf"{AWAY} \w+, \w+ \d+, \d+, \d+:\d\d [AP]M", page.words), page.words
    for words in ("Walter Ostrowski", "Nothing can be confirmed", "97140", "PT Daily Note", "encounter-server-error"):
        assert words in page.words
    assert page.words.count(CONFIRMED) == 2
    assert "the EHR does not show it now" not in page.words
    assert AWAY in therapist.get(therapist.home).words


def test_lines_that_were_sent_after_the_reading_are_not_called_missing(therapist: Clinician) -> None:
    """The chart was read before the click: what it showed then says nothing of what was sent."""
    therapist.launch(STORY)
    confirm(therapist)
    away(therapist)
    page = therapist.get(therapist.home)
    assert page.words.count(CONFIRMED) == 2
    assert "the EHR does not show it now" not in page.words


def test_the_next_step_names_the_only_button(therapist: Clinician) -> None:
    sent(therapist)
    away(therapist)
    page = therapist.post("read-again")
    assert "Choose Read again in a minute" in page.words
    assert ">Read again</button>" in page.html
    assert forms(page) == {"read-again", "sign-out"}


def test_a_line_nobody_knows_of_says_where_to_look_and_offers_no_step(therapist: Clinician) -> None:
    left_unknown(therapist, "generic", "reset-after")
    away(therapist)
    page = therapist.post("read-again")
    assert "Please look in the EHR" in page.words
    assert "Where to look:" in page.words
    assert "Look in the EHR before anything" in page.words
    assert "I have looked" not in page.words
    assert forms(page) == {"read-again", "sign-out"}


def test_answers_and_edits_are_there_once_it_is_back(therapist: Clinician) -> None:
    page = therapist.launch(STORY)
    fields = page.fields("minutes.")
    therapist.post("minutes", {**fields, min(fields): "31"})
    away(therapist)
    assert "Your answers and edits are kept" in therapist.post("read-again").words
    back(therapist)
    page = therapist.post("read-again")
    assert page.status == 200
    assert page.fields("minutes.")[min(fields)] == "31"


@pytest.mark.parametrize("returned", [False, True])
def test_an_old_reading_confirms_nothing(therapist: Clinician, returned: bool) -> None:
    """A preview from before, clicked after a reading has failed: whether or not the EHR is back by then."""
    therapist.launch(STORY)
    digest = therapist.get(f"{therapist.home}preview").hidden("digest")
    away(therapist)
    page = therapist.post("read-again")
    if returned:
        back(therapist)
    refused = therapist.post("confirm", {"digest": digest})
    assert (refused.status, refused.code) == (409, "old_reading")
    assert standing(therapist, "generic") == []
    therapist.page = page
    assert therapist.get(f"{therapist.home}preview").status == (200 if returned else 502)


@pytest.mark.parametrize("what", ["correction", "reversal"])
def test_an_old_reading_corrects_nothing_and_takes_nothing_back(therapist: Clinician, what: str) -> None:
    page = sent(therapist)
    key, before = key_of(page, "97110"), standing(therapist, "generic")
    proposed = therapist.post("amend", {"key": key, "what": what}).hidden("digest") if what == "reversal" else "0" * 64
    therapist.get(therapist.home)
    away(therapist)
    page = therapist.post("read-again")
    back(therapist)
    for step, fields in (("amend", {}), ("amend/confirm", {"digest": proposed, "reason": "Wrong line"})):
        therapist.page = page
        assert therapist.post(step, {"key": key, "what": what, **fields}).code == "old_reading"
    assert standing(therapist, "generic") == before
    therapist.get(therapist.home)
    assert "Taken back" in amended(therapist, key, "reversal").words, "after a fresh reading it can be"


def test_a_chart_that_may_not_be_seen_any_more_is_not_shown_from_memory(therapist: Clinician) -> None:
    sent(therapist)
    away(therapist)
    assert "Ostrowski" in therapist.post("read-again").words
    back(therapist)
    away(therapist, 403)
    page = therapist.get(therapist.home)
    assert page.code == "encounter-forbidden"
    for secret in ("Ostrowski", "97110", "M25.561", "Daily Note"):
        assert secret not in page.html


def test_no_other_browser_sees_it(another: Callable[[], Clinician]) -> None:
    mine, theirs = another(), another()
    sent(mine)
    away(mine)
    page = mine.post("read-again")
    assert page.answer.headers["Cache-Control"] == "no-store"
    answer = theirs.client.get(mine.home, base_url=BASE)
    assert answer.status_code == 403
    assert "Ostrowski" not in answer.get_data(as_text=True)


def test_where_nothing_is_kept_what_was_sent_is_listed(another: Callable[[], Clinician]) -> None:
    """A launch while the EHR is away: our own record knows the encounter, and names no patient."""
    sent(another())
    later = another()
    away(later)
    page = later.launch(STORY)
    assert page.status == 502
    assert "This visit cannot be shown" in page.words
    assert page.words.count(CONFIRMED) == 2
    assert "97110 x1 GP" in page.words
    assert "Ostrowski" not in page.html
    assert forms(page) == {"read-again", "sign-out"}
    back(later)
    assert "Charge lines" in later.post("read-again").words


def test_where_nothing_is_kept_and_nothing_was_sent_it_says_what_to_press(therapist: Clinician) -> None:
    away(therapist)
    page = therapist.launch(STORY)
    assert page.code == "encounter-server-error"
    assert "Choose Read again in a minute" in page.words
    assert ">Read again</a>" in page.html
    assert forms(page) == set()
