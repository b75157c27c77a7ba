"""Pages that stay open, and frames that keep no cookie: what only a real browser shows."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Route, expect
from tests.browser.conftest import Clinic, Desk

from chargeline_launch import FailureCode
from chargeline_plugin.web.services import NAME

pytestmark = pytest.mark.browser


@pytest.fixture
def writing() -> bool:
    return True


def to_the_front(frame: Frame) -> None:
    """The page gets the focus, once its scripts have run."""
    frame.wait_for_load_state("load")
    frame.evaluate("window.dispatchEvent(new Event('focus'))")


def session_of(frame: Frame) -> str:
    return urlsplit(frame.url).path.split("/")[2]


def confirm(frame: Frame) -> None:
    frame.get_by_role("link", name="Preview before sending").or_(
        frame.get_by_role("button", name="Preview before sending")
    ).first.click()
    frame.get_by_role("button", name="Confirm and send").click()
    expect(frame.get_by_text("Read back: the EHR holds what you confirmed").first).to_be_visible()


def charged(clinic: Clinic, story: str) -> int:
    """Lines that the app wrote for this story's encounter, and for nobody else's patient."""
    visit = clinic.ehr.visit("generic", story)
    ours = [it for it in clinic.ehr.store("generic").all("ChargeItem") if it.get("identifier")]
    mine = [it for it in ours if it["context"]["reference"] == f"Encounter/{visit.encounter}"]
    assert {it["subject"]["reference"] for it in mine} <= {f"Patient/{visit.patient}"}
    return len(mine)


def test_two_tabs_two_patients_keep_their_own_through_reload_and_write_back(desk: Desk) -> None:
    """The older page says that another was opened since, and is confirmed only after the clinician says so."""
    first, first_page = desk.launch("knee-replacement"), desk.page
    second = desk.launch("balance-tie")
    before = {story: charged(desk.clinic, story) for story in ("knee-replacement", "balance-tie")}
    first_page.bring_to_front()
    to_the_front(first)
    expect(first.locator("#watch")).to_contain_text("opened")
    first_page.reload()
    desk.page, newer = first_page, desk.page
    first_page.get_by_role("link", name="Open Chargeline").click()
    first = desk.frame()
    expect(first.get_by_role("heading", level=1)).to_contain_text("Walter Ostrowski")
    newer.bring_to_front()
    to_the_front(second)
    second.locator("#watch button").click()
    expect(second.locator("#watch")).not_to_contain_text("opened")
    expect(second.get_by_role("heading", level=1)).to_contain_text("Sylvester Okafor")
    confirm(first)
    confirm(second)
    assert charged(desk.clinic, "knee-replacement") > before["knee-replacement"]
    assert charged(desk.clinic, "balance-tie") > before["balance-tie"]


def test_a_page_hides_the_patient_once_its_session_has_idled(desk: Desk) -> None:
    """Nobody touches it; it looks by itself."""
    frame = desk.launch("knee-replacement")
    launches = desk.clinic.flask.extensions[NAME].launches
    launches.sessions.end(session_of(frame), FailureCode.SESSION_IDLE)
    to_the_front(frame)
    expect(frame.get_by_role("main").get_by_text("so the patient's data was hidden").first).to_be_visible()
    assert "Ostrowski" not in frame.content()


def test_what_an_ended_session_left_is_brought_back_by_a_click(desk: Desk) -> None:
    frame = desk.launch("knee-replacement")
    frame.get_by_role("textbox").first.fill("31")
    frame.get_by_role("textbox").first.press("Tab")
    expect(frame.get_by_text("documented:").first).to_be_visible()
    desk.clinic.flask.extensions[NAME].launches.sessions.end(session_of(frame), FailureCode.REFRESH_REFUSED)
    frame = desk.launch("knee-replacement")
    assert frame.get_by_role("textbox").first.input_value() != "31"
    frame.get_by_role("button", name="Bring back").click()
    expect(frame.get_by_role("textbox").first).to_have_value("31")


# --- no cookies in the frame ----------------------------------------------------------------------------------------


def blocking(chromium: Browser, folder: Path, preferences: dict[str, object]) -> BrowserContext:
    """Chromium with settings of its own, as an administrator sets them."""
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps({"profile": preferences}))
    path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    return chromium.browser_type.launch_persistent_context(
        str(folder), executable_path=path, args=["--no-sandbox"], viewport={"width": 1600, "height": 900}
    )


def test_a_browser_that_blocks_third_party_cookies_still_launches_in_the_frame(
    clinic: Clinic, chromium: Browser, tmp_path: Path
) -> None:
    """The one cookie is partitioned, which such a setting leaves alone."""
    context = blocking(chromium, tmp_path / "profile", {"cookie_controls_mode": 1, "block_third_party_cookies": True})
    desk = Desk(clinic=clinic, context=context)
    frame = desk.launch("knee-replacement")
    expect(frame.get_by_role("heading", level=1)).to_contain_text("Walter Ostrowski")
    context.close()


def test_a_frame_that_keeps_no_cookie_goes_on_in_a_new_window_once(clinic: Clinic, desk: Desk) -> None:
    """Only the frame's cookies are lost here, as in a shell that gives frames no storage."""
    framed = f"{clinic.app}/launch?"

    def lose_the_cookie(route: Route) -> None:
        answer = route.fetch(max_redirects=0)
        route.fulfill(status=answer.status, headers={n: v for n, v in answer.headers.items() if n != "set-cookie"})

    desk.context.route(lambda url: url.startswith(framed), lose_the_cookie)
    frame = desk.launch("knee-replacement")
    expect(frame.get_by_text("keeps no cookie").first).to_be_visible()
    with desk.context.expect_page() as opened:
        frame.get_by_role("link", name="Go on in a new window").click()
    window = opened.value
    expect(window.get_by_role("heading", level=1)).to_contain_text("Walter Ostrowski")
    assert "?" not in window.url
    again = desk.context.new_page()
    again.goto(frame.url)
    expect(again.get_by_role("link", name="Go on in a new window")).to_have_count(0)


def test_a_browser_without_any_cookie_is_told_so_and_never_loops(
    clinic: Clinic, chromium: Browser, tmp_path: Path
) -> None:
    """The new window keeps none either: the doctor's page says what the administrator must allow."""
    context = blocking(chromium, tmp_path / "profile", {"default_content_setting_values": {"cookies": 2}})
    frame = Desk(clinic=clinic, context=context).launch("knee-replacement")
    with context.expect_page() as opened:
        frame.get_by_role("link", name="Go on in a new window").click()
    window = opened.value
    expect(window.get_by_text("cookies_blocked", exact=True)).to_be_visible()
    expect(window.get_by_role("link", name="Go on in a new window")).to_have_count(0)
    window.get_by_text("For the administrator").click()
    expect(window.get_by_text("Allow partitioned (CHIPS) cookies").first).to_be_visible()
    context.close()
