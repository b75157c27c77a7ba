"""The app as docs/deploy.md has it: production, behind a proxy that ends TLS, before an EHR that has TLS too."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from tests.integration.tls import certificates, network, tls_proxy
from tests.plugin.serving import ROOTS, RUN, Browser, Served, hidden, serving, site_entry, site_file, start

from chargeline_sandbox import Config, Sandbox, demo_clients, running

pytestmark = pytest.mark.integration

APP, EHR = "chargeline.example.org", "ehr.example.org"
PRODUCTION = {"CHARGELINE_ENV": "production", "NO_PROXY": "", "no_proxy": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """A served app and the EHR, both reached by name and over TLS only."""

    served: Served
    ehr: Sandbox
    sites: Path
    environ: Mapping[str, str]

    def browser(self) -> Browser:
        session = requests.Session()
        session.trust_env = False
        session.verify = self.environ["REQUESTS_CA_BUNDLE"]
        session.proxies = {"https": self.environ["HTTPS_PROXY"]}
        return Browser(f"https://{APP}", session=session)


@pytest.fixture(scope="module")
def ehr() -> Iterator[Sandbox]:
    """The stand-in EHR under its public name."""
    with running(Config(clients=demo_clients([f"https://{APP}/callback"]))) as sandbox:
        sandbox.site.origin = f"https://{EHR}"
        yield sandbox


@pytest.fixture(scope="module")
def deployment(ehr: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    folder = tmp_path_factory.mktemp("production")
    authority, certificate = certificates(folder, [APP, EHR])
    sites = sites_of(folder, ehr)
    names: dict[str, int] = {}
    with tls_proxy(certificate, int(ehr.url.rpartition(":")[2])) as ehr_tls, network(names) as outward:
        environ = {**PRODUCTION, "HTTPS_PROXY": outward, "REQUESTS_CA_BUNDLE": str(authority)}
        with (
            serving(sites, "--trusted-proxies", "1", environ=environ) as served,
            tls_proxy(certificate, int(served.url.rpartition(":")[2])) as app_tls,
        ):
            names |= {EHR: ehr_tls, APP: app_tls}
            yield Deployment(served=served, ehr=ehr, sites=sites, environ=environ)


def sites_of(folder: Path, ehr: Sandbox, *, development: bool = False) -> Path:
    openid = ehr.ehr("generic").openid_issuer
    entry = site_entry(ehr.iss("generic"), openid, development=development, framed_by=f"https://{EHR}")
    return site_file(folder, [entry], base_url=f"https://{APP}")


def test_a_launch_a_visit_and_a_confirmed_charge(deployment: Deployment) -> None:
    """From the chart's link to the receipt, over TLS on both sides."""
    ehr, browser = deployment.ehr, deployment.browser()
    home = browser.launch(ehr.launch("generic", ehr.visit("generic", "knee-replacement")))
    page = browser.get(home)
    assert page.status_code == 200
    assert "Ostrowski" in page.text
    assert "max-age=" in page.headers["Strict-Transport-Security"]
    assert f"frame-ancestors https://{EHR}" in page.headers["Content-Security-Policy"]
    preview = browser.get(f"{home}preview").text
    receipt = browser.post(f"{home}confirm", {name: hidden(preview, name) for name in ("csrf", "digest")})
    assert "In the EHR" in receipt.text
    assert all(address.startswith((f"https://{EHR}/", "/")) for address in browser.seen)


def test_the_doctor_has_no_complaint(deployment: Deployment) -> None:
    """From the same machine, in the same environment, before anybody launches."""
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), **deployment.environ}
    command = [sys.executable, "-c", RUN, "doctor", "clinic", "--sites", str(deployment.sites)]
    finished = subprocess.run(command, env=environ, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_patterns_are_not_shown(deployment: Deployment) -> None:
    assert deployment.browser().get("/patterns").status_code == 404


def test_an_ehr_whose_certificate_nobody_vouches_for_is_named(deployment: Deployment, tmp_path: Path) -> None:
    """Without the authority's file a launch ends with the code for it; nothing is sent past the certificate."""
    environ = {name: value for name, value in deployment.environ.items() if name != "REQUESTS_CA_BUNDLE"}
    sites, link = (
        sites_of(tmp_path, deployment.ehr),
        deployment.ehr.launch("generic", deployment.ehr.visit("generic", "knee-replacement")),
    )
    with serving(sites, environ=environ) as served:
        page = Browser(served.url).get("/launch", params={"iss": link.iss, "launch": link.launch})
    assert "<code>discovery_certificate</code>" in page.text


def test_a_development_site_keeps_it_from_starting(ehr: Sandbox, tmp_path: Path) -> None:
    """Whatever else is in order."""
    log = tmp_path / "serve.log"
    process = start(sites_of(tmp_path, ehr, development=True), environ=PRODUCTION, log_file=log)
    assert process.communicate(timeout=60)[0] == ""
    assert process.returncode == 2
    assert "sites.clinic.development is refused in production" in log.read_text("utf-8").replace(": ", " ")
