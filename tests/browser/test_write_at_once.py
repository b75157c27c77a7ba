"""Two clicks at the same moment, in two tabs of one clinician or by two clinicians: one charge a line."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Frame, expect
from tests.browser.conftest import Clinic, Desk

pytestmark = pytest.mark.browser
STORY = "knee-replacement"


@pytest.fixture
def writing() -> bool:
    """Every site writes as its EHR lets it."""
    return True


def at_the_click(desk: Desk, name: str) -> Frame:
    """The preview of the story's visit, one click away from sending."""
    frame = desk.launch(STORY, name)
    frame.get_by_role("button", name="Preview before sending").click()
    expect(frame.get_by_role("button", name=re.compile("Confirm and send"))).to_be_visible()
    return frame


def click_at_once(*frames: Frame) -> None:
    """Submit each page's form twice over without waiting for what comes of it."""
    for frame in frames:
        submit = "setTimeout(() => document.getElementById('confirm').requestSubmit(), wait)"
        frame.evaluate(f"for (const wait of [50, 60]) {submit}")


def settled(frame: Frame) -> None:
    """Until the answer to the click is there."""
    expect(frame.get_by_role("button", name=re.compile("Confirm and send"))).to_have_count(0)
    expect(frame.get_by_role("heading", level=1)).to_be_visible()


def charges(clinic: Clinic, name: str) -> list[str]:
    seen = clinic.ehr.visit(name, STORY)
    mine = (it for it in clinic.ehr.store(name).all("ChargeItem") if seen.encounter in it["context"]["reference"])
    return sorted(it["code"]["coding"][0]["code"] for it in mine if it["status"] in ("planned", "billable"))


@pytest.mark.parametrize("name", ["generic", "oracle"])
def test_a_double_click_in_two_tabs_is_one_charge_a_line(desk: Desk, name: str) -> None:
    first, second = at_the_click(desk, name), at_the_click(desk, name)
    click_at_once(first, second)
    settled(first)
    settled(second)
    assert charges(desk.clinic, name) == ["97110", "97140"]


@pytest.mark.parametrize("name", ["generic", "oracle"])
def test_two_clinicians_who_confirm_at_once_make_one_charge_a_line(desk: Desk, chromium: Browser, name: str) -> None:
    context = chromium.new_context(viewport={"width": 1600, "height": 900})
    colleague = Desk(clinic=desk.clinic, context=context)
    first, second = at_the_click(desk, name), at_the_click(colleague, name)
    click_at_once(first, second)
    settled(first)
    settled(second)
    assert charges(desk.clinic, name) == ["97110", "97140"]
    for frame in (first, second):
        frame.goto(frame.url.partition("confirm")[0].partition("preview")[0])
        expect(frame.get_by_role("heading", name="Sent from here")).to_be_visible()
    context.close()
