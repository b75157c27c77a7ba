"""Serving the app: waitress, with threads sized to the FHIR connection pool."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from flask import Flask

THREADS = 12


class CannotServe(Exception):
    """What keeps the app from starting, and what to do about it."""


def run(options: argparse.Namespace) -> int:
    """Serve until interrupted."""
    serve(app_for(site_file(options)), options.host, options.port)
    return 0


def site_file(options: argparse.Namespace) -> Path:
    """The site file that was named, or CannotServe."""
    sites = options.sites or os.environ.get("CHARGELINE_SITES")
    if not sites:
        raise CannotServe("No site file: name one with --sites or in CHARGELINE_SITES (docs/first-launch.md).")
    return Path(sites)


def app_for(sites: Path) -> Flask:
    """The app of a site file, or CannotServe with every problem of it."""
    from chargeline_plugin.app import create_app
    from chargeline_plugin.config import BadConfiguration, load_config

    try:
        return create_app(load_config(sites))
    except BadConfiguration as problem:
        raise CannotServe(str(problem)) from problem


def serve(app: Flask, host: str, port: int) -> None:
    """Serve until the process is asked to stop; a request in flight is finished."""
    import waitress

    waitress.serve(app, host=host, port=port, threads=THREADS, ident=None)
