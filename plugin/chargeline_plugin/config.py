"""What the app is configured with: the site file and the keys, read once and checked whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from chargeline_launch import BadSiteFile, SiteFile, load_site_file
from chargeline_plugin.site import SiteSettings, read_settings


class BadConfiguration(Exception):
    """Everything that is wrong with the configuration, each with its place and its fix."""


def now() -> datetime:
    """The wall clock; the only place of the app that reads it."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The app's configuration. `settings` is each site's part that launch does not know."""

    site_file: SiteFile
    settings: Mapping[str, SiteSettings]
    clock: Callable[[], datetime] = now


def load_config(path: Path, environ: Mapping[str, str] | None = None) -> Config:
    """Read the site file. Raises BadConfiguration with every problem."""
    try:
        site_file = load_site_file(path, environ)
        return Config(site_file=site_file, settings=read_settings(site_file))
    except OSError:
        raise BadConfiguration(f"The site file cannot be opened: {path}. Check its path and permissions.") from None
    except BadSiteFile as problem:
        raise BadConfiguration(str(problem)) from problem
