"""Chromium, the app and the stand-in EHR: chart on 127.0.0.1, app on localhost, as two parties."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, expect, sync_playwright
from tests.plugin.web.clinic import NAMES, site_file_text
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from chargeline_launch import new_key
from chargeline_plugin.app import create_app
from chargeline_plugin.config import load_config
from chargeline_sandbox import Config, Sandbox, demo_clients, running

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 15_000
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")
"""What htmx says when a page is left, or a click comes, while it asks; real failures have words of their own."""
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"  # installed by .ci/browser


@dataclass
class Clinic:
    """A stand-in EHR with the app beside it."""

    ehr: Sandbox
    app: str
    flask: Flask


@pytest.fixture
def writing() -> bool:
    """Whether each site has switched on the way of writing that its EHR knows; a module may say yes."""
    return False


@pytest.fixture
def clinic(tmp_path: Path, writing: bool) -> Iterator[Clinic]:
    """Both, fresh, on free ports."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://localhost:{port}"
    config = Config(clients=demo_clients([f"{base}/callback"]), app_launch_url=f"{base}/launch", app_title="Chargeline")
    with running(config) as ehr:
        sites = tmp_path / "sites.toml"
        sites.write_text(site_file_text(ehr, base=base, framed_by=dict.fromkeys(NAMES, ehr.url), writing=writing))
        app = create_app(load_config(sites, {"CHARGELINE_KEYS": new_key()}))
        server = make_server("127.0.0.1", port, app, threaded=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield Clinic(ehr=ehr, app=base, flask=app)
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as it is installed; CHROMIUM names another one."""
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Desk:
    """One browser in front of the chart. `complaints` are what the browser's console reports as errors."""

    clinic: Clinic
    context: BrowserContext
    page: Page = field(init=False)
    complaints: list[str] = field(default_factory=list)

    def open_chart(self, story: str, name: str = "generic") -> Page:
        """The chart page of a story's visit, in a tab of its own."""
        page = self.context.new_page()
        page.on("console", self._listen)
        page.goto(self.clinic.ehr.chart_url(name, self.clinic.ehr.visit(name, story)))
        return page

    def _listen(self, said: ConsoleMessage) -> None:
        """What the browser says of the app's own pages; a request that a click gave up is none of its faults."""
        ours = said.type == "error" and said.location["url"].startswith(self.clinic.app)
        if ours and not said.text.startswith(GIVEN_UP):
            self.complaints.append(said.text)

    def launch(self, story: str, name: str = "generic", width: int | None = None) -> Frame:
        """Open the app from the chart; the frame gets exactly `width` when one is named."""
        self.page = self.open_chart(story, name)
        self.page.get_by_role("link", name="Open Chargeline").click()
        if width:
            style = f"width:{width}px;min-width:0;height:800px;border:0"
            self.page.locator("iframe").evaluate("(it, style) => { it.style.cssText = style }", style)
        return self.frame()

    def frame(self) -> Frame:
        """The app's frame, once it shows something of ours and is not on its way to the EHR."""
        self.page.frame_locator("iframe[name=app]").locator("main:not(:has(#forward))").wait_for()
        found = self.page.frame(name="app")
        assert found is not None
        return found


@pytest.fixture
def desk(clinic: Clinic, chromium: Browser) -> Iterator[Desk]:
    """A browser window."""
    context = chromium.new_context(viewport={"width": 1600, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    yield Desk(clinic=clinic, context=context)
    context.close()


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """A page of somebody else on this machine."""
    server = make_server("127.0.0.1", 0, Response("<title>Elsewhere</title><p>Elsewhere", mimetype="text/html"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def accessibility_faults(frame: Frame) -> list[dict[str, Any]]:
    """What axe-core finds inside the frame (WCAG 2.2 A and AA, best practices)."""
    frame.evaluate(AXE.read_text("utf-8"))
    found = frame.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [{"rule": it["id"], "where": [n["target"] for n in it["nodes"]]} for it in found["violations"]]


@pytest.fixture
def axe() -> Any:
    """`axe(frame)` lists accessibility faults; an empty list is what we want."""
    return accessibility_faults
