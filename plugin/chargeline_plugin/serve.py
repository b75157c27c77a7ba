"""`chargeline-app serve`: the app on a production WSGI server, started only when everything it needs is there."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask import Flask

if TYPE_CHECKING:
    from chargeline_plugin.graceful import Server

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
LEDGER_AWAY: Final = {
    "key": "The keys at hand do not open what the ledger keeps. List the former key after the new one (deploy.md).",
    "database": "The database cannot be opened or brought up to date. Check app.database, its server and its rights.",
}


class CannotServe(Exception):
    """What keeps the app from starting, and what to do about it."""


def add_to(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The command on the app's command line."""
    serving = commands.add_parser("serve", help="serve the app on a production WSGI server (docs/deploy.md)")
    serving.add_argument("--sites", type=Path, help="the site file (default: CHARGELINE_SITES)")
    serving.add_argument("--host", default="127.0.0.1")
    serving.add_argument("--port", type=int, default=8000, help="0 takes a free port")
    serving.add_argument(
        "--trusted-proxies",
        type=int,
        default=0,
        metavar="N",
        help="how many proxies of yours stand in front, whose X-Forwarded-For and -Proto are believed (default: none)",
    )
    serving.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until asked to stop."""
    logging.basicConfig(level=logging.INFO, format=FORMAT, stream=sys.stderr)
    app = app_for(site_file(options))
    server = listen(app, options.host, options.port, trusted_proxies=options.trusted_proxies)
    print(f"Serving at http://{options.host}:{server.port}", flush=True)
    serve(server)
    return 0


def site_file(options: argparse.Namespace) -> Path:
    """The site file that was named, or CannotServe."""
    sites = options.sites or os.environ.get("CHARGELINE_SITES")
    if not sites:
        raise CannotServe("No site file: name one with --sites or in CHARGELINE_SITES (docs/first-launch.md).")
    return Path(sites)


def app_for(sites: Path) -> Flask:
    """The app of a site file with its tables brought up to date, or CannotServe with every problem of it."""
    from sqlalchemy.exc import SQLAlchemyError

    from chargeline_plugin.app import create_app
    from chargeline_plugin.config import BadConfiguration, load_config
    from chargeline_plugin.ledger.types import LedgerAway

    try:
        return create_app(load_config(sites))
    except BadConfiguration as problem:
        raise CannotServe(str(problem)) from problem
    except LedgerAway as away:
        raise CannotServe(LEDGER_AWAY[away.code]) from None
    except (SQLAlchemyError, ImportError):  # its text may hold the database's password
        raise CannotServe(LEDGER_AWAY["database"]) from None


def listen(app: Flask, host: str, port: int, *, trusted_proxies: int = 0) -> Server:
    """A server that listens already, or CannotServe. Port 0 takes a free one."""
    from chargeline_plugin.graceful import Server

    try:
        return Server(app, host, port, trusted_proxies=trusted_proxies)
    except OSError:
        raise CannotServe(f"Nothing can listen at {host}:{port}. Is something there already? See --port.") from None


def serve(server: Server) -> None:
    """Answer until the process is asked to stop (SIGTERM, Ctrl-C); a request in flight is finished."""
    former = {asked: signal.signal(asked, server.stop) for asked in (signal.SIGTERM, signal.SIGINT)}
    try:
        server.run()
    finally:
        for asked, handler in former.items():
            signal.signal(asked, handler)
