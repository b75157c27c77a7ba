"""`chargeline-app ledger verify | show | export | forget`: for administrators, on the machine of the app."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from chargeline_launch.seal import Seal
from chargeline_plugin.ledger import journal
from chargeline_plugin.ledger.ledger import Ledger, open_ledger
from chargeline_plugin.ledger.types import Event, LedgerAway
from chargeline_plugin.ledger.verify import verify

TAMPERED = 1
CANNOT = 2


def add_to(commands: Any) -> None:
    """Add `ledger` and its verbs to the command line."""
    ledger = commands.add_parser("ledger", help="what was sent, and the proof that nobody has changed the record")
    verbs = ledger.add_subparsers(required=True, metavar="VERB")
    proving = _verb(verbs, "verify", _verify, "prove the whole ledger; prints its head, to be kept elsewhere")
    proving.add_argument("--head", help="a head that was printed earlier: shows a tail that was cut off")
    showing = _verb(verbs, "show", _show, "list events; names no patient")
    showing.add_argument("--key", help="only the events of one charge line")
    exporting = _verb(verbs, "export", _export, "all events as JSON lines")
    exporting.add_argument("--records", action="store_true", help="with the sealed records opened: patient data")
    forgetting = _verb(verbs, "forget", _forget, "destroy the patient data of events before a day; the chain stays")
    forgetting.add_argument("--before", type=_day, required=True, metavar="YYYY-MM-DD")


def _day(text: str) -> date:
    """A day as it is typed; another form is told how to write it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a day as YYYY-MM-DD") from None


def _verb(verbs: Any, name: str, run: Any, words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(name, help=words)
    parser.add_argument("--sites", type=Path, help="the site file (default: CHARGELINE_SITES)")
    parser.set_defaults(run=lambda options: _guarded(run, options))
    return parser


def _guarded(run: Any, options: argparse.Namespace) -> int:
    try:
        return int(run(_opened(options), options))
    except (LedgerAway, ValueError) as problem:
        print(problem, file=sys.stderr)
        return CANNOT


def _opened(options: argparse.Namespace) -> Ledger:
    from chargeline_plugin import serve
    from chargeline_plugin.config import BadConfiguration, load_config

    sites = serve.site_file(options)
    try:
        app = load_config(sites).site_file.app
    except BadConfiguration as problem:
        raise serve.CannotServe(str(problem)) from problem
    return open_ledger(app.database, Seal(app.seal_keys))


def _verify(ledger: Ledger, options: argparse.Namespace) -> int:
    verdict = verify(ledger, head=options.head)
    for finding in verdict.findings:
        place = "" if finding.sequence is None else f" at event {finding.sequence}"
        print(f"{finding.code}{place}")
    whole = "not as it was written" if verdict.findings else "as it was written"
    print(f"{verdict.events} events, {whole}")
    print(f"head {verdict.head}")
    return TAMPERED if verdict.findings else 0


def _show(ledger: Ledger, options: argparse.Namespace) -> int:
    with ledger.reading() as connection:
        for event in journal.events(connection, key=options.key):
            print(_in_a_line(event))
    return 0


def _in_a_line(event: Event) -> str:
    detail = json.dumps(dict(event.detail), sort_keys=True) if event.detail else ""
    parts = (str(event.sequence), event.at, event.kind, event.by or "-", event.key or "-", detail)
    return "  ".join(part for part in parts if part)


def _export(ledger: Ledger, options: argparse.Namespace) -> int:
    for event in _events(ledger, with_records=options.records):
        print(json.dumps(event, sort_keys=True))
    return 0


def _events(ledger: Ledger, *, with_records: bool) -> Iterator[dict[str, Any]]:
    with ledger.reading() as connection:
        for event in journal.events(connection):
            plain = {
                "sequence": event.sequence,
                "at": event.at,
                "kind": event.kind,
                "by": event.by,
                "key": event.key,
                "state": event.state,
                "detail": dict(event.detail),
                "digest": event.digest,
            }
            if with_records:
                plain["record"] = journal.record(connection, ledger.seal, event.sequence)
            yield plain


def _forget(ledger: Ledger, options: argparse.Namespace) -> int:
    midnight = datetime.combine(options.before, time(), UTC)
    count = ledger.destroy_records(before=midnight, at=datetime.now(UTC))
    print(f"{count} records destroyed")
    return 0
