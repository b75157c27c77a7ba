"""`chargeline-app`: serve the app, show it beside a stand-in EHR, examine its sites, prove its ledger."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence

from chargeline_plugin import demo, examine, serve
from chargeline_plugin.ledger import commands as ledger_commands


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is 0 when it did what was asked, 2 when what was asked cannot be done."""
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stopped politely: what was started is stopped too
    try:
        return int(options.run(options))
    except serve.CannotServe as problem:
        print(problem, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chargeline-app", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve.add_to(commands)
    showing = commands.add_parser("demo", help="a stand-in EHR with synthetic patients, and the app inside it")
    showing.add_argument("--port", type=int, default=8000, help="the app's port; another is taken when it is in use")
    showing.add_argument("--ehr-port", type=int, default=9000, help="the stand-in EHR's port, likewise")
    showing.set_defaults(run=demo.run)

    examine.add_to(commands)
    ledger_commands.add_to(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
