"""The app in a process of its own, as `chargeline-app serve` runs it, and a browser that talks to it over HTTP."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any

import requests
from tests.plugin.web.clinic import asked_of_ehr

from chargeline_sandbox import LaunchLink

ROOTS = [path for path in sys.path if path]
RUN = "import sys; from chargeline_plugin.cli import main; sys.exit(main(sys.argv[1:]))"
COOKIE = "__Host-browser"
OWN_NAMES = 'identifier_base = "https://own.example.org/fhir"\n'


@dataclass
class Served:
    """A running `chargeline-app serve`. `log` is what it wrote to standard error."""

    process: subprocess.Popen[str]
    url: str
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text("utf-8")

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


@contextmanager
def serving(
    sites: Path, *options: str, environ: Mapping[str, str] | None = None, script: str = RUN
) -> Iterator[Served]:
    """Serve a site file on a free port until the block ends."""
    log_file = sites.with_name("serve.log")
    process = start(sites, *options, environ=environ, script=script, log_file=log_file)
    try:
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("Serving at "), log_file.read_text("utf-8")
        yield Served(process, said.split()[-1], log_file)
    finally:
        process.kill()
        process.communicate()


def start(
    sites: Path, *options: str, environ: Mapping[str, str] | None = None, script: str = RUN, log_file: Path
) -> subprocess.Popen[str]:
    """The process, whatever becomes of it."""
    command = [sys.executable, "-c", script, "serve", "--sites", str(sites), "--port", "0", *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), **(environ or {})}
    with log_file.open("w") as errors:
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)


@dataclass
class Browser:
    """Keeps the one cookie as browsers do on a trustworthy address, and follows redirects one by one."""

    app: str
    headers: dict[str, str] = field(default_factory=dict)
    session: requests.Session = field(default_factory=requests.Session)
    cookie: str | None = None
    seen: list[str] = field(default_factory=list)
    """Every address that the app sent this browser to."""
    asked: dict[str, str] = field(default_factory=dict)
    """What the app asked the EHR's authorization for."""

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._call("GET", path, **options)

    def post(self, path: str, data: Mapping[str, str], **options: Any) -> requests.Response:
        return self._call("POST", path, data=dict(data), **options)

    def launch(self, link: LaunchLink) -> str:
        """From the EHR's launch to the visit; its path."""
        began = self.get("/launch", params={"iss": link.iss, "launch": link.launch})
        gone = self.get(began.headers["Location"])
        action, self.asked = asked_of_ehr(gone.headers.get("Location"), gone.text)
        self.seen.append(action)
        authorized = self.session.get(action, params=self.asked, allow_redirects=False, timeout=30)
        back = authorized.headers["Location"].partition("/callback")
        ended = self.get(back[1] + back[2])
        assert ended.status_code == 303, ended.text
        return str(ended.headers["Location"])

    def _call(self, method: str, path: str, **options: Any) -> requests.Response:
        headers = {**self.headers, **({"Cookie": f"{COOKIE}={self.cookie}"} if self.cookie else {})}
        answer = self.session.request(
            method, self.app + path, headers=headers, allow_redirects=False, timeout=90, **options
        )
        given = re.search(rf"{COOKIE}=([^;]+)", answer.headers.get("Set-Cookie", ""))
        self.cookie = given[1] if given else self.cookie
        self.seen += [answer.headers["Location"]] if "Location" in answer.headers else []
        return answer


def hidden(page: str, name: str) -> str:
    """The first hidden field of that name."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return unescape(found[1])


def until(true: Any, seconds: float = 20) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def site_file(folder: Path, sites: Sequence[str], *, base_url: str, database: str = "sqlite:///app.sqlite3") -> Path:
    """A site file with its key beside it."""
    from chargeline_launch import new_key

    key = folder / "keys"
    if not key.exists():
        key.write_text(new_key())
        key.chmod(0o600)
    path = folder / "sites.toml"
    app = f'[app]\nbase_url = "{base_url}"\ndatabase = "{database}"\nkey_file = "keys"\n{OWN_NAMES}'
    path.write_text(app + "".join(sites))
    return path


def site_entry(iss: str, issuer: str, *, development: bool = True, framed_by: str = "http://127.0.0.1:9") -> str:
    """A site of the generic vendor that may write charges."""
    return f"""
[sites.clinic]
name = "Clinic"
iss = "{iss}"
vendor = "generic"
development = {str(development).lower()}
id_token_issuers = ["{issuer}"]
time_zone = "America/Chicago"
frame_ancestors = ["{framed_by}"]
features = ["read", "write-charge"]
setting = "office"
client = {{ id = "chargeline-public", kind = "public" }}
[sites.clinic.write]
charge = true
[[sites.clinic.payers]]
name = "MEDICARE PART B"
policy = "medicare-part-b"
"""
