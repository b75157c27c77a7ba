"""Preview, the one click, the receipt; and what happens on the second click."""

from __future__ import annotations

import csv
import io

import pytest
from tests.plugin.web.clinic import Clinician

from chargeline_plugin.web.services import NAME


def charges(clinician: Clinician, name: str = "generic") -> list[dict[str, object]]:
    """ChargeItems that the stand-in EHR holds for the story's encounter, from the app."""
    return [item for item in clinician.ehr.store(name).all("ChargeItem") if item.get("identifier")]


def test_the_preview_shows_the_exact_lines_and_sends_nothing(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    before = len(charges(clinician))
    page = clinician.get(f"{clinician.home}preview")
    for words in (
        "97110",
        "97140",
        "GP",
        "Confirm and send 2 lines",
        "Walter Ostrowski",
        '"resourceType": "ChargeItem"',
    ):
        assert words in page.words
    assert len(charges(clinician)) == before


def test_the_click_writes_each_line_once_and_shows_what_was_read_back(clinician: Clinician) -> None:
    clinician.launch("knee-replacement")
    before = len(charges(clinician))
    page = clinician.get(f"{clinician.home}preview")
    fields = {"digest": page.hidden("digest")}
    csrf = page.hidden("csrf")
    page = clinician.post("confirm", fields)
    assert "In the EHR" in page.words
    assert page.words.count("Read back: the EHR holds what you confirmed") == 2
    assert len(charges(clinician)) == before + 2

    again = clinician.client.post(
        f"{clinician.home}confirm", data={**fields, "csrf": csrf}, base_url="http://localhost"
    )
    assert again.status_code in (200, 409)
    assert len(charges(clinician)) == before + 2, "a second click sends nothing twice"
    page = clinician.get(clinician.home)
    assert "Already on this encounter" in page.words
    assert "sent from here" in page.words


def test_a_preview_that_is_no_longer_true_sends_nothing(clinician: Clinician) -> None:
    clinician.launch("balance-tie")
    before = len(charges(clinician))
    page = clinician.get(f"{clinician.home}preview")
    digest = page.hidden("digest")
    page = clinician.get(clinician.home)
    first = min(page.fields("minutes."))
    clinician.post("minutes", {**page.fields("minutes."), first: "59"})
    for wrong in (digest, "", "0" * 64):
        page = clinician.get(clinician.home)
        page = clinician.post("confirm", {"digest": wrong})
        assert page.status == 409
        assert page.code == "preview_changed"
    assert len(charges(clinician)) == before


def test_a_blocked_line_needs_a_stated_reason(clinician: Clinician) -> None:
    page = clinician.launch("hand-fracture")
    fields = page.fields("minutes.")
    first = min(fields)
    clinician.post("minutes", {**fields, first: str(int(fields[first] or 0) + 15)})
    before = len(charges(clinician))
    page = clinician.get(f"{clinician.home}preview")
    assert "Your reason is kept" in page.words
    page = clinician.post("confirm", {"digest": page.hidden("digest")})
    assert page.code == "reason_needed"
    assert len(charges(clinician)) == before


@pytest.mark.parametrize("name", ["oracle", "epic"])
def test_where_writing_is_not_switched_on_the_lines_can_be_copied(clinician: Clinician, name: str) -> None:
    clinician.launch("knee-replacement", name)
    page = clinician.get(f"{clinician.home}preview")
    assert "not switched on" in page.words
    assert "97110 x1 GP" in page.words
    assert "Confirm and send" not in page.words
    answer = clinician.get(f"{clinician.home}charges.csv").answer
    assert answer.headers["Content-Disposition"] == 'attachment; filename="charges.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert [row["code"] for row in rows] == ["97110", "97140"]
    page = clinician.get(f"{clinician.home}preview")
    assert clinician.post("confirm", {"digest": page.html.partition("x")[0][:0]}).status == 409


def test_the_preview_button_saves_the_minutes_that_are_on_the_page(clinician: Clinician) -> None:
    page = clinician.launch("knee-replacement")
    fields = page.fields("minutes.")
    page = clinician.post("minutes", {**fields, min(fields): "40", "go": "preview"})
    assert "40 minutes" in page.words
    part = clinician.get(clinician.home)
    answer = clinician.post("minutes", {**part.fields("minutes."), "go": "preview"}, headers={"HX-Request": "true"})
    assert answer.answer.headers["HX-Redirect"] == f"{clinician.home}preview"


def test_a_line_that_is_in_the_ehr_says_so_and_is_not_offered_again(clinician: Clinician) -> None:
    clinician.launch("transfer-training")
    page = clinician.get(f"{clinician.home}preview")
    names = [part.split('"')[0] for part in page.html.split('name="reason.')[1:]]
    reasons = {f"reason.{name}": "Checked with the payer" for name in names}
    page = clinician.post("confirm", {"digest": page.hidden("digest"), **reasons})
    assert "Read back: the EHR holds what you confirmed" in page.words
    page = clinician.get(clinician.home)
    assert "In the EHR, sent from here." in page.words
    assert "Every charge line is in the EHR." in page.words
    assert "Preview before sending" not in page.words


def test_a_page_that_was_open_before_another_one_sent_reads_the_chart_again(clinician: Clinician) -> None:
    """Two tabs, or two clinicians: what was sent from one stands in the chart that the other shows next."""
    desks = clinician.client.application.extensions[NAME].desks

    def charges_on(home: str) -> int:
        visit = desks.get(home.split("/")[2]).visit
        assert visit is not None
        return len(visit.charges)

    clinician.launch("group-and-single")
    older, before = clinician.home, charges_on(clinician.home)
    clinician.launch("group-and-single")
    page = clinician.get(f"{clinician.home}preview")
    assert "Receipt" in clinician.post("confirm", {"digest": page.hidden("digest")}).html
    assert charges_on(older) == before
    clinician.get(older)
    assert charges_on(older) == before + 2
