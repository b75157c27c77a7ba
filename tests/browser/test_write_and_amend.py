"""In Chromium, at each personality: confirm, see what the EHR kept, correct it, take it back; the chart agrees."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import requests
from playwright.sync_api import Frame, Page, expect
from tests.browser.conftest import Desk
from tests.faults.clinic import nothing_on_its_way

pytestmark = pytest.mark.browser
Axe = Callable[[Frame], list[dict[str, Any]]]
STORY = "knee-replacement"
WRITE = {
    "generic": "/generic/fhir/ChargeItem",
    "oracle": "/oracle/fhir/ChargeItem/$create",
    "epic": "/epic/fhir/DocumentReference",
}


@pytest.fixture
def writing() -> bool:
    """Every site writes as its EHR lets it."""
    return True


def misbehave(desk: Desk, name: str, **fault: Any) -> None:
    """Tell the stand-in EHR how to take the next write."""
    told = {"path": WRITE[name], "method": "POST", **fault}
    requests.post(f"{desk.clinic.ehr.url}/_control/faults", json=told, timeout=10).raise_for_status()


def preview(frame: Frame) -> None:
    frame.get_by_role("button", name="Preview before sending").click()
    expect(frame.get_by_role("heading", name="Confirm the charge lines")).to_be_visible()


def confirm(frame: Frame) -> None:
    frame.get_by_role("button", name=re.compile("Confirm and send")).click()


def back(frame: Frame) -> None:
    frame.get_by_role("link", name="Back to the visit").click()
    expect(frame.get_by_role("heading", name="Charge lines")).to_be_visible()


def charged(chart: Page) -> list[tuple[str, str]]:
    """Code and modifiers of each charge that the chart page holds as a charge."""
    chart.reload()
    rows = chart.locator("#charges tbody tr").all()
    cells = [[cell.inner_text() for cell in row.locator("td, th").all()] for row in rows]
    return sorted((code, modifiers) for _, code, _, modifiers, _, status, *_ in cells if status in STANDING)


STANDING = ("planned", "billable")


@pytest.mark.parametrize("name", ["generic", "oracle"])
def test_a_dropped_modifier_is_shown_corrected_and_the_line_taken_back(desk: Desk, axe: Axe, name: str) -> None:
    frame = desk.launch(STORY, name)
    preview(frame)
    misbehave(desk, name, kind="drop-fields", names=["extension"])
    confirm(frame)
    expect(frame.get_by_text("the EHR holds something else than you confirmed")).to_be_visible()
    expect(frame.get_by_role("rowheader", name="modifiers")).to_be_visible()
    assert axe(frame) == []
    chart = desk.open_chart(STORY, name)
    assert charged(chart) == [("97110", ""), ("97140", "GP")]

    desk.page.bring_to_front()
    back(frame)
    assert axe(frame) == []
    frame.get_by_role("button", name=re.compile("^Correct 97110")).click()
    expect(frame.get_by_role("heading", name="Correct this line")).to_be_visible()
    assert axe(frame) == []
    frame.get_by_label("Your reason").fill("The modifier was lost")
    frame.get_by_role("button", name="Correct it in the EHR").click()
    expect(frame.get_by_role("heading", name="Corrected in the EHR")).to_be_visible()
    assert axe(frame) == []
    assert charged(chart) == [("97110", "GP"), ("97140", "GP")]

    desk.page.bring_to_front()
    back(frame)
    expect(frame.get_by_text("Replaced by a correction.")).to_be_visible()
    frame.get_by_role("button", name=re.compile("^Take back Correction: 97110")).click()
    frame.get_by_label("Your reason").fill("Entered for the wrong visit")
    frame.get_by_role("button", name="Take it back in the EHR").click()
    expect(frame.get_by_role("heading", name="Taken back")).to_be_visible()
    assert charged(chart) == [("97140", "GP")]
    assert desk.complaints == []


def test_at_epic_a_draft_note_carries_the_worksheet(desk: Desk, axe: Axe) -> None:
    frame = desk.launch(STORY, "epic")
    preview(frame)
    expect(frame.get_by_role("heading", name="The note that is filed")).to_be_visible()
    expect(frame.get_by_text("Ref: ")).to_be_visible()
    assert axe(frame) == []
    confirm(frame)
    expect(frame.get_by_role("heading", name="The note is in the EHR")).to_be_visible()
    expect(frame.get_by_text("Enter the charges in charge capture.").first).to_be_visible()
    chart = desk.open_chart(STORY, "epic")
    expect(chart.locator("#notes")).to_contain_text("97110 x1 GP")
    desk.page.bring_to_front()
    back(frame)
    expect(frame.get_by_text("Charge worksheet, lines: 2").first).to_be_visible()
    assert desk.complaints == []


@pytest.mark.parametrize("name", ["oracle", "epic"])
def test_an_unknown_outcome_is_looked_for_by_a_person_and_only_then_sent_again(
    desk: Desk, axe: Axe, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = desk.launch(STORY, name)
    preview(frame)
    misbehave(desk, name, kind="reset")
    confirm(frame)
    expect(frame.get_by_role("heading", name="Please look in the EHR")).to_be_visible()
    back(frame)
    expect(frame.get_by_text("Where to look:")).to_be_visible()
    assert axe(frame) == []
    frame.get_by_role("button", name=re.compile("Look again")).click()
    expect(frame.get_by_text("A search cannot prove that it is not there")).to_be_visible()
    back(frame)
    frame.get_by_role("button", name=re.compile("it is not there")).click()
    expect(frame.get_by_text("too early to say that it is not there")).to_be_visible()
    nothing_on_its_way(monkeypatch)
    back(frame)
    frame.get_by_role("button", name=re.compile("it is not there")).click()
    expect(frame.get_by_text("You looked, and it is not there.")).to_be_visible()
    back(frame)
    preview(frame)
    confirm(frame)
    expect(frame.get_by_role("heading", name=re.compile("in the EHR", re.IGNORECASE))).to_be_visible()
    chart = desk.open_chart(STORY, name)
    if name == "oracle":
        assert charged(chart) == [("97110", "GP"), ("97140", "GP")]
    else:
        expect(chart.locator("#notes pre", has_text="Ref: ")).to_have_count(1)


def test_a_draft_note_is_deleted_by_a_person_who_says_so_and_is_filed_anew(desk: Desk, axe: Axe) -> None:
    frame = desk.launch(STORY, "epic")
    preview(frame)
    confirm(frame)
    back(frame)
    frame.get_by_text("Take it back").click()
    expect(frame.get_by_text("No app can delete a note here.")).to_be_visible()
    assert axe(frame) == []
    frame.get_by_role("button", name=re.compile("I have deleted it")).click()
    expect(frame.get_by_text("The EHR still shows the note")).to_be_visible()
    assert axe(frame) == []

    store = desk.clinic.ehr.store("epic")
    (*_, newest) = store.all("DocumentReference")
    store.delete("DocumentReference", newest["id"])
    frame.get_by_role("link", name="Back").first.click()
    frame.get_by_text("Take it back").click()
    frame.get_by_role("button", name=re.compile("I have deleted it")).click()
    expect(frame.get_by_role("heading", name="Taken back")).to_be_visible()
    back(frame)
    preview(frame)
    confirm(frame)
    expect(frame.get_by_role("heading", name="The note is in the EHR")).to_be_visible()
    chart = desk.open_chart(STORY, "epic")
    expect(chart.locator("#notes pre", has_text="Ref: ")).to_have_count(1)


def test_a_charge_that_the_ehr_holds_back_is_checked_until_it_is_seen(desk: Desk, axe: Axe) -> None:
    frame = desk.launch(STORY, "oracle")
    preview(frame)
    misbehave(desk, "oracle", kind="held", seconds=300)
    confirm(frame)
    expect(frame.get_by_text("The EHR took it, and does not show it yet.")).to_be_visible()
    back(frame)
    expect(frame.get_by_role("heading", name="Not yet seen in the EHR")).to_be_visible()
    assert axe(frame) == []
    frame.get_by_role("button", name=re.compile("^Check in the EHR")).click()
    expect(frame.get_by_role("link", name="Back to the visit")).to_be_visible()
    expect(frame.get_by_role("heading", name="Not yet seen in the EHR")).to_be_visible()
    assert axe(frame) == []
    requests.post(f"{desk.clinic.ehr.url}/_control/clock", json={"advance": 310}, timeout=10).raise_for_status()
    back(frame)
    frame.get_by_role("button", name=re.compile("^Check in the EHR")).click()
    expect(frame.get_by_role("heading", name="In the EHR")).to_be_visible()
    expect(frame.get_by_text("Read back: the EHR holds what you confirmed.").first).to_be_visible()
