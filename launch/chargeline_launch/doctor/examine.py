"""Examining a site before anybody launches: discovery, metadata, scopes, keys, clock, client and redirect."""

from __future__ import annotations

from collections.abc import Iterable

from chargeline_launch.discovery import Fetched, fetch_metadata, read_smart_configuration
from chargeline_launch.doctor import checks
from chargeline_launch.doctor.report import Finding, Report, bad
from chargeline_launch.failures import LaunchFailure
from chargeline_launch.sites import AppSettings, Site
from chargeline_launch.world import World, this_world


def examine(app: AppSettings, site: Site, *, world: World | None = None) -> Report:
    """Every check that can be made without a person. Nothing is read from a chart."""
    world = world or this_world()
    return Report(site=site.id, iss=site.iss, at=world.clock(), findings=tuple(_findings(app, site, world)))


def _findings(app: AppSettings, site: Site, world: World) -> Iterable[Finding]:
    fetched = fetch_metadata(site, world.transport)
    if isinstance(fetched, LaunchFailure):
        yield bad("discovery", fetched)
        return
    kind = "https with a certificate that holds" if site.iss.startswith("https:") else "http, for development"
    yield Finding(check="discovery", state="good", says=f"The metadata answers over {kind}.")
    yield checks.clock(fetched.headers, world.clock())
    yield from checks.issuer_keys(site, world.issuer_keys)
    yield from checks.own_keys(app, site, world.transport)
    yield from _metadata_findings(site, fetched, world)


def _metadata_findings(site: Site, fetched: Fetched, world: World) -> Iterable[Finding]:
    metadata = read_smart_configuration(fetched.document, site)
    if isinstance(metadata, LaunchFailure):
        yield bad("metadata", metadata)
        return
    yield Finding(check="metadata", state="good", says="Endpoints are safe, PKCE is S256, the client's kind is taken.")
    yield from checks.capabilities(metadata)
    yield from checks.scopes(site, metadata)
    yield checks.client(site, metadata, world.transport, world.clock())
    yield checks.redirect(site, metadata, world.transport)
