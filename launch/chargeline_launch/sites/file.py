"""Reading the site file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from chargeline_launch.addresses import origin, weakness
from chargeline_launch.scopes.features import FEATURES
from chargeline_launch.vendors import VENDORS

from .client import read_client
from .keys import read_seal_keys
from .problems import BadSiteFile, SiteProblem, Table
from .site import AppSettings, Site, SiteFile

LINE = re.compile(r"\bat (line \d+)\b")
"""Where `tomllib` says the trouble is; of an unfinished text it says only that the document ends."""


def load_site_file(path: Path, environ: Mapping[str, str] | None = None) -> SiteFile:
    """Read and check a site file. Raises BadSiteFile with every problem; OSError when it cannot be opened."""
    environ = os.environ if environ is None else environ
    try:
        document = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSiteFile((_unreadable(error),)) from None
    top = Table("", document, [])
    app = _app(top.table("app", "Add an [app] table with base_url and database."), path.parent, environ)
    sites = _sites(top, app, environ)
    for key in top.rest:
        top.problem(key, "is not known at the top of the file.", "Only [app] and [sites.<id>] stand there.")
    if top.problems:
        raise BadSiteFile(tuple(top.problems))
    return SiteFile(app=app, sites=sites)


def _unreadable(error: Exception) -> SiteProblem:
    """Where the file stops being TOML; never the line itself, which may hold a secret."""
    if isinstance(error, UnicodeDecodeError):
        return SiteProblem(path="(file)", message="is not UTF-8 text.", fix="Save it as UTF-8.")
    line = LINE.search(str(error))
    fix = "Correct the syntax there: texts in quotes, tables in [brackets]."
    return SiteProblem(path=line[1] if line else "end of the file", message="is not valid TOML.", fix=fix)


def _app(table: Table, directory: Path, environ: Mapping[str, str]) -> AppSettings:
    production = environ.get("CHARGELINE_ENV") == "production"
    base_url = table.text("base_url", 'Write the public address: base_url = "https://chargeline.example.org".')
    if base_url:
        _check_base_url(table, base_url, production)
    database = table.text("database", 'Write database = "sqlite:///chargeline.sqlite3".')
    return AppSettings(
        base_url=base_url.rstrip("/"),
        database=_absolute(database, directory),
        seal_keys=read_seal_keys(table, directory, environ),
        directory=directory,
        production=production,
        idle_minutes=table.number("idle_minutes", 30),
        session_hours=table.number("session_hours", 12),
        rest=table.rest,
    )


def _check_base_url(table: Table, base_url: str, production: bool) -> None:
    wrong = weakness(base_url, development=not production)
    if wrong or urlsplit(base_url).query:
        table.problem(
            "base_url",
            f"{wrong or 'carries a query'}.",
            "Use the public https address; http works on loopback outside production only.",
        )


def _absolute(database: str, directory: Path) -> str:
    """A relative SQLite file lies beside the site file."""
    prefix = "sqlite:///"
    name = database.removeprefix(prefix)
    if not database.startswith(prefix) or not name or name.startswith((":memory:", "/")):
        return database
    return f"{prefix}{directory.resolve() / name}"


def _sites(top: Table, app: AppSettings, environ: Mapping[str, str]) -> Mapping[str, Site]:
    table = top.table("sites", "Add at least one [sites.<id>] table.")
    if not table.values and "sites" in top.values:
        top.problem("sites", "is empty.", "Add at least one [sites.<id>] table.")
    sites: dict[str, Site] = {}
    for site_id in table.values:
        site = _site(table.table(site_id, "Write it as [sites.<id>]."), site_id, app, environ)
        twin = next((other.id for other in sites.values() if site.iss and other.iss == site.iss), None)
        if twin:
            table.problem(f"{site_id}.iss", f"is also the iss of sites.{twin}.", "One entry per issuer.")
        sites[site_id] = site
    return sites


def _site(table: Table, site_id: str, app: AppSettings, environ: Mapping[str, str]) -> Site:
    vendor = table.one_of("vendor", tuple(VENDORS))
    development = table.flag("development")
    if development and app.production:
        table.problem("development", "is refused in production.", "Remove the entry or the setting.")
    return Site(
        id=site_id,
        name=table.text("name", 'Write the clinic\'s name: name = "...".'),
        iss=_address(table, "iss", development).rstrip("/"),
        vendor=vendor,
        client=read_client(table, app.directory, environ),
        id_token_issuers=_issuers(table, vendor, development),
        redirect_uri=app.redirect_uri,
        features=_features(table),
        time_zone=_time_zone(table),
        development=development,
        authorize_by_post=table.flag("authorize_by_post"),
        frame_ancestors=_ancestors(table, development),
        rest=table.rest,
    )


def _address(table: Table, key: str, development: bool) -> str:
    fix = f'Write the EHR\'s FHIR address: {key} = "https://...".'
    url = table.text(key, fix)
    wrong = weakness(url, development=development) if url else None
    if url and not wrong and urlsplit(url).query:
        wrong = "carries a query"
    if wrong:
        fix = "Use https; http and loopback need development = true."
        table.problem(key, f"{wrong}.", fix)
    return url


def _issuers(table: Table, vendor: str, development: bool) -> tuple[str, ...]:
    pattern = VENDORS[vendor].id_token_issuer if vendor else None
    hint = f" For this vendor: {pattern.value}" if pattern else ""
    issuers = table.texts("id_token_issuers", f"List whoever signs the id_token.{hint}", required=True)
    for index, issuer in enumerate(issuers):
        wrong = weakness(issuer, development=development)
        if wrong:
            table.problem(f"id_token_issuers[{index}]", f"{wrong}.", "Use the issuer's exact https address.")
    return issuers


def _features(table: Table) -> tuple[str, ...]:
    known = ", ".join(FEATURES)
    features = table.texts("features", f"List what is switched on: {known}.", required=True)
    for index, feature in enumerate(features):
        if feature not in FEATURES:
            table.problem(f"features[{index}]", "is not a feature.", f"Use: {known}.")
    return tuple(feature for feature in FEATURES if feature in features)


def _time_zone(table: Table) -> str:
    zone = table.text("time_zone", 'Write the clinic\'s IANA zone: time_zone = "America/Chicago".')
    if zone and zone not in available_timezones():
        table.problem("time_zone", "is not an IANA time zone.", 'Write it like "America/Chicago".')
    return zone


def _ancestors(table: Table, development: bool) -> tuple[str, ...]:
    found = table.texts("frame_ancestors", "List the origins of the EHR pages that hold the frame.")
    for index, ancestor in enumerate(found):
        wrong = weakness(ancestor, development=development)
        bare = not wrong and ancestor.lower() == origin(ancestor) and not set(ancestor) & set(" ;,*'\"")
        if not bare:
            fix = 'Write scheme, host and port only: "https://ehr.example.org".'
            table.problem(f"frame_ancestors[{index}]", f"{wrong or 'is not a bare origin'}.", fix)
    return found
