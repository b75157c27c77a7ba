"""The site entries that docs/ shows are good ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from chargeline_launch import load_site_file, new_key

DOCS = Path(__file__).resolve().parents[3] / "docs"
APP = '[app]\nbase_url = "https://chargeline.example.org"\ndatabase = "sqlite:///chargeline.sqlite3"\n'


@pytest.mark.parametrize("vendor", ["epic", "oracle"])
def test_the_registration_guides_entry_is_accepted(vendor: str, tmp_path: Path) -> None:
    """As printed, with the key file or secret that the guide tells to make."""
    guide = (DOCS / f"register-with-{vendor}.md").read_text("utf-8")
    entry = "".join(re.findall(r"```toml\n(.*?)```", guide, re.DOTALL))
    (tmp_path / "epic.pem").write_bytes(ECKey.generate_key("P-384").as_pem(private=True))
    (tmp_path / "epic.pem").chmod(0o600)
    (tmp_path / "sites.toml").write_text(APP + re.sub(r"(?m)^   ", "", entry))
    environ = {"CHARGELINE_KEYS": new_key(), "ORACLE_SANDBOX_SECRET": "s", "CHARGELINE_ENV": "production"}
    [site] = load_site_file(tmp_path / "sites.toml", environ).sites.values()
    assert site.vendor == vendor
