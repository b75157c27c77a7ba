"""A therapist in the EHR's frame, from the launch to the charge in the chart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, expect
from tests.browser.conftest import Clinic, Desk

from chargeline_sandbox import Fault

pytestmark = pytest.mark.browser
Axe = Callable[[Frame], list[dict[str, Any]]]


FOCUS = """() => {
    const at = document.activeElement, style = getComputedStyle(at);
    return [at.id || at.textContent.trim().slice(0, 30), style.outlineStyle, parseFloat(style.outlineWidth)];
}"""


def fits(frame: Frame) -> bool:
    """Nothing has to be scrolled sideways."""
    return bool(frame.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


@pytest.mark.parametrize("width", [320, 1280])
def test_from_launch_to_the_charge_in_the_chart(desk: Desk, axe: Axe, width: int) -> None:
    """Edit minutes, answer a question, amend the note, read again, confirm, see the charge: in a cross-site frame."""
    frame = desk.launch("balance-tie", width=width)
    expect(frame.get_by_role("heading", name="Charge lines")).to_be_visible()
    assert frame.url.startswith("http://localhost:")
    assert desk.page.url.startswith("http://127.0.0.1:")
    assert fits(frame)
    assert axe(frame) == []

    minutes = frame.locator(".line").first.get_by_role("textbox")
    minutes.fill("25")
    minutes.press("Tab")
    expect(frame.get_by_text("Amend the note in the chart")).not_to_have_count(0)
    expect(minutes).to_have_value("25")
    assert fits(frame)
    assert axe(frame) == []

    chart = desk.open_chart("balance-tie")
    chart.get_by_text("Amend", exact=True).first.click()
    text = chart.get_by_label("Text of the note").first
    amended = text.input_value().replace("Neuro re-ed 20", "Neuro re-ed 25").replace("40, total 40", "45, total 45")
    assert amended != text.input_value()
    text.fill(amended)
    chart.get_by_role("button", name="Save the amended note").first.click()
    desk.page.bring_to_front()
    frame.get_by_role("button", name="Read again").click()
    expect(frame.get_by_text("was amended")).to_be_visible()
    expect(frame.get_by_text("Amend the note in the chart")).to_have_count(0)

    frame.get_by_role("button", name="Preview before sending").click()
    expect(frame.get_by_role("heading", name="Confirm the charge lines")).to_be_visible()
    assert fits(frame)
    assert axe(frame) == []
    frame.get_by_role("button", name=re.compile("Confirm and send")).click()
    expect(frame.get_by_role("heading", name="In the EHR")).to_be_visible()
    assert fits(frame)
    assert axe(frame) == []

    chart.reload()
    expect(chart.locator("#charges").get_by_role("rowheader", name="97112")).to_be_visible()
    expect(chart.locator("#charges").get_by_role("rowheader", name="97110")).to_be_visible()
    desk.page.bring_to_front()
    frame.get_by_role("link", name="Back to the visit").click()
    expect(frame.get_by_role("heading", name="Already on this encounter")).to_be_visible()
    assert desk.complaints == []


def test_a_question_is_one_click_and_one_click_back(desk: Desk) -> None:
    frame = desk.launch("balance-tie")
    frame.get_by_role("button", name=re.compile("97112 x1 and 97110 x2")).click()
    expect(frame.get_by_role("heading", name="Answered")).to_be_visible()
    units = frame.locator(".line", has_text="97110").locator(".units")
    expect(units).to_contain_text("2 units")
    frame.get_by_role("button", name=re.compile("Withdraw")).click()
    expect(units).to_contain_text("1 unit")
    assert desk.complaints == []


def test_minutes_typed_while_an_update_arrives_are_not_lost(desk: Desk) -> None:
    """The second field keeps what is typed into it while the first one's update swaps the page under it."""
    frame = desk.launch("balance-tie")
    first, second = frame.get_by_role("textbox").nth(0), frame.get_by_role("textbox").nth(1)
    first.fill("30")
    first.press("Tab")
    second.press("ControlOrMeta+a")
    second.press_sequentially("17", delay=60)
    expect(frame.locator(".line").first.locator(".units")).to_contain_text("2 units")
    expect(first).to_have_value("30")
    expect(second).to_have_value("17")
    second.press("Tab")
    expect(frame.locator(".counting").first).to_contain_text("47 timed minutes")


def test_everything_can_be_done_by_keyboard_with_the_focus_in_sight(desk: Desk) -> None:
    frame = desk.launch("balance-tie")
    frame.locator("a.skip").focus()
    seen = [frame.evaluate(FOCUS)]
    while seen[-1][0] != "go" and len(seen) < 60:
        desk.page.keyboard.press("Tab")
        seen.append(frame.evaluate(FOCUS))
    assert seen[-1][0] == "go"
    assert any(str(name).startswith("minutes-") for name, *_ in seen)
    assert [name for name, style, width in seen[1:] if style == "none" or width < 2] == []
    desk.page.keyboard.press("Enter")
    expect(frame.get_by_role("heading", name="Confirm the charge lines")).to_be_visible()


def test_an_edit_by_keyboard_keeps_its_place(desk: Desk) -> None:
    """What follows the field has the focus while the lines are counted again, and after."""
    frame = desk.launch("knee-replacement")
    fields = frame.locator(".line input")
    fields.first.focus()
    desk.page.keyboard.press("Control+A")
    desk.page.keyboard.type("40")
    desk.page.keyboard.press("Tab")
    expect(frame.locator(".counting").first).to_contain_text("52 timed minutes")
    desk.page.keyboard.press("Tab")
    expect(fields.nth(1)).to_be_focused()


def test_minutes_that_are_none_are_told_beside_the_field(desk: Desk) -> None:
    frame = desk.launch("knee-replacement")
    says = frame.get_by_text("Whole minutes, 0 to 720")
    expect(says.first).to_be_hidden()
    frame.locator(".line input").first.fill("12.5")
    expect(says.first).to_be_visible()
    expect(says.nth(1)).to_be_hidden()
    frame.locator(".line input").first.fill("12")
    expect(says.first).to_be_hidden()


def test_without_javascript_a_button_recounts(clinic: Clinic, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    visit = clinic.ehr.visit("generic", "balance-tie")
    page.goto(clinic.ehr.launch("generic", visit).url or "")
    page.get_by_role("button", name="Read earlier visits").click()
    expect(page.get_by_role("button", name="Read earlier visits")).to_have_count(0)
    page.get_by_role("textbox").first.fill("40")
    page.get_by_role("button", name="Recount").click()
    expect(page.locator(".counting").first).to_contain_text("60 timed minutes make 4 units")
    page.get_by_role("button", name="Preview before sending").click()
    expect(page.get_by_role("heading", name="Confirm the charge lines")).to_be_visible()
    context.close()


def test_a_highlight_is_reached_from_what_it_proves(desk: Desk) -> None:
    frame = desk.launch("balance-tie")
    frame.get_by_text(re.compile("What the note already shows")).click()
    quote = frame.locator(".found a.quote").first
    words = quote.inner_text()
    quote.click()
    expect(frame.locator("mark:target")).to_be_visible()
    assert words.startswith(frame.locator("mark:target").inner_text())


@pytest.mark.parametrize("width", [320, 640, 1280])
@pytest.mark.parametrize("story", ["shoulder-poor", "unknown-payer", "no-encounter", "wheelchair-two-notes"])
def test_every_kind_of_page_fits_and_is_accessible(desk: Desk, axe: Axe, story: str, width: int) -> None:
    """640 px is a 1280 px window at 200 % zoom."""
    frame = desk.launch(story, width=width)
    assert fits(frame)
    assert axe(frame) == []


@pytest.mark.parametrize("address", ["/", "/patterns", "/launch", "/callback?error=x", "/nowhere"])
def test_pages_without_a_session_are_accessible_too(desk: Desk, axe: Axe, address: str) -> None:
    page = desk.context.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(desk.clinic.app + address)
    assert fits(page.main_frame)
    assert axe(page.main_frame) == []


def test_a_page_that_nobody_registered_cannot_frame_the_app(desk: Desk, elsewhere: str) -> None:
    """Only the registered origins of EHRs may show a page of ours in a frame; another port is another origin."""
    page = desk.context.new_page()
    page.goto(elsewhere)
    for address in ("/", "/s/somebody-s-session/"):
        with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
            add = "src => document.body.append(Object.assign(document.createElement('iframe'), {src}))"
            page.evaluate(add, desk.clinic.app + address)
    assert not [frame for frame in page.frames if frame.url.startswith(desk.clinic.app)]


def test_two_tabs_two_patients_never_mix(desk: Desk) -> None:
    first, first_page = desk.launch("balance-tie"), desk.page
    second = desk.launch("shoulder-poor")
    for _ in range(2):
        expect(first.get_by_role("heading", level=1)).to_contain_text("Sylvester Okafor")
        expect(second.get_by_role("heading", level=1)).to_contain_text("Teresa Lindqvist")
        first.get_by_role("button", name="Read again").click()
        second.get_by_role("button", name="Read again").click()
        expect(first.get_by_text("Nothing changed in the chart")).to_be_visible()
    assert first_page is not desk.page


def test_an_edit_made_while_earlier_visits_are_read_stays_on_the_page(desk: Desk) -> None:
    """What is read behind the page gives way to what a person does, and is asked for again after it."""
    desk.clinic.ehr.faults.add(Fault(kind="delay", path="/generic/fhir/Binary/*", times=None, seconds=1.5))
    frame = desk.launch("knee-replacement")
    minutes = frame.get_by_role("textbox").first
    minutes.fill("31")
    minutes.press("Tab")
    expect(frame.get_by_text("documented:").first).to_be_visible()
    frame.page.wait_for_timeout(3_000)
    expect(frame.get_by_text("documented:").first).to_be_visible()
    expect(minutes).to_have_value("31")


def test_a_note_that_repeats_an_earlier_one_shows_its_words_once_that_is_read(desk: Desk) -> None:
    """The page is up before the earlier notes are; then it names the note and marks what stands in both."""
    frame = desk.launch("copied-forward")
    expect(frame.get_by_text("stands word for word in the note of")).to_be_visible()
    copied = frame.locator("article, details, li").filter(has_text="stands word for word").last
    expect(copied).to_contain_text("Capsular end feel persists in all planes")
    expect(frame.get_by_text("has the same value in the last three notes").first).to_be_attached()


def test_what_a_person_types_is_not_taken_away_by_earlier_visits(desk: Desk) -> None:
    """They come while the field is open; it keeps its words, and leaving it counts."""
    desk.clinic.ehr.faults.add(Fault(kind="delay", path="/generic/fhir/Binary/*", times=None, seconds=1.0))
    frame = desk.launch("knee-replacement")
    minutes = frame.get_by_role("textbox").first
    with frame.page.expect_response(re.compile("/history$")):
        minutes.fill("31")
    frame.page.wait_for_timeout(500)
    minutes.press("Tab")
    expect(frame.get_by_text("documented:").first).to_be_visible()
    expect(minutes).to_have_value("31")
