"""What views need, made once when the app is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, current_app, g
from jinja2 import Environment

from chargeline_launch import Seal, Store, World
from chargeline_plugin.config import Config
from chargeline_plugin.ledger.ledger import Ledger, open_ledger
from chargeline_plugin.session.store import DeskStore
from chargeline_plugin.web.places import Places
from chargeline_templates import environment

NAME: Final = "chargeline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Shared by all requests; safe between threads."""

    config: Config
    launches: Store
    world: World
    desks: DeskStore
    ledger: Ledger
    templates: Environment
    places: Places

    def now(self) -> datetime:
        """The time, from the configuration's clock."""
        return self.config.clock()

    @property
    def https(self) -> bool:
        """Whether browsers reach the app over https."""
        return self.config.site_file.app.base_url.startswith("https://")


def make_services(config: Config) -> Services:
    """Open the database and bring its tables up to date."""
    settings = config.site_file.app
    seal = Seal(settings.seal_keys)
    launches = Store.of(config.site_file, clock=config.clock)
    books = {site: its.book for site, its in config.settings.items()}
    return Services(
        config=config,
        launches=launches,
        world=World.of(clock=config.clock),
        desks=DeskStore(launches.engine, seal, timedelta(hours=settings.session_hours), books),
        ledger=open_ledger(settings.database, seal),
        templates=environment(),
        places=Places(),
    )


def attach(app: Flask, services: Services) -> None:
    """Make the services reachable from the app's views; each request leaves its place however it ends."""
    app.extensions[NAME] = services

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if issuer := g.pop("waits_for", None):
            services.places.leave(issuer)


def services() -> Services:
    """The services of the app that answers this request."""
    found: Services = current_app.extensions[NAME]
    return found


def may_wait_for(issuer: str) -> None:
    """Take a place until this request's end; one is enough, however often it asks. Raises Crowded."""
    if "waits_for" not in g:
        services().places.take(issuer)
        g.waits_for = issuer
