"""docs/site-file.md names every setting there is, and none that there is not."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import get_args

from chargeline import model
from chargeline_launch.scopes import FEATURES
from chargeline_launch.sites import AppSettings, Site
from chargeline_plugin.site import BASE, KEYS, MATCHERS, ROSTER_KEYS, SiteSettings
from chargeline_plugin.writeback.settings import WriteSettings

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "site-file.md").read_text("utf-8")
MADE = {"seal_keys", "directory", "production", "rest", "id", "redirect_uri"}  # not written in the file


def named(heading: str) -> set[str]:
    """The keys of the table under a heading."""
    part = GUIDE.partition(f"\n## {heading}")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE))


def keys(of: type) -> set[str]:
    return {item.name for item in fields(of)} - MADE  # type: ignore[arg-type]


def test_every_setting_of_the_app_is_explained() -> None:
    assert named("`[app]`") == keys(AppSettings) | {"key_file", BASE}


def test_every_setting_of_a_site_is_explained() -> None:
    plain = {"setting", "rules"}
    assert named("`[sites.<id>]`") == keys(Site) | plain
    assert all(f"`[[sites.<id>.{key}]]`" in GUIDE or f"`[sites.<id>.{key}]`" in GUIDE for key in set(KEYS) - plain)


def test_every_setting_of_writing_is_explained() -> None:
    assert named("What is written") == keys(WriteSettings)


def test_every_word_that_a_setting_may_be_is_named() -> None:
    words = {*FEATURES, *get_args(model.Setting), *get_args(model.Role), *MATCHERS, *ROSTER_KEYS}
    assert sorted(word for word in words if not re.search(rf"[`\s]{word}\b", GUIDE)) == []


def test_the_examples_are_read() -> None:
    example = tomllib.loads("\n".join(re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)))
    settings = SiteSettings.parse(example["sites"]["our-clinic"])
    assert (len(settings.payers), len(settings.roster)) == (1, 1)
