"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from chargeline.version import __version__

METHODS = {"cms": "cms-8-minute", "ama": "ama-midpoint"}


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse the command line; `run` of the result does the command."""
    parser = argparse.ArgumentParser(
        prog="chargeline", description="Coding for outpatient rehabilitation, with rule, citation and evidence."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for add in (_evaluate, _units, _classify, _explain, _rules, _schema, _import_ncci, _verify_decision):
        add(commands)
    return parser.parse_args(argv)


def _command(commands: Any, name: str, does: str, where: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=does, description=does)
    command.set_defaults(run=_later(where))
    command.add_argument("--data", metavar="DIR", help="a site's folder, laid over what ships (or CHARGELINE_DATA)")
    return command


def _later(where: str) -> Callable[[argparse.Namespace], int]:
    """The function `module:name`, imported when it is called: a command loads only what it needs."""
    module, _, name = where.partition(":")

    def run(given: argparse.Namespace) -> int:
        code: int = getattr(import_module(f"chargeline.cli.{module}"), name)(given)
        return code

    return run


def _format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), default="text")


def _evaluate(commands: Any) -> None:
    command = _command(commands, "evaluate", "evaluate an encounter", "evaluate:evaluate_file")
    command.add_argument("file", metavar="FILE", help="an encounter as JSON; - reads stdin")
    command.add_argument("--policy", metavar="ID", help="the payer policy, instead of the encounter's own")
    command.add_argument("--known-on", type=_day, metavar="DATE", help="use only what was published by that day")
    command.add_argument("--jsonl", action="store_true", help="one encounter per line in, one JSON line each out")
    command.add_argument("--strict", action="store_true", help="exit 1 when an alert blocks a line")
    _format(command)


def _units(commands: Any) -> None:
    command = _command(commands, "units", "count units from minutes", "units:units")
    command.add_argument("minutes", nargs="+", metavar="CODE=MINUTES")
    command.add_argument("--method", required=True, choices=tuple(METHODS))
    command.add_argument(
        "--assistant", nargs="+", default=[], metavar="CODE=MINUTES",
        help="of these minutes, by the assistant alone; comes after the minutes",
    )  # fmt: skip
    command.add_argument("--discipline", choices=("PT", "OT", "SLP"), help="when the codes do not tell")
    command.add_argument("--date", type=_day, metavar="DATE", help="date of service; today when left out")
    _format(command)


def _classify(commands: Any) -> None:
    command = _command(commands, "classify", "tell which code a phrase describes", "classify:classify")
    command.add_argument("phrase")
    command.add_argument("--discipline", choices=("PT", "OT", "SLP"), default="PT")
    command.add_argument("--policy", metavar="ID")
    _format(command)


def _explain(commands: Any) -> None:
    command = _command(commands, "explain", "show a rule's page, dates, values and citations", "pages:explain")
    command.add_argument("rule", metavar="RULE", help="its code (CL101) or its name")


def _rules(commands: Any) -> None:
    command = _command(commands, "rules", "list every rule; `rules lint` checks values and policies", "pages:rules")
    command.add_argument("what", nargs="?", choices=("list", "lint"), default="list")


def _schema(commands: Any) -> None:
    command = _command(commands, "schema", "print the JSON Schema of the contract", "pages:schema")
    command.add_argument("what", choices=("encounter", "report"))


def _import_ncci(commands: Any) -> None:
    command = _command(commands, "import-ncci", "read a CMS quarterly PTP or MUE file", "ncci:import_ncci")
    command.add_argument("file", nargs="+", metavar="FILE", help="tab-delimited text, or the zip it came in")
    command.add_argument("--into", required=True, metavar="DIR", help="the site's folder")


def _verify_decision(commands: Any) -> None:
    does = "evaluate a kept decision again and compare, byte for byte"
    command = _command(commands, "verify-decision", does, "decision:verify_decision")
    command.add_argument("file", metavar="FILE", help="encounter and report as the ledger exports them; - reads stdin")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as YYYY-MM-DD") from None
