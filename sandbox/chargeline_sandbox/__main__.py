"""`python -m chargeline_sandbox`: run the stand-in EHR; the first line printed is its address."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from chargeline_sandbox.config import BadConfig, Client, Config, demo_clients, load_clients
from chargeline_sandbox.server import serve


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until interrupted. Exit 2 for a setting that cannot be used."""
    try:
        config = _config(_parser().parse_args(arguments))
        server, sandbox = serve(config)
    except (BadConfig, OSError) as error:
        print(f"chargeline-sandbox: {error}", file=sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    print(sandbox.url, flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chargeline-sandbox", description="A stand-in EHR for the demo and tests.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--app-launch-url", help="the launch URL of the app to embed in the chart")
    parser.add_argument("--app-title", default="Embedded app", help="what the chart calls the app")
    parser.add_argument("--redirect-uri", action="append", default=[], help="of the three demo clients; repeatable")
    parser.add_argument("--jwks-file", type=Path, help="the public keys of the demo client chargeline-key")
    parser.add_argument("--clients", type=Path, help="registered clients in TOML or JSON, instead of the demo's")
    parser.add_argument("--client", action="append", default=[], metavar="ID[:SECRET]", help="one more client")
    parser.add_argument("--time-zone", default="America/Chicago", help="IANA name")
    parser.add_argument("--today", type=date.fromisoformat, help="the day that the visits are dated from")
    parser.add_argument("--unsigned-notes", choices=("hidden", "visible"), help="for all personalities")
    parser.add_argument("--fhir", metavar="URL", help="a real FHIR R4 server behind the generic personality")
    parser.add_argument("--fhir-token-env", metavar="NAME", help="the environment variable with that server's token")
    return parser


def _config(given: argparse.Namespace) -> Config:
    try:
        ZoneInfo(given.time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise BadConfig(f"--time-zone: {given.time_zone!r} is not an IANA time zone") from error
    clients = load_clients(given.clients) if given.clients else demo_clients(given.redirect_uri, given.jwks_file)
    overrides = dict.fromkeys(("generic", "oracle", "epic"), given.unsigned_notes) if given.unsigned_notes else {}
    return Config(
        app_launch_url=given.app_launch_url,
        app_title=given.app_title,
        clients=(*clients, *(_client(text, given.redirect_uri) for text in given.client)),
        time_zone=given.time_zone,
        today=given.today,
        unsigned_notes=overrides,
        host=given.host,
        port=given.port,
        fhir=given.fhir,
        fhir_token=_token(given.fhir_token_env),
    )


def _token(variable: str | None) -> str | None:
    if variable and not os.environ.get(variable):
        raise BadConfig(f"--fhir-token-env: the variable {variable} is not set")
    return os.environ.get(variable or "")


def _client(text: str, redirect_uris: list[str]) -> Client:
    name, colon, secret = text.partition(":")
    return Client(id=name, redirect_uris=tuple(redirect_uris), secret=secret if colon else None)


if __name__ == "__main__":
    sys.exit(main())
